"""Too little to go on, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Declined:
    """Why a method does not judge: the key of the sentence in the table of words, and the facts that fill it."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)
