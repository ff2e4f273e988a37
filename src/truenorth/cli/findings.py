"""Findings as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable

from truenorth.errors import Finding, Level


def told(finding: Finding) -> str:
    """A refusal in a few lines: the place and sentence, the nearest names, what to do."""
    where = f"{finding.place}: " if finding.place.file else ""
    lines = [f"{where}{finding.message}"]
    if finding.nearest and not _says_so(finding):
        lines.append(f"  Did you mean {_either(finding.nearest)}?")
    if finding.hint:
        lines.append(f"  {_sentence(finding.hint)}")
    lines.append(f"  [{finding.code}]")
    return "\n".join(lines)


def line(finding: Finding) -> str:
    """A finding in one line, as editors and CI read it: `file:line: CODE message (hint)`."""
    where = f"{finding.place}: " if finding.place.file else ""
    weight = "" if finding.level is Level.ERROR else f"{finding.level.value}: "
    near = f" Did you mean {_either(finding.nearest)}?" if finding.nearest and not _says_so(finding) else ""
    hint = f" ({finding.hint})" if finding.hint else ""
    return " ".join(f"{where}{finding.code} {weight}{finding.message}{near}{hint}".split())


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by file and line, those without a place last."""
    return tuple(
        sorted(
            findings,
            key=lambda each: (
                each.place.file is None,
                each.place.file or "",
                each.place.line or 0,
                each.place.column or 0,
                each.code,
            ),
        )
    )


def _says_so(finding: Finding) -> bool:
    """Whether the hint names the nearest names itself."""
    return "did you mean" in (finding.hint or "").lower()


def _either(names: Iterable[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", "`")) else ".")
