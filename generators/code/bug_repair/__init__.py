"""Functions with bugs: the specification, the function as it stands, and the whole repaired function as the answer.

A bug is one change by the mutation operators of `generators.code.bugs` to an algorithm of
`generators.code.algorithms`. The hidden tests reject the function as it stands, with any one of its bugs repaired too;
in half of the problems the repair may change no more lines than the bugs did.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec import Struct

from generators.code.algorithms import (
    Variant,
    built,
    drawn_variant,
    lines,
    parameters,
    said,
    source,
)
from generators.code.algorithms.inputs import arguments
from generators.code.bug_repair.language import MOST_STEPS, Told, asked, explained
from generators.code.bugs import KINDS, Bug, bugs, merged, types_of
from generators.code.calls import Case
from generators.code.mini_python import Block, Endless, Stopped, TooLarge, nesting, run, statements
from generators.code.mini_python_text import Runner
from generators.code.tagged import literal_text, tagged, untagged
from generators.family import Family, Impossible, Wording
from generators.language.instructions import code_block
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Program
from schemas.checks import Check, HiddenTests, Test


class Repair(Struct, frozen=True):
    """A variant of an algorithm with its body as it stands, the kinds of its bugs, the hidden tests, a call that goes
    wrong, further calls, and whether the number of changed lines is limited (0 where it is not)."""

    level: int
    variant: Variant
    block: tuple[Any, ...]
    bugs: tuple[str, ...]
    cases: tuple[Case, ...]
    wrong: Case
    returned: str
    examples: tuple[Case, ...]
    most: int


# level: the algorithms' tier, bugs, hidden tests
_LEVELS = {1: (1, 1, 18), 2: (2, 1, 18), 3: (3, 2, 14)}


@register
class BugRepair(Family[Repair]):
    """Repair a function that does not do what its specification says; the answer is a program that passes tests."""

    name = "code/bug_repair"
    kin = "code/bug_repair"
    version = 2
    title = "Bugs to be found and repaired in small functions"
    levels = {
        1: "1 bug in 3 to 9 statements, a call that goes wrong is shown with what comes out",
        2: "1 bug in 6 to 16 statements with nested decisions, calls are shown with the right results",
        3: "2 bugs in 12 to 30 statements with tables, stacks or sorting passes",
    }
    tags = ("code", "debugging")

    def sample(self, stream: Stream, level: int) -> Repair:
        tier, number, tests = _LEVELS[level]
        for _ in range(20):
            variant = drawn_variant(stream, tier)
            drawn = _Drawn.of(variant, stream, tests)
            if drawn is None:
                continue
            broken = drawn.broken(stream, number)
            if broken is None:
                continue
            short = [arguments(parameters(variant), variant.picks, stream, place, shortest=True) for place in range(9)]
            shown = _shown(drawn, broken, short)
            if shown is None:
                continue
            wrong, returned, others = shown
            most = _changed_lines(variant, broken) if stream.chance(1, 2) else 0
            cases = tuple(map(_case, drawn.calls, drawn.results))
            return Repair(level, variant, broken.block, broken.kinds, cases, wrong, returned, tuple(others[:2]), most)
        raise Impossible(f"no {number} bugs that show in 20 attempts")

    def phrase(self, instance: Repair, stream: Stream, language: str) -> Wording:
        what, edge, about = said(instance.variant, stream)
        told = Told(
            instance.variant.function,
            [instance.variant.names[f"${each.name}"] for each in parameters(instance.variant)],
            source(instance.variant, instance.block),
            what,
            edge,
            about,
            len(instance.bugs),
            instance.most,
            _call(instance, instance.wrong),
            instance.returned,
            literal_text(instance.wrong.expected),
            [(_call(instance, case), literal_text(case.expected)) for case in instance.examples],
        )
        return Wording(*asked(told, stream, code_block(stream), instance.level))

    def check(self, instance: Repair) -> Check:
        return HiddenTests(
            answer=Program(entry=instance.variant.function),
            gold=source(instance.variant, built(instance.variant).block),
            tests=tuple(Test(case.arguments, case.expected) for case in instance.cases),
            original=source(instance.variant, instance.block) if instance.most else None,
            most_changed=instance.most or None,
        )

    def reference(self, instance: Repair, stream: Stream) -> str:
        call = [untagged(each) for each in instance.wrong.arguments]
        return explained(instance.variant, instance.block, call, stream)

    def canonical(self, instance: Repair) -> Any:
        picks = {slot: list(pick) if isinstance(pick, tuple) else pick for slot, pick in instance.variant.picks.items()}
        gold = built(instance.variant).block
        plain_names = Variant(instance.variant.algorithm, instance.variant.picks, "f", _own_names(instance.variant))
        before, after = lines(plain_names, gold), lines(plain_names, instance.block)
        return [
            instance.variant.algorithm,
            picks,
            [[i, line] for i, line in enumerate(after) if line not in before[i : i + 1]],
        ]

    def measures(self, instance: Repair) -> dict[str, int]:
        block = built(instance.variant).block
        outcome = run(
            _names(instance.variant), block, [untagged(each) for each in instance.wrong.arguments], MOST_STEPS
        )
        return {
            "bugs": len(instance.bugs),
            "statements": sum(1 for _ in statements(block)),
            "nesting": nesting(block),
            "executed_steps": outcome.steps,
        }


_MOST_TRACED = 70  # steps of the call that the worked solution follows


class _Broken(NamedTuple):
    block: Block
    kinds: tuple[str, ...]
    run: Any


class _Drawn(NamedTuple):
    """A variant's function with its hidden tests."""

    variant: Variant
    runner: Runner
    run: Any
    types: dict[str, str]
    calls: list[list[Any]]
    results: list[Any]

    @classmethod
    def of(cls, variant: Variant, stream: Stream, tests: int) -> _Drawn | None:
        runner = Runner(1_500)
        call = runner.function(_names(variant), built(variant).block)
        calls = [arguments(parameters(variant), variant.picks, stream, place) for place in range(tests)]
        try:
            results = [call(each) for each in calls[::-1]][::-1]
        except Stopped:
            return None
        runner.passes = 3 * runner.most_passes + 20  # a bug that takes much longer never ends
        kinds = types_of(runner.environment)  # of the first call, which is a long one
        half = len(results) // 2
        if any(results.count(each) > half for each in results[: half + 1]) or len(repr(results)) > 9_000:
            return None  # a constant would pass most tests
        return cls(variant, runner, call, kinds, calls, results)

    def broken(self, stream: Stream, number: int) -> _Broken | None:
        """The function with so many bugs, each of which shows."""
        gold = built(self.variant).block
        by_kind: dict[str, list[Bug]] = {}
        for each in bugs(gold, _names(self.variant), self.types):
            by_kind.setdefault(each.kind, []).append(each)
        names = [kind for kind in KINDS if kind in by_kind]
        found: list[Bug] = []
        for _ in range(8):
            mutant = stream.choice(by_kind[stream.choice(names)])
            if self.shows(mutant.block) is None:
                continue
            if not found:
                found.append(mutant)
            elif (both := merged(gold, found[0].block, mutant.block)) is not None and _apart(
                self.variant, gold, found[0].block, mutant.block
            ):
                found.append(mutant)
                call = self.shows(both)
                return _Broken(both, tuple([each.kind for each in found]), call) if call else None
            if len(found) == number:
                call = self.runner.function(_names(self.variant), mutant.block)
                return _Broken(mutant.block, (mutant.kind,), call)
        return None

    def shows(self, block: Block) -> Any:
        """The broken function, if some tests give another result and it does not merely fail; None otherwise, and for
        one that may never end, which no checker could tell from one that is only slow."""
        call = self.runner.function(_names(self.variant), block)
        different = failures = 0
        for each, result in zip(self.calls, self.results, strict=True):
            try:
                different += not _same(call(each), result)
            except (Endless, TooLarge):
                return None
            except Stopped:
                failures += 1
        return call if different and failures <= different else None


def _same(value: Any, other: Any) -> bool:
    return type(value) is type(other) and bool(value == other)


def _apart(variant: Variant, gold: Block, one: Block, other: Block) -> bool:
    """Whether two bugs lie in different lines."""
    whole = lines(variant, gold)
    first, second = (_touched(whole, lines(variant, each)) for each in (one, other))
    return not first & second


def _touched(before: list[str], after: list[str]) -> set[int]:
    """The lines of `before` that are not at their places in `after`, and those next to a place where one is missing."""
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    tail = 0
    while tail < min(len(before), len(after)) - same and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return set(range(same - 1, len(before) - tail + 1))


def _shown(drawn: _Drawn, broken: _Broken, short: list[list[Any]]) -> tuple[Case, str, list[Case]] | None:
    """A short call that goes wrong, what comes of it, and others; none of them is a hidden test."""
    wrong: list[tuple[Case, str]] = []
    others: list[Case] = []
    for each in sorted(short, key=lambda call: len(repr(call))):
        if each in drawn.calls or len(repr(each)) > 90 or (len(wrong) > 1 and len(others) > 1):
            continue
        result = drawn.run(each)
        try:
            returned = broken.run(each)
        except Stopped:
            continue
        if len(repr(result)) > 90 or len(repr(returned)) > 120:
            continue
        if _same(returned, result):
            others.append(_case(each, result))
        elif wrong or run(_names(drawn.variant), broken.block, each, MOST_STEPS).steps <= _MOST_TRACED:
            wrong.append((_case(each, result), repr(returned)))
    if not wrong:
        return None
    (case, returned), *more = wrong
    return case, returned, [*[each for each, _ in more[-1:]], *others[-2:]]


def _changed_lines(variant: Variant, broken: _Broken) -> int:
    """How many lines the bugs changed, removed or added."""
    before, after = lines(variant, broken.block), lines(variant, built(variant).block)
    rows = list(range(len(after) + 1))
    for i, line in enumerate(before, 1):
        above, rows[0] = rows[0], i
        for j, other in enumerate(after, 1):
            above, rows[j] = rows[j], min(rows[j] + 1, rows[j - 1] + 1, above + (line != other))
    return rows[-1]


def _case(call: list[Any], result: Any) -> Case:
    return Case([tagged(each) for each in call], tagged(result))


def _call(instance: Repair, case: Case) -> str:
    return f"{instance.variant.function}({', '.join(map(literal_text, case.arguments))})"


def _names(variant: Variant) -> list[str]:
    return [f"${each.name}" for each in parameters(variant)]


def _own_names(variant: Variant) -> dict[str, str]:
    return {name: name[1:] for name in variant.names}
