"""Calls of functions with their results: as hidden tests hold them, and as a prompt shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from generators.randomness import Stream


class Case(Struct, frozen=True):
    """One call and its result, in tagged JSON."""

    arguments: list[Any]
    expected: Any


def calls_shown(calls: Sequence[tuple[str, str]], stream: Stream) -> str:
    """The calls and their results, both as Python text, in one of several layouts."""
    style = stream.below(4)
    if style == 0:
        return "\n".join(f"- `{call}` returns `{result}`" for call, result in calls)
    if style == 1:
        return "```\n" + "\n".join(f">>> {call}\n{result}" for call, result in calls) + "\n```"
    if style == 2:
        return "\n".join(f"`{call} == {result}`" for call, result in calls)
    return "| Call | Result |\n|---|---|\n" + "\n".join(f"| `{call}` | `{result}` |" for call, result in calls)
