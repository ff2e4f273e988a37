"""One value changed in a YAML text, everything else (comments, blanks, order, quotes) left as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from truenorth.definitions.emit import flow_text, key_text
from truenorth.definitions.nodes import Items, Node, Pairs, Text, as_written, compose, plain_node
from truenorth.errors import refuse

Path = Sequence[str | int]
"""Keys, and positions in lists from 0, from the file's root: `("kpis", "on_time", "targets", 0, "at_least")`."""


def edit(text: str, path: Path, value: Any, *, file: str = "truenorth.yml") -> str:
    """The text with the value at `path` set, or added where it is not there yet.

    Raises Refused where the text is broken, the path leads through a scalar, or the value is shared by an alias.
    """
    return _checked(_edited(text, path, value, file), path, value, file)


def remove(text: str, path: Path, *, file: str = "truenorth.yml") -> str:
    """The text without the key at `path`, its comment on the same line included."""
    holder = _find(compose(text, file), path[:-1])
    if not isinstance(holder, Pairs):
        raise _no_way(path, file)
    index = next((at for at, (key, _) in enumerate(holder.pairs) if key.text == path[-1]), None)
    if index is None:
        raise _no_way(path, file)
    if len(holder.pairs) == 1 and len(path) > 1:
        return remove(text, path[:-1], file=file)
    key, node = holder.pairs[index]
    if not holder.flow:
        return text[: _line_start(text, key.start)] + text[_line_end(text, _end(node, text, default=key.end + 1)) :]
    if index + 1 < len(holder.pairs):
        return text[: key.start] + text[holder.pairs[index + 1][0].start :]
    previous = holder.pairs[index - 1][1] if index else None
    start = _end(previous, text) if previous is not None else key.start
    return text[:start] + text[_end(node, text, default=key.end) :]


def _edited(text: str, path: Path, value: Any, file: str) -> str:
    root = compose(text, file)
    parent = _find(root, path[:-1])
    if parent is None:
        return _edited(text, path[:-1], {path[-1]: value}, file)
    if isinstance(parent, Items):
        return _edit_item(text, parent, path, value, file)
    if isinstance(parent, Text):
        if parent.is_empty and len(path) > 1:
            return _edited(text, path[:-1], {path[-1]: value}, file)
        raise _no_way(path, file)
    for key, node in parent.pairs:
        if key.text == path[-1]:
            return _replace(text, key, node, value, path, file)
    return _add(text, parent, str(path[-1]), value)


def _edit_item(text: str, parent: Items, path: Path, value: Any, file: str) -> str:
    index = path[-1]
    if not isinstance(index, int) or not 0 <= index < len(parent.items):
        raise _no_way(path, file)
    node = parent.items[index]
    return text[: node.start] + flow_text(value) + text[_end(node, text) :]


def _replace(text: str, key: Text, node: Node, value: Any, path: Path, file: str) -> str:
    if node.start < key.start:
        raise refuse(
            "EDIT_ALIAS",
            f"the value of {_shown(path)} is shared by an alias",
            key.place,
            hint=f"change it in line {node.place.line}, where its anchor stands",
        )
    between = text[key.end : node.start]
    if node.start == node.end or "\n" in between or (isinstance(node, Text) and _is_block(text, node)):
        colon = text.index(":", key.end)
        end = max(_end(node, text), colon + 1)
        return text[: colon + 1] + " " + flow_text(value) + text[end:]
    return text[: node.start] + flow_text(value) + text[_end(node, text) :]


def _add(text: str, parent: Pairs, key: str, value: Any) -> str:
    pair = f"{key_text(key)}: {flow_text(value)}"
    if not parent.pairs:
        if parent.flow:
            return text[: parent.start] + f"{{ {pair} }}" + text[parent.end :]
        return text + ("" if not text or text.endswith("\n") else "\n") + pair + "\n"
    last = _end(parent.pairs[-1][1], text, default=parent.pairs[-1][0].end + 1)
    if parent.flow:
        return text[:last] + ", " + pair + text[last:]
    first = parent.pairs[0][0].start
    indent = " " * (first - _line_start(text, first))
    at = _line_end(text, last)
    gap = "" if at == 0 or text[at - 1] == "\n" else "\n"
    return text[:at] + gap + indent + pair + "\n" + text[at:]


def _find(node: Node, path: Path) -> Node | None:
    for step in path:
        found: Node | None = None
        if isinstance(node, Pairs):
            found = node.get(str(step))
        elif isinstance(node, Items) and isinstance(step, int) and 0 <= step < len(node.items):
            found = node.items[step]
        if found is None:
            return None
        node = found
    return node


def _end(node: Node | None, text: str, default: int = 0) -> int:
    """The offset after a node's last character; a block's mark lies beyond the comments that follow it."""
    if isinstance(node, Pairs) and not node.flow and node.pairs:
        key, last = node.pairs[-1]
        return _end(last, text, default=key.end + 1)
    if isinstance(node, Items) and not node.flow and node.items:
        return _end(node.items[-1], text)
    if node is None or node.start == node.end:
        return default
    return len(text[: node.end].rstrip()) if isinstance(node, Text) and _is_block(text, node) else node.end


def _is_block(text: str, node: Text) -> bool:
    return text[node.start] in "|>" and not node.plain


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _checked(text: str, path: Path, value: Any, file: str) -> str:
    """The edited text, after reading it again: an edit that does not say what was meant must not be kept."""
    found = _find(compose(text, file), path)
    if found is None or as_written(found) != as_written(plain_node(value)):
        raise ValueError(f"the edit of {_shown(path)} did not come out as meant; please report this text")
    return text


def _shown(path: Path) -> str:
    return ".".join(str(step) for step in path)


def _no_way(path: Path, file: str) -> Exception:
    from truenorth.errors import Place

    return refuse("EDIT_PATH", f"there is nothing at {_shown(path)}", Place(file))
