"""What a judgement says to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sentence:
    """A sentence in plain English and the facts it was made of, each under its id."""

    text: str
    facts: Mapping[str, object] = field(default_factory=dict)
