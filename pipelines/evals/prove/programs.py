"""G5: no program that was trained on passes the tests of an eval's item.

An eval's items are sorted by what their functions take, and each such group has a few calls that all its golds were run
with. A program is run once, with the calls of all groups that fit, whatever its functions are called. Where it gives
for three in four of them what an item's gold gives, it is run with that item's tests. Programs run in the sandbox only.
"""

from __future__ import annotations

import ast
import warnings
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from pipelines.behaviour import Program, SandboxFault, Unshaped, called, coarse, program_of, view_of
from pipelines.behaviour.harness import LONG
from pipelines.decontamination.solutions import program_in
from pipelines.evals.items import EvalSet, Item
from pipelines.evals.prove.findings import Guarantee, Outcome, Pair, Tally
from pipelines.evals.prove.rows import Record
from schemas import Check
from schemas.checks import HiddenTests

TITLE = "no program that was trained on passes an item's tests"
PROBES = 6  # calls that a group's items share
LONGEST_CALL = 400  # characters of a call that is shared
FEWEST_TESTS, FEWEST_RESULTS = 3, 2  # of an item whose tests tell something
MOST_CANDIDATES = 64  # items whose tests a program is put to
MOST_TESTS = 256
_decode = msgspec.json.Decoder(Check)


class _Task(msgspec.Struct, frozen=True):
    """An item: its tests' calls, and what its gold gives for them."""

    item: str
    calls: tuple[tuple[Any, ...], ...]
    results: tuple[str, ...]


class _Group(NamedTuple):
    """Items whose functions take the same, and the calls that they share; by item and call a checksum of what the gold
    gives, 0 where that is nothing proper, and by item how many are not."""

    calls: tuple[tuple[Any, ...], ...]
    tasks: tuple[_Task, ...]
    sums: npt.NDArray[np.int64]
    proper: npt.NDArray[np.int64]


class Programs:
    """G5 in rows: programs that do what an item asks for. `problem` says why none can be run; `others` are items whose
    tests ask for something else than Python."""

    def __init__(self, eval: EvalSet, run: bool = True) -> None:
        programs = [(item, program) for item in eval.items if (program := _program(item)) is not None]
        self.items, self.asked, self.weak = len(programs), run, 0
        self.others = sum(map(_has_tests, eval.items)) - sum(_has_tests(item) for item, _ in programs)
        self.groups: list[_Group] = []
        self.problem = "" if run else "programs were not to be run"
        if not run:
            return
        try:
            for members in _by_types(programs).values():
                self.groups += self._groups(members)
        except SandboxFault as fault:
            self.problem = f"the sandbox failed: {fault}"

    def _groups(self, members: Sequence[tuple[Item, Program]]) -> Iterator[_Group]:
        """A group of the items for which the shared calls are proper ones, and one of its own for each other item."""
        calls = tuple(_shared([program for _, program in members]))
        tasks = []
        for item, program in members:
            tests = program.calls[:MOST_TESTS]
            (given,) = called([program.source], [tests, calls], long=True)
            told = {number: results for name, number, results in given or () if name == program.entry}
            results = told.get(0) or []
            if len(results) < max(FEWEST_TESTS, len(tests)) or len(set(results)) < FEWEST_RESULTS:
                self.weak += 1
                continue
            shared = _sums(told.get(1) or [])
            task = _Task(item.id, tests, tuple(results))
            if 2 * int((shared > 0).sum()) > len(calls):
                tasks.append((task, shared))
            else:
                yield _group(tests[:PROBES], [(task, _sums(results[:PROBES]))])
        if tasks:
            yield _group(calls, tasks)

    def look(self, records: Sequence[Record]) -> Tally:
        """The programs in these rows that pass an item's tests."""
        found = Tally()
        if self.problem or not self.groups:
            return found
        sources = [(record.place, source) for record in records for source in record.programs]
        found.count("programs", len(sources))
        try:
            for place, item, name in self._passed(sources, found):
                found.add(Pair(item, place, f"its function {name} passes the item's tests"))
        except SandboxFault as fault:
            found.problem = f"the sandbox failed: {fault}"
        return found

    def _passed(self, sources: Sequence[tuple[str, str]], found: Tally) -> Iterator[tuple[str, str, str]]:
        """Places of programs that pass the tests of an item, the item, and the function that does."""
        numbers = {len(group.calls[0]) for group in self.groups}
        fitting = []
        for place, source in sources:
            takes = _takes(source)
            if takes is None:
                found.count("not runnable")
            elif any(least <= number <= most for least, most in takes for number in numbers):
                fitting.append((place, source))
        outcomes = called([source for _, source in fitting], [group.calls for group in self.groups])
        for (place, source), given in zip(fitting, outcomes, strict=True):
            if given is None:
                found.count("not runnable")
                continue
            candidates = self._candidates(given)
            if not candidates:
                continue
            found.count("tested", len(candidates))
            (passed,) = called([source], [task.calls for _, _, task in candidates], long=True)
            told: set[str] = set()
            for name, number, results in passed or ():
                task = candidates[number][2]
                if results is not None and tuple(results) == task.results and task.item not in told:
                    told.add(task.item)
                    yield place, task.item, name

    def _candidates(self, given: Sequence[tuple[str, int, list[str] | None]]) -> list[tuple[int, str, _Task]]:
        """The items whose golds give much the same for the calls of their groups, the most alike first."""
        found: dict[str, tuple[int, str, _Task]] = {}
        for name, number, results in given:
            if results is None or number >= len(self.groups):
                continue
            group = self.groups[number]
            told = _sums(results)
            same = ((group.sums[:, : len(told)] == told) & (told > 0)).sum(axis=1)
            for place in np.flatnonzero(4 * same >= 3 * group.proper).tolist():
                task = group.tasks[place]
                one = -int(same[place]), name, task
                found[task.item] = min(found.get(task.item, one), one, key=_alike)
        return sorted(found.values(), key=_alike)[:MOST_CANDIDATES]


def _alike(candidate: tuple[int, str, _Task]) -> tuple[int, str, str]:
    return candidate[0], candidate[1], candidate[2].item


def _group(calls: tuple[tuple[Any, ...], ...], tasks: Sequence[tuple[_Task, npt.NDArray[np.int64]]]) -> _Group:
    sums = np.zeros((len(tasks), len(calls)), dtype=np.int64)
    for number, (_, shared) in enumerate(tasks):
        sums[number, : len(shared)] = shared
    return _Group(calls, tuple(task for task, _ in tasks), sums, (sums > 0).sum(axis=1))


def _program(item: Item) -> Program | None:
    if item.check:
        check = _decode.decode(item.check)
        return program_of(check) if isinstance(check, HiddenTests) else None
    return program_in(item.row)


def _has_tests(item: Item) -> bool:
    return bool(item.check) and isinstance(_decode.decode(item.check), HiddenTests)


def _by_types(programs: Sequence[tuple[Item, Program]]) -> dict[str, list[tuple[Item, Program]]]:
    groups: dict[str, list[tuple[Item, Program]]] = {}
    for item, program in programs:
        try:
            types = ",".join(map(str, coarse(view_of(program.calls)[0]).parameters))
        except Unshaped:
            types = "?"
        groups.setdefault(f"{len(program.calls[0])} {types}", []).append((item, program))
    return dict(sorted(groups.items()))


def _shared(programs: Sequence[Program]) -> list[tuple[Any, ...]]:
    """Calls of a group's tests, from items that lie far apart, each the longest that is not too long."""
    found: dict[str, tuple[Any, ...]] = {}
    for turn in range(4):
        step = max(1, len(programs) // PROBES)
        for program in programs[turn % step :: step]:
            calls = sorted(
                program.calls, key=lambda call: (len(repr(call)) > LONGEST_CALL, -len(repr(call)), repr(call))
            )
            call = calls[min(turn, len(calls) - 1)]
            if len(call) == len(programs[0].calls[0]) and len(found) < PROBES:
                found.setdefault(repr(call), call)
    return list(found.values())


def _longest_first(calls: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(calls, key=lambda call: (len(repr(call)) > LONGEST_CALL, -len(repr(call)), repr(call)))


def _sums(outcomes: Sequence[str]) -> npt.NDArray[np.int64]:
    """Checksums of outcomes, 0 for what is none: an exception, or too many steps."""
    told = [0 if each == LONG or each.startswith("!") else 1 + zlib.crc32(each.encode()) for each in outcomes]
    return np.array(told, dtype=np.int64)


def _takes(source: str) -> list[tuple[int, int]] | None:
    """By function that the program defines the least and the greatest number of its arguments; None for what is no
    Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = compile(source, "candidate.py", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None
    found = []
    for node in getattr(tree, "body", ()):
        inner = node.body if isinstance(node, ast.ClassDef) and node.name == "Solution" else [node]
        for each in inner:
            if isinstance(each, ast.FunctionDef):
                bound = int(node is not each)
                most = len(each.args.posonlyargs) + len(each.args.args) - bound
                found.append((most - len(each.args.defaults), 1 << 30 if each.args.vararg else most))
            elif not isinstance(each, ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign | ast.Expr):
                found.append((0, 1 << 30))  # it may define a function in a way that is not seen here
    return found


def g5(eval: EvalSet, found: Tally, looker: Programs) -> Guarantee:
    """No program that was trained on passes the tests of an item."""
    counts = {name: found.counts.get(name, 0) for name in ("programs", "tested", "not runnable")}
    asked = sum(len(group.tasks) for group in looker.groups)
    told = {"items": looker.items, "asked": asked, "weak": looker.weak, "others": looker.others}
    problem = looker.problem or found.problem
    outcome: Outcome
    others = f"the tests of {looker.others:,} items ask for other languages" if looker.others else ""
    if not looker.items and others:
        outcome, summary = "not_run", f"{others[0].upper()}{others[1:]}, in which programs are not compared."
    elif not looker.items:
        outcome, summary = "holds", "The eval has no items with tests."
    elif found.offending:
        outcome = "fails"
        summary = f"{found.offending:,} programs that were trained on pass the tests of {len(found.items):,} items."
    elif problem:
        outcome, summary = "not_run", f"{problem[0].upper()}{problem[1:]}."
    elif not asked:
        outcome, summary = "not_run", f"The tests of all {looker.weak:,} items tell too little."
    else:
        outcome = "holds"
        summary = (
            f"None of {counts['programs']:,} programs that were trained on passes the tests of one of {asked:,} items; "
            f"{counts['not runnable']:,} could not be run, and the tests of {looker.weak:,} items tell too little"
            f"{f'; {others}, and of these G4 knows the structure only' if others else ''}."
        )
    return Guarantee(
        number="G5", title=TITLE, outcome=outcome, summary=summary, pairs=found.pairs(), offending=found.offending,
        total=found.offending, figures={**counts, **told},
    )  # fmt: skip
