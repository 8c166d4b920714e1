"""Decimals that end or repeat, and fractions in other bases, worked with as exact fractions."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any, ClassVar

from generators.language.amounts import decimal
from generators.language.lexicon import PEOPLE
from generators.math.calculations import reduced
from generators.math.number_base.notation import horner, in_base, numeral, read_off, style_of, value_of
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Rational
from schemas.checks import Check, Equations

FRACTION = "fraction in lowest terms"


def _value(text: str) -> Fraction:
    return Fraction(text)


def _formula(text: str) -> str:
    """A decimal or a fraction as a quotient of whole numbers."""
    top, _, bottom = text.partition("/")
    if bottom:
        return f"({top} / {bottom})"
    whole, _, places = text.partition(".")
    return f"({int(whole + places)} / {10 ** len(places)})"


class Decimals(Question, frozen=True, tag="decimals"):
    """A calculation with decimals and fractions."""

    numbers: tuple[str, ...]
    signs: tuple[str, ...]

    FORM: ClassVar[str] = FRACTION
    TEXTS: ClassVar[dict[str, str]] = {
        "what": "What is {whole} as a fraction in lowest terms?",
        "work": "Work out {whole} and write the result as a fraction in lowest terms.",
        "fraction": "Write {whole} as a single reduced fraction.",
        "exactly": "Which fraction in lowest terms [is exactly|equals] {whole}?",
        "who": "{who} computes {whole} exactly. Which fraction in lowest terms [does {who.they} get|is that]?",
        "calculate": "Calculate {whole}. Give a reduced fraction.",
        "mixed": "Turn [all numbers|everything] into fractions and find {whole}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Decimals | None:
        count = {1: 2, 2: 3, 3: 4}[level]
        numbers = tuple(cls._number(stream, level, i) for i in range(count))
        signs = tuple(stream.choice(("+", "-", "×") if i == 0 else ("+", "-")) for i in range(count - 1))
        if level == 3:
            signs = ("×", signs[1], "×")
        found = cls(numbers, signs)
        value = found.result()
        return found if value > 0 and value.denominator > 1 and len(set(numbers)) == count else None

    @staticmethod
    def _number(stream: Stream, level: int, place: int) -> str:
        if (place == 1 or level > 1) and stream.chance(1, 2):
            bottom = stream.choice((2, 4, 5, 8, 10, 20, 25) if level == 1 else (3, 4, 5, 6, 8, 9, 12, 15))
            value = Fraction(stream.integer(1, bottom - 1), bottom)
            return str(value)
        places = stream.choice((1, 2) if level == 1 else (1, 2, 3))
        top = stream.integer(1, 10**places * (2 if places < 3 else 1))
        return decimal(Fraction(top + (top % 10 == 0), 10**places))

    def result(self) -> Fraction:
        terms = self.terms()
        return sum((sign * value for sign, value in terms), Fraction(0))

    def terms(self) -> list[tuple[int, Fraction]]:
        """What is added and subtracted, products worked out."""
        terms = [(1, _value(self.numbers[0]))]
        for sign, text in zip(self.signs, self.numbers[1:], strict=True):
            if sign == "×":
                terms[-1] = (terms[-1][0], terms[-1][1] * _value(text))
            else:
                terms.append((1 if sign == "+" else -1, _value(text)))
        return terms

    def written(self, times: str) -> str:
        pairs = zip(self.signs, self.numbers[1:], strict=True)
        return self.numbers[0] + "".join(f" {times if sign == '×' else sign} {text}" for sign, text in pairs)

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {"whole": self.written(stream.choice(("×", "·", "*"))), "who": stream.choice(PEOPLE)}

    def check(self) -> Check:
        pairs = zip(self.signs, self.numbers[1:], strict=True)
        whole = _formula(self.numbers[0]) + "".join(
            f" {'*' if sign == '×' else sign} {_formula(text)}" for sign, text in pairs
        )
        return Equations(Rational(), str(self.result()), (f"v = {whole}",), ("v",))

    def solution(self) -> list[str]:
        lines = [f"{text} = {_as_fraction(text)}" for text in dict.fromkeys(self.numbers) if "." in text]
        values = [_value(self.numbers[0])]
        signs = [1]
        for sign, text in zip(self.signs, self.numbers[1:], strict=True):
            if sign == "×":
                one, other = values[-1], _value(text)
                top, bottom = one.numerator * other.numerator, one.denominator * other.denominator
                lines.append(f"{one} · {other} = {reduced(top, bottom)}")
                values[-1] = one * other
            else:
                values.append(_value(text))
                signs.append(1 if sign == "+" else -1)
        total = values[0]
        for factor, value in zip(signs[1:], values[1:], strict=True):
            lines.append(_joined(total, factor, value))
            total += factor * value
        return lines

    def canonical(self) -> Any:
        return [list(self.numbers), list(self.signs)]

    def candidates(self) -> int:
        return self.result().denominator


def _as_fraction(text: str) -> str:
    """A decimal as a fraction, reduced where it can be: ``35/100 = 7/20 (÷5)``."""
    whole, _, places = text.partition(".")
    return reduced(int(whole + places), 10 ** len(places))


def _joined(one: Fraction, sign: int, other: Fraction) -> str:
    """``1/6 + 1/4 = 2/12 + 3/12 = 5/12``."""
    bottom = lcm(one.denominator, other.denominator)
    tops = [value.numerator * (bottom // value.denominator) for value in (one, other)]
    mark = "+" if sign > 0 else "-"
    start = f"{one} {mark} {other}"
    common = f"{tops[0]}/{bottom} {mark} {tops[1]}/{bottom}"
    text = start if start == common else f"{start} = {common}"
    return f"{text} = {reduced(tops[0] + sign * tops[1], bottom)}"


class Repeating(Question, frozen=True, tag="repeating"):
    """A repeating decimal as a fraction; with two of them, their sum, difference or product."""

    decimals: tuple[tuple[str, str, str], ...]  # whole part, digits before the block, block
    sign: str = ""

    FORM: ClassVar[str] = FRACTION
    TEXTS: ClassVar[dict[str, str]] = {
        "write": "Write {d} as a fraction in lowest terms. ({told}.)",
        "which": "Which fraction in lowest terms equals {d}? {told}.",
        "convert": "Convert {d} to a reduced fraction, where {told_lower}.",
        "exact": "Find the exact value of {d} as a fraction. {told}.",
        "who": "{who} writes down {d} and goes on forever: {told_lower}. Which fraction in lowest terms is meant?",
        "periodic": "{told}: {d}. [Express|Write] this periodic decimal as a fraction in lowest terms.",
        "calculator": "A calculator with endless digits shows {d}, and {told_lower}. Which reduced fraction is it?",
    }
    TWO: ClassVar[dict[str, str]] = {
        "work": "Work out {d} exactly and give a fraction in lowest terms. {told}.",
        "what": "What is {d} as a fraction in lowest terms, if {told_lower}?",
        "find": "Find {d} as a reduced fraction. ({told}.)",
        "who": "{who} computes {d} without rounding; {told_lower}. Which fraction in lowest terms results?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Repeating | None:
        sign = stream.choice(("+", "-", "×")) if level == 4 else ""
        decimals = tuple(cls._decimal(stream, level) for _ in range(2 if sign else 1))
        found = cls(decimals, sign)
        if any(len(set(block)) == 1 and (len(block) > 1 or block in "09") for _, _, block in decimals):
            return None
        if any(lead.endswith(block[-1:]) and lead for _, lead, block in decimals):
            return None  # the block could begin earlier
        value = found.result()
        return found if value > 0 and value.denominator > 1 and len(set(decimals)) == len(decimals) else None

    @staticmethod
    def _decimal(stream: Stream, level: int) -> tuple[str, str, str]:
        width = stream.choice((1, 2) if level in (2, 4) else (1, 2, 3))
        lead = 0 if level == 2 else stream.choice((0, 1) if level == 4 else (1, 2))
        whole = stream.choice((0, stream.below(10) if level < 4 else 0, 1, 2))
        digits = ["".join(str(stream.below(10)) for _ in range(count)) for count in (lead, width)]
        return str(whole), digits[0], digits[1]

    def values(self) -> list[Fraction]:
        return [
            Fraction(int(whole + lead + block) - int(whole + lead), (10 ** len(block) - 1) * 10 ** len(lead))
            for whole, lead, block in self.decimals
        ]

    def result(self) -> Fraction:
        first, *others = self.values()
        if not others:
            return first
        return {"+": first + others[0], "-": first - others[0], "×": first * others[0]}[self.sign]

    def texts(self) -> dict[str, str]:
        return self.TWO if self.sign else self.TEXTS

    def slots(self, stream: Stream) -> dict[str, Any]:
        style = stream.choice(("bracketed", "dots") if not self.sign else ("bracketed",))
        written, told = [], []
        for whole, lead, block in self.decimals:
            if style == "bracketed":
                written.append(f"{whole}.{lead}({block})")
            else:
                repeated = block * (3 if len(block) < 3 else 2)
                written.append(f"{whole}.{lead}{repeated}...")
            told.append(block)
        if style == "bracketed":
            told_text = "the digits in brackets repeat forever"
        else:
            what = f"the digit {told[0]} repeats" if len(told[0]) == 1 else f"the block {told[0]} repeats"
            told_text = f"{what} forever"
        return {
            "d": f" {self.sign} ".join(written),
            "told": told_text[0].upper() + told_text[1:],
            "told_lower": told_text,
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        formulas = [
            f"(({int(whole + lead + block)} - {int(whole + lead)}) / ({10 ** len(lead)} * {10 ** len(block) - 1}))"
            for whole, lead, block in self.decimals
        ]
        sign = {"×": "*", "": ""}.get(self.sign, self.sign)
        return Equations(Rational(), str(self.result()), (f"v = {f' {sign} '.join(formulas)}",), ("v",))

    def solution(self) -> list[str]:
        lines = []
        for name, (whole, lead, block) in zip(("x", "y"), self.decimals, strict=False):
            lines += _shifted(name, whole, lead, block)
        if not self.sign:
            return lines
        one, other = self.values()
        if self.sign == "×":
            top, bottom = one.numerator * other.numerator, one.denominator * other.denominator
            return [*lines, f"{one} · {other} = {reduced(top, bottom)}"]
        return [*lines, _joined(one, 1 if self.sign == "+" else -1, other)]

    def canonical(self) -> Any:
        return [[list(each) for each in self.decimals], self.sign]

    def candidates(self) -> int:
        return self.result().denominator


def _shifted(name: str, whole: str, lead: str, block: str) -> list[str]:
    """Two multiples of the number with the same endless tail, and their difference."""
    low, high = 10 ** len(lead), 10 ** (len(lead) + len(block))
    shown = f"{whole}.{lead}({block})"
    upper, lower = int(whole + lead + block), int(whole + lead)
    first = f"{high}{name} = {upper}.({block})"
    second = f"{name} = {shown}" if low == 1 else f"{low}{name} = {lower}.({block})"
    lines = [f"Let {name} = {shown}.", first]
    if low > 1:
        lines.append(second)
    difference = high - low
    value = Fraction(upper - lower, difference)
    left = f"{high}{name} - {'' if low == 1 else low}{name}"
    lines.append(f"{left} = {difference}{name} = {upper} - {lower} = {upper - lower}")
    shown_value = reduced(upper - lower, difference)
    assert str(value) in shown_value or value.denominator == 1
    return [*lines, f"{name} = {shown_value}"]


class Point(Question, frozen=True, tag="point"):
    """A numeral with digits behind the point in another base."""

    base: int
    whole: str
    places: str

    FORM: ClassVar[str] = FRACTION
    TEXTS: ClassVar[dict[str, str]] = {
        "write": "Write {n} as a fraction [in base ten|of ordinary numbers].",
        "what": "What is {n} as an ordinary fraction?",
        "places": "In base {b} the places behind the point are worth 1/{b}, 1/{b2} and so on. Which fraction is {d}?",
        "convert": "Convert {d} from base {b} to a fraction in base ten.",
        "who": "{who} reads {d} in base {b}. Which fraction is that?",
        "machine": "A machine stores {d} in base {b}. Which number is that, as a fraction in base ten?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Point | None:
        base = stream.choice((2, 3, 4, 5, 6, 7, 8, 9))
        width = stream.integer(2, 3 if base > 3 else 5)
        places = numeral(stream.integer(1, base**width - 1), base).zfill(width)
        whole = numeral(stream.integer(0, base**2 - 1), base)
        return cls(base, whole, places) if places[-1] != "0" else None

    def slots(self, stream: Stream) -> dict[str, Any]:
        text = f"{self.whole}.{self.places}"
        return {
            "n": in_base(text, self.base, style_of(stream)),
            "d": text,
            "b": self.base,
            "b2": self.base**2,
            "who": stream.choice(PEOPLE),
        }

    def result(self) -> Fraction:
        return Fraction(value_of(self.whole + self.places, self.base), int(self.base ** len(self.places)))

    def check(self) -> Check:
        whole = f"{horner(self.whole + self.places, self.base)} / {self.base ** len(self.places)}"
        return Equations(Rational(), str(self.result()), (f"v = {whole}",), ("v",))

    def solution(self) -> list[str]:
        digits = (self.whole + self.places).lstrip("0")
        value, size = value_of(digits, self.base), int(self.base ** len(self.places))
        lines = [f"Without the point, {digits} in base {self.base} is:"]
        lines += read_off(digits, self.base) or [digits]
        power = f"{self.base}^{len(self.places)} = {size}"
        lines.append(f"The point stands {len(self.places)} places from the right: {power}")
        return [*lines, f"The number is {reduced(value, size)}"]

    def canonical(self) -> Any:
        return [self.base, self.whole, self.places]

    def candidates(self) -> int:
        return int(self.base ** len(self.places))
