"""How much chance is tried: few fixed worlds and examples in `make test`, many others in `make test-thorough`."""

from __future__ import annotations

import os

from hypothesis import settings

THOROUGH = os.environ.get("TRUENORTH_EFFORT") == "thorough"


def tries(few: int, many: int | None = None) -> int:
    """How often a test tries its luck: a few times, or thoroughly (twenty times as often unless said otherwise)."""
    if not THOROUGH:
        return few
    return 20 * few if many is None else many


def choose_profile() -> None:
    """Hypothesis's profile: `ci`, the same examples each time, so no build fails by chance; or `thorough`, new ones."""
    settings.register_profile("ci", derandomize=True, deadline=None)
    settings.register_profile("thorough", deadline=None, print_blob=True)
    settings.load_profile("thorough" if THOROUGH else "ci")
