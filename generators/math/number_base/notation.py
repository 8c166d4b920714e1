"""How numerals are written in other bases, and their statement as equations."""

from __future__ import annotations

from generators.randomness import Stream

_SUBSCRIPTS = str.maketrans("-0123456789", "₋₀₁₂₃₄₅₆₇₈₉")
STYLES = ("plain", "plain", "bracketed", "raised", "tex", "words")


def digits_of(value: int, base: int) -> list[int]:
    """The digits, the first one first, in a base of absolute value 2 to 10; a negative base writes negative numbers."""
    if not value:
        return [0]
    found = []
    while value:
        digit = value % abs(base)
        found.append(digit)
        value = (value - digit) // base
    return found[::-1]


def numeral(value: int, base: int) -> str:
    """The digits as they are written: 11 in base 4 is ``23``."""
    return "".join(map(str, digits_of(value, base)))


def value_of(text: str, base: int) -> int:
    """What a numeral stands for."""
    value = 0
    for digit in text:
        value = value * base + int(digit)
    return value


def style_of(stream: Stream) -> str:
    """One of the ways in which a prompt writes numerals."""
    return stream.choice(STYLES)


def in_base(text: str, base: int, style: str = "plain") -> str:
    """A numeral with its base: ``23_4``, ``(23)_4``, ``23₄``, ``$23_4$`` or ``23 (base 4)``."""
    mark = str(base) if 0 <= base < 10 else f"{{{base}}}"
    match style:
        case "bracketed":
            return f"({text})_{mark}"
        case "raised":
            return text + str(base).translate(_SUBSCRIPTS)
        case "tex":
            return f"${text}_{mark}$"
        case "words":
            return f"{text} (base {base})"
    return f"{text}_{mark}"


# Worked solutions.


def read_off(text: str, base: int) -> list[str]:
    """The value of a numeral digit by digit, from the left: ``2·4 + 3 = 8 + 3 = 11``."""
    lines, value = [], int(text[0])
    shown = f"({base})" if base < 0 else str(base)
    for digit in text[1:]:
        product = value * base
        left = f"({value})" if value < 0 else str(value)
        lines.append(f"{left}·{shown} + {digit} = {product} + {digit} = {product + int(digit)}")
        value = product + int(digit)
    return lines


def divided_up(value: int, base: int) -> list[str]:
    """The divisions whose remainders, from the last to the first, are the digits."""
    lines = []
    shown = f"({base})" if base < 0 else str(base)
    while value:
        digit = value % abs(base)
        quotient = (value - digit) // base
        left = f"({quotient})" if quotient < 0 else str(quotient)
        lines.append(f"{value} = {left}·{shown} + {digit}")
        value = quotient
    return lines


def from_below(value: int, base: int) -> str:
    """What the divisions of `divided_up` come to."""
    return f"The remainders from last to first: {numeral(value, base)}"


def multiplied(one: int, other: int) -> str:
    """A product by the digits of the second factor: ``37·24 = 37·20 + 37·4 = 740 + 148 = 888``."""
    parts = [int(digit) * 10**place for place, digit in enumerate(str(other)[::-1]) if digit != "0"][::-1]
    if len(parts) < 2:
        return f"{one}·{other} = {one * other}"
    out = " + ".join(f"{one}·{part}" for part in parts)
    return f"{one}·{other} = {out} = {' + '.join(str(one * part) for part in parts)} = {one * other}"


def long_division(number: int, by: int) -> list[str]:
    """A division digit by digit of the quotient, and what it comes to: ``29249 = 541·54 + 35``."""
    quotient, rest, lines = number // by, number, []
    for place, digit in enumerate(str(quotient)):
        part = int(digit) * 10 ** (len(str(quotient)) - 1 - place)
        if part:
            lines.append(f"{part}·{by} = {part * by}, {rest} - {part * by} = {rest - part * by}")
            rest -= part * by
    return [*lines, f"{number} = {quotient}·{by} + {rest}"]


# Equations.


def horner(text: str, base: int) -> str:
    """The value of a numeral as a formula."""
    formula = text[0]
    for digit in text[1:]:
        formula = f"({formula}) * ({base}) + {digit}"
    return f"({formula})"


def written_out(formula: str, base: int, places: int) -> list[str]:
    """The equations that give the numeral of a value in a base, as the number its digits are in base ten: `asked`."""
    size = abs(base)
    lines = [f"q0 = {formula}"]
    for i in range(places):
        lines += [f"d{i} = q{i} % {size}", f"q{i + 1} = (q{i} - d{i}) / ({base})"]
    return [*lines, f"asked = {' + '.join(f'd{i} * {10**i}' for i in range(places))}"]


def places_for(value: int) -> int:
    """As many digits as the value can have in any base."""
    return abs(value).bit_length() + 2
