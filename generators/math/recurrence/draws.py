"""How the sequences of recurrence problems are drawn, level by level."""

from __future__ import annotations

from collections.abc import Callable

from generators.math.recurrence.sequences import (
    STEP,
    TERM,
    Ask,
    Recurrence,
    Rule,
    cycle,
    factors,
    gold,
    in_words,
    paired,
    run,
)
from generators.randomness import Stream

Draw = Callable[[Stream], Recurrence | None]

_ATTEMPTS = 300
_NOTATIONS = ("a(#)", "a(#)", "f(#)", "s(#)", "t(#)", "u(#)", "b(#)", "a_#", "u_#", "x_#", "b_#", "c_#", "s_#", "y_#")
_PAIRS = (("x(#)", "y(#)"), ("a(#)", "b(#)"), ("p(#)", "q(#)"), ("u_#", "v_#"), ("x_#", "y_#"), ("a_#", "b_#"))
_PAIRS_IN_WORDS = (("Red #", "Blue #"), ("Left #", "Right #"), ("Upper #", "Lower #"))
_WEIGHTS = (
    (1, 1), (1, 1), (2, 1), (1, 2), (1, -1), (2, -1), (3, -1), (3, 1), (1, 3), (3, -2), (2, -2), (-1, 2), (-1, 1),
)  # fmt: skip


def sampled(stream: Stream, level: int) -> Recurrence | None:
    """A problem of the level, or None when many attempts give none."""
    if level == 1:
        order = stream.weighted(("constant", "index", "two"), (20, 20, 60))
        worded = stream.chance(3 if order == "constant" else 1, 4)
        return _drawn(stream, lambda: _short(stream, order, worded))
    draws, weights = zip(*_KINDS[level], strict=True)
    chosen: Draw = stream.weighted(draws, weights)
    return _drawn(stream, lambda: chosen(stream))


def _drawn(stream: Stream, attempt: Callable[[], Recurrence | None]) -> Recurrence | None:
    for _ in range(_ATTEMPTS):
        problem = attempt()
        if problem is not None:
            return problem
    return None


def _short(stream: Stream, order: str, worded: bool) -> Recurrence | None:
    """One or two terms and a rule, and a term two to four steps on."""
    first: tuple[int, ...] = (stream.integer(1, 20),)
    notation, base, further = stream.choice(_NOTATIONS), stream.choice((0, 1, 1)), 3
    match order:
        case "constant":
            weight = stream.choice((2, 2, 2, 3, 3, 4, 5, -1, -2))
            rule = Rule((weight,), 0, stream.choice((-1, 1, 1)) * stream.integer(1, 30))
            further = 4
        case "index":
            slope = stream.choice((-3, -2, -1, 1, 2, 3, 4, 5))
            rule = Rule((stream.choice((1, 1, 2, 2, 3, -1)),), slope, stream.integer(-6, 9))
        case _:
            rule = Rule(stream.choice(_WEIGHTS), 0, stream.chance(2, 3) * stream.integer(-15, 15))
            first = (stream.integer(1, 15), stream.integer(1, 15))
    if worded and _speakable(rule):
        notation = stream.choice((TERM, STEP, STEP)) if len(first) == 1 else TERM
        base = int(notation == TERM)
    last = base + len(first) - 1 + stream.integer(2, further)
    problem = Recurrence("term", (notation,), base, first, (rule,), last)
    return problem if _telling(problem, 120) else None


def _speakable(rule: Rule) -> bool:
    """Whether the rule can be told in a short sentence."""
    return (
        len(rule.weights) < 3
        and not rule.index
        and rule.weights[0] > 0
        and min(map(abs, rule.weights[1:]), default=1) == 1
    )


def _telling(problem: Recurrence, most: int) -> bool:
    """Whether the terms are small, all different and, in words, above 1, and the answer is not trivial."""
    found = run(problem, problem.at)[problem.of]
    if len(set(found)) < len(found) or max(map(abs, found)) > most or abs(int(gold(problem))) < 2:
        return False
    return not in_words(problem) or min(found) > 1


def _named(stream: Stream, rule: Rule, words: tuple[str, ...] = ()) -> tuple[str, int]:
    """What the terms are called and the number of the first one."""
    if words and _speakable(rule) and stream.chance(1, 2):
        notation = stream.choice(words if len(rule.weights) == 1 else (TERM,))
        return notation, int(notation == TERM)
    return stream.choice(_NOTATIONS), stream.choice((0, 1, 1))


def _rule(stream: Stream, order: int) -> Rule:
    """A rule of the order, with the index or a constant where the order is 1."""
    match order:
        case 1 if stream.chance(1, 3):
            return Rule((stream.choice((1, 2, 2, 3, -1)),), stream.choice((-3, -2, 2, 3, 4, 5)), stream.integer(-6, 9))
        case 1:
            return Rule((stream.choice((2, 2, 3, 3, -2)),), 0, stream.choice((-1, 1)) * stream.integer(1, 30))
        case 2:
            return Rule(stream.choice(_WEIGHTS), 0, stream.chance(2, 3) * stream.integer(-15, 15))
    weights = tuple(stream.choice((-2, -1, 1, 1, 2)) for _ in range(order))
    return Rule(weights, 0, stream.chance(1, 2) * stream.integer(-9, 9))


def _firsts(stream: Stream, order: int, most: int = 15) -> tuple[int, ...]:
    return tuple(stream.integer(1, most) for _ in range(order))


# Kinds of problems.


def _term(orders: tuple[int, ...], fewest: int, furthest: int, most: int) -> Draw:
    """A term so many steps on."""

    def draw(stream: Stream) -> Recurrence | None:
        order = stream.choice(orders)
        rule = _rule(stream, order)
        if order == 2 and stream.chance(1, 3):
            rule = Rule(rule.weights, stream.choice((-2, -1, 1, 2, 3)), rule.constant)
        notation, base = _named(stream, rule, (TERM, STEP))
        last = base + order - 1 + stream.integer(fewest, furthest)
        problem = Recurrence("term", (notation,), base, _firsts(stream, order), (rule,), last)
        return problem if _telling(problem, most) else None

    return draw


def _sum(orders: tuple[int, ...], fewest: int, furthest: int, most: int) -> Draw:
    """The sum of the first so many terms."""

    def draw(stream: Stream) -> Recurrence | None:
        order = stream.choice(orders)
        rule = _rule(stream, order)
        notation, base = _named(stream, rule, (TERM,))
        last = base - 1 + stream.integer(fewest, furthest)
        problem = Recurrence("sum", (notation,), base, _firsts(stream, order), (rule,), last)
        return problem if _telling(problem, most) else None

    return draw


def _first(orders: tuple[int, ...], fewest: int, furthest: int, most: int) -> Draw:
    """The first term above a bound, or its number, of an increasing sequence."""

    def draw(stream: Stream) -> Recurrence | None:
        order = stream.choice(orders)
        rule = _rule(stream, order)
        notation, base = _named(stream, rule, (TERM, STEP, STEP))
        last = base + order - 1 + stream.integer(fewest, furthest)
        problem = Recurrence("first", (notation,), base, _firsts(stream, order), (rule,), last)
        found = run(problem, last)[0]
        if any(a >= b for a, b in zip(found[order - 1 :], found[order:], strict=False)) or found[-1] > most:
            return None
        if found[-1] < 30 or (in_words(problem) and min(found) < 2) or max(found[:order]) >= found[-2]:
            return None
        low, high = found[-2], found[-1] - 1
        bounds = [bound for bound in range(low - low % 10 + 10, high, 10) if low < bound < high] or [high]
        ask: Ask = stream.choice(("first", "over"))
        return Recurrence(ask, (notation,), base, problem.first, (rule,), last, known=stream.choice(bounds))

    return draw


def _start(orders: tuple[int, ...], fewest: int, furthest: int, most: int) -> Draw:
    """The way back: a first term, from a later one."""

    def draw(stream: Stream) -> Recurrence | None:
        order = stream.choice(orders)
        rule = _rule(stream, order)
        notation, base = _named(stream, rule, (STEP,)) if order == 1 else _named(stream, rule)
        of = stream.below(order)
        last = base + order - 1 + stream.integer(fewest, furthest)
        return _backward(Recurrence("start", (notation,), base, _firsts(stream, order, 20), (rule,), last, of), most)

    return draw


def _backward(problem: Recurrence, most: int) -> Recurrence | None:
    """The problem with the later term put in, if that one tells what the unknown is."""
    seen = problem.of if paired(problem) else 0
    found = run(problem, problem.at)[seen]
    if len(set(found)) < len(found) or max(map(abs, found)) > most or problem.first[problem.of] < 2:
        return None
    if in_words(problem) and min(found) < 2:
        return None
    other = tuple(term + (place == problem.of) for place, term in enumerate(problem.first))
    moved = Recurrence(
        "start", problem.notations, problem.base, other, problem.rules, problem.at, problem.of, 0, problem.parity
    )
    if run(moved, problem.at)[seen][-1] == found[-1] or problem.first[problem.of] in _others(problem):
        return None
    return Recurrence(
        "start", problem.notations, problem.base, problem.first, problem.rules, problem.at, problem.of, found[-1]
    )


def _others(problem: Recurrence) -> list[int]:
    return [term for place, term in enumerate(problem.first) if place != problem.of]


def _pair(ask: str, fewest: int, furthest: int, most: int) -> Draw:
    """Two sequences that depend on one another: a term, or the way back."""

    def draw(stream: Stream) -> Recurrence | None:
        words = ask == "term" and stream.chance(1, 3)
        notations = stream.choice(_PAIRS_IN_WORDS if words else _PAIRS)
        base = 0 if words else stream.choice((0, 1, 1))
        rules = tuple(
            Rule(
                (stream.choice((1, 1, 2, 3) if words else (-1, 1, 1, 2, 3, 0)),
                 stream.choice((1, 1, 2, -1) if words else (-2, -1, 1, 1, 2, 0))),
                0,
                stream.chance(1, 2) * stream.integer(-9, 9),
            )
            for _ in notations
        )  # fmt: skip
        # Each depends on the other, and the two rules differ.
        if not rules[0].weights[1] or not rules[1].weights[0] or rules[0].weights == rules[1].weights:
            return None
        last = base + stream.integer(fewest, furthest)
        of = stream.below(2)
        first = (stream.integer(1, 12), stream.integer(1, 12))
        if ask == "start":
            return _backward(Recurrence("start", notations, base, first, rules, last, of), most)
        problem = Recurrence("term", notations, base, first, rules, last, of)
        whole = [term for terms in run(problem, last) for term in terms]
        if max(map(abs, whole)) > most or (words and min(whole) < 1):
            return None
        return problem if _telling(problem, most) else None

    return draw


def _modular(orders: tuple[int, ...], fewest: int, furthest: int) -> Draw:
    """A term of a sequence of remainders."""

    def draw(stream: Stream) -> Recurrence | None:
        order = stream.choice(orders)
        modulus = stream.choice((7, 9, 10, 10, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20))
        rule = _reduced(stream, order, modulus)
        notation, base = _named(stream, rule, (TERM,))
        first = tuple(stream.integer(1, modulus - 1) for _ in range(order))
        last = base + order - 1 + stream.integer(fewest, furthest)
        problem = Recurrence("term", (notation,), base, first, (rule,), last, modulus=modulus)
        found = run(problem, last)[0]
        if len(set(found)) < min(len(found) - 1, modulus // 2 + 1) or found[-1] < 2:
            return None
        return None if gold(problem) in map(str, first) else problem

    return draw


def _reduced(stream: Stream, order: int, modulus: int) -> Rule:
    weights = tuple(
        stream.integer(1, min(9, modulus - 1)) if order == 1 else stream.choice((1, 1, 2, 3)) for _ in range(order)
    )
    if order == 1 and weights == (1,):
        weights = (2,)
    constant = stream.integer(1, min(9, modulus - 1))
    return Rule(weights, 0, constant if order == 1 or stream.chance(1, 2) else 0)


def _parity(fewest: int, furthest: int) -> Draw:
    """A term of a sequence with a rule for even and one for odd terms."""

    def draw(stream: Stream) -> Recurrence | None:
        notation, base = stream.choice(_NOTATIONS), stream.choice((0, 1, 1))
        if stream.chance(1, 3):
            notation, base = STEP, 0
        even = Rule((1,), 0, stream.choice((0, 0, 0, 2, 4, -2, 6)), halved=True)
        odd = Rule((stream.choice((1, 3, 3, 5)),), 0, stream.integer(-9, 15))
        if odd.weights == (1,) and odd.constant < 1:
            return None
        last = base + stream.integer(fewest, furthest)
        problem = Recurrence("term", (notation,), base, (stream.integer(5, 60),), (even, odd), last, parity=True)
        found = run(problem, last)[0]
        odds = sum(term % 2 for term in found[:-1])
        if not 2 <= odds <= len(found) - 3 or min(found) < 1:
            return None
        return problem if _telling(problem, 2000) else None

    return draw


def _period(shortest: int, longest: int) -> Draw:
    """The period of a sequence of remainders that repeats from its first term on."""

    def draw(stream: Stream) -> Recurrence | None:
        order = stream.choice((1, 2))
        modulus = stream.integer(5, 31) if order == 1 else stream.integer(4, 11)
        rule = _reduced(stream, order, modulus)
        first = tuple(stream.integer(0 if order > 1 else 1, modulus - 1) for _ in range(order))
        notation, base = stream.choice(_NOTATIONS), stream.choice((0, 1, 1))
        problem = Recurrence("period", (notation,), base, first, (rule,), base, modulus=modulus)
        repeats = cycle(problem, longest + 2)
        if repeats is None or repeats[0] or not shortest <= repeats[1] <= longest or not any(first):
            return None
        return problem

    return draw


def _far(stream: Stream) -> Recurrence | None:
    """A term far along, modulo a number: only the cycle of the remainders gets there."""
    order = stream.choice((1, 2, 2))
    modulus = stream.integer(5, 25) if order == 1 else stream.integer(5, 9)
    rule = _reduced(stream, order, modulus)
    inside = stream.chance(1, 2)
    first = tuple(stream.integer(1, modulus - 1 if inside else 12) for _ in range(order))
    notation, base = stream.choice(_NOTATIONS), stream.choice((0, 1, 1))
    at = stream.choice((stream.integer(200, 999), stream.integer(1_000, 9_999), 100 * stream.integer(10, 9_999)))
    problem = Recurrence("term", (notation,), base, first, (rule,), at, modulus=modulus, inside=inside)
    repeats = cycle(problem, 26)
    if repeats is None or not 4 <= repeats[1] <= 20:
        return None
    # Where the index is a multiple of the period away the answer stands among what is given.
    return None if (at - base) % repeats[1] < order and not repeats[0] else problem


def _long_sum(stream: Stream) -> Recurrence | None:
    """The sum of many terms of a sequence of remainders."""
    order = stream.choice((1, 2))
    modulus = stream.integer(5, 20) if order == 1 else stream.integer(5, 7)
    rule = _reduced(stream, order, modulus)
    first = tuple(stream.integer(1, modulus - 1) for _ in range(order))
    notation, base = stream.choice(_NOTATIONS), stream.choice((0, 1, 1))
    problem = Recurrence("sum", (notation,), base, first, (rule,), base - 1 + stream.integer(60, 200), modulus=modulus)
    repeats = cycle(problem, 18)
    return problem if repeats is not None and not repeats[0] and 4 <= repeats[1] <= 14 else None


def _closed(stream: Stream) -> Recurrence | None:
    """The factors of a closed form of a known shape."""
    notation, base = stream.choice(_NOTATIONS), stream.choice((0, 0, 1))
    kind = stream.weighted(("roots", "root", "double", "index", "square"), (35, 20, 15, 15, 15))
    one, two = stream.sample((-3, -2, -1, 2, 3, 4, 5), 2)
    match kind:
        case "roots":
            basis: tuple[tuple[int, int], ...] = ((0, one), (0, two))
            rule = Rule((one + two, -one * two))
        case "root":
            basis = ((0, one), (0, 1))
            rule = Rule((one,), 0, (1 - one) * stream.choice((-1, 1)) * stream.integer(1, 9))
        case "double":
            one = stream.choice((-2, 2, 3, 4))
            basis = ((0, one), (1, one))
            rule = Rule((2 * one, -one * one))
        case "index":
            one = stream.choice((2, 3, 4, -1))
            basis = ((0, one), (1, 1), (0, 1))
            slope = stream.choice((-2, -1, 1, 2, 3))
            # B·n + C satisfies the rule for these: the differences are (1 - root)·B and (1 - root)·C + root·B.
            rule = Rule((one,), (1 - one) * slope, (1 - one) * stream.integer(-5, 5) + one * slope)
        case _:
            basis = ((2, 1), (1, 1), (0, 1))
            rule = Rule((1,), 2 * stream.integer(1, 5), stream.integer(-9, 9))
    if not rule.weights[0] or not any((rule.index, rule.constant, rule.weights[1:])):
        return None
    first = tuple(stream.integer(-9, 15) for _ in rule.weights)
    problem = Recurrence("closed", (notation,), base, first, (rule,), base, basis=basis)
    found = factors(problem)
    if not all(found) or any(each.denominator > 2 or abs(each) > 30 for each in found):
        return None
    return problem if any(abs(each) > 1 for each in found) else None


_KINDS: dict[int, tuple[tuple[Draw, int], ...]] = {
    2: (
        (_term((1, 1, 2, 2), 5, 7, 2_000), 20),
        (_modular((1, 2), 4, 6), 15),
        (_sum((1, 2), 5, 6, 500), 15),
        (_first((1, 2), 4, 7, 2_000), 15),
        (_start((1,), 3, 4, 2_000), 20),
        (_pair("term", 3, 4, 500), 15),
    ),
    3: (
        (_term((2, 3, 3), 7, 9, 20_000), 15),
        (_modular((1, 2, 2), 8, 12), 12),
        (_parity(6, 10), 15),
        (_start((2,), 3, 4, 5_000), 14),
        (_pair("start", 2, 3, 2_000), 8),
        (_pair("term", 5, 6, 5_000), 12),
        (_period(4, 12), 14),
        (_sum((2, 3), 8, 10, 5_000), 10),
    ),
    4: (
        (_far, 28),
        (_closed, 26),
        (_long_sum, 12),
        (_period(12, 24), 12),
        (_start((2, 3), 5, 6, 50_000), 11),
        (_pair("start", 4, 5, 20_000), 11),
    ),
}
