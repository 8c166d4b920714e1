"""Decides answers to statements that are systems of equations, by exact elimination over the rationals.

The solver reads only the statement's equations. It substitutes what is known, solves what has become an equation in
one name, and eliminates (Gauss, exact pivots) among what has become linear, until nothing more is determined. What it
finds is put back into every equation before it is believed, and the gold must agree with it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache, reduce
from typing import Any

from msgspec import Struct

from schemas import Reason
from schemas.answers import Answer, Assignment, Choice, Decimal, Integer, Outcome, Rational
from schemas.checks import Equations
from validators.checker import Decision, checker
from validators.reading import Unread, Value, canonical, read_final, read_gold, same

MOST_BITS = 1_024
"""No intermediate number may have a numerator or denominator of more bits."""
DEEPEST_FORMULA = 64
MOST_DIGITS = 300
MOST_STEPS = 1_000_000
"""Of evaluation and elimination together; a system that needs more is left undecided."""

Number = int | Fraction


@checker(Equations, version=1)
def decide_equations(check: Equations, text: str) -> Decision:
    """Accepted when the final answer in `text` is the solution that the equations themselves determine.

    A gold that differs from that solution leaves every answer undecided (``oracles_disagree``); equations that
    cannot be read, divide by zero or leave bounds are the check's own error.
    """
    try:
        solution = solve(check.equations, check.ask)
        derived = _derived(check, solution)
        gold = read_gold(check.answer, check.gold)
        agreed = same(check.answer, gold, derived)
    except Unsolved as unsolved:
        return Decision(reason=unsolved.reason, detail=unsolved.detail)
    except Unread as unread:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the gold cannot be read: {unread.detail}")
    except ZeroDivisionError:
        return Decision(reason=Reason.CHECKER_ERROR, detail="the declared tolerance divides by zero")
    evidence = _evidence(check, solution, derived)
    if not agreed:
        detail = "the gold differs from the solution of the equations"
        return Decision(reason=Reason.ORACLES_DISAGREE, detail=detail, evidence=evidence)
    try:
        value = read_final(check.answer, text)
    except Unread as unread:
        return Decision(reason=unread.reason, detail=unread.detail, evidence=evidence)
    right = same(check.answer, value, derived)
    return Decision(
        reason=Reason.CORRECT if right else Reason.WRONG_VALUE,
        answer=canonical(check.answer, value),
        detail="" if right else _violated(check, solution, value),
        evidence=evidence,
    )


class Unsolved(Exception):
    """The equations yield no decision: `reason` and `detail` for the verdict."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[Unsolved], tuple[Reason, str]]:
        return type(self), (self.reason, self.detail)


class Solution(Struct, frozen=True):
    """What a system determines.

    `values` holds every determined name. `contradiction` is the place of an equation that cannot hold with the
    others, or -1; `free` the asked names that more than one value fits. `rank` counts independent equations,
    `unknowns` the names, and `eliminated` says whether substitution alone did not do.
    """

    values: dict[str, Number]
    contradiction: int
    free: tuple[str, ...]
    rank: int
    unknowns: int
    eliminated: bool


@lru_cache(maxsize=64)
def solve(equations: tuple[str, ...], ask: tuple[str, ...]) -> Solution:
    """The solution of a system of equations (the grammar is that of `schemas.checks.Equations`).

    Raises `Unsolved` where an equation cannot be read or evaluated, and where one stays non-linear in names that
    nothing else determines. Several completions of one problem share the result.
    """
    return _System(tuple(_equation(place, text) for place, text in enumerate(equations)), ask).solved()


# From the solution to the verdict.


def _derived(check: Equations, solution: Solution) -> Value:
    """The answer that the solution gives under the check's answer type. Raises `Unsolved`."""
    answer = check.answer
    if isinstance(answer, Outcome):
        place = 0 if solution.contradiction >= 0 else 1
        if solution.contradiction >= 0 or solution.free:
            if len(answer.outcomes) <= place:
                raise Unsolved(Reason.CHECKER_ERROR, "the answer type names no outcome for what the equations give")
            return answer.outcomes[place]
        return _typed(answer.value, check.ask, solution.values)
    if solution.contradiction >= 0:
        raise Unsolved(Reason.CHECKER_ERROR, f"equation {solution.contradiction + 1} cannot hold with the others")
    if solution.free:
        raise Unsolved(Reason.NOT_UNIQUE, f"the equations do not determine '{solution.free[0]}'")
    return _typed(answer, check.ask, solution.values)


def _typed(answer: Answer, ask: tuple[str, ...], values: dict[str, Number]) -> Value:
    if isinstance(answer, Assignment):
        if any(isinstance(kind, Choice) for kind in answer.variables.values()):
            raise Unsolved(Reason.CHECKER_ERROR, "equations determine numbers, not choices")
        return {name: values[asked] for name, asked in _asked(answer, ask).items()}
    if not isinstance(answer, Integer | Rational | Decimal):
        raise Unsolved(Reason.CHECKER_ERROR, "equations determine a number or an assignment of numbers")
    if len(ask) != 1:
        raise Unsolved(Reason.CHECKER_ERROR, f"{len(ask)} names are asked where the answer is one number")
    return values[ask[0]]


def _asked(answer: Assignment, ask: tuple[str, ...]) -> dict[str, str]:
    """The asked name of each variable; a variable may be written with spaces for the name's underscores."""
    names = {name: name.replace(" ", "_") for name in answer.variables}
    if sorted(names.values()) != sorted(ask):
        raise Unsolved(Reason.CHECKER_ERROR, "the variables of the answer are not the names asked")
    return names


def _evidence(check: Equations, solution: Solution, derived: Value) -> dict[str, Any]:
    evidence: dict[str, Any] = {
        "method": "exact elimination" if solution.eliminated else "exact substitution",
        "equations": len(check.equations),
        "unknowns": solution.unknowns,
        "rank": solution.rank,
    }
    if solution.contradiction >= 0:
        evidence["contradiction_at"] = solution.contradiction + 1
    elif solution.free:
        evidence["free"] = list(solution.free)
    else:
        evidence["value"] = _number_text(check, derived)
    return evidence


def _number_text(check: Equations, derived: Value) -> str:
    answer = check.answer.value if isinstance(check.answer, Outcome) else check.answer
    return canonical(answer, derived if isinstance(derived, dict) else Fraction(derived))


def _violated(check: Equations, solution: Solution, value: Value) -> str:
    """Which equation a wrong answer breaks when it is put in beside what the system determines."""
    answer = check.answer.value if isinstance(check.answer, Outcome) else check.answer
    if isinstance(value, str) or solution.contradiction >= 0 or solution.free:
        return "the equations give another outcome"
    claimed: dict[str, Number]
    claimed = {_asked(answer, check.ask)[name]: given for name, given in value.items()} if isinstance(
        answer, Assignment) else {check.ask[0]: value}  # fmt: skip
    known = {**solution.values, **claimed}
    meter = _Meter()
    for place, text in enumerate(check.equations):
        try:
            residual = _evaluate(_equation(place, text), known, meter)
        except (_Postponed, Unsolved):
            continue
        if not isinstance(residual, _Affine) and residual:
            return f"equation {place + 1} does not hold"
    return "the equations give another value"


# The system.


class _Postponed(Exception):
    """The expression is not linear in the names that are still unknown."""


class _Meter:
    """Counts steps, so that a hostile system ends in a refusal and not in an hour."""

    def __init__(self) -> None:
        self.left = MOST_STEPS

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise Unsolved(Reason.SOLVER_UNKNOWN, "the system is too large to be solved within its bound of steps")


class _System:
    """Equations on the way to their solution: what is known, and which equations are still to be used."""

    def __init__(self, equations: tuple[_Program, ...], ask: tuple[str, ...]) -> None:
        self.equations = equations
        self.ask = ask
        self.values: dict[str, Number] = {}
        self.pending = list(range(len(equations)))
        self.meter = _Meter()
        self.rank = 0
        self.contradiction = -1
        self.eliminated = False

    def solved(self) -> Solution:
        names = {item for equation in self.equations for item in equation if type(item) is str}.union(self.ask)
        linear, opaque = self.substitute()
        while self.contradiction < 0 and linear and self.eliminate(linear, bool(opaque)):
            linear, opaque = self.substitute()
        if self.contradiction < 0:
            if opaque:
                raise Unsolved(
                    Reason.SOLVER_UNKNOWN, f"equation {opaque[0] + 1} stays non-linear in names that are not determined"
                )
            self.put_back()
        free = () if self.contradiction >= 0 else tuple(name for name in self.ask if name not in self.values)
        return Solution(self.values, self.contradiction, free, self.rank, len(names), self.eliminated)

    def substitute(self) -> tuple[dict[int, _Affine], list[int]]:
        """Use every equation that has at most one unknown name left, until none is left.

        Returns the linear equations in several unknown names, and the places of those that are not linear yet.
        """
        progress = True
        linear: dict[int, _Affine] = {}
        opaque: list[int] = []
        while progress and self.pending:
            progress = False
            linear, opaque, pending = {}, [], self.pending
            self.pending = []
            for place in pending:
                try:
                    residual = _evaluate(self.equations[place], self.values, self.meter)
                except _Postponed:
                    opaque.append(place)
                    self.pending.append(place)
                    continue
                if not isinstance(residual, _Affine):
                    if residual:
                        self.contradiction = place
                        return {}, []
                elif len(residual.terms) == 1:
                    ((name, factor),) = residual.terms.items()
                    self.values[name] = _bounded(_quotient(-residual.constant, factor))
                    self.rank += 1
                    progress = True
                else:
                    linear[place] = residual
                    self.pending.append(place)
        return linear, opaque

    def eliminate(self, linear: dict[int, _Affine], opaque: bool) -> bool:
        """Bring linear equations to reduced echelon form and keep the names it determines.

        Returns whether other equations may now be used. The rank grows by the pivots; where names remain
        undetermined the equations are done with all the same, unless others are still to come.
        """
        self.eliminated = True
        rows: dict[str, _Affine] = {}
        for place, row in linear.items():
            for name in [name for name in row.terms if name in rows]:
                row = self.combined(row, rows[name], row.terms[name])
            if not row.terms:
                if row.constant:
                    self.contradiction = place
                    self.rank += len(rows)
                    return False
                continue
            pivot, factor = next(iter(row.terms.items()))
            row = self.combined(_Affine(0, {}), row, Fraction(-1) / factor)
            for name, other in rows.items():
                if pivot in other.terms:
                    rows[name] = self.combined(other, row, other.terms[pivot])
            rows[pivot] = row
        determined = [name for name, row in rows.items() if len(row.terms) == 1]
        for name in determined:
            self.values[name] = _plain(-rows[name].constant)
        if opaque and determined:
            # Rows without a determined name are formed again after substitution, and counted then.
            self.rank += len(determined)
            return True
        self.rank += len(rows)
        self.pending = [place for place in self.pending if place not in linear]
        return False

    def combined(self, row: _Affine, pivot_row: _Affine, factor: Number) -> _Affine:
        """``row - factor · pivot_row``."""
        self.meter.spend(4 * (1 + len(pivot_row.terms)))
        terms = dict(row.terms)
        for name, other in pivot_row.terms.items():
            value = _bounded(terms.get(name, 0) - factor * other)
            if value:
                terms[name] = value
            else:
                terms.pop(name, None)
        return _Affine(_bounded(row.constant - factor * pivot_row.constant), terms)

    def put_back(self) -> None:
        """Evaluate every equation with what was found: none may be false. Guards the solver against itself."""
        for place, equation in enumerate(self.equations):
            try:
                residual = _evaluate(equation, self.values, self.meter)
            except _Postponed:
                continue
            if not isinstance(residual, _Affine) and residual:
                raise Unsolved(Reason.CHECKER_ERROR, f"equation {place + 1} fails when the solution is put back")


# Numbers and affine forms.


class _Affine:
    """``constant + Σ terms[name]·name`` with at least one term once an evaluation yields it."""

    __slots__ = ("constant", "terms")

    def __init__(self, constant: Number, terms: dict[str, Number]) -> None:
        self.constant = constant
        self.terms = terms


Form = int | Fraction | _Affine


def _bounded(number: Number) -> Number:
    if type(number) is int:
        size = number.bit_length()
    else:
        size = max(number.numerator.bit_length(), number.denominator.bit_length())
    if size > MOST_BITS:
        raise Unsolved(Reason.CHECKER_ERROR, f"a number of more than {MOST_BITS} bits")
    return number


def _plain(number: Number) -> Number:
    """The number as an ``int`` where it is whole: several times faster to compute with."""
    return number.numerator if type(number) is Fraction and number.denominator == 1 else number


def _quotient(left: Number, right: Number) -> Number:
    return _plain(Fraction(left) / right)


def _scaled(form: Form, factor: Number) -> Form:
    if not isinstance(form, _Affine):
        return _bounded(_plain(form * factor))
    if not factor:
        return 0
    terms = {name: _bounded(_plain(value * factor)) for name, value in form.terms.items()}
    return _Affine(_bounded(_plain(form.constant * factor)), terms)


def _sum(left: Form, right: Form, sign: int) -> Form:
    """``left + sign · right``."""
    if not isinstance(left, _Affine) and not isinstance(right, _Affine):
        return _bounded(_plain(left + right if sign > 0 else left - right))
    if not isinstance(left, _Affine):
        left = _Affine(left, {})
    if not isinstance(right, _Affine):
        right = _Affine(right, {})
    terms = dict(left.terms)
    for name, value in right.terms.items():
        total = _bounded(_plain(terms.get(name, 0) + sign * value))
        if total:
            terms[name] = total
        else:
            terms.pop(name, None)
    constant = _bounded(_plain(left.constant + sign * right.constant))
    return _Affine(constant, terms) if terms else constant


def _add(left: Form, right: Form) -> Form:
    return _sum(left, right, 1)


def _subtract(left: Form, right: Form) -> Form:
    return _sum(left, right, -1)


def _multiply(left: Form, right: Form) -> Form:
    if not isinstance(right, _Affine):
        return _scaled(left, right)
    if not isinstance(left, _Affine):
        return _scaled(right, left)
    raise _Postponed


def _divide(left: Form, right: Form) -> Form:
    if isinstance(right, _Affine):
        raise _Postponed
    return _scaled(left, Fraction(1) / right)


def _negate(form: Form) -> Form:
    return _scaled(form, -1)


def _of_numbers(function: Callable[..., Number]) -> Callable[..., Form]:
    """A function that is only taken of known numbers."""

    def applied(*arguments: Form) -> Form:
        if any(isinstance(argument, _Affine) for argument in arguments):
            raise _Postponed
        return _bounded(_plain(function(*arguments)))

    return applied


def _whole(numbers: tuple[Number, ...]) -> tuple[int, ...]:
    if not all(type(number) is int for number in numbers):
        raise Unsolved(Reason.CHECKER_ERROR, "gcd and lcm are taken of whole numbers only")
    return numbers  # type: ignore[return-value]


def _lcm(*numbers: Number) -> int:
    # Bounded step by step: the least common multiple of many numbers could be longer than all of them together.
    return reduce(lambda left, right: int(_bounded(math.lcm(left, right))), _whole(numbers), 1)


# Formulas: an equation becomes a postfix program that leaves ``left - right`` on the stack.

_Step = tuple[Callable[..., Form], int]
_Program = tuple[Number | str | _Step, ...]


def _evaluate(program: _Program, values: dict[str, Number], meter: _Meter) -> Form:
    """What the program leaves: a number, or a form in the names that `values` does not hold.

    Raises `_Postponed` where that is no linear form, and `Unsolved` at a division by zero.
    """
    meter.spend(len(program))
    stack: list[Form] = []
    try:
        for item in program:
            if type(item) is str:
                value = values.get(item)
                stack.append(_Affine(0, {item: 1}) if value is None else value)
            elif type(item) is tuple:
                function, arity = item
                if arity == 2:
                    right = stack.pop()
                    stack[-1] = function(stack[-1], right)
                else:
                    arguments = stack[-arity:]
                    del stack[-arity:]
                    stack.append(function(*arguments))
            else:
                stack.append(item)  # type: ignore[arg-type]
    except ZeroDivisionError:
        raise Unsolved(Reason.CHECKER_ERROR, "an equation divides by zero") from None
    return stack[0]


_BINARY: dict[str, tuple[int, _Step]] = {
    "+": (1, (_add, 2)),
    "-": (1, (_subtract, 2)),
    "*": (2, (_multiply, 2)),
    "/": (2, (_divide, 2)),
    "//": (2, (_of_numbers(lambda left, right: left // right), 2)),
    "%": (2, (_of_numbers(lambda left, right: left % right), 2)),
}
_UNARY_BINDING = 3
_NEGATION: _Step = (_negate, 1)
_FUNCTIONS: dict[str, tuple[Callable[..., Form], int, int]] = {
    "floor": (_of_numbers(math.floor), 1, 1),
    "ceil": (_of_numbers(math.ceil), 1, 1),
    "abs": (_of_numbers(abs), 1, 1),
    "min": (_of_numbers(lambda *numbers: min(numbers)), 1, 64),
    "max": (_of_numbers(lambda *numbers: max(numbers)), 1, 64),
    "gcd": (_of_numbers(lambda *numbers: math.gcd(*_whole(numbers))), 1, 64),
    "lcm": (_of_numbers(_lcm), 1, 64),
}
"""Each function with the fewest and the most arguments it takes."""
_TOKEN = re.compile(r"\s*(?:([0-9]+)|([^\W\d]\w*)|(//|[-+*/%(),=]))")


@lru_cache(maxsize=256)
def _compiled(text: str) -> _Program:
    return _Parser(text).equation()


def _equation(place: int, text: str) -> _Program:
    """The program of equation number `place`. Raises `Unsolved` (``checker_error``) where it cannot be read."""
    try:
        return _compiled(text)
    except SyntaxError as error:
        raise Unsolved(Reason.CHECKER_ERROR, f"equation {place + 1} cannot be read: {error.msg}") from None


class _Parser:
    """An operator-precedence (Pratt) parser; all refusals are ``SyntaxError`` with a plain message."""

    def __init__(self, text: str) -> None:
        self.tokens = self.split(text)
        self.token = next(self.tokens)
        self.program: list[Number | str | _Step] = []

    @staticmethod
    def split(text: str) -> Iterator[str]:
        """The tokens, and an empty one at the end."""
        place, end = 0, len(text.rstrip())
        while place < end:
            found = _TOKEN.match(text, place)
            if found is None:
                raise SyntaxError(f"unexpected {text[place:].strip()[:1]!a}")
            place = found.end()
            yield found[found.lastindex or 0]
        yield ""

    def equation(self) -> _Program:
        """The program of ``left = right``."""
        self.expression(0, 0)
        self.expect("=")
        self.expression(0, 0)
        if self.token:
            raise SyntaxError(f"unexpected {self.token[:20]!a}")
        self.program.append(_BINARY["-"][1])
        return tuple(self.program)

    def expression(self, binding: int, depth: int) -> None:
        """An expression whose operators bind tighter than `binding`."""
        self.operand(depth)
        while (operator := _BINARY.get(self.token)) is not None and operator[0] > binding:
            self.token = next(self.tokens)
            self.expression(operator[0], depth)
            self.program.append(operator[1])

    def operand(self, depth: int) -> None:
        """A number, a name, a call, a parenthesised expression, or one of these with a sign."""
        if depth > DEEPEST_FORMULA:
            raise SyntaxError(f"nested deeper than {DEEPEST_FORMULA}")
        token = self.token
        if token and token not in "=,)*/%//":
            self.token = next(self.tokens)
        if token.isdigit():
            if len(token) > MOST_DIGITS:
                raise SyntaxError(f"a number of more than {MOST_DIGITS} digits")
            self.program.append(int(token))
        elif token in ("-", "+"):
            self.operand_with_sign(token, depth)
        elif token == "(":
            self.expression(0, depth + 1)
            self.expect(")")
        elif token[:1].isalpha() or token[:1] == "_":
            if self.token == "(":
                self.call(token, depth)
            elif token in _FUNCTIONS:
                raise SyntaxError(f"'{token}' is a function")
            else:
                self.program.append(token)
        else:
            raise SyntaxError(f"unexpected {token[:20]!a}" if token else "unexpected end")

    def operand_with_sign(self, sign: str, depth: int) -> None:
        """The operand after one or more signs, counted in a loop so that many of them need no depth."""
        negative = sign == "-"
        while self.token in ("-", "+"):
            negative ^= self.token == "-"
            self.token = next(self.tokens)
        self.operand(depth)
        if negative:
            self.program.append(_NEGATION)

    def call(self, name: str, depth: int) -> None:
        """The call of `name`, whose opening parenthesis is next."""
        if name not in _FUNCTIONS:
            raise SyntaxError(f"no function {name[:20]!a}")
        function, fewest, most = _FUNCTIONS[name]
        count = 0
        separator = ","
        self.token = next(self.tokens)
        while separator == ",":
            self.expression(0, depth + 1)
            count += 1
            separator = self.token
            if separator not in (",", ")"):
                raise SyntaxError(f"'{name}(' is not closed")
            self.token = next(self.tokens)
        if not fewest <= count <= most:
            raise SyntaxError(f"'{name}' takes {fewest if fewest == most else f'{fewest} to {most}'} arguments")
        self.program.append((function, count))

    def expect(self, token: str) -> None:
        """Pass over `token`, which must be next."""
        if self.token != token:
            raise SyntaxError(f"expected '{token}', found {self.token[:20]!a}" if self.token else f"no '{token}'")
        self.token = next(self.tokens)
