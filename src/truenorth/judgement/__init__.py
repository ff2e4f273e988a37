"""Answers, a target and a time → facets, headline and score: pure functions of facts.

`choose` finds target and period in the series, `needs` names what else to ask, `judge` makes the status.
"""

from truenorth.judgement.data_facet import data_facet
from truenorth.judgement.evidence import Choice, Evidence, Part, Point, Read, Remarks, Series, TableAge
from truenorth.judgement.goal import Goal, Lack, goal_of
from truenorth.judgement.headline import HEADLINE_RULES, HeadlineRule, headline
from truenorth.judgement.in_force import choose, in_force, judged_point
from truenorth.judgement.judge import judge
from truenorth.judgement.needs import first_need, needs
from truenorth.judgement.paths import Expected, expected
from truenorth.judgement.rules_page import rules_page
from truenorth.judgement.score import Scored, score_of
from truenorth.judgement.target_facet import target_facet
from truenorth.judgement.totals import Bucket, Ground, buckets

__all__ = [
    "HEADLINE_RULES",
    "Bucket",
    "Choice",
    "Evidence",
    "Expected",
    "Goal",
    "Ground",
    "HeadlineRule",
    "Lack",
    "Part",
    "Point",
    "Read",
    "Remarks",
    "Scored",
    "Series",
    "TableAge",
    "buckets",
    "choose",
    "data_facet",
    "expected",
    "first_need",
    "goal_of",
    "headline",
    "in_force",
    "judge",
    "judged_point",
    "needs",
    "rules_page",
    "score_of",
    "target_facet",
]
