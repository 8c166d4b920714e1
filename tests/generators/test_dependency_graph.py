"""Dependency-graph word problems: what they promise about answers, wording, twins and difficulty."""

from __future__ import annotations

import ast
import re
from collections import Counter
from fractions import Fraction
from functools import cache
from typing import Any

import msgspec
import pytest

import validators.equations  # noqa: F401  (registers the checker)
from generators.family import draw
from generators.math.dependency_graph import DependencyGraph
from generators.math.dependency_graph.facts import Fact, Quantity, Situation
from generators.math.dependency_graph.language import WORLDS
from generators.randomness import Stream
from oracles.dependency_graph import read, solve
from schemas.answers import Integer, Outcome
from schemas.checks import Equations
from schemas.records import Problem, Reason
from validators.checker import decide

FAMILY = DependencyGraph()
LEVELS = sorted(FAMILY.levels)
COUNT = 60


@cache
def problems(level: int) -> tuple[Problem, ...]:
    return tuple(draw(FAMILY, 11, index, level) for index in range(COUNT))


@cache
def instances(level: int, count: int = COUNT) -> tuple[Situation, ...]:
    return tuple(msgspec.convert(draw(FAMILY, 13, i, level).params, Situation) for i in range(count))


@cache
def twins(outcome: str) -> tuple[Situation, ...]:
    found = [FAMILY.sample_twin(Stream("twin", level, i), level) for level in FAMILY.twins for i in range(60)]
    return tuple(i for i in found if i.outcome == outcome)


def equations_of(problem: Problem) -> Equations:
    assert isinstance(problem.check, Equations)
    return problem.check


@pytest.mark.parametrize("level", LEVELS)
def test_the_answer_read_back_from_the_prompt_is_the_gold(level: int) -> None:
    for problem in problems(level):
        assert solve(problem) == problem.check.gold, problem.prompt


@pytest.mark.parametrize("level", LEVELS)
def test_the_prompt_states_exactly_the_facts(level: int) -> None:
    for problem in problems(level):
        stated = Counter(monic(form) for form in read(problem)[0])
        facts = msgspec.convert(problem.params, Situation).facts
        assert stated == Counter(monic(linear(fact)) for fact in facts), problem.prompt


def linear(fact: Fact) -> dict[int, Fraction]:
    form = {q: Fraction(1) for q in fact.of}
    for i, q in enumerate(fact.parts):
        sign = -1 if fact.kind == "difference" and i else 1
        form[q] = form.get(q, Fraction(0)) - sign * Fraction(fact.factor, fact.divisor)
    form[-1] = Fraction(-fact.number)
    return form


def monic(form: dict[int, Fraction]) -> tuple[tuple[int, Fraction], ...]:
    """Equal for two forms that say the same when set to zero."""
    left = sorted((q, c) for q, c in form.items() if c)
    return tuple((q, c / left[-1][1]) for q, c in left)


@pytest.mark.parametrize("level", LEVELS)
def test_the_equations_of_the_check_are_the_facts(level: int) -> None:
    for problem in problems(level):
        check = equations_of(problem)
        situation = msgspec.convert(problem.params, Situation)
        number_of: dict[str, int] = {}
        for text, fact in zip(check.equations, situation.facts, strict=False):
            left, right = text.split(" = ")
            names = re.findall("[a-z_]+", f"{left} {right}")
            for name, q in zip(names, fact.of + fact.parts, strict=True):
                assert number_of.setdefault(name, q) == q and len(name) <= 64
        assert len(set(number_of.values())) == len(number_of)
        # Values drawn apart tell the equations from others that the true values happen to satisfy.
        values = {name: Fraction(101 + 13 * q * q) for name, q in number_of.items()}
        for text, fact in zip(check.equations, situation.facts, strict=False):
            left, right = text.split(" = ")
            expected = sum(c * (1 if q < 0 else 101 + 13 * q * q) for q, c in linear(fact).items())
            assert evaluated(left, values) - evaluated(right, values) == expected, text
        assert len(check.equations) == len(situation.facts) + (situation.question != "value")
        if situation.question == "value":
            assert number_of[check.ask[0]] == situation.asked[0]


def evaluated(text: str, values: dict[str, Fraction]) -> Fraction:
    """Arithmetic over names and whole numbers, in the signs of either an equation or a worked solution."""
    text = re.sub(r"(\d)([xy])", r"\1*\2", text.replace("·", "*").replace("−", "-"))

    def visit(node: ast.expr) -> Fraction:
        match node:
            case ast.Constant(value=int(number)):
                return Fraction(number)
            case ast.Name(id=name):
                return values[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -visit(operand)
            case ast.BinOp(left=left, op=op, right=right):
                a, b = visit(left), visit(right)
                if isinstance(op, ast.Div):
                    return a / b
                return a * b if isinstance(op, ast.Mult) else a + b if isinstance(op, ast.Add) else a - b
        raise ValueError(ast.dump(node))

    return visit(ast.parse(text.strip(), mode="eval").body)


@pytest.mark.parametrize("level", LEVELS)
def test_values_make_all_facts_true_but_a_contradicting_one(level: int) -> None:
    for instance in instances(level):
        wrong = [i for i, fact in enumerate(instance.facts) if not true_of(fact, instance.values)]
        assert wrong == ([] if instance.conflict is None else [instance.conflict])
        assert all(2 <= value <= 2000 for value in instance.values)


def true_of(fact: Fact, values: tuple[int, ...]) -> bool:
    return sum(c * (1 if q < 0 else values[q]) for q, c in linear(fact).items()) == 0


def test_an_open_problem_has_two_readings_in_whole_numbers_with_different_answers() -> None:
    found = twins("cannot be determined")
    assert len(found) > 20
    for instance in found:
        assert all(true_of(fact, instance.others) for fact in instance.facts)
        assert min(instance.others) >= 2
        one, two = (asked_value(instance, values) for values in (instance.values, instance.others))
        assert one != two and two > 0


def asked_value(instance: Situation, values: tuple[int, ...]) -> int:
    signs = [1, -1] if instance.question == "difference" else [1] * len(instance.asked)
    return sum(sign * values[q] for sign, q in zip(signs, instance.asked, strict=True))


def test_two_twins_of_three_are_open_and_one_is_contradictory() -> None:
    assert 1.4 < len(twins("cannot be determined")) / len(twins("impossible")) < 2.8
    assert not twins("value")


@pytest.mark.parametrize("level", LEVELS)
def test_the_prompt_offers_every_kind_of_answer_and_gives_none_away(level: int) -> None:
    for problem in problems(level):
        check = equations_of(problem)
        form = "<integer>" if level == 1 else "<integer | impossible | cannot be determined>"
        assert problem.prompt.count(form) == 1
        assert isinstance(check.answer, Integer if level == 1 else Outcome)
        if check.gold.isdigit():
            assert check.gold not in re.findall(r"\d+", problem.prompt), problem.prompt


@pytest.mark.parametrize("level", LEVELS)
def test_references_end_in_the_gold_and_every_equation_in_them_is_right(level: int) -> None:
    for problem in problems(level):
        instance = msgspec.convert(problem.params, Situation)
        letters = {"x": Fraction(instance.values[instance.asked[0]])}
        if instance.missing is not None:
            letters["y"] = Fraction(instance.values[instance.missing])
        *lines, last = problem.reference.split("\n")
        assert last == f"Answer: {problem.check.gold}"
        assert len(lines) >= 2 and all(line.endswith(".") for line in lines)
        for line in lines:
            if "in both cases" in line:
                continue  # it names a second reading beside the first
            for equation in re.findall(r"(?<=[ :])[\dxy·+−/()][\dxy·+−/() ]*(?: = [\dxy·+−/() ]+)+", line):
                sides = {evaluated(side, letters) for side in equation.split("=")}
                assert len(sides) == 1, line


@pytest.mark.parametrize("level", LEVELS)
def test_the_checker_accepts_references_and_rejects_neighbours(level: int) -> None:
    for problem in problems(level):
        assert decide(problem.check, problem.reference).reason is Reason.CORRECT
        gold = problem.check.gold
        near = str(int(gold) + 1) if gold.isdigit() else "41"
        assert decide(problem.check, f"Answer: {near}").reason is Reason.WRONG_VALUE
        assert decide(problem.check, problem.prompt).reason is Reason.NO_ANSWER


def test_operations_stay_in_the_level_and_depth_grows() -> None:
    means = []
    for level, (fewest, most) in zip(LEVELS, ((2, 3), (4, 6), (7, 10), (11, 16)), strict=True):
        measured = [FAMILY.measures(instance) for instance in instances(level)]
        # An open or contradictory problem counts the operations of the question it asks, like any other.
        assert all(fewest <= each["operations"] <= most for each in measured)
        means.append(sum(each["depth"] for each in measured) / len(measured))
    assert means == sorted(means) and means[-1] > means[0] + 2


def test_both_directions_and_all_questions_occur_at_every_level() -> None:
    for level in LEVELS:
        assert {i.backward for i in instances(level)} == {True, False}
        assert {i.question for i in instances(level)} == {"value", "total", "difference"}


@pytest.mark.parametrize("level", LEVELS)
def test_few_draws_repeat_a_problem(level: int) -> None:
    prints = {problem.fingerprint for problem in problems(level)}
    assert len(prints) >= COUNT - 1


def test_wordings_vary_in_world_and_structure() -> None:
    templates = {problem.template for level in LEVELS for problem in problems(level)}
    assert len(templates) >= 60
    assert {template.split("/")[0] for template in templates} == set(WORLDS)
    assert len({template.split("/")[1] for template in templates}) >= 8


@pytest.mark.parametrize("level", LEVELS)
def test_the_same_draw_is_the_same_problem(level: int) -> None:
    assert msgspec.json.encode(draw(FAMILY, 11, 3, level)) == msgspec.json.encode(problems(level)[3])


@pytest.mark.parametrize("level", LEVELS)
def test_renaming_and_reordering_leave_the_canonical_form_alone(level: int) -> None:
    for index, instance in enumerate(instances(level)):
        assert FAMILY.canonical(renamed(instance, Stream("order", index))) == FAMILY.canonical(instance)


def renamed(instance: Situation, stream: Stream) -> Situation:
    """The same situation in another world, with quantities renumbered and facts in another legal order."""
    new = stream.shuffled(range(len(instance.quantities)))
    order = legal_order(instance, stream)

    def of(positions: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(new[q] for q in positions)

    facts = [instance.facts[i] for i in order]
    world = stream.choice(sorted(WORLDS))
    count = len(instance.quantities)
    return msgspec.structs.replace(
        instance,
        world=world,
        quantities=tuple(Quantity(WORLDS[world].items[i % 7], f"the place {i // 7}") for i in range(count)),
        facts=tuple(msgspec.structs.replace(f, of=mixed(of(f.of), stream), parts=parts(f, of, stream)) for f in facts),
        asked=of(instance.asked) if instance.question == "difference" else mixed(of(instance.asked), stream),
        needed=tuple(sorted(order.index(i) for i in instance.needed)),
        conflict=None if instance.conflict is None else order.index(instance.conflict),
    )


def parts(fact: Fact, of: Any, stream: Stream) -> tuple[int, ...]:
    return of(fact.parts) if fact.kind == "difference" else mixed(of(fact.parts), stream)


def mixed(values: tuple[int, ...], stream: Stream) -> tuple[int, ...]:
    return tuple(stream.shuffled(values))


def legal_order(instance: Situation, stream: Stream) -> list[int]:
    """Positions in random order, each after the facts that define what it mentions; checks after definitions."""
    left, order = stream.shuffled(range(len(instance.facts))), list[int]()
    while left:
        for i in left:
            fact = instance.facts[i]
            mentions = set(fact.parts) if fact.parts else set(fact.of)
            if not any(j < i and set(instance.facts[j].of) & mentions for j in left):
                order.append(i)
                left.remove(i)
                break
    return order


def test_distractors_are_not_part_of_the_problem() -> None:
    for instance in instances(3):
        if instance.conflict is None:
            kept = tuple(instance.facts[i] for i in instance.needed)
            bare = msgspec.structs.replace(instance, facts=kept, needed=tuple(range(len(kept))))
            assert FAMILY.canonical(bare) == FAMILY.canonical(instance)


@pytest.mark.parametrize("level", LEVELS)
def test_another_needed_number_is_another_problem(level: int) -> None:
    for instance in instances(level):
        at = next(i for i in instance.needed if instance.facts[i].number)
        fact = msgspec.structs.replace(instance.facts[at], number=instance.facts[at].number + 1)
        other = msgspec.structs.replace(instance, facts=(*instance.facts[:at], fact, *instance.facts[at + 1 :]))
        assert FAMILY.canonical(other) != FAMILY.canonical(instance)


def test_a_forward_problem_and_its_reversal_differ() -> None:
    facts = (Fact((0,), "given", number=7), Fact((1,), "scaled_more", (0,), 3, 1, 4))
    quantities = (Quantity("vase", "the Treasury"), Quantity("mask", "the Round Hall"))
    forward = Situation("museum", quantities, facts, "value", (1,), False, True, "value", 25, (0, 1), (7, 25))
    told = (facts[1], Fact((1,), "given", number=25))
    backward = Situation("museum", quantities, told, "value", (0,), True, True, "value", 7, (0, 1), (7, 25))
    assert FAMILY.canonical(forward) != FAMILY.canonical(backward)
    assert FAMILY.check(backward) == Equations(
        answer=Outcome(value=Integer(), outcomes=("impossible", "cannot be determined")),
        gold="7",
        equations=("mask_round_hall = 3 * vase_treasury + 4", "mask_round_hall = 25"),
        ask=("vase_treasury",),
    )


def test_an_instance_survives_the_journey_through_builtins() -> None:
    for instance in instances(4):
        assert msgspec.convert(msgspec.to_builtins(instance), Situation) == instance


@pytest.mark.parametrize("level", LEVELS)
def test_prompts_are_clean_text(level: int) -> None:
    for problem in problems(level):
        text = problem.prompt
        assert not re.search(r"[{}\[\]]|  |\bNone\b| \.|\.\.|,,", text), text
        assert all(line[0].isupper() or line[0] in "-*(0123456789" for line in text.split("\n")), text
        for sentence in re.findall(r'(?<=[.?"] )[a-z]\w*', text.split("\n")[0]):
            raise AssertionError(f"{sentence} opens a sentence in {text}")
