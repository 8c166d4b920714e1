"""The openai engine against a server in every mood: faults pass or are told, and never look like answers."""

from __future__ import annotations

import gc
import random
import threading
import time
from typing import Any

import httpx2
import msgspec
import pytest
from fake_openai import Server

from pipelines.engines import EngineFailure, Prompt, Request, Settings, openai, request
from pipelines.engines.openai import OpenAIEngine
from schemas import BadInput, Completion, FinishReason, Message
from schemas.recipe import OpenAIEngine as Spec, Structured


def engine(server: Server | str, **fields: Any) -> OpenAIEngine:
    url = server if isinstance(server, str) else server.url
    settings: dict[str, Any] = {"retries": 3, "ready_seconds": 60, "timeout_seconds": 120, "concurrency": 4}
    return OpenAIEngine(Spec(url, "small", **(settings | fields)), "recipe: engines.remote")


def requests(engine: OpenAIEngine, count: int, settings: Settings = Settings()) -> list[Request]:  # noqa: B008
    return [
        request(engine, engine.render(Prompt((Message("user", f"problem {number}"),))), settings, 0)
        for number in range(count)
    ]


def answers(engine: OpenAIEngine, wanted: list[Request]) -> list[Completion]:
    return [each for finished in engine.generate(wanted) for each in finished]


def at_work() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "requests of recipe: engines.remote"]


@pytest.fixture(autouse=True)
def nothing_is_left_at_work(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(openai, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(openai, "POLL_SECONDS", 0.01)
    yield
    assert not at_work()


def test_every_request_is_answered_once() -> None:
    with Server() as server:
        remote = engine(server)
        wanted = requests(remote, 50)
        found = answers(remote, wanted)
        assert sorted(each.key for each in found) == sorted(each.key for each in wanted)
        assert {each.finish_reason for each in found} == {FinishReason.STOP}
        assert all(each.prompt_tokens == 7 and each.completion_tokens == 3 for each in found)
        assert server.total == 50 and set(server.asked.values()) == {1}


def test_as_many_as_the_recipe_says_are_with_the_server_at_a_time_and_no_more() -> None:
    together = threading.Barrier(4, timeout=120)

    def mood(number: int, body: dict[str, Any]) -> str:
        together.wait()  # nobody is answered before four have come
        return "ok"

    with Server(mood) as server:
        remote = engine(server)
        found = answers(remote, requests(remote, 24))
        assert {each.finish_reason for each in found} == {FinishReason.STOP}
        assert server.together == 4


def test_texts_hang_on_the_request_and_not_on_the_order_of_asking() -> None:
    with Server(write=lambda body: f"{body['messages'][-1]['content']} {body['seed']}") as server:
        remote = engine(server)
        wanted = requests(remote, 30)
        first = {each.key: each.text for each in answers(remote, wanted)}
        random.Random(3).shuffle(wanted)
        assert {each.key: each.text for each in answers(remote, wanted)} == first
        assert all(first[each.key].endswith(f" {each.seed & 0x7FFFFFFF}") for each in wanted)


def test_the_seconds_of_a_batch_are_shared_among_its_completions() -> None:
    with Server() as server:
        remote = engine(server)
        before = time.monotonic()
        found = answers(remote, requests(remote, 20))
        assert 0 < sum(each.engine_seconds for each in found) <= time.monotonic() - before + 0.001


def test_no_requests_need_no_server() -> None:
    assert answers(engine("http://127.0.0.1:1/v1"), []) == []


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
    ("structured", "field", "value"),
    [
        (Structured(choice=("yes", "no")), "structured_outputs", {"choice": ["yes", "no"]}),
        (
            Structured(json_schema={"type": "object"}),
            "response_format",
            {"type": "json_schema", "json_schema": {"name": "answer", "schema": {"type": "object"}, "strict": True}},
        ),
    ],
)
def test_a_form_is_asked_for_in_the_servers_own_words(structured: Structured, field: str, value: object) -> None:
    with Server() as server:
        remote = engine(server)
        answers(remote, requests(remote, 1, Settings(structured=structured)))
        assert server.bodies[0][field] == value


FAULTS = (
    "500", "501", "503", "529", "201", "429", "garbage", "deep", "compressed", "half", "dead", "reset", "no choices",
    "error in 200", "no content", "no ending", "picture", "unheard",
)  # fmt: skip


@pytest.mark.parametrize("mood", FAULTS)
def test_what_passes_is_tried_again(mood: str) -> None:
    with Server(lambda number, body: mood if number < 3 else "ok") as server:
        remote = engine(server)
        found = answers(remote, requests(remote, 6))
        assert [each.finish_reason for each in found] == [FinishReason.STOP] * 6
        assert server.total == 9 and len(server.asked) == 6  # a try is the same request, seed and all


@pytest.mark.parametrize("mood", [*FAULTS, "later"])
def test_one_poisonous_request_among_many_is_an_error_of_its_own(mood: str) -> None:
    with Server(lambda number, body: mood if "problem 7" in body["messages"][-1]["content"] else "ok") as server:
        remote = engine(server, retries=2)
        found = answers(remote, requests(remote, 50))
        failed = [each for each in found if each.finish_reason is FinishReason.ERROR]
        assert len(found) == 50 and len(failed) == 1
        assert failed[0].text == "" and "given up" in failed[0].error


def test_a_compressed_reply_is_not_unfolded() -> None:
    with Server(lambda number, body: "compressed" if number == 0 else "ok") as server:
        remote = engine(server, retries=0)
        found = answers(remote, requests(remote, 5))
        assert [each.error for each in found if each.error] == [
            "given up: the reply is compressed, which was not asked for"
        ]
        assert server.headers[0]["Accept-Encoding"] == "identity"


def test_one_request_that_hangs_does_not_hold_the_others() -> None:
    with Server(lambda number, body: "hang" if "problem 1" in body["messages"][-1]["content"] else "ok") as server:
        remote = engine(server, timeout_seconds=5)
        found = answers(remote, requests(remote, 6))
        assert [each.error for each in found if each.error] == ["given up: no answer within 5 s"]
        assert len(found) == 6


@pytest.mark.parametrize("mood", ["400", "413", "422"])
def test_a_refused_request_is_an_error_and_the_rest_go_on(mood: str) -> None:
    with Server(lambda number, body: mood if number == 2 else "ok") as server:
        remote = engine(server)
        found = answers(remote, requests(remote, 10))
        assert [each.error for each in found if each.error] == [f"HTTP {mood}: mood {mood}"]
        assert server.total == 10


def test_a_batch_of_prompts_that_are_all_refused_is_answered_and_not_the_end_of_the_build() -> None:
    with Server(lambda number, body: "400") as server:
        remote = engine(server)
        found = answers(remote, requests(remote, 40))
        assert len(found) == 40 and {each.error for each in found} == {"HTTP 400: mood 400"}


@pytest.mark.parametrize("mood", FAULTS)
def test_a_server_that_only_fails_ends_the_batch_and_nothing_is_kept(mood: str) -> None:
    with Server(lambda number, body: mood) as server:
        remote = engine(server, retries=1)
        with pytest.raises(EngineFailure, match="in a row failed"):
            answers(remote, requests(remote, 40))


def test_a_server_that_fails_on_the_last_requests_ends_the_batch_and_they_are_not_kept() -> None:
    with Server(lambda number, body: "ok" if number < 10 else "500") as server:
        remote = engine(server, retries=1)
        found: list[Completion] = []
        with pytest.raises(EngineFailure, match="so did a simple one: given up: HTTP 500"):
            for finished in remote.generate(requests(remote, 12)):
                found += finished
        assert len(found) == 10 and {each.finish_reason for each in found} == {FinishReason.STOP}


def test_a_poisonous_request_alone_in_its_batch_is_told_from_a_server_that_is_not_well() -> None:
    with Server(lambda number, body: "500" if "problem" in body["messages"][-1]["content"] else "ok") as server:
        remote = engine(server, retries=1)
        (found,) = answers(remote, requests(remote, 1))
        assert found.finish_reason is FinishReason.ERROR and found.error == "given up: HTTP 500: mood 500"


def test_a_refusal_does_not_prove_that_the_model_is_well() -> None:
    with Server(lambda number, body: "400" if "problem 3" in body["messages"][-1]["content"] else "500") as server:
        remote = engine(server, retries=0, concurrency=1)
        found: list[Completion] = []
        with pytest.raises(EngineFailure, match="HTTP 500"):
            for finished in remote.generate(requests(remote, 4)):
                found += finished
        assert [each.error for each in found] == ["HTTP 400: mood 400"]


def test_a_server_that_goes_away_ends_the_batch_after_what_it_had_answered() -> None:
    with Server(lambda number, body: "ok" if number < 5 else "hang") as server:
        remote = engine(server, retries=1)
        stream = remote.generate(requests(remote, 30))
        found = [next(stream) for _ in range(5)]
        server.close()
        with pytest.raises(EngineFailure, match=r"engines\.remote: the server at"):
            next(stream)
        assert all(each.finish_reason is FinishReason.STOP for finished in found for each in finished)


def test_a_hanging_server_is_given_up_at_the_deadline() -> None:
    with Server(lambda number, body: "hang") as server:
        remote = engine(server, timeout_seconds=1, concurrency=8)
        with pytest.raises(EngineFailure, match="no answer within 1 s"):
            answers(remote, requests(remote, 8))


def test_an_endless_reply_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai, "LONGEST_REPLY", 100_000)
    with Server(lambda number, body: "endless" if number == 0 else "ok") as server:
        remote = engine(server, retries=0)
        found = answers(remote, requests(remote, 5))
        assert [each.error for each in found if each.error] == ["given up: the reply is longer than 100,000 bytes"]


def test_a_server_that_wants_money_ends_the_batch_and_it_can_be_resumed() -> None:
    with Server(lambda number, body: "402") as server:
        remote = engine(server)
        with pytest.raises(EngineFailure, match="wants to be paid"):
            answers(remote, requests(remote, 3))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0.5"}, 0.5),
        ({"Retry-After": "Sat, 21 Nov 2026 05:00:30 GMT", "Date": "Sat, 21 Nov 2026 05:00:00 GMT"}, 30.0),
        ({"Retry-After": "Sat, 21 Nov 2026 05:00:30 GMT", "Date": "Sat, 21 Nov 2026 06:00:00 GMT"}, 0.0),
        ({"Retry-After": "Sat, 21 Nov 2026 05:00:30 GMT"}, 0.0),
        ({"Retry-After": "Sat, 21 Nov 2026 05:00:30", "Date": "Sat, 21 Nov 2026 05:00:00 GMT"}, 0.0),
        ({"Retry-After": "-1"}, 0.0),
        ({"Retry-After": "nan"}, 0.0),
        ({"Retry-After": "9" * 400}, 0.0),
        ({}, 0.0),
    ],
)
def test_what_a_server_asks_for_in_retry_after(headers: dict[str, str], seconds: float) -> None:
    assert openai._retry_after(httpx2.Headers(headers)) == seconds


def test_pauses_grow_within_bounds_and_are_never_shorter_than_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai, "FIRST_PAUSE", 0.25)
    jitter = random.Random(1)
    for attempt in range(101):
        assert 0 <= openai._pause(attempt, 0.0, jitter) <= min(openai.LONGEST_PAUSE, 0.25 * 2**attempt)
        assert openai._pause(attempt, 7.0, jitter) >= 7


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
        ("401", "wants a key, and there is none in PROVENDER_TEST_KEY"),
        ("403", "set PROVENDER_TEST_KEY"),
        ("405", "check base_url"),
        ("404", "check base_url"),
        ("redirect", "check base_url"),
    ],
)
def test_a_wrong_server_is_told_and_its_answers_are_not_taken(mood: str, said: str) -> None:
    with Server(lambda number, body: mood) as server:
        remote = engine(server, api_key_env="PROVENDER_TEST_KEY")
        with pytest.raises(BadInput, match=said):
            answers(remote, requests(remote, 3))


def test_a_server_may_answer_under_another_name_of_the_same_model() -> None:
    names = ("first", "small", "other")
    with Server(lambda number, body: "first name", models=names, roots={"first": "org/m", "small": "org/m"}) as server:
        remote = engine(server)
        assert len(answers(remote, requests(remote, 3))) == 3
    with Server(lambda number, body: "first name", models=names, roots={"first": "org/m", "small": "org/n"}) as server:
        remote = engine(server)
        with pytest.raises(BadInput, match="the server answered as 'first'"):
            answers(remote, requests(remote, 3))


def test_no_server_at_all_is_told_within_the_readiness_wait() -> None:
    with Server(listening=False) as server:
        remote = engine(server, ready_seconds=1)
        with pytest.raises(EngineFailure, match="no server was ready within 1 s"):
            answers(remote, requests(remote, 3))


def test_a_server_that_comes_up_late_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = threading.Event()
    send = openai._Batch._send

    async def watched(self: Any, *arguments: Any, **named: Any) -> Any:
        try:
            return await send(self, *arguments, **named)
        except openai._Fault:
            refused.set()
            raise

    monkeypatch.setattr(openai._Batch, "_send", watched)
    with Server(listening=False) as server:
        remote = engine(server, ready_seconds=120)
        found: list[Completion] = []
        thread = threading.Thread(target=lambda: found.extend(answers(remote, requests(remote, 3))))
        thread.start()
        assert refused.wait(120)
        server.listen()
        thread.join()
        assert [each.finish_reason for each in found] == [FinishReason.STOP] * 3


def test_a_server_that_is_still_loading_is_waited_for_and_asked_nothing_meanwhile() -> None:
    with Server(unready=3) as server:
        remote = engine(server)
        assert len(answers(remote, requests(remote, 3))) == 3
        assert server.lists == 4 and server.total == 3
        answers(remote, requests(remote, 3))
        assert server.lists == 4  # it is known to be up


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


def test_a_content_in_parts_is_joined() -> None:
    with Server(lambda number, body: "parts") as server:
        remote = engine(server)
        assert answers(remote, requests(remote, 1))[0].text == "AB"


def test_a_refusal_of_the_model_is_not_an_answer() -> None:
    with Server(lambda number, body: "refusal") as server:
        remote = engine(server)
        (found,) = answers(remote, requests(remote, 1))
        assert (found.text, found.finish_reason) == ("", FinishReason.ERROR) and "I would rather not" in found.error


def test_the_probability_is_kept_where_it_was_asked_for() -> None:
    with Server(lambda number, body: "logprobs") as server:
        remote = engine(server)
        assert answers(remote, requests(remote, 1, Settings(logprobs=True)))[0].logprob == -1.5
        assert answers(remote, requests(remote, 1))[0].logprob is None
        assert [body.get("logprobs") for body in server.bodies] == [True, None]


@pytest.mark.parametrize(("mood", "tokens"), [("no usage", 0), ("wrong type", 3), ("drip", 3)])
def test_an_odd_but_whole_reply_is_an_answer(mood: str, tokens: int) -> None:
    with Server(lambda number, body: mood) as server:
        remote = engine(server)
        (found,) = answers(remote, requests(remote, 1))
        assert (found.text, found.completion_tokens) == ("Answer: 9", tokens)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("a\x00b\x1b[31m", "a\ufffdb\x1b[31m"),
        ("a\ud800b\udc00", "a\ufffdb\ufffd"),
        ("\\ud800 🙂", "\\ud800 🙂"),
        ("x" * 1_000_000, "x" * 1_000_000),
        ("🙂" * 1000, "🙂" * 1000),
    ],
    ids=["empty", "NUL", "lone surrogates", "written surrogate", "long", "emoji"],
)
def test_any_text_can_be_stored(text: str, kept: str) -> None:
    with Server(write=lambda body: text) as server:
        remote = engine(server)
        (found,) = answers(remote, requests(remote, 1))
        assert found.finish_reason is FinishReason.STOP and found.text == kept
        msgspec.json.encode(found)


@pytest.mark.parametrize("mood", ["401", "echo"])
def test_the_key_is_sent_and_told_to_nobody(monkeypatch: pytest.MonkeyPatch, mood: str) -> None:
    monkeypatch.setenv("PROVENDER_TEST_KEY", "secret-key\n")  # as `$(cat file)` may leave it
    with Server(lambda number, body: mood) as server:
        remote = engine(server, api_key_env="PROVENDER_TEST_KEY")
        with pytest.raises(BadInput, match="refuses the key in PROVENDER_TEST_KEY") as error:
            answers(remote, requests(remote, 1))
        assert server.headers[0]["Authorization"] == "Bearer secret-key"
        assert "secret-key" not in str(error.value) + remote.fingerprint
        assert "\x1b" not in str(error.value) and len(str(error.value)) < 400


@pytest.mark.parametrize("key", ["sécret-key", "secret-key\r\nX-Evil: 1", "secret key"])
def test_a_key_that_cannot_be_sent_is_told_without_telling_it(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("PROVENDER_TEST_KEY", key)
    with Server() as server:
        remote = engine(server, api_key_env="PROVENDER_TEST_KEY")
        with pytest.raises(BadInput, match="PROVENDER_TEST_KEY") as error:
            answers(remote, requests(remote, 1))
        assert "cret" not in str(error.value) and server.total == server.lists == 0


@pytest.mark.parametrize(
    "address",
    ["http://me:hunter2@127.0.0.1/v1", "http://hunter2@127.0.0.1/v1", "http://[::1/v1", "http://me:hunter2", "http:///v1",
     "http://a:99999/v1"],
)  # fmt: skip
def test_an_address_that_cannot_be_asked_or_published_is_told_when_it_is_opened(address: str) -> None:
    with pytest.raises(BadInput, match=r"engines\.remote\.base_url") as error:
        engine(address)
    assert "hunter2" not in str(error.value)


def test_the_address_is_not_part_of_the_fingerprint_and_the_revision_is() -> None:
    one, two = engine("http://a:1/v1"), engine("http://b:2/v1")
    assert one.fingerprint == two.fingerprint != engine("http://a:1/v1", revision="2").fingerprint


@pytest.mark.parametrize("how", ["closed", "forgotten"])
def test_a_caller_that_goes_away_leaves_no_thread_behind(how: str) -> None:
    with Server(lambda number, body: "ok" if number < 2 else "hang") as server:
        remote = engine(server)
        stream = remote.generate(requests(remote, 20))
        next(stream)
        assert at_work()
        if how == "closed":
            stream.close()  # type: ignore[attr-defined]
        del stream
        gc.collect()
        assert not at_work()
        assert server.total <= 2 + 4


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
