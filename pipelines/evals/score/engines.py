"""Responses straight from engines: those of an eval's recipe, or of a build's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from pipelines.engines.pool import Engines, engines
from pipelines.evals.answers import Question, ask
from pipelines.evals.grading import Response
from pipelines.evals.home import unreadable_by_others
from pipelines.evals.items import EvalSet
from pipelines.evals.recipe import load_eval_recipe
from pipelines.evals.score.responses import Written
from pipelines.plan import load_recipe
from schemas import BadInput
from schemas.decoding import load_yaml, read_text
from schemas.recipe import Engine, ReferenceEngine, Sampling, Style

STORE = Path("builds/eval-completions")


class Asked(msgspec.Struct, frozen=True):
    """An engine that is to be asked: by which name, in which style and how often."""

    engine: str
    style: Style
    sampling: Sampling
    turns: int = 4


class Line(msgspec.Struct, frozen=True):
    """The engines of a recipe, and how it has each of them asked."""

    engines: dict[str, Engine]
    asked: tuple[Asked, ...]
    sampling: Sampling


def read_line(recipe: Path) -> Line:
    """What the recipe, an eval's or a build's, says of engines. Raises `BadInput` for one that cannot be used."""
    value, _ = load_yaml(read_text(recipe, "the recipe"), str(recipe))
    if isinstance(value, dict) and "provender_eval" in value:
        found = load_eval_recipe(recipe)
        panel = tuple(Asked(each.engine, each.style, found.sampling) for each in found.panel)
        return Line(dict(found.engines), panel, found.sampling)
    build, _ = load_recipe(recipe)
    for number, solver in enumerate(build.solvers):
        if solver.shots:
            raise BadInput(f"{recipe}: solvers[{number}].shots", "an eval is put without worked examples",
                           "drop the shots, or name a recipe without them")  # fmt: skip
    solvers = tuple(
        Asked(each.engine, each.style, each.sampling or build.sampling, each.turns) for each in build.solvers
    )
    return Line(dict(build.engines), solvers, build.sampling)


def ask_engines(
    eval_set: EvalSet, names: Sequence[str], recipe: Path, style: Style | None, store: Path | None, workers: int
) -> list[Written]:
    """What these engines of the recipe write for the items, in each style that the recipe asks them in, or in `style`.

    Completions are kept in `store`, by default a folder apart from those of builds. Only its owner may read what is
    made here, since prompts of an eval that was not revealed stand in it.
    """
    line = read_line(recipe)
    for name in names:
        if name not in line.engines:
            known = ", ".join(sorted(line.engines))
            raise BadInput(f"--engine {name}", "the recipe has no engine of that name", f"it has {known}")
    folder = (store or STORE).absolute()
    questions = [Question(item.id, item.prompt, item.family, item.reference) for item in eval_set.items]
    written = []
    with unreadable_by_others():
        folder.mkdir(parents=True, exist_ok=True)
        pool = engines(line.engines, str(folder.parent), str(folder))
        for name in names:
            wanted = _wanted(line, name, style)
            for each in wanted:
                model = name if len(wanted) == 1 else f"{name} ({each.style})"
                written.append(_written(model, each, questions, pool, workers))
    return written


def _written(model: str, asked: Asked, questions: Sequence[Question], pool: Engines, workers: int) -> Written:
    answers = ask(questions, pool, asked.engine, asked.style, asked.sampling, turns=asked.turns, workers=workers)
    if not answers:
        raise BadInput(f"--engine {asked.engine}", "it has no completion of any item", "import what it wrote first")
    responses = {
        (answer.id, answer.sample): Response(
            id=answer.id, text=answer.text, sample=answer.sample, style=asked.style,
            finish_reason=answer.finish_reason.value,
        )
        for answer in answers
    }  # fmt: skip
    samples = 1 if isinstance(pool.spec(asked.engine), ReferenceEngine) else asked.sampling.samples
    return Written(model, samples, responses)


def _wanted(line: Line, name: str, style: Style | None) -> list[Asked]:
    """How this engine is asked: once in each style."""
    named: Mapping[Style, Asked] = {each.style: each for each in reversed(line.asked) if each.engine == name}
    if style is not None:
        return [named.get(style) or Asked(name, style, line.sampling)]
    return [named[each] for each in sorted(named)] or [Asked(name, "chain_of_thought", line.sampling)]
