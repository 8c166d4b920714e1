"""Inequalities from the second level on: they may have no solution, or every real number for one."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd
from typing import Any, ClassVar, Self

from msgspec.structs import replace

from generators.language.lexicon import listed
from generators.math.inequality.kinds import Inequality
from generators.math.inequality.notation import (
    EVERY,
    FLIPPED,
    LETTERS,
    NONE,
    SIGNS,
    Region,
    interval_text,
    is_outcome,
    meets,
    region,
    samples,
    text_of,
)
from generators.math.polynomial_roots.notation import (
    Coefficients,
    Surd,
    added,
    combined,
    expanded,
    formula,
    nonzero,
    shown,
    surd,
)
from generators.math.polynomial_roots.solving import TooLong, factored, quadratic
from generators.randomness import Stream


class Open(Inequality, frozen=True):
    """An inequality whose solution may be empty or the whole line: then it is a twin."""

    OUTCOMES: ClassVar[tuple[str, ...]] = (NONE, EVERY)
    FORM: ClassVar[str] = "solution set"
    TEXTS: ClassVar = {
        "solve": "Solve {s} over the real numbers.",
        "task": "Inequality: {s}\nUnknown: {x}\n[Give all real solutions.|Which real {x} satisfy it?]",
        "which": "[Which real numbers {x} satisfy {s}?|For which real {x} is {s} true?]",
        "find": "Find all real {x} [with|for which] {s}.",
        "display": "{s}\n[Find the real solutions, if there are any.|For which real {x} does this hold?]",
        "set": "Determine the solution set of {s} in the real numbers.",
        "student": "A student has to solve {s}. What is the [correct result|complete solution]?",
        "when": "When does {s} hold, if {x} can be any real number?",
        "line": "On which part of the number line, if on any, is {s} true?",
        "machine": "A program prints OK for a real number {x} exactly when {s}. For which {x} does it print OK?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Self | None:
        found = cls.attempt(stream, level)
        return None if found is None or is_outcome(found.region()) or not found.is_tidy() else found.answered()

    @classmethod
    def twinned(cls, stream: Stream, level: int) -> Self | None:
        wanted = stream.choice(cls.OUTCOMES)
        found = cls.attempt(stream, level)
        if found is None or is_outcome(found.region()) or not found.is_tidy():
            return None
        for edited in found.edits(stream):
            if text_of(edited.region(), edited.letter) == wanted:
                return edited.answered()
        return None

    @classmethod
    def attempt(cls, stream: Stream, level: int) -> Self | None:
        """Some instance of the level, without its answer."""
        raise NotImplementedError

    def edits(self, stream: Stream) -> Iterable[Self]:
        """Inequalities a small change away."""
        raise NotImplementedError

    def region(self) -> Region:
        """The solutions."""
        raise NotImplementedError

    def is_tidy(self) -> bool:
        """Whether the numbers are fit to be printed."""
        return True

    def answered(self) -> Self:
        """The instance with its answer."""
        return replace(self, answer=text_of(self.region(), self.letter))


class Brackets(Open, frozen=True, tag="brackets"):
    """``a(x + b) + c(d x + e) sign f x + g``: linear once it is multiplied out."""

    first: tuple[int, int]
    second: tuple[int, int, int]
    right: tuple[int, int]
    sign: str

    @classmethod
    def attempt(cls, stream: Stream, level: int) -> Brackets | None:
        first = (stream.integer(2, 6), nonzero(stream, 6))
        second = (stream.choice((-5, -4, -3, -2, 2, 3, 4)), nonzero(stream, 3), nonzero(stream, 7))
        right = (stream.integer(-6, 6), stream.integer(-20, 20))
        return cls(level, stream.choice(LETTERS), "", first, second, right, stream.choice(SIGNS))

    def edits(self, stream: Stream) -> Iterable[Brackets]:
        # With another coefficient on the right the letter drops out.
        slope, _ = self.sums()
        yield replace(self, right=(self.right[0] + slope, self.right[1]))

    def is_tidy(self) -> bool:
        slope, _ = self.sums()
        end = self.region()[0]
        number = (end.low or end.high).rational  # type: ignore[union-attr]
        return abs(slope) > 1 and number is not None and number.denominator <= 6 and abs(self.right[0]) != 0

    def sums(self) -> tuple[int, int]:
        """The slope and the constant when all is on the left."""
        (a, b), (c, d, e), (f, g) = self.first, self.second, self.right
        return a + c * d - f, a * b + c * e - g

    def region(self) -> Region:
        slope, constant = self.sums()
        if not slope:
            return region([], [], [meets(constant, self.sign)])
        cut = surd(Fraction(-constant, slope))
        return region([cut], ["=" in self.sign], [meets(-slope, self.sign), meets(slope, self.sign)])

    def sides(self) -> tuple[str, str]:
        x, (a, b), (c, d, e), right = self.letter, self.first, self.second, self.right
        size = "" if abs(c) == 1 else str(abs(c))
        left = f"{a}({shown((1, b), x)}) {'-' if c < 0 else '+'} {size}({shown((d, e), x)})"
        return left, shown(right, x)

    def statement(self) -> str:
        return f" {self.sign} ".join(self.sides())

    def relations(self) -> tuple[str, ...]:
        x, (a, b), (c, d, e) = self.letter, self.first, self.second
        left = f"{a}*({formula((1, b), x)}) + ({c})*({formula((d, e), x)})"
        return (f"{left} {self.sign} {formula(self.right, x)}",)

    def solution(self) -> list[str]:
        x, sign, (a, b), (c, d, e), (f, g) = self.letter, self.sign, self.first, self.second, self.right
        slope, constant = a + c * d, a * b + c * e
        lines = [
            f"{a}({shown((1, b), x)}) = {shown((a, a * b), x)} and {c}({shown((d, e), x)}) = "
            f"{shown((c * d, c * e), x)}.",
            f"Together: {shown((slope, constant), x)} {sign} {shown((f, g), x)}.",
        ]
        return [*lines, *linear_steps((slope, constant), (f, g), sign, x)]

    def canonical(self) -> Any:
        return [self.first, self.second, self.right, self.sign]


def linear_steps(left: tuple[int, int], right: tuple[int, int], sign: str, x: str) -> list[str]:
    """The steps that solve ``left sign right`` for x."""
    (a, b), (c, d) = left, right
    slope, value = a - c, d - b
    lines = []
    if c or b:
        lines.append(f"All {x} to the left, all numbers to the right: {shown((slope, 0), x)} {sign} {value}.")
    if not slope:
        true = meets(-value, sign)
        lines[-1:] = [
            f"All {x} to the left, all numbers to the right: 0 {sign} {value}.",
            f"That is {'true' if true else 'false'} whatever {x} is: {EVERY if true else NONE}.",
        ]
        return lines
    end = Fraction(value, slope)
    if slope < 0:
        lines.append(f"Divide by {slope}, which turns the sign: {x} {FLIPPED[sign]} {end}.")
    elif slope > 1:
        lines.append(f"Divide by {slope}: {x} {sign} {end}.")
    return lines


class Quadratic(Open, frozen=True, tag="quadratic"):
    """``left sign right`` with polynomials whose difference is quadratic."""

    left: Coefficients
    right: Coefficients
    sign: str

    @classmethod
    def attempt(cls, stream: Stream, level: int) -> Quadratic | None:
        letter, sign = stream.choice(LETTERS), stream.choice(SIGNS)
        if level == 2:
            a, b = stream.choice((1, 1, 1, 2, 3, -1)), stream.choice((1, 1, 2))
            own = expanded([(a, nonzero(stream, 8)), (b, nonzero(stream, 8))])
        else:
            own = (stream.choice((1, 1, 2, 3, -1, -2)), stream.integer(-9, 9), nonzero(stream, 9))
        right = (0,) if stream.chance(1, 3) else (stream.integer(-6, 6), stream.integer(-12, 12))
        left = combined(own, right)
        if max(map(abs, left)) > 60:
            return None
        return cls(level, letter, "", left, combined(right, (0,)), sign)

    def edits(self, stream: Stream) -> Iterable[Quadratic]:
        # The constant moves by as little as takes the roots away, or makes them one.
        a, b, c = self.whole()
        needed = b * b // (4 * abs(a)) + 1
        target = needed if a > 0 else -needed
        for extra in (0, stream.integer(1, 3)):
            moved = target + (extra if a > 0 else -extra) - c
            yield replace(self, left=(*self.left[:-1], self.left[-1] + moved))
            yield replace(self, left=(*self.left[:-1], self.left[-1] + moved), sign=FLIPPED[self.sign])

    def is_tidy(self) -> bool:
        _, roots = self.roots()
        if self.level == 2:
            return len(roots) == 2 and all(root.rational is not None for root in roots)
        return len(roots) == 2 and roots[0].q != 0 and roots[0].d < 60

    def whole(self) -> Coefficients:
        """All on the left."""
        return combined(self.left, self.right, -1)

    def roots(self) -> tuple[list[str], list[Surd]]:
        own = self.whole()
        common = gcd(*own) * (-1 if own[0] < 0 else 1)
        return quadratic(tuple(each // common for each in own), self.letter)

    def region(self) -> Region:
        own, (_, roots) = self.whole(), self.roots()
        cuts = list(dict.fromkeys(roots))
        outside = meets(own[0], self.sign)
        between = [outside] if not cuts else [outside, outside] if len(cuts) == 1 else [
            outside, meets(-own[0], self.sign), outside
        ]  # fmt: skip
        return region(cuts, ["=" in self.sign] * len(cuts), between)

    def statement(self) -> str:
        return f"{shown(self.left, self.letter)} {self.sign} {shown(self.right, self.letter)}"

    def relations(self) -> tuple[str, ...]:
        return (f"{formula(self.left, self.letter)} {self.sign} {formula(self.right, self.letter)}",)

    def solution(self) -> list[str]:
        x, own, sign = self.letter, self.whole(), self.sign
        lines = [f"All to the left: {shown(own, x)} {sign} 0."] if any(self.right) else []
        common = gcd(*own) * (-1 if own[0] < 0 else 1)
        if common != 1:
            own = tuple(each // common for each in own)
            turned = ", which turns the sign" if common < 0 else ""
            sign = FLIPPED[sign] if common < 0 else sign
            lines.append(f"Divide by {common}{turned}: {shown(own, x)} {sign} 0.")
        more, roots = self.roots()
        lines += more
        cuts = list(dict.fromkeys(roots))
        if not cuts:
            lines.append("The parabola opens upward and has no zero, so all its values are positive.")
        elif len(cuts) == 1:
            lines.append(f"The parabola opens upward: its value is 0 at {x} = {cuts[0]} and positive everywhere else.")
        else:
            lines.append("The parabola opens upward: it is negative between the two zeros and positive outside.")
        return [*lines, f"Wanted is {sign} 0: {self.answer}."]

    def canonical(self) -> Any:
        return [self.left, self.right, self.sign]


Factor = tuple[Coefficients, int]  # a polynomial and how often it occurs


class Chart(Open, frozen=True, tag="chart"):
    """A quotient of products, compared with 0 or with the number `right`: the signs of the factors decide.

    `top` and `bottom` are those of the quotient minus `right`; `shape` says how the statement shows it: ``product``,
    ``expanded`` (a polynomial), ``quotient``, ``fraction`` (one fraction compared with a number) or ``sum`` (of two
    fractions, whose numerators are `parts`).
    """

    top: tuple[Factor, ...]
    bottom: tuple[Factor, ...]
    sign: str
    shape: str
    right: int
    parts: tuple[int, ...]

    @classmethod
    def attempt(cls, stream: Stream, level: int) -> Chart | None:
        letter, sign = stream.choice(LETTERS), stream.choice(SIGNS)
        if level == 2:
            shape = stream.choice(("quotient", "product"))
        elif level == 3:
            shape = stream.choice(("product", "expanded", "quotient", "fraction"))
        else:
            shape = stream.choice(("product", "expanded", "quotient", "fraction", "sum"))
        right = 0
        parts: tuple[int, ...] = ()
        above: Coefficients
        top: list[Factor] = []
        bottom: list[Factor] = []
        if shape == "fraction":
            # (a x + b)/(c x + d) - right, or with a quadratic numerator at the last level.
            below = _linear(stream, 2, 6)
            right = nonzero(stream, 4)
            above = (stream.integer(1, 3), nonzero(stream, 9))
            if level == 4:
                rest = expanded([_linear(stream, 2, 6), _linear(stream, 1, 6)])
                above = combined(rest, expanded([(right,), below]))
                top, bottom = [(rest, 1)], [(below, 1)]
                if len(above) != 3:
                    return None
                top = [(factor, 1) for factor in _split(rest)]
                if not top:
                    return None
            else:
                rest = combined(above, expanded([(right,), below]), -1)
                if len(rest) != 2 or not rest[-1]:
                    return None
                top, bottom = [(rest, 1)], [(below, 1)]
        elif shape == "sum":
            one, other = stream.integer(-6, 6), stream.integer(-6, 6)
            parts = (nonzero(stream, 6), nonzero(stream, 6))
            right = stream.choice((0, 1, -1, 2))
            whole = combined(expanded([parts[:1], (1, -other)]), expanded([parts[1:], (1, -one)]))
            whole = combined(whole, expanded([(right,), (1, -one), (1, -other)]), -1)
            if one == other or len(whole) < 2:
                return None
            found = _split(whole)
            if not found:
                return None
            top, bottom = [(each, 1) for each in found], [((1, -one), 1), ((1, -other), 1)]
        else:
            counts = {2: (1, 1), 3: (2, 1), 4: (2, 2)}[level] if shape == "quotient" else ({2: 3, 3: 3, 4: 4}[level], 0)
            if shape == "expanded" and level == 4:
                counts = (3, 0)
            linear = [_linear(stream, 1 if shape == "expanded" else 2, 7) for _ in range(sum(counts))]
            powers = [stream.choice((1, 1, 1, 2) if level > 2 and shape != "expanded" else (1,)) for _ in linear]
            if level == 4 and shape != "expanded":
                powers[0] = stream.choice((1, 2, 3))
            top = list(zip(linear[: counts[0]], powers, strict=False))
            bottom = list(zip(linear[counts[0] :], powers[counts[0] :], strict=True))
            if level == 4 and stream.chance(1, 2):
                top.append(((1, stream.integer(-2, 2), stream.integer(2, 5)), 1))
            if shape != "expanded" and stream.chance(1, 4):
                factor, power = top[0]
                top[0] = (tuple(-each for each in factor), power)
        roots = [_root(factor) for factor, _ in (*top, *bottom) if len(factor) == 2]
        if len(set(roots)) < len(roots):
            return None
        return cls(level, letter, "", tuple(top), tuple(bottom), sign, shape, right, parts)

    def edits(self, stream: Stream) -> Iterable[Chart]:
        # Squares have one sign; a positive polynomial below leaves no gap.
        if self.shape not in ("product", "quotient"):
            return
        top = tuple((factor, 2) if len(factor) == 2 else (factor, 1) for factor, _ in self.top[:2])
        bottom = tuple(((1, 0, stream.integer(1, 9)), 1) for _ in self.bottom[:1])
        for sign in (self.sign, FLIPPED[self.sign]):
            yield replace(self, top=top, bottom=bottom, sign=sign)
        open_sign = ((1, 2 * stream.integer(-3, 3), stream.integer(10, 15)), 1)
        for sign in (self.sign, FLIPPED[self.sign]):
            yield replace(self, top=(open_sign, *top[:1]), bottom=bottom, sign=sign)
            yield replace(self, top=(open_sign,), bottom=bottom or (((1, 0, 1), 1),), sign=sign, shape="quotient")

    def is_tidy(self) -> bool:
        if self.shape == "expanded":
            if max(map(abs, self.whole_top())) > 250:
                return False
            try:
                factored(self.whole_top(), self.letter)
            except TooLong:
                return False
        return all(cut.r <= 6 for cut in self.cuts()) and len(self.region()) > 0

    def cuts(self) -> list[Surd]:
        roots = {surd(_root(factor)) for factor, _ in (*self.top, *self.bottom) if len(factor) == 2}
        return sorted(roots, key=float)

    def region(self) -> Region:
        cuts = self.cuts()
        poles = {surd(_root(factor)) for factor, _ in self.bottom if len(factor) == 2}
        between = [meets(self.sign_at(point), self.sign) for point in samples(cuts)]
        return region(cuts, [cut not in poles and "=" in self.sign for cut in cuts], between)

    def sign_at(self, point: Fraction) -> int:
        """The sign of the quotient at a number that is no zero of a factor."""
        result = 1
        for factor, power in (*self.top, *self.bottom):
            value = _value(factor, point)
            result *= (1 if value > 0 else -1) ** power
        return result

    def whole_top(self) -> Coefficients:
        """The numerator, multiplied out."""
        return expanded(factor for factor, power in self.top for _ in range(power))

    def statement(self) -> str:
        x = self.letter
        match self.shape:
            case "product":
                left = _factors_text(self.top, x)
            case "expanded":
                left = shown(self.whole_top(), x)
            case "fraction":
                below = self.bottom[0][0]
                above = combined(self.whole_top(), expanded([(self.right,), below]))
                left = f"{_over(above, x)}/({shown(below, x)})"
            case "sum":
                (one, _), (other, _) = self.bottom
                a, b = self.parts
                left = f"{a}/{_in_brackets(one, x)} {'-' if b < 0 else '+'} {abs(b)}/{_in_brackets(other, x)}"
            case _:
                left = f"{_factors_text(self.top, x, quotient=True)}/{_bottom_text(self.bottom, x)}"
        return f"{left} {self.sign} {self.right}"

    def relations(self) -> tuple[str, ...]:
        x = self.letter

        def times(factors: Iterable[Factor]) -> str:
            return " * ".join(f"({formula(factor, x)})^{power}" for factor, power in factors) or "1"

        if self.shape == "fraction":
            below = self.bottom[0][0]
            above = combined(self.whole_top(), expanded([(self.right,), below]))
            left = f"({formula(above, x)}) / ({formula(below, x)})"
        elif self.shape == "sum":
            (one, _), (other, _) = self.bottom
            left = f"({self.parts[0]}) / ({formula(one, x)}) + ({self.parts[1]}) / ({formula(other, x)})"
        elif self.shape == "expanded":
            left = formula(self.whole_top(), x)
        else:
            left = f"({times(self.top)}) / ({times(self.bottom)})"
        return (f"{left} {self.sign} {self.right}",)

    def solution(self) -> list[str]:
        lines = [*self._prepared(), *self._zeros()]
        x, cuts = self.letter, self.cuts()
        every = (*self.top, *self.bottom)
        ends = [None, *cuts, None]
        for place, point in enumerate(samples(cuts)):
            where = interval_text(ends[place], ends[place + 1], x)
            signs = ", ".join(
                f"{_power_text(factor, power, x)} is {'+' if power % 2 == 0 or _value(factor, point) > 0 else '-'}"
                for factor, power in every
            )
            total = self.sign_at(point)
            verdict = "holds" if meets(total, self.sign) else "does not hold"
            lines.append(
                f"{where}, for example {x} = {point}: {signs}; together {'+' if total > 0 else '-'}, {verdict}."
            )
        if cuts:
            lines.append(self._ends())
        return [*lines, f"So: {self.answer}."]

    def _prepared(self) -> list[str]:
        """The lines that turn the statement into a comparison of products with 0."""
        x = self.letter
        done = f"{_factors_text(self.top, x, quotient=bool(self.bottom))}"
        if self.bottom:
            done += f"/{_bottom_text(self.bottom, x)}"
        match self.shape:
            case "expanded":
                lines, _, _ = factored(self.whole_top(), x)
                return [*lines, f"So {done} {self.sign} 0 is to be solved."]
            case "fraction":
                below = self.bottom[0][0]
                above = combined(self.whole_top(), expanded([(self.right,), below]))
                multiple = expanded([(self.right,), below])
                whole = shown(self.whole_top(), x)
                lines = [
                    f"Bring {self.right} to the left over the denominator: {shown(above, x)} - "
                    f"({shown(multiple, x)}) = "
                    f"{whole}."
                ]
                if len(self.top) > 1 or self.top[0][1] > 1:
                    lines.append(f"{whole} = {_factors_text(self.top, x)}.")
                return [*lines, f"So {done} {self.sign} 0 is to be solved."]
            case "sum":
                (one, _), (other, _) = self.bottom
                a, b = self.parts
                terms = [expanded([(a,), other]), expanded([(b,), one])]
                text = f"{_times(a, other, x)} {'-' if b < 0 else '+'} {_times(abs(b), one, x)}"
                if self.right:
                    size = "" if abs(self.right) == 1 else str(abs(self.right))
                    text += f" {'-' if self.right > 0 else '+'} {size}{_bottom_text(self.bottom, x)[1:-1]}"
                    terms.append(expanded([(-self.right,), one, other]))
                sums = " + ".join(f"({shown(term, x)})" for term in terms)
                whole = shown(self.whole_top(), x)
                lines = [f"Over the common denominator the numerator is {text} = {sums} = {whole}."]
                if len(self.top) > 1:
                    lines.append(f"{whole} = {_factors_text(self.top, x)}.")
                return [*lines, f"So {done} {self.sign} 0 is to be solved."]
        return []

    def _zeros(self) -> list[str]:
        x, lines = self.letter, []
        for factors, what in ((self.top, "Zeros"), (self.bottom, "Zeros of the denominator, which are excluded")):
            roots = [f"{x} = {_root(factor)}" for factor, _ in factors if len(factor) == 2]
            if roots:
                lines.append(f"{what}: {', '.join(dict.fromkeys(roots))}.")
        for factor, _ in (*self.top, *self.bottom):
            if len(factor) == 3:
                a, b, c = factor
                lines.append(
                    f"{shown(factor, x)} has the discriminant {added(b * b, -4 * a * c)} = {b * b - 4 * a * c} < 0, "
                    f"so it "
                    "is always positive."
                )
        return lines

    def _ends(self) -> str:
        poles = [cut for cut in self.cuts() if any(surd(_root(f)) == cut for f, _ in self.bottom if len(f) == 2)]
        zeros = [cut for cut in self.cuts() if cut not in poles]
        if not zeros:
            return "At the zeros of the denominator there is no value."
        names = listed([f"{self.letter} = {zero}" for zero in zeros])
        belong = "belong" if len(zeros) > 1 else "belongs"
        if "=" in self.sign:
            return f"0 {self.sign} 0 is true, so {names} {belong} to the solutions."
        return f"0 {self.sign} 0 is false, so {names} {'do' if len(zeros) > 1 else 'does'} not belong to them."

    def canonical(self) -> Any:
        return [sorted(self.top), sorted(self.bottom), self.sign, self.shape, self.right, self.parts]


def _linear(stream: Stream, leading: int, last: int) -> Coefficients:
    a, b = stream.choice((1, 1, leading)), nonzero(stream, last)
    return (a // gcd(a, b), b // gcd(a, b))


def _root(factor: Coefficients) -> Fraction:
    return Fraction(-factor[1], factor[0])


def _value(factor: Coefficients, point: Fraction) -> Fraction:
    total = Fraction(0)
    for each in factor:
        total = total * point + each
    return total


def _split(whole: Coefficients) -> list[Coefficients]:
    """Linear factors with whole coefficients, or nothing where there are none."""
    if len(whole) == 2:
        return [whole] if gcd(*whole) <= 12 else []
    _, roots = quadratic(whole, "x")
    if len(roots) < 2 or roots[0] == roots[1] or any(root.rational is None for root in roots):
        return []
    factors: list[Coefficients] = [(root.r, -root.p) for root in roots]
    left = whole[0] // (factors[0][0] * factors[1][0])
    factors[0] = (factors[0][0] * left, factors[0][1] * left)
    return factors if expanded(factors) == whole else []


def _power_text(factor: Coefficients, power: int, x: str) -> str:
    inside = shown(factor, x)
    if power == 1:
        return inside
    return f"{inside}^{power}" if inside == x else f"({inside})^{power}"


def _factors_text(factors: Iterable[Factor], x: str, *, quotient: bool = False) -> str:
    """The product: ``(x - 1)(x + 2)^2``; a single factor has brackets where it is the numerator of a quotient."""
    factors = list(factors)
    if len(factors) == 1 and factors[0][1] == 1:
        inside = shown(factors[0][0], x)
        return f"({inside})" if quotient and inside != x else inside
    return "".join(_in_brackets(factor, x) + (f"^{power}" if power > 1 else "") for factor, power in factors)


def _times(number: int, factor: Coefficients, x: str) -> str:
    """``3(x + 1)``."""
    size = {1: "", -1: "-"}.get(number, str(number))
    return f"{size}{_in_brackets(factor, x)}"


def _in_brackets(factor: Coefficients, x: str) -> str:
    inside = shown(factor, x)
    return inside if inside == x else f"({inside})"


def _bottom_text(factors: Iterable[Factor], x: str) -> str:
    factors = list(factors)
    text = _factors_text(factors, x, quotient=True)
    return f"({text})" if len(factors) > 1 else text


def _over(above: Coefficients, x: str) -> str:
    inside = shown(above, x)
    return f"({inside})" if len([each for each in above if each]) > 1 else inside
