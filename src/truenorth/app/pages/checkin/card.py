"""One card of a round: what is asked on it, and the saving of what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from truenorth.app.pages.checkin.due import Desk
from truenorth.app.pages.checkin.round import Done
from truenorth.app.pages.fields import Fields, new_token
from truenorth.app.readings import read as readings
from truenorth.app.readings.shapes import FacetShown, KpiRow
from truenorth.app.work import read, write
from truenorth.app.work.owed import DueValue, Owed
from truenorth.app.work.read import CheckedIn
from truenorth.app.work.refresh import values_changed
from truenorth.app.work.spans import in_words
from truenorth.app.work.values import read_value
from truenorth.app.work.wanted import CONFIDENCE, Note, TypedNumber, needs_note, read_confidence
from truenorth.app.work.write import Author
from truenorth.errors import Finding
from truenorth.wording import format_exactly


@dataclass(frozen=True)
class ValueField:
    """A value to type: where it goes, what stands around the field, what was typed and what is said of it."""

    name: str
    due: DueValue
    label: str
    sign: str
    period_text: str
    before: str  # the value typed last, as printed
    typed: str
    error: Finding | None

    @property
    def named(self) -> bool:
        """Whether the segment is known, so that the value can be typed here."""
        return bool(self.due.segment)


@dataclass(frozen=True)
class Card:
    """Everything that a card shows; the odds are not on it, they are told after the answer."""

    owed: Owed
    row: KpiRow
    target: FacetShown | None
    signal: FacetShown | None
    values: tuple[ValueField, ...]
    last: CheckedIn | None
    note_needed: bool
    token: str
    fields: Fields
    steps: tuple[tuple[int, str], ...] = tuple(CONFIDENCE.items())

    @property
    def chosen(self) -> int:
        """The confidence that was chosen before; 0 where none was."""
        text = self.fields.text("confidence")
        return int(text) if text in {str(step) for step in CONFIDENCE} else 0


def card_of(desk: Desk, owed: Owed, fields: Fields | None = None) -> Card:
    """The card on one KPI; with the fields of a form that was refused, if one was."""
    fields = fields or Fields()
    row = owed.row
    detail = readings.detail(desk.visit.workspace, "kpi", row["key"])
    facets = {} if detail is None else detail["facets"]
    return Card(
        owed,
        row,
        facets.get("target"),
        facets.get("signal"),
        tuple(_field(desk, due, place, fields) for place, due in enumerate(owed.values)),
        read.last_check_ins(desk.visit.workspace, [row["key"]]).get(row["key"]),
        note_needed=owed.check_in and needs_note(row),
        token=new_token(),
        fields=fields,
    )


def save(desk: Desk, owed: Owed, fields: Fields) -> Done | None:
    """What was saved of a card, all of it or nothing; None where a field was refused, which is told there."""
    values = [(f"value-{place}", due) for place, due in enumerate(owed.values) if fields.text(f"value-{place}").strip()]
    numbers = {name: number for name, due in values if (number := _number(fields, name, due)) is not None}
    answered = owed.check_in and not _only_values(owed, fields)
    if answered:
        fields.read("confidence", read_confidence)
    elif not values:
        fields.read("value-0", lambda text: read_value(text, owed.values[0].metric))
    if fields.errors:
        return None
    saved = fields.attempt("what_changed", lambda: _save(desk, owed, fields, numbers, answered=answered))
    if saved is not None and numbers:
        author = Author(desk.visit.workspace, desk.visit.user)
        values_changed(author, {due.metric.key for name, due in values if name in numbers})
    return saved


def _only_values(owed: Owed, fields: Fields) -> bool:
    """Whether a voluntary card was used for its values only."""
    said = any(fields.text(name).strip() for name in ("confidence", "what_changed", "next_step"))
    typed = any(fields.text(f"value-{place}").strip() for place in range(len(owed.values)))
    return owed.since is None and typed and not said


def _number(fields: Fields, name: str, due: DueValue) -> Decimal | None:
    return fields.read(name, lambda text: read_value(text, due.metric)) if due.segment else None


def _save(desk: Desk, owed: Owed, fields: Fields, numbers: dict[str, Decimal], *, answered: bool) -> Done:
    token = fields.text("token")[:32]
    printed = []
    note = Note(*(fields.text(name) for name in ("confidence", "what_changed", "next_step")))
    with transaction.atomic():
        for place, due in enumerate(owed.values):
            value = numbers.get(f"value-{place}")
            if value is None:
                continue
            author = Author(desk.visit.workspace, desk.visit.user, f"{token}-{place}" if token else "")
            typed = TypedNumber(due.metric.key, due.period, value, due.segment)
            write.type_value(author, typed)
            printed.append(format_exactly(value, due.metric.unit))
        if answered:
            author = Author(desk.visit.workspace, desk.visit.user, f"{token}-c" if token else "")
            write.check_in(author, owed.row, note)
    row = owed.row
    if not answered:
        return Done(row["key"], row["label"], values=tuple(printed))
    confidence = int(note.confidence)
    return Done(
        row["key"], row["label"], row["headline"], confidence, row["p_hit"], note.next_step.strip(), tuple(printed)
    )


def _field(desk: Desk, due: DueValue, place: int, fields: Fields) -> ValueField:
    name = f"value-{place}"
    members = ", ".join(member for _, member in due.members)
    typed = read.entries(desk.visit.workspace, due.metric.key)
    before = next((one for one in typed if one.counts and one.segment == due.segment), None)
    return ValueField(
        name,
        due,
        f"{due.metric.label}, {members}" if members else due.metric.label,
        due.metric.sign,
        in_words(due.period, desk.zone),
        ""
        if before is None
        else f"{format_exactly(Decimal(before.value), due.metric.unit)} in {in_words(before.period)}",
        fields.text(name),
        fields.errors.get(name),
    )
