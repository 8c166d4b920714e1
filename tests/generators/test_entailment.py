"""logic/entailment: the answer follows from the prompt's own words, the fingerprint from the argument alone."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import combinations, product

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from generators.family import draw
from generators.logic.entailment import OPEN, Argument, EntailmentFamily
from generators.logic.truth_tables import CONNECTIVES, Statement, columns, denial, table
from generators.randomness import Stream
from oracles import entailment as oracle
from schemas import Problem, fingerprint_of
from validators.checker import decide

FAMILY = EntailmentFamily()
LEVELS = sorted(FAMILY.levels)


@cache
def problems(level: int, count: int = 60) -> list[Problem]:
    return [draw(FAMILY, 7, index, level) for index in range(count)]


def fingerprint(instance: Argument) -> str:
    return fingerprint_of(FAMILY.name, FAMILY.canonical(instance))


@pytest.mark.parametrize("level", LEVELS)
def test_the_prompts_own_words_lead_to_the_gold(level: int) -> None:
    for problem in problems(level):
        assert oracle.solve(problem) == problem.check.gold, problem.prompt


@pytest.mark.parametrize("level", LEVELS)
def test_distractors_told_in_the_prompt_leave_the_answer_alone(level: int) -> None:
    told = [problem for problem in problems(level) if problem.params["distractors"]]
    assert told
    assert all(oracle.facts_agree(problem) for problem in told)


@pytest.mark.parametrize("level", LEVELS)
def test_the_checker_accepts_every_reference(level: int) -> None:
    for problem in problems(level)[:25]:
        assert decide(problem.check, problem.reference).status == "accepted"


@pytest.mark.parametrize("level", LEVELS)
def test_the_needed_premises_settle_the_conclusion_and_no_fewer_do(level: int) -> None:
    for problem in problems(level):
        params = problem.params
        if params["truth"] == OPEN:
            continue
        claims = [oracle._formal(statement) for statement in params["premises"]]
        conclusion = oracle._formal(params["conclusion"])
        worlds = list(product((False, True), repeat=params["size"]))

        def settles(chosen: tuple[int, ...]) -> bool:
            left = [conclusion(world) for world in worlds if all(claims[i](world) for i in chosen)]  # noqa: B023
            return len(set(left)) == 1

        needed = tuple(params["needed"])
        assert len(needed) > 1 and settles(needed)
        assert not any(settles(fewer) for fewer in combinations(range(len(claims)), len(needed) - 1))


@pytest.mark.parametrize("level", LEVELS)
def test_every_step_of_a_derivation_follows_from_what_it_names(level: int) -> None:
    steps = 0
    for problem in problems(level):
        if problem.params["truth"] != OPEN:
            steps += check_derivation(problem)
    assert steps > 60


@pytest.mark.parametrize("level", LEVELS)
def test_both_situations_of_an_open_argument_fit_the_premises(level: int) -> None:
    for problem in problems(level):
        if problem.params["truth"] != OPEN:
            continue
        text = tokens(problem.reference, problem)
        first = re.search(r"First situation: (.*)", text)
        second = re.search(r"except that now (.*)", text)
        assert first and second
        world = {int(n): not mark for mark, n in re.findall(r"<(!?)(\d+)>", first.group(1))}
        other = world | {int(n): not mark for mark, n in re.findall(r"<(!?)(\d+)>", second.group(1))}
        assert len(world) == problem.params["size"]
        outcomes = []
        for situation in (world, other):
            values = tuple(situation[i] for i in range(problem.params["size"]))
            assert all(oracle._formal(statement)(values) for statement in problem.params["premises"])
            outcomes.append(oracle._formal(problem.params["conclusion"])(values))
        assert outcomes == [True, False] or outcomes == [False, True]


@pytest.mark.parametrize("level", LEVELS)
def test_the_labels_are_balanced_and_the_frames_varied(level: int) -> None:
    drawn = [draw(FAMILY, 3, index, level) for index in range(400)]
    counts = Counter(problem.params["truth"] for problem in drawn)
    assert all(0.25 < counts[truth] / 400 < 0.42 for truth in range(3))
    assert len({problem.template for problem in drawn}) >= 8
    assert len({problem.params["theme"] for problem in drawn}) >= 8
    assert len({problem.fingerprint for problem in drawn}) >= 392


@pytest.mark.parametrize("level", LEVELS)
def test_the_outcome_cannot_be_guessed_from_the_form_of_the_conclusion(level: int) -> None:
    drawn = [draw(FAMILY, 3, index, level) for index in range(400)]
    forms = Counter((problem.params["conclusion"]["kind"], problem.params["truth"]) for problem in drawn)
    for kind in ("fact", "if", "and", "or", "xor", "iff", "nand"):
        assert all(forms[kind, truth] for truth in range(3)), kind


def test_levels_rise_in_atoms_and_in_premises_needed() -> None:
    def mean(level: int, unit: str) -> float:
        return sum(problem.measures[unit] for problem in problems(level)) / len(problems(level))

    for unit in ("atoms", "premises", "needed_premises", "assignments"):
        assert mean(1, unit) < mean(2, unit) < mean(3, unit)


@pytest.mark.parametrize("level", LEVELS)
def test_the_prompt_states_the_form_and_not_the_answer(level: int) -> None:
    for problem in problems(level):
        asked = [line for line in problem.prompt.splitlines() if "Answer:" in line]
        assert len(asked) == 1
        assert f"<{' | '.join(problem.params['labels'])}>" in asked[0]
        assert problem.reference.splitlines()[-1] == f"Answer: {problem.check.gold}"


def test_the_same_draw_gives_the_same_problem() -> None:
    assert [draw(FAMILY, 7, index, 3) for index in range(20)] == problems(3)[:20]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(LEVELS), st.randoms(use_true_random=False))
def test_the_fingerprint_ignores_names_order_and_wording(index: int, level: int, rng: object) -> None:
    instance = FAMILY.sample(Stream("test", index), level)
    shuffle = rng.shuffle  # type: ignore[attr-defined]
    new = list(range(1, instance.size + 1))
    shuffle(new)

    def renamed(statement: Statement) -> Statement:
        literals = tuple(new[abs(n) - 1] * (1 if n > 0 else -1) for n in statement.literals)
        if statement.kind in ("and", "or", "nand", "xor", "iff", "one_of", "nor"):
            literals = literals[::-1]
        if statement.kind == "if":  # the contrapositive
            literals = (-literals[1], -literals[0])
        return Statement(statement.kind, literals)

    premises = [renamed(premise) for premise in instance.premises]
    shuffle(premises)
    other = msgspec.structs.replace(
        instance,
        theme="museum",
        premises=tuple(premises),
        distractors=(),
        conclusion=renamed(instance.conclusion),
        labels=("proved", "refuted", "open"),
    )
    assert fingerprint(other) == fingerprint(instance)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(LEVELS))
def test_another_conclusion_gives_another_fingerprint(index: int, level: int) -> None:
    instance = FAMILY.sample(Stream("test", index), level)
    other = msgspec.structs.replace(instance, conclusion=denial(instance.conclusion))
    assert fingerprint(other) != fingerprint(instance)


@pytest.mark.parametrize("kind", sorted(CONNECTIVES))
def test_each_connectives_table_is_that_of_its_meaning(kind: str) -> None:
    width = {"fact": 1}.get(kind, 3 if kind in ("if_and", "if_or", "then_and", "then_or", "one_of") else 2)
    width = 3 if kind.startswith("iff_") else width
    literals = (3, -1, 2)[:width]
    found = table(3, Statement(kind, literals))
    claim = oracle._formal({"kind": kind, "literals": literals})
    for world in range(8):
        assert bool(found >> world & 1) == claim(tuple(bool(world >> i & 1) for i in range(3)))


@pytest.mark.parametrize("kind", ["fact", "and", "nand", "or", "nor", "if", "xor", "iff"])
def test_a_denial_holds_exactly_where_the_statement_does_not(kind: str) -> None:
    statement = Statement(kind, (-2,) if kind == "fact" else (-2, 1))
    assert table(2, denial(statement)) == columns(2)[0] ^ table(2, statement)


def tokens(text: str, problem: Problem) -> str:
    """The text with every literal replaced by a token that the oracle reads."""
    for i, (subject, verb, rest) in enumerate(problem.params["atoms"]):
        text = re.sub(re.escape(f"{subject} {verb} not {rest}"), f"<!{i}>", text, flags=re.IGNORECASE)
        text = re.sub(re.escape(f"{subject} {verb} {rest}"), f"<{i}>", text, flags=re.IGNORECASE)
        text = re.sub(re.escape(f"{verb} {subject} {rest}"), f"<~{i}>", text, flags=re.IGNORECASE)
    return text


def check_derivation(problem: Problem) -> int:
    """Follow a derivation line by line, asserting that each forced literal is; the number of steps."""
    sources: dict[str, oracle.Claim] = {}
    worlds = list(product((False, True), repeat=len(problem.params["atoms"])))
    said: set[tuple[str, str]] = set()
    steps = 0
    for line in tokens(problem.reference, problem).splitlines():
        line = line.strip()
        if found := re.fullmatch(r"(\(\d+\)) (?!says)(.*)\.", line):
            sources[found.group(1)] = oracle._claim(found.group(2))
        elif found := re.search(r"that is: (.*)\.", line):
            sources["the supposition"] = oracle._claim(found.group(1))
            if re.fullmatch(oracle.L + f"( and {oracle.L})?", found.group(1)):
                said |= set(re.findall(r"<(!?)(\d+)>", found.group(1)))
        elif line.startswith("Case"):
            said |= set(re.findall(r"<(!?)(\d+)>", line))
        elif found := re.match(
            r"(?:(?:Since|But) (.*), )?(?:which )?(\(\d+\)|the supposition) (?:gives that|says that|rules out)(.*)\.",
            line,
        ):
            before = re.findall(r"<(!?)(\d+)>", found.group(1) or "")
            after = re.findall(r"<(!?)(\d+)>", found.group(3))
            assert said.issuperset(before), line
            left = [
                world
                for world in worlds
                if sources[found.group(2)](world) and all(world[int(n)] != bool(mark) for mark, n in before)
            ]
            assert all(world[int(n)] != bool(mark) for world in left for mark, n in after), line
            assert after or not left, line
            said |= set(after)
            steps += 1
    return steps
