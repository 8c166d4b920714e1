"""Decontaminate: problems that are too near to a benchmark are dropped, right after the repeats.

A dropped problem is recorded with its reason, the pack and item it is too near to, and the score; every later stage
reads past it, and the build draws others in its place. What the programs of the others do is handed on to
deduplication.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from pipelines.behaviour import WITH_PROGRAM, Behaviour, SandboxFault, behaviour
from pipelines.decontamination import packs
from pipelines.decontamination.audit import best_of, find_pack
from pipelines.decontamination.packs import Pack
from pipelines.decontamination.paraphrases import Tier, tier_for
from pipelines.decontamination.scoring import BEHAVIOUR, Finding
from pipelines.engines import EngineFailure
from pipelines.shards import ROWS, Made, Row
from pipelines.stage import Context, Inputs, Sealed, Stage
from pipelines.unique import kept
from schemas import BadInput, Check, digest
from schemas.arrow import BEHAVIOURS as BEHAVIOURS_SCHEMA, CONTAMINATED
from schemas.recipe import Decontamination
from validators.guard import Done, Guard, Lost

REASON = "contaminated"
NEAR_EVAL = "sealed eval"  # from what, in place of a pack
AT_ONCE = 32  # problems that are held against sealed evals together
BEHAVIOURS = "behaviours"  # the table of what functions do


def decontaminate(inputs: Inputs, context: Context) -> Made:
    """The stage's function: of the problems that are no repeats, those that are contaminated as rows."""
    problems = kept(inputs)
    against = [_loaded(path) for path in context.packs]
    rows: list[Row] = []
    counts: Counter[str] = Counter()
    programs = _behaviours(problems, against, context.recipe.curation.deduplication.behaviour, context.guard)
    if against:
        threshold = context.recipe.curation.decontamination.threshold
        counts["behaviours"] += sum(does is not None for does in programs)
        found = _nearest(problems, programs, against, threshold, _tier(context, against))
        for problem, (finding, pack) in zip(problems, found, strict=True):
            if finding.contaminated:
                rows.append(
                    {
                        "family": problem["family"], "level": problem["level"], "index": problem["index"],
                        "pack": pack.id, "item": finding.item, "score": finding.score,
                        "rules": ", ".join(finding.rules),
                    }
                )  # fmt: skip
                counts[f"contaminated|{problem['family']}|{problem['level']}"] += 1
                counts[f"pack|{pack.id}"] += 1
    if context.evals:
        gone = {(row["family"], row["index"]) for row in rows}
        left = [row for row in problems if (row["family"], row["index"]) not in gone]
        assert context.guard is not None
        for problem, broken in zip(left, _near_evals(left, context.evals, context.guard), strict=True):
            if broken:
                # Which item of which eval is nobody's business.
                rows.append(
                    {
                        "family": problem["family"], "level": problem["level"], "index": problem["index"],
                        "pack": NEAR_EVAL, "item": "", "score": 1.0, "rules": broken,
                    }
                )  # fmt: skip
                counts[f"contaminated|{problem['family']}|{problem['level']}"] += 1
                counts[NEAR_EVAL] += 1
        order = {(row["family"], row["index"]): place for place, row in enumerate(problems)}
        rows.sort(key=lambda row: order[row["family"], row["index"]])
    return Made(
        {
            ROWS: rows,
            BEHAVIOURS: [
                {"family": problem["family"], "index": problem["index"], "hashes": sorted(does.hashes.values())}
                for problem, does in zip(problems, programs, strict=True)
                if does is not None and _asks_for_a_function(problem["check"])
            ],
        },
        rows_in=len(problems),
        rows_out=len(problems) - len(rows),
        dropped={REASON: len(rows)} if rows else {},
        counts=dict(sorted(counts.items())),
    )


def nearest(
    problems: list[Row], against: Sequence[Pack], threshold: float, tier: Tier | None, guard: Guard
) -> list[tuple[Finding, Pack]]:
    """By problem what it has in common with the pack that it comes nearest to, programs included, which `guard` runs
    (with `behaviour_one`). Raises `EngineFailure` where the sandbox fails."""
    return _nearest(problems, _behaviours(problems, against, False, guard), against, threshold, tier)


def _nearest(
    problems: list[Row], programs: Sequence[Behaviour | None], against: Sequence[Pack], threshold: float,
    tier: Tier | None,
) -> list[tuple[Finding, Pack]]:  # fmt: skip
    found = best_of([row["prompt"] for row in problems], against, threshold, tier)
    return [_with_behaviour(*near, does, against) for near, does in zip(found, programs, strict=True)]


def _with_behaviour(
    finding: Finding, pack: Pack, does: Behaviour | None, against: Sequence[Pack]
) -> tuple[Finding, Pack]:
    """The finding with the item whose program does the same as the problem's, if a pack has one."""
    if does is None:
        return finding, pack
    for each in against:
        if item := each.behaves_like(does.hashes.values()):
            found = Finding(finding.score, finding.nearest, {**finding.rules, BEHAVIOUR: item})
            return found, pack if finding.contaminated else each
    return finding, pack


class _Apart(msgspec.Struct):
    evals: list[Sealed]
    rows: list[Row]


_apart = msgspec.json.Decoder(_Apart)
_broken = msgspec.json.Decoder(list[str])


def _near_evals(problems: list[Row], evals: Sequence[Sealed], guard: Guard) -> list[str]:
    """By problem the guarantee that it would break against a sealed eval, or nothing. Raises `EngineFailure` where that
    cannot be found out: a build that cannot look must not go on as if it had."""
    known = _known_near(tuple(evals))
    keys = [digest(row["id"], row["index"], row["prompt"]) for row in problems]
    new = [place for place, key in enumerate(keys) if key not in known]
    parts = [new[start : start + AT_ONCE] for start in range(0, len(new), AT_ONCE)]
    asked = (msgspec.json.encode(_Apart(list(evals), [problems[place] for place in part])) for part in parts)
    for part, result in zip(parts, guard.map(asked), strict=True):
        if isinstance(result, Lost):
            raise EngineFailure("sealed evals", f"{result.reason}: {result.detail}", "see 'provender doctor'")
        known.update(zip((keys[place] for place in part), _broken.decode(result.result), strict=True))
    return [known[key] for key in keys]


@lru_cache(maxsize=4)
def _known_near(evals: tuple[Sealed, ...]) -> dict[str, str]:
    """What this process found out of problems so far: every round of draws looks at those of the rounds before."""
    return {}


class _Asked(msgspec.Struct):
    check: Check
    views: list[str]


_asked = msgspec.json.Decoder(_Asked)
_found = msgspec.json.Decoder(Behaviour | None)


def behaviour_one(item: bytes) -> bytes:
    """What the gold program of one check does, or which of some problems are too near to an eval: in a child process
    that may be killed."""
    if item.startswith(b'{"evals"'):
        from pipelines.evals.prove.apart import near

        apart = _apart.decode(item)
        return msgspec.json.encode(near(apart.rows, apart.evals))
    asked = _asked.decode(item)
    try:
        return msgspec.json.encode(behaviour(asked.check, asked.views))
    except SandboxFault as fault:
        return msgspec.json.encode({"fault": str(fault)})


def _behaviours(
    problems: list[Row], against: Sequence[Pack], functions: bool, guard: Guard | None
) -> list[Behaviour | None]:
    """What the problems' programs do; None for problems without one. Where no pack knows programs only those are run
    that are functions to be written, and these only for `functions`.

    Raises `EngineFailure` where the sandbox fails: a build that cannot look must not go on as if it had.
    """
    views = sorted({view for pack in against for view in pack.views})
    asked = [
        place
        for place, problem in enumerate(problems)
        if (views and _has_program(problem["check"])) or (functions and _asks_for_a_function(problem["check"]))
    ]
    found: list[Behaviour | None] = [None] * len(problems)
    if not asked:
        return found
    assert guard is not None
    told = msgspec.json.encode(views)
    items = (b'{"check":%b,"views":%b}' % (problems[place]["check"].encode(), told) for place in asked)
    for place, result in zip(asked, guard.map(items), strict=True):
        if isinstance(result, Done):
            if result.result.startswith(b'{"fault"'):
                fault = msgspec.json.decode(result.result)["fault"]
                raise EngineFailure("the sandbox", fault, "see 'provender doctor'")
            found[place] = _found.decode(result.result)
    return found


def _has_program(check: str) -> bool:
    """Whether a check, as JSON, is of a kind that may have a program in Python: what is not is not taken apart."""
    return any(f'"kind":"{kind}"' in check for kind in WITH_PROGRAM)


def _asks_for_a_function(check: str) -> bool:
    """Whether the answer is a function that does what the gold does, and nothing else is asked of it."""
    return '"kind":"hidden_tests"' in check and '"original":"' not in check


WORKER = "pipelines.decontamination.stage:behaviour_one"
BUILDS = "curation.decontamination"  # where a build's recipe says it


def packs_of(recipe_path: Path, wanted: Decontamination, place: str = BUILDS) -> list[tuple[Path, Pack]]:
    """The packs that a recipe names, where they lie and read; paths are relative to the recipe. Raises `BadInput`."""
    found: list[tuple[Path, Pack]] = []
    for number, name in enumerate(wanted.packs):
        path = packs.path_of(name, recipe_path.resolve().parent)
        pack = find_pack(path)
        if any(pack.digest == other.digest for _, other in found):
            raise BadInput(f"{recipe_path}: {place}.packs[{number}]", f"'{name}' is named twice", "name each pack once")
        found.append((path, pack))
    return found


def tier_of(recipe_path: Path, asked: Decontamination, against: Sequence[Pack], place: str = BUILDS) -> Tier | None:
    """The tier that a recipe switches on, if it does, with its model open: what is wrong with that is told before any
    work. The model's folder is relative to the recipe. Raises `BadInput`."""
    wanted = asked.embeddings
    if wanted is None:
        return None
    folder = recipe_path.resolve().parent / wanted.model
    return tier_for(folder, wanted.threshold, against, f"{recipe_path}: {place}.embeddings")


def _tier(context: Context, against: Sequence[Pack]) -> Tier | None:
    wanted = context.recipe.curation.decontamination.embeddings
    if wanted is None or not context.embeddings:
        return None
    folder, sha256 = context.embeddings
    return tier_for(Path(folder), wanted.threshold, against, "curation.decontamination.embeddings", sha256)


@lru_cache(maxsize=16)
def _loaded(path: str) -> Pack:
    # The file's name holds the pack's digest, so that what is cached is what the path names.
    return packs.load(Path(path))


DECONTAMINATE = Stage(
    name="decontaminate",
    version=2,
    schemas={ROWS: CONTAMINATED, BEHAVIOURS: BEHAVIOURS_SCHEMA},
    rows=decontaminate,
    depends=(
        "generators.randomness",
        "pipelines.behaviour",
        "pipelines.decontamination",
        "pipelines.evals.prove",
        "validators.sandbox",
    ),
    reads=("limits",),  # the packs' digests and the threshold are among the build's keys for it
    worker=WORKER,
)
