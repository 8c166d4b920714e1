"""Seed to problem: families, keyed randomness and the language they are told in."""

from generators.family import Family, Impossible, Wording, draw
from generators.randomness import Stream
from generators.registry import families, family, register

__all__ = ["Family", "Impossible", "Stream", "Wording", "draw", "families", "family", "register"]
