"""The reference page of the KPI check, printed from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.rule import Family, Needs, Rule
from truenorth.checks.rules import RULES

TITLES = {
    Family.DEF: "How a KPI is defined",
    Family.MATH: "How its number is computed",
    Family.DATA: "What its data are like",
    Family.TGT: "Targets",
    Family.STAT: "What a series allows to say",
    Family.PORT: "The KPIs as a whole",
    Family.PROC: "How people work with them",
}


def rules_page() -> str:
    """The text of `docs/reference/kpi-check.md`."""
    lines = [_INTRODUCTION]
    for family in Family:
        lines.append(f"\n## {TITLES[family]}")
        for rule in RULES:
            if rule.family is family:
                lines += _rule(rule)
    return "\n".join(lines) + "\n"


def told(rule: Rule) -> str:
    """What `truenorth check --explain` prints of a rule."""
    lines = "\n".join(_rule(rule)).replace("```yaml", "").replace("```", "").replace("### ", "").splitlines()
    return "\n".join(line for line, before in zip(lines, ["", *lines], strict=False) if line or before).strip()


def _rule(rule: Rule) -> Iterator[str]:
    needs = " · needs data" if rule.needs is Needs.HISTORY else ""
    yield f"\n### {rule.code}\n"
    yield f"{rule.title} ({rule.level.value}{needs}). {rule.why}\n"
    yield f"{rule.remedy}\n"
    for title, example in (("Found in", rule.bad), ("Not in", rule.good)):
        yield f"{title}:\n\n```yaml\n{example.yaml.strip()}\n```"
        if example.values:
            numbers = ", ".join(f"{value:g}" for value in example.values[-12:])
            yield f"\nwith the last values {numbers}."
        yield ""


_INTRODUCTION = f"""\
# The KPI check

`truenorth check` reports mistakes, and what experience says about KPIs: {len(RULES)} rules. Mistakes are errors; the
rules are warnings and notes. Notes are counted, `--notes` shows them.

A finding that is known and accepted is suppressed for a while, with a reason:

```yaml
check:
  limits: {{ team: 7, company: 12 }}
  suppress:
    - {{ rule: DEF_NO_OWNER, on: on_time_delivery, reason: the new owner begins in May, until: 2027-05-31 }}
```

This page is printed from the rules (`make docs`); their examples are their tests."""
