"""Readings: only added, ordered by when they were known, the same however often and wherever a run breaks off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app_project import HEAD, KPIS, METRICS, Shop
from truenorth.app.jobs.context import Cancelled
from truenorth.app.jobs.models import Job, JobState
from truenorth.app.jobs.worker import run_one
from truenorth.app.jobs.write import enqueue
from truenorth.app.readings import read, write
from truenorth.app.readings.models import Card, Reading, Run, StatusRow, Transition
from truenorth.app.readings.refresh import close_left, refresh
from truenorth.errors import Refused, SourceFailed
from truenorth.project.clock import now

pytestmark = pytest.mark.django_db

JANUARY = [("2024-01-05", "north", 60), ("2024-01-20", "south", 50)]
SPRING = [*JANUARY, ("2024-02-10", "north", 90), ("2024-03-10", "north", 120), ("2024-04-10", "south", 130)]
SPRING += [("2024-05-10", "north", 95), ("2024-06-10", "north", 105)]
KINDS = {
    "refresh": "truenorth.app.readings.tasks.refresh",
    "ask": "truenorth.app.readings.tasks.ask",
}


@pytest.fixture
def shop(tmp_path: Path, settings: Any, data_folder: Path) -> Shop:
    from dataclasses import replace

    settings.OPTIONS = replace(settings.OPTIONS, data=data_folder)
    made = Shop(tmp_path / "shop")
    made.sell(SPRING)
    made.define()
    return made


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def values(shop: Shop, as_of: str | None = None, segment: str = "{}") -> dict[str, str | None]:
    name = ("revenue", "month", segment)
    found = read.points(shop.workspace, [name], at(as_of) if as_of else None)[name]
    return {each.period: each.value for each in found}


def everything(shop: Shop) -> dict[str, list[tuple[object, ...]]]:
    """All rows of a workspace without what differs between two runs of the same."""
    where = {"workspace": shop.workspace}
    series = ("series__metric", "series__grain", "series__segment", "period")
    names = ("value", "maturity", "cause", "known_from", "null_reason", "value_hash", "note", "row_count")
    readings = Reading.objects.filter(series__workspace=shop.workspace).order_by(*series, "known_from")
    statuses = StatusRow.objects.filter(**where).order_by("kpi", "known_from")
    transitions = Transition.objects.filter(**where).order_by("kpi", "facet", "known_from")
    # the SQL on a metric's card names the workspace's own extracts
    cards = Card.objects.filter(**where).exclude(noun="metric").order_by("noun", "key", "known_from")
    return {
        "readings": list(readings.values_list(*series, *names)),
        "statuses": list(statuses.values_list("kpi", "digest", "known_from")),
        "transitions": list(transitions.values_list("kpi", "facet", "before", "after", "known_from")),
        "cards": list(cards.values_list("noun", "key", "digest", "known_from")),
    }


def test_a_second_run_of_the_same_adds_nothing(shop: Shop) -> None:
    refresh(shop.workspace)
    first = everything(shop)
    refresh(shop.workspace)
    assert everything(shop) == first


def test_the_past_stays_as_it_was_known(shop: Shop) -> None:
    refresh(shop.workspace, as_of="2024-02-29")
    assert values(shop) == {"2024-01": "110", "2024-02": "90"}
    shop.sell([*SPRING, ("2024-01-30", "north", 7)])
    refresh(shop.workspace)
    assert values(shop)["2024-01"] == "117"
    assert values(shop, "2024-03-15") == {"2024-01": "110", "2024-02": "90"}
    card = read.row(shop.workspace, "kpi", "revenue", at("2024-03-15"))
    assert card["period"] == "2024-02"
    assert card["value"]["exact"] == "90"
    assert read.known_at(shop.workspace, at("2024-02-01")) is None
    assert read.rows(shop.workspace, "kpi", at("2024-02-01")) == []


def test_a_run_of_a_past_date_changes_no_later_answer(shop: Shop) -> None:
    refresh(shop.workspace, as_of="2024-02-29")
    refresh(shop.workspace, as_of="2024-05-31")
    before = values(shop, "2024-06-01"), read.row(shop.workspace, "kpi", "revenue", at("2024-06-01"))
    shop.sell([*SPRING, ("2024-01-30", "north", 7)])
    refresh(shop.workspace, as_of="2024-03-31")
    assert values(shop, "2024-04-15")["2024-01"] == "117"
    assert (values(shop, "2024-06-01"), read.row(shop.workspace, "kpi", "revenue", at("2024-06-01"))) == before
    assert Card.objects.filter(noun="kpi", superseded_at=None).get().known_from > at("2024-05-31")
    newest = StatusRow.objects.filter(known_from__lte=at("2024-06-01")).order_by("known_from", "id").last()
    assert newest is not None and newest.period == "2024-05"


class _Breaking:
    """A job's context that ends the run at its nth write."""

    job_id = None

    def __init__(self, last: int) -> None:
        self.left = last

    def progress(self, done: int, all: int, step: str) -> None:
        """Nothing."""

    def guard(self) -> None:
        if self.left == 0:
            raise Cancelled
        self.left -= 1


@pytest.mark.parametrize("writes", range(1, 6))
def test_a_run_that_was_killed_and_run_again_equals_a_clean_one(shop: Shop, writes: int) -> None:
    refresh(shop.workspace, as_of="2024-02-29")
    shop.sell([*SPRING, ("2024-01-30", "north", 7)])
    with pytest.raises(Cancelled):
        refresh(shop.workspace, context=_Breaking(writes))
    assert Run.objects.filter(state="cancelled").count() == 1
    refresh(shop.workspace)
    other = Shop(shop.folder.parent / "other", "other")
    other.sell(SPRING)
    other.define()
    refresh(other.workspace, as_of="2024-02-29")
    other.sell([*SPRING, ("2024-01-30", "north", 7)])
    refresh(other.workspace)
    assert everything(shop) == everything(other)


def test_what_rows_did_and_what_the_definition_did_is_told_apart(shop: Shop) -> None:
    refresh(shop.workspace, as_of="2024-05-31")
    shop.sell([*SPRING, ("2024-01-30", "north", 7)])
    shop.define(metrics=METRICS.replace("sum(sales.amount)", "2 * sum(sales.amount)"))
    refresh(shop.workspace)
    assert values(shop)["2024-01"] == "234"
    found = read.bridge(shop.workspace, ("revenue", "month", "{}"), "2024-01", at("2024-06-01"))
    assert found is not None
    assert [(each["name"], int(each["exact"])) for each in found["steps"]] == [("data", 7), ("definition", 117)]
    told = read.restatements(shop.workspace, metric="revenue")
    january = next(
        each for each in told if each["period"] == "2024-01" and each["grain"] == "month" and each["segment"] == "{}"
    )
    assert (january["before"], january["after"], january["cause"], january["kpis"]) == (
        "110",
        "234",
        "both",
        ["revenue"],
    )
    february = next(each for each in told if each["period"] == "2024-02" and each["segment"] == "{}")
    assert february["cause"] == "definition"


def test_a_period_whose_rows_went_away_says_so(shop: Shop) -> None:
    refresh(shop.workspace, as_of="2024-05-31")
    shop.sell(SPRING[2:])
    refresh(shop.workspace)
    assert values(shop)["2024-01"] is None
    assert values(shop, "2024-06-01")["2024-01"] == "110"
    south = '{"region":"south"}'
    assert values(shop, "2024-06-01", south)["2024-01"] == "50"
    assert values(shop, None, south)["2024-01"] is None
    shop.sell([row for row in SPRING if row[1] == "north"])
    refresh(shop.workspace)
    assert set(values(shop, None, south).values()) == {None}


def test_a_failing_kpi_says_so_and_the_others_go_on(shop: Shop) -> None:
    more = KPIS + "  cost: { label: Cost, metric: cost }\n"
    shop.define(metrics=METRICS + "  cost: { label: Cost, formula: sum(sales.cost) }\n", kpis=more)
    run = refresh(shop.workspace)
    rows = {row["key"]: row for row in read.rows(shop.workspace, "kpi")}
    assert rows["revenue"]["value"]["exact"] is not None
    assert rows["cost"]["headline"] == "no data" and "cost" in rows["cost"]["note"]
    assert run.state == "done" and run.failures


def test_what_is_defined_no_more_is_gone_but_was_there(shop: Shop) -> None:
    shop.define(kpis=KPIS + "  second: { label: Second, metric: revenue }\n")
    refresh(shop.workspace, as_of="2024-05-31")
    shop.define(kpis=KPIS)
    refresh(shop.workspace)
    assert [row["key"] for row in read.rows(shop.workspace, "kpi")] == ["revenue"]
    assert [row["key"] for row in read.rows(shop.workspace, "kpi", at("2024-06-01"))] == ["revenue", "second"]


def test_a_run_over_some_kpis_leaves_the_others_and_their_scorecard(shop: Shop) -> None:
    shop.define(
        kpis=KPIS + "  second: { label: Second, metric: revenue, targets: [{ from: 2024-01, at_least: 500 }] }\n"
    )
    refresh(shop.workspace)
    before = read.row(shop.workspace, "scorecard", "all"), read.row(shop.workspace, "kpi", "second")
    refresh(shop.workspace, kpis=["revenue"])
    after = read.row(shop.workspace, "scorecard", "all"), read.row(shop.workspace, "kpi", "second")
    assert after[0]["counts"] == before[0]["counts"] and after[0]["total"] == before[0]["total"]
    assert after[1] == before[1]
    with pytest.raises(Refused, match="no KPI"):
        refresh(shop.workspace, kpis=["nothing"])


def test_nothing_is_known_of_a_time_to_come(shop: Shop) -> None:
    with pytest.raises(Refused, match="ahead"):
        refresh(shop.workspace, as_of="2024-07-31")


def test_a_clock_that_was_set_back_makes_no_run(shop: Shop) -> None:
    """The newest run lies days ahead of what this machine's clock says: nothing may be known before it."""
    shop.define(truenorth=HEAD.replace("as_of: 2024-06-30\n", ""))
    refresh(shop.workspace)
    Run.objects.update(started_at=now() + timedelta(days=3))
    before = everything(shop)
    with pytest.raises(SourceFailed, match="clock of this machine") as caught:
        refresh(shop.workspace)
    assert caught.value.finding.code == "CLOCK_BACK"
    assert everything(shop) == before
    refresh(shop.workspace, as_of="2024-06-30")  # a time that is given is meant


def test_clocks_that_differ_a_little_keep_the_order(shop: Shop) -> None:
    shop.define(truenorth=HEAD.replace("as_of: 2024-06-30\n", ""))
    refresh(shop.workspace)
    ahead = now() + timedelta(minutes=2)
    Run.objects.update(started_at=ahead)
    assert refresh(shop.workspace).as_of == ahead


@pytest.mark.parametrize("job", ["gone", "done", "running", None])
def test_a_run_that_a_killed_process_left_is_closed(shop: Shop, job: str | None) -> None:
    run = refresh(shop.workspace)
    number = None
    if job is not None:
        made = enqueue("refresh", shop.workspace, {})
        number = made.pk
        Job.objects.filter(pk=number).update(state=job) if job != "gone" else Job.objects.all().delete()
    Run.objects.filter(pk=run.pk).update(state="running", job_id=number, ended_at=None)
    assert close_left() == (1 if job in ("gone", "done") else 0)
    Run.objects.filter(pk=run.pk, job_id=None).update(started_at=now() - timedelta(days=1))
    close_left()
    assert Run.objects.get(pk=run.pk).state == ("running" if job == "running" else "failed")


def test_a_receipt_says_where_a_number_comes_from(shop: Shop) -> None:
    refresh(shop.workspace, as_of="2024-05-31")
    shop.sell([*SPRING, ("2024-01-30", "north", 7)])
    refresh(shop.workspace)
    found = read.receipt(shop.workspace, "revenue", "revenue", ("month", "2024-01"))
    assert found is not None
    assert [each.value for each in found.known] == ["110", "117"]
    assert any("sum" in each.sql.lower() for each in found.queries)
    assert found.sources[0].table == "sales" and found.sources[0].fingerprint
    then = read.receipt(shop.workspace, "revenue", "revenue", ("month", "2024-01"), as_of=at("2024-06-01"))
    assert then is not None and then.known[-1].value == "110"


def test_a_number_computed_again_is_the_same_or_says_what_changed(shop: Shop) -> None:
    refresh(shop.workspace)
    words = {"what": "rerun", "noun": "kpi", "key": "revenue", "grain": "month", "period": "2024-01"}
    assert _asked(shop, words) | {"run": 0, "as_of": ""} == {
        "what": "rerun", "same": True, "stored": "110", "computed": "110", "run": 0, "as_of": "", "changed_tables": []
    }  # fmt: skip
    shop.sell([*SPRING, ("2024-01-30", "north", 7)])
    again = _asked(shop, words)
    assert (again["same"], again["computed"], again["changed_tables"]) == (False, "117", ["sales"])


def _asked(shop: Shop, words: dict[str, Any]) -> dict[str, Any]:
    enqueue("ask", shop.workspace, words, priority=10)
    job = run_one(KINDS)
    assert job is not None and job.state == JobState.DONE, job and job.error
    assert job.result is not None
    return dict(job.result)


def test_pages_ask_for_rows_series_why_and_breakdowns(shop: Shop) -> None:
    refresh(shop.workspace)
    rows = _asked(shop, {"what": "rows", "key": "revenue", "period": "2024-01", "segment": {"region": "north"}})
    assert [row[rows["names"].index("amount")] for row in rows["rows"]] == ["60"]
    daily = _asked(shop, {"what": "series", "noun": "metric", "key": "revenue", "grain": "quarter"})
    assert [point["text"] for point in daily["chart"]["points"]][:1] == ["320"]
    why = _asked(shop, {"what": "why", "key": "revenue", "period": "2024-03", "by": "region"})
    assert why["why"]["change"]["exact"] == "30"
    parts = _asked(shop, {"what": "breakdown", "key": "revenue", "by": "region"})
    assert {each["name"] for each in parts["breakdown"]["members"]} <= {"north", "south"}
    again = _asked(shop, {"what": "breakdown", "key": "revenue", "by": "region"})
    assert again == parts


def test_a_job_refreshes(shop: Shop) -> None:
    enqueue("refresh", shop.workspace, {"as_of": "2024-05-31"})
    job = run_one(KINDS)
    assert job is not None and job.state == JobState.DONE and job.all_steps
    assert read.runs(shop.workspace)[0]["state"] == "done"
    shown = read.run(shop.workspace, (job.result or {})["run"])
    assert shown is not None and shown[1][0]["table"] == "sales"


def test_a_publication_stays_as_it_was(shop: Shop) -> None:
    refresh(shop.workspace)
    made = write.publish(shop.workspace, "all", "June", by="a@b.example")
    shop.sell([*SPRING, ("2024-06-12", "north", 700)])
    refresh(shop.workspace)
    found = read.publication(shop.workspace, made.pk)
    assert (
        found is not None
        and found[1]["rows"][0]["value"]["exact"] != read.row(shop.workspace, "kpi", "revenue")["value"]["exact"]
    )
    assert [each["title"] for each in read.publications(shop.workspace)] == ["June"]
    with pytest.raises(Refused, match="no scorecard"):
        write.publish(shop.workspace, "none", "x", by="a@b.example")
