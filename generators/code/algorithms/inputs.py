"""Inputs for the algorithms: values of every kind, in the shapes that tell right functions from wrong ones."""

from __future__ import annotations

from typing import Any

from generators.code.algorithms.algorithm import Parameter
from generators.code.pipelines.inputs import SHAPES, drawn_input
from generators.randomness import Stream

_SIZES = {"empty": 0, "single": 1, "pair": 2, "small": 3, "medium": 5, "long": 8}
_CLOSING = {"(": ")", "[": "]", "<": ">"}
_TOKENS = ("+", "-", "*", "x", "s", "+", "-", "x", "3", "7", "12", "5", "20", "8", "1", "40", "9", "2")


def arguments(
    parameters: tuple[Parameter, ...], picks: dict[str, Any], stream: Stream, place: int, shortest: bool = False
) -> list[Any]:
    """A list of arguments; those of different places have different shapes. With `shortest` they are short, to be
    followed by hand."""
    shape = SHAPES[place % len(SHAPES)]
    if shortest and shape in ("long", "medium", "repeats"):
        shape = "small" if shape == "long" else "negative" if shape == "medium" else "pair"
    values = [_value(each, shape, picks, stream) for each in parameters]
    if parameters[-1].draw == "short text" and len(parameters) > 1 and values[0]:
        values[-1] = _related(values[0], stream)
    return values


def _value(parameter: Parameter, shape: str, picks: dict[str, Any], stream: Stream) -> Any:
    draw = parameter.draw
    if isinstance(draw, tuple):
        low, high = draw
        near = {"empty": low, "single": low + 1, "pair": min(low + 2, high), "falling": high}
        return (
            near.get(shape)
            if shape in near
            else stream.integer(low, max(low, high if stream.chance(1, 2) else high // 8))
        )
    if draw == "numbers":
        return drawn_input("ints", shape, stream)
    size = _SIZES.get(shape, 6)
    if draw == "text" and shape not in ("medium", "small"):
        return _text(size, picks, stream)
    if draw in ("text", "words"):
        return drawn_input(draw, "small" if draw == "text" else shape, stream)
    if draw == "rising":
        spread = (-2, 4) if shape == "repeats" else (-12, 20)
        return sorted([stream.integer(*spread) for _ in range(size)])
    if draw == "small positive":
        return [stream.integer(1, 20 if shape == "long" else 12) for _ in range(size + 2 if size else 0)]
    if draw == "spans":
        starts = [stream.integer(0, 20) for _ in range(size)]
        return [(start, start + stream.integer(0, 7)) for start in starts]
    if draw == "grid":
        width = max(1, min(3, size - stream.below(2)))
        return [[stream.integer(-4, 9) for _ in range(width)] for _ in range(max(1, min(3, size)))]
    if draw == "tokens":
        return _tokens(size + 2 if size else 0, picks["most"], stream)
    if draw == "short text":
        letters = stream.choice(("abc", "aeb", "banost", "mnop"))
        return "".join([stream.choice(letters) for _ in range(min(size, 7))])
    return _brackets(picks["open"][1:-1], size, stream)


def _text(size: int, picks: dict[str, Any], stream: Stream) -> str:
    """A text of few different characters, in runs; those that a test asks about are among them."""
    few = [*stream.sample("aeimnorst ", 3), stream.choice("0123456789")]
    asked = [each for each in picks.get("test", ())[1:] if isinstance(each, str)]
    for letter in asked:
        few += [letter, stream.choice((chr(ord(letter) + 1), "z"))]
    return "".join([stream.choice(few) * stream.choice((1, 2, 3, 4)) for _ in range(size)])


def _related(first: str, stream: Stream) -> str:
    """A text that shares pieces with the first one."""
    start, stop = sorted((stream.below(len(first) + 1), stream.below(len(first) + 1)))
    piece = first[start:stop]
    before, after = ("".join([stream.choice(first) for _ in range(stream.below(3))]) for _ in range(2))
    return (before + piece + after)[:8]


def _tokens(size: int, most: int, stream: Stream) -> list[str]:
    """Tokens for a stack machine; half of the programs come to results at the limit of what is allowed."""
    tokens = [stream.choice(_TOKENS if i > 1 else _TOKENS[8:]) for i in range(size)]
    if size and stream.chance(1, 2):
        low = stream.integer(1, 9)
        high = most + stream.below(2)
        edge = [str(high - low), str(low), "+"] if stream.chance(1, 2) else [str(low), str(high + low), "-"]
        place = stream.below(len(tokens) + 1)
        tokens[place:place] = edge
    return tokens


def _brackets(opening: str, size: int, stream: Stream) -> str:
    """A text with brackets, balanced in about half of the cases."""
    closing = _CLOSING[opening]
    if stream.chance(1, 3):
        return "".join([stream.choice((opening, closing, "a", "x")) for _ in range(size)])
    text, depth = "", 0
    for _ in range(size + 3 if size else 0):
        pick = stream.below(5)
        if pick < 2 or (pick == 2 and depth == 0):
            text, depth = text + opening, depth + 1
        elif pick < 4 and depth:
            text, depth = text + closing, depth - 1
        else:
            text += stream.choice("abxy")
    return text + closing * depth if stream.chance(3, 4) else text


def shown_arguments(values: list[Any]) -> str:
    """The arguments as they stand in a call."""
    return ", ".join(map(repr, values))
