"""The registry of families: ours and third parties', found through the entry-point group `provender.families`."""

from __future__ import annotations

import difflib
from functools import cache
from importlib.metadata import entry_points
from typing import Any, TypeVar

from generators.family import Family
from schemas import BadInput

GROUP = "provender.families"
_families: dict[str, Family[Any]] = {}
F = TypeVar("F", bound=type[Family[Any]])


def register(family: F) -> F:
    """Class decorator: make the family known under its name. A module in the entry-point group need do no more."""
    add(family())
    return family


def add(family: Family[Any]) -> None:
    """Make an instance known; a family built from data (a seed template) registers this way."""
    known = _families.get(family.name)
    if known is not None and type(known) is not type(family):
        raise ValueError(
            f"the family name '{family.name}' is taken by {type(known).__module__}.{type(known).__qualname__}"
        )
    if sorted(family.levels) != list(range(1, len(family.levels) + 1)):
        raise ValueError(f"{family.name}: levels must count up from 1, found {sorted(family.levels)}")
    _families[family.name] = family


@cache
def _load() -> None:
    for point in sorted(entry_points(group=GROUP), key=lambda found: (found.name, found.value)):
        point.load()


def families() -> dict[str, Family[Any]]:
    """All families by name, in order of name."""
    _load()
    return dict(sorted(_families.items()))


def kin_of(name: str) -> str:
    """The name that stands for a family and its variants; its own for one without, and for one that is unknown here."""
    _load()
    known = _families.get(name)
    return (known.kin if known is not None else "") or name


def kin(name: str) -> tuple[str, ...]:
    """The family and its variants, by name; of one that is unknown here only itself."""
    stands = kin_of(name)
    return tuple(sorted({name, *(each for each in _families if kin_of(each) == stands)}))


def family(name: str, place: str = "family") -> Family[Any]:
    """The family of this name; a `BadInput` with the nearest names if there is none."""
    _load()
    if name in _families:
        return _families[name]
    close = difflib.get_close_matches(name, _families, 1, 0.5)
    remedy = f"did you mean '{close[0]}'?" if close else "'provender families' lists them"
    raise BadInput(place, f"there is no family '{name}'", remedy)
