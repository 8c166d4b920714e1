"""Select: which proven problems go into the views for training, and in which order they are learnt.

Caps, balance and histograms look at all problems of the release at once, so one resolver sees them all, as a few bytes
each; what stays under a bound is decided by a hash of the problem's id. A problem that is not selected stays in
`problems`, with its rollouts, and is named in `dropped` with the bound that kept it out.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

import msgspec

from pipelines.difficulty import passes_of, summed
from pipelines.shards import ROWS, Made, Row
from pipelines.solve import PROOF, SAMPLE
from pipelines.stage import Context, Entry, Job, Keyed, Stage, read_inputs
from pipelines.unique import dropped_before, keyed_only
from schemas import BadInput, Recipe, Status, digest, digest_int
from schemas.arrow import SELECTION

_VALUE = struct.Struct(">16sIIII8s")  # id, shard, level, samples accepted, samples asked, label; then the family
_BACK = struct.Struct(">16sBq")  # id, reason, place in the curriculum
_NO_LABEL = bytes(8)
_LABELS = 16  # a question with more different answers is no closed one
REASONS = ("", "level_cap", "family_cap", "label_balance", "difficulty", "weights", "row_cap")


class _Problem(NamedTuple):
    """What selection knows of a problem."""

    id: bytes
    shard: int
    family: str
    level: int
    difficulty: float | None
    label: bytes
    order: int  # a hash of the id


class _Type(msgspec.Struct):
    type: str
    value: Any = None


class _Asked(msgspec.Struct):
    answer: _Type
    gold: str


_asked = msgspec.json.Decoder(_Asked)


def check_selection(recipe: Recipe, names: Iterable[str], place: str) -> None:
    """Raises `BadInput` for bins that do not cover all difficulties or weights that leave a family out."""
    asked = recipe.curation.selection
    where = f"{place}: curation.selection"
    if asked.difficulty:
        bounds = [each.up_to for each in asked.difficulty]
        if bounds != sorted(set(bounds)) or bounds[-1] != 1:
            raise BadInput(f"{where}.difficulty", f"the bins end at {bounds}", "let them rise, the last one up to 1")
        if not any(each.share for each in asked.difficulty):
            raise BadInput(f"{where}.difficulty", "all shares are 0", "give the bins their shares")
    if asked.weights:
        named = sorted(set(names))
        for pattern in asked.weights:
            if not any(fnmatchcase(name, pattern) for name in named):
                raise BadInput(f"{where}.weights", f"no family of the recipe is called '{pattern}'", "mend the name")
        for name in named:
            if not any(fnmatchcase(name, pattern) for pattern in asked.weights):
                raise BadInput(f"{where}.weights", f"{name} has no weight", f"name it, its domain or '*': {name}: 1")


def emit(job: Job, shard: int) -> tuple[int, list[tuple[bytes, bytes]]]:
    """The proven problems of a shard, all under one key."""

    def read(name: str, columns: list[str]) -> list[Row]:
        return read_inputs({name: job.inputs[name]}, shard, columns)[name]

    dropped = dropped_before(job, shard)
    statuses = {row["key"]: row["status"] for row in read("verdicts", ["key", "status"])}
    rollouts = read("rollouts", ["key", "problem_id", "kind", "round", "engine", "solver", "style"])
    passes = passes_of(rollouts, statuses)
    proven = proven_of(rollouts, statuses)
    found = []
    for row in read("problems", ["id", "family", "level", "index", "check"]):
        if row["id"] in proven and (row["family"], row["index"]) not in dropped:
            right, asked = summed(passes.get(row["id"], {}))
            value = _VALUE.pack(bytes.fromhex(row["id"]), shard, row["level"], right, asked, _label(row["check"]))
            found.append((b"", value + row["family"].encode()))
    return len(found), found


def proven_of(rollouts: Iterable[Row], statuses: dict[str, str]) -> set[str]:
    """The problems of which a sample, or the family's own worked solution, was accepted: their checks can be met."""
    return {
        row["problem_id"]
        for row in rollouts
        if row["kind"] in (SAMPLE, PROOF) and statuses[row["key"]] == Status.ACCEPTED
    }


def _label(check: str) -> bytes:
    """A digest of the answer to a closed question; zeros for any other."""
    asked = _asked.decode(check)
    closed = asked.answer.type == "choice" or (
        asked.answer.type == "outcome" and isinstance(asked.answer.value, dict)
        and asked.answer.value.get("type") == "choice"
    )  # fmt: skip
    return bytes.fromhex(digest("label", asked.gold, size=8)) if closed else _NO_LABEL


def resolve(values: list[bytes], recipe: Recipe) -> Iterator[Entry]:
    """What becomes of each problem: why it was not selected, or its place in the curriculum."""
    problems = [_problem(value) for value in values]
    out: dict[bytes, int] = {}
    for number, reason in enumerate(REASONS):
        if reason:
            left = [each for each in problems if each.id not in out]
            for each in _STEPS[reason](left, recipe):
                out[each.id] = number
    places = _curriculum([each for each in problems if each.id not in out], recipe)
    for each in problems:
        yield each.shard, _BACK.pack(each.id, out.get(each.id, 0), places.get(each.id, -1))


def _problem(value: bytes) -> _Problem:
    id, shard, level, right, asked, label = _VALUE.unpack_from(value)
    return _Problem(
        id, shard, value[_VALUE.size :].decode(), level, 1 - right / asked if asked else None, label,
        digest_int("select", id.hex()),
    )  # fmt: skip


def _grouped(problems: Iterable[_Problem], key: Callable[[_Problem], Hashable]) -> dict[Hashable, list[_Problem]]:
    """The problems by key, each group in the order of their hashes."""
    groups: dict[Hashable, list[_Problem]] = {}
    for each in sorted(problems, key=lambda each: each.order):
        groups.setdefault(key(each), []).append(each)
    return groups


def _beyond(groups: Iterable[list[_Problem]], most: int | None) -> Iterator[_Problem]:
    if most is not None:
        for group in groups:
            yield from group[most:]


def _over_level(problems: list[_Problem], recipe: Recipe) -> Iterator[_Problem]:
    return _beyond(
        _grouped(problems, lambda each: (each.family, each.level)).values(), recipe.curation.selection.per_level
    )


def _over_family(problems: list[_Problem], recipe: Recipe) -> Iterator[_Problem]:
    return _beyond(_grouped(problems, lambda each: each.family).values(), recipe.curation.selection.per_family)


def _over_label(problems: list[_Problem], recipe: Recipe) -> Iterator[_Problem]:
    ratio = recipe.curation.selection.labels
    if ratio is None:
        return
    closed = [each for each in problems if each.label != _NO_LABEL]
    for cell in _grouped(closed, lambda each: (each.family, each.level)).values():
        labels = _grouped(cell, lambda each: each.label)
        if 1 < len(labels) <= _LABELS:
            yield from _beyond(labels.values(), int(ratio * min(map(len, labels.values()))))


def _over_difficulty(problems: list[_Problem], recipe: Recipe) -> Iterator[_Problem]:
    bins = recipe.curation.selection.difficulty
    measured = [each for each in problems if each.difficulty is not None]
    if not bins or not measured:
        return
    bounds = [each.up_to for each in bins]
    groups = _grouped(measured, lambda each: bisect_left(bounds, each.difficulty or 0.0))
    yield from _in_ratio([(groups.get(number, []), each.share) for number, each in enumerate(bins)])


def _over_weight(problems: list[_Problem], recipe: Recipe) -> Iterator[_Problem]:
    weights = recipe.curation.selection.weights
    if not weights:
        return
    patterns = list(weights)
    own = {
        name: next(pattern for pattern in patterns if fnmatchcase(name, pattern))
        for name in {each.family for each in problems}
    }
    groups = _grouped(problems, lambda each: own[each.family])
    yield from _in_ratio([(group, weights[str(pattern)]) for pattern, group in groups.items()])


def _in_ratio(groups: Sequence[tuple[list[_Problem], float]]) -> Iterator[_Problem]:
    """What goes so that the groups are in the ratio of their shares, the scarcest one whole."""
    most = min((len(group) / share for group, share in groups if share), default=0.0)
    for group, share in groups:
        yield from group[round(most * share) :]


def _over_rows(problems: list[_Problem], recipe: Recipe) -> Iterator[_Problem]:
    return _beyond(_grouped(problems, lambda each: None).values(), recipe.curation.selection.rows)


_STEPS: dict[str, Callable[[list[_Problem], Recipe], Iterator[_Problem]]] = {
    "level_cap": _over_level,
    "family_cap": _over_family,
    "label_balance": _over_label,
    "difficulty": _over_difficulty,
    "weights": _over_weight,
    "row_cap": _over_rows,
}


def _curriculum(problems: list[_Problem], recipe: Recipe) -> dict[bytes, int]:
    """Each problem's place from easy to hard: by measured difficulty, or by its level's place among the family's."""
    asked = recipe.curation.curriculum
    levels: dict[str, list[int]] = {}
    for name, level in sorted({(each.family, each.level) for each in problems}):
        levels.setdefault(name, []).append(level)

    def place(each: _Problem) -> tuple[int, float, int]:
        hard, own = each.difficulty, levels[each.family]
        if hard is None:
            hard = own.index(each.level) / (len(own) - 1) if len(own) > 1 else 0.5
        return each.order % asked.cycles if asked.order == "cyclical" else 0, hard, each.order

    return {each.id: number for number, each in enumerate(sorted(problems, key=place))}


def rows(values: list[bytes], size: int, context: Context) -> Made:
    """A shard's problems with what became of them."""
    found: list[Row] = []
    for value in values:
        id, reason, place = _BACK.unpack(value)
        found.append({"problem_id": id.hex(), "reason": REASONS[reason], "curriculum": None if reason else place})
    dropped = Counter(row["reason"] for row in found if row["reason"])
    return Made({ROWS: found}, rows_in=size, rows_out=size - dropped.total(), dropped=dict(sorted(dropped.items())))


SELECT = Stage(
    name="select",
    version=1,
    schemas={ROWS: SELECTION},
    rows=keyed_only,
    depends=("pipelines.select", "pipelines.difficulty"),
    reads=("curation",),
)
KEYED = Keyed(emit, resolve, rows)
