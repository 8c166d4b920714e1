"""Engines: what writes completions for problems.

One protocol, and a file for each kind. Heavy libraries are imported where an engine is opened, or only in the process
that runs it, so a build needs no more than the engines its recipe names.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.engines.protocol import Engine, EngineFailure, Prompt, Request, Settings, completion, request
from pipelines.engines.reference import ReferenceEngine
from schemas import recipe


def open_engine(spec: recipe.Engine, place: str, folder: Path) -> Engine:
    """The engine that the recipe describes, ready to generate.

    `place` names it in errors (``recipe: engines.seedling``); `folder` is where it may write its log. Opening is cheap:
    a model is loaded when the first completion is asked for. Raises `BadInput` for a model that is not there or a
    library that is not installed.
    """
    match spec:
        case recipe.ReferenceEngine():
            return ReferenceEngine()
        case recipe.ImportedEngine():
            from pipelines.engines.imported import ImportedEngine

            return ImportedEngine(spec)
        case recipe.CTranslate2Engine() | recipe.VllmEngine():
            from pipelines.engines.hosted import HostedEngine

            return HostedEngine(spec, place, folder)
        case recipe.OpenAIEngine():
            from pipelines.engines.openai import OpenAIEngine

            return OpenAIEngine(spec, place)


__all__ = [
    "Engine", "EngineFailure", "Prompt", "ReferenceEngine", "Request", "Settings", "completion", "open_engine",
    "request",
]  # fmt: skip
