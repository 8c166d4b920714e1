"""What an engine is: something that writes completions for requests, and says exactly what it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from schemas import Completion, Recipe, canonical_json, digest, digest_int


class Request(Struct, frozen=True):
    """One completion that is wanted. `seed` is hashed from the problem and the sample: neighbouring samples share
    nothing, whatever an engine does with consecutive seeds."""

    key: str
    problem_id: str
    sample_index: int
    rendered: str
    seed: int


class Engine(Protocol):
    """An engine answers whole batches. It never raises for one bad request: that completion has finish reason
    ``error`` and says why."""

    @property
    def fingerprint(self) -> str:
        """Model content, settings and library versions in one line: equal fingerprints may share completions."""

    def render(self, prompt: str, reference: str) -> str:
        """The text that decides the completion: what the engine is shown."""

    def generate(self, requests: Sequence[Request]) -> list[Completion]:
        """A completion for each request, in their order."""


def request(engine: Engine, recipe: Recipe, problem_id: str, prompt: str, reference: str, sample: int) -> Request:
    """The request for one sample. Its key is the content address of the completion in the store."""
    rendered = engine.render(prompt, reference)
    settings = canonical_json(recipe.engine)
    return Request(
        key=digest("completion", engine.fingerprint, rendered, settings, sample),
        problem_id=problem_id,
        sample_index=sample,
        rendered=rendered,
        seed=digest_int("sample", recipe.seed, problem_id, sample),
    )
