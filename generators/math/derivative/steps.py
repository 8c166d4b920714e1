"""Derivatives and values worked out one rule, one number at a time, as lines of a worked solution."""

from __future__ import annotations

from fractions import Fraction

from generators.math.functions import (
    RULES,
    Base,
    Call,
    Sum,
    Term,
    Var,
    X,
    add,
    bracketed,
    combined,
    derivative,
    expanded,
    is_polynomial,
    number,
    ordered,
    raised,
    times,
    value,
    value_of,
    with_squares_joined,
    written,
)
from generators.math.polynomials import Number


def single(base: Base, exponent: int = 1) -> Sum:
    """A power of a base as a function."""
    if isinstance(base, Sum):
        return raised(base, exponent)
    return Sum((Term(1, ((base, exponent),)),))


def is_quotient(function: Sum) -> bool:
    """Whether the function is one term with something that varies both above and beneath."""
    if len(function.terms) != 1:
        return False
    exponents = [exponent for _, exponent in function.terms[0].factors]
    return any(each < 0 for each in exponents) and any(each > 0 for each in exponents)


def slope_of(function: Sum) -> Sum:
    """The derivative in the form in which `explained` ends: of quotients over one denominator."""
    if is_quotient(function):
        return combined(derivative(function))
    return derivative(function)


class Explanation:
    """Collects the lines of one solution; what was derived once is not derived again."""

    def __init__(self, letter: str) -> None:
        self.letter = letter
        self.lines: list[str] = []
        self.known: set[Sum] = set()

    def text(self, function: Sum) -> str:
        return written(function, self.letter)

    def factor(self, function: Sum) -> str:
        return bracketed(function, self.letter)

    def says(self, function: Sum, *steps: str) -> None:
        """``(f)' = step = step = f'``, without steps that say the same twice."""
        result = self.text(slope_of(function))
        chain = [step for step in steps if step != result]
        self.lines.append(" = ".join([f"({self.text(function)})'", *chain, result]))

    def derive(self, function: Sum) -> None:
        """The lines that lead to the derivative."""
        if function in self.known:
            return
        self.known.add(function)
        if is_polynomial(function):
            self.says(function)
        elif len(function.terms) > 1:
            self.ofsum_text(function)
        elif is_quotient(function):
            self.of_quotient(function)
        else:
            self.of_term(function)

    def ofsum_text(self, function: Sum) -> None:
        plain = Sum(tuple(term for term in function.terms if is_polynomial(Sum((term,)))))
        others = [Sum((term,)) for term in function.terms if term not in plain.terms]
        for part in ([plain] if plain.terms else []) + others:
            self.derive(part)
        self.says(function)

    def of_term(self, function: Sum) -> None:
        """A number times one power, or a product."""
        (term,) = function.terms
        if len(term.factors) > 1:
            self.of_product(function)
            return
        ((base, exponent),) = term.factors
        bare = single(base, exponent)
        if term.coefficient != 1:
            if isinstance(base, Var):
                power = _power(self.letter, exponent - 1)
                self.says(function, f"{term.coefficient} * ({exponent}){power}")
            else:
                self.derive(bare)
                self.says(function, f"{term.coefficient} * {self.factor(slope_of(bare))}")
            return
        if isinstance(base, Var):
            self.says(function, f"({exponent}){_power(self.letter, exponent - 1)}")
            return
        inner = single(base)
        if exponent != 1:
            self.derive(inner)
            lowered = times(exponent, single(base, exponent - 1))
            self.says(function, f"{self.text(lowered)} * {self.factor(slope_of(inner))}")
            return
        if isinstance(base, Call):
            outer = RULES[base.name](base.argument)
            if base.argument == single(X):
                self.says(function)
            else:
                self.derive(base.argument)
                self.says(function, f"{self.factor(outer)} * {self.factor(slope_of(base.argument))}")

    def of_product(self, function: Sum) -> None:
        (term,) = function.terms
        (base, exponent), *rest = term.factors
        one = times(term.coefficient, single(base, exponent))
        other = times(*(single(each, power) for each, power in rest))
        self.derive(one)
        self.derive(other)
        a, b = self.factor(slope_of(one)), self.factor(slope_of(other))
        rule = f"{a} * {self.factor(other)} + {self.factor(one)} * {b}"
        self.lines.append(f"Product rule: ({self.text(function)})' = {rule}")
        self.says(function)

    def of_quotient(self, function: Sum) -> None:
        (term,) = function.terms
        top = times(term.coefficient, *(single(base, e) for base, e in term.factors if e > 0))
        bottom = times(*(single(base, -e) for base, e in term.factors if e < 0))
        self.derive(top)
        self.derive(bottom)
        a, b = slope_of(top), slope_of(bottom)
        first, second = expanded(times(a, bottom)), expanded(times(top, b))
        rule = f"{self.factor(a)} * {self.factor(bottom)} - {self.factor(top)} * {self.factor(b)}"
        self.lines.append(f"Quotient rule, numerator: {rule}")
        if len(a.terms) + len(bottom.terms) > 2:
            self.lines.append(f"{self.factor(a)} * {self.factor(bottom)} = {self.text(first)}")
        if len(top.terms) + len(b.terms) > 2:
            self.lines.append(f"{self.factor(top)} * {self.factor(b)} = {self.text(second)}")
        above = ordered(expanded(add(first, times(-1, second))))
        self.lines.append(f"Together: {self.text(above)}")
        joined = ordered(with_squares_joined(above))
        if joined != above:
            self.lines.append(f"Squares of sine and cosine add to 1: {self.text(joined)}")
        self.says(function, f"{self.factor(joined)}/{self.factor(raised(bottom, 2))}")

    # Values.

    def evaluate(self, function: Sum, at: Number, name: str) -> Number:
        """The value of a function where the variable is `at`, with the lines that find it; the last one tells it."""
        sizes: list[Number] = []
        for term in function.terms:
            factors: list[Number] = []
            for base, exponent in term.factors:
                factors.append(self.power_at(base, exponent, at))
            sizes.append(self.multiplied(term.coefficient, factors))
        total = value(function, at)
        if len(sizes) > 1:
            self.lines.append(f"{name} = {sum_text(sizes)} = {total}")
        else:
            self.lines.append(f"{name} = {total}")
        return total

    def power_at(self, base: Base, exponent: int, at: Number) -> Number:
        """The value of a power of a base."""
        found = Fraction(value_of(base, at))
        if isinstance(base, Sum):
            self.sum_at(base, at)
        elif isinstance(base, Call):
            inner = value(base.argument, at)
            if base.argument != single(X):
                self.sum_at(base.argument, at)
            at_inner = written(single(Call(base.name, number(inner) if inner else Sum(()))), self.letter)
            self.tell(f"{at_inner} = {found}")
        raised_to = found**exponent
        if abs(exponent) > 1 or (exponent < 0 and isinstance(base, Var)):
            self.tell(f"{in_brackets(found)}^{exponent if exponent > 0 else f'({exponent})'} = {raised_to}")
        return raised_to

    def sum_at(self, function: Sum, at: Number) -> None:
        """The value of a sum whose terms are worked out in the head."""
        parts = [value(Sum((term,)), at) for term in function.terms]
        shown = f" = {sum_text(parts)}" if len(parts) > 1 else ""
        self.tell(f"{self.text(function)}{shown} = {value(function, at)}")

    def multiplied(self, coefficient: Number, factors: list[Number]) -> Number:
        """The product of numbers, one after the other."""
        total = coefficient
        for place, factor in enumerate(factors):
            if place or total != 1:
                self.tell(f"{total} * {in_brackets(factor)} = {total * factor}")
            total *= factor
        return total

    def tell(self, line: str) -> None:
        """Add a line that has not been said just before."""
        if line not in self.lines:
            self.lines.append(line)


def _power(letter: str, exponent: int) -> str:
    return "" if not exponent else letter if exponent == 1 else f"{letter}^{_exponent(exponent)}"


def _exponent(exponent: int) -> str:
    return str(exponent) if exponent > 0 else f"({exponent})"


def in_brackets(size: Number) -> str:
    """A number as a factor: with brackets where it is negative or a fraction."""
    return f"({size})" if size < 0 or Fraction(size).denominator > 1 else f"{size}"


def sum_text(sizes: list[Number]) -> str:
    """``3 - 5 + 2``"""
    text = ""
    for size in sizes:
        sign = ("-" if not text else " - ") if size < 0 else (" + " if text else "")
        text += f"{sign}{-size if size < 0 else size}"
    return text
