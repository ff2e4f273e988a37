"""Who does what a finding says, to the letter, gets an answer, or another finding that is nearer to one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

import truenorth as tn
from truenorth.errors import Finding, Refused, SourceFailed

APPLES = "Day,Apples Sold,Ticket #,status,region\n2025-09-01,31,1,open,north\n2025-09-02,32,2,done,south\n"
SPANS = "id,begins,ends,kind\n1,2025-01-01,2025-02-01,x\n1,2025-02-01,,y\n"
FACTS = "day,id\n2025-01-15,1\n2025-02-15,1\n"
HEAD = 'version: 1\nname: Remedies\nas_of: 2025-12-31\nsources: { s: { files: "data/*" } }\n'
TABLE = "tables: { apples: { source: s.apples, date: Day, dimensions: [region] } }\n"
COUNT = "metrics: { m: { formula: count(apples) } }\n"
KPI = "kpis: {{ k: {{ metric: m, targets: [{{ from: 2025-09, {} }}] }} }}\n"
NAMED = "tables:\n  apples:\n    source: s.apples\n    date: Day\n    one_row_per: Ticket #\n"
HELD = (
    "tables:\n  spans: { source: s.spans, one_row_per: id, date: { from: begins, to: ends }, dimensions: [kind] }\n"
    "  facts: { source: s.facts, date: day, belongs_to: { id: spans } }\n"
    "metrics: { m: { formula: count(facts), filter: spans.kind = 'x' } }\n"
)


@dataclass(frozen=True)
class Slip:
    """A mistake, the code of its finding, a piece of the finding's own words, and where that is to be put."""

    title: str
    text: str
    code: str
    remedy: str
    replaces: str
    then: str | None = None  # the code of a nearer finding, where it is none that answers
    where: str | None = None  # the filter of a question, in which the mistake may stand
    files: dict[str, str] = field(default_factory=lambda: {"apples.csv": APPLES})
    wrapped: str = "{}"  # what the remedy is put into

    def __str__(self) -> str:
        return self.title


def formula(text: str) -> str:
    return f"{TABLE}metrics:\n  m:\n    formula: {text}\n"


def target(text: str) -> str:
    return TABLE + COUNT + KPI.format(text)


SLIPS = (
    Slip("a name with a blank", formula("sum(apples.Apples Sold)"), "FORMULA_SYNTAX", "apples.`Apples Sold`",
         "apples.Apples Sold"),
    Slip("a name with a blank, nearly", formula("sum(apples.apples_sold)"), "UNKNOWN_COLUMN", "`Apples Sold`",
         "apples_sold"),
    Slip("a name with a blank in a calculation", formula("sum(apples.Apples Sold) / count(apples)"), "FORMULA_SYNTAX",
         "apples.`Apples Sold`", "apples.Apples Sold"),
    Slip("a name with a blank in a filter", TABLE + COUNT, "FORMULA_SYNTAX", "apples.`Apples Sold`",
         "apples.Apples Sold", where="apples.Apples Sold > 1"),
    Slip("a dimension with a blank", TABLE.replace("[region]", "[Apple Sold]") + COUNT, "UNKNOWN_COLUMN", "Apples Sold",
         "Apple Sold"),
    Slip("a comment in a key", NAMED + COUNT, "UNKNOWN_COLUMN", '"Ticket #"', "Ticket #"),
    Slip("a comment in braces", "tables: { apples: { source: s.apples, one_row_per: Ticket #, date: Day } }\n" + COUNT,
         "BROKEN_YAML", '"Ticket #"', "Ticket #"),
    Slip("a thousands sign", target("total: 1,000, over: month"), "UNKNOWN_KEY", "1000", "1,000"),
    Slip("a thousands sign in quotes", target("total: '1,000', over: month"), "NOT_AN_AMOUNT", "1000", "'1,000'"),
    Slip("a decimal comma", target("at_least: '1.000,5'"), "NOT_AN_AMOUNT", "1000.5", "'1.000,5'"),
    Slip("a condition in an aggregate", formula("count(apples where apples.status = 'open')"), "FORMULA_SYNTAX",
         "sum(case when t.status = 'paid' then 1 end)", "count(apples where apples.status = 'open')",
         then="UNKNOWN_TABLE"),
    Slip("a date beside a level", target("at_least: 90 %, by: 2025-11"), "KEY_NOT_FOR_SHAPE",
         "reach: 90 %, by: 2025-11-30", "at_least: 90 %, by: 2025-11"),
    Slip("a date beside a total", target("total: 90, by: 2025-11"), "KEY_NOT_FOR_SHAPE", "over: until 2025-11-30",
         "by: 2025-11"),
    Slip("a sum of texts", formula("sum(apples.status)"), "FORMULA_TYPE", "count(apples.status)", "sum(apples.status)"),
    Slip("a sum of texts, cast", formula("sum(apples.status)"), "FORMULA_TYPE", "sum(cast(apples.status as decimal))",
         "sum(apples.status)", then="CELL_NOT_CAST"),
    Slip("a time zone", "calendar: { time_zone: Europe/Roma }\n" + TABLE + COUNT, "NOT_A_TIME_ZONE", "Europe/Rome",
         "Europe/Roma"),
    Slip("a time zone's city", "calendar: { time_zone: berlin }\n" + TABLE + COUNT, "NOT_A_TIME_ZONE", "Europe/Berlin",
         "berlin"),
    Slip("a table that is not there", TABLE.replace("s.apples", "s.tickets") + COUNT, "TABLE_MISSING",
         "source: s.Ticket Export", "source: s.tickets",
         files={"Ticket Export.csv": APPLES, "Ticket Notes.csv": "Day,n\n"}),
    Slip("a table without source", "tables: { apples: { date: Day } }\n" + COUNT, "TABLE_ORIGIN",
         "source: shop.sales.orders", "date: Day", then="UNKNOWN_SOURCE", wrapped="{}, date: Day"),
    Slip("a view without source", "tables: { apples: { sql: select 1, date: Day } }\n" + COUNT, "TABLE_ORIGIN",
         "source: shop", "date: Day", then="UNKNOWN_SOURCE", wrapped="{}, date: Day"),
    Slip("spans that belong to a key", HELD, "KEY_NOT_UNIQUE", "one_row_per: [id, begins]", "one_row_per: id",
         files={"spans.csv": SPANS, "facts.csv": FACTS}),
    Slip("texts for dates", TABLE + COUNT, "CELL_NOT_CAST", "date: { column: Day, written: d/m/yyyy }", "date: Day",
         then="WRITTEN_UNFIT", files={"apples.csv": "Day,region\nfirst of May,north\nsecond of May,south\n"}),
    Slip("a word for no date", TABLE + COUNT, "CELL_NOT_CAST", "null_values: ['closed']", 'files: "data/*"',
         files={"apples.csv": "Day,region\n2025-09-01,north\nclosed,south\n"}, wrapped='files: "data/*", {}'),
    Slip("a column outside an aggregate", formula("1 + apples.`Apples Sold`"), "COLUMN_OUTSIDE_AGGREGATE",
         "sum(apples.`Apples Sold`)", "apples.`Apples Sold`"),
    Slip("a column without its table", formula("sum(case when `Apples Sold` > 1 then apples.`Apples Sold` end)"),
         "BARE_COLUMN", "apples.`Apples Sold`", "`Apples Sold` >", wrapped="{} >"),
    Slip("a table outside an aggregate", formula("2 * apples"), "TABLE_OUTSIDE_AGGREGATE", "count(apples)",
         "2 * apples", wrapped="2 * {}"),
    Slip("a name in single quotes", formula("sum(apples.'Apples Sold')"), "FORMULA_SYNTAX", "apples.`Apples Sold`",
         "apples.'Apples Sold'"),
    Slip("a text without quotes", TABLE + COUNT, "UNKNOWN_DIMENSION", "'north'", "north", where="region = north"),
    Slip("thousands in a word", target("at_least: 12k"), "NOT_AN_AMOUNT", "12000", "12k"),
    Slip("an unknown function", formula("sumif(apples.status)"), "FORMULA_FUNCTION", "sum(case when … then x end)",
         "sumif(apples.status)", then="FORMULA_CHARACTER"),
)  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_remedy_followed_to_the_letter(slip: Slip, tmp_path: Path) -> None:
    text = HEAD + slip.text
    before = findings(slip, text, slip.where, tmp_path / "before")
    assert slip.code in {each.code for each in before}, before
    found = next(each for each in before if each.code == slip.code)
    assert slip.remedy in f"{found.hint} {' '.join(found.nearest)}", found
    put = slip.wrapped.format(slip.remedy)
    assert slip.replaces in text or slip.replaces in (slip.where or "")
    where = slip.where.replace(slip.replaces, put) if slip.where else None
    after = findings(slip, text.replace(slip.replaces, put, 1), where, tmp_path / "after")
    assert {each.code for each in after} == ({slip.then} if slip.then else set()), after


def findings(slip: Slip, text: str, where: str | None, folder: Path) -> list[Finding]:
    """The errors of the project, and of the one question that is asked of it."""
    (folder / "data").mkdir(parents=True)
    for name, content in slip.files.items():
        (folder / "data" / name).write_text(content, encoding="utf-8")
    (folder / "truenorth.yml").write_text(text, encoding="utf-8")
    with tn.Project(folder) as project:
        found = [each for each in project.check() if each.level.value == "error"]
        try:
            project.query("m", where=where)
        except (Refused, SourceFailed) as refused:
            found = [*found, refused.finding] if refused.finding not in found else found
    return found
