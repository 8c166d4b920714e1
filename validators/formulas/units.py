"""Units beside numbers: which words are units, and how much one is of another.

Physical units are converted by pint, exactly (its factors are kept as fractions). Words that are no units of measure
(*apples*, *dollars*) only name what is counted: they are compared as words.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import Any

Unit = tuple[tuple[str, int], ...]
"""A product of powers of names, sorted: ``m/s^2`` is ``(("meter", 1), ("second", -2))``."""

_NAMES = """
    millimeter mm millimetre; centimeter cm centimetre; decimeter dm decimetre; meter m metre; kilometer km kilometre;
    micrometer um micrometre; nanometer nm nanometre; inch inches; foot feet ft; yard yd; mile mi; light_year ly;
    milligram mg; gram g gramme; kilogram kg kilo; metric_ton tonne t; pound lb lbs; ounce oz;
    millisecond ms; second s sec secs; minute min mins; hour h hr hrs; day; week; month; year yr yrs;
    milliliter ml mL millilitre; centiliter cl cL centilitre; liter l L litre; gallon gal; hectare ha; acre;
    newton N; joule J; kilojoule kJ; calorie cal; kilocalorie kcal; watt W; kilowatt kW; megawatt MW; pascal Pa;
    kilopascal kPa; bar; hertz Hz; kilohertz kHz; volt V; ampere A amp amps; ohm; kelvin K; mole mol; coulomb;
    kilowatt_hour kWh; mph; kph kmh; knot; radian rad; degree deg degrees; dollar USD; euro EUR; cent; percent; unit
"""
_KNOWN = {
    spelling: names.split()[0]
    for names in _NAMES.replace("\n", " ").split(";")
    for word in names.split()
    for spelling in (word, f"{word}s" if len(word) > 2 else word)
} | {"feet": "foot", "inches": "inch", "in": "inch", "hertz": "hertz", "euros": "euro"}
_NOT_MEASURED = frozenset(("dollar", "euro", "cent", "month", "year", "unit"))  # of no fixed size, or of no size at all
_IRREGULAR = frozenset("people men women children mice geese sheep fish deer oxen dice persons feet teeth".split())
_NO_NOUN = frozenset(
    """thirds halves quarters fourths fifths sixths sevenths eighths ninths tenths hundredths thousandths
    millionths billionths trillionths twelfths twentieths percents hundreds thousands millions billions
    trillions quadrillions dozens scores lakhs crores pairs times plus minus is has was less ones twos threes
    fours fives sixes sevens eights nines tens us this yes guess degrees equals means gives makes perhaps
    always sometimes options choices answers solutions bases digits powers roots squares cubes factorials
    inverses reciprocals decimals""".split()
)
_POWERS = {"square": 2, "sq": 2, "cubic": 3, "cu": 3, "squared": 2, "cubed": 3}
_PIECE = re.compile(r"(?:(square|cubic|sq|cu)\.? )?([A-Za-z]{1,30})\.?(?:\^\{?(-?[0-9])\}?| (squared|cubed))?")


def is_known(word: str) -> bool:
    """Whether the word is the name or the sign of a unit."""
    return word in _KNOWN


@cache
def unit_of(text: str) -> Unit | None:
    """The unit that a text such as ``km/h``, ``square metres`` or ``apples`` names; None if it names none."""
    text = " ".join(text.replace(" per ", "/").split())
    if not text or len(text) > 60:
        return None
    powers: dict[str, int] = {}
    for place, part in enumerate(text.split("/")):
        rest = part.strip()
        if not rest:
            return None
        while rest:
            piece = _PIECE.match(rest)
            if piece is None:
                return None
            rest = rest[piece.end() :].lstrip(" *·")
            name = _KNOWN.get(piece[2]) or _KNOWN.get(piece[2].lower() if len(piece[2]) > 3 else piece[2])
            if name is None:
                noun = piece[2].lower()
                counted = noun in _IRREGULAR or (noun.endswith("s") and len(noun) > 3)
                if not counted or noun in _NO_NOUN or piece[0].strip() != text or piece[1] or piece[3] or piece[4]:
                    return None  # only a plural by itself surely names what is counted
                name = _singular(noun)
            power = _POWERS.get(piece[1] or piece[4] or "", 1)
            power = int(piece[3]) if piece[3] else power
            powers[name] = powers.get(name, 0) + (power if place == 0 else -power)
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _singular(noun: str) -> str:
    if noun in ("people", "persons"):
        return "person"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def measured(unit: Unit) -> bool:
    """Whether all of the unit is of a fixed size; other words only name what is counted."""
    return all(name in _SIZED or name.startswith("degree ") for name, _ in unit)


_SIZED = frozenset(_KNOWN.values()) - _NOT_MEASURED - {"radian", "degree", "percent"}


_OWN = {"percent": (Fraction(1, 100), ""), "cent": (Fraction(1, 100), "dollar"), "year": (Fraction(12), "month")}


@cache
def in_base_units(unit: Unit) -> tuple[Fraction, str]:
    """How many base units one of this unit is, and which; what has no size is its own base."""
    factor, rest = Fraction(1), []
    sized: dict[str, int] = {}
    for name, power in unit:
        if name in _SIZED:
            sized[name] = power
        elif name in _OWN:
            share, other = _OWN[name]
            factor *= share**power
            rest += [f"{other}^{power}"] if other else []
        elif name != "radian":
            rest.append(f"{name}^{power}")
    if sized:
        found, base = _registry().get_base_units(_registry().UnitsContainer(sized))
        factor *= Fraction(found)
        rest += [f"{name}^{power}" for name, power in sorted(base._units.items())]
    return factor, " ".join(sorted(rest))


@cache
def _registry() -> Any:
    import pint  # takes a quarter of a second, and most answers have no unit

    return pint.UnitRegistry(non_int_type=Fraction)
