"""Solution styles: the conversation that puts a problem to an engine, and what of it a released row shows.

The instructions of a style are its system message, versioned in `data/prompts`; the user message is the problem as it
is published. Worked examples stand between the two as turns of their own.
"""

from __future__ import annotations

from functools import cache

import msgspec

from pipelines.shards import Row
from schemas import BadInput, Message, canonical_json, digest_int
from schemas.decoding import decode_yaml, read_text
from schemas.prompt import StylePrompt
from schemas.recipe import Solver
from schemas.resources import data_path
from validators.guard import Done, Guard

POOL = 16  # examples drawn for a family's level; each problem is shown some of them
_SHOWS_SYSTEM = ("program", "tool")  # styles whose answers make no sense without the instruction


class Example(msgspec.Struct, frozen=True):
    """A problem of the same family with its worked solution."""

    fingerprint: str
    prompt: str
    reference: str


@cache
def style_prompt(style: str) -> StylePrompt:
    """The shipped prompt of the style."""
    path = data_path("prompts", f"{style}.yaml")
    found = decode_yaml(read_text(path, "the prompt"), StylePrompt, str(path), "see docs/styles.md")
    if found.style != style or "default" not in found.system:
        raise BadInput(str(path), "it is of another style, or has no default", "mend the file")
    return found


def version_of(style: str) -> int:
    """The version of the style's prompt: it stands beside every rollout."""
    return style_prompt(style).version


def messages(style: str, problem: Row, examples: tuple[Example, ...] = ()) -> tuple[Message, ...]:
    """The conversation that an engine is to continue: instruction, examples, problem."""
    turns = [_system(style, problem)]
    for example in examples:
        turns += [Message("user", example.prompt), Message("assistant", example.reference)]
    return (*turns, Message("user", problem["prompt"]))


def published(style: str, problem: Row) -> tuple[Message, ...]:
    """The part of the conversation that a released row shows before the solution.

    Examples are left out, and so is the instruction where the solution can be understood without it.
    """
    user = Message("user", problem["prompt"])
    return (_system(style, problem), user) if style in _SHOWS_SYSTEM else (user,)


def _system(style: str, problem: Row) -> Message:
    return Message("system", style_prompt(style).instruction(problem["family"].partition("/")[0]))


def refuse(solver: Solver) -> str | None:
    """Why this solver cannot be, if it cannot: worked solutions exist in prose only."""
    if solver.shots and solver.style != "chain_of_thought":
        return f"there are no worked examples in the style {solver.style}: shots must be 0"
    return None


class _Drawn(msgspec.Struct):
    row: Example | None = None


class Examples:
    """Worked examples for problems, drawn by the families themselves in a seed space of their own.

    A pool for each family and level is drawn once, in the guarded children that expand draws; which of it a problem is
    shown is decided by its fingerprint, and it is never shown itself.
    """

    def __init__(self, guard: Guard | None, seed: int) -> None:
        self._guard = guard
        self._seed = digest_int("examples", seed) >> 1
        self._pools: dict[tuple[str, int], list[Example]] = {}

    def of(self, problem: Row, shots: int) -> tuple[Example, ...]:
        """`shots` different examples for the problem; raises `BadInput` when its family has too few problems."""
        pool = self._pool(problem["family"], problem["level"])
        others = [each for each in pool if each.fingerprint != problem["fingerprint"]]
        if len(others) < shots:
            raise BadInput(
                "recipe: solvers: shots",
                f"{problem['family']} level {problem['level']} gave only {len(others)} other problems of {POOL} draws",
                f"ask for at most {len(others)} shots",
            )
        return tuple(
            sorted(others, key=lambda each: digest_int("shown", problem["fingerprint"], each.fingerprint))[:shots]
        )

    def _pool(self, family: str, level: int) -> list[Example]:
        if (family, level) not in self._pools:
            assert self._guard is not None
            items = [canonical_json((family, level, index, self._seed)) for index in range(POOL)]
            drawn = []
            for result in self._guard.map(items):
                if not isinstance(result, Done):  # without it other examples would be shown, and all be asked anew
                    raise BadInput(
                        f"{family} level {level}", f"an example cannot be drawn ({result.reason}: {result.detail})",
                        "run the build again, raise limits.expand_seconds, or ask for no shots",
                    )  # fmt: skip
                drawn.append(msgspec.json.decode(result.result, type=_Drawn).row)
            different = {each.fingerprint: each for each in drawn if each is not None}
            self._pools[family, level] = list(different.values())
        return self._pools[family, level]
