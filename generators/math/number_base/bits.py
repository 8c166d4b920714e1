"""Bitwise operations on whole numbers, and numbers as a computer stores them."""

from __future__ import annotations

from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE
from generators.math.number_base.notation import numeral, read_off, value_of
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer
from schemas.checks import Check, Equations

_WORK = {"AND": lambda a, b: a & b, "OR": lambda a, b: a | b, "XOR": lambda a, b: a ^ b}
_MEANINGS = {
    "AND": "1 where both have a 1",
    "OR": "1 where at least one has a 1",
    "XOR": "1 where exactly one has a 1",
}
_PYTHON = {"AND": "&", "OR": "|", "XOR": "^"}
_SHIFTS = {"<<": "shifted to the left", ">>": "shifted to the right"}


def _bits(formula: str, name: str, width: int) -> list[str]:
    """The binary digits of a value as equations: ``name`` followed by the place."""
    lines = [f"{name}q0 = {formula}"]
    for i in range(width):
        lines += [f"{name}{i} = {name}q{i} % 2", f"{name}q{i + 1} = {name}q{i} // 2"]
    return lines


def _joined(sign: str, one: str, other: str) -> str:
    """A binary digit of the result, as a formula over those of both numbers."""
    return {"AND": f"{one} * {other}", "OR": f"max({one}, {other})", "XOR": f"abs({one} - {other})"}[sign]


class Bitwise(Question, frozen=True, tag="bitwise"):
    """Numbers joined bit by bit, from the left; each may be shifted first."""

    numbers: tuple[int, ...]
    signs: tuple[str, ...]
    shifts: tuple[tuple[str, int], ...] = ()  # for each number a shift, or an empty sign

    TEXTS: ClassVar[dict[str, str]] = {
        "bitwise": "What is {whole}, where {names} bit by bit on the binary digits?",
        "python": "What does the Python expression {python} evaluate to?",
        "binary": "Write the numbers in binary and work out {whole} bit by bit. [Which number results|What is the "
        "result], in base ten?",
        "who": "{who} computes the bitwise {whole}. Which decimal number does {who.they} get?",
        "switches": "A circuit works on binary numbers bit by bit. What decimal number comes out for {whole}?",
        "meaning": "{meaning} Work out {whole} in base ten.",
        "evaluate": "Evaluate the bitwise expression {whole}.",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Bitwise | None:
        count, most = {2: (2, 63), 3: (3, 127), 4: (3, 511)}[level]
        numbers = tuple(stream.integer(9, most) for _ in range(count))
        signs = tuple(stream.choice(("AND", "OR", "XOR")) for _ in range(count - 1))
        shifts: tuple[tuple[str, int], ...] = ()
        if level == 4:
            shifts = tuple((stream.choice(("<<", ">>", "")), stream.integer(1, 3)) for _ in numbers)
            shifts = tuple((sign, by if sign else 0) for sign, by in shifts)
            if not any(sign for sign, _ in shifts):
                return None
        found = cls(numbers, signs, shifts)
        if len(set(numbers)) < count or found.result() in (0, *numbers, *found.shifted()):
            return None
        return found if found.result() > 3 else None

    def shifted(self) -> list[int]:
        """The numbers after their shifts."""
        if not self.shifts:
            return list(self.numbers)
        return [
            number << by if sign == "<<" else number >> by
            for number, (sign, by) in zip(self.numbers, self.shifts, strict=True)
        ]

    def result(self) -> int:
        first, *others = self.shifted()
        for sign, number in zip(self.signs, others, strict=True):
            first = _WORK[sign](first, number)
        return first

    def written(self, signs: dict[str, str]) -> str:
        """The expression, with brackets that say what comes first."""
        texts = [str(number) for number in self.numbers]
        if self.shifts:
            texts = [
                f"({text} {sign} {by})" if sign else text for text, (sign, by) in zip(texts, self.shifts, strict=True)
            ]
        whole = texts[0]
        for i, (sign, text) in enumerate(zip(self.signs, texts[1:], strict=True)):
            whole = f"({whole}) {signs[sign]} {text}" if i else f"{whole} {signs[sign]} {text}"
        return whole

    def texts(self) -> dict[str, str]:
        if not self.shifts:
            return self.TEXTS
        told = " Here << k [moves|shifts] the binary digits k places to the left and >> k to the right."
        return {
            "python": self.TEXTS["python"],
            "bitwise": "What is {whole}, where {names} bit by bit?" + told,
            "evaluate": "Evaluate {whole} bit by bit." + told,
            "who": "{who} computes the bitwise {whole}." + told + " Which number does {who.they} get?",
            "circuit": "A circuit works on binary numbers bit by bit." + told + " What is its output for {whole}?",
        }

    def slots(self, stream: Stream) -> dict[str, Any]:
        used = list(dict.fromkeys(self.signs))
        names = " and ".join(used)
        verb = "works" if len(used) == 1 else "work"
        meaning = " ".join(f"Bitwise {sign} gives {_MEANINGS[sign]}, and 0 elsewhere." for sign in used)
        return {
            "whole": self.written({sign: sign for sign in _WORK}),
            "python": self.written(_PYTHON),
            "names": f"{names} {verb}",
            "meaning": meaning,
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        width = max(max(self.shifted()), *self.numbers).bit_length() + 1
        lines: list[str] = []
        for name, number, (sign, by) in zip("abc", self.numbers, self.shifts or (("", 0),) * 3, strict=False):
            factor = f" * {2**by}" if sign == "<<" else f" // {2**by}" if sign == ">>" else ""
            lines += _bits(f"{number}{factor}", name, width)
        digits = [f"a{i}" for i in range(width)]
        for sign, name in zip(self.signs, "bc", strict=False):
            digits = [_joined(sign, digit, f"{name}{i}") for i, digit in enumerate(digits)]
        total = " + ".join(f"{2**i} * ({digit})" for i, digit in enumerate(digits))
        return Equations(Integer(), str(self.result()), (*lines, f"asked = {total}"), ("asked",))

    def solution(self) -> list[str]:
        lines = []
        for number, value, (sign, by) in zip(
            self.numbers, self.shifted(), self.shifts or (("", 0),) * len(self.numbers), strict=True
        ):
            lines.append(f"{number} is {numeral(number, 2)} in binary.")
            if sign:
                verb = f"with {by} zeros behind it" if sign == "<<" else f"without its last {by} digits"
                verb = verb.replace("1 zeros", "a zero").replace("its last 1 digits", "its last digit")
                lines.append(f"{number} {sign} {by}: {verb} it is {numeral(value, 2)}.")
        width = max(self.shifted()).bit_length()
        current, *others = self.shifted()
        for sign, number in zip(self.signs, others, strict=True):
            fresh = _WORK[sign](current, number)
            lines += [
                f"{sign}, digit by digit:",
                numeral(current, 2).zfill(width),
                numeral(number, 2).zfill(width),
                f"{numeral(fresh, 2).zfill(width)} ({_MEANINGS[sign]})",
            ]
            current = fresh
        text = numeral(current, 2)
        return [*lines, f"{text} in base ten:", *read_off(text, 2)]

    def canonical(self) -> Any:
        if len(self.numbers) == 2 and not self.shifts:
            return [sorted(self.numbers), self.signs[0]]
        return [list(self.numbers), list(self.signs), [list(each) for each in self.shifts]]

    def candidates(self) -> int:
        return int(2 ** max(self.shifted()).bit_length())


class Signed(Question, frozen=True, tag="signed"):
    """A signed number in two's complement, read."""

    bits: str

    TEXTS: ClassVar[dict[str, str]] = {
        "read": "Which number do the {w} bits {d} stand for in two's complement?",
        "stored": "A computer stores {d} as a signed {w}-bit number in two's complement. What is its value?",
        "interpret": "Interpret {d} as a signed {w}-bit integer in two's complement. Give its decimal value.",
        "sensor": "A sensor sends the temperature as {aw} number in two's complement. It sends {d}. How many "
        "degrees is that?",
        "first": "In two's complement the first of {w} bits counts {first}, the others as usual. What is {d} then?",
        "convert": "Convert the {w}-bit two's complement number {d} to base ten.",
    }  # fmt: skip

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Signed | None:
        width = stream.choice((6, 7, 8) if level == 3 else (8, 9, 10))
        bits = "".join(str(stream.below(2)) for _ in range(width))
        if bits[0] == "0" and stream.chance(2, 3):
            return None
        return cls(bits) if 1 < bits.count("1") < width else None

    def slots(self, stream: Stream) -> dict[str, Any]:
        width = len(self.bits)
        a_bits = f"{'an' if width == 8 else 'a'} {width}-bit"
        return {"w": width, "aw": a_bits, "d": self.bits, "first": -(2 ** (width - 1))}

    def value(self) -> int:
        return value_of(self.bits, 2) - (2 ** len(self.bits) if self.bits[0] == "1" else 0)

    def check(self) -> Check:
        width = len(self.bits)
        terms = [f"{bit} * {2 ** (width - 1 - i)}" for i, bit in enumerate(self.bits)]
        return Equations(Integer(), str(self.value()), (f"v = -({terms[0]}) + {' + '.join(terms[1:])}",), ("v",))

    def solution(self) -> list[str]:
        whole = value_of(self.bits, 2)
        lines = [f"{self.bits} as a usual binary number:", *read_off(self.bits.lstrip("0"), 2)]
        if self.bits[0] == "0":
            return [*lines, f"The first bit is 0, so the number is {whole}."]
        size = 2 ** len(self.bits)
        return [
            *lines,
            f"The first bit is 1, so 2^{len(self.bits)} = {size} is taken away:",
            f"{whole} - {size} = {whole - size}",
        ]

    def canonical(self) -> Any:
        return self.bits

    def candidates(self) -> int:
        return int(2 ** len(self.bits))


__all__ = ["Bitwise", "Signed"]
