"""Test cases to be written: calls with their results that tell a function from buggy versions of it.

The buggy versions are mutants (`generators.code.bugs`) of an algorithm of `generators.code.algorithms`. Each of them is
told apart by the calls of the worked solution, and the calls allowed are few, so that each has to be chosen for what
it tells apart.
"""

from __future__ import annotations

from string import ascii_letters, ascii_lowercase, digits
from typing import Any, NamedTuple

from msgspec import Struct

from generators.code.algorithms import TIERS, Variant, built, drawn_variant, lines, parameters, said, source
from generators.code.algorithms.inputs import arguments
from generators.code.bugs import KINDS, Bug, bugs, types_of
from generators.code.calls import Case
from generators.code.mini_python import Endless, Stopped, TooLarge, statements
from generators.code.mini_python_text import Runner
from generators.code.tagged import tagged, untagged
from generators.code.test_writing.language import Told, asked, explained
from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Literal
from schemas.checks import Check, MutantKilling


class Suite(Struct, frozen=True):
    """A variant of an algorithm, the bodies of its buggy versions, the calls of the worked solution, how many calls are
    allowed, and what is shown: the buggy versions, the function, or neither."""

    level: int
    variant: Variant
    mutants: tuple[tuple[Any, ...], ...]
    cases: tuple[Case, ...]
    most: int


class _Level(NamedTuple):
    tiers: tuple[int, ...]
    mutants: tuple[int, int]
    calls: tuple[int, int]
    spare: int
    shows: str


_LEVELS = {
    1: _Level((1,), (2, 3), (1, 2), 1, "mutants"),
    2: _Level((1, 2, 2), (5, 6), (2, 4), 2, "function"),
    3: _Level((2, 3), (8, 10), (2, 6), 1, "nothing"),
}
# Algorithms that do as specified for all arguments of their parameters' types.
_TOTAL = {
    tier: tuple(
        algorithm.name
        for algorithm in each
        if all(parameter.draw in ("numbers", "text", "words", "short text", "brackets")
               for parameter in algorithm.parameters)
    )
    for tier, each in TIERS.items()
}  # fmt: skip


@register
class TestWriting(Family[Suite]):
    """Write few calls with their results so that every buggy version is found out."""

    __test__ = False  # pytest takes the name for that of a test

    name = "code/test_writing"
    kin = "code/bug_repair"
    version = 2
    title = "Test cases that tell a function from buggy versions of it"
    levels = {
        1: "2 or 3 buggy versions of a short function, all of them shown",
        2: "5 or 6 buggy versions that are not shown, of a function that is",
        3: "8 to 10 buggy versions that are not shown, of a function that is only specified",
    }
    tags = ("code", "testing")

    def sample(self, stream: Stream, level: int) -> Suite:
        wanted = _LEVELS[level]
        for _ in range(30):
            tier = stream.choice(wanted.tiers)
            variant = drawn_variant(stream, tier, _TOTAL[tier])
            drawn = _drawn(variant, stream, level)
            if drawn is None:
                continue
            mutants, calls = drawn
            low, high = wanted.calls
            if not low <= len(calls) <= high:
                continue
            most = len(calls) + wanted.spare
            return Suite(level, variant, tuple([each.block for each in mutants]), calls, most)
        raise Impossible(f"no buggy versions that {wanted.calls} calls tell apart in 30 attempts")

    def phrase(self, instance: Suite, stream: Stream, language: str) -> Wording:
        what, edge, about = said(instance.variant, stream)
        variant = instance.variant
        shows = _LEVELS[instance.level].shows
        told = Told(
            variant.function,
            lines(variant, ())[0].removeprefix("def ").removesuffix(":"),
            source(variant, built(variant).block) if shows != "nothing" else "",
            [source(variant, each) for each in instance.mutants] if shows == "mutants" else [],
            what,
            edge,
            about,
            len(instance.mutants),
            instance.most,
            [variant.names[f"${each.name}"] for each in parameters(variant)],
        )
        return Wording(*asked(told, stream, answer_line(stream, "list of pairs ((arguments), result)")))

    def check(self, instance: Suite) -> Check:
        variant = instance.variant
        return MutantKilling(
            answer=Literal(),
            gold=_gold(instance),
            source=source(variant, built(variant).block),
            entry=variant.function,
            mutants=tuple([source(variant, each) for each in instance.mutants]),
            most=instance.most,
            letters=next((_LETTERS[each.draw] for each in parameters(variant) if each.draw in _LETTERS), None),
        )

    def reference(self, instance: Suite, stream: Stream) -> str:
        calls = [[untagged(each) for each in case.arguments] for case in instance.cases]
        shown = _LEVELS[instance.level].shows
        return explained(instance.variant, instance.mutants, calls, shown, stream) + f"\nAnswer: {_gold(instance)}"

    def canonical(self, instance: Suite) -> Any:
        variant = instance.variant
        own = Variant(variant.algorithm, variant.picks, "f", {name: name[1:] for name in variant.names})
        picks = {slot: list(pick) if isinstance(pick, tuple) else pick for slot, pick in variant.picks.items()}
        versions = sorted(lines(own, each) for each in instance.mutants)
        right = lines(own, built(variant).block)
        changes = [[[i, line] for i, line in enumerate(each) if line not in right[i : i + 1]] for each in versions]
        return [variant.algorithm, picks, changes, _LEVELS[instance.level].shows]

    def measures(self, instance: Suite) -> dict[str, int]:
        shows = _LEVELS[instance.level].shows
        return {
            "mutants": len(instance.mutants),
            "hidden_mutants": 0 if shows == "mutants" else len(instance.mutants),
            "calls": len(instance.cases),
            "statements": sum(1 for _ in statements(built(instance.variant).block)),
        }


_LETTERS: dict[Any, str] = {
    "text": f"{ascii_lowercase}{digits} ",
    "words": ascii_lowercase,
    "short text": ascii_lowercase,
    "brackets": f"{ascii_letters}()[]{{}}<>",
}
_EASY = {1: 3, 2: 3, 3: 4}
_MOST_PASSES = {1: 8, 2: 14, 3: 24}  # of a call that the worked solution follows


def _gold(instance: Suite) -> str:
    pairs = [(tuple([untagged(each) for each in case.arguments]), untagged(case.expected)) for case in instance.cases]
    return repr(pairs)


def _drawn(variant: Variant, stream: Stream, level: int) -> tuple[list[Bug], tuple[Case, ...]] | None:
    """Buggy versions, and calls that tell them all apart; each version by some call and not by all."""
    names = [f"${each.name}" for each in parameters(variant)]
    gold = built(variant).block
    runner = Runner(1_500)
    call = runner.function(names, gold)
    calls, results = _candidates(variant, runner, call, stream, level)
    if len(calls) < 6:
        return None
    runner.passes = 4 * runner.most_passes + 20
    call(max(calls, key=lambda each: len(repr(each))))
    everything: dict[str, list[Bug]] = {}
    for bug in bugs(gold, names, types_of(runner.environment)):
        everything.setdefault(bug.kind, []).append(bug)
    kinds = [kind for kind in KINDS if kind in everything]
    least, most = _LEVELS[level].mutants
    number = stream.integer(least, most)
    found: list[Bug] = []
    seen: set[tuple[bool, ...]] = set()
    rows: list[tuple[bool, ...]] = []
    easy = 0
    for _ in range(4 * number):
        bug = stream.choice(everything[stream.choice(kinds)])
        if bug in found:
            continue
        row = _told_apart(runner.function(names, bug.block), calls, results)
        if row is None or not any(row):
            continue
        # A version that most calls give away, or that calls treat like another one, is no great find.
        if row in seen or sum(row) > 0.8 * len(row):
            easy += 1
            if easy > _EASY[level]:
                continue
        found.append(bug)
        seen.add(row)
        rows.append(row)
        if len(found) == number:
            break
    if len(found) < least:
        return None
    chosen = _cover(rows, len(calls))
    return found, tuple([_case(calls[i], results[i]) for i in chosen])


def _candidates(
    variant: Variant, runner: Runner, call: Any, stream: Stream, level: int
) -> tuple[list[list[Any]], list[Any]]:
    """Short calls that can be followed by hand, the shortest first, and their results."""
    given = [
        arguments(parameters(variant), variant.picks, stream, place, shortest=place < 18)
        for place in range(12 if level == 1 else 18)
    ]
    calls: list[list[Any]] = []
    results = []
    for each in sorted(given, key=lambda each: len(repr(each))):
        if each in calls or len(repr(each)) > 70:
            continue
        try:
            result = call(each)
        except Stopped:
            continue
        if runner.last_passes <= _MOST_PASSES[level]:
            calls.append(each)
            results.append(result)
    return calls, results


def _told_apart(mutant: Any, calls: list[list[Any]], results: list[Any]) -> tuple[bool, ...] | None:
    """For each call whether the buggy version does something else; None for a version that fails often, or does not
    end."""
    row = []
    failures = 0
    for each, result in zip(calls, results, strict=True):
        try:
            value = mutant(each)
            row.append(type(value) is not type(result) or value != result)
        except Stopped as stopped:
            failures += 1
            if isinstance(stopped, Endless | TooLarge) or 4 * failures > len(calls):
                return None
            row.append(True)
    return tuple(row)


def _cover(rows: list[tuple[bool, ...]], number: int) -> list[int]:
    """Few calls, by their places, so that each row has one of them: the greedy choice, less what it made needless."""
    left = list(rows)
    chosen: list[int] = []
    while left:
        best = max(range(number), key=lambda i: (sum(row[i] for row in left), -i))
        chosen.append(best)
        left = [row for row in left if not row[best]]
    for each in chosen[:]:
        others = [i for i in chosen if i != each]
        if all(any(row[i] for i in others) for row in rows):
            chosen = others
    return sorted(chosen)


def _case(call: list[Any], result: Any) -> Case:
    return Case([tagged(each) for each in call], tagged(result))
