"""How strong hidden tests are: mutants of the gold fail them, as do constants, echoes, tables of the calls shown."""

import re
from collections import Counter

import pytest

from generators.code.mutation import mutants
from generators.code.tagged import literal_text
from generators.family import Family, draw
from generators.registry import families
from schemas import Problem
from schemas.checks import HiddenTests
from validators import sandbox
from validators.programs import decide_program

PROBLEMS = 8
MUTANTS = 18  # of each problem


def asks_for_python(family: Family) -> bool:
    check = draw(family, 3, 0, 1).check
    return isinstance(check, HiddenTests) and check.answer.language == "python"


CELLS = [
    (name, level)
    for name, family in families().items()
    if name.startswith("code/") and asks_for_python(family)
    for level in family.levels
]


@pytest.fixture(autouse=True)
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    def run_calls(source: str, entry: str, calls: list, **options: object) -> sandbox.Run:
        limits = sandbox.Limits(cpu_seconds=1, memory_mb=256, output_bytes=100_000)
        return sandbox.run_calls(source, entry, calls, limits=limits, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("validators.programs.run_calls", run_calls)


def passes(problem: Problem, source: str) -> bool:
    return decide_program(problem.check, f"```python\n{source}\n```").reason == "correct"  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "level"), CELLS)
def test_nine_in_ten_mutants_of_the_golds_fail(name: str, level: int) -> None:
    alive, tried = [], 0
    for index in range(PROBLEMS):
        problem = draw(families()[name], 17, index, level)
        found = list(mutants(problem.check.gold))
        # Evenly spread over the program, so that a long one counts no more than the others.
        chosen = found[:: 1 + len(found) // MUTANTS]
        tried += len(chosen)
        alive += [mutant for mutant in chosen if passes(problem, mutant)]
    assert len(alive) <= 0.1 * tried, (len(alive), tried, alive)


@pytest.mark.parametrize(("name", "level"), CELLS)
def test_programs_that_only_look_right_fail(name: str, level: int) -> None:
    """A table of the calls that are shown, the most frequent value, and the argument given back."""
    for index in range(PROBLEMS):
        problem = draw(families()[name], 18, index, level)
        for kind, source in lazy(problem).items():
            assert not passes(problem, source), (kind, problem.prompt)


def lazy(problem: Problem) -> dict[str, str]:
    """Programs that define the gold's functions, all but the last as they are."""
    check = problem.check
    assert isinstance(check, HiddenTests)
    entry = check.answer.entry
    own = [test for test in check.tests if test.entry is None]
    most = Counter(literal_text(test.expected) for test in own).most_common(1)[0][0]
    call = rf"{re.escape(entry)}\((?=[\[('\"\d{{-])(.*?)\)`?"  # with a literal, which a signature has not
    shown = re.findall(rf"{call}\s*(?:returns|==|->|\||\n)\s*`?(.*?)`?\s*\|?(?:\n|$)", problem.prompt)
    # Calls told in prose are not read: the table is then empty, and the other programs are tried all the same.
    table = "{" + ", ".join(f"{arguments + ','!r}: {result}" for arguments, result in shown) + "}"
    bodies = {
        "constant": f"return {most}",
        "echo": "return arguments[0]",
        "table": f"return {table}.get(', '.join(map(repr, arguments)) + ',')",
        "table or constant": f"return {table}.get(', '.join(map(repr, arguments)) + ',', {most})",
        "table or echo": f"return {table}.get(', '.join(map(repr, arguments)) + ',', arguments[0])",
    }
    return {kind: f"{check.gold}\n\ndef {entry}(*arguments):\n    {body}" for kind, body in bodies.items()}
