"""Elementary functions of one variable: sums of products of powers, how they are differentiated and written.

A function is a sum of terms, a term a coefficient times powers of *bases*: the variable itself, a known function of
another sum, or a sum in brackets. All exponents are whole; roots are functions of their own. Like terms and like bases
are brought together as sums and products are built, so equal texts and equal trees go together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from math import isqrt, lcm

from msgspec import Struct

from generators.math.polynomials import LATEX, Number, Poly, Term as Monomial


class Var(Struct, frozen=True, tag="x"):
    """The variable."""


class Call(Struct, frozen=True, tag="f"):
    """One of `KNOWN` at an argument; ``exp`` is the power of e."""

    name: str
    argument: Sum


class Term(Struct, frozen=True, tag="*"):
    """A number times powers of bases, in the order in which they are written."""

    coefficient: int | Fraction
    factors: tuple[tuple[Base, int], ...] = ()


class Sum(Struct, frozen=True, tag="+"):
    """A sum of terms; the empty one is 0."""

    terms: tuple[Term, ...]


Base = Var | Call | Sum
X = Var()
ZERO = Sum(())

KNOWN = ("exp", "ln", "sin", "cos", "tan", "sqrt", "arctan", "ln|")
"""The functions there are; ``ln|`` is the logarithm of the absolute value."""


# Building.


def _whole(value: Number) -> Number:
    return value.numerator if value.denominator == 1 else value


def number(value: Number) -> Sum:
    """A number as a function."""
    return Sum((Term(_whole(value)),)) if value else ZERO


ONE = number(1)


def x(exponent: int = 1, coefficient: Number = 1) -> Sum:
    """A number times a power of the variable."""
    return Sum((Term(_whole(coefficient), ((X, exponent),) if exponent else ()),))


def polynomial(poly: Poly) -> Sum:
    """A polynomial in one letter (see `generators.math.polynomials`)."""
    return add(*(x(int(exponent), coefficient) for coefficient, exponent in poly))


def call(name: str, argument: Sum) -> Sum:
    """A known function of an argument."""
    return Sum((Term(1, ((Call(name, argument), 1),)),))


def add(*parts: Sum) -> Sum:
    """The sum, with like terms together, in the order in which they first come."""
    sizes: dict[tuple[tuple[Base, int], ...], Number] = {}
    for part in parts:
        for term in part.terms:
            sizes[term.factors] = sizes.get(term.factors, 0) + term.coefficient
    return Sum(tuple(Term(_whole(size), factors) for factors, size in sizes.items() if size))


def times(*parts: Sum | Number) -> Sum:
    """The product. A sum of several terms becomes a factor in brackets and is not multiplied out."""
    size: Number = 1
    powers: dict[Base, int] = {}
    for part in parts:
        if not isinstance(part, Sum):
            size *= part
            continue
        if not part.terms:
            return ZERO
        if len(part.terms) > 1:
            powers[part] = powers.get(part, 0) + 1
            continue
        (term,) = part.terms
        size *= term.coefficient
        for base, exponent in term.factors:
            powers[base] = powers.get(base, 0) + exponent
    if not size:
        return ZERO
    return _flat(Term(_whole(size), tuple(sorted(((b, e) for b, e in powers.items() if e), key=_place))))


def raised(base: Sum, exponent: int) -> Sum:
    """A whole power."""
    if len(base.terms) != 1:
        return _flat(Term(1, ((base, exponent),))) if exponent else ONE
    (term,) = base.terms
    size = Fraction(term.coefficient) ** exponent
    return _flat(Term(_whole(size), tuple((each, power * exponent) for each, power in term.factors if exponent)))


def _flat(term: Term) -> Sum:
    """A term as a sum: what is only a sum in brackets loses them, and the square of a root its root."""
    for base, exponent in term.factors:
        if isinstance(base, Call) and base.name == "sqrt" and abs(exponent) > 1:
            whole, left = divmod(abs(exponent), 2)
            sign = 1 if exponent > 0 else -1
            rest = tuple((b, e) for b, e in term.factors if b != base)
            parts = [Sum((Term(term.coefficient, rest),)), raised(base.argument, whole * sign)]
            return times(*parts, *([raised(call("sqrt", base.argument), sign)] if left else []))
    if term.coefficient == 1 and len(term.factors) == 1:
        ((base, exponent),) = term.factors
        if isinstance(base, Sum) and exponent == 1:
            return base
    return Sum((term,))


def _place(power: tuple[Base, int]) -> tuple[int, str]:
    """The order of factors: the variable, brackets, e, logarithms, the others."""
    base = power[0]
    if isinstance(base, Var):
        return 0, ""
    if isinstance(base, Sum):
        return 1, written(base, "x")
    order = {"sqrt": 2, "exp": 3, "ln": 4, "ln|": 4}.get(base.name, 5)
    return order, base.name + written(base.argument, "x")


def expanded(function: Sum) -> Sum:
    """The function with brackets multiplied out where they stand to a positive power, inside functions not."""
    total = ZERO
    for term in function.terms:
        inner = [expanded(base) for base, times_ in term.factors if isinstance(base, Sum) for _ in range(times_)]
        rest = tuple((base, exponent) for base, exponent in term.factors if not isinstance(base, Sum) or exponent < 0)
        terms = [Sum((Term(term.coefficient, rest),))]
        for part in inner:
            terms = [times(one, Sum((each,))) for one in terms for each in part.terms]
        total = add(total, *terms)
    return total


def common(function: Sum) -> Sum:
    """The factors that every term has at least, as a function; numbers, and what stands beneath, are left out."""
    if not function.terms:
        return ONE
    first, *others = function.terms
    least = {base: exponent for base, exponent in first.factors if exponent > 0}
    for term in others:
        there = dict(term.factors)
        least = {base: min(exponent, there.get(base, 0)) for base, exponent in least.items()}
    return times(*(raised(_of(base), exponent) for base, exponent in least.items() if exponent > 0))


def over_common(function: Sum, factor: Sum) -> Sum:
    """The function divided by a product that every term has as a factor."""
    return add(*(times(Sum((term,)), raised(factor, -1)) for term in function.terms))


def combined(function: Sum) -> Sum:
    """The function over one denominator, its numerator multiplied out and what is common to its terms taken out."""
    below: dict[Base, int] = {}
    for term in function.terms:
        for base, exponent in term.factors:
            if exponent < 0:
                below[base] = min(below.get(base, 0), exponent)
    size = lcm(*(Fraction(term.coefficient).denominator for term in function.terms)) if function.terms else 1
    bottom = times(Fraction(1, size), *(raised(_of(base), exponent) for base, exponent in below.items()))
    top = with_squares_joined(expanded(add(*(times(Sum((term,)), raised(bottom, -1)) for term in function.terms))))
    shared = common(top)
    return times(shared, ordered(over_common(top, shared)), bottom)


def with_squares_joined(function: Sum) -> Sum:
    """The function with ``a sin(u)^2 + a cos(u)^2`` written as a."""
    for term in function.terms:
        match term:
            case Term(size, ((Call("sin", inner), 2),)):
                other = Term(size, ((Call("cos", inner), 2),))
                if other in function.terms:
                    rest = tuple(each for each in function.terms if each not in (term, other))
                    return add(Sum(rest), number(size))
    return function


def ordered(function: Sum) -> Sum:
    """The function with its powers of the variable in front, the highest first."""

    def place(term: Term) -> tuple[bool, int]:
        return any(not isinstance(base, Var) for base, _ in term.factors), -sum(e for _, e in term.factors)

    return Sum(tuple(sorted(function.terms, key=place)))


def _of(base: Base) -> Sum:
    return base if isinstance(base, Sum) else Sum((Term(1, ((base, 1),)),))


def is_polynomial(function: Sum) -> bool:
    """Whether the function is a polynomial written out."""
    return all(isinstance(base, Var) and e > 0 for term in function.terms for base, e in term.factors)


def terms_of(function: Sum) -> Poly:
    """A polynomial as `generators.math.polynomials` has it; terms in the order of the function."""
    result: list[Monomial] = []
    for term in function.terms:
        result.append((term.coefficient, term.factors[0][1] if term.factors else 0))
    return tuple(result)


# Differentiation.


def derivative(function: Sum, order: int = 1) -> Sum:
    """The derivative of this order."""
    for _ in range(order):
        function = add(*(_of_term(term) for term in function.terms))
    return function


def _of_term(term: Term) -> Sum:
    parts = []
    for place, (base, exponent) in enumerate(term.factors):
        rest = tuple(other for number, other in enumerate(term.factors) if number != place)
        lowered = raised(_of(base), exponent - 1)
        parts.append(times(Sum((Term(term.coefficient * exponent, rest),)), lowered, of_base(base)))
    return add(*parts)


def of_base(base: Base) -> Sum:
    """The derivative of the variable, a function or a sum."""
    if isinstance(base, Var):
        return ONE
    if isinstance(base, Sum):
        return derivative(base)
    return times(derivative(base.argument), RULES[base.name](base.argument))


RULES: dict[str, Callable[[Sum], Sum]] = {
    "exp": lambda u: call("exp", u),
    "ln": lambda u: raised(u, -1),
    "ln|": lambda u: raised(u, -1),
    "sin": lambda u: call("cos", u),
    "cos": lambda u: times(-1, call("sin", u)),
    "tan": lambda u: raised(call("cos", u), -2),
    "sqrt": lambda u: times(Fraction(1, 2), raised(call("sqrt", u), -1)),
    "arctan": lambda u: raised(add(raised(u, 2), ONE), -1),
}
"""The derivatives of the known functions by their argument."""


# Values.


class NotNice(Exception):
    """The value is no rational number, or there is none."""


def value(function: Sum, at: Number) -> Number:
    """The exact value at a rational number. Raises `NotNice`."""
    total: Number = 0
    for term in function.terms:
        size: Number = term.coefficient
        for base, exponent in term.factors:
            inner = value_of(base, at)
            if not inner and exponent < 0:
                raise NotNice
            size *= Fraction(inner) ** exponent
        total += size
    return _whole(Fraction(total))


def value_of(base: Base, at: Number) -> Number:
    """The value of the variable, a function or a sum. Raises `NotNice`."""
    if isinstance(base, Var):
        return at
    if isinstance(base, Sum):
        return value(base, at)
    inner = value(base.argument, at)
    match base.name:
        case "exp" | "cos" if inner == 0:
            return 1
        case "sin" | "tan" | "arctan" if inner == 0:
            return 0
        case "ln" | "ln|" if inner == 1:
            return 0
        case "sqrt" if inner >= 0:
            for part in (Fraction(inner).numerator, Fraction(inner).denominator):
                if isqrt(part) ** 2 != part:
                    raise NotNice
            return _whole(Fraction(isqrt(Fraction(inner).numerator), isqrt(Fraction(inner).denominator)))
    raise NotNice


# Writing.


def written(function: Sum, letter: str, style: str = "plain") -> str:
    """``2x sin(3x) - 5/(x + 1)^2``, or the same in LaTeX."""
    text = ""
    for term in function.terms:
        sign = ("-" if not text else " - ") if term.coefficient < 0 else (" + " if text else "")
        text += sign + _term(term, letter, style)
    return text or "0"


def bracketed(function: Sum, letter: str, style: str = "plain") -> str:
    """The function as a factor: with brackets where it is a sum or begins with a minus."""
    text = written(function, letter, style)
    return f"({text})" if len(function.terms) > 1 or text.startswith("-") else text


def _term(term: Term, letter: str, style: str) -> str:
    """A term without its sign."""
    size = Fraction(term.coefficient)
    above = [_power(base, e, letter, style) for base, e in term.factors if e > 0]
    below = [_power(base, -e, letter, style) for base, e in term.factors if e < 0]
    if size.denominator != 1:
        below.insert(0, str(size.denominator))
    if abs(size.numerator) != 1 or not above:
        above.insert(0, str(abs(size.numerator)))
    top, bottom = _joined(above), _joined(below)
    if not below:
        return top
    if style == LATEX:
        return f"\\frac{{{_bare(above, top)}}}{{{_bare(below, bottom)}}}"
    return f"{top}/{bottom}" if len(below) == 1 else f"{top}/({bottom})"


def _bare(parts: list[str], text: str) -> str:
    """The text without the brackets around all of it."""
    if len(parts) == 1 and text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        return text[1:-1]
    return text


def _joined(parts: Iterable[str]) -> str:
    """The factors side by side, with a blank where they would run together."""
    text = ""
    for part in parts:
        simple = re.fullmatch(r"[a-z](\^(\d+|[a-z]|\{.*\}|\(.*\)))?", part) is not None  # x^2, e^(3x)
        close = not text or part.startswith("(") or (text.isdigit() and simple)
        text += part if close else f" {part}"
    return text


def _power(base: Base, exponent: int, letter: str, style: str) -> str:
    raised_ = "" if exponent == 1 else f"^{exponent}" if exponent < 10 or style != LATEX else f"^{{{exponent}}}"
    if isinstance(base, Var):
        return letter + raised_
    if isinstance(base, Sum):
        return f"({written(base, letter, style)}){raised_}"
    inner = written(base.argument, letter, style)
    name = base.name
    if name == "exp":
        text = f"e^{inner}" if inner == letter else f"e^{{{inner}}}" if style == LATEX else f"e^({inner})"
        return text if exponent == 1 else f"({text}){raised_}"
    if style == LATEX:
        if name == "sqrt":
            return f"\\sqrt{{{inner}}}" if exponent == 1 else f"(\\sqrt{{{inner}}}){raised_}"
        if name == "ln|":
            return f"\\ln|{inner}|"
        if name == "ln":
            return f"\\ln({inner})" if exponent == 1 else f"(\\ln({inner})){raised_}"
        return f"\\{name}{raised_}({inner})"
    if name == "ln|":
        return f"ln|{inner}|"
    return f"{name}({inner}){raised_}"
