"""Any server that speaks OpenAI's chat completions: vLLM, SGLang, llama.cpp, Ollama.

A server fails in more ways than a library. The rule here: a fault is never an answer. What may pass (overload, broken
connections, garbled replies) is tried again until the request's deadline; a request that the server refuses for itself
becomes a completion with finish reason ``error``; when the server as a whole is gone, the batch ends with an
`EngineFailure` and nothing that went wrong is kept.
"""

from __future__ import annotations

import asyncio
import os
import queue
import random
import re
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import httpx2
import msgspec

from pipelines.engines.protocol import EngineFailure, Prompt, Request, completion
from schemas import BadInput, Completion, FinishReason, canonical_json
from schemas.recipe import OpenAIEngine as Spec

LONGEST_REPLY = 64 << 20  # bytes
CONNECT_SECONDS = 10.0
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 30.0  # seconds before the second try, and at most
POLL_SECONDS = 0.5
_PASSING = {408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529}
_ENDINGS = {
    "stop": FinishReason.STOP, "eos": FinishReason.STOP, "eos_token": FinishReason.STOP, "end_turn": FinishReason.STOP,
    "tool_calls": FinishReason.STOP, "length": FinishReason.LENGTH, "max_tokens": FinishReason.LENGTH,
    "content_filter": FinishReason.ERROR,
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class OpenAIEngine:
    """A model behind an address. What it writes hangs on the model and the revision the recipe names, not on where the
    server stands today, so the address is not in the fingerprint."""

    pure = False

    def __init__(self, spec: Spec, place: str) -> None:
        self._spec = spec
        self._place = place
        self._served: set[str] = set()
        self._ready = False
        revision = f"@{spec.revision}" if spec.revision else ""
        self.fingerprint = f"openai:{spec.model}{revision}"

    def render(self, prompt: Prompt) -> str:
        """The messages as JSON. What a program printed is sent as the user's turn: servers want ids for tool turns,
        which belong to calls that were never made."""
        return canonical_json(
            [
                {"role": "user", "content": f"Output of the program:\n{each.content}"}
                if each.role == "tool"
                else {"role": each.role, "content": each.content}
                for each in prompt.messages
            ]
        ).decode()

    def generate(self, requests: Sequence[Request]) -> Iterator[list[Completion]]:
        """A completion for each request, as the server answers; at most `concurrency` are with it at a time."""
        found: queue.SimpleQueue[Completion | BaseException | None] = queue.SimpleQueue()
        batch = _Batch(self, list(requests), found)
        thread = threading.Thread(target=batch.run, daemon=True)
        thread.start()
        last = time.monotonic()
        try:
            while True:
                each = found.get()
                if each is None:
                    return
                if isinstance(each, BaseException):
                    raise each
                now = time.monotonic()
                yield [msgspec.structs.replace(each, engine_seconds=round(now - last, 6))]
                last = now
        finally:
            batch.cancel()
            thread.join()

    def close(self) -> None:
        """Nothing is kept open between batches."""

    @property
    def headers(self) -> dict[str, str]:
        """The key, if the environment has one, and nothing else."""
        key = os.environ.get(self._spec.api_key_env, "")
        return {"Authorization": f"Bearer {key}"} if key else {}

    def body(self, request: Request) -> bytes:
        """The request as JSON. The seed has 31 bits, which every server takes."""
        settings = request.settings
        body: dict[str, Any] = {
            "model": self._spec.model,
            "messages": msgspec.Raw(request.prompt.encode()),
            "temperature": settings.temperature,
            "top_p": settings.top_p,
            "max_tokens": settings.max_tokens,
            "seed": request.seed & 0x7FFFFFFF,
            "n": 1,
            "stream": False,
        }
        if settings.stop:
            body["stop"] = list(settings.stop)
        if settings.logprobs:
            body["logprobs"] = True
        structured = settings.structured
        if structured is not None and structured.json_schema is not None:
            schema = {"name": "answer", "schema": structured.json_schema, "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif structured is not None:  # vLLM's own field; other servers have none for these
            named = {"regex": structured.regex, "choice": structured.choice}
            body["structured_outputs"] = {name: value for name, value in named.items() if value is not None}
        return msgspec.json.encode(body)


class _Fault(Exception):
    """Something that may pass; `pause` is how long the server asked to be left alone."""

    def __init__(self, problem: str, pause: float = 0.0) -> None:
        super().__init__(problem)
        self.pause = pause


class _Usage(msgspec.Struct):
    prompt_tokens: int | None = 0
    completion_tokens: int | None = 0


class _Part(msgspec.Struct):
    text: str = ""


class _Said(msgspec.Struct):
    content: str | list[_Part] | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None


class _Token(msgspec.Struct):
    logprob: float


class _Logprobs(msgspec.Struct):
    content: list[_Token] | None = None


class _Choice(msgspec.Struct):
    message: _Said
    finish_reason: str | None = None
    logprobs: _Logprobs | None = None


class _Reply(msgspec.Struct):
    choices: list[_Choice]
    model: str | None = None
    usage: _Usage | None = None


class _Model(msgspec.Struct):
    id: str


class _Models(msgspec.Struct):
    data: list[_Model]


class _Batch:
    """One batch on an event loop of its own, in a thread of its own: whoever asks may be in any thread."""

    def __init__(
        self, engine: OpenAIEngine, requests: list[Request], found: queue.SimpleQueue[Completion | BaseException | None]
    ) -> None:
        self._engine = engine
        self._spec = engine._spec
        self._place = engine._place
        self._waiting = iter(requests)
        self._found = found
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._cancelled = threading.Event()
        self._successes = 0
        self._refused: list[Completion] = []  # held back until a success shows that the server is not at fault
        self._in_a_row = 0
        self._jitter = random.Random()  # operational: it decides when, never what

    def run(self) -> None:
        """The thread's work."""
        try:
            self._task = self._loop.create_task(self._all())
            if self._cancelled.is_set():
                self._task.cancel()
            self._loop.run_until_complete(self._task)
            self._found.put(None)
        except asyncio.CancelledError:
            pass
        except BaseException as error:
            self._found.put(error)
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    def cancel(self) -> None:
        """Stop: nobody wants the rest. Does nothing to a batch that has ended."""
        self._cancelled.set()
        task = self._task
        if task is not None and not self._loop.is_closed():
            try:
                self._loop.call_soon_threadsafe(task.cancel)
            except RuntimeError:
                return  # it closed in this very moment

    async def _all(self) -> None:
        limits = httpx2.Limits(max_connections=self._spec.concurrency, max_keepalive_connections=self._spec.concurrency)
        async with httpx2.AsyncClient(
            headers=self._engine.headers, limits=limits, follow_redirects=False, trust_env=False
        ) as client:
            self._client = client
            if not self._engine._ready:
                await self._await_server()
                self._engine._ready = True
            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(self._spec.concurrency):
                        group.create_task(self._work())
            except BaseExceptionGroup as errors:
                raise errors.exceptions[0] from None
        for each in self._refused:
            self._found.put(each)

    async def _work(self) -> None:
        for request in self._waiting:
            answer = await self._one(request)
            if answer.finish_reason is not FinishReason.ERROR:
                self._successes += 1
                self._in_a_row = 0
                for each in (*self._refused, answer):
                    self._found.put(each)
                self._refused.clear()
                continue
            self._in_a_row += 1
            self._refused.append(answer)
            if self._in_a_row >= max(8, self._spec.concurrency):
                raise self._failure(f"{self._in_a_row} requests in a row failed, the last with: {answer.error}")

    async def _one(self, request: Request) -> Completion:
        """One request with all its tries."""
        deadline = time.monotonic() + self._spec.timeout_seconds
        body = self._engine.body(request)
        problem = ""
        for attempt in range(self._spec.retries + 1):
            try:
                async with asyncio.timeout(deadline - time.monotonic()):
                    return await self._try(request, body)
            except TimeoutError:
                problem = f"no answer within {self._spec.timeout_seconds} s"
                break
            except _Fault as fault:
                problem = str(fault)
                # Full jitter: pauses spread over the whole interval, so retries do not come in waves.
                pause = max(fault.pause, self._jitter.uniform(0, min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt)))
                if attempt == self._spec.retries or time.monotonic() + pause >= deadline:
                    break
                await asyncio.sleep(pause)
        if not await self._alive():
            raise self._failure(problem)
        return self._error(request, f"given up: {problem}")

    async def _try(self, request: Request, body: bytes) -> Completion:
        status, headers, data = await self._send("POST", "/chat/completions", body)
        if status == 200:
            return self._completion(request, data)
        said = _message(data)
        if status in _PASSING:
            raise _Fault(f"HTTP {status}: {said}", _retry_after(headers))
        if status in (401, 403):
            raise BadInput(
                self._place, f"the server refuses the key (HTTP {status}: {said})", f"set {self._spec.api_key_env}"
            )
        if status == 404 or 300 <= status < 400:
            raise BadInput(
                self._place,
                f"the server has no {self._spec.base_url}/chat/completions for model '{self._spec.model}' "
                f"(HTTP {status}: {said})",
                "check base_url (most servers want it to end in /v1) and model",
            )
        return self._error(request, f"HTTP {status}: {said}")

    async def _send(self, method: str, path: str, body: bytes | None = None) -> tuple[int, httpx2.Headers, bytes]:
        """Status, headers and the whole body, read piece by piece so that an endless one cannot fill memory."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        timeout = httpx2.Timeout(None, connect=CONNECT_SECONDS)
        url = self._spec.base_url.rstrip("/") + path
        try:
            async with self._client.stream(method, url, content=body, headers=headers, timeout=timeout) as reply:
                data = bytearray()
                async for piece in reply.aiter_bytes():
                    data += piece
                    if len(data) > LONGEST_REPLY:
                        raise _Fault(f"the reply is longer than {LONGEST_REPLY >> 20} MiB")
                return reply.status_code, reply.headers, bytes(data)
        except httpx2.HTTPError as error:
            raise _Fault(f"{type(error).__name__}: {_plain(str(error))}") from None

    def _completion(self, request: Request, data: bytes) -> Completion:
        try:
            reply = msgspec.json.decode(data, type=_Reply)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise _Fault(f"the reply is not a chat completion ({_plain(str(error))})") from None
        self._check_model(reply.model)
        if not reply.choices:
            raise _Fault("the reply has no choices")
        choice = reply.choices[0]
        ending = _ENDINGS.get(choice.finish_reason or "")
        content = choice.message.content
        if isinstance(content, list):
            content = "".join(part.text for part in content)
        thought = choice.message.reasoning_content or choice.message.reasoning
        if ending is None:
            raise _Fault(f"the reply's finish reason is {_plain(str(choice.finish_reason))}")
        if ending is FinishReason.ERROR:
            return self._error(request, "the server's content filter cut the answer")
        if content is None and not thought:
            raise _Fault("the reply has no content")
        text = (f"<think>{thought}</think>\n" if thought else "") + (content or "")
        usage = reply.usage or _Usage()
        tokens = choice.logprobs.content if choice.logprobs is not None else None
        return completion(
            self._engine,
            request,
            text=text.encode("utf-8", "replace").decode(),
            finish_reason=ending,
            prompt_tokens=_count(usage.prompt_tokens),
            completion_tokens=_count(usage.completion_tokens),
            logprob=sum(token.logprob for token in tokens) if request.settings.logprobs and tokens else None,
        )

    def _check_model(self, name: str | None) -> None:
        wanted = self._spec.model
        if not name or name == wanted or name.endswith(f"/{wanted}") or wanted.endswith(f"/{name}"):
            return
        raise BadInput(
            self._place,
            f"asked for the model '{wanted}', the server answered as '{_plain(name)}'",
            "name the model that it serves, or point base_url at another server",
        )

    async def _await_server(self) -> None:
        """Wait until the server answers, and make sure that it serves the model."""
        deadline = time.monotonic() + self._spec.ready_seconds
        while True:
            try:
                async with asyncio.timeout(max(1.0, min(CONNECT_SECONDS, deadline - time.monotonic()))):
                    status, _, data = await self._send("GET", "/models")
                if status not in _PASSING:
                    break
                problem = f"HTTP {status}"
            except TimeoutError:
                problem = "no answer"
            except _Fault as fault:
                problem = str(fault)
            if time.monotonic() >= deadline:
                raise self._failure(f"no server was ready within {self._spec.ready_seconds} s ({problem})")
            await asyncio.sleep(POLL_SECONDS)
        if status in (401, 403):
            raise BadInput(self._place, f"the server refuses the key (HTTP {status})", f"set {self._spec.api_key_env}")
        if status != 200:
            return  # a server without a list of models: the first request will tell
        try:
            served = {each.id for each in msgspec.json.decode(data, type=_Models).data}
        except (msgspec.DecodeError, UnicodeDecodeError):
            return
        if served and self._spec.model not in served:
            names = ", ".join(f"'{_plain(name)}'" for name in sorted(served)[:10])
            raise BadInput(
                f"{self._place}.model",
                f"the server at {self._spec.base_url} serves {names}, not '{self._spec.model}'",
                "name one of them",
            )

    async def _alive(self) -> bool:
        """Whether the server answers at all: tells a request that it cannot serve from a server that is gone."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                status, _, _ = await self._send("GET", "/models")
        except (TimeoutError, _Fault):
            return False
        return status < 500

    def _error(self, request: Request, problem: str) -> Completion:
        return completion(self._engine, request, text="", finish_reason=FinishReason.ERROR, error=problem)

    def _failure(self, problem: str) -> EngineFailure:
        return EngineFailure(
            self._place, f"the server at {self._spec.base_url}: {problem}", "see that it is up and answers"
        )


def _message(data: bytes) -> str:
    """What the server says of its error: its message, or the beginning of whatever it sent."""
    try:
        found = msgspec.json.decode(data)
        error = found.get("error", found)
        text = error.get("message") if isinstance(error, dict) else error
    except (msgspec.DecodeError, UnicodeDecodeError, AttributeError, RecursionError):
        text = None
    return _plain(text if isinstance(text, str) else data[:200].decode("utf-8", "replace"))


def _plain(text: str) -> str:
    return _CONTROL.sub(" ", text[:400]).encode("utf-8", "replace").decode().strip()[:200]


def _retry_after(headers: httpx2.Headers) -> float:
    value = headers.get("retry-after", "")
    return float(value) if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value) else 0.0


def _count(value: int | None) -> int:
    return min(max(value or 0, 0), 2**31 - 1)
