"""What an engine is: something that writes completions for requests, and says exactly what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from schemas import Message, canonical_json, digest, digest_int
from schemas.recipe import Structured
from schemas.records import Completion


class Settings(Struct, frozen=True):
    """How tokens are drawn: all of it is part of a completion's content address. See `schemas.recipe.Sampling`."""

    temperature: float = 0.7
    top_p: float = 1.0
    max_tokens: int = 1024
    seed: int = 0
    stop: tuple[str, ...] = ()
    structured: Structured | None = None
    logprobs: bool = False


class Prompt(Struct, frozen=True):
    """A conversation to be continued. `reference` is the problem's worked solution, which only the engine that
    answers with it may look at."""

    messages: tuple[Message, ...]
    reference: str = ""


class Request(Struct, frozen=True, dict=True):
    """One completion that is wanted: the prompt as the engine is shown it, the settings and which sample it is."""

    key: str
    prompt: str
    settings: Settings
    sample_index: int

    @cached_property
    def seed(self) -> int:
        """The seed of this sample, 63 bits. It is hashed, so neighbouring samples share nothing, whatever an engine
        does with consecutive seeds."""
        return digest_int("sample seed", self.key) >> 1


class EngineFailure(Exception):
    """The engine cannot go on: its process or server is gone, or does not answer in time. What it has written is
    kept, so the same command goes on from there. `place` says which engine, `remedy` what to do."""

    def __init__(self, place: str, problem: str, remedy: str) -> None:
        super().__init__(place, problem, remedy)
        self.place, self.problem, self.remedy = place, problem, remedy

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}; {self.remedy}"


class Engine(Protocol):
    """An engine answers whole batches and yields completions as they are finished, in any order, each exactly once,
    those that were finished together as one list.

    One bad request never fails its batch: that completion has finish reason ``error`` and says why. When the engine as
    a whole cannot go on it raises `EngineFailure`; what it cannot do at all (a model that is not there, an extra that
    is not installed) is a `BadInput` when it is opened. Nothing it has started outlives `close` or this process.
    """

    pure: bool
    """Whether completions are computed from the request alone, so that there is no need to keep them."""

    @property
    def fingerprint(self) -> str:
        """Model content, settings and library versions in one line: equal fingerprints may share completions."""

    def render(self, prompt: Prompt) -> str:
        """The text that decides the completion: the chat template filled in, or the request's messages as JSON."""

    def generate(self, requests: Sequence[Request]) -> Iterator[list[Completion]]:
        """A completion for each request."""

    def close(self) -> None:
        """End whatever the engine has started. Closing twice does nothing."""


def request(engine: Engine, prompt: str, settings: Settings, sample: int) -> Request:
    """The request for one sample. Its key is the content address of the completion in the store."""
    key = digest("completion", engine.fingerprint, prompt, canonical_json(settings), sample)
    return Request(key, prompt, settings, sample)


def completion(engine: Engine | str, request: Request, **fields: object) -> Completion:
    """The completion that answers the request; `fields` are what the engine adds (text, finish reason, tokens…)."""
    return Completion(
        key=request.key,
        engine=engine if isinstance(engine, str) else engine.fingerprint,
        prompt=request.prompt,
        settings=canonical_json(request.settings).decode(),
        sample_index=request.sample_index,
        **fields,  # type: ignore[arg-type]
    )


def timed(completions: list[Completion], seconds: float, field: str) -> list[Completion]:
    """The completions with `seconds` shared among them, in `field`, by the tokens that each had written."""
    total = sum(each.completion_tokens + 1 for each in completions)
    return [replace(each, **{field: round(seconds * (each.completion_tokens + 1) / total, 6)}) for each in completions]
