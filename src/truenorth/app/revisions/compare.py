"""Two states of all definitions compared: what was added, changed, renamed or retired, and whose numbers change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from typing import Any

from truenorth.app.revisions.values import Change, FieldChange, Named
from truenorth.compiler.hashes import depends_on, value_hash
from truenorth.compiler.scope import Scope
from truenorth.definitions import load_texts
from truenorth.definitions.emit import flow_text
from truenorth.definitions.gather import compose_all, gather
from truenorth.definitions.grammar import Reading
from truenorth.definitions.keys import SECTIONS
from truenorth.definitions.nodes import Node, Pairs, Text, as_written
from truenorth.errors import NOWHERE, Place, Refused
from truenorth.model.definitions import Definitions
from truenorth.model.syntax import Name

PROJECT = "project"
"""The noun of what is said once for the whole project; its keys are those of the head."""
WIDEST = 160
"""A longer text is cut in the words of a change."""
Known = Mapping[Named, tuple[int, str]]
"""The version of each definition that there ever was, and its last known value hash."""


def value_hash_of(definitions: Definitions, named: Named) -> str:
    """Identity of all that can change a definition's numbers; empty where it has none, or cannot be read."""
    noun, key = named
    scope = Scope(definitions, {}, {})
    try:
        if noun == "metric":
            return value_hash(scope, key)
        if noun == "kpi" and key in definitions.kpis:
            kpi = definitions.kpis[key]
            return _digest([value_hash(scope, kpi.metric), dict(kpi.segment), str(kpi.grain)])[:12]
    except Refused:
        return ""
    return ""


@dataclass(frozen=True, eq=False)
class State:
    """Definitions as they are written and as they are meant."""

    files: Mapping[str, str]

    @cached_property
    def definitions(self) -> Definitions:
        """As they are meant; addresses stay as written, so no secret is needed."""
        return load_texts(self.files)

    @cached_property
    def nodes(self) -> Mapping[Named, tuple[Place, Node]]:
        """As they are written, by noun and key, in the order of the sections."""
        roots, _ = compose_all(self.files)
        gathered = gather(roots, Reading())
        found = {(PROJECT, name.text): (name.place, node) for name, node in gathered.head.pairs}
        for section in SECTIONS:
            noun = section.noun.name.replace(" ", "_")
            for key, (name, node) in gathered.known(section.name).items():
                found[noun, key] = (name.place, node)
        return found

    def node(self, named: Named) -> Node | None:
        """How a definition is written; None where there is none."""
        return self.nodes[named][1] if named in self.nodes else None

    def place(self, named: Named) -> Place:
        """Where a definition stands."""
        return self.nodes[named][0] if named in self.nodes else NOWHERE

    def revision_hash(self, named: Named) -> str:
        """Identity of a definition as it is written, whatever its layout and comments."""
        node = self.node(named)
        return "" if node is None else _digest([*named, as_written(node)])


@dataclass(frozen=True, eq=False)
class _Pair:
    """Both states; `renamed` is the old name of each new one, `under_old_names` the new state called as before."""

    before: State
    after: State
    known: Known

    @cached_property
    def renamed(self) -> Mapping[Named, Named]:
        return dict(_renamed(self.before, self.after))

    @cached_property
    def under_old_names(self) -> Definitions:
        return with_old_names(self.after.definitions, self.renamed)


def compare(before: State, after: State, known: Known) -> tuple[Change, ...]:
    """What happens to each definition between two states, in the order of the sections; nothing of those that stay."""
    pair = _Pair(before, after, known)
    changes = [_change(pair, named) for named in after.nodes]
    gone = [named for named in before.nodes if named not in after.nodes]
    new_names = {old: new for new, old in pair.renamed.items()}
    changes += [_gone(before, named, new_names.get(named), known) for named in gone]
    return tuple(change for change in changes if change is not None)


def _renamed(before: State, after: State) -> Iterator[tuple[Named, Named]]:
    """(new, old) of each definition that says under which key it was known until now."""
    taken = set()
    for named, (_, node) in after.nodes.items():
        was = node.get("was") if isinstance(node, Pairs) else None
        if named in before.nodes or not isinstance(was, Text):
            continue
        old = (named[0], was.text)
        if old in before.nodes and old not in after.nodes and old not in taken:
            taken.add(old)
            yield named, old


def _change(pair: _Pair, named: Named) -> Change | None:
    before, after = pair.before, pair.after
    old = pair.renamed.get(named, named)
    value = value_hash_of(after.definitions, named)
    made = Change(
        *named,
        change="added",
        version=1,
        value_hash=value,
        revision_hash=after.revision_hash(named),
        place=after.place(named),
    )
    version, last = pair.known.get(old, (0, ""))
    if old not in before.nodes:
        return replace(made, version=_version(version, last, value))
    earlier = value_hash_of(before.definitions, old) or last
    again = value_hash_of(pair.under_old_names, old)
    restates = bool(again) and bool(earlier) and again != earlier
    same_name = old == named
    found = field_changes(before.node(old), after.node(named))
    fields = tuple(each for each in found if same_name or each.name != "was")
    if same_name and not restates and not fields:
        return None
    return replace(
        made,
        change="renamed" if not same_name else "restated" if restates else "changed",
        version=max(version, 1) + (1 if restates else 0),
        restates=restates,
        was="" if same_name else old[1],
        fields=fields,
        through=tuple(_through(pair, named, old)) if restates else (),
    )


def _version(version: int, last: str, value: str) -> int:
    """The version of a definition that comes, or comes back: the old one's unless its numbers differ."""
    if version == 0:
        return 1
    return version if not value or not last or value == last else version + 1


def _gone(before: State, named: Named, new: Named | None, known: Known) -> Change:
    version, last = known.get(named, (1, ""))
    word, said = ("retired", ()) if new is None else ("renamed", (FieldChange("now", named[1], new[1]),))
    value = value_hash_of(before.definitions, named) or last
    return Change(
        *named,
        change=word,
        version=version,
        fields=said,
        value_hash=value,
        revision_hash=before.revision_hash(named),
        place=before.place(named),
    )


def _through(pair: _Pair, named: Named, old: Named) -> Iterator[str]:
    """What else changed that a definition's numbers rest on, in words."""
    metrics: set[str] = set()
    tables: set[str] = set()
    for definitions, (noun, key) in ((pair.before.definitions, old), (pair.after.definitions, named)):
        kpi = definitions.kpis.get(key) if noun == "kpi" else None
        own = key if noun == "metric" else kpi.metric if kpi else ""
        try:
            more, their_tables = depends_on(Scope(definitions, {}, {}), own)
        except Refused:
            continue
        metrics |= more | ({own} if noun == "kpi" else set())
        tables |= their_tables
    ground = [("table", key) for key in sorted(tables)] + [("metric", key) for key in sorted(metrics)]
    ground += [(PROJECT, key) for key in ("calendar", "rates", "currency")]
    for one in ground:
        if one not in pair.renamed and pair.before.revision_hash(one) != pair.after.revision_hash(one):
            yield f"the {one[1]}" if one[0] == PROJECT else f"the {one[0]} {one[1]}"


def field_changes(before: Node | None, after: Node | None, name: str = "") -> Iterator[FieldChange]:
    """Each key that is not as it was; inside mappings by their own keys, of lists only the items that differ."""
    if isinstance(before, Pairs) and isinstance(after, Pairs):
        keys = dict.fromkeys(key.text for pairs in (before, after) for key, _ in pairs.pairs)
        for key in keys:
            yield from field_changes(before.get(key), after.get(key), f"{name}.{key}" if name else key)
        return
    old, new = (None if node is None else as_written(node) for node in (before, after))
    if old == new:
        return
    if isinstance(old, tuple) and isinstance(new, tuple):
        gone, come = [each for each in old if each not in new], [each for each in new if each not in old]
        if gone or come:
            yield FieldChange(name, _shown(gone) if gone else None, _shown(come) if come else None)
            return
    yield FieldChange(name, None if old is None else _shown(old), None if new is None else _shown(new))


def _shown(value: Any) -> str:
    text = ", ".join(flow_text(_bare(each)) for each in value) if isinstance(value, list) else flow_text(_bare(value))
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def _bare(value: Any) -> Any:
    """A value as it was written, without quotes where none are needed."""
    if isinstance(value, Mapping):
        return {key: _bare(inner) for key, inner in value.items()}
    return [_bare(inner) for inner in value] if isinstance(value, tuple) else Text(value)


def with_old_names(definitions: Definitions, renamed: Mapping[Named, Named]) -> Definitions:
    """The definitions as if no metric or KPI had got another key: a name alone changes no number."""
    metrics = {new: old for (noun, new), (_, old) in renamed.items() if noun == "metric"}
    kpis = {new: old for (noun, new), (_, old) in renamed.items() if noun == "kpi"}
    if not metrics and not kpis:
        return definitions
    steered = [replace(one, metric=metrics.get(one.metric, one.metric)) for one in definitions.kpis.values()]
    named = {metrics.get(key, key): _called(one, metrics) for key, one in definitions.metrics.items()}
    return replace(
        definitions,
        metrics={key: replace(one, key=key) for key, one in named.items()},
        kpis={kpis.get(one.key, one.key): one for one in steered},
        broken={_old_broken(name, renamed): finding for name, finding in definitions.broken.items()},
    )


def _old_broken(name: str, renamed: Mapping[Named, Named]) -> str:
    noun, _, key = name.partition(":")
    return f"{noun}:{renamed[noun, key][1]}" if (noun, key) in renamed else name


def _called(value: Any, names: Mapping[str, str]) -> Any:
    """A value with other names for the metrics in its formulas."""
    if isinstance(value, Name):
        known = len(value.parts) == 1 and value.parts[0] in names
        return replace(value, parts=(names[value.parts[0]],)) if known else value
    if isinstance(value, tuple):
        return tuple(_called(each, names) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _called(getattr(value, each.name), names) for each in fields(value)})
    return value


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
