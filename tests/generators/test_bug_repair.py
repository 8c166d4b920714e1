"""Bug repair: what the hidden tests see, and that bugs and repairs are what the problem says."""

import pytest

from generators.code.algorithms import ALGORITHMS, TIERS, Variant, built, drawn_variant, lines, parameters
from generators.code.algorithms.inputs import arguments
from generators.code.bug_repair import BugRepair
from generators.code.bugs import bugs, types_of
from generators.code.mini_python import Stopped, run
from generators.code.mini_python_text import Runner
from generators.code.tagged import untagged
from generators.randomness import Stream
from oracles.algorithms import outcome

FAMILY = BugRepair()
LEVELS = sorted(FAMILY.levels)


def names(variant: Variant) -> list[str]:
    return [f"${each.name}" for each in parameters(variant)]


def value(call, arguments: list) -> object:
    try:
        return call(arguments)
    except Stopped:
        return Stopped


@pytest.mark.parametrize("name", sorted(ALGORITHMS))
def test_an_algorithm_does_what_another_program_of_it_does_and_each_line_says_what_it_is_for(name: str) -> None:
    tier = next(tier for tier, each in TIERS.items() if ALGORITHMS[name] in each)
    for index in range(12):
        stream = Stream("algorithm", name, index)
        variant = drawn_variant(stream, tier, [name])
        program = built(variant)
        assert len(lines(variant, program.block)) == len(program.purposes) + 1
        assert all(program.purposes)
        call = Runner().function(names(variant), program.block)
        for place in range(18):
            given = arguments(parameters(variant), variant.picks, stream, place)
            found = call(given)
            assert repr(found) == repr(outcome({"algorithm": name, "picks": variant.picks}, given)), (variant, given)
            assert found == run(names(variant), program.block, given, 100_000).value


@pytest.mark.parametrize("level", LEVELS)
def test_hidden_tests_tell_nine_of_ten_mutants_from_the_gold(level: int) -> None:
    """Of the mutants that two hundred further calls, or the tests, tell from it."""
    seen = different = 0
    for index in range(12):
        stream = Stream("strength", index)
        instance = FAMILY.sample(stream, level)
        variant, gold = instance.variant, built(instance.variant).block
        runner = Runner(3_000)
        call = runner.function(names(variant), gold)
        tests = [[untagged(each) for each in case.arguments] for case in instance.cases]
        expected = [call(each) for each in tests[::-1]][::-1]
        more = [arguments(parameters(variant), variant.picks, stream, place) for place in range(60)]
        results = [call(each) for each in more]
        call(tests[0])
        for bug in list(bugs(gold, names(variant), types_of(runner.environment)))[:: 1 if level < 3 else 4]:
            mutant = runner.function(names(variant), bug.block)
            if any(value(mutant, each) != result for each, result in zip(tests, expected, strict=True)):
                seen, different = seen + 1, different + 1
            elif any(value(mutant, each) != result for each, result in zip(more, results, strict=True)):
                different += 1
    assert seen >= 0.9 * different, (seen, different)


def test_every_bug_of_two_shows_on_its_own() -> None:
    for index in range(15):
        instance = FAMILY.sample(Stream("two", index), 3)
        variant, gold = instance.variant, built(instance.variant).block
        before, after = lines(variant, instance.block), lines(variant, gold)
        assert before != after
        assert len(instance.bugs) == 2
        call = Runner(3_000).function(names(variant), instance.block)
        tests = [[untagged(each) for each in case.arguments] for case in instance.cases]
        assert any(
            value(call, each) != untagged(case.expected) for each, case in zip(tests, instance.cases, strict=True)
        )


def test_the_kinds_of_bugs_all_come_up() -> None:
    kinds = {kind for index in range(60) for kind in FAMILY.sample(Stream("kinds", index), 2).bugs}
    assert len(kinds) >= 8


def test_what_a_faulty_function_does_to_its_argument_stays_with_it() -> None:
    """`row.append(score)` for `scores.append(score)` once made the hidden tests' own arguments longer."""
    block = (
        ("set", "total", ("lit", 0)),
        ("for", ("row",), ("name", "grid"), (("do", ("method", "append", ("name", "row"), ("lit", 9))),)),
        ("return", ("name", "grid")),
    )
    grid = [[1], [2]]
    assert run(["grid"], block, [grid], 100).value == [[1, 9], [2, 9]]
    assert Runner().function(["grid"], block)([grid]) == [[1, 9], [2, 9]]
    assert grid == [[1], [2]]
