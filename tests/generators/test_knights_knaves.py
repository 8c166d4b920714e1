"""logic/knights_knaves: the roles follow from the prompt's own words, and from nothing less than all of them."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from generators.family import draw
from generators.logic.knights_knaves import Claim, KnightsKnaves, Puzzle
from generators.logic.knights_knaves.language import STORIES
from generators.logic.roles import claims
from generators.randomness import Stream
from oracles import knights_knaves as oracle
from schemas import Problem, fingerprint_of
from validators.checker import decide

FAMILY = KnightsKnaves()
LEVELS = sorted(FAMILY.levels)


@cache
def problems(level: int, count: int = 60) -> list[Problem]:
    return [draw(FAMILY, 7, index, level) for index in range(count)]


def fingerprint(instance: Puzzle) -> str:
    return fingerprint_of(FAMILY.name, FAMILY.canonical(instance))


@pytest.mark.parametrize("level", LEVELS)
def test_the_prompts_own_words_lead_to_the_gold(level: int) -> None:
    for problem in problems(level):
        assert oracle.solve(problem) == problem.check.gold, problem.prompt


@pytest.mark.parametrize("level", LEVELS)
def test_the_checker_accepts_every_reference(level: int) -> None:
    for problem in problems(level)[:20]:
        assert decide(problem.check, problem.reference).status == "accepted"


@pytest.mark.parametrize("level", LEVELS)
def test_no_statement_of_a_solvable_puzzle_can_be_left_out(level: int) -> None:
    solvable = [problem for problem in problems(level) if problem.params["solution"] is not None]
    for problem in solvable[:8]:
        for place in range(len(problem.params["statements"])):
            assert len(oracle.models(problem, without=place)) > 1


@pytest.mark.parametrize("level", LEVELS[1:])
def test_about_one_puzzle_in_eight_has_no_single_solution_and_both_kinds_occur(level: int) -> None:
    drawn = [draw(FAMILY, 5, index, level) for index in range(400)]
    outcomes = Counter(problem.params["outcome"] for problem in drawn)
    assert 0.82 < outcomes["unique"] / 400 < 0.94
    assert outcomes["contradictory"] > 8 and outcomes["several"] > 8
    for problem in drawn:
        if problem.params["outcome"] != "unique":
            assert oracle.solve(problem) == problem.params["outcome"] == problem.check.gold
            assert decide(problem.check, problem.reference).status == "accepted"
    assert all("contradictory" in problem.prompt and "several" in problem.prompt for problem in drawn)


@pytest.mark.parametrize("level", LEVELS)
def test_the_stories_and_layouts_vary_and_puzzles_hardly_ever_repeat(level: int) -> None:
    drawn = [draw(FAMILY, 3, index, level) for index in range(400)]
    assert len({problem.template for problem in drawn}) >= 30
    assert {problem.params["story"] for problem in drawn} == set(STORIES)
    assert len({problem.fingerprint for problem in drawn}) >= 392


@pytest.mark.parametrize("level", LEVELS)
def test_no_role_is_much_more_common_than_another_among_those_who_speak_plainly(level: int) -> None:
    solved = [p.params["solution"] for p in (draw(FAMILY, 3, i, level) for i in range(200)) if p.params["solution"]]
    counts = Counter(role for solution in solved for role in solution)
    assert 0.8 < counts[0] / counts[1] < 1.25


@pytest.mark.parametrize("level", LEVELS)
def test_every_final_check_line_and_every_unconditional_step_of_a_reference_is_true(level: int) -> None:
    for problem in problems(level):
        fitting = oracle.models(problem)
        checked = 0
        for line in problem.reference.splitlines():
            if found := re.match(r"\((\d+)\) is (true|false), as a statement of an? (\w+) ", line):
                speaker, claim = spoken(problem)[int(found.group(1)) - 1]
                assert oracle._true(claim, speaker, fitting[0]) == (found.group(2) == "true")
                assert fitting[0][speaker] == found.group(3)
                checked += 1
            elif fitting and (found := re.match(r"So (\w+) is (not )?an? (\w+)\.", line)):
                name, denied, role = found.groups()
                assert all((world[name] == role) != bool(denied) for world in fitting)
        assert checked == (len(problem.params["statements"]) if len(fitting) == 1 else 0)


def test_levels_rise_in_people_statements_and_assignments() -> None:
    def mean(level: int, unit: str) -> float:
        return sum(problem.measures[unit] for problem in problems(level)) / len(problems(level))

    for unit in ("people", "statements", "assignments"):
        means = [mean(level, unit) for level in LEVELS]
        assert means == sorted(set(means))


@pytest.mark.parametrize("level", LEVELS)
def test_the_prompt_states_the_form_and_not_the_answer(level: int) -> None:
    for problem in problems(level):
        asked = [line for line in problem.prompt.splitlines() if "Answer:" in line]
        form = ", ".join(f"{name} = role" for name in problem.params["names"])
        assert len(asked) == 1 and f"<{form}" in asked[0]
        assert problem.params["outcome"] != "unique" or problem.check.gold not in problem.prompt
        assert problem.reference.splitlines()[-1] == f"Answer: {problem.check.gold}"


def test_the_same_draw_gives_the_same_problem() -> None:
    assert [draw(FAMILY, 7, index, 4) for index in range(20)] == problems(4)[:20]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(LEVELS), st.randoms(use_true_random=False))
def test_the_fingerprint_ignores_names_stories_and_order(index: int, level: int, rng: object) -> None:
    instance = FAMILY.sample(Stream("test", index), level)
    shuffle = rng.shuffle  # type: ignore[attr-defined]
    new = list(range(len(instance.names)))
    shuffle(new)
    statements = [(new[speaker], renamed(claim, new)) for speaker, claim in instance.statements]
    shuffle(statements)
    story = STORIES["island"]
    other = msgspec.structs.replace(
        instance,
        story="island",
        names=tuple(f"Name{i}" for i in range(len(new))),
        roles=story.roles[: len(instance.roles)],
        statements=tuple(statements),
    )
    assert fingerprint(other) == fingerprint(instance)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(LEVELS))
def test_another_claim_gives_another_fingerprint(index: int, level: int) -> None:
    instance = FAMILY.sample(Stream("test", index), level)
    (speaker, claim), *rest = instance.statements
    opposite = {"is": "is", "same": "differ", "differ": "same", "and": "or", "or": "and", "if": "and"}.get(claim.kind)
    if opposite and claim.kind != "is":
        changed = msgspec.structs.replace(claim, kind=opposite)
    elif claim.kind in ("xor", "iff"):
        changed = msgspec.structs.replace(claim, kind="iff" if claim.kind == "xor" else "xor")
    elif claim.kind == "is":
        changed = msgspec.structs.replace(claim, roles=((claim.roles[0] + 1) % 2 if claim.roles[0] >= 0 else 0,))
    else:
        changed = msgspec.structs.replace(claim, count=claim.count + 1)
    other = msgspec.structs.replace(instance, statements=((speaker, changed), *rest))
    assert fingerprint(other) != fingerprint(instance)


@pytest.mark.parametrize("kind", ["is", "same", "differ", "exactly", "at_least", "none", "among", "if", "iff", "xor"])
def test_claims_that_the_story_already_decides_are_never_made(kind: str) -> None:
    for claim, truth in claims(kind, 4, 3, 1):
        assert truth, claim
        assert not (claim.kind == "exactly" and claim.roles == (2,) and len(claim.people) == 4)


def renamed(claim: Claim, new: list[int]) -> Claim:
    people = tuple(new[person] for person in claim.people)
    if claim.kind in ("and", "or", "xor", "iff"):
        return msgspec.structs.replace(claim, people=people[::-1], roles=claim.roles[::-1])
    return msgspec.structs.replace(claim, people=people if claim.kind == "if" else people[::-1])


def spoken(problem: Problem) -> list[tuple[str, str]]:
    """Who said what, in the order in which the reference numbers the statements."""
    listed = "\n".join(line[line.index(" ") + 1 :] for line in problem.reference.splitlines() if "“" in line)
    found: list[tuple[str, str]] = oracle.read_statements(listed, problem.params["names"])
    return found
