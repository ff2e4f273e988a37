"""The KPI check: rules over definitions, statuses and histories, each with its reason and remedy.

`RULES` holds all of them, `checked` gives the findings of a project, `smarter` the seven letters of one KPI.
"""

from truenorth.checks.facts import Facts
from truenorth.checks.page import rules_page
from truenorth.checks.rule import Example, Family, Hit, Needs, Rule
from truenorth.checks.rules import RULES
from truenorth.checks.run import checked
from truenorth.checks.smarter import Letter, smarter

__all__ = ["RULES", "Example", "Facts", "Family", "Hit", "Letter", "Needs", "Rule", "checked", "rules_page", "smarter"]
