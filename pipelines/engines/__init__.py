"""Engines: what writes completions for problems."""

from pipelines.engines.protocol import Engine, Request, request
from pipelines.engines.reference import ControlEngine, ReferenceEngine
from schemas import Recipe


def open_engine(recipe: Recipe) -> Engine:
    """The engine that the recipe names, ready to generate."""
    return ReferenceEngine()


__all__ = ["ControlEngine", "Engine", "ReferenceEngine", "Request", "open_engine", "request"]
