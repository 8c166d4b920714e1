"""The engine that needs no model: it answers with the worked solution of the program that made the problem.

It proves the whole line, problem by problem, and gives a dataset of clean solutions. Given another problem's solution
it writes what must be rejected: the known-wrong controls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.engines.protocol import Prompt, Request, completion
from schemas.records import Completion, FinishReason


class ReferenceEngine:
    """Each problem's own worked solution. All its samples are equal, so one per problem is all there is to gain."""

    pure = True
    fingerprint = "reference-1"

    def render(self, prompt: Prompt) -> str:
        """The solution decides the completion, so it is part of what the engine is shown."""
        return f"{prompt.messages[-1].content}\x00{prompt.reference}"

    def generate(self, requests: Sequence[Request]) -> Iterator[list[Completion]]:
        """The text after the mark, as it stands."""
        yield [
            completion(self, each, text=each.prompt.partition("\x00")[2], finish_reason=FinishReason.STOP)
            for each in requests
        ]

    def close(self) -> None:
        """There is nothing to end."""
