"""Completions that someone else's model wrote: imported into the store, and asked of nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.engines.protocol import EngineFailure, Prompt, Request
from schemas import Completion
from schemas.recipe import ImportedEngine as Spec


class ImportedEngine:
    """Stands for what `provender completions import` put into the store under a name.

    An imported completion is found by the problem's prompt and its number among those of the prompt; how it was
    sampled is not known here, so the recipe's sampling settings play no part.
    """

    pure = False

    def __init__(self, spec: Spec) -> None:
        self.fingerprint = f"imported:{spec.name}"

    def render(self, prompt: Prompt) -> str:
        """The problem's prompt as it is published."""
        return prompt.messages[-1].content

    def generate(self, requests: Sequence[Request]) -> Iterator[list[Completion]]:
        """Nobody can be asked: what was not imported does not exist."""
        raise EngineFailure(self.fingerprint, "it has no model to ask", "import completions first")

    def close(self) -> None:
        """There is nothing to end."""
