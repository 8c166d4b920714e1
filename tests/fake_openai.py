"""A server that speaks OpenAI's chat completions, well or badly, as a test wants it."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Mood = str  # see `Server._chat`


class Server:
    """Answers on loopback until it is closed.

    `mood` maps the number of a chat request (from 0) and its body to a mood; ``ok`` answers with `write(body)`.
    `asked` counts requests by (last message, seed), `together` is the most that `mood` was deciding on at one time.
    `models` is what it lists (nothing: it has no list), `roots` says which of these are one model; the first `unready`
    times it is asked for the list it answers 503. One that is not `listening` has its port and refuses connections
    until `listen` is called. Connections are kept open between requests, as real servers do.
    """

    def __init__(
        self,
        mood: Callable[[int, dict[str, Any]], Mood] = lambda number, body: "ok",
        write: Callable[[dict[str, Any]], str] = lambda body: f"Answer: {len(body['messages'][-1]['content'])}",
        models: tuple[str, ...] = ("small",),
        *,
        roots: dict[str, str] | None = None,
        unready: int = 0,
        listening: bool = True,
    ) -> None:
        self.mood, self.write, self.models, self.roots = mood, write, models, roots or {}
        self.unready = unready
        self.lists = 0  # how often it was asked for its models
        self.asked: Counter[tuple[str, int]] = Counter()
        self.headers: list[dict[str, str]] = []
        self.bodies: list[dict[str, Any]] = []
        self.together = 0
        self.released = threading.Event()  # those that hang end with it
        self._with_it = 0
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else every reply waits for the client's delayed acknowledgement

            def setup(self) -> None:
                super().setup()
                with server._lock:
                    server._open.add(self.connection)

            def finish(self) -> None:
                with server._lock:
                    server._open.discard(self.connection)
                super().finish()

            def do_GET(self) -> None:
                server._models(self)

            def do_POST(self) -> None:
                server._chat(self)

            def log_message(self, *_: object) -> None:
                pass

        class Threads(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_: object) -> None:
                pass  # clients that go away are what the tests are about

        self._http = Threads(("127.0.0.1", 0), Handler, bind_and_activate=False)
        self._http.server_bind()
        self.url = f"http://127.0.0.1:{self._http.server_port}/v1"
        self._thread: threading.Thread | None = None
        if listening:
            self.listen()

    def listen(self) -> None:
        """Begin to answer."""
        self._http.server_activate()
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End at once: what is being asked is cut off, connections are refused. Closing twice does nothing."""
        self.released.set()
        if self._thread is not None:
            self._http.shutdown()
            self._thread.join()
        self._http.server_close()
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the client has closed it

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def total(self) -> int:
        return sum(self.asked.values())

    def _models(self, handler: BaseHTTPRequestHandler) -> None:
        with self._lock:
            self.lists += 1
            number = self.lists
        if number <= self.unready:
            _send(handler, 503, b"loading")
        elif not self.models:
            _send(handler, 404, b"{}")
        else:
            found = [{"id": name, "root": self.roots.get(name)} for name in self.models]
            _send(handler, 200, json.dumps({"data": found}).encode())

    def _chat(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        with self._lock:
            number = self.total
            self.asked[body["messages"][-1]["content"], body.get("seed", 0)] += 1
            self.headers.append(dict(handler.headers))
            self.bodies.append(body)
            self._with_it += 1
            self.together = max(self.together, self._with_it)
        try:
            mood = self.mood(number, body)
        finally:  # before the reply is sent: after it the client may ask the next already
            with self._lock:
                self._with_it -= 1
        self._answer(handler, mood, body)

    def _answer(self, handler: BaseHTTPRequestHandler, mood: Mood, body: dict[str, Any]) -> None:
        reply: dict[str, Any] = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [{"index": 0, "message": {"role": "assistant", "content": None}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
        }
        choice: dict[str, Any] = reply["choices"][0]
        match mood:
            case "429":
                _send(handler, 429, b'{"error": "slow down"}', {"Retry-After": "0"})
            case "later":
                _send(handler, 429, b'{"error": "come back in an hour"}', {"Retry-After": "3600"})
            case _ if mood.isdigit():
                _send(handler, int(mood), json.dumps({"error": {"message": f"mood {mood}"}}).encode())
            case "echo":
                said = f"{handler.headers['Authorization']} is not\x1b[31m known\n" + "x" * 40_000
                _send(handler, 401, json.dumps({"error": {"message": said}}).encode())
            case "error in 200":
                _send(handler, 200, b'{"error": {"message": "the model fell over", "code": 502}}')
            case "garbage":
                _send(handler, 200, b"\xff\xfe<html>it works</html>")
            case "deep":
                _send(handler, 200, b'{"choices": ' + b"[" * 200_000)
            case "compressed":
                _send(handler, 200, gzip.compress(bytes(1 << 24)), {"Content-Encoding": "gzip"})
            case "half":
                whole = json.dumps(reply | {"choices": [{"message": {"content": "Answer: 1"}}]}).encode()
                handler.send_response(200)
                handler.send_header("Content-Length", str(len(whole)))
                handler.end_headers()
                handler.wfile.write(whole[: len(whole) // 2])
                handler.close_connection = True
            case "dead":
                handler.close_connection = True
            case "reset":
                handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                handler.close_connection = True
            case "hang":
                self.released.wait()
                handler.close_connection = True
            case "endless":
                handler.send_response(200)
                handler.send_header("Connection", "close")
                handler.end_headers()
                piece = b" " * (1 << 20)
                while not self.released.is_set():
                    handler.wfile.write(piece)
            case "redirect":
                _send(handler, 302, b"", {"Location": "http://127.0.0.1:1/"})
            case "no choices":
                _send(handler, 200, json.dumps(reply | {"choices": []}).encode())
            case "no content":
                _send(handler, 200, json.dumps(reply).encode())
            case "no usage" | "no ending" | "wrong type" | "drip":
                choice["message"]["content"] = self.write(body)
                if mood == "no usage":
                    reply["usage"] = None
                elif mood == "no ending":
                    choice["finish_reason"] = None
                kind = "text/html" if mood == "wrong type" else "application/json"
                _send(handler, 200, json.dumps(reply).encode(), {"Content-Type": kind}, 7 if mood == "drip" else None)
            case "refusal":
                choice["message"]["refusal"] = "I would rather not"
                _send(handler, 200, json.dumps(reply).encode())
            case "parts" | "picture":
                second = {"type": "text", "text": "B"} if mood == "parts" else {"type": "image_url", "image_url": "x"}
                choice["message"]["content"] = [{"type": "text", "text": "A"}, second]
                _send(handler, 200, json.dumps(reply).encode())
            case "logprobs":
                choice["message"]["content"] = self.write(body)
                choice["logprobs"] = {"content": [{"token": "a", "logprob": -0.5}, {"token": "b", "logprob": -1}]}
                _send(handler, 200, json.dumps(reply).encode())
            case "other model" | "first name":
                choice["message"]["content"] = "Answer: 1"
                name = "large" if mood == "other model" else self.models[0]
                _send(handler, 200, json.dumps(reply | {"model": name}).encode())
            case "thinking":
                choice["message"] = {"content": self.write(body), "reasoning_content": "well"}
                _send(handler, 200, json.dumps(reply).encode())
            case "length" | "content_filter" | "stop" | "ok" | "unheard":
                choice["message"]["content"] = self.write(body)
                choice["finish_reason"] = "stop" if mood == "ok" else mood
                _send(handler, 200, json.dumps(reply).encode())
            case _:
                raise AssertionError(mood)


def _send(
    handler: BaseHTTPRequestHandler,
    status: int,
    body: bytes,
    headers: dict[str, str] | None = None,
    piece: int | None = None,
) -> None:
    """A whole reply, its body at once or in pieces of so many bytes."""
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in (headers or {}).items():
        handler.send_header(name, value)
    handler.end_headers()
    for start in range(0, len(body), piece or len(body) or 1):
        handler.wfile.write(body[start : start + (piece or len(body))])
