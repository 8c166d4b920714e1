"""The sequences of recurrence problems: their rules, their terms, the answer, and the statement as equations."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

import msgspec

from generators.math.arithmetic import Expression, formula, linear, operations, put, value

Ask = Literal["term", "sum", "first", "over", "start", "period", "closed"]
TERM, STEP = "Term #", "Step #"


class Rule(msgspec.Struct, frozen=True):
    """``Σ weight·(term before) + index·n + constant``, halved if `halved`.

    The weights begin with the term just before; of two sequences they belong to the terms before of the one and of the
    other.
    """

    weights: tuple[int, ...]
    index: int = 0
    constant: int = 0
    halved: bool = False


class Recurrence(msgspec.Struct, frozen=True):
    """A sequence (or two that depend on one another) with first terms and rules, and what is asked about it.

    `notations` say what terms are called, with # for their number; ``Term #`` and ``Step #`` are for sequences told in
    words, where no term has a name. `base` is the number of the first term. With `parity` the rules are for an even and
    for an odd term before. With a `modulus` every term from the rule on is reduced, or, unless `inside`, only the term
    asked is. What is asked:

    - ``term``: the one number `at`, of the sequence `of`; ``sum``: the terms up to this one;
    - ``first``: the number of the first term above `known`; ``over``: this term;
    - ``start``: the first term number `of` (from 0), where the term `at` is `known`;
    - ``period``: the length of the shortest period;
    - ``closed``: the factors of the terms n^degree·root^n, given in `basis` as (degree, root).
    """

    ask: Ask
    notations: tuple[str, ...]
    base: int
    first: tuple[int, ...]
    rules: tuple[Rule, ...]
    at: int
    of: int = 0
    known: int = 0
    parity: bool = False
    modulus: int = 0
    inside: bool = True
    basis: tuple[tuple[int, int], ...] = ()


def name(problem: Recurrence, number: int | str, of: int = 0) -> str:
    """What the term of this number is called."""
    return problem.notations[of].replace("#", str(number))


def in_words(problem: Recurrence) -> bool:
    """Whether the terms have no names."""
    return " " in problem.notations[0]


def paired(problem: Recurrence) -> bool:
    """Whether there are two sequences."""
    return len(problem.notations) > 1


def lags(problem: Recurrence) -> int:
    """How many first terms each sequence has."""
    return 1 if paired(problem) else len(problem.first)


def tree(rule: Rule) -> Expression:
    """The right-hand side, over the names p1 (the term just before), p2 and so on, and n."""
    terms = [(weight, f"p{lag}") for lag, weight in enumerate(rule.weights, 1)]
    whole = linear([*terms, (rule.index, "n")], rule.constant)
    return ("/", whole, 2) if rule.halved else whole


def rule_of(problem: Recurrence, found: list[list[int]], of: int) -> Rule:
    """The rule for the next term of the sequence `of`."""
    if problem.parity:
        return problem.rules[found[0][-1] % 2]
    return problem.rules[of]


def before(problem: Recurrence, found: list[list[Any]]) -> dict[str, Any]:
    """The terms before the next one, under the names that `tree` has for them."""
    if paired(problem):
        return {f"p{of + 1}": terms[-1] for of, terms in enumerate(found)}
    return {f"p{lag}": found[0][-lag] for lag in range(1, len(problem.rules[0].weights) + 1)}


def step(problem: Recurrence, found: list[list[int]], of: int = 0) -> Expression:
    """The right-hand side for the next term, with numbers for names, before any reduction."""
    number = problem.base + len(found[0])
    return put(tree(rule_of(problem, found, of)), {**before(problem, found), "n": number})


def started(problem: Recurrence) -> list[list[int]]:
    """The first terms of each sequence, reduced where all terms are worked with modulo a number."""
    first = [term % problem.modulus if problem.modulus else term for term in problem.first]
    return [[term] for term in first] if paired(problem) else [first]


def extend(problem: Recurrence, found: list[list[int]]) -> None:
    """Put the next term behind each sequence."""
    fresh = [int(value(step(problem, found, of))) for of in range(len(found))]
    for terms, term in zip(found, fresh, strict=True):
        terms.append(term % problem.modulus if problem.modulus else term)


def run(problem: Recurrence, last: int) -> list[list[int]]:
    """The terms of each sequence from the first to the one of this number."""
    found = started(problem)
    while problem.base + len(found[0]) <= last:
        extend(problem, found)
    return found


def cycle(problem: Recurrence, most: int = 400) -> tuple[int, int] | None:
    """After how many terms the sequence begins to repeat, and the length of what repeats; None if that takes long."""
    found, order = started(problem), lags(problem)
    seen: dict[tuple[int, ...], int] = {}
    for place in range(most):
        while len(found[0]) < place + order:
            extend(problem, found)
        state = tuple(found[0][place : place + order])
        if state in seen:
            return seen[state], place - seen[state]
        seen[state] = place
    return None


def term_at(problem: Recurrence, number: int) -> int:
    """The term of this number of the sequence asked about, however far."""
    if problem.modulus and number - problem.base > 400:
        repeats = cycle(problem)
        assert repeats is not None
        lead, length = repeats
        number = problem.base + lead + (number - problem.base - lead) % length
    return run(problem, number)[problem.of][number - problem.base]


def passed_at(problem: Recurrence) -> int:
    """The number of the first term above `known`."""
    found = started(problem)
    place = 0
    while found[problem.of][place] <= problem.known:
        place += 1
        if place == len(found[0]):
            extend(problem, found)
    return problem.base + place


def factors(problem: Recurrence) -> list[Fraction]:
    """The factors of the closed form, from the first terms (Gauss-Jordan)."""
    size = len(problem.basis)
    terms = run(problem, problem.base + size)[0]
    rows = [
        [Fraction(basis_at(each, problem.base + i)) for each in problem.basis] + [Fraction(terms[i])]
        for i in range(size)
    ]
    for column in range(size):
        pivot = next(row for row in rows[column:] if row[column])
        rows.remove(pivot)
        pivot = [entry / pivot[column] for entry in pivot]
        rows = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in rows]
        rows.insert(column, pivot)
    return [row[-1] for row in rows]


def basis_at(each: tuple[int, int], number: int) -> int:
    """``n^degree·root^n``."""
    degree, root = each
    return int(number**degree * root**number)


FACTORS = "ABC"


def gold(problem: Recurrence) -> str:
    """The answer."""
    match problem.ask:
        case "term":
            return str(term_at(problem, problem.at))
        case "sum":
            return str(sum(run(problem, problem.at)[problem.of]))
        case "first":
            return str(passed_at(problem))
        case "over":
            return str(term_at(problem, passed_at(problem)))
        case "start":
            return str(problem.first[problem.of])
        case "period":
            repeats = cycle(problem)
            assert repeats is not None
            return str(repeats[1])
    return ", ".join(f"{letter} = {factor}" for letter, factor in zip(FACTORS, factors(problem), strict=False))


# The statement as equations.

_FAR = 100  # steps from which the rule is applied by repeated squaring
_ABSENT = 10**6  # more than any index, period or term that can be asked so


def equations(problem: Recurrence) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The statement as a chain of equations, one for each term, and the names asked."""
    if problem.ask == "term" and problem.at - problem.base > _FAR:
        return _squared(problem)
    names = "xy" if paired(problem) else "t"
    last = _horizon(problem)
    lines = _first_terms(problem, names)
    for number in range(problem.base + lags(problem), last + 1):
        lines += [f"{letter}{number} = {_next(problem, names, number, of)}" for of, letter in enumerate(names)]
    asked = names[problem.of if paired(problem) else 0]
    terms = [f"{asked}{number}" for number in range(problem.base, last + 1)]
    match problem.ask:
        case "term":
            lines.append(f"asked = {terms[-1]}" + (f" % {problem.modulus}" if problem.modulus else ""))
        case "sum":
            lines.append(f"asked = {' + '.join(terms)}")
        case "first" | "over":
            # A term that is not above the bound counts as far away; of those left the first is the least, since they
            # increase.
            away = (f"{_ABSENT} * (1 - min(1, max(0, {term} - {problem.known})))" for term in terms)
            counted = [str(problem.base + i) for i in range(len(terms))] if problem.ask == "first" else terms
            lines.append(_least(f"{each} + {far}" for each, far in zip(counted, away, strict=True)))
        case "start":
            lines.append(f"{terms[-1]} = {problem.known}")
            unknown = f"{names[problem.of]}{problem.base}" if paired(problem) else f"t{problem.base + problem.of}"
            lines.append(f"asked = {unknown}")
        case "period":
            order = lags(problem)
            away = (
                " + ".join(f"abs({terms[shift + i]} - {terms[i]})" for i in range(order))
                for shift in range(1, len(terms) - order + 1)
            )
            lines.append(_least(f"{shift} + {_ABSENT} * min(1, {each})" for shift, each in enumerate(away, 1)))
        case "closed":
            letters = FACTORS[: len(problem.basis)]
            for i, term in enumerate(terms):
                parts = (
                    f"{letter} * ({basis_at(each, problem.base + i)})"
                    for letter, each in zip(letters, problem.basis, strict=True)
                )
                lines.append(f"{term} = {' + '.join(parts)}")
            return tuple(lines), tuple(letters)
    return tuple(lines), ("asked",)


def _horizon(problem: Recurrence) -> int:
    """The number of the last term that the question has to do with."""
    match problem.ask:
        case "first" | "over":
            return passed_at(problem) + 2
        case "period":
            return problem.base + int(gold(problem)) + lags(problem)
        case "closed":
            return problem.base + len(problem.basis) + 1
    return problem.at


def _first_terms(problem: Recurrence, names: str) -> list[str]:
    lines = []
    for place, term in enumerate(problem.first):
        called = f"{names[place]}{problem.base}" if paired(problem) else f"t{problem.base + place}"
        if problem.ask != "start" or place != problem.of:
            lines.append(f"{called} = {formula(term)}")
    return lines


def _next(problem: Recurrence, names: str, number: int, of: int) -> str:
    """The right-hand side of the term `number`, in the names of the terms before it."""
    found: list[list[Any]] = [[f"{letter}{each}" for each in range(problem.base, number)] for letter in names]
    values = {**before(problem, found), "n": number}
    if problem.parity:
        even, odd = (formula(put(tree(rule), values)) for rule in problem.rules)
        return f"(1 - {found[0][-1]} % 2) * {even} + ({found[0][-1]} % 2) * {odd}"
    text = formula(put(tree(problem.rules[of]), values))
    return f"{text} % {problem.modulus}" if problem.modulus and problem.inside else text


def _least(parts: Any) -> str:
    """``asked = min(...)``, nested where there are more parts than `min` takes."""
    texts = list(parts)
    groups = [f"min({', '.join(texts[i : i + 60])})" for i in range(0, len(texts), 60)]
    return f"asked = min({', '.join(groups)})"


def _squared(problem: Recurrence) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A far term modulo m: the step as an affine map of the last terms, squared again and again, and those of the
    powers applied that the binary digits of the number of steps name."""
    m, order, (rule,) = problem.modulus, lags(problem), problem.rules
    count = problem.at - problem.base - order + 1
    size = range(order)
    lines = [f"m0_{i}_{j} = {rule.weights[j] if i == 0 else int(i == j + 1)}" for i in size for j in size]
    lines += [f"c0_{i} = {formula(rule.constant) if i == 0 else 0}" for i in size]
    lines += [f"v0_{i} = {formula(problem.first[order - 1 - i])} % {m}" for i in size]
    applied = 0
    for bit in range(count.bit_length()):
        if count >> bit & 1:
            for i in size:
                product = " + ".join(f"m{bit}_{i}_{j} * v{applied}_{j}" for j in size)
                lines.append(f"v{applied + 1}_{i} = ({product} + c{bit}_{i}) % {m}")
            applied += 1
        if count >> (bit + 1):
            for i in size:
                for j in size:
                    product = " + ".join(f"m{bit}_{i}_{k} * m{bit}_{k}_{j}" for k in size)
                    lines.append(f"m{bit + 1}_{i}_{j} = ({product}) % {m}")
                product = " + ".join(f"m{bit}_{i}_{k} * c{bit}_{k}" for k in size)
                lines.append(f"c{bit + 1}_{i} = ({product} + c{bit}_{i}) % {m}")
    return tuple(lines), (f"v{applied}_0",)


def canonical(problem: Recurrence) -> Any:
    """The problem without its names, with terms counted from 0; the numbers of terms stay where they are asked."""
    rules = [
        [list(rule.weights), rule.index, rule.constant + rule.index * problem.base, int(rule.halved)]
        for rule in problem.rules
    ]
    first = [None if problem.ask == "start" and i == problem.of else term for i, term in enumerate(problem.first)]
    ask: list[Any] = [problem.ask, problem.at - problem.base, problem.known, problem.modulus]
    if problem.ask in ("first", "closed"):
        ask += [problem.base, [list(each) for each in problem.basis]]
    if paired(problem) or problem.ask == "start":
        ask.append(problem.of)
    return [ask, int(problem.inside), int(problem.parity), first, rules]


def measured(problem: Recurrence) -> dict[str, int]:
    """How often the rules are applied in a sensible solution, and the operations in that."""
    if problem.modulus and problem.at - problem.base > _FAR // 2 and (repeats := cycle(problem)):
        last = problem.base + sum(repeats) + lags(problem)
    else:
        last = _horizon(problem)
    count = last - problem.base + 1 - lags(problem)
    each = sum(operations(tree(rule)) + bool(problem.modulus) for rule in problem.rules)
    return {"order": lags(problem), "steps": count, "operations": count * each // (2 if problem.parity else 1)}
