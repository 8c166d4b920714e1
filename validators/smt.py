"""Checks answers to logic problems: whether a conclusion follows, and the one assignment that fits all statements.

Two deciders must agree: Z3, which never sees the check's text but only terms built from what `validators.sexpr` read,
and the enumeration of all assignments. Where these are too many, Z3's "no" is asked again of a second, reseeded solver
that is given only the unsat core; its "yes" is always confirmed by evaluating the model exactly, outside Z3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import Any

import z3
from msgspec import Struct

from schemas import Reason
from schemas.answers import Answer, Assignment, Choice, Integer, Outcome, Rational
from schemas.checks import Bool, Entailment, Enum, IntRange, Smt, UniqueModel, Variable
from validators.checker import Decision, checker
from validators.reading import Unread, canonical, read, read_final, same
from validators.sexpr import (
    BOOL,
    INT,
    BadStatement,
    Sort,
    TableTooLarge,
    Term,
    TruthTable,
    Value,
    declare,
    evaluate,
    in_domain,
    read_formula,
)

MAX_STATEMENT = 200_000
TIMEOUT_MS = 20_000
RESOURCES = 3_000_000
"""Z3's own count of work for one query, which unlike time is the same on every machine: 3 to 5 s on pigeonhole
formulas here. It only reproduces in a fresh context, hence one context for each solver below."""

Model = dict[str, Value]


@checker(Smt, version=1, guarded=True)
def decide(check: Smt, text: str) -> Decision:
    """Decide what the statement itself implies, ask that the gold agrees, and compare the answer in `text` with it.

    An entailment's evidence is a model on either side (neither) or an unsat core, by index into the assertions. A
    unique model's evidence is the model and how many there are: exact when enumerated, else 2 stands for several.
    A Boolean variable is answered by a choice between ``true`` and ``false`` or between ``yes`` and ``no``.
    """
    try:
        statement = _read_statement(check)
        value = read_final(check.answer, text)
        if isinstance(check.query, Entailment):
            truth, evidence = _entailment(statement, check.query, check.answer)
        else:
            truth, evidence = _unique_model(statement, check.query, check.answer)
    except Unread as unread:
        return Decision(reason=unread.reason, detail=unread.detail)
    except BadStatement as bad:
        return Decision(reason=Reason.CHECKER_ERROR, detail=str(bad))
    except _Undecided as undecided:
        return Decision(reason=undecided.reason, detail=undecided.detail, evidence=undecided.evidence)
    except z3.Z3Exception as error:  # Z3 reports a failed allocation this way; after it the process is of no more use
        reason = Reason.MEMORY if "memory" in str(error) else Reason.SOLVER_UNKNOWN
        return Decision(reason=reason, detail=f"z3: {error}")
    return _compare(check, statement, value, truth, evidence)


class _Undecided(Exception):
    def __init__(self, reason: Reason, detail: str, evidence: dict[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.evidence = evidence or {}


class _Statement(Struct, frozen=True):
    variables: dict[str, Variable]
    assertions: tuple[Term, ...]
    conclusion: Term | None


def _read_statement(check: Smt) -> _Statement:
    conclusion = check.query.conclusion if isinstance(check.query, Entailment) else None
    length = sum(map(len, check.assertions))
    if length > MAX_STATEMENT:
        raise BadStatement(f"a statement of {length} characters, more than {MAX_STATEMENT}")
    variables = declare(check.variables)
    assertions = []
    for index, formula in enumerate(check.assertions):
        try:
            assertions.append(read_formula(formula, variables))
        except BadStatement as bad:
            raise BadStatement(f"assertion {index}: {bad}") from None
    try:
        asked = None if conclusion is None else read_formula(conclusion, variables)
    except BadStatement as bad:
        raise BadStatement(f"conclusion: {bad}") from None
    return _Statement(variables, tuple(assertions), asked)


def _compare(check: Smt, statement: _Statement, value: Any, truth: Any, evidence: dict[str, Any]) -> Decision:
    try:
        gold = read(check.answer, check.gold)
    except Unread as unread:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the gold cannot be read: {unread.detail}")
    answer = canonical(check.answer, value)
    shown = canonical(check.answer, truth)
    if not same(check.answer, gold, truth):
        detail = f"the gold is '{check.gold}', the statement gives '{shown}'"
        return Decision(reason=Reason.ORACLES_DISAGREE, answer=answer, detail=detail, evidence=evidence)
    right = same(check.answer, value, truth)
    detail = "" if right else f"the statement gives '{shown}'"
    if isinstance(value, dict):
        broken = _first_broken(check, statement, value)
        if right == (broken is not None) and isinstance(truth, dict) and len(value) == len(statement.variables):
            detail = f"by evaluation the answer {'breaks' if right else 'satisfies'} the statement, by solving not so"
            return Decision(reason=Reason.ORACLES_DISAGREE, answer=answer, detail=detail, evidence=evidence)
        detail = broken or detail
    reason = Reason.CORRECT if right else Reason.WRONG_VALUE
    return Decision(reason=reason, answer=answer, detail=detail, evidence=evidence)


def _first_broken(check: Smt, statement: _Statement, value: dict[str, Any]) -> str | None:
    """What a complete assignment violates first; None when nothing, or when it leaves variables open."""
    elements = _assignment_of(check.answer).variables
    model: Model = {}
    for name, answer in value.items():
        variable = statement.variables[name]
        inner = _from_answer(variable, elements[name], answer)
        if not in_domain(variable, inner):
            return f"{name} cannot be {answer}"
        model[name] = inner
    if len(model) < len(statement.variables):
        return None
    index = _false_assertion(statement.assertions, model)
    return None if index is None else f"assertion {index} is false under this assignment"


# Entailment


def _entailment(statement: _Statement, query: Entailment, answer: Answer) -> tuple[str, dict[str, Any]]:
    if not isinstance(answer, Choice):
        raise BadStatement("an entailment is answered by a choice among its labels")
    if len(set(query.labels)) < 3 or not set(query.labels) <= set(answer.options):
        raise BadStatement("the labels of an entailment are three different options of the answer")
    assert statement.conclusion is not None
    table = _Table.of(statement)
    solver = _Solver(statement, seed=0)
    sides = {}
    for side, formula in (("true", statement.conclusion), ("false", _not(statement.conclusion))):
        sides[side] = _settle(statement, solver, table, formula)
    possible = [side for side, finding in sides.items() if isinstance(finding, dict)]
    evidence: dict[str, Any] = {"decided_by": ["z3", "enumeration" if table else "z3 reseeded"]}
    if table:
        evidence["models_of_premises"] = table.premises.bit_count()
    if not possible:
        cores = {f"core_{side}": core for side, core in sides.items()}
        raise _Undecided(Reason.CHECKER_ERROR, "the premises are inconsistent", evidence | cores)
    if len(possible) == 2:
        models = {f"model_{side}": model for side, model in sides.items()}
        return query.labels[2], {"finding": "neither"} | evidence | models
    entailed = possible == ["true"]
    finding = {"finding": "entailed" if entailed else "contradicted", "core": sides["false" if entailed else "true"]}
    return query.labels[0 if entailed else 1], finding | evidence


# The one model


def _unique_model(statement: _Statement, query: UniqueModel, answer: Answer) -> tuple[Any, dict[str, Any]]:
    """The truth is the asked part of the only model, or the label that says there is none or several.

    Models are told apart by the variables of the answer alone: others may be auxiliary.
    """
    asked = _assignment_of(answer).variables
    for name, element in asked.items():
        _require_answerable(name, statement.variables.get(name), element)
    if query.labels and not (isinstance(answer, Outcome) and set(query.labels) <= set(answer.outcomes)):
        raise BadStatement("the labels of a unique model are outcomes of the answer")
    table = _Table.of(statement)
    solver = _Solver(statement, seed=0)
    evidence: dict[str, Any] = {"decided_by": ["z3", "enumeration" if table else "z3 reseeded"]}
    count = table.count(asked) if table else None
    first = _settle(statement, solver, table, Term("value", BOOL, leaf=True))
    if isinstance(first, list):
        evidence |= {"models": 0, "core": first}
        return _outcome(query, 0, "no assignment satisfies the statement", evidence), evidence
    # With a single model in all, the blocking formula is what every other assignment of the asked variables satisfies.
    block = _not(Term("and", BOOL, tuple(_is(statement.variables[name], first[name]) for name in asked)))
    second = _settle(statement, solver, table, block)
    evidence["model"] = first
    if isinstance(second, dict):
        evidence |= {"models": count or 2, "other": second} | ({} if table else {"counted_to": 2})
        return _outcome(query, 1, "several assignments satisfy the statement", evidence), evidence
    if count not in (None, 1):
        raise _Undecided(Reason.ORACLES_DISAGREE, f"enumeration finds {count} models, z3 one", evidence)
    evidence |= {"models": 1, "core": second}
    return {name: _to_answer(element, first[name]) for name, element in asked.items()}, evidence


def _outcome(query: UniqueModel, which: int, detail: str, evidence: dict[str, Any]) -> str:
    if query.labels is None:
        raise _Undecided(Reason.NOT_UNIQUE, detail, evidence)
    return query.labels[which]


def _assignment_of(answer: Answer) -> Assignment:
    inner = answer.value if isinstance(answer, Outcome) else answer
    if not isinstance(inner, Assignment):
        raise BadStatement("a unique model is answered by an assignment")
    return inner


_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}


def _require_answerable(name: str, variable: Variable | None, element: Integer | Rational | Choice) -> None:
    if variable is None:
        raise BadStatement(f"the answer asks for '{name}', which is not a variable")
    if isinstance(variable, IntRange):
        fits = isinstance(element, Integer | Rational)
    elif isinstance(variable, Enum):
        fits = isinstance(element, Choice) and set(variable.values) <= set(element.options)
    else:
        fits = isinstance(element, Choice) and tuple(sorted(option.casefold() for option in element.options)) in (
            ("false", "true"), ("no", "yes"),
        )  # fmt: skip
    if not fits:
        raise BadStatement(f"the answer's type for '{name}' does not cover the values of the variable")


def _to_answer(element: Integer | Rational | Choice, value: Value) -> Any:
    if isinstance(value, bool):
        assert isinstance(element, Choice)
        return next(option for option in element.options if _TRUTHS[option.casefold()] is value)
    return Fraction(value) if isinstance(element, Rational) else value


def _from_answer(variable: Variable, element: Integer | Rational | Choice, value: Any) -> Any:
    if isinstance(variable, Bool):
        return _TRUTHS[value.casefold()]
    if isinstance(element, Rational):  # a fraction that is not whole stays one, and is outside every domain
        return int(value) if value == int(value) else value
    return value


# Two deciders


class _Table(Struct, frozen=True):
    """The enumeration of all assignments: the mask of each assertion, and of all of them."""

    table: TruthTable
    masks: tuple[int, ...]
    premises: int

    @classmethod
    def of(cls, statement: _Statement) -> _Table | None:
        try:
            table = TruthTable(statement.variables)
            masks = tuple(table.mask(assertion) for assertion in statement.assertions)
            if statement.conclusion:
                table.mask(statement.conclusion)
        except TableTooLarge:
            return None
        return cls(table, masks, reduce(int.__and__, masks, table.full))

    def count(self, asked: Iterable[str]) -> int:
        """How many models there are that differ in the asked variables."""
        names = tuple(asked)
        return len({tuple(model[name] for name in names) for model in self.table.assignments(self.premises)})

    def minimal_core(self, core: list[int], where: int) -> list[int]:
        """The core less every assertion that can go, tried from the first on."""
        for index in list(core):
            rest = [other for other in core if other != index]
            if not reduce(int.__and__, (self.masks[other] for other in rest), where):
                core = rest
        return core


def _settle(statement: _Statement, solver: _Solver, table: _Table | None, formula: Term) -> Model | list[int]:
    """A model of the assertions and `formula`, or the indexes of assertions that rule `formula` out; confirmed."""
    found = solver.ask(formula)
    if isinstance(found, dict):
        outside = next((name for name, value in found.items() if not in_domain(statement.variables[name], value)), None)
        if outside is not None:
            raise _Undecided(Reason.ORACLES_DISAGREE, f"z3's model gives '{outside}' a value outside its domain")
        broken = _false_assertion((*statement.assertions, formula), found)
        if broken is not None:
            raise _Undecided(Reason.ORACLES_DISAGREE, f"z3's model does not satisfy assertion {broken}")
        return found
    if table:
        where = table.table.mask(formula)
        if reduce(int.__and__, (table.masks[index] for index in found), where):
            raise _Undecided(Reason.ORACLES_DISAGREE, "z3 finds no model, enumeration does")
        return table.minimal_core(found, where)
    core = _Statement(statement.variables, tuple(statement.assertions[index] for index in found), None)
    if isinstance(_Solver(core, seed=1).ask(formula), dict):
        raise _Undecided(Reason.ORACLES_DISAGREE, "z3 finds no model, z3 with another seed does")
    return found


def _false_assertion(assertions: Iterable[Term], model: Model) -> int | None:
    return next((index for index, formula in enumerate(assertions) if not evaluate(formula, model)), None)


def _not(formula: Term) -> Term:
    return Term("not", BOOL, (formula,))


def _is(variable: Variable, value: Value) -> Term:
    sort: Sort = BOOL if isinstance(variable, Bool) else INT if isinstance(variable, IntRange) else variable.values
    return Term("=", BOOL, (Term("var", sort, leaf=variable.name), Term("value", sort, leaf=value)))


class _Solver:
    """Z3 in a context of its own over the statement's assertions, each behind a label so that cores can name it.

    Booleans stay Booleans; an enum is the integer place of its value. Z3's names are ours, not the check's.
    """

    def __init__(self, statement: _Statement, *, seed: int) -> None:
        self._context = z3.Context()
        self._solver = z3.SimpleSolver(ctx=self._context)
        self._solver.set(timeout=TIMEOUT_MS, rlimit=RESOURCES, random_seed=seed)
        self._variables = statement.variables
        self._spent = 0
        self._constants: dict[str, Any] = {}
        for index, (name, variable) in enumerate(statement.variables.items()):
            self._constants[name] = self._declare(f"v{index}", variable)
        self._labels = {f"a{index}": index for index in range(len(statement.assertions))}
        self._assumptions = [z3.Bool(label, self._context) for label in self._labels]
        for assumption, assertion in zip(self._assumptions, statement.assertions, strict=True):
            self._solver.add(z3.Implies(assumption, self._build(assertion), self._context))

    def ask(self, formula: Term) -> Model | list[int]:
        """A model of all assertions and `formula`, or an unsat core as sorted indexes of assertions."""
        self._solver.push()
        self._solver.add(self._build(formula))
        result = self._solver.check(*self._assumptions)
        try:
            if result == z3.unknown:
                raise self._unknown()
            self._spent = self._resources()
            if result == z3.unsat:
                return sorted(self._labels[str(label)] for label in self._solver.unsat_core())
            model = self._solver.model()
            return {
                name: self._value(variable, model.eval(self._constants[name], model_completion=True))
                for name, variable in self._variables.items()
            }
        finally:
            self._solver.pop()

    def _declare(self, name: str, variable: Variable) -> Any:
        if isinstance(variable, Bool):
            return z3.Bool(name, self._context)
        constant = z3.Int(name, self._context)
        low, high = (variable.low, variable.high) if isinstance(variable, IntRange) else (0, len(variable.values) - 1)
        self._solver.add(constant >= z3.IntVal(low, self._context), constant <= z3.IntVal(high, self._context))
        return constant

    def _build(self, term: Term) -> Any:
        if term.op == "var":
            return self._constants[str(term.leaf)]
        if term.op == "value":
            if isinstance(term.leaf, bool):
                return z3.BoolVal(term.leaf, self._context)
            place = term.sort.index(str(term.leaf)) if isinstance(term.sort, tuple) else int(term.leaf)
            return z3.IntVal(place, self._context)
        return _Z3_MEANING[term.op]([self._build(arg) for arg in term.args])

    @staticmethod
    def _value(variable: Variable, value: Any) -> Value:
        if isinstance(variable, Bool):
            return bool(z3.is_true(value))
        number: int = value.as_long()
        if isinstance(variable, Enum):
            return variable.values[number] if 0 <= number < len(variable.values) else ""
        return number

    def _resources(self) -> int:
        statistics = self._solver.statistics()
        return next((int(count) for name, count in statistics if name == "rlimit count"), 0)

    def _unknown(self) -> _Undecided:
        # Z3 says "canceled" both when its time and when its resources run out; only the count tells them apart.
        why = self._solver.reason_unknown()
        if "memory" in why:
            return _Undecided(Reason.MEMORY, "z3 ran out of memory")
        if self._resources() - self._spent >= RESOURCES:
            return _Undecided(Reason.SOLVER_UNKNOWN, f"z3 did not decide within {RESOURCES} units of work")
        if "cancel" in why or "timeout" in why:
            return _Undecided(Reason.TIMEOUT, f"z3 did not decide within {TIMEOUT_MS // 1000} s")
        return _Undecided(Reason.SOLVER_UNKNOWN, f"z3 gave up: {why}")


def _chained(compare: Callable[[Any, Any], Any]) -> Callable[[list[Any]], Any]:
    return lambda args: _all([compare(left, right) for left, right in pairwise(args)])


def _all(args: list[Any]) -> Any:
    return args[0] if len(args) == 1 else z3.And(args)


_Z3_MEANING: Mapping[str, Callable[[list[Any]], Any]] = {
    "and": _all,
    "or": lambda args: args[0] if len(args) == 1 else z3.Or(args),
    "not": lambda args: z3.Not(args[0]),
    "=>": lambda args: reduce(lambda right, left: z3.Implies(left, right), reversed(args)),
    "xor": lambda args: reduce(z3.Xor, args),
    "ite": lambda args: z3.If(*args),
    "distinct": lambda args: z3.Distinct(args),
    "+": lambda args: z3.Sum(args),
    "-": lambda args: -args[0] if len(args) == 1 else reduce(lambda left, right: left - right, args),
    "*": lambda args: z3.Product(args),
    "=": _chained(lambda left, right: left == right),
    "<": _chained(lambda left, right: left < right),
    "<=": _chained(lambda left, right: left <= right),
    ">": _chained(lambda left, right: left > right),
    ">=": _chained(lambda left, right: left >= right),
}
