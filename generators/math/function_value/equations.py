"""Functions known from conditions: inverses, shifted arguments, values given, functional equations."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar

from generators.language.lexicon import PEOPLE, listed
from generators.math.arithmetic import Number, formula, linear, nested, put, show, worked
from generators.math.function_value.notation import (
    Function,
    X,
    definitions,
    fraction,
    signed,
    slope_of,
    solved_for,
    straight,
)
from generators.questions import Question
from generators.randomness import Stream
from schemas.answers import Integer, Rational
from schemas.checks import Check, Equations

_ASK = {
    "given": "Given {defs}, {find}",
    "let": "Let {defs}. {ask}",
    "suppose": "Suppose that {defs}. {ask}",
    "lines": "{lines}\n{ask}",
    "functions": "{the_functions} given by {defs}. {ask}",
    "for": "For {defs}, {find}",
}


class Inverse(Question, frozen=True, tag="inverse"):
    """The argument at which functions, applied one after the other, give a number."""

    functions: tuple[Function, ...]
    chain: tuple[int, ...]  # from the inside out
    target: int
    result: str

    TEXTS: ClassVar[dict[str, str]] = _ASK | {
        "who": "{who} puts a number into {named}, where {defs}, and gets {t}. Which number was put in?",
        "which": "For which x is {call} = {t}, if {defs}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Inverse | None:
        names = stream.choice((("f", "g", "h"), ("f", "g", "h"), ("p", "q", "r"), ("u", "v", "w")))
        size = {1: 1, 2: 2, 3: 3, 4: 4}[level]
        chain: tuple[int, ...] = {1: (0,), 2: (0, 1)}.get(level) or tuple(stream.below(2) for _ in range(size))
        count = max(chain) + 1
        functions = tuple(straight(stream, name, 7 if level == 1 else 4) for name in names[:count])
        if level > 2 and stream.chance(1, 3):
            made = fraction(stream, names[0])
            if made is None:
                return None
            functions = (made, *functions[1:])
        argument: Number = stream.integer(-9, 15)
        value = argument
        try:
            for place in chain:
                value = functions[place].at(value)
        except ZeroDivisionError:
            return None
        if isinstance(value, Fraction) or abs(value) > 2_000 or value in (0, argument) or argument in (0, 1):
            return None
        if set(chain) != set(range(count)) or len({str(each.tree) for each in functions}) < count:
            return None
        if not any(_parts(each) or abs(slope_of(each)[0]) > 1 for each in functions):
            return None
        return cls(functions, chain, int(value), str(argument))

    def call(self, argument: str = X) -> str:
        for place in self.chain:
            argument = f"{self.functions[place].name}({argument})"
        return argument

    def slots(self, stream: Stream) -> dict[str, Any]:
        slots = definitions(self.functions, stream)
        single = len(self.chain) == 1
        name = self.functions[self.chain[0]].name
        choices = [f"for which x is {self.call()} = {self.target}?", f"solve {self.call()} = {self.target} for x."]
        if single:
            choices.append(f"find {name}⁻¹({self.target}), where {name}⁻¹ is the inverse function.")
        find = stream.choice(choices)
        order = [self.functions[place].name for place in self.chain]
        named = order[0] if single else ", then the result into ".join(order)
        return {
            **slots,
            "find": find,
            "ask": find[0].upper() + find[1:],
            "call": self.call(),
            "t": self.target,
            "named": named,
        }

    def check(self) -> Check:
        lines = [f"v{len(self.chain)} = {formula(self.target)}"]
        for i, place in reversed(list(enumerate(self.chain))):
            lines.append(_linear_equation(self.functions[place], f"v{i + 1}", f"v{i}"))
        return Equations(Integer(), self.result, tuple(lines), ("v0",))

    def solution(self) -> list[str]:
        lines = []
        target: Number = self.target
        used = {each.name for each in self.functions}
        names = [X, *(each for each in "uvwyzst" if each not in used)][: len(self.chain)]
        for i, place in reversed(list(enumerate(self.chain))):
            function, called = self.functions[place], names[i]
            inner = X
            for before in self.chain[:i]:
                inner = f"{self.functions[before].name}({inner})"
            if i:
                lines.append(f"Let {called} = {inner}. Then {function.name}({called}) = {target}:")
            lines += _undone(function, called, target)
            target = _argument(function, target)
        return lines

    def canonical(self) -> Any:
        return [[nested(each.tree) for each in self.functions], list(self.chain), self.target]

    def candidates(self) -> int:
        return len(self.chain)


def _parts(function: Function) -> tuple[Any, Any] | None:
    """Numerator and denominator of a quotient."""
    return function.tree[1:] if isinstance(function.tree, tuple) and function.tree[0] == "/" else None


def _coefficients(tree: Any) -> tuple[int, int]:
    constant = int(Function("", tree).at(0))
    return int(Function("", tree).at(1)) - constant, constant


def _linear_equation(function: Function, result: str, argument: str) -> str:
    """The value's equation, of first degree in the argument once the result is known."""
    parts = _parts(function)
    if parts is None:
        return function.equation(result, argument)
    top, bottom = (formula(put(part, {X: argument})) for part in parts)
    return f"{result} * {bottom} = {top}"


def _argument(function: Function, target: Number) -> Number:
    """Where the function has the value `target`."""
    parts = _parts(function)
    if parts is None:
        slope, constant = slope_of(function)
        result = Fraction(target - constant) / slope
    else:
        (a, b), (c, d) = map(_coefficients, parts)
        result = Fraction(b - target * d) / (target * c - a)
    return result.numerator if result.denominator == 1 else result


def _undone(function: Function, called: str, target: Number) -> list[str]:
    """``function(called) = target`` solved."""
    parts = _parts(function)
    if parts is None:
        return solved_for(called, *slope_of(function), target)
    (a, b), (c, d) = map(_coefficients, parts)
    top, bottom = (show(put(part, {X: called})) for part in parts)
    lines = [f"{show(put(function.tree, {X: called}))} = {target}", f"{top} = {signed(target)}·({bottom})"]
    right = _scaled(target, c, d, called)
    lines.append(f"{top} = {right}")
    slope, constant = a - target * c, target * d - b
    moved, other = abs(Fraction(target * c)), abs(b)
    if a and moved and other and target * d:
        one = f"{_scaled(a, 1, 0, called)} {'-' if target * c > 0 else '+'} {_scaled(moved, 1, 0, called)}"
        lines.append(f"{one} = {target * d} {'-' if b > 0 else '+'} {other}")
    left = _scaled(slope, 1, 0, called)
    lines.append(f"{left} = {constant}")
    if slope != 1:
        result = Fraction(constant) / slope
        lines.append(f"{called} = {signed(constant) if isinstance(constant, Fraction) else constant}/{signed(slope)}"
                     + (f" = {result}" if str(result) != f"{constant}/{slope}" else ""))  # fmt: skip
    return lines


def _scaled(factor: Number, slope: int, constant: int, called: str) -> str:
    """``factor·(slope·called + constant)`` multiplied out."""
    one, other = factor * slope, factor * constant
    if isinstance(one, Fraction) and one.denominator > 1:
        head = f"({one}){called}"
    else:
        head = show(linear([(int(one), called)]))
    if not other:
        return head
    size = abs(other)
    return f"{head} {'+' if other > 0 else '-'} {size}"


class Shifted(Question, frozen=True, tag="shifted"):
    """A function known through another argument: f(ax + b) is given, and a value of f is asked."""

    name: str
    inner: tuple[int, int]
    tree: Any
    argument: int
    place: int  # the x at which the inner argument is the one asked

    TEXTS: ClassVar[dict[str, str]] = {
        "if": "If {defs} for all x, what is {asked}?",
        "given": "Given {defs} for all x, [find|determine|compute] {asked}.",
        "function": "A function {f} satisfies {defs} for every number x. Find {asked}.",
        "know": "All that is known of {f} is that {defs} for all x. What is {asked}?",
        "let": "Let {f} be the function with {defs}. Work out {asked}.",
        "who": "{who} knows that {defs} holds for all x. What value does {who.they} find for {asked}?",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Shifted | None:
        factor = 1 if level == 2 and stream.chance(1, 3) else stream.choice((2, 3, 4, -1, -2))
        shift = stream.choice([each for each in range(-7, 8) if each])
        tree = linear(
            [(stream.integer(-2, 3) if level > 2 else 0, ("^", X, 2)), (stream.choice((-3, -2, 2, 3, 4, 5)), X)],
            stream.integer(-9, 9),
        )
        place = stream.integer(-6, 9)
        found = cls(stream.choice("fgh"), (factor, shift), tree, factor * place + shift, place)
        value = found.value()
        if place in (0, found.argument) or value in (0, 1, Function("", tree).at(found.argument)):
            return None
        return found if abs(int(value)) < 400 else None

    def value(self) -> Number:
        return Function("", self.tree).at(self.place)

    def inside(self) -> Any:
        return linear([(self.inner[0], X)], self.inner[1])

    def slots(self, stream: Stream) -> dict[str, Any]:
        return {
            "f": self.name,
            "defs": f"{self.name}({show(self.inside())}) = {show(self.tree)}",
            "asked": f"{self.name}({self.argument})",
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        lines = (
            f"{formula(self.inside())} = {formula(self.argument)}",
            f"v = {formula(self.tree)}",
        )
        return Equations(Integer(), str(self.value()), lines, ("v",))

    def solution(self) -> list[str]:
        value = worked(put(self.tree, {X: self.place}))
        return [
            f"The argument {show(self.inside())} has to be {self.argument}:",
            *solved_for(X, *self.inner, self.argument),
            f"With x = {self.place}: {self.name}({self.argument}) = {value}",
        ]

    def canonical(self) -> Any:
        return [list(self.inner), nested(self.tree), self.argument]

    def candidates(self) -> int:
        return 1


class Through(Question, frozen=True, tag="through"):
    """A function of first or second degree known from values, and another value."""

    name: str
    points: tuple[tuple[int, int], ...]
    argument: int
    coefficients: tuple[int, ...]  # from the highest degree down

    TEXTS: ClassVar[dict[str, str]] = {
        "of": "{f} is a {kind} function with {known}. [What is {asked}?|Find {asked}.]",
        "form": "Let {f}(x) = {shape} with {known}. [Find {asked}.|What is {asked}?]",
        "graph": "The graph of a {kind} function {f} passes through {points}. Compute {asked}.",
        "who": "{who} knows that {f}(x) = {shape} and that {known}. What does {who.they} find for {asked}?",
        "constants": "For certain numbers {letters}, {f}(x) = {shape}. It is known that {known}. Determine {asked}.",
        "if": "If {f}(x) = {shape} and {known}, what is {asked}?",
    }
    KINDS: ClassVar[dict[int, tuple[str, str, str]]] = {
        2: ("linear", "ax + b", "a and b"),
        3: ("quadratic", "ax² + bx + c", "a, b and c"),
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Through | None:
        size = 2 if level == 2 else 3
        lead = stream.choice(
            [each for each in range(-6, 7) if each and abs(each) > 1] if size == 2 else [-2, -1, 1, 2, 3]
        )
        coefficients = (lead, *(stream.integer(-9, 9) for _ in range(size - 1)))
        places = stream.sample(tuple(range(-4, 8)), size + 1)
        value = _polynomial(coefficients)
        points = tuple((place, value(place)) for place in sorted(places[:size]))
        found = cls(stream.choice("fgh"), points, places[-1], coefficients)
        result = value(places[-1])
        if result in (0, 1) or abs(result) > 300 or not all(coefficients) or result in (y for _, y in points):
            return None
        return found

    def slots(self, stream: Stream) -> dict[str, Any]:
        kind, shape, letters = self.KINDS[len(self.points)]
        return {
            "f": self.name,
            "kind": kind,
            "shape": shape,
            "letters": letters,
            "known": listed([f"{self.name}({x}) = {y}" for x, y in self.points]),
            "points": listed([f"({x}, {y})" for x, y in self.points]),
            "asked": f"{self.name}({self.argument})",
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        letters = "abc"[: len(self.points)]

        def at(place: int) -> str:
            degree = len(letters) - 1
            return " + ".join(f"{letter} * ({place ** (degree - i)})" for i, letter in enumerate(letters))

        lines = [f"{at(x)} = {formula(y)}" for x, y in self.points]
        gold = str(_polynomial(self.coefficients)(self.argument))
        return Equations(Integer(), gold, (*lines, f"v = {at(self.argument)}"), ("v",))

    def solution(self) -> list[str]:
        tree = _tree(self.coefficients)
        last = f"{self.name}({self.argument}) = {worked(put(tree, {X: self.argument}))}"
        if len(self.points) == 2:
            (x1, y1), (x2, y2) = self.points
            a, b = self.coefficients
            return [
                f"Slope: a = ({y2} - {signed(y1)})/({x2} - {signed(x1)}) = {y2 - y1}/{x2 - x1} = {a}",
                f"b = {self.name}({x1}) - {signed(a)}·{signed(x1)} = {y1} - {signed(a * x1)} = {b}",
                last,
            ]
        rows = [[x * x, x, 1, y] for x, y in self.points]
        lines = [f"{self.name}({x}) = {_row(row)}" for (x, _), row in zip(self.points, rows, strict=True)]
        one = [b - a for a, b in zip(rows[0], rows[1], strict=True)]
        two = [b - a for a, b in zip(rows[1], rows[2], strict=True)]
        lines.append(f"The second minus the first: {_row(one)}")
        lines.append(f"The third minus the second: {_row(two)}")
        halves = []
        for row in (one, two):
            short = [entry // row[1] for entry in row]
            if row[1] != 1:
                lines.append(f"Divided by {row[1]}: {_row(short)}")
            halves.append(short)
        difference = [b - a for a, b in zip(*halves, strict=True)]
        lines.append(f"The difference of these two: {_row(difference)}")
        a, b, c = self.coefficients
        if difference[0] != 1:
            lines.append(f"a = {difference[3]}/{signed(difference[0])} = {a}")
        first = halves[0]
        lines.append(f"b = {first[3]} - {signed(first[0])}·{signed(a)} = {first[3]} - {signed(first[0] * a)} = {b}")
        x, y = self.points[0]
        lines.append(
            f"c = {y} - {signed(x * x)}·{signed(a)} - {signed(x)}·{signed(b)} = "
            f"{y} - {signed(x * x * a)} - {signed(x * b)} = {c}"
        )
        return [*lines, last]

    def canonical(self) -> Any:
        return [[list(point) for point in self.points], self.argument]

    def candidates(self) -> int:
        return len(self.points)


def _polynomial(coefficients: tuple[int, ...]) -> Any:
    def value(x: int) -> int:
        total = 0
        for coefficient in coefficients:
            total = total * x + coefficient
        return total

    return value


def _tree(coefficients: tuple[int, ...]) -> Any:
    *rest, a, b = coefficients
    return linear([*((each, ("^", X, 2)) for each in rest), (a, X)], b)


def _row(row: list[int]) -> str:
    left = linear(list(zip(row[:3], "abc", strict=True)))
    return f"{show(left)} = {row[3]}"


class Reflected(Question, frozen=True, tag="reflected"):
    """A functional equation p·f(x) + q·f(s - x) = rx + t, or with s/x for s - x, and a value of f."""

    name: str
    factors: tuple[int, int]
    s: int
    quotient: bool
    right: tuple[int, int]
    argument: int

    FORM: ClassVar[str] = "fraction or integer"
    TEXTS: ClassVar[dict[str, str]] = {
        "satisfies": "A function {f} satisfies {equation} for all x{nonzero}. [Find {asked}.|What is {asked}?]",
        "if": "If {equation} for every x{nonzero}, what is {asked}?",
        "given": "Given that {equation} holds for all x{nonzero}, determine {asked}.",
        "suppose": "Suppose that {f} is a function with {equation} for all x{nonzero}. Compute {asked}.",
        "who": "{who} is told that {equation} for all x{nonzero}. Which value of {asked} follows?",
        "let": "Let {f} be a function such that, for all x{nonzero}, {equation}. Work out {asked}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Reflected | None:
        p, q = stream.choice((1, 2, 3)), stream.choice((-2, -1, 1, 2, 3, 4))
        quotient = level == 4
        s = stream.choice((1, 2, 4, 6, 12) if quotient else tuple(range(1, 13)))
        found = cls(
            stream.choice("fgh"), (p, q), s, quotient, (stream.choice((-3, -2, 2, 3, 4, 5, 6)), stream.integer(-5, 8)),
            stream.choice((2, 3, 4, 6)) if quotient else stream.integer(-3, 9),
        )  # fmt: skip
        if p * p == q * q or found.partner() == found.argument:
            return None
        value = found.value()
        if value in (0, 1, -1) or Fraction(value).denominator > 12 or abs(value.numerator) > 150:
            return None
        return found

    def partner(self) -> Number:
        """The argument that the other one turns into, and back."""
        partner = Fraction(self.s, self.argument) if self.quotient else Fraction(self.s - self.argument)
        return partner.numerator if partner.denominator == 1 else partner

    def rights(self) -> tuple[Number, Number]:
        """The right-hand sides at the argument and at its partner."""
        r, t = self.right
        return r * self.argument + t, r * self.partner() + t

    def value(self) -> Fraction:
        (p, q), (one, other) = self.factors, self.rights()
        return Fraction(p * one - q * other) / (p * p - q * q)

    def slots(self, stream: Stream) -> dict[str, Any]:
        p, q = self.factors
        inner = f"{self.s}/x" if self.quotient else f"{self.s} - x"
        f = self.name
        left = show(linear([(p, f"{f}(x)"), (q, f"{f}({inner})")]))
        right = show(linear([(self.right[0], X)], self.right[1]))
        return {
            "f": f,
            "equation": f"{left} = {right}",
            "nonzero": " ≠ 0" if self.quotient else "",
            "asked": f"{f}({self.argument})",
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        p, q = self.factors
        r, t = self.right
        partner = formula(self.partner())
        lines = (
            f"{p} * y + ({q}) * z = {r} * ({self.argument}) + ({t})",
            f"{p} * z + ({q}) * y = {r} * {partner} + ({t})",
        )
        return Equations(Rational(), str(self.value()), lines, ("y",))

    def solution(self) -> list[str]:
        p, q = self.factors
        f, k, m = self.name, self.argument, self.partner()
        one, other = self.rights()
        r, t = self.right
        right = linear([(r, X)], t)

        def equation(first: Number, second: Number, total: Number) -> str:
            return f"{show(linear([(p, f'{f}({first})'), (q, f'{f}({second})')]))} = {total}"

        def at(place: Number) -> str:
            return worked(put(right, {X: place}))

        turned = f"{self.s}/{signed(k)} = {m}" if self.quotient else f"{self.s} - {signed(k)} = {m}"
        lines = [
            f"x = {k}: {turned}, and the right side is {at(k)}. So {equation(k, m, one)}.",
            f"x = {m}: the right side is {at(m)}. So {equation(m, k, other)}.",
            f"To clear {f}({m}), take {p} times the first minus {signed(q)} times the second:",
            f"({p}·{p} - {signed(q)}·{signed(q)})·{f}({k}) = {p}·{signed(one)} - {signed(q)}·{signed(other)}",
        ]
        factor, total = p * p - q * q, p * one - q * other
        lines.append(f"{show(linear([(factor, f'{f}({k})')]))} = {p * one} - {signed(q * other)} = {total}")
        if factor != 1:
            result = str(self.value())
            quotient = f"{signed(total) if isinstance(total, Fraction) else total}/{signed(factor)}"
            lines.append(f"{f}({k}) = {quotient}" + (f" = {result}" if result != quotient else ""))
        return lines

    def canonical(self) -> Any:
        return [list(self.factors), self.s, self.quotient, list(self.right), self.argument]

    def candidates(self) -> int:
        return 2


class Additive(Question, frozen=True, tag="additive"):
    """A functional equation f(x + y) = f(x) + f(y) + c·x·y + d with f(1), and f at a whole number."""

    name: str
    product: int
    constant: int
    first: int
    argument: int

    TEXTS: ClassVar[dict[str, str]] = {
        "satisfies": "A function {f} satisfies {equation} for all x and y, and {f}(1) = {first}. "
        "[Find {asked}.|What is {asked}?]",
        "if": "If {equation} for all x, y and {f}(1) = {first}, what is {asked}?",
        "given": "Given that {equation} for all numbers x and y and that {f}(1) = {first}, determine {asked}.",
        "let": "Let {f} be a function with {f}(1) = {first} and {equation} for all x and y. Compute {asked}.",
        "who": "{who} knows only that {f}(1) = {first} and that {equation} for all x and y. What is {asked}?",
        "lines": "{equation} for all x, y\n{f}(1) = {first}\nWork out {asked}.",
    }

    @classmethod
    def drawn(cls, stream: Stream, level: int) -> Additive | None:
        product = stream.choice((0, 1, 2, -1, 3)) if level == 3 else stream.choice((1, 2, -1, -2, 3, 4))
        constant = stream.integer(-4, 5)
        argument = stream.integer(4, 7) if level == 3 else stream.integer(8, 16)
        found = cls(stream.choice("fgh"), product, constant, stream.integer(-5, 12), argument)
        values = found.values()
        if not (product or constant) or values[-1] in (0, 1, *values[:-1]) or found.first in (0, 1):
            return None
        return found

    def values(self) -> list[int]:
        values = [self.first]
        for k in range(1, self.argument):
            values.append(values[-1] + self.first + self.product * k + self.constant)
        return values

    def slots(self, stream: Stream) -> dict[str, Any]:
        f = self.name
        right = show(linear([(1, f"{f}(x)"), (1, f"{f}(y)"), (self.product, "xy")], self.constant))
        return {
            "f": f,
            "equation": f"{f}(x + y) = {right}",
            "first": self.first,
            "asked": f"{f}({self.argument})",
            "who": stream.choice(PEOPLE),
        }

    def check(self) -> Check:
        lines = [f"v1 = {formula(self.first)}"]
        for k in range(1, self.argument):
            lines.append(f"v{k + 1} = v{k} + v1 + ({self.product}) * {k} + ({self.constant})")
        return Equations(Integer(), str(self.values()[-1]), tuple(lines), (f"v{self.argument}",))

    def solution(self) -> list[str]:
        f, values = self.name, self.values()
        lines = [f"Put y = 1: each step from x to x + 1 adds {f}(1) and the rest."]
        for k in range(1, self.argument):
            tree = linear([(1, "v"), (1, "w"), (self.product, "k")], self.constant)
            text = worked(put(tree, {"v": values[k - 1], "w": self.first, "k": k}))
            lines.append(f"{f}({k + 1}) = {text}")
        return lines

    def canonical(self) -> Any:
        return [self.product, self.constant, self.first, self.argument]

    def candidates(self) -> int:
        return self.argument
