"""Knapsacks: the optimum is right, the text says what the check says, greedy fails, fingerprints behave."""

import itertools
import re
from fractions import Fraction
from functools import lru_cache

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from generators.family import draw
from generators.optimization.knapsack import KnapsackFamily
from generators.optimization.knapsack.search import Item, Knapsack, solved
from generators.randomness import Stream
from oracles.knapsack import agrees, optimum, read
from schemas import Problem

FAMILY = KnapsackFamily()
LEVELS = tuple(FAMILY.levels)
DRAWS = 60


@lru_cache
def problems(level: int) -> tuple[Problem, ...]:
    return tuple(draw(FAMILY, 31, index, level) for index in range(DRAWS))


@pytest.mark.parametrize("level", LEVELS)
def test_a_table_filled_from_the_prompts_own_text_finds_every_gold(level: int) -> None:
    for problem in problems(level):
        assert agrees(problem), (problem.check.gold, problem.prompt)


@pytest.mark.parametrize("level", LEVELS)
def test_the_prompt_states_exactly_the_figures_of_the_check(level: int) -> None:
    for problem in problems(level):
        items, capacities = read(problem)
        check = problem.check
        assert [row.rhs for row in check.rows] == [str(capacity) for capacity in capacities]
        for (value, uses, copies), column in zip(items, check.columns, strict=True):
            assert column.integer and column.low == "0" and column.high == str(copies)
            assert check.objective[column.name] == str(value)
            assert [row.terms[column.name] for row in check.rows] == [str(use) for use in uses]


def test_trying_every_choice_confirms_the_optimum_of_the_smallest() -> None:
    for problem in problems(1):
        items, (capacity,) = read(problem)
        best = max(
            sum(value * count for (value, _, _), count in zip(items, counts, strict=True))
            for counts in itertools.product(*(range(copies + 1) for _, _, copies in items))
            if sum(uses[0] * count for (_, uses, _), count in zip(items, counts, strict=True)) <= capacity
        )
        assert best == optimum(items, (capacity,))


ITEM = st.tuples(st.integers(1, 40), st.tuples(st.integers(1, 12), st.integers(1, 12)), st.integers(1, 3))


@settings(max_examples=150, deadline=None)
@given(st.lists(ITEM, min_size=2, max_size=7), st.integers(12, 60), st.integers(12, 60), st.booleans())
def test_the_search_finds_what_the_table_finds(items: list, first: int, second: int, one_limit: bool) -> None:
    capacities: tuple[int, ...] = (first,) if one_limit else (first, second)
    items = [(value, uses[: len(capacities)], copies) for value, uses, copies in items]
    found = solved(items, capacities, longest=100_000)
    if found is not None:
        counts, greedy, _ = found
        worth = sum(value * count for (value, _, _), count in zip(items, counts, strict=True))
        assert worth == optimum(items, capacities) >= greedy
        assert all(0 <= count <= copies for count, (_, _, copies) in zip(counts, items, strict=True))


@pytest.mark.parametrize("level", LEVELS)
def test_no_choice_takes_everything_or_nothing(level: int) -> None:
    for problem in problems(level):
        counts = problem.params["counts"]
        assert 0 < sum(counts) < sum(item["copies"] for item in problem.params["items"])


@pytest.mark.parametrize("level", (2, 3))
def test_taking_the_best_ratios_first_never_reaches_the_optimum(level: int) -> None:
    for problem in problems(level):
        items, capacities = read(problem)
        left, reached = list(capacities), 0
        order = sorted(
            items,
            key=lambda item: Fraction(item[0]) / sum(Fraction(u, c) for u, c in zip(item[1], capacities, strict=True)),
            reverse=True,
        )
        for value, uses, copies in order:
            for _ in range(copies):
                if all(use <= room for use, room in zip(uses, left, strict=True)):
                    left = [room - use for use, room in zip(uses, left, strict=True)]
                    reached += value
        assert reached < optimum(items, capacities)


def test_search_space_and_table_grow_with_the_level() -> None:
    for key in ("items", "search_bits", "table_cells"):
        means = [sum(problem.measures[key] for problem in problems(level)) / DRAWS for level in LEVELS]
        assert all(lower < higher for lower, higher in itertools.pairwise(means)), (key, means)


@pytest.mark.parametrize("level", LEVELS)
def test_the_fingerprint_ignores_names_and_order_and_sees_numbers(level: int) -> None:
    for problem in problems(level)[:20]:
        instance = msgspec.convert(problem.params, Knapsack)
        limits = range(len(instance.capacities))
        moved = msgspec.structs.replace(
            instance,
            scene="truck",
            items=tuple(
                Item(f"thing {i}", item.value, tuple(item.uses[d] for d in reversed(limits)), item.copies)
                for i, item in enumerate(Stream("order", problem.id).shuffled(instance.items))
            ),
            capacities=instance.capacities[::-1],
        )
        assert FAMILY.canonical(moved) == FAMILY.canonical(instance)
        first = instance.items[0]
        other_ask = "solution" if instance.ask == "optimum" else "optimum"
        for changed in (
            msgspec.structs.replace(instance, ask=other_ask),
            msgspec.structs.replace(instance, capacities=(instance.capacities[0] + 1, *instance.capacities[1:])),
            msgspec.structs.replace(
                instance, items=(msgspec.structs.replace(first, value=first.value + 1), *instance.items[1:])
            ),
            msgspec.structs.replace(
                instance, items=(msgspec.structs.replace(first, copies=first.copies + 1), *instance.items[1:])
            ),
        ):
            assert FAMILY.canonical(changed) != FAMILY.canonical(instance)


@pytest.mark.parametrize("level", LEVELS)
def test_the_worked_solution_states_true_sums_and_covers_every_case(level: int) -> None:
    for problem in problems(level):
        reference = problem.reference
        number = r"\d+(?:\.5)?"
        sums = re.findall(rf"((?:{number}(?:·{number})?(?: [-+] )?){{2,}}) = (-?{number})", reference)
        assert sums
        for left, right in sums:
            assert evaluated(left) == Fraction(right), (left, right, reference)
        items, capacities = read(problem)
        best = optimum(items, capacities)
        worths = [int(worth) for worth in re.findall(r": fits, worth (\d+)", reference)]
        assert all(worth <= best for worth in worths)
        assert f"Value: {best}." in reference or re.search(rf"Value: .* = {best}\.", reference)


def evaluated(text: str) -> Fraction:
    total = Fraction(0)
    for term in text.replace(" - ", " + -").split(" + "):
        value = Fraction(1)
        for factor in term.split("·"):
            value *= Fraction(factor)
        total += value
    return total


@pytest.mark.parametrize("level", (1, 2))  # at level 3 there are too many choices to try them all
def test_the_cases_of_the_worked_solution_settle_every_choice_that_could_be_better(level: int) -> None:
    """Every choice is too large, or worth no more than the optimum; the listed cases alone must show it for all
    choices whose bound exceeds it: each contains a listed one that is too large or lies in a listed one that fits."""
    for problem in problems(level)[:12]:
        instance = msgspec.convert(problem.params, Knapsack)
        base = [int(item.value * 2 > instance.prices[0] * item.uses[0]) * item.copies for item in instance.items]
        listed = [
            (applied(base, line.partition(":")[0], instance), "too many" in line)
            for line in problem.reference.splitlines()
            if re.match(r"- (no change|leave out|add)", line)
        ]
        best = sum(item.value * count for item, count in zip(instance.items, instance.counts, strict=True))
        (price,), (capacity,) = instance.prices, instance.capacities
        for counts in itertools.product(*(range(item.copies + 1) for item in instance.items)):
            used = sum(item.uses[0] * count for item, count in zip(instance.items, counts, strict=True))
            value = sum(item.value * count for item, count in zip(instance.items, counts, strict=True))
            if 2 * value + price * (capacity - used) >= 2 * (best + 1):
                assert any(
                    all(a <= b for a, b in zip(case, counts, strict=True))
                    if too_large
                    else all(a >= b for a, b in zip(case, counts, strict=True))
                    for case, too_large in listed
                ), (counts, problem.reference)


def applied(base: list[int], told: str, instance: Knapsack) -> list[int]:
    """The choice that ``leave out …; add …`` makes of the base."""
    counts = list(base)
    for part in told.removeprefix("- ").split("; "):
        sign = -1 if part.startswith("leave out") else 1
        for i, item in enumerate(instance.items):
            found = re.search(rf"(the|\d+) {item.name}(s|es)?\b", part) or re.search(
                rf"(\d+) {item.name[:-2]}es\b", part
            )
            if found:
                counts[i] += sign * (1 if found.group(1) == "the" else int(found.group(1)))
    return counts


def test_many_stories_in_many_kinds_of_text_and_few_repeats() -> None:
    drawn = [draw(FAMILY, 5, index, level) for level in LEVELS for index in range(200)]
    assert len({problem.template for problem in drawn}) >= 50
    assert len({problem.id for problem in drawn}) >= 0.98 * len(drawn)
    assert draw(FAMILY, 5, 3, 2) == draw(FAMILY, 5, 3, 2)
    asked = sum(problem.params["ask"] == "optimum" for problem in drawn) / len(drawn)
    assert 0.4 < asked < 0.6


@pytest.mark.parametrize("level", LEVELS)
def test_the_answer_is_not_in_the_prompt(level: int) -> None:
    for problem in problems(level):
        assert f"Answer: {problem.check.gold}" not in problem.prompt
        assert problem.reference.endswith(f"\nAnswer: {problem.check.gold}")
        if problem.params["ask"] == "solution":
            assert problem.check.gold not in problem.prompt
