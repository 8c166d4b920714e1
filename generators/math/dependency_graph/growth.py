"""Growing a dependency-graph problem: facts with the values that make them true, distractors, and the twins."""

from __future__ import annotations

from math import gcd, prod

from generators.math.dependency_graph.facts import MANY, NONE, OPERATIONS, Fact, Situation, holds, value_of
from generators.randomness import Stream

SMALLEST, LARGEST = 2, 2000  # what a quantity may be: below 2 the wording would need a singular
_FURTHEST = 10_000  # how large a quantity may get in the second reading of an open statement

_UNARY = {1: ("more", "fewer", "times", "share"), 2: ("scaled_more", "scaled_fewer", "share_more")}
_JOINING = {1: ("sum", "difference"), 2: ("sum_more", "scaled_sum")}


def grown(
    stream: Stream, operations: int, distractors: int, *, backward: bool, outcome: str, checked: bool
) -> Situation | None:
    """A problem of exactly so many needed operations, still without names, or None when this attempt failed.

    `checked` asks for one more fact about quantities that others settle; a contradictory twin gets it wrong.
    """
    graph = _Graph(stream)
    shape = _backward(graph, operations) if backward else _forward(graph, operations)
    if shape is None:
        return None
    question, asked = shape
    count = len(graph.facts)
    missing = None
    if outcome == MANY:
        missing = _omit(graph, backward)
        if missing is None:
            return None
        count -= 1
    for _ in range(distractors):
        graph.distract()
    conflict = None
    if outcome == NONE or checked:
        conflict = _cross_check(graph, asked, count, outcome == NONE)
        if outcome == NONE and conflict is None:
            return None
    answer = value_of(question, asked, graph.values)
    if answer > LARGEST or not _hold(graph.facts, graph.values, outcome):
        return None
    if outcome == "value" and answer in _stated(graph.facts):
        return None  # it could be copied from the text
    others: tuple[int, ...] = ()
    if missing is not None:
        others = _second_reading(graph, question, asked, graph.facts[count - 1].of if backward else None, missing)
        if not others:
            return None
    return Situation(
        world="",
        quantities=(),
        facts=tuple(graph.facts),
        question=question,
        asked=asked,
        backward=backward,
        twins=True,
        outcome=outcome,
        answer=answer if outcome == "value" else None,
        needed=tuple(range(count)),
        values=tuple(graph.values),
        others=others,
        missing=missing,
        conflict=conflict if outcome == NONE else None,
    )


class _Graph:
    """Facts under construction. `loose` are the quantities that nothing builds on yet."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.values: list[int] = []
        self.facts: list[Fact] = []
        self.loose: list[int] = []

    def leaf(self) -> int:
        """A new quantity whose value is stated."""
        value = self.stream.integer(4, 60)
        self._add("given", (), 1, 1, value, value)
        return len(self.values) - 1

    def grow(self, operations: int, ends: int) -> bool:
        """Use up exactly this many operations and end with so many loose quantities; False if stuck."""
        stream = self.stream
        for _ in range(max(ends, 1 + (operations + stream.below(3)) // 4)):
            self.loose.append(self.leaf())
        left = operations
        for _ in range(8 * operations):
            surplus = len(self.loose) - ends
            if left == 0:
                return surplus == 0
            if surplus > left:
                return False
            size = 2 if left - 2 >= surplus and stream.chance(2, 5) else 1
            if surplus and (left == surplus or stream.chance(1, 3)):
                used = self._join(size, surplus)
            elif len(self.facts) > len(self.loose) and stream.chance(1, 4):
                used = self._weave(size)
            else:
                used = self._derive(size, stream.choice(self.loose))
            left -= used
        return False

    def distract(self) -> None:
        """One more fact that nothing needs: a number, a relation to something known, or to something never told."""
        stream = self.stream
        known = len(self.values)
        shape = stream.below(4)
        if shape == 1 and self._combine(stream.choice(_JOINING[1]), tuple(stream.sample(range(known), 2))):
            return
        if shape == 2 and self._derive(1, stream.below(known)):
            return
        if shape == 3:
            self.values.append(stream.integer(4, 60))
            if self._derive(1, known):
                return
            self.values.pop()
        self.leaf()

    def _join(self, size: int, surplus: int) -> int:
        if size == 2 and surplus >= 2 and self.stream.chance(1, 2):
            return self._combine("sum_of_three", tuple(self.stream.sample(self.loose, 3)))
        return self._combine(self.stream.choice(_JOINING[size]), tuple(self.stream.sample(self.loose, 2)))

    def _weave(self, size: int) -> int:
        """Join a loose quantity with one that is used already, so that the graph is no tree."""
        one = self.stream.choice(self.loose)
        other = self.stream.below(len(self.values))
        if other in self.loose:
            return 0
        return self._combine(self.stream.choice(_JOINING[size]), (one, other))

    def _derive(self, size: int, part: int) -> int:
        stream, value = self.stream, self.values[part]
        kind = stream.choice(_UNARY[size])
        factor = divisor = 1
        if kind in ("times", "scaled_more", "scaled_fewer"):
            factor = stream.weighted((2, 3, 4, 5), (4, 3, 2, 1))
        elif kind in ("share", "share_more"):
            fitting = [d for d in (2, 3, 4, 5) if value % d == 0]
            if not fitting:
                return 0
            divisor = stream.choice(fitting)
        scaled = factor * value // divisor
        number = 0
        if kind in ("more", "scaled_more", "share_more"):
            number = stream.integer(2, 40)
        elif kind in ("fewer", "scaled_fewer"):
            if scaled < 8:
                return 0
            number = -stream.integer(2, min(40, scaled - 3))
        return self._add(kind, (part,), factor, divisor, number, scaled + number)

    def _combine(self, kind: str, parts: tuple[int, ...]) -> int:
        factor, number = 1, 0
        if kind == "difference":
            parts = tuple(sorted(parts, key=lambda q: -self.values[q]))
            total = self.values[parts[0]] - self.values[parts[1]]
        else:
            total = sum(self.values[q] for q in parts)
        if kind == "sum_more":
            number = self.stream.integer(2, 40)
        elif kind == "scaled_sum":
            factor = self.stream.choice((2, 2, 3))
        return self._add(kind, parts, factor, 1, number, factor * total + number)

    def _add(self, kind: str, parts: tuple[int, ...], factor: int, divisor: int, number: int, value: int) -> int:
        """Record a fact about a new quantity; the operations it costs, or 0 when its value is out of bounds."""
        if not SMALLEST <= value <= LARGEST:
            return 0
        new = len(self.values)
        self.values.append(value)
        self.facts.append(Fact((new,), kind, parts, factor, divisor, number))
        if self.loose and parts:
            left = [q for q in self.loose if q not in parts]
            if len(left) < len(self.loose):
                self.loose = [*left, new]
        return OPERATIONS[kind]


def _forward(graph: _Graph, operations: int) -> tuple[str, tuple[int, ...]] | None:
    """Grow the graph under a question for one quantity, or for the total or difference of several."""
    stream = graph.stream
    question = stream.weighted(("value", "total", "difference"), (5, 2, 1))
    ends = 1 if question == "value" else 3 if question == "total" and operations > 5 and stream.chance(1, 3) else 2
    if not graph.grow(operations - ends + 1, ends):
        return None
    asked = tuple(graph.loose)
    if question == "difference":
        asked = tuple(sorted(asked, key=lambda q: -graph.values[q]))
        if value_of(question, asked, graph.values) < SMALLEST:
            return None
    graph.loose = []
    return question, asked


def _backward(graph: _Graph, operations: int) -> tuple[str, tuple[int, ...]] | None:
    """Grow the graph, state what its end comes to, and ask for a leaf that this determines."""
    stream = graph.stream
    ends = 1 if stream.chance(3, 5) else 2
    if not graph.grow(operations - ends + 1, ends):
        return None
    told = tuple(graph.loose)
    graph.loose = []
    at = stream.choice([i for i, fact in enumerate(graph.facts) if not fact.parts])
    unknown = graph.facts[at].of[0]
    if unknown in told or not _moved(told, _direction(graph, unknown)):
        return None
    del graph.facts[at]
    graph.facts.append(Fact(told, "given", number=sum([graph.values[q] for q in told])))
    return "value", (unknown,)


def _omit(graph: _Graph, backward: bool) -> int | None:
    """Drop the value of a needed leaf and return its quantity; None if there is none to drop."""
    told_last = len(graph.facts) - 1 if backward else None
    leaves = [i for i, fact in enumerate(graph.facts) if not fact.parts and i != told_last]
    if not leaves:
        return None
    at = graph.stream.choice(leaves)
    missing = graph.facts[at].of[0]
    del graph.facts[at]
    return missing


def _cross_check(graph: _Graph, asked: tuple[int, ...], needed: int, false: bool) -> int | None:
    """State what two shallow quantities add up to, truly or not, and return the fact's position.

    Both are at most one operation from a stated number, so that a true statement saves its reader no work. At least
    one of them is told by the first `needed` facts, those that the question rests on.
    """
    costs: dict[int, int] = {}
    seen: set[int] = set()
    for fact in graph.facts:
        if len(fact.of) == 1 and fact.of[0] not in seen:
            seen.add(fact.of[0])
            if all(q in costs for q in fact.parts):
                costs[fact.of[0]] = OPERATIONS[fact.kind] + sum(costs[q] for q in fact.parts)
    ours = {fact.of[0] for fact in graph.facts[:needed]}
    shallow = [q for q, cost in costs.items() if cost <= 1 and q not in asked]
    pairs = [(a, b) for a in shallow for b in shallow if a < b and (costs[a] or costs[b]) and (a in ours or b in ours)]
    if not pairs:
        return None
    pair = graph.stream.choice(pairs)
    total = graph.values[pair[0]] + graph.values[pair[1]]
    if false:
        total += graph.stream.integer(2, 9) * (-1 if total > 12 and graph.stream.chance(1, 2) else 1)
    graph.facts.append(Fact(pair, "given", number=total))
    return len(graph.facts) - 1


def _stated(facts: list[Fact]) -> set[int]:
    return {number for fact in facts for number in (abs(fact.number), fact.factor, fact.divisor)}


def _hold(facts: list[Fact], values: list[int], outcome: str) -> bool:
    """Whether every fact is true of the values, but for the one that a contradictory twin gets wrong."""
    wrong = sum([not holds(fact, values) for fact in facts])
    return wrong == (outcome == NONE)


def _direction(graph: _Graph, leaf: int) -> list[int]:
    """How much each quantity moves when `leaf` moves by a step that keeps all divisions whole."""
    moved = [0] * len(graph.values)
    moved[leaf] = prod(fact.divisor for fact in graph.facts)
    for fact in graph.facts:
        if fact.parts:
            parts = [moved[q] for q in fact.parts]
            base = parts[0] - parts[1] if fact.kind == "difference" else sum(parts)
            moved[fact.of[0]] = fact.factor * base // fact.divisor
    return moved


def _moved(quantities: tuple[int, ...], direction: list[int]) -> int:
    return sum(direction[q] for q in quantities)


def _second_reading(
    graph: _Graph, question: str, asked: tuple[int, ...], told: tuple[int, ...] | None, missing: int
) -> tuple[int, ...]:
    """Other whole values under which every fact holds but the asked number differs, or nothing if none are near.

    They prove that the statement leaves the number open, even to a reader who knows that these are counts. `told`
    are the quantities whose total a backward problem states.
    """
    direction = _direction(graph, missing)
    if told is not None:
        along = _direction(graph, asked[0])
        up, across = _moved(told, along), _moved(told, direction)
        direction = [across * a - up * d for a, d in zip(along, direction, strict=True)]
    common = gcd(*direction)
    if not common:
        return ()
    before = value_of(question, asked, graph.values)
    for sign in (1, -1):
        other = [value + sign * step // common for value, step in zip(graph.values, direction, strict=True)]
        after = value_of(question, asked, other)
        if (
            all(SMALLEST <= value <= _FURTHEST for value in other)
            and SMALLEST <= after != before
            and _hold(graph.facts, other, MANY)
        ):
            return tuple(other)
    return ()
