"""The generated reference pages: formulas, definitions, refusals. `make docs` writes them, a test keeps them current.

`python -m truenorth.project.reference FOLDER`
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from truenorth.checks import rules_page as kpi_check_page
from truenorth.definitions.grammar import Key, Noun
from truenorth.definitions.keys import NOUNS, SECTIONS
from truenorth.expressions.functions import ELSEWHERE, FUNCTIONS, Function, FunctionKind
from truenorth.judgement.rules_page import rules_page
from truenorth.project.codes import Code, codes

_WRITTEN = "Written by `make docs` from the program itself; do not edit.\n"

_FORMULAS = f"""# Formulas

{_WRITTEN}
A formula is an expression over rows (`orders.amount - orders.refund`), an aggregate of such (`sum(orders.amount)`), or
an expression over metrics (`net_revenue / order_count`). The language is closed: what is not on this page is refused,
with the place and the nearest name.

**Literals**: numbers (`1000`, `0.05`), texts in single quotes (`'paid'`, a quote inside doubled), `true`, `false`,
`null`, `date '2024-01-31'`, durations (`7 days`).

**Names** are exact, case included. `table.column` names a column, a bare word a metric, a table or a dimension. A name
that is not a plain word stands in back-quotes: ``t.`CPT (£)` ``. After a dot no word is reserved.

**Conditions** are true or false, never in between: a comparison, `in`, `between` or `like` with a missing value is
false. `not` turns that round, `<>` is `not =`, and `not in` is `not (… in …)`. So `customers.tier <> 'gold'` holds
where there is no tier, and where the row belongs to no customer.
"""

_KINDS = {
    FunctionKind.ROW: ("Over the values of one row", "Those marked × work on the values of metrics too."),
    FunctionKind.AGGREGATE: (
        "Over rows",
        "The only thing that an engine computes; everything else is done with these.",
    ),
    FunctionKind.METRIC: ("Over metrics", "They read a metric at another time, at a finer grain, or over all members."),
    FunctionKind.PERIOD: ("Of the period", "A metric with one of these is computed anew at each grain."),
}

_REFUSALS = f"""# Refusals and findings

{_WRITTEN}
A mistake in a definition, a file or a question is never answered by a guess. It has a code that stays the same from
version to version, a sentence, and where possible the file and line, the nearest valid names and what to do. `truenorth
check` lists them; a question that meets one is refused with it (exit code 2). Where a code has several sentences, all
are here; `…` stands for the names of the case.
"""


def formulas() -> str:
    """The page on the expression language, from its own table."""
    parts = [_FORMULAS]
    for kind, (title, remark) in _KINDS.items():
        rows = [_function(each) for each in FUNCTIONS.values() if each.kind is kind]
        parts.append(
            f"## {title}\n\n{remark}\n\n| name | example | what comes back |\n|---|---|---|\n" + "\n".join(rows)
        )
        parts[-1] += "\n"
    others = "\n".join(f"| `{name}` | {_here(name)} |" for name in sorted(ELSEWHERE))
    parts.append(f"## Said otherwise here\n\n| elsewhere | here |\n|---|---|\n{others}\n")
    return "\n".join(parts)


def _function(each: Function) -> str:
    mark = " ×" if each.over_metrics else ""
    name = {"neg": "-", "is_null": "is null", "is_not_null": "is not null"}.get(each.name, each.name)
    return f"| `{name}`{mark} | `{each.example}` | {_cell(each.doc)} |"


def _here(name: str) -> str:
    said = ELSEWHERE[name]
    return _cell(said) if "`" in said or said.startswith("the ") else f"`{_cell(said)}`"


def refusals() -> str:
    """The page on codes, read from the program's own source."""
    return "\n".join([_REFUSALS, *(_code(each) for each in codes())])


def _code(code: Code) -> str:
    sentences = "\n".join(f"- {each}" for each in code.sentences or ("(said in the words of the case)",))
    hints = "\nWhat to do:\n\n" + "\n".join(f"- {each}" for each in code.hints) + "\n" if code.hints else ""
    return f"## {code.name}\n\n{sentences}\n{hints}"


_DEFINITIONS = f"""# Definitions

{_WRITTEN}
A project is a folder with `truenorth.yml` and any number of other `.yml` files. Every file may hold any section; a
section holds definitions, each under its own key. Values are read as text and typed by their key, so `NO` is a country
and `1_000` a thousand where a number stands. A value that holds a comma, `: `, `#` or a brace is quoted. A key that
does not exist is an error, with the nearest that does.

| section | what it holds |
|---|---|
"""


def definitions() -> str:
    """The page on the keys of the YAML files, from the table that reads them."""
    sections = "\n".join(
        f"| `{each.name}` | {_cell(each.doc)} ([{each.noun.name}](#{_anchor(each.noun)})) |" for each in SECTIONS
    )
    return _DEFINITIONS + sections + "\n\n" + "\n".join(_noun(each) for each in NOUNS)


def _noun(noun: Noun) -> str:
    title = noun.name[:1].upper() + noun.name[1:]
    rows = "\n".join(map(_key, noun.keys))
    return f"## {title}\n\n{noun.doc}\n\n| key | meaning | kind | example |\n|---|---|---|---|\n{rows}\n"


def _key(key: Key) -> str:
    required = " (required)" if key.required else ""
    return f"| `{key.name}`{required} | {_cell(key.doc)} | {key.kind.name} | `{_cell(key.example)}` |"


def _anchor(noun: Noun) -> str:
    return noun.name.lower().replace(" ", "-")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PAGES: Mapping[str, Callable[[], str]] = {
    "definitions.md": definitions,
    "formulas.md": formulas,
    "refusals.md": refusals,
    "status-rules.md": rules_page,
    "kpi-check.md": kpi_check_page,
}
"""What is written, by its file's name."""


def write(folder: Path, names: Iterable[str] = tuple(PAGES)) -> None:
    """Write the pages into a folder."""
    for name in names:
        (folder / name).write_text(PAGES[name](), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
