"""Looks over a family's problems for the faults that families have: `provender lint`.

Every rule is decided on draws alone, so a third party's family or a seed template is held to the same.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import sqrt
from statistics import fmean, pvariance
from typing import Any

import msgspec
from msgspec import Struct

from generators.family import Family, Impossible, draw
from generators.templates import StoryFamily, TemplateFamily
from pipelines.decontamination.packs import DEFAULT
from schemas import Problem, Reason, Status, problem_id
from schemas.answers import FENCED, Choice, Outcome
from validators import Guard, Question, verdict_of

FEWEST_SKELETONS = 8
LARGEST_DUPLICATE_RATE = 0.1
LARGEST_IMPOSSIBLE_RATE = 0.02
LONG_ANSWER = 40  # characters from which an answer cannot stand in the prompt by chance


class Finding(Struct, frozen=True):
    """A rule that a family breaks: how often, of how many, and one case of it. Level 0 is the family as a whole."""

    family: str
    level: int
    rule: str
    count: int
    of: int
    example: str = ""


class Report(Struct, frozen=True):
    """What was found out about a family; `draws_per_second` is this machine's and no finding."""

    family: str
    problems: int
    draws_per_second: float
    findings: tuple[Finding, ...]


def lint(family: Family[Any], draws: int, seed: int, guard: Guard) -> Report:
    """Lint a family by so many draws of each level; `guard` runs `validators:decide_payload`."""
    start = time.perf_counter()
    drawn = {level: _drawn(family, level, draws, seed) for level in sorted(family.levels)}
    seconds = time.perf_counter() - start
    findings: list[Finding] = []
    for level, (problems, impossible) in drawn.items():
        if impossible > LARGEST_IMPOSSIBLE_RATE * draws:
            findings.append(Finding(family.name, level, "draws that fail", impossible, draws))
        if problems:
            findings += _of_level(family.name, level, problems)
            findings += _of_checker(family.name, level, problems, guard)
    found = [problems for problems, _ in drawn.values() if problems]
    findings += _of_family(family, found, draws)
    findings += _near(family, found)
    count = sum(map(len, found))
    return Report(family.name, count, round(draws * len(drawn) / seconds, 1), tuple(findings))


def _near(family: Family[Any], found: Sequence[Sequence[Problem]]) -> Iterator[Finding]:
    """Of seed templates: draws that are too near to an item of the shipped pack of benchmarks."""
    if not isinstance(family, StoryFamily | TemplateFamily):
        return
    from pipelines.decontamination.audit import best_of, find_pack

    pack = find_pack(DEFAULT)
    for problems in found:
        findings = [finding for finding, _ in best_of([problem.prompt for problem in problems], [pack])]
        near = [finding for finding in findings if finding.contaminated]
        if near:
            case = f"{near[0].item}, score {near[0].score:.2f}"
            yield Finding(family.name, problems[0].level, "too near to a benchmark", len(near), len(problems), case)


def _drawn(family: Family[Any], level: int, draws: int, seed: int) -> tuple[list[Problem], int]:
    problems = []
    for index in range(draws):
        try:
            problems.append(draw(family, seed, index, level))
        except Impossible:
            continue
    return problems, draws - len(problems)


# Rules on single problems.

_PLACEHOLDER = re.compile(r"(?<!\\begin)(?<!\\end)(?<!\\text)(?<!frac)(?<!\})\{[a-z_][a-z0-9_.:]*\}|\[\w+\||\bTODO\b")
_WORDED_TWICE = re.compile(r"\b(?!that|had)([a-z]{2,}) \1\b")
_ARTICLE = re.compile(
    r"\ba (?=[aeio][a-z]{2,}\b)(?!and\b|otherwise\b|one\b|once\b|eu|uni)"
    r"|\ban (?=[bcdfgjklmnpqrstvwxyz][a-z]{2,}\b)(?!hour)"
)
_ONE_OF_MANY = re.compile(
    r"(?<![\d.,/−-])\b1 (?!plus|minus|times|has|is|was|less|across|always|this|holds|us\b)[a-z]{3,}[^s\W]s\b(?! )"
)
_SPACING = re.compile(r"\w  +\w|\w [,;!?](?=\s|$)|\(\s\w|\w\s\)")


def _quoted(problem: Problem, pattern: re.Pattern[str]) -> str:
    """The place in the prompt's prose where the pattern is found, or nothing; code and formulas are not prose."""
    prose = re.sub(r"```.*?```|`[^`\n]*`|\\\[.*?\\\]|\\\(.*?\\\)|'[^'\n]*'", "CODE", problem.prompt, flags=re.DOTALL)
    found = pattern.search(prose)
    return prose[max(0, found.start() - 20) : found.end() + 20] if found else ""


def _leaked(problem: Problem) -> str:
    gold = problem.check.gold
    if f"Answer: {gold}\n" in f"{problem.prompt}\n" or (len(gold) >= LONG_ANSWER and gold in problem.prompt):
        return gold
    return ""


def _formless(problem: Problem) -> str:
    """Problems whose answer is not fenced say in which form it is wanted, and references end in it."""
    if isinstance(problem.check.answer, FENCED):
        return ""
    if "Answer:" not in problem.prompt:
        return problem.prompt[-60:]
    return "" if problem.reference.rstrip().endswith(f"Answer: {problem.check.gold}") else problem.reference[-60:]


def _misnamed(problem: Problem) -> str:
    right = problem.id == problem_id(problem.fingerprint) and problem.fingerprint.startswith(f"{problem.family}:")
    return "" if right else problem.fingerprint


_RULES: dict[str, Callable[[Problem], str]] = {
    "the answer stands in the prompt": _leaked,
    "no form for the answer": _formless,
    "a fingerprint of another family": _misnamed,
    "an unfilled slot": lambda problem: _quoted(problem, _PLACEHOLDER),
    "a word twice in a row": lambda problem: _quoted(problem, _WORDED_TWICE),
    "a wrong article": lambda problem: _quoted(problem, _ARTICLE),
    "one of several": lambda problem: _quoted(problem, _ONE_OF_MANY),
    "spaces out of place": lambda problem: _quoted(problem, _SPACING),
}


def _of_level(name: str, level: int, problems: Sequence[Problem]) -> Iterator[Finding]:
    for rule, look in _RULES.items():
        cases = [case for problem in problems if (case := look(problem))]
        if cases:
            yield Finding(name, level, rule, len(cases), len(problems), cases[0].replace("\n", " / ")[:120])
    repeats = len(problems) - len({problem.fingerprint for problem in problems})
    if repeats > LARGEST_DUPLICATE_RATE * len(problems):
        yield Finding(name, level, "draws repeat a problem", repeats, len(problems))
    yield from _balance(name, level, problems)


def _balance(name: str, level: int, problems: Sequence[Problem]) -> Iterator[Finding]:
    """Labels come about equally often: one that is hardly ever right, or nearly always, can be guessed."""
    kinds = {type(problem.check.answer) for problem in problems}
    if kinds != {Choice} or len(problems) < 30:
        return
    places = Counter(_place(problem) for problem in problems)
    options = max(len(problem.check.answer.options) for problem in problems)  # type: ignore[union-attr]
    for place in range(options):
        share = places[place] / len(problems)
        if not 0.4 / options <= share <= 1.8 / options:
            yield Finding(name, level, "labels out of balance", places[place], len(problems), f"label {place + 1}")


def _place(problem: Problem) -> int:
    """Which of the labels is right, by its place: their words differ from problem to problem."""
    answer = problem.check.answer
    assert isinstance(answer, Choice)
    return answer.options.index(problem.check.gold)


# Rules on checker and family.


def _of_checker(name: str, level: int, problems: Sequence[Problem], guard: Guard) -> Iterator[Finding]:
    """The worked solution of every problem is accepted, and no two deciders disagree about it."""
    said = guard.map(msgspec.json.encode(Question(problem.check, problem.reference)) for problem in problems)
    refused: dict[str, list[str]] = {}
    for problem, outcome in zip(problems, said, strict=True):
        verdict = verdict_of(problem.check, outcome)
        if verdict.status is not Status.ACCEPTED:
            rule = "oracles disagree" if verdict.reason is Reason.ORACLES_DISAGREE else "the reference is not accepted"
            refused.setdefault(rule, []).append(f"{verdict.reason.value}: {verdict.detail}")
    for rule, cases in refused.items():
        yield Finding(name, level, rule, len(cases), len(problems), cases[0][:120])


def _rises(levels: Sequence[Sequence[int]]) -> bool:
    """Whether the mean rises from the first level to the last and falls at no step by more than chance explains (two
    standard errors of the difference)."""
    means = [fmean(values) for values in levels]
    errors = [pvariance(values) / len(values) for values in levels]
    falls = (a - b > 2 * sqrt(x + y) for (a, b), (x, y) in zip(pairwise(means), pairwise(errors), strict=True))
    return means[0] < means[-1] and not any(falls)


def _of_family(family: Family[Any], found: Sequence[Sequence[Problem]], draws: int) -> Iterator[Finding]:
    everything = [problem for problems in found for problem in problems]
    skeletons = {problem.template for problem in everything}
    fewest = min(FEWEST_SKELETONS, len(everything) // 6)
    if len(skeletons) < fewest:
        yield Finding(family.name, 0, "few skeletons", len(skeletons), fewest)
    if len(found) > 1:
        names = list(found[0][0].measures)
        if not any(_rises([[each.measures[name] for each in problems] for problems in found]) for name in names):
            means = [
                {name: round(fmean(each.measures[name] for each in problems), 1) for name in names}
                for problems in found
            ]
            yield Finding(family.name, 0, "no measure rises from level to level", 0, len(means), str(means)[:120])
    outcomes = [problem for problem in everything if isinstance(problem.check.answer, Outcome)]
    if len(outcomes) >= 60 and all(problem.check.gold in _outcomes(problem) for problem in outcomes):
        yield Finding(family.name, 0, "every problem is a twin without a value", len(outcomes), len(outcomes))


def _outcomes(problem: Problem) -> tuple[str, ...]:
    answer = problem.check.answer
    return answer.outcomes if isinstance(answer, Outcome) else ()
