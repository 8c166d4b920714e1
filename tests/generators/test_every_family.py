"""What every family owes, tried on many draws of every level.

By default a level gets a few dozen draws; `make acceptance` gives it the thousand that is promised.
"""

import importlib
import os
import re
import subprocess
import sys
from fractions import Fraction
from functools import lru_cache

import msgspec
import pytest

from generators.family import Family, Impossible, draw
from generators.registry import families
from interpreters import skip_without
from pipelines.assay_programs import wrong_programs
from schemas import Problem, Status
from schemas.answers import FENCED, Choice, Literal, Outcome
from schemas.checks import Difference, HiddenTests, MutantKilling, Witness
from validators import decide_payload
from validators.guard import Done, Guard

DRAWS = int(os.environ.get("PROVENDER_DRAWS", "25"))
NAMES = list(families())
CELLS = [(name, level) for name in NAMES for level in families()[name].levels]


@lru_cache(maxsize=8)
def draws(name: str, level: int) -> list[Problem]:
    family = families()[name]
    found = []
    for index in range(DRAWS):
        try:
            found.append(draw(family, 11, index, level))
        except Impossible:
            continue
    assert len(found) >= 0.98 * DRAWS
    return found


@pytest.fixture(scope="module")
def judge():
    """A function from (problem, text) pairs to statuses, in killable children as a build uses them."""
    with Guard("validators:decide_payload", workers=1, seconds=120, memory_mb=4096) as guard:

        def statuses(pairs: list[tuple[Problem, str]]) -> list[dict]:
            skip_without(pairs[0][0].check)
            items = [msgspec.json.encode({"check": problem.check, "text": text}) for problem, text in pairs]
            results = list(guard.map(items))
            assert all(isinstance(result, Done) for result in results), results
            return [msgspec.json.decode(result.result) for result in results]

        yield statuses


@pytest.mark.parametrize(("name", "level"), CELLS)
def test_an_independent_solver_agrees_with_every_gold(name: str, level: int) -> None:
    oracle = importlib.import_module(f"oracles.{name.partition('/')[2]}")
    for problem in draws(name, level):
        assert agrees(problem, oracle), (problem.check.gold, problem.prompt)


def agrees(problem: Problem, oracle) -> bool:
    """Whether the oracle finds the gold; an oracle for problems with many right answers says itself what agrees."""
    if hasattr(oracle, "agrees"):
        return oracle.agrees(problem)
    return oracle.solve(problem) == problem.check.gold


@pytest.mark.parametrize(("name", "level"), CELLS)
def test_wrong_answers_are_rejected(name: str, level: int, judge) -> None:
    problems = draws(name, level)
    tried = [
        (kind, problem, text)
        for problem, other in zip(problems, problems[1:] + problems[:1], strict=True)
        for kind, text in wrong_answers(problem, other).items()
    ]
    verdicts = judge([(problem, text) for _, problem, text in tried])
    for (kind, problem, text), verdict in zip(tried, verdicts, strict=True):
        assert verdict["status"] == Status.REJECTED, (kind, verdict, text, problem.check.gold, problem.prompt)


def wrong_answers(problem: Problem, other: Problem) -> dict[str, str]:
    """Texts that are no right answer to the problem, by kind."""
    gold, check = problem.check.gold, problem.check
    if isinstance(check, HiddenTests) and check.answer.language != "python":
        texts = wrong_programs(check.answer.language, check.answer.entry, gold, other.check.gold)
        kinds = ("empty block", "nothing returned", "wrapped", "equal to all", "right once", "tagged as Python")
        return {"the question echoed": problem.prompt} | {kind: texts[kind] for kind in kinds}
    if isinstance(check, HiddenTests):
        entry = check.answer.entry
        last_return = gold.rstrip().rpartition("return ")
        return {
            "empty": "",
            "nothing in the fence": "```python\n```",
            "another item's answer": other.reference if other.check.gold != gold else "",
            "the question echoed": problem.prompt,
            "constant": f"```python\ndef {entry}(*args):\n    return None\n```",
            "an off-by-one result": f"```python\n{last_return[0]}return ({last_return[2]}, 1)\n```",
            "the gold in a contradicting sentence": f"The function is not this:\n\n{gold.splitlines()[0]}",
            "always equal": f"```python\nclass E:\n    __eq__ = lambda *_: True\ndef {entry}(*_):\n    return E()\n```",
        }
    if isinstance(check.answer, FENCED):
        return {
            "empty": "",
            "nothing in the fence": "```\n```",
            "another item's answer": other.reference if other.check.gold != gold else "",
            "the question echoed": problem.prompt,
            "the gold outside of a fence": f"Answer: {gold}",
            "the gold in thoughts": f"<think>\n```\n{gold}\n```\n</think>",
            "the gold twice": f"```\n{gold}\n{gold}\n```",
            "prose in the fence": f"```\nIt is {gold}\n```",
        }
    texts = {
        "empty": "",
        "the question echoed": problem.prompt,
        "the gold in a contradicting sentence": f"The answer is not {gold}.",
        "the gold taken back": f"Answer: {gold}\nNo, wait, that is wrong.",
        "a hedge": f"Answer: {gold} or perhaps something else",
        "no claim": f"One could think of {gold} here.",
    }
    if (
        other.check.gold != gold
        and not shares_answers(problem)
        and kind_of(check.answer) == kind_of(other.check.answer)
    ):
        texts["another item's answer"] = f"Answer: {other.check.gold}"
    number = as_number(gold)
    if number is not None and not shares_answers(problem):
        texts["one more"] = f"Answer: {number + 1}"
        texts["one less"] = f"Answer: {number - 1}"
        texts["two answers"] = f"Answer: {gold} or {number + 1}"
        if number:
            texts["sign flip"] = f"Answer: {-number}"
    if isinstance(check, Witness):
        texts["another type"] = "Answer: {'x': 1.5}"
    if isinstance(check, Witness) and gold not in options_of(check.answer):
        texts["the gold in a list"] = f"Answer: [{gold}]"
        texts["two answers"] = f"Answer: {gold} or [{gold}]"
    options = options_of(check.answer)
    if len(options) > 1:
        texts["all options"] = f"Answer: {', '.join(options)}"
        texts["all options, or"] = f"Answer: {' or '.join(options)}"
        for option in options:
            if option != gold:
                texts[f"the option {option}"] = f"Answer: {option}"
    first = re.match(r"([^,=]+) = (-?\d+)(?=,|$)", gold)
    if first and not shares_answers(problem):
        texts["one value off"] = f"Answer: {first.group(1)} = {int(first.group(2)) + 1}{gold[first.end() :]}"
        texts["one value missing"] = f"Answer: {gold.rpartition(', ')[0]}"
    return texts


def kind_of(answer: object) -> tuple[type, ...]:
    """What is asked for; an answer to a question for something else may well be unreadable."""
    return (Outcome, type(answer.value)) if isinstance(answer, Outcome) else (type(answer),)


def shares_answers(problem: Problem) -> bool:
    """Whether several answers may be right, so that another item's may happen to be."""
    several = Difference | MutantKilling | Witness
    return isinstance(problem.check, several) or getattr(problem.check, "ask", None) == "solution"


def as_number(text: str) -> Fraction | None:
    return Fraction(text) if re.fullmatch(r"-?\d+(/\d+)?", text) else None


def options_of(answer: object) -> tuple[str, ...]:
    if isinstance(answer, Choice):
        return answer.options
    return answer.outcomes if isinstance(answer, Outcome) else ()


@pytest.mark.parametrize("name", NAMES)
def test_neighbouring_seeds_and_indexes_share_no_problem(name: str) -> None:
    family = families()[name]
    level = max(family.levels)
    first = [problem.id for problem in (draw_or_none(family, 7, index + 1, level) for index in range(DRAWS)) if problem]
    second = [problem.id for problem in (draw_or_none(family, 8, index, level) for index in range(DRAWS)) if problem]
    assert not [pair for pair in zip(first, second, strict=False) if pair[0] == pair[1]]
    assert len(set(first) & set(second)) <= max(1, 0.02 * DRAWS)


def draw_or_none(family: Family, seed: int, index: int, level: int) -> Problem | None:
    try:
        return draw(family, seed, index, level)
    except Impossible:
        return None


WITH_TWINS = [(name, level) for name in NAMES for level in families()[name].twins]


@pytest.mark.parametrize(("name", "level"), WITH_TWINS)
def test_twins_come_in_the_share_that_is_asked_for(name: str, level: int) -> None:
    """And a solvable problem is the same whatever the share. Prompts name the outcomes if and only if their kind of
    question has twins, so that nothing can be told from it."""
    naming: dict[str, set[bool]] = {}
    drawn = [(draw_twins(name, i, level, 0.0), draw_twins(name, i, level, 1.0)) for i in range(12)]
    for solvable, twin in drawn:
        assert solvable is None or not solvable.origin.twin
        assert twin is None or twin.origin.twin
        for problem in (solvable, twin):
            if problem is not None:
                named = outcomes_of(problem)
                missing = [each for each in named if each not in problem.prompt]
                assert not missing, (missing, problem.prompt)
                naming.setdefault(problem.template, set()).add(bool(named))
        if twin is not None:
            assert twin.check.gold in outcomes_of(twin)
        if solvable is not None and draw_twins(name, solvable.origin.index, level, 0.1).origin.twin is False:
            assert draw_twins(name, solvable.origin.index, level, 0.1) == solvable
    assert all(len(answers) == 1 for answers in naming.values()), naming
    some = [draw_twins(name, i, level, 0.3) for i in range(60)]
    assert 7 <= sum(problem is not None and problem.origin.twin for problem in some) <= 30


def outcomes_of(problem: Problem) -> tuple[str, ...]:
    """What may stand in the place of a value: the answer type says it, or for a literal the form of the answer line."""
    answer = problem.check.answer
    if isinstance(answer, Literal):
        form = re.search(r"Answer: <([^<>]*)>", problem.prompt)
        return tuple(form[1].split(" | ")[1:]) if form else ()
    return answer.outcomes if isinstance(answer, Outcome) else ()


def draw_twins(name: str, index: int, level: int, share: float) -> Problem | None:
    try:
        return draw(families()[name], 21, index, level, twins=share)
    except Impossible:
        return None


@pytest.mark.parametrize(("name", "level"), [cell for cell in CELLS if cell not in WITH_TWINS])
def test_levels_without_twins_draw_none(name: str, level: int) -> None:
    problem = draw_twins(name, 3, level, 1.0)
    assert problem is not None
    assert not problem.origin.twin
    assert problem == draw_twins(name, 3, level, 0.0)


@pytest.mark.parametrize("name", NAMES)
def test_every_family_has_at_least_three_levels(name: str) -> None:
    assert len(families()[name].levels) >= 3


def test_draws_do_not_depend_on_the_hash_seed() -> None:
    script = (
        "import hashlib, msgspec\n"
        "from generators import draw, families\n"
        "state = hashlib.sha256()\n"
        "for name, family in families().items():\n"
        "    for level in family.levels:\n"
        "        for index in range(4):\n"
        "            state.update(msgspec.json.encode(draw(family, 5, index, level)))\n"
        "print(state.hexdigest())\n"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(seen) == 1


def test_a_draw_survives_json() -> None:
    for name in NAMES:
        problem = draw(families()[name], 2, 1, 1)
        encoded = msgspec.json.encode(problem)
        assert msgspec.json.encode(msgspec.json.decode(encoded, type=Problem)) == encoded


def test_the_worker_target_and_the_library_agree() -> None:
    problem = draw(families()["math/linear_system"], 0, 0, 1)
    item = msgspec.json.encode({"check": problem.check, "text": problem.reference})
    assert msgspec.json.decode(decide_payload(item))["status"] == "accepted"
