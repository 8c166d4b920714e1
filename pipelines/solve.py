"""Solve: engines write completions for the problems of a shard, round by round.

The first round asks every solver of every problem; each further round asks again where too few samples were accepted.
In the first round stand, beside the samples, the proof of every problem (its own worked solution, so that a problem no
model can solve is still known to be right) and known-wrong controls. Rows out are in order of problem and sample.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import msgspec

from pipelines.engines import Prompt, Settings
from pipelines.engines.pool import Missing
from pipelines.live import Watch
from pipelines.shards import ROWS, Made, Row
from pipelines.solvers import by_reference, samples_in, sampling_of, settings_in, solvers_of
from pipelines.stage import Context, Inputs, Stage
from pipelines.styles import Example, Examples, messages, version_of
from pipelines.tool import run_program, step, tool_request
from pipelines.unique import kept
from schemas import Completion, FinishReason, Message, Recipe, digest, digest_int, json_text
from schemas.arrow import ROLLOUTS
from schemas.recipe import Solver

SAMPLE, CONTROL, PROOF = "sample", "control", "proof"
INCOMPLETE = "incomplete"  # counts samples that failed or were not imported: another look at the store may mend it
BUDGET_CHUNK = 256  # samples at most between two looks at what a budget of tokens or minutes has left
FIRST_CHUNK = 16  # samples from which the time of the next ones is estimated


class Sample(msgspec.Struct, kw_only=True):
    """One sample of a solver for a problem, while it is being written. `messages` is the conversation so far,
    `steps` what was added to it since the problem was put; only the style `tool` has more than one turn."""

    problem: Row
    solver: Solver
    round: int
    index: int
    settings: Settings
    messages: tuple[Message, ...]
    steps: tuple[Message, ...] = ()
    last: Completion | None = None
    missing: bool = False
    prompt_tokens: int = 0
    completion_tokens: int = 0
    logprob: float | None = None
    engine_seconds: float = 0.0
    wall_seconds: float = 0.0

    def take(self, completion: Completion) -> None:
        """Add what the engine wrote in this turn."""
        self.last = completion
        self.prompt_tokens += completion.prompt_tokens
        self.completion_tokens += completion.completion_tokens
        self.engine_seconds += completion.engine_seconds
        self.wall_seconds += completion.wall_seconds
        if completion.logprob is not None:
            self.logprob = (self.logprob or 0.0) + completion.logprob


def solve(inputs: Inputs, context: Context) -> Made:
    """The stage's function: problems (and earlier rounds' rollouts and verdicts) in, this round's rollouts out."""
    problems = kept(inputs)
    free, costly = _wanted(problems, inputs, context)
    asked = _within(costly, context)
    dropped = {"budget": len(costly) - len(asked)} if len(asked) < len(costly) else {}
    done, unasked = _spend(asked, context)
    if unasked:
        dropped["budget"] = dropped.get("budget", 0) + unasked
    converse(free, context)
    present = [sample for sample in (*free, *done) if not sample.missing]
    if len(present) < len(free) + len(done):
        dropped["not_imported"] = len(free) + len(done) - len(present)
    rows = [_row(sample, SAMPLE) for sample in present]
    if not context.round.number:
        rows += proofs(problems, context)
        rows += controls(problems, context.recipe)
    order = {row["id"]: number for number, row in enumerate(problems)}
    rows.sort(key=lambda row: (order[row["problem_id"]], _KINDS.index(row["kind"]), row["key"]))
    counts = _costs(present)
    if done:
        counts["costly"] = len(done)
    incomplete = dropped.get("not_imported", 0) + sum(row["finish_reason"] == FinishReason.ERROR.value for row in rows)
    if incomplete:
        counts[INCOMPLETE] = incomplete
    size = len(rows) + sum(dropped.values())
    return Made({ROWS: rows}, rows_in=size, rows_out=len(rows), dropped=dropped, counts=counts)


_KINDS = (SAMPLE, PROOF, CONTROL)


def _wanted(problems: list[Row], inputs: Inputs, context: Context) -> tuple[list[Sample], list[Sample]]:
    """This round's samples: those that cost nothing (worked solutions, imports), and those of models, each in order of
    problem."""
    recipe, number = context.recipe, context.round.number
    accepted = _accepted(inputs)
    met = {(name, level) for name, level in context.round.met}
    examples = Examples(context.guard, recipe.seed)
    free: list[Sample] = []
    costly: list[Sample] = []
    for row in problems:
        for solver in solvers_of(recipe, row["family"], row["level"]):
            sampling = sampling_of(recipe, solver)
            reference = by_reference(recipe, solver)
            indexes = samples_in(sampling, number)
            if reference:
                indexes = range(1) if number == 0 else range(0)
            elif number and (
                (row["family"], row["level"]) in met
                or accepted.get((row["id"], solver.engine, solver.style), 0) >= sampling.enough
            ):
                continue
            if not indexes:
                continue
            shown: tuple[Example, ...] = examples.of(row, solver.shots) if solver.shots else ()
            conversation = messages(solver.style, row, shown)
            settings = Settings() if context.pool.fixed(solver.engine) else settings_in(sampling, number)
            for index in indexes:
                (free if reference or context.pool.fixed(solver.engine) else costly).append(
                    Sample(
                        problem=row, solver=solver, round=number, index=index, settings=settings, messages=conversation
                    )
                )
    return free, costly


def _accepted(inputs: Inputs) -> dict[tuple[str, str, str], int]:
    """Accepted samples of the earlier rounds by problem, engine and style."""
    right = {row["key"] for row in inputs.get("verdicts", ()) if row["status"] == "accepted"}
    result: dict[tuple[str, str, str], int] = {}
    for row in inputs.get("rollouts", ()):
        if row["kind"] == SAMPLE and row["key"] in right:
            name = row["problem_id"], row["solver"], row["style"]
            result[name] = result.get(name, 0) + 1
    return result


def _within(samples: list[Sample], context: Context) -> list[Sample]:
    """The samples that the budget of samples admits: which ones is decided by a hash, so no family is favoured."""
    share = context.round.samples
    if share is None or len(samples) <= share:
        return samples
    return sorted(samples, key=_lot)[:share]


def _lot(sample: Sample) -> tuple[int, str, str, int]:
    lot = digest_int("budget", sample.problem["id"], sample.solver.engine, sample.solver.style, sample.index)
    return lot, sample.problem["id"], sample.solver.engine, sample.index


def _spend(samples: list[Sample], context: Context) -> tuple[list[Sample], int]:
    """Have the samples written: at once, or with a budget of tokens or minutes in chunks until it is used up.

    A chunk has no more samples than the budget surely pays for, by `max_tokens` or by the time of those before it, and
    at least one, so the budget is overspent by one sample's prompt and text at most. What a chunk cost is in the
    completions themselves, so the same store admits the same samples. Returns the samples that were asked and how many
    were not.
    """
    tokens, seconds = context.round.tokens, context.round.seconds
    if tokens is None and seconds is None:
        converse(samples, context)
        return samples, 0
    done: list[Sample] = []
    left = sorted(samples, key=_lot)
    spent_tokens, spent_seconds = 0, 0.0
    while left:
        size = BUDGET_CHUNK
        if tokens is not None:
            if spent_tokens >= tokens:
                break
            each = left[0].settings.max_tokens * (left[0].solver.turns if left[0].solver.style == "tool" else 1)
            # What a prompt costs is known only from the samples before.
            each += sum(sample.prompt_tokens for sample in done) // len(done) if done else 0
            size = min(size, (tokens - spent_tokens) // each)
        if seconds is not None:
            if spent_seconds >= seconds:
                break
            rate = spent_seconds / len(done) if done else 0.0
            size = min(size, int((seconds - spent_seconds) / rate) if rate else FIRST_CHUNK)
        chunk, left = left[: max(1, size)], left[max(1, size) :]
        converse(chunk, context)
        done += chunk
        spent_tokens += sum(sample.prompt_tokens + sample.completion_tokens for sample in chunk)
        spent_seconds += sum(sample.engine_seconds for sample in chunk)
    return done, len(left)


def converse(samples: list[Sample], context: Context) -> None:
    """Ask every engine turn by turn, all samples of a turn as one batch, until each sample has its last text."""
    by_engine: dict[str, list[Sample]] = {}
    for sample in samples:
        by_engine.setdefault(sample.solver.engine, []).append(sample)
    for engine, active in by_engine.items():
        while active:
            _turn(engine, active, context)
            active = _continued(active, context)


def _turn(engine: str, samples: list[Sample], context: Context) -> None:
    requests = context.pool.requests(
        engine,
        [(Prompt(each.messages, each.problem["reference"]), each.settings, each.index) for each in samples],
    )
    families = {request.key: each.problem["family"] for request, each in zip(requests, samples, strict=True)}
    watch = Watch(str(context.live), families) if context.live is not None else None
    for sample, found in zip(samples, context.pool.complete(engine, requests, watch), strict=True):
        if isinstance(found, Missing):
            sample.missing = True
        else:
            sample.take(found)


def _continued(samples: list[Sample], context: Context) -> list[Sample]:
    """Run the programs that the turn's texts ask for, and return the samples that go on with their outputs."""
    going: list[tuple[Sample, str]] = []
    for sample in samples:
        if sample.solver.style != "tool" or sample.last is None or sample.missing:
            continue
        said = Message("assistant", sample.last.text)
        turns = 1 + sum(message.role == "assistant" for message in sample.steps)
        source = step(sample.last.text) if sample.last.finish_reason is FinishReason.STOP else None
        if source is None or turns >= sample.solver.turns:
            continue
        sample.steps += (said,)
        sample.messages += (said,)
        going.append((sample, source))
    if not going:
        return []
    outputs = _outputs({source for _, source in going}, context)
    for sample, source in going:
        output = Message("tool", outputs[source])
        sample.steps += (output,)
        sample.messages += (output,)
    return [sample for sample, _ in going]


def _outputs(sources: Iterable[str], context: Context) -> dict[str, str]:
    """What each program prints: from the store if it ran before, since the next request's key hangs on it."""
    requests = {source: tool_request(source) for source in sorted(sources)}
    known = context.pool.stored([request.key for request in requests.values()])
    missing = [request for request in requests.values() if request.key not in known]
    if missing:
        with ThreadPoolExecutor(max(1, context.workers)) as threads:
            fresh = list(threads.map(run_program, missing))
        known.update((each.key, each) for each in context.pool.keep(fresh))
    return {source: known[request.key].text for source, request in requests.items()}


def _row(sample: Sample, kind: str) -> Row:
    last = sample.last
    assert last is not None
    steps = [*sample.steps, Message("assistant", last.text)] if sample.steps else []
    return {
        "key": digest("rollout", sample.problem["id"], sample.solver.style, last.key),
        "problem_id": sample.problem["id"],
        "kind": kind,
        "solver": sample.solver.engine,
        "engine": last.engine,
        "style": sample.solver.style,
        "style_version": version_of(sample.solver.style),
        "round": sample.round,
        "sample_index": sample.index,
        "completion": last.key,
        "text": last.text,
        "steps": json_text(steps) if steps else "",
        "finish_reason": last.finish_reason.value,
        "prompt_tokens": sample.prompt_tokens,
        "completion_tokens": sample.completion_tokens,
        "logprob": sample.logprob,
        "engine_seconds": sample.engine_seconds,
        "wall_seconds": sample.wall_seconds,
        "error": last.error,
    }


def proofs(problems: list[Row], context: Context) -> list[Row]:
    """The worked solution of every problem that the reference engine is not asked anyway."""
    recipe = context.recipe
    return [
        _given(PROOF, row, row["reference"], 0)
        for row in problems
        if not any(by_reference(recipe, each) for each in solvers_of(recipe, row["family"], row["level"]))
    ]


def controls(problems: list[Row], recipe: Recipe) -> list[Row]:
    """For each problem, the solutions of the next problems of its family that end in another answer than its own."""
    by_family: dict[str, list[Row]] = {}
    for row in problems:
        by_family.setdefault(row["family"], []).append(row)
    result: list[Row] = []
    place: dict[str, int] = {}
    for row in problems:
        others = by_family[row["family"]]
        start = place[row["family"]] = place.get(row["family"], -1) + 1
        gold = _last_line(row)
        wrong = [other for other in others[start + 1 :] + others[:start] if _last_line(other) != gold]
        result += [
            _given(CONTROL, row, other["reference"], number) for number, other in enumerate(wrong[: recipe.controls])
        ]
    return result


def _given(kind: str, problem: Row, text: str, index: int) -> Row:
    """A row that no engine wrote: it is made anew from the shard's own problems and never stored."""
    return {
        "key": digest(kind, problem["id"], index, text),
        "problem_id": problem["id"],
        "kind": kind,
        "solver": kind,
        "engine": f"{kind}-1",
        "style": "chain_of_thought",
        "style_version": version_of("chain_of_thought"),
        "round": 0,
        "sample_index": index,
        "completion": "",
        "text": text,
        "steps": "",
        "finish_reason": FinishReason.STOP.value,
        "prompt_tokens": 0,
        "completion_tokens": 0,
        "logprob": None,
        "engine_seconds": 0.0,
        "wall_seconds": 0.0,
        "error": "",
    }


def _last_line(row: Row) -> str:
    """The final answer as the reference states it; for a program, which ends in a fence, the whole text."""
    text: str = row["reference"]
    line = text.rstrip().rpartition("\n")[2]
    return text if line.startswith("```") else line


def _costs(samples: Iterable[Sample]) -> dict[str, int]:
    """What the samples cost, by solver, family and level; times in microseconds, since counters are whole numbers."""
    counts: dict[str, int] = {}
    for sample in samples:
        cell = f"{sample.solver.engine}|{sample.solver.style}|{sample.problem['family']}|{sample.problem['level']}"
        for name, amount in (
            ("samples", 1),
            ("prompt_tokens", sample.prompt_tokens),
            ("completion_tokens", sample.completion_tokens),
            ("engine_us", round(sample.engine_seconds * 1e6)),
            ("wall_us", round(sample.wall_seconds * 1e6)),
        ):
            counts[f"{name}|{cell}"] = counts.get(f"{name}|{cell}", 0) + amount
    return counts


SOLVE = Stage(
    name="solve",
    version=2,
    schemas={ROWS: ROLLOUTS},
    rows=solve,
    depends=(
        "pipelines.solve", "pipelines.solvers", "pipelines.styles", "pipelines.tool", "pipelines.engines",
        "pipelines.store", "schemas", "validators.extraction", "validators.scripts", "validators.sandbox",
    ),
    reads=("engines", "solvers", "sampling", "budget", "controls", "seed"),
    worker="pipelines.expand:expand_one",
    prepare="pipelines.expand:prepare",
    seconds="expand_seconds",
)  # fmt: skip
