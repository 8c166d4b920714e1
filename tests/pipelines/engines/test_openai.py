"""The openai engine against a server in every mood: faults pass or are told, and never look like answers."""

from __future__ import annotations

import socket
import threading
from typing import Any

import msgspec
import pytest
from fake_openai import Server

from pipelines.engines import EngineFailure, Prompt, Request, Settings, openai, request
from pipelines.engines.openai import OpenAIEngine
from schemas import BadInput, Completion, FinishReason, Message
from schemas.recipe import OpenAIEngine as Spec, Structured


def engine(server: Server | str, **fields: Any) -> OpenAIEngine:
    url = server if isinstance(server, str) else server.url
    settings: dict[str, Any] = {"retries": 3, "ready_seconds": 5, "timeout_seconds": 30, "concurrency": 4}
    return OpenAIEngine(Spec(url, "small", **(settings | fields)), "recipe: engines.remote")


def requests(engine: OpenAIEngine, count: int, settings: Settings = Settings()) -> list[Request]:  # noqa: B008
    return [
        request(engine, engine.render(Prompt((Message("user", f"problem {number}"),))), settings, 0)
        for number in range(count)
    ]


def answers(engine: OpenAIEngine, wanted: list[Request]) -> list[Completion]:
    return [each for finished in engine.generate(wanted) for each in finished]


def test_every_request_is_answered_once() -> None:
    with Server() as server:
        remote = engine(server)
        wanted = requests(remote, 50)
        found = answers(remote, wanted)
        assert sorted(each.key for each in found) == sorted(each.key for each in wanted)
        assert {each.finish_reason for each in found} == {FinishReason.STOP}
        assert all(each.prompt_tokens == 7 and each.completion_tokens == 3 for each in found)
        assert server.total == 50 and set(server.asked.values()) == {1}
        assert server.together <= 4


def test_the_request_says_how_to_sample() -> None:
    with Server() as server:
        remote = engine(server)
        settings = Settings(
            temperature=0.3, top_p=0.9, max_tokens=99, stop=("END",), structured=Structured(regex="[0-9]+")
        )
        (wanted,) = requests(remote, 1, settings)
        answers(remote, [wanted])
        body = server.bodies[0]
        assert (body["temperature"], body["top_p"], body["max_tokens"], body["stop"]) == (0.3, 0.9, 99, ["END"])
        assert body["seed"] == wanted.seed & 0x7FFFFFFF and body["n"] == 1
        assert body["structured_outputs"] == {"regex": "[0-9]+"}


@pytest.mark.parametrize(
    "mood", ["500", "503", "429", "garbage", "half", "dead", "no choices", "no content", "unheard"]
)
def test_what_passes_is_tried_again(mood: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai, "FIRST_PAUSE", 0.01)
    with Server(lambda number, body: mood if number < 3 else "ok") as server:
        remote = engine(server)
        found = answers(remote, requests(remote, 6))
        assert [each.finish_reason for each in found] == [FinishReason.STOP] * 6
        assert server.total == 9


@pytest.mark.parametrize("mood", ["500", "garbage", "half", "dead", "no choices", "no content", "429"])
def test_one_poisonous_request_among_many_is_an_error_of_its_own(mood: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai, "FIRST_PAUSE", 0.01)
    with Server(lambda number, body: mood if "problem 7" in body["messages"][-1]["content"] else "ok") as server:
        remote = engine(server, retries=2)
        found = answers(remote, requests(remote, 50)[:20])
        failed = [each for each in found if each.finish_reason is FinishReason.ERROR]
        assert len(found) == 20 and len(failed) == 1
        assert failed[0].text == "" and "given up" in failed[0].error


def test_a_refused_request_is_an_error_and_the_rest_go_on() -> None:
    with Server(lambda number, body: "400" if number == 2 else "ok") as server:
        remote = engine(server)
        found = answers(remote, requests(remote, 10))
        assert [each.error for each in found if each.error] == ["HTTP 400: mood 400"]
        assert server.total == 10


@pytest.mark.parametrize("mood", ["500", "garbage", "half", "dead", "no choices"])
def test_a_server_that_only_fails_ends_the_batch_and_nothing_is_kept(
    mood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai, "FIRST_PAUSE", 0.001)
    with Server(lambda number, body: mood) as server:
        remote = engine(server, retries=1)
        with pytest.raises(EngineFailure, match="in a row failed"):
            answers(remote, requests(remote, 40))


def test_a_server_that_goes_away_ends_the_batch_after_what_it_had_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai, "FIRST_PAUSE", 0.001)
    server = Server()
    remote = engine(server, concurrency=1, retries=1)
    stream = remote.generate(requests(remote, 30))
    first = [next(stream) for _ in range(5)]
    server.close()
    with pytest.raises(EngineFailure, match=r"engines\.remote: the server at"):
        for finished in stream:
            first.append(finished)
    assert len(first) >= 5


def test_a_hanging_server_is_given_up_at_the_deadline() -> None:
    with Server(lambda number, body: "hang") as server:
        remote = engine(server, timeout_seconds=1, concurrency=8)
        with pytest.raises(EngineFailure, match="no answer within 1 s"):
            answers(remote, requests(remote, 8))


def test_an_endless_reply_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai, "LONGEST_REPLY", 4 << 20)
    with Server(lambda number, body: "endless" if number == 0 else "ok") as server:
        remote = engine(server, retries=0)
        found = answers(remote, requests(remote, 5))
        assert [each.error for each in found if each.error] == ["given up: the reply is longer than 4 MiB"]


def test_an_unknown_model_is_told_before_anything_is_asked() -> None:
    with Server(models=("large", "tiny")) as server:
        remote = engine(server)
        with pytest.raises(BadInput, match=r"serves 'large', 'tiny', not 'small'"):
            answers(remote, requests(remote, 3))
        assert server.total == 0


@pytest.mark.parametrize(
    ("mood", "said"),
    [
        ("other model", "the server answered as 'large'"),
        ("401", "set PROVENDER_TEST_KEY"),
        ("404", "check base_url"),
        ("redirect", "check base_url"),
    ],
)
def test_a_wrong_server_is_told_and_its_answers_are_not_taken(mood: str, said: str) -> None:
    with Server(lambda number, body: mood) as server:
        remote = engine(server, api_key_env="PROVENDER_TEST_KEY")
        with pytest.raises(BadInput, match=said):
            answers(remote, requests(remote, 3))


def test_no_server_at_all_is_told_within_the_readiness_wait() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    remote = engine(f"http://127.0.0.1:{port}/v1", ready_seconds=1)
    with pytest.raises(EngineFailure, match="no server was ready within 1 s"):
        answers(remote, requests(remote, 3))


def test_a_server_without_a_list_of_models_is_asked_all_the_same() -> None:
    with Server(models=()) as server:
        remote = engine(server)
        assert len(answers(remote, requests(remote, 3))) == 3


@pytest.mark.parametrize(
    ("mood", "reason"),
    [("length", FinishReason.LENGTH), ("stop", FinishReason.STOP), ("content_filter", FinishReason.ERROR)],
)
def test_finish_reasons(mood: str, reason: FinishReason) -> None:
    with Server(lambda number, body: mood) as server:
        remote = engine(server)
        assert answers(remote, requests(remote, 1))[0].finish_reason is reason


def test_thoughts_are_kept_apart_from_the_answer() -> None:
    with Server(lambda number, body: "thinking") as server:
        remote = engine(server)
        assert answers(remote, requests(remote, 1))[0].text == "<think>well</think>\nAnswer: 9"


@pytest.mark.parametrize("text", ["", "\x00\x1b[31m", "x" * 3_000_000, "🙂" * 1000])
def test_any_text_can_be_stored(text: str) -> None:
    with Server(write=lambda body: text) as server:
        remote = engine(server)
        (found,) = answers(remote, requests(remote, 1))
        msgspec.json.encode(found)
        assert found.finish_reason is FinishReason.STOP


def test_the_key_is_sent_and_told_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVENDER_TEST_KEY", "secret-key")
    with Server(lambda number, body: "401") as server:
        remote = engine(server, api_key_env="PROVENDER_TEST_KEY")
        with pytest.raises(BadInput) as error:
            answers(remote, requests(remote, 1))
        assert server.headers[0]["Authorization"] == "Bearer secret-key"
        assert "secret-key" not in str(error.value) + remote.fingerprint


def test_the_address_is_not_part_of_the_fingerprint_and_the_revision_is() -> None:
    one, two = engine("http://a:1/v1"), engine("http://b:2/v1")
    assert one.fingerprint == two.fingerprint != engine("http://a:1/v1", revision="2").fingerprint


def test_a_caller_that_goes_away_leaves_no_thread_behind() -> None:
    with Server(lambda number, body: "ok" if number < 2 else "hang") as server:
        remote = engine(server)
        stream = remote.generate(requests(remote, 20))
        next(stream)
        before = set(threading.enumerate())
        stream.close()  # type: ignore[attr-defined]
        assert not [each for each in before if each.name.endswith("(run)") and each.is_alive()]


def test_it_can_be_asked_from_another_thread() -> None:
    with Server() as server:
        remote = engine(server)
        found: list[Completion] = []
        thread = threading.Thread(target=lambda: found.extend(answers(remote, requests(remote, 5))))
        thread.start()
        thread.join()
        assert len(found) == 5


def test_program_outputs_are_sent_as_the_users_turn() -> None:
    remote = engine("http://a:1/v1")
    prompt = Prompt((Message("user", "p"), Message("assistant", "```python\n1\n```"), Message("tool", "1")))
    sent = msgspec.json.decode(remote.render(prompt))
    assert [each["role"] for each in sent] == ["user", "assistant", "user"]
    assert sent[2]["content"].endswith("\n1")
