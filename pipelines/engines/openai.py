"""Any server that speaks OpenAI's chat completions: vLLM, SGLang, llama.cpp, Ollama.

A server fails in more ways than a library. The rule here: a fault is never an answer. What may pass (overload, broken
connections, garbled replies) is tried again until the request's deadline; a request that the server refuses for itself
becomes a completion with finish reason ``error``; when the server as a whole is gone, the batch ends with an
`EngineFailure` and nothing that went wrong is kept. The server is reached directly: proxies and `.netrc` of the
environment are not used.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import queue
import random
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

import httpx2
import msgspec

from pipelines.engines.protocol import EngineFailure, Prompt, Request, completion
from schemas import BadInput, Completion, FinishReason, canonical_json
from schemas.recipe import OpenAIEngine as Spec

LONGEST_REPLY, LONGEST_LIST, LONGEST_COMPLAINT = 64 << 20, 8 << 20, 64 << 10  # bytes
CONNECT_SECONDS = 10.0
WRITE_SECONDS = 60.0
PROBE_SECONDS = 60  # for the request that tells a bad request from a bad server
REPLY_SLACK, BYTES_A_TOKEN = 64 << 10, 1024  # of a reply, with its escapes and log-probabilities
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 30.0  # seconds before the second try, and at most
POLL_SECONDS = 0.5
_PASSING = {408, 409, 425, 429, *range(500, 600)}
_WITHOUT_LIST = {404, 405, 501}  # what servers without /models say of it
_ENDINGS = {
    "stop": FinishReason.STOP, "eos": FinishReason.STOP, "eos_token": FinishReason.STOP, "end_turn": FinishReason.STOP,
    "stop_sequence": FinishReason.STOP, "tool_calls": FinishReason.STOP, "length": FinishReason.LENGTH,
    "max_tokens": FinishReason.LENGTH, "content_filter": FinishReason.ERROR,
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
_KEY = re.compile(r"[\x21-\x7e]+")
# A reply is silent until it is finished, so silence says nothing; the kernel's probes notice a peer that has vanished.
_KEEP_ALIVE = [
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    *(
        (socket.IPPROTO_TCP, getattr(socket, name), value)
        for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4))
        if hasattr(socket, name)
    ),
]


class OpenAIEngine:
    """A model behind an address. What it writes hangs on the model and the revision the recipe names, not on where the
    server stands today, so the address is not in the fingerprint."""

    pure = False

    def __init__(self, spec: Spec, place: str) -> None:
        _check_address(spec.base_url, f"{place}.base_url")
        self._spec = spec
        self._place = place
        self._aliases = {spec.model}  # the names under which the server may answer
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
        if not requests:
            return
        found: queue.SimpleQueue[Completion | BaseException | None] = queue.SimpleQueue()
        batch = _Batch(self, list(requests), found)
        thread = threading.Thread(target=batch.run, daemon=True, name=f"requests of {self._place}")
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
    def key(self) -> str:
        """The key that the environment has for this server, or nothing. `BadInput`, without the key, for one that
        cannot be sent."""
        key = os.environ.get(self._spec.api_key_env, "").strip()
        if key and not _KEY.fullmatch(key):
            raise BadInput(
                self._place, f"the key in {self._spec.api_key_env} holds characters that no key has", "set it anew"
            )
        return key

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
    type: str = "text"
    text: str | None = None


class _Said(msgspec.Struct):
    content: str | list[_Part] | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    refusal: str | None = None


class _Token(msgspec.Struct):
    logprob: float


class _Logprobs(msgspec.Struct):
    content: list[_Token] | None = None


class _Choice(msgspec.Struct):
    message: _Said
    finish_reason: str | None = None
    logprobs: _Logprobs | None = None


class _Reply(msgspec.Struct):
    choices: list[_Choice] = []
    model: str | None = None
    usage: _Usage | None = None


class _Model(msgspec.Struct):
    id: str
    root: str | None = None


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
        self._key = engine.key
        self._size = len(requests)
        self._waiting = iter(requests)
        self._found = found
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._cancelled = threading.Event()
        self._held: list[Completion] = []  # given up; held back until an answer shows that the server is not at fault
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
            # The caller has gone, as a rule. If it has not, it must not wait for ever.
            self._found.put(self._failure("the requests were cancelled"))
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
        workers = min(self._spec.concurrency, self._size)
        transport = httpx2.AsyncHTTPTransport(
            limits=httpx2.Limits(max_connections=workers, max_keepalive_connections=workers),
            socket_options=_KEEP_ALIVE,
            trust_env=False,
        )
        # Compressed replies are not asked for: a small one could unfold to more than memory holds.
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        async with httpx2.AsyncClient(
            headers=headers, transport=transport, follow_redirects=False, trust_env=False
        ) as client:
            self._client = client
            if not self._engine._ready:
                await self._await_server()
                self._engine._ready = True
            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(workers):
                        group.create_task(self._work())
            except BaseExceptionGroup as errors:
                raise errors.exceptions[0] from None
            if self._held and not await self._well():
                raise self._failure(f"the last requests failed, and so did a simple one: {self._held[-1].error}")
        self._release()

    async def _work(self) -> None:
        for request in self._waiting:
            answer = await self._one(request)
            if answer is not None:
                if answer.finish_reason is not FinishReason.ERROR:  # a server whose model is gone can still refuse
                    self._release()
                self._found.put(answer)
            elif len(self._held) >= max(8, self._spec.concurrency):
                raise self._failure(f"{len(self._held)} requests in a row failed, the last: {self._held[-1].error}")

    def _release(self) -> None:
        for each in self._held:
            self._found.put(each)
        self._held.clear()

    async def _one(self, request: Request) -> Completion | None:
        """One request with all its tries: what the server answered, be it a refusal; None when it was given up and is
        held back."""
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
                pause = _pause(attempt, fault.pause, self._jitter)
                if attempt == self._spec.retries or time.monotonic() + pause >= deadline:
                    break
                await asyncio.sleep(pause)
        if not await self._alive():
            raise self._failure(problem)
        self._held.append(self._error(request, f"given up: {problem}"))
        return None

    async def _try(self, request: Request, body: bytes) -> Completion:
        longest = min(LONGEST_REPLY, REPLY_SLACK + request.settings.max_tokens * BYTES_A_TOKEN)
        status, headers, data = await self._send("POST", "/chat/completions", body, longest)
        if status == 200:
            return self._completion(request, data)
        said = self._message(data)
        if status in _PASSING or status < 300:
            raise _Fault(f"HTTP {status}: {said}", _retry_after(headers))
        if status in (401, 403):
            raise self._unwelcome(status, said)
        if status == 402:
            raise self._failure(f"it wants to be paid (HTTP 402: {said})")
        if status in (404, 405) or status < 400:
            raise BadInput(
                self._place,
                f"the server has no {self._spec.base_url}/chat/completions for model '{self._spec.model}' "
                f"(HTTP {status}: {said})",
                "check base_url (most servers want it to end in /v1) and model",
            )
        return self._error(request, f"HTTP {status}: {said}")

    async def _send(
        self, method: str, path: str, body: bytes | None = None, longest: int | None = None
    ) -> tuple[int, httpx2.Headers, bytes]:
        """Status, headers and the whole body, read piece by piece so that an endless one cannot fill memory; of a
        refusal only the beginning."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        timeout = httpx2.Timeout(None, connect=CONNECT_SECONDS, write=WRITE_SECONDS)
        url = self._spec.base_url.rstrip("/") + path
        longest = LONGEST_REPLY if longest is None else longest
        try:
            async with self._client.stream(method, url, content=body, headers=headers, timeout=timeout) as reply:
                if reply.headers.get("content-encoding", "identity").lower() != "identity":
                    raise _Fault("the reply is compressed, which was not asked for")
                data = bytearray()
                async for piece in reply.aiter_raw():
                    data += piece
                    if reply.status_code != 200 and len(data) > LONGEST_COMPLAINT:
                        break
                    if len(data) > longest:
                        raise _Fault(f"the reply is longer than {longest:,} bytes")
                return reply.status_code, reply.headers, bytes(data)
        except httpx2.HTTPError as error:
            raise _Fault(f"{type(error).__name__}: {self._plain(str(error))}") from None

    def _completion(self, request: Request, data: bytes) -> Completion:
        try:
            reply = _decoded(data)
        except (ValueError, RecursionError) as error:
            raise _Fault(f"the reply is not a chat completion ({self._plain(str(error))})") from None
        if not reply.choices:
            raise _Fault(f"the reply has no choices: {self._message(data)}")
        self._check_model(reply.model)
        choice = reply.choices[0]
        said = choice.message
        ending = _ENDINGS.get(choice.finish_reason or "")
        if ending is None:  # also none at all: what ends without a reason may have been cut anywhere
            raise _Fault(f"the reply's finish reason is {self._plain(str(choice.finish_reason))}")
        if ending is FinishReason.ERROR:
            return self._error(request, "the server's content filter cut the answer")
        content = said.content if isinstance(said.content, str | None) else self._joined(said.content)
        thought = said.reasoning_content or said.reasoning
        if content is None and said.refusal:
            return self._error(request, f"the model refused: {self._plain(said.refusal)}")
        if content is None and not thought:
            raise _Fault("the reply has no content")
        text = (f"<think>{thought}</think>\n" if thought else "") + (content or "")
        usage = reply.usage or _Usage()
        tokens = choice.logprobs.content if choice.logprobs is not None else None
        logprob = sum(token.logprob for token in tokens) if request.settings.logprobs and tokens else None
        return completion(
            self._engine,
            request,
            text=_NOT_STORABLE.sub("\ufffd", text),
            finish_reason=ending,
            prompt_tokens=_count(usage.prompt_tokens),
            completion_tokens=_count(usage.completion_tokens),
            logprob=logprob if logprob is not None and math.isfinite(logprob) else None,
        )

    def _joined(self, parts: list[_Part]) -> str:
        for part in parts:
            if part.type not in ("text", "output_text") or part.text is None:
                raise _Fault(f"the reply holds a part of type {self._plain(part.type)}, which is not text")
        return "".join(part.text or "" for part in parts)

    def _check_model(self, name: str | None) -> None:
        wanted = self._spec.model
        if not name or name in self._engine._aliases or name.endswith(f"/{wanted}") or wanted.endswith(f"/{name}"):
            return
        raise BadInput(
            f"{self._place}.model",
            f"asked for the model '{wanted}', the server answered as '{self._plain(name)}'",
            "name the model that it serves, or point base_url at another server",
        )

    async def _await_server(self) -> None:
        """Wait until the server answers, and make sure that it serves the model."""
        deadline = time.monotonic() + self._spec.ready_seconds
        while True:
            try:
                async with asyncio.timeout(max(1.0, min(CONNECT_SECONDS, deadline - time.monotonic()))):
                    status, _, data = await self._send("GET", "/models", longest=LONGEST_LIST)
                if status not in _PASSING or status in _WITHOUT_LIST:
                    break
                problem = f"HTTP {status}: {self._message(data)}"
            except TimeoutError:
                problem = "no answer"
            except _Fault as fault:
                problem = str(fault)
            if time.monotonic() >= deadline:
                raise self._failure(f"no server was ready within {self._spec.ready_seconds} s ({problem})")
            await asyncio.sleep(POLL_SECONDS)
        if status in (401, 403):
            raise self._unwelcome(status, self._message(data))
        if status != 200:
            return  # a server without a list of models: the first request will tell
        try:
            models = msgspec.json.decode(data, type=_Models).data
        except (ValueError, RecursionError):
            return
        served = {each.id: each.root for each in models}
        if (root := served.get(self._spec.model)) is not None:
            # vLLM answers under the first of the names of one model, and says in `root` which they are.
            self._engine._aliases |= {name for name, other in served.items() if other == root}
        if served and self._spec.model not in served:
            names = ", ".join(f"'{self._plain(name)[:60]}'" for name in sorted(served)[:5])
            names += f" and {len(served) - 5} more" if len(served) > 5 else ""
            raise BadInput(
                f"{self._place}.model",
                f"the server at {self._spec.base_url} serves {names}, not '{self._spec.model}'",
                "name one of them",
            )

    async def _alive(self) -> bool:
        """Whether the server answers at all: tells a request that it cannot serve from a server that is gone."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                status, _, _ = await self._send("GET", "/models", longest=LONGEST_LIST)
        except (TimeoutError, _Fault):
            return False
        return status < 500 or status in _WITHOUT_LIST

    async def _well(self) -> bool:
        """Whether the server answers the simplest of requests: after the last requests of a batch nothing else tells
        whether they were at fault or the server."""
        body = {
            "model": self._spec.model, "messages": [{"role": "user", "content": "Say yes."}], "max_tokens": 4,
            "temperature": 0, "seed": 0, "n": 1, "stream": False,
        }  # fmt: skip
        try:
            async with asyncio.timeout(min(PROBE_SECONDS, self._spec.timeout_seconds)):
                status, _, data = await self._send("POST", "/chat/completions", msgspec.json.encode(body))
            return status not in _PASSING and (status != 200 or bool(_decoded(data).choices))
        except (TimeoutError, _Fault, ValueError, RecursionError):
            return False

    def _error(self, request: Request, problem: str) -> Completion:
        return completion(self._engine, request, text="", finish_reason=FinishReason.ERROR, error=problem)

    def _failure(self, problem: str) -> EngineFailure:
        return EngineFailure(
            self._place, f"the server at {self._spec.base_url}: {problem}", "see that it is up and answers"
        )

    def _unwelcome(self, status: int, said: str) -> BadInput:
        name = self._spec.api_key_env
        problem = "refuses the key in" if self._key else "wants a key, and there is none in"
        return BadInput(self._place, f"the server {problem} {name} (HTTP {status}: {said})", f"set {name}")

    def _message(self, data: bytes) -> str:
        """What the server says of its error: its message, or the beginning of whatever it sent."""
        text = None
        if len(data) <= LONGEST_COMPLAINT:
            try:
                found = msgspec.json.decode(data)
                error = found.get("error", found)
                text = error.get("message") if isinstance(error, dict) else error
            except (ValueError, AttributeError, RecursionError):
                pass  # not JSON, or JSON of another shape: shown as it is
        return self._plain(text if isinstance(text, str) else data[:4096].decode("utf-8", "replace"))

    def _plain(self, text: str) -> str:
        """The beginning of what the server sent, fit for one line and without the key, should it send it back."""
        text = text[:4096]
        if len(self._key) >= 4:  # shorter ones are dummies, like "x"
            text = text.replace(self._key, "*" * len(self._key))
        text = _CONTROL.sub(" ", text[:400])
        return text.encode("utf-8", "replace").decode().strip()[:200]


def _check_address(address: str, place: str) -> None:
    """`BadInput` for an address that cannot be asked, or that holds a secret: recipes are published."""
    try:
        url = httpx2.URL(address)
    except (httpx2.InvalidURL, ValueError):
        raise BadInput(place, "this is not an address", "write http://host:port/v1") from None
    if url.userinfo:
        raise BadInput(
            place, "the address holds a name or a password", "leave it out; a key goes into the variable api_key_env"
        )
    if not url.host or (url.port is not None and not 0 < url.port < 65_536):
        raise BadInput(place, "the address names no host or no possible port", "write http://host:port/v1")


def _pause(attempt: int, asked: float, jitter: random.Random) -> float:
    """Seconds before the next try: what the server asked for, or more. Full jitter: pauses spread over the whole
    interval, so retries do not come in waves."""
    return asked + jitter.uniform(0, min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempt, 30)))


def _retry_after(headers: httpx2.Headers) -> float:
    """Seconds that the server asks to be left alone, given as a number or as a date beside its own clock's."""
    value = headers.get("retry-after", "")
    if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value):
        return float(value)
    try:
        now, then = parsedate_to_datetime(headers.get("date", "")), parsedate_to_datetime(value)
        return max(0.0, (then - now).total_seconds())
    except (ValueError, TypeError, OverflowError):  # TypeError: one of them names no time zone
        return 0.0


def _decoded(data: bytes) -> _Reply:
    """The reply. Raises ValueError or RecursionError. Half of a surrogate pair, which models do write, is valid JSON
    but no Unicode: msgspec refuses it, the standard library hands it on to be replaced."""
    try:
        return msgspec.json.decode(data, type=_Reply)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        if b"\\ud" not in data and b"\\uD" not in data:
            raise
    return msgspec.convert(json.loads(data.decode(), parse_constant=_no_number), _Reply)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _count(value: int | None) -> int:
    return min(max(value or 0, 0), 2**31 - 1)
