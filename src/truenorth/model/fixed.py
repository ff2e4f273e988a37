"""A mapping that never changes: it can be hashed, so that everything made of it can."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class FixedMap(dict[K, V]):
    """A dict that refuses every change; equal to a dict of the same pairs, whatever their order.

    >>> hash(FixedMap(a=1, b=2)) == hash(FixedMap(b=2, a=1))
    True
    """

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a FixedMap never changes; make a new one from it with dict(…)")

    __setitem__ = __delitem__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse
    __ior__ = _refuse

    def __reduce__(self) -> tuple[type[FixedMap[K, V]], tuple[dict[K, V]]]:
        return FixedMap, (dict(self),)
