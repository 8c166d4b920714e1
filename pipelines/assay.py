"""Measures the checkers' own errors: known right and known wrong answers to a family's problems, put to its checker.

A *false reject* is a right answer that is rejected or left undecided, a *false accept* a wrong one that is accepted.
Rates come with exact (Clopper-Pearson) confidence bounds, since no errors in n tries prove little when n is small.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from generators.family import Family, Impossible, draw
from generators.registry import families
from generators.templates import load_template
from pipelines.assay_texts import Item, nearly_right, right, wrong
from schemas import BadInput, Problem, Status, digest_int
from schemas.release import AssayReport
from validators import Guard, Question, verdict_of

CONFIDENCE = 0.95
RIGHT, WRONG, NEARLY = "right", "wrong", "nearly right"


class Tally(Struct, frozen=True):
    """How many texts of one kind were tried, and how many of them were decided falsely."""

    tried: int
    false: int


class Miss(Struct, frozen=True):
    """One text that was decided falsely, cut to its last part."""

    kind: str
    gold: str
    text: str
    reason: str


class Assay(Struct, frozen=True, kw_only=True):
    """A family's checker as measured on one level. `mutants` are programs that differ from the gold in one place, and
    how many of them pass its hidden tests: those that do the same as it, and those that the tests do not tell from it.
    """

    family: str
    version: int
    level: int
    checker: str
    items: int
    right: dict[str, Tally]
    wrong: dict[str, Tally]
    mutants: Tally
    misses: tuple[Miss, ...]

    @property
    def false_rejects(self) -> Tally:
        """Over all kinds of right answers."""
        return _total(self.right)

    @property
    def false_accepts(self) -> Tally:
        """Over all kinds of wrong answers."""
        return _total(self.wrong)

    def report(self) -> AssayReport:
        """What a release's manifest says of it."""
        missed = Counter(miss.kind for miss in self.misses)
        rejects, accepts = self.false_rejects, self.false_accepts
        return AssayReport(
            family=self.family, version=self.version, level=self.level, checker=self.checker, items=self.items,
            right=rejects.tried, false_rejects=rejects.false, wrong=accepts.tried, false_accepts=accepts.false,
            mutants=self.mutants.tried, mutants_accepted=self.mutants.false, missed=dict(sorted(missed.items())),
        )  # fmt: skip

    def summary(self) -> dict[str, Any]:
        """The figures and the misses, as JSON."""
        rates = {
            name: {"tried": tally.tried, "false": tally.false, "interval": [round(each, 6) for each in bounds(tally)]}
            for name, tally in (("false_rejects", self.false_rejects), ("false_accepts", self.false_accepts))
        }
        mutants = {**msgspec.to_builtins(self.mutants), "interval": [round(each, 6) for each in bounds(self.mutants)]}
        return {**msgspec.to_builtins(self), **rates, "mutants": mutants}


def named(patterns: Sequence[str]) -> list[Family[Any]]:
    """The families that patterns such as ``math/*``, or paths of seed templates, name. Raises `BadInput` for one that
    names none."""
    known = families()
    found: dict[str, Family[Any]] = {}
    for pattern in patterns:
        if pattern.endswith((".yaml", ".yml")):
            template = load_template(Path(pattern))
            found[template.name] = template
            continue
        here = {name: known[name] for name in sorted(known) if fnmatchcase(name, pattern)}
        if not here:
            raise BadInput(pattern, "no family has this name", "'provender families' lists them")
        found |= here
    return list(found.values())


def cells_of(patterns: Sequence[str], level: int | None = None) -> list[tuple[Family[Any], int]]:
    """The families of `named` with each of their levels, or the one level. Raises `BadInput` also where none has it."""
    cells = [(each, place) for each in named(patterns) for place in sorted(each.levels) if level in (None, place)]
    if not cells:
        raise BadInput(
            f"--level {level}", "none of the families has this level", "'provender families' shows the levels"
        )
    return cells


def bounds(tally: Tally, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The exact confidence interval of a rate of errors (Clopper and Pearson, Biometrika 1934)."""
    from scipy.stats import beta  # a second to import, and only these figures need it

    n, k, tail = tally.tried, tally.false, (1 - confidence) / 2
    if not n:
        return 0.0, 1.0
    low = float(beta.ppf(tail, k, n - k + 1)) if k else 0.0
    high = float(beta.ppf(1 - tail, k + 1, n - k)) if k < n else 1.0
    return low, high


def assay(cells: Sequence[tuple[Family[Any], int]], items: int, seed: int, guard: Guard) -> Iterator[Assay]:
    """Assay the checkers of families at levels, with `items` problems each; `guard` runs `validators:decide_payload`.

    Problems are drawn by the seed, in a space of their own: no build's problems are among them.
    """
    for each, level in cells:
        drawn = _problems(each, level, items + 1, seed)
        problems = [Item(problem.check, problem.prompt, problem.reference) for problem in drawn]
        yield measured(each.name, each.version, level, problems, items, guard)


def measured(name: str, version: int, level: int, problems: Sequence[Item], items: int, guard: Guard) -> Assay:
    """The assay of one family's checker on the first `items` of these problems; one more gives answers of another."""
    cases = list(_cases(problems, items))
    said = guard.map(msgspec.json.encode(Question(item.check, text)) for _, _, item, text in cases)
    tallies: dict[str, dict[str, Tally]] = {RIGHT: {}, WRONG: {}, NEARLY: {}}
    misses = []
    for (truth, kind, item, text), outcome in zip(cases, said, strict=True):
        verdict = verdict_of(item.check, outcome)
        false = (truth == RIGHT) is not (verdict.status is Status.ACCEPTED)
        tally = tallies[truth].get(kind, Tally(0, 0))
        tallies[truth][kind] = Tally(tally.tried + 1, tally.false + false)
        if false and truth != NEARLY:
            reason = f"{verdict.reason.value}: {verdict.detail}".removesuffix(": ")
            misses.append(Miss(kind, item.check.gold[:200], text[-200:], reason))
    return Assay(
        family=name,
        version=version,
        level=level,
        checker=problems[0].check.__struct_config__.tag,  # type: ignore[arg-type]
        items=min(items, len(problems)),
        right=tallies[RIGHT],
        wrong=tallies[WRONG],
        mutants=_total(tallies[NEARLY]),
        misses=tuple(misses),
    )


def _problems(family: Family[Any], level: int, count: int, seed: int) -> list[Problem]:
    """`count` different problems (fewer if the family has no more)."""
    found: dict[str, Problem] = {}
    for index in range(20 * count):
        try:
            problem = draw(family, digest_int("assay", seed) >> 1, index, level)
        except Impossible:
            continue
        found.setdefault(problem.fingerprint, problem)
        if len(found) == count:
            break
    return list(found.values())


def _cases(problems: Sequence[Item], items: int) -> Iterable[tuple[str, str, Item, str]]:
    for place, problem in enumerate(problems[:items]):
        for kind, text in right(problem).items():
            yield RIGHT, kind, problem, text
        for kind, text in wrong(problem, problems[(place + 1) % len(problems)]).items():
            yield WRONG, kind, problem, text
        for text in nearly_right(problem):
            yield NEARLY, "mutant", problem, text


def _total(tallies: dict[str, Tally]) -> Tally:
    return Tally(sum(each.tried for each in tallies.values()), sum(each.false for each in tallies.values()))
