"""Every rule, one file each; a new file is a new rule."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from truenorth.checks.rule import Rule

_FOUND = (import_module(f"{__name__}.{found.name}").RULE for found in pkgutil.iter_modules(__path__))
RULES: tuple[Rule, ...] = tuple(sorted(_FOUND, key=lambda rule: rule.code))
"""In the order of their codes."""
