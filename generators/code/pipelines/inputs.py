"""Inputs for pipelines: numbers, texts and words in the shapes that tell right programs from wrong ones."""

from __future__ import annotations

from typing import Any

from generators.randomness import Stream

# The shapes that tell most come first, so that most mutants are seen through at once.
SHAPES = (
    "long", "repeats", "medium", "medium", "negative", "repeats", "long", "small", "rising", "single", "empty", "pair",
    "falling", "medium", "repeats", "small", "medium", "long",
)  # fmt: skip
_RANGES = {"repeats": (-2, 4), "small": (-4, 8), "negative": (-20, -1)}
_SIZES = {
    "empty": (0, 0), "single": (1, 1), "pair": (2, 2), "small": (3, 4), "medium": (5, 8), "repeats": (6, 9),
    "long": (10, 13), "negative": (4, 6), "rising": (5, 6), "falling": (5, 6),
}  # fmt: skip
_WORDS = (
    "alpine", "amber", "anna", "apple", "arena", "banana", "basil", "bell", "bottle", "bread", "cabin", "cedar",
    "civic", "cocoa", "comet", "deed", "dent", "eagle", "eerie", "elm", "error", "ever", "fern", "ferry", "fig",
    "garden", "gate", "hatch", "iris", "island", "ivy", "jelly", "kayak", "kettle", "level", "lemon", "linen",
    "maple", "meadow", "minim", "moon", "noon", "oak", "oboe", "ocean", "olive", "onion", "orchard", "otter",
    "paper", "pepper", "piano", "plum", "radar", "raven", "river", "rotor", "salt", "sea", "seeds", "statue",
    "stone", "tea", "tenet", "test", "tree", "tulip", "umbra", "unit", "until", "velvet", "violin", "walnut",
    "window", "yarn", "zebra",
)  # fmt: skip


def drawn_input(takes: str, shape: str, stream: Stream) -> Any:
    """An input of this type and shape."""
    low, high = _SIZES[shape]
    size = stream.integer(low, high)
    if takes == "ints":
        low, high = _RANGES.get(shape, (-12, 20))
        numbers = [stream.integer(low, high) for _ in range(size)]
        return sorted(numbers) if shape == "rising" else sorted(numbers)[::-1] if shape == "falling" else numbers
    if takes == "int":
        return stream.below(10 ** min(5, size))
    if shape == "repeats":
        few = stream.sample(_WORDS, 3)
        words = [stream.choice(few) for _ in range(size)]
    else:
        words = [stream.choice(_WORDS) for _ in range(size)]
    if takes == "words":
        return words
    pieces = [word if stream.below(5) else str(stream.below(200)) for word in words[: (size + 1) // 2]]
    text = "".join([piece + stream.choice(("", " ", " ", "  ")) for piece in pieces])
    return text[: stream.integer(1, 4)] if shape == "single" else text
