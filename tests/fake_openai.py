"""A server that speaks OpenAI's chat completions, well or badly, as a test wants it."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Mood = str  # see `Server._chat`


class Server:
    """Answers on loopback until it is closed.

    `mood` maps the number of a chat request (from 0) and its body to a mood; ``ok`` answers with `write(body)`.
    `asked` counts requests by (last message, seed), `together` is the most that were with it at one time.
    """

    def __init__(
        self,
        mood: Callable[[int, dict[str, Any]], Mood] = lambda number, body: "ok",
        write: Callable[[dict[str, Any]], str] = lambda body: f"Answer: {len(body['messages'][-1]['content'])}",
        models: tuple[str, ...] = ("small",),
    ) -> None:
        self.mood, self.write, self.models = mood, write, models
        self.asked: Counter[tuple[str, int]] = Counter()
        self.headers: list[dict[str, str]] = []
        self.bodies: list[dict[str, Any]] = []
        self.together = 0
        self.released = threading.Event()  # those that hang end with it
        self._with_it = 0
        self._lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
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

        self._http = Threads(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}/v1"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def total(self) -> int:
        return sum(self.asked.values())

    def _models(self, handler: BaseHTTPRequestHandler) -> None:
        if not self.models:
            _send(handler, 404, b"{}")
            return
        _send(handler, 200, json.dumps({"data": [{"id": name} for name in self.models]}).encode())

    def _chat(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        with self._lock:
            number = self.total
            self.asked[body["messages"][-1]["content"], body["seed"]] += 1
            self.headers.append(dict(handler.headers))
            self.bodies.append(body)
            self._with_it += 1
            self.together = max(self.together, self._with_it)
        try:
            self._answer(handler, self.mood(number, body), body)
        finally:
            with self._lock:
                self._with_it -= 1

    def _answer(self, handler: BaseHTTPRequestHandler, mood: Mood, body: dict[str, Any]) -> None:
        reply: dict[str, Any] = {
            "model": body["model"],
            "choices": [{"message": {"content": None}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 7, "completion_tokens": 3},
        }
        match mood:
            case "500" | "400" | "401" | "404" | "503":
                _send(handler, int(mood), json.dumps({"error": {"message": f"mood {mood}"}}).encode())
            case "429":
                _send(handler, 429, b'{"error": "slow down"}', {"Retry-After": "0"})
            case "garbage":
                _send(handler, 200, b"\xff\xfe<html>it works</html>")
            case "half":
                whole = json.dumps(reply | {"choices": [{"message": {"content": "Answer: 1"}}]}).encode()
                handler.send_response(200)
                handler.send_header("Content-Length", str(len(whole)))
                handler.end_headers()
                handler.wfile.write(whole[: len(whole) // 2])
                handler.close_connection = True
            case "dead":
                handler.close_connection = True
            case "hang":
                self.released.wait()
            case "no choices":
                _send(handler, 200, json.dumps(reply | {"choices": []}).encode())
            case "no content":
                _send(handler, 200, json.dumps(reply).encode())
            case "redirect":
                _send(handler, 302, b"", {"Location": "http://127.0.0.1:1/"})
            case "other model":
                reply["choices"][0]["message"]["content"] = "Answer: 1"
                _send(handler, 200, json.dumps(reply | {"model": "large"}).encode())
            case "length" | "content_filter" | "stop" | "ok" | "unheard":
                reply["choices"][0]["message"]["content"] = self.write(body)
                reply["choices"][0]["finish_reason"] = "stop" if mood == "ok" else mood
                _send(handler, 200, json.dumps(reply).encode("utf-8", "surrogatepass"))
            case "thinking":
                reply["choices"][0]["message"] = {"content": self.write(body), "reasoning_content": "well"}
                _send(handler, 200, json.dumps(reply).encode())
            case "endless":
                handler.send_response(200)
                handler.end_headers()
                piece = b" " * (1 << 20)
                while not self.released.is_set():
                    handler.wfile.write(piece)
            case _:
                raise AssertionError(mood)


def _send(handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in (headers or {}).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)
