"""Truenorth: metrics defined as code, exact numbers from real data, honest judgements.

>>> import truenorth as tn
>>> p = tn.Project("kpis/")                                            # doctest: +SKIP
>>> p.query("net_revenue", grain="month", by=["country"]).to_pandas()  # doctest: +SKIP

Importing this module loads no driver; what a question needs is imported when it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truenorth.errors import Finding, Refused, SourceFailed, TruenorthError

if TYPE_CHECKING:
    from truenorth.project.project import Project
    from truenorth.project.result import Result

__version__ = "0.1.0"

__all__ = ["Finding", "Project", "Refused", "Result", "SourceFailed", "TruenorthError", "__version__"]

_LAZY = {"Project": "truenorth.project.project", "Result": "truenorth.project.result"}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'truenorth' has no attribute {name!r}")
