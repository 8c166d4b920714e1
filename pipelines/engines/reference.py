"""The engine that needs no model: it answers with the worked solution of the program that made the problem.

It proves the whole line, problem by problem, and gives a dataset of clean solutions. `ControlEngine` beside it writes
what must be rejected: another problem's worked solution.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.engines.protocol import Request
from schemas import Completion, FinishReason


class ReferenceEngine:
    """Each problem's own worked solution. All its samples are equal, so one per problem is all there is to gain."""

    fingerprint = "reference-1"

    def render(self, prompt: str, reference: str) -> str:
        """The solution decides the completion, so it is part of what the engine is shown."""
        return f"{prompt}\x00{reference}"

    def generate(self, requests: Sequence[Request]) -> list[Completion]:
        """The text after the mark, as it stands."""
        return [
            Completion(
                key=request.key,
                problem_id=request.problem_id,
                sample_index=request.sample_index,
                engine=self.fingerprint,
                text=request.rendered.partition("\x00")[2],
                finish_reason=FinishReason.STOP,
            )
            for request in requests
        ]


class ControlEngine(ReferenceEngine):
    """Known-wrong answers: it is given another problem's solution as the reference. A checker must reject them."""

    fingerprint = "control-1"
