"""Engines put to problems of an eval: the same prompts, styles and completions store as in a build."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pipelines.engines import Settings
from pipelines.engines.pool import Engines
from pipelines.shards import Row
from pipelines.solve import Sample, converse
from pipelines.solvers import samples_in, settings_in
from pipelines.stage import Context
from pipelines.styles import messages
from schemas import FinishReason, Recipe
from schemas.recipe import ReferenceEngine, Sampling, Solver, Style


class Question(msgspec.Struct, frozen=True):
    """A problem that is put to an engine. `family` decides the instruction; `reference` is the worked solution, which
    only the reference engine looks at."""

    id: str
    prompt: str
    family: str = ""
    reference: str = ""


class Answer(msgspec.Struct, frozen=True):
    """What an engine wrote for a question: the text of its last turn, and why it stopped."""

    id: str
    sample: int
    text: str
    finish_reason: FinishReason
    error: str = ""


def ask(
    questions: Sequence[Question],
    pool: Engines,
    engine: str,
    style: Style,
    sampling: Sampling,
    *,
    turns: int = 4,
    workers: int = 1,
) -> list[Answer]:
    """The engine's samples for each question, in order of question and sample.

    `engine` is a name in the pool. Every question gets ``sampling.samples`` samples, the reference engine gives one;
    further rounds of the sampling are not asked. What the store holds is not asked for again. An imported engine's
    missing samples are missing here too. `turns` bounds the exchanges of the style ``tool``, whose programs up to
    `workers` threads run. Raises `EngineFailure` when the engine cannot go on; what it had finished is stored.
    """
    spec = pool.spec(engine)
    indexes = range(1) if isinstance(spec, ReferenceEngine) else samples_in(sampling, 0)
    settings = Settings() if pool.fixed(engine) else settings_in(sampling, 0)
    solver = Solver(engine, style, turns=turns)
    samples = []
    for question in questions:
        problem: Row = msgspec.structs.asdict(question)
        conversation = messages(style, problem)
        samples += [
            Sample(problem=problem, solver=solver, round=0, index=index, settings=settings, messages=conversation)
            for index in indexes
        ]
    recipe = Recipe(provender=1, name="eval", seed=0, families=(), engines={engine: spec}, solvers=(solver,))
    converse(samples, Context(recipe=recipe, templates={}, shard=0, guard=None, workers=workers, engines=pool))
    return [
        Answer(sample.problem["id"], sample.index, sample.last.text, sample.last.finish_reason, sample.last.error)
        for sample in samples
        if sample.last is not None and not sample.missing
    ]
