"""Plan: from a recipe to draws.

A draw names a family, a level and an index; from these and the recipe's seed the family makes one problem. The plan
decides how many draws there are and in which shard each lies, by a hash of its key, before anything is generated.
When draws turn out to repeat a problem, a further round plans as many new ones with the next indexes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from generators.family import Family
from generators.registry import add, family
from generators.templates import template_family
from pipelines.manifest import template_path
from pipelines.select import check_selection
from pipelines.shards import ROWS, Made, finished, write_shard
from pipelines.solvers import Cell, check_solvers
from pipelines.stage import Context, Inputs, Job, Stage
from schemas import BadInput, Recipe, canonical_json, digest, digest_int
from schemas.arrow import DRAWS
from schemas.decoding import decode_yaml, read_text
from schemas.recipe import FamilyRequest

Templates = Mapping[str, str]  # the path a recipe gives for a seed template, and the file's text


def load_recipe(path: Path) -> tuple[Recipe, dict[str, str]]:
    """The recipe at the path and the seed templates it names, both fully checked.

    Raises `BadInput` for anything that would stop the build later: an unknown family, a level that a family does not
    have, a template outside the recipe's folder, shares of splits that do not add up.
    """
    place = str(path)
    recipe = decode_yaml(read_text(path, "the recipe"), Recipe, place, "see docs/recipes.md")
    templates: dict[str, str] = {}
    for number, request in enumerate(recipe.families):
        if request.template is not None:
            file = _beside(path, request.template, f"{place}: families[{number}].template")
            templates[request.template] = read_text(file, "the seed template")
    check_solvers(recipe, targets(recipe, templates, place), place)
    twin_shares(recipe, templates, place)
    check_selection(recipe, (name for name, _ in targets(recipe, templates, place)), place)
    total = sum(recipe.splits.values())
    if abs(total - 1) > 1e-9:
        raise BadInput(f"{place}: splits", f"the shares add up to {total:g}, expected 1", "make them add up to 1")
    return recipe, templates


def _beside(recipe: Path, template: str, place: str) -> Path:
    """The template's file, which must lie in the recipe's folder or below it, links followed. A released recipe has its
    templates beside it too, where releases have them."""
    folder = recipe.resolve().parent
    file = (folder / PurePosixPath(template)).resolve()
    if not file.is_relative_to(folder):
        raise BadInput(place, f"'{template}' lies outside the recipe's folder", "move the template beside the recipe")
    if not file.is_file():
        released = (folder / template_path(template)).resolve()
        if released.is_relative_to(folder) and released.is_file():
            return released
        raise BadInput(place, f"there is no file '{template}' beside the recipe", "check the path")
    return file


@cache
def _from_template(text: str, place: str) -> Family[Any]:
    return template_family(text, place)


def use_templates(templates: Templates) -> None:
    """Make the seed templates' families known in this process."""
    for path, text in sorted(templates.items()):
        add(_from_template(text, path))


def targets(recipe: Recipe, templates: Templates, place: str = "recipe") -> dict[Cell, int]:
    """How many distinct problems are wanted of each family at each level, in the recipe's order."""
    wanted: dict[Cell, int] = {}
    for request, cells in _requests(recipe, templates, place):
        for cell, share in _spread(request.count, cells):
            wanted[cell] = wanted.get(cell, 0) + share
    return wanted


def rows_wanted(recipe: Recipe, templates: Templates) -> dict[Cell, int]:
    """How many accepted rows are wanted of the families and levels for which the recipe says it."""
    wanted: dict[Cell, int] = {}
    for request, cells in _requests(recipe, templates, "recipe"):
        for cell, share in _spread(request.accepted or 0, cells):
            wanted[cell] = wanted.get(cell, 0) + share
    return wanted


def twin_shares(recipe: Recipe, templates: Templates, place: str = "recipe") -> dict[Cell, float]:
    """The share of twins of the families and levels for which the recipe names one."""
    shares: dict[Cell, float] = {}
    for number, (request, cells) in enumerate(_requests(recipe, templates, place)):
        if request.twins is None:
            continue
        for cell in cells:
            name, level = cell
            where = f"{place}: families[{number}].twins"
            if level not in family(name).twins and request.levels is not None and request.twins:
                raise BadInput(where, f"{name} has no twins at level {level}", f"see 'provender families {name}'")
            if shares.setdefault(cell, request.twins) != request.twins:
                raise BadInput(where, f"{name} level {level} has another share above", "name one share for each level")
    return shares


def _spread(total: int, cells: list[Cell]) -> Iterator[tuple[Cell, int]]:
    """The total over the cells, evenly; those that get nothing are left out."""
    for position, cell in enumerate(cells):
        share = total // len(cells) + (position < total % len(cells))
        if share:
            yield cell, share


def _requests(recipe: Recipe, templates: Templates, place: str) -> Iterator[tuple[FamilyRequest, list[Cell]]]:
    """Each request of the recipe with the family's levels that it asks for."""
    use_templates(templates)
    for number, request in enumerate(recipe.families):
        where = f"{place}: families[{number}]"
        if request.template is not None and request.family is None:
            found = _from_template(templates[request.template], request.template)
        elif request.family is not None and request.template is None:
            found = family(request.family, f"{where}.family")
        else:
            raise BadInput(where, "exactly one of 'family' and 'template' is needed", "name one and drop the other")
        levels = request.levels or tuple(found.levels)
        for level in levels:
            if level not in found.levels:
                raise BadInput(
                    f"{where}.levels",
                    f"{level} is above the highest level of {found.name} ({max(found.levels)})",
                    f"see 'provender families {found.name}'",
                )
        if len(set(levels)) < len(levels):
            raise BadInput(f"{where}.levels", "a level is named twice", "name each level once")
        yield request, [(found.name, level) for level in levels]


def shard_count(recipe: Recipe, templates: Templates) -> int:
    """How many shards a build has: fixed by the recipe, whatever the rounds."""
    return max(1, -(-sum(targets(recipe, templates).values()) // recipe.sharding.rows_per_shard))


def allotted(needs: Mapping[Cell, int], start: Mapping[str, int]) -> Iterator[tuple[str, int, int]]:
    """Draws (family, level, index) that meet the needs: a family's indexes run on from `start`, its levels in turn."""
    for name in dict.fromkeys(name for name, _ in needs):
        left = {level: count for (other, level), count in needs.items() if other == name}
        index = start.get(name, 0)
        while left:
            for level in list(left):
                yield name, level, index
                index += 1
                left[level] -= 1
                if not left[level]:
                    del left[level]


def write_plan(job: Job, needs: Mapping[Cell, int], start: Mapping[str, int]) -> None:
    """Write the shards of draws. They are few bytes a draw, so one process cuts them all."""
    inputs = digest(canonical_json([[*cell, count] for cell, count in needs.items()]), canonical_json(dict(start)))
    if all(finished(job.path, shard, inputs) for shard in range(job.shards)):
        return
    names = list(dict.fromkeys(name for name, _ in needs))
    number = {name: i for i, name in enumerate(names)}
    versions = {name: family(name).version for name in names}
    # Three machine integers a draw, not a dictionary: ten million draws must fit beside everything else.
    shards = [array("q") for _ in range(job.shards)]
    for name, level, index in allotted(needs, start):
        shards[digest_int("draw", name, versions[name], index) % job.shards].extend((number[name], level, index))
    for shard, draws in enumerate(shards):
        rows = [
            {"family": names[draws[i]], "level": draws[i + 1], "index": draws[i + 2]} for i in range(0, len(draws), 3)
        ]
        made = Made({ROWS: rows}, rows_in=len(rows), rows_out=len(rows))
        write_shard(job.path, shard, inputs, made, PLAN.schemas, job.recipe.sharding.row_group_rows, PLAN.name)


def _written_by_the_driver(inputs: Inputs, context: Context) -> Made:
    raise NotImplementedError("the plan is written by write_plan, before any worker runs")


PLAN = Stage(
    name="plan",
    version=1,
    schemas={ROWS: DRAWS},
    rows=_written_by_the_driver,
    depends=("pipelines.plan",),
    reads=("seed", "families"),
)
