"""What code does: the outcomes of a function on fixed probe inputs, hashed, so that rewritten code is known again.

Two programs whose functions give the same for every probe input have the same hash, whatever they are called and
however they are written; parameters may have been exchanged. The inputs follow from what the function takes
(`shapes`), which is read off its tests; they are drawn once for all (`inputs`). Programs run in the sandbox only.
"""

from __future__ import annotations

import ast
import hashlib
import warnings
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import permutations
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pipelines.behaviour import harness
from pipelines.behaviour.common import source_of
from pipelines.behaviour.inputs import VERSION as INPUTS, inputs_of
from pipelines.behaviour.shapes import WIDTH, Plan, Unshaped, View, coarse, read_view, small, view_of, wide
from schemas import Check, canonical_json
from schemas.checks import Difference, HiddenTests, Output

VERSION = 100 * INPUTS + 1  # of all that decides a hash
FEWEST_OTHER = 6  # outcomes of a view that are not the most frequent one: fewer say too little
MOST_FAILED = 0.5  # of the calls may raise or take too long
MOST_VIEWS = 24  # of a function whose tests are known
MOST_FUNCTIONS = 8  # of a program without tests
BATCH = 16  # views in one job
WITH_PROGRAM = ("hidden_tests", "output", "difference")  # the kinds of check that `program_of` knows
STEPS_EACH, ALL_STEPS_EACH = 5_000, 20_000  # of one call, and of those of one batch, where many programs are tried
TOGETHER = 16  # programs in one job, of those that can do nothing to each other
TRIES = 3  # where the sandbox itself fails
MOST_ORDERS = 6
STEPS, ALL_STEPS = 20_000, 100_000  # of one call, of all calls under one view
CPU_SECONDS, WALL_SECONDS, OUTPUT_BYTES = 2, 60.0, 4_000_000  # far more than the steps take
_T = TypeVar("_T")
_HARNESS = Path(harness.__file__).read_text(encoding="utf-8")


class Program(msgspec.Struct, frozen=True):
    """A program, its function, and argument lists with which that is called."""

    source: str
    entry: str
    calls: tuple[tuple[Any, ...], ...]


class Behaviour(msgspec.Struct, frozen=True):
    """What a function does: by view (what it was given) the hash of the outcomes, 16 hex digits.

    Two functions do the same where a view of both has one hash. Views that say too little are left out.
    """

    hashes: dict[str, str]

    def alike(self, other: Behaviour) -> str:
        """The first view under which both do the same, or nothing."""
        return next((view for view, found in self.hashes.items() if other.hashes.get(view) == found), "")


class SandboxFault(RuntimeError):
    """The sandbox itself failed: nothing is known of the program."""


def behaviour(check: Check, also: Iterable[str] = ()) -> Behaviour | None:
    """What the gold program of this check does, or None where it has none in Python, takes what no probe inputs are
    known for, or says too little on all of them.

    Views of the list `also` count that are of the same parameters. Pure: the same check gives the same behaviour in
    every process and on every machine. Raises `SandboxFault` where no program can be run.
    """
    program = program_of(check)
    return None if program is None else behaviour_of(program, also)


def behaviour_of(program: Program, also: Iterable[str] = ()) -> Behaviour | None:
    """The same for a program that is given with calls of its function."""
    try:
        view, plan = view_of(program.calls)
    except Unshaped:
        return None
    own = [view, coarse(view)]
    own += [wide(each) for each in own]
    types = {each.parameters for each in own}
    others = [text for text in also if read_view(text).parameters in types]
    views = tuple(dict.fromkeys([*map(str, own), *others]))[:MOST_VIEWS]
    runs = _outcomes(program.source, program.entry, tuple((each, plan) for each in views))
    slow = [small(each) for each in own[:2] if None in runs.get((str(each), plan), [])]
    asked = tuple((each, plan) for each in dict.fromkeys([*views, *map(str, slow)]))
    hashes = {view: each for (view, _), each in _hashes(program.source, program.entry, asked).items() if each}
    return Behaviour(hashes) if hashes else None


def program_of(check: Check) -> Program | None:
    """The program whose behaviour is that of the check's problem, if it has one in Python."""
    from validators.sandbox import Undecodable, decode  # with all checkers: half a second

    try:
        match check:
            case HiddenTests(answer=answer, gold=source, tests=tests) if answer.language == "python":
                own = [test for test in tests if test.entry in (None, answer.entry)]
                calls = [tuple(decode(each) for each in test.arguments) for test in own]
                return Program(source, answer.entry, tuple(calls)) if calls else None
            case Output(source=source, entry=entry, arguments=arguments):
                return Program(source, entry, (tuple(decode(arguments)),))
            case Difference(source=source, entry=entry, domain=domain):
                values = [[decode(value) for value in each[:: max(1, len(each) // 16)]] for each in domain]
                rows = max(map(len, values))
                return Program(source, entry, tuple(tuple(v[row % len(v)] for v in values) for row in range(rows)))
    except Undecodable:
        return None
    return None


@lru_cache(maxsize=512)
def hashes_in(source: str, views: tuple[str, ...]) -> list[tuple[str, frozenset[str]]]:
    """For each function that a program defines the hashes of what it does under those of the views that have as many
    parameters as it takes, in whatever order: for programs of which no tests are known.

    Raises `SandboxFault`. A program that cannot be run has no functions.
    """
    found = []
    for name, least, most in (_run("arities", [source], list[tuple[str, int, int]]) or ())[:MOST_FUNCTIONS]:
        asked = tuple(
            (view, plan)
            for view in views
            if least <= (parameters := len(read_view(view).parameters)) <= most
            for plan in _plans(read_view(view), parameters)
        )
        hashes = frozenset(each for each in _hashes(source, name, asked).values() if each)
        if hashes:
            found.append((name, hashes))
    return found


def _plans(view: View, parameters: int) -> Iterator[Plan]:
    """A plan for every order in which a function may take parameters of different types."""
    told: set[tuple[str, ...]] = set()
    for places in permutations(range(parameters)):
        types = tuple(str(view.parameters[place]) for place in places)
        if types not in told and len(told) < MOST_ORDERS:
            told.add(types)
            yield places


def uncommon_of(program: Program) -> Behaviour | None:
    """What the program does, without the views under which that is nobody's property: a common behaviour (see
    `common`), or one that differs from it on fewer than `FEWEST_OTHER` of the inputs."""
    found = behaviour_of(program)
    if found is None:
        return None
    _, plan = view_of(program.calls)
    asked = tuple((view, plan) for view in found.hashes)
    outcomes = _outcomes(program.source, program.entry, asked)
    hashes = {view: found.hashes[view] for view, plan in asked if not _near_common(view, outcomes[view, plan])}
    return Behaviour(hashes) if hashes else None


def _near_common(view: str, runs: _Runs) -> bool:
    """Whether fewer than `FEWEST_OTHER` of the first run's outcomes differ from those of a common behaviour."""
    mine = [zlib.crc32(each.encode()) for each in (runs[0] if runs else None) or ()]
    return any(
        sum(a != b for a, b in zip(mine, other, strict=True)) < FEWEST_OTHER
        for other in _common(view)
        if len(other) == len(mine)
    )


@lru_cache(maxsize=512)
def _common(view: str) -> tuple[array[int], ...]:
    """The outcomes of all common behaviours under this view, as checksums, each once."""
    read = read_view(view)
    inputs = [list(call) for call in inputs_of(read)]
    ran = _run("probe_all", [source_of(len(read.parameters)), inputs, STEPS], list[list[str]]) or ()
    found = {tuple(zlib.crc32(each.encode()) for each in outcomes) for outcomes in ran}
    return tuple(array("L", each) for each in sorted(found))


_Asked = tuple[tuple[str, Plan], ...]
_Runs = list[list[str] | None]


def _hashes(source: str, entry: str, asked: _Asked) -> dict[tuple[str, Plan], str]:
    """By view and plan the hash, empty where outcomes say too little or come too slowly. Nothing of a program that
    cannot be run."""
    return {
        (view, plan): _least_hash(view, inputs_of(read_view(view)), runs)
        for (view, plan), runs in _outcomes(source, entry, asked).items()
    }


def returned_by(program: Program, calls: Sequence[Sequence[Any]]) -> list[str] | None:
    """What the program's function gives for these calls, each as a text in which equal values are equal; None where
    it takes too long or cannot be run."""
    batches = [[list(call) for call in calls]]
    found = _run("probe", [program.source, program.entry, batches, ALL_STEPS, 10 * ALL_STEPS], _Runs)
    return found[0] if found else None


_Called = list[tuple[str, int, list[str] | None]]


def called(
    sources: Sequence[str], batches: Sequence[Sequence[Sequence[Any]]], long: bool = False
) -> list[_Called | None]:
    """What the functions of programs give for calls: by program, for each function that takes as many arguments as a
    batch's calls have, its name, the batch's number and the outcomes (see `returned_by`). None for a program that
    cannot be run. With `long` calls may take as long as those of `returned_by`.

    Programs that can do nothing to each other share a job. Raises `SandboxFault`.
    """
    given = [[list(call) for call in batch] for batch in batches]
    steps = [ALL_STEPS, 10 * ALL_STEPS] if long else [STEPS_EACH, ALL_STEPS_EACH]
    found: dict[int, _Called | None] = {}
    plain = [number for number, source in enumerate(sources) if is_plain(source)]
    for start in range(0, len(plain), TOGETHER):
        some = plain[start : start + TOGETHER]
        arguments = [[sources[number] for number in some], given, MOST_FUNCTIONS, *steps]
        for number, each in zip(some, _run("call_each", arguments, list[_Called | None]) or (), strict=False):
            found[number] = each
    for number in sorted(set(range(len(sources))) - found.keys()):  # one that ends the job takes none with it
        found[number] = _run("call_all", [sources[number], given, MOST_FUNCTIONS, *steps], _Called)
    return [found[number] for number in range(len(sources))]


_HARMLESS = frozenset(
    "math collections itertools functools heapq bisect re string typing operator fractions decimal statistics".split()
)
_FRAMES = frozenset("gi_frame f_globals f_builtins f_back f_locals tb_frame cr_frame ag_frame format_map".split())
_REACHING = frozenset(
    """
    exec eval compile globals locals vars getattr setattr delattr open input breakpoint memoryview object type super
    classmethod staticmethod property __import__ exit quit help dir id
    """.split()
)


def is_plain(source: str) -> bool:
    """Whether a program can do nothing to another that runs in the same interpreter after it: it imports little, names
    nothing that reaches beyond it, and sets no attribute of anything."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = compile(source, "candidate.py", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
        return all(map(_is_harmless, ast.walk(tree)))
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False


def _is_harmless(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=names):
            return all(each.name in _HARMLESS for each in names)
        case ast.ImportFrom(module=module, names=names):
            return module in _HARMLESS and not any(each.name.startswith("_") for each in names)
        case ast.Attribute(attr=name, ctx=context):
            return isinstance(context, ast.Load) and not name.startswith("_") and name not in _FRAMES
        case ast.Name(id=name):
            return name not in _REACHING and not name.startswith("__")
        case ast.AsyncFunctionDef() | ast.Await() | ast.ClassDef():
            return False
    return True


def _outcomes(source: str, entry: str, asked: _Asked) -> dict[tuple[str, Plan], _Runs]:
    """By view and plan what the function gives for the inputs, in every order of parameters of one type: None where
    that takes too many steps, and no order at all where it ends the program before its time."""
    known = _known(source, entry)
    missing = [each for each in asked if each not in known]
    for start in range(0, len(missing), BATCH):
        part = missing[start : start + BATCH]
        found = _outcomes_at_once(source, entry, part)
        for each in part:  # a view that ends the program must not take those with it that are asked beside it
            known[each] = (found or _outcomes_at_once(source, entry, [each])).get(each, [])
    return {each: known[each] for each in asked}


def _outcomes_at_once(source: str, entry: str, asked: Sequence[tuple[str, Plan]]) -> dict[tuple[str, Plan], _Runs]:
    """The same in one job; nothing where it ends before its time."""
    orders = {(view, plan): list(_orders(read_view(view), plan)) for view, plan in asked}
    batches = [
        [_arguments(call, order) for call in inputs_of(read_view(view))]
        for (view, _), found in orders.items()
        for order in found
    ]
    outcomes = _run("probe", [source, entry, batches, STEPS, ALL_STEPS], _Runs)
    if outcomes is None or [len(batch) for batch in batches] != [
        len(batch if found is None else found) for batch, found in zip(batches, outcomes, strict=False)
    ]:
        return {}
    left = iter(outcomes)
    return {each: [next(left) for _ in found] for each, found in orders.items()}


@lru_cache(maxsize=256)
def _known(source: str, entry: str) -> dict[tuple[str, Plan], _Runs]:
    """What was found out of a function so far, in this process."""
    return {}


def _orders(view: View, plan: Plan) -> Iterator[Plan]:
    """The plans that arise when parameters of one type are exchanged, this one first."""
    for number, places in enumerate(_exchanged(view)):
        if number < MOST_ORDERS:
            yield tuple(_of(each, places) for each in plan)


@lru_cache(maxsize=4096)
def _exchanged(view: View) -> tuple[tuple[int, ...], ...]:
    shapes = view.parameters
    return tuple(
        places
        for places in permutations(range(len(shapes)))
        if all(shapes[place] == shapes[at] for at, place in enumerate(places))
    )


def _of(part: int, places: tuple[int, ...]) -> int:
    if part >= 0:
        return places[part]
    return -1 - places[(-1 - part) % WIDTH] - (WIDTH if part < -WIDTH else 0)


def _arguments(call: Sequence[Any], plan: Plan) -> list[Any]:
    """The arguments that a function with this plan takes for the view's ones."""
    return [call[part] if part >= 0 else _length(call[(-1 - part) % WIDTH], part < -WIDTH) for part in plan]


def _length(value: Any, of_row: bool) -> int:
    if of_row:
        value = value[0] if value else ()
    return len(value)


def _least_hash(view: str, inputs: Sequence[tuple[Any, ...]], batches: Sequence[list[str] | None]) -> str:
    """The least of the hashes of these runs, which differ in the order of the parameters: the same for a function
    whose parameters were exchanged. Empty where a run says too little."""
    hashes = [""] if not batches else []
    for outcomes in batches:
        if outcomes is None or not _telling(inputs, outcomes):
            return ""
        told = canonical_json([VERSION, view, outcomes])
        hashes.append(hashlib.blake2b(told, digest_size=8).hexdigest())
    return min(hashes)


def _telling(inputs: Sequence[tuple[Any, ...]], outcomes: Sequence[str]) -> bool:
    different = dict(zip(map(repr, inputs), outcomes, strict=True))
    returned = Counter(each for each in different.values() if each != harness.LONG and not each.startswith("!"))
    total = sum(returned.values())
    return total >= (1 - MOST_FAILED) * len(different) and total - max(returned.values(), default=0) >= FEWEST_OTHER


def _run(entry: str, arguments: list[Any], kind: type[_T]) -> _T | None:
    """What a function of the harness returns, or None where the program that it runs ended it, or had it return
    something that is not of its kind."""
    from validators.sandbox import Limits, RunStatus, run_calls

    limits = Limits(CPU_SECONDS, WALL_SECONDS, output_bytes=OUTPUT_BYTES)
    for _ in range(TRIES):
        ran = run_calls(_HARNESS, entry, [arguments], limits)
        if ran.status is RunStatus.RETURNED:
            try:
                return msgspec.convert(ran.values[0], kind)
            except msgspec.ValidationError:
                return None
        if ran.status is not RunStatus.INFRASTRUCTURE:
            return None
    raise SandboxFault(ran.detail)


__all__ = [
    "VERSION", "WITH_PROGRAM", "Behaviour", "Program", "SandboxFault", "Unshaped", "behaviour", "behaviour_of",
    "called", "coarse", "hashes_in", "is_plain", "program_of", "read_view", "returned_by", "uncommon_of", "view_of",
]  # fmt: skip
