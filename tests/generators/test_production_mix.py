"""Production plans: the certificate holds, the text says what the check says, twins and fingerprints behave."""

import itertools
import re
from collections import Counter
from fractions import Fraction
from functools import lru_cache

import msgspec
import pytest

from generators.family import draw
from generators.optimization.production_mix import ProductionMix
from generators.optimization.production_mix.programme import Mix, Ratio
from generators.randomness import Stream
from oracles.production_mix import optimum, read, solve
from schemas import Problem

FAMILY = ProductionMix()
LEVELS = tuple(FAMILY.levels)
DRAWS = 60


@lru_cache
def problems(level: int) -> tuple[Problem, ...]:
    return tuple(draw(FAMILY, 31, index, level) for index in range(DRAWS))


def instance(problem: Problem) -> Mix:
    return msgspec.convert(problem.params, Mix)


@pytest.mark.parametrize("level", LEVELS)
def test_a_simplex_on_the_prompts_own_text_finds_every_gold(level: int) -> None:
    for problem in problems(level):
        assert solve(problem) == problem.check.gold, problem.prompt


@pytest.mark.parametrize("level", LEVELS)
def test_the_prompt_states_exactly_the_constraints_of_the_check(level: int) -> None:
    for problem in problems(level):
        check, names = problem.check, problem.params["products"]
        profits, rows, rights = read(problem)
        assert profits == [int(check.objective[name]) for name in names]
        stated = sorted(([row.terms.get(name, "0") for name in names], row.rhs) for row in check.rows)
        for column in check.columns:
            unit = [str(int(name == column.name)) for name in names]
            if column.high is not None:
                stated.append((unit, column.high))
            if column.low != "0":
                stated.append(([term.replace("1", "-1") for term in unit], f"-{column.low}"))
        told = sorted(([str(term) for term in row], str(right)) for row, right in zip(rows, rights, strict=True))
        assert told == sorted(stated)


def test_all_corners_of_small_programmes_confirm_the_optimum() -> None:
    for problem in (*problems(1), *problems(2)):
        if problem.check.gold[0].isdigit():
            _, rows, rights = read(problem)
            profits = problem.params["profits"]
            n = len(profits)
            rows = rows + [[-int(i == j) for i in range(n)] for j in range(n)]
            rights = [*rights, *[0] * n]
            best = max(
                sum(p * v for p, v in zip(profits, point, strict=True))
                for chosen in itertools.combinations(range(len(rows)), n)
                if (point := crossing([rows[i] for i in chosen], [rights[i] for i in chosen])) is not None
                and all(
                    sum(a * v for a, v in zip(row, point, strict=True)) <= right
                    for row, right in zip(rows, rights, strict=True)
                )
            )
            assert str(best) == problem.check.gold


def crossing(rows: list[list[int]], rights: list[int]) -> list[Fraction] | None:
    """The point where the constraints hold with equality, by Cramer's rule, or None."""
    whole = determinant(rows)
    if not whole:
        return None
    return [
        Fraction(
            determinant([[*row[:j], right, *row[j + 1 :]] for row, right in zip(rows, rights, strict=True)]), whole
        )
        for j in range(len(rows))
    ]


def determinant(rows: list[list[int]]) -> int:
    if len(rows) == 1:
        return rows[0][0]
    return sum(
        (-1) ** j * value * determinant([row[:j] + row[j + 1 :] for row in rows[1:]])
        for j, value in enumerate(rows[0])
        if value
    )


@pytest.mark.parametrize("level", LEVELS)
def test_the_optimum_is_a_corner_where_at_least_two_stated_constraints_bind(level: int) -> None:
    for problem in problems(level):
        if problem.check.gold[0].isdigit():
            assert problem.measures["binding"] >= 2
            assert any(amount != "0" for amount in problem.params["amounts"])


def test_two_twins_of_three_are_infeasible_and_one_is_unbounded() -> None:
    for level in FAMILY.twins:
        outcomes = Counter(FAMILY.sample_twin(Stream("share", level, i), level).outcome for i in range(150))
        assert set(outcomes) == {"infeasible", "unbounded"}
        assert 1.3 < outcomes["infeasible"] / outcomes["unbounded"] < 3


def test_no_single_order_of_an_infeasible_plan_is_too_large_by_itself() -> None:
    for level in (2, 3):
        for i in range(40):
            mix = FAMILY.sample_twin(Stream("twin", level, i), level)
            if mix.outcome == "infeasible":
                for row, capacity in zip(mix.uses, mix.capacities, strict=True):
                    assert max(use * low for use, low in zip(row, mix.minimums, strict=True)) <= capacity


def test_a_product_without_scarce_needs_does_not_give_the_unbounded_twin_away() -> None:
    mixes = [msgspec.convert(draw(FAMILY, 32, i, 2).params, Mix) for i in range(600)]
    free = [mix for mix in mixes if any(not any(row[j] for row in mix.uses) for j in range(len(mix.profits)))]
    assert 0.2 < sum(mix.outcome == "unbounded" for mix in free) / len(free) < 0.8


@pytest.mark.parametrize("level", LEVELS)
def test_the_fingerprint_ignores_names_and_order_and_sees_numbers(level: int) -> None:
    for problem in problems(level)[:20]:
        mix = instance(problem)
        n, m = len(mix.products), len(mix.resources)
        columns, rows = Stream("columns", problem.id).shuffled(range(n)), Stream("rows", problem.id).shuffled(range(m))
        ratio = mix.ratio and Ratio(columns.index(mix.ratio.of), columns.index(mix.ratio.to), mix.ratio.times)
        moved = msgspec.structs.replace(
            mix,
            scene="bakery",
            products=tuple(f"product {j}" for j in columns),
            resources=tuple(mix.resources[i] for i in rows),
            profits=tuple(mix.profits[j] for j in columns),
            uses=tuple(tuple(mix.uses[i][j] for j in columns) for i in rows),
            capacities=tuple(mix.capacities[i] for i in rows),
            caps=tuple(mix.caps[j] for j in columns),
            minimums=tuple(mix.minimums[j] for j in columns),
            ratio=ratio,
        )
        assert FAMILY.canonical(moved) == FAMILY.canonical(mix)
        for changed in (
            msgspec.structs.replace(mix, profits=(mix.profits[0] + 1, *mix.profits[1:])),
            msgspec.structs.replace(mix, capacities=(*mix.capacities[:-1], mix.capacities[-1] + 1)),
            msgspec.structs.replace(mix, uses=((mix.uses[0][0] + 1, *mix.uses[0][1:]), *mix.uses[1:])),
            msgspec.structs.replace(mix, minimums=(mix.minimums[0] + 1, *mix.minimums[1:])),
        ):
            assert FAMILY.canonical(changed) != FAMILY.canonical(mix)


def test_two_products_with_the_same_figures_do_not_confuse_the_fingerprint() -> None:
    mix = Mix(
        scene="bakery", products=("rye bread", "plum tart"), resources=(("hour", "oven time"), ("litre", "milk")),
        profits=(5, 5), uses=((1, 2), (2, 1)), capacities=(10, 11), caps=(None, None), minimums=(0, 0), ratio=None,
        outcome="optimal", amounts=("4", "3"), prices=("1", "1"),
    )  # fmt: skip
    swapped = msgspec.structs.replace(mix, uses=((2, 1), (1, 2)))
    assert FAMILY.canonical(mix) == FAMILY.canonical(swapped)


def test_size_and_binding_constraints_rise_with_the_level() -> None:
    for key in ("columns", "rows", "corners", "binding"):
        means = [sum(problem.measures[key] for problem in problems(level)) / DRAWS for level in LEVELS]
        assert all(lower < higher for lower, higher in itertools.pairwise(means)), (key, means)


@pytest.mark.parametrize("level", LEVELS)
def test_the_worked_solution_states_true_sums(level: int) -> None:
    """Every ``sum = value`` in a solution whose left side is made of numbers is right."""
    seen = 0
    for problem in problems(level):
        for left, right in sums(problem.reference):
            assert left == right, problem.reference
            seen += 1
    assert seen >= DRAWS


def sums(text: str) -> list[tuple[Fraction, Fraction]]:
    """Left and right of every ``3·4 + (9/2) - 2·(5/3) = 7`` in the text."""
    factor = r"-?(?:\d+|\(\d+/\d+\))"
    term = rf"{factor}(?:·{factor})?"
    found = re.findall(rf"(?<![\w-])((?:{term} [-+] )*{term}) = (-?\d+(?:/\d+)?)", text)
    return [(evaluated(left), Fraction(right)) for left, right in found]


def evaluated(text: str) -> Fraction:
    total = Fraction(0)
    for term in text.replace(" - ", " + -").split(" + "):
        value = Fraction(1)
        for factor in term.split("·"):
            value *= Fraction(factor.replace("(", "").replace(")", ""))
        total += value
    return total


@pytest.mark.parametrize("level", LEVELS)
def test_the_sum_of_the_constraints_bounds_the_profit(level: int) -> None:
    """The proof's prices are a dual solution: not negative, covering every profit, and worth the optimum."""
    for problem in problems(level):
        mix = instance(problem)
        if mix.outcome != "optimal":
            continue
        _, rows, rights = read(problem)
        dual = optimum([-right for right in rights], [[-row[j] for row in rows] for j in range(len(mix.profits))],
                       [-profit for profit in mix.profits])  # fmt: skip
        assert Fraction(dual) == -Fraction(problem.check.gold)
        assert all(Fraction(price) >= 0 for price in mix.prices)


def test_many_stories_in_many_kinds_of_text_and_few_repeats() -> None:
    drawn = [draw(FAMILY, 5, index, level) for level in LEVELS for index in range(200)]
    assert len({problem.template for problem in drawn}) >= 60
    assert len({problem.id for problem in drawn}) >= 0.98 * len(drawn)
    assert draw(FAMILY, 5, 3, 2) == draw(FAMILY, 5, 3, 2)


@pytest.mark.parametrize("level", LEVELS)
def test_the_answer_is_not_in_the_prompt(level: int) -> None:
    for problem in problems(level):
        assert "infeasible | unbounded>" in problem.prompt
        assert f"Answer: {problem.check.gold}" not in problem.prompt
        assert problem.reference.endswith(f"\nAnswer: {problem.check.gold}")
