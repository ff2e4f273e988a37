"""A question of several metrics of which some fail by themselves: the others answer, and each failure is told."""

from __future__ import annotations

from dataclasses import replace

from truenorth.errors import Finding, Refused, SourceFailed
from truenorth.model.answers import Answer, AnswerRow, Cell, Measured, MetricInfo, State
from truenorth.model.questions import Question
from truenorth.project.ask import Asking, ask, plan
from truenorth.project.plan_alone import plan_alone
from truenorth.project.tables import world

_STOPPED = frozenset({"QUERY_CANCELLED", "QUERY_TIMED_OUT"})
"""After these nothing is asked again."""
FAILED = "failed"
"""The reason of a metric's null cells where its own definition or source fails."""


def ask_all(asking: Asking, question: Question) -> Answer:
    """The answer to a question; a metric that cannot be answered by itself takes no other one with it.

    Raises what `ask` raises where all fail, and where it is the question that makes no sense for a metric.
    """
    try:
        return ask(asking, question)
    except (Refused, SourceFailed) as failed:
        if failed.finding.code in _STOPPED:
            raise
        if len(question.metrics) == 1:
            raise _placed(asking, question.metrics[0], failed) from None
        failures = _failures(asking, question)
        if not failures or len(failures) == len(question.metrics):
            raise
    sound = tuple(key for key in question.metrics if key not in failures)
    answer = ask(asking, replace(question, metrics=sound))
    return _with_failures(answer, asking, question, failures)


def _failures(asking: Asking, question: Question) -> dict[str, Finding]:
    """The metrics that fail by themselves, and why. Raises what a metric raises that only this question fails.

    Where no metric fails by itself there is nothing to tell apart: none is given.
    """
    failures: dict[str, Finding] = {}
    of_the_question: list[Refused | SourceFailed] = []
    for key in question.metrics:
        alone = replace(question, metrics=(key,))
        try:
            ask(asking, alone)
        except (Refused, SourceFailed) as failed:
            if _is_of_the_question(asking, alone):
                of_the_question.append(failed)
            else:
                failures[key] = _placed(asking, key, failed).finding
    if failures and of_the_question:
        raise of_the_question[0]
    return failures


def _placed(asking: Asking, key: str, failed: Refused | SourceFailed) -> Refused | SourceFailed:
    """The failure with the metric's place, where it is of a cell that the metric reads and has none."""
    metric = asking.definitions.metrics.get(key)
    if metric is None or failed.finding.code != "CELL_NOT_CAST":
        return failed
    return type(failed)(failed.finding.at(metric.place))


def _is_of_the_question(asking: Asking, alone: Question) -> bool:
    """Whether a metric could be planned by itself, or is none at all, but not by this question."""
    (key,) = alone.metrics
    if key not in asking.definitions.metrics and f"metric:{key}" not in asking.definitions.broken:
        return True
    asked = world(asking.definitions, asking.relations, alone.as_of)
    try:
        plan_alone(asking, key, asked)
    except (Refused, SourceFailed):
        return False
    try:
        plan(asking, alone, asked)
    except (Refused, SourceFailed):
        return True
    return False


def _with_failures(answer: Answer, asking: Asking, question: Question, failures: dict[str, Finding]) -> Answer:
    """The answer with the metrics in the order asked: those that failed without any value, their findings first."""
    known = {info.key: info for info in answer.metrics}
    infos = tuple(known.get(key) or _info(asking, key) for key in question.metrics)
    rows = tuple(_row(row, question) for row in answer.rows)
    return replace(
        answer, metrics=infos, rows=rows, findings=tuple(dict.fromkeys([*failures.values(), *answer.findings]))
    )


def _info(asking: Asking, key: str) -> MetricInfo:
    metric = asking.definitions.metrics.get(key)
    label, unit = (metric.label, metric.unit) if metric else (key, None)
    return MetricInfo(key, label, unit, "", FAILED, None, "by date")


def _row(row: AnswerRow, question: Question) -> AnswerRow:
    lost = Measured(Cell(None, FAILED), State.MISSING)
    return replace(row, values={key: row.values.get(key, lost) for key in question.metrics})
