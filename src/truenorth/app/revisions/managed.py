"""Files that come from code and files that were made in the page, put together: nothing may be defined in both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from truenorth.app.revisions.compare import PROJECT, State
from truenorth.app.revisions.paths import definitions_of
from truenorth.app.revisions.values import Managed, Named
from truenorth.definitions import remove
from truenorth.definitions.keys import SECTIONS
from truenorth.definitions.nodes import compose
from truenorth.errors import Place, refuse

_SECTION = {section.noun.name.replace(" ", "_"): section.name for section in SECTIONS}


@dataclass(frozen=True)
class Joined:
    """All files with who manages each; `taken` are those that were the page's before."""

    files: Mapping[str, str]
    managed_by: Mapping[str, Managed]
    taken: tuple[str, ...] = ()


def of_page(files: Mapping[str, str], managed_by: Mapping[str, Managed]) -> dict[str, str]:
    """Only the files that are managed in the page."""
    return {path: text for path, text in files.items() if managed_by[path] == "page"}


def join(code: Mapping[str, str], page: Mapping[str, str], *, adopt: bool) -> Joined:
    """The folder's files with the page's.

    A file of the page that lies unchanged in the folder, as `export` puts it there, stays the page's. Raises Refused
    where the folder has another text for it, or defines again what the page defines; with `adopt` the folder's counts.
    """
    if adopt:
        return _adopted(code, page)
    for path in sorted(page.keys() & code.keys()):
        if page[path] != code[path]:
            raise refuse(
                "PAGE_MANAGED",
                f"{path} is managed in the page, and the folder has another text for it.",
                Place(path),
                hint="take the file out of the folder, or take it over with --adopt",
            )
    own = {path: text for path, text in code.items() if path not in page}
    twice = next(_twice(own, page), None)
    if twice is not None:
        (noun, key), here, there = twice
        raise refuse(
            "MANAGED_TWICE",
            f"{_spoken(noun, key)} is defined in code at {here} and in the page at {there}.",
            here,
            hint="remove one of the two, or let the folder take it over with --adopt",
        )
    return Joined({**own, **page}, {**dict.fromkeys(own, "code"), **dict.fromkeys(page, "page")})


def _adopted(code: Mapping[str, str], page: Mapping[str, str]) -> Joined:
    kept = {path: text for path, text in page.items() if path not in code}
    taken = {path for path in page if path in code}
    for (noun, key), _, there in list(_twice(code, kept)):
        path = str(there.file)
        kept[path] = remove(kept[path], (key,) if noun == PROJECT else (_SECTION[noun], key), file=path)
        taken.add(path)
    kept = {path: text for path, text in kept.items() if compose(text, path).pairs or path not in taken}
    managed: dict[str, Managed] = {**dict.fromkeys(code, "code"), **dict.fromkeys(kept, "page")}
    return Joined({**code, **kept}, managed, tuple(sorted(taken)))


def _twice(code: Mapping[str, str], page: Mapping[str, str]) -> Iterator[tuple[Named, Place, Place]]:
    """What both define, with both places."""
    here, there = State(definitions_of(code)), State(definitions_of(page))
    for named in there.nodes:
        if named in here.nodes and named != (PROJECT, "version"):
            yield named, here.place(named), there.place(named)


def _spoken(noun: str, key: str) -> str:
    return f"`{key}`" if noun == PROJECT else f"the {noun.replace('_', ' ')} `{key}`"
