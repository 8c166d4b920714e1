"""What an algorithm of the library is: its specification in words, and its code as text with varied parts.

A slot is a part that varies: a test or a function of one item (see `generators.code.pipelines.items`), a whole number,
or one of several pieces of code with its words. ``<slot>`` stands in the code for the slot's code and ``<slot item>``
for a test or function of the variable `item`; ``{slot}`` stands in the specification for its words, and ``{parameter}``
for a parameter's name. A comment at the end of a line of code says what the line is there for; worked solutions quote
it.
"""

from __future__ import annotations

from typing import NamedTuple

Choices = tuple[tuple[str, str], ...]
"""Pieces of code with their words."""


class Parameter(NamedTuple):
    """A parameter with its type, what is known of its values, and how inputs are drawn (see `inputs`): for an ``int``
    the least and the largest value."""

    name: str
    type: str
    about: str
    draw: str | tuple[int, int]


class Algorithm(NamedTuple):
    """A small function that many people have written. `says` are wordings of what it is to do, as infinitives without
    ``to``, and `edge` full sentences on what these leave open."""

    name: str
    functions: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    gives: str
    says: tuple[str, ...]
    edge: str
    slots: dict[str, str | tuple[int, int] | Choices]
    code: str


def numbers(draw: str = "numbers", about: str = "a possibly empty list of integers") -> Parameter:
    """A list of integers called ``values``."""
    return Parameter("values", "list[int]", about, draw)


def text(
    draw: str = "text", about: str = "a possibly empty string of lower-case letters, digits and spaces"
) -> Parameter:
    """A string called ``text``."""
    return Parameter("text", "str", about, draw)


def words() -> Parameter:
    """A list of words called ``words``."""
    return Parameter(
        "words", "list[str]", "a possibly empty list of words, each of one or more lower-case letters", "words"
    )


def number(name: str, low: int, high: int) -> Parameter:
    """An integer of the range."""
    return Parameter(name, "int", f"an integer from {low} to {high}", (low, high))
