"""Where in its file a character of a formula stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from truenorth.errors import Place, Refused, refuse
from truenorth.model.syntax import Formula, Span, Syntax


@dataclass(frozen=True)
class Origin:
    """A formula's text and the place of its first character, as far as it is known."""

    text: str
    file: str | None = None
    line: int | None = None
    column: int | None = None

    def place(self, offset: int) -> Place:
        """The place of the character at `offset`.

        Later lines of a text with line breaks (a `|` block) are taken to be indented like its first one. A text that
        stands alone (no file, no line) is its own file: its columns count from 1, its lines too if it has several.
        """
        before = self.text[:offset]
        down = before.count("\n")
        along = offset - (before.rfind("\n") + 1)
        if self.file is None and self.line is None:
            return Place(None, down + 1 if "\n" in self.text else None, (self.column or 1) + along)
        if self.column is None:
            return Place(self.file, self.line)
        return Place(self.file, None if self.line is None else self.line + down, self.column + along)

    def refuse(
        self, code: str, message: str, offset: int, *, hint: str | None = None, nearest: Iterable[str] = ()
    ) -> Refused:
        """A refusal, ready to raise, that points at the character at `offset`."""
        return refuse(code, message, self.place(offset), hint=hint, nearest=nearest)


def place_of(formula: Formula, where: Syntax | Span) -> Place:
    """The place in the file of one node of a formula."""
    span = where if isinstance(where, Span) else where.span
    return Origin(formula.text, formula.file, formula.line, formula.column).place(span.start)
