"""Who solves what: the recipe's solvers matched to problems, and the settings of each round of samples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from pipelines.engines import Settings
from pipelines.styles import refuse
from schemas import BadInput, Recipe
from schemas.recipe import ImportedEngine, ReferenceEngine, Sampling, Solver, Structured

Cell = tuple[str, int]  # a family's name and a level


def solvers_of(recipe: Recipe, family: str, level: int) -> Iterator[Solver]:
    """The solvers that are asked problems of this family and level."""
    for solver in recipe.solvers:
        if solver.levels is not None and level not in solver.levels:
            continue
        if any(fnmatchcase(family, pattern) for pattern in solver.families):
            yield solver


def by_reference(recipe: Recipe, solver: Solver) -> bool:
    """Whether the solver is the reference engine: one sample is all it has, and it costs nothing."""
    return isinstance(recipe.engines[solver.engine], ReferenceEngine)


def sampling_of(recipe: Recipe, solver: Solver) -> Sampling:
    """The solver's own sampling, or the recipe's."""
    return solver.sampling or recipe.sampling


def round_count(recipe: Recipe) -> int:
    """How many rounds of samples the recipe may need."""
    further = [len(sampling_of(recipe, solver).rounds) for solver in recipe.solvers if not by_reference(recipe, solver)]
    return 1 + max(further, default=0)


def samples_in(sampling: Sampling, round: int) -> range:
    """The sample indexes of a round: they run on from round to round; empty when the sampling has no such round."""
    sizes = [sampling.samples, *(each.samples for each in sampling.rounds)]
    if round >= len(sizes):
        return range(0)
    return range(sum(sizes[:round]), sum(sizes[: round + 1]))


def settings_in(sampling: Sampling, round: int) -> Settings:
    """How tokens are drawn in a round: the sampling's own settings where the round names no others."""
    base = Settings(
        temperature=sampling.temperature,
        top_p=sampling.top_p,
        max_tokens=sampling.max_tokens,
        seed=sampling.seed,
        stop=sampling.stop,
        structured=sampling.structured,
        logprobs=sampling.logprobs,
    )
    if not round:
        return base
    other = sampling.rounds[round - 1]
    return Settings(
        temperature=base.temperature if other.temperature is None else other.temperature,
        top_p=base.top_p if other.top_p is None else other.top_p,
        max_tokens=base.max_tokens,
        seed=base.seed if other.seed is None else other.seed,
        stop=base.stop,
        structured=base.structured,
        logprobs=base.logprobs,
    )


def models_samples(recipe: Recipe, family: str, level: int) -> int:
    """How many samples of a problem the models are asked for in the first round."""
    asked = (each for each in solvers_of(recipe, family, level) if not by_reference(recipe, each))
    return sum(sampling_of(recipe, each).samples for each in asked)


def check_solvers(recipe: Recipe, cells: Iterable[Cell], place: str) -> None:
    """Raises `BadInput` for solvers that name no engine or no family, that stand twice, or that leave problems over."""
    cells = list(cells)
    names = {name for name, _ in cells}
    _check_sampling(recipe.sampling, f"{place}: sampling")
    for number, solver in enumerate(recipe.solvers):
        where = f"{place}: solvers[{number}]"
        if solver.engine not in recipe.engines:
            known = ", ".join(sorted(recipe.engines))
            raise BadInput(f"{where}.engine", f"'{solver.engine}' is none of the engines", f"the recipe has {known}")
        for pattern in solver.families:
            if not any(fnmatchcase(name, pattern) for name in names):
                raise BadInput(
                    f"{where}.families", f"'{pattern}' is none of the recipe's families", "name one, or drop it"
                )
        if not any(solver in solvers_of(recipe, *cell) for cell in cells):
            raise BadInput(where, "no problem of the recipe is of its families and levels", "mend it, or drop it")
        if solver.sampling is not None:
            _check_sampling(solver.sampling, f"{where}.sampling")
        if isinstance(recipe.engines[solver.engine], ReferenceEngine | ImportedEngine):
            if solver.style != "chain_of_thought":
                raise BadInput(
                    f"{where}.style", f"'{solver.engine}' writes no other style than chain_of_thought", "drop the style"
                )
            if solver.shots:
                raise BadInput(f"{where}.shots", f"'{solver.engine}' is shown no examples", "drop the shots")
        elif (why := refuse(solver)) is not None:
            raise BadInput(where, why, "see docs/styles.md")
    for name, level in cells:
        seen: set[tuple[str, str]] = set()
        for solver in solvers_of(recipe, name, level):
            if (solver.engine, solver.style) in seen:
                raise BadInput(
                    f"{place}: solvers",
                    f"{name} level {level} is given twice to '{solver.engine}' in the style {solver.style}",
                    "ask for more samples instead, or give the two solvers different families",
                )
            seen.add((solver.engine, solver.style))
        if not seen:
            raise BadInput(
                f"{place}: solvers", f"nobody solves {name} level {level}", "add a solver, or widen one's families"
            )


def check_models(recipe: Recipe, cells: Iterable[Cell], fingerprints: Mapping[str, str]) -> None:
    """Raises `BadInput` where two engines that are the same model would write the same samples."""
    for name, level in cells:
        seen: dict[tuple[str, str], str] = {}
        for solver in solvers_of(recipe, name, level):
            other = seen.setdefault((fingerprints[solver.engine], solver.style), solver.engine)
            if other != solver.engine:
                raise BadInput(
                    f"recipe: engines.{solver.engine}",
                    f"it is the same model as '{other}', and both solve {name} level {level} as {solver.style}",
                    "ask one of them for more samples, or give them different families",
                )


def _check_sampling(sampling: Sampling, where: str) -> None:
    structured: Structured | None = sampling.structured
    if structured is not None:
        named = [each for each in (structured.regex, structured.choice, structured.json_schema) if each is not None]
        if len(named) != 1:
            raise BadInput(f"{where}.structured", "exactly one of regex, choice and json_schema is needed", "name one")
        if structured.regex is not None:
            try:
                re.compile(structured.regex)
            except re.error as error:  # an engine that is given it fails as a whole
                raise BadInput(f"{where}.structured.regex", f"not a regular expression ({error})", "mend it") from None
