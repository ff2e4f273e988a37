"""The journeys: from a question to an answer, from an answer to a judgement; one file each, and the Project face."""

from truenorth.project.explain import Explanation
from truenorth.project.project import Project
from truenorth.project.result import Result

__all__ = ["Explanation", "Project", "Result"]
