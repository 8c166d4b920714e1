"""The engine's process: it may die, hang or refuse, and costs no more than the batch in flight."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipelines.engines import EngineFailure, Prompt, Settings, request
from pipelines.engines.hosted import HostedEngine
from schemas import BadInput, Completion, FinishReason, Message
from schemas.recipe import CTranslate2Engine, VllmEngine

TESTS = str(Path(__file__).parents[2])
TEMPLATE = "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}"


class FakeEngine(HostedEngine):
    backend = "fake_backend:open_fake"


def make_model(folder: Path, **config: object) -> Path:
    (folder / "ctranslate2").mkdir(parents=True)
    (folder / "ctranslate2" / "model.bin").write_bytes(b"weights")
    (folder / "tokenizer.json").write_text("{}")
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer_config.json").write_text(json.dumps({"chat_template": TEMPLATE}))
    return folder


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHONPATH", TESTS)
    return make_model(tmp_path / "model")


@pytest.fixture
def opened(model: Path, tmp_path: Path) -> Iterator[Callable[..., FakeEngine]]:
    engines: list[FakeEngine] = []

    def open_it(**fields: int) -> FakeEngine:
        engines.append(FakeEngine(CTranslate2Engine(str(model), **fields), "recipe: engines.fake", tmp_path))
        return engines[-1]

    yield open_it
    for each in engines:
        each.close()


def ask(engine: HostedEngine, *prompts: str) -> list[Completion]:
    wanted = [request(engine, prompt, Settings(), number) for number, prompt in enumerate(prompts)]
    found = {each.key: each for finished in engine.generate(wanted) for each in finished}
    assert found.keys() == {each.key for each in wanted}
    return [found[each.key] for each in wanted]


def test_batches_share_one_process(opened: Callable[..., FakeEngine]) -> None:
    engine = opened()
    assert len({each.text for _ in range(3) for each in ask(engine, "pid a", "pid b")}) == 1


def test_a_process_that_dies_once_loses_nothing(opened: Callable[..., FakeEngine], tmp_path: Path) -> None:
    prompts = [f"ask {number}" for number in range(20)]
    prompts[7] = f"once {tmp_path / 'mark'}"
    found = ask(opened(), *prompts)
    assert [each.text for each in found] == [prompt.upper() for prompt in prompts]


def test_a_request_that_kills_becomes_an_error_and_the_others_are_answered(opened: Callable[..., FakeEngine]) -> None:
    prompts = [f"ask {number}" for number in range(20)]
    prompts[13] = "die"
    found = ask(opened(), *prompts)
    assert [number for number, each in enumerate(found) if each.finish_reason is FinishReason.ERROR] == [13]
    assert "signal 9" in found[13].error


def test_a_kill_from_outside_loses_nothing(opened: Callable[..., FakeEngine]) -> None:
    engine = opened()
    (first,) = ask(engine, "pid 1")
    os.kill(int(first.text), signal.SIGKILL)
    (second,) = ask(engine, "pid 2")
    assert second.text != first.text


def test_a_hang_is_told_with_who_waited_for_what(opened: Callable[..., FakeEngine]) -> None:
    engine = opened(stall_seconds=1)
    ask(engine, "warm up")
    with pytest.raises(EngineFailure, match=r"engines\.fake: waited 1 s for 2 completions"):
        ask(engine, "hang", "more")
    assert ask(engine, "after")[0].text == "AFTER"


def test_requests_that_are_not_answered_are_told(opened: Callable[..., FakeEngine]) -> None:
    with pytest.raises(EngineFailure, match="without answering 1 of its requests"):
        ask(opened(), "ask", "skip")


def test_huge_texts_come_through(opened: Callable[..., FakeEngine]) -> None:
    assert len(ask(opened(), "huge")[0].text) == 20_000_000


@pytest.mark.parametrize(
    ("trouble", "error", "said"),
    [
        ("bad input", BadInput, "it is no model"),
        ("error", BadInput, "weights of clay"),
        ("die", EngineFailure, "died"),
        ("hang", EngineFailure, "waited 1 s for its model to be loaded"),
    ],
)
def test_a_model_that_does_not_load_is_told(
    opened: Callable[..., FakeEngine], model: Path, trouble: str, error: type[Exception], said: str
) -> None:
    (model / "trouble").write_text(trouble)
    with pytest.raises(error, match=said):
        ask(opened(stall_seconds=1 if trouble == "hang" else 60), "ask")


def test_an_iterator_left_half_way_leaves_the_engine_usable(opened: Callable[..., FakeEngine]) -> None:
    engine = opened()
    stream = engine.generate([request(engine, f"ask {number}", Settings(), 0) for number in range(100)])
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert [each.text for each in ask(engine, "next")] == ["NEXT"]


def test_seconds_are_shared_by_tokens(opened: Callable[..., FakeEngine]) -> None:
    found = ask(opened(), *(f"ask {'x' * number}" for number in range(10)))
    assert all(each.engine_seconds >= 0 for each in found)


def test_the_fingerprint_follows_the_model_and_not_the_machine(model: Path, tmp_path: Path) -> None:
    def fingerprint(spec: CTranslate2Engine) -> str:
        return HostedEngine(spec, "recipe: engines.x", tmp_path).fingerprint

    first = fingerprint(CTranslate2Engine(str(model)))
    assert first == fingerprint(CTranslate2Engine(str(model), threads=7, batch_tokens=64, stall_seconds=9))
    assert first != fingerprint(CTranslate2Engine(str(model), compute_type="float32"))
    (model / "README.md").write_text("other words")
    assert first == fingerprint(CTranslate2Engine(str(model)))
    (model / "ctranslate2" / "model.bin").write_bytes(b"other weights")
    assert first != fingerprint(CTranslate2Engine(str(model)))


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"engines\.x\.model: there is no model folder 'nowhere'"):
        HostedEngine(CTranslate2Engine("nowhere"), "recipe: engines.x", tmp_path)
    with pytest.raises(BadInput, match="there is no CTranslate2 form"):
        folder = make_model(tmp_path / "other")
        (folder / "ctranslate2" / "model.bin").unlink()
        HostedEngine(CTranslate2Engine(str(folder)), "recipe: engines.x", tmp_path)


def test_a_missing_library_says_which_extra_to_install(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.engines.hosted._VLLM", ("no-such-distribution",))
    with pytest.raises(BadInput, match=r"pip install 'provender\[vllm\]'"):
        HostedEngine(VllmEngine(str(model)), "recipe: engines.x", tmp_path)


def test_the_conversation_is_put_into_the_chat_template(opened: Callable[..., FakeEngine]) -> None:
    prompt = Prompt((Message("system", "s"), Message("user", "u <|end|> {{ x }}")))
    assert opened().render(prompt) == "[system]s[user]u <|end|> {{ x }}"


@pytest.mark.parametrize("victim", ["parent", "host"])
def test_nothing_survives_a_kill_of_the_parent(model: Path, tmp_path: Path, victim: str) -> None:
    program = textwrap.dedent(
        f"""
        import sys
        sys.path.insert(0, {TESTS!r})
        from pathlib import Path
        from pipelines.engines import Settings, request
        from pipelines.engines.hosted import HostedEngine
        from schemas.recipe import CTranslate2Engine
        HostedEngine.backend = "fake_backend:open_fake"
        engine = HostedEngine(CTranslate2Engine({str(model)!r}), "recipe: engines.x", Path({str(tmp_path)!r}))
        for finished in engine.generate([request(engine, "pid", Settings(), 0)]):
            print(finished[0].text, flush=True)
        for finished in engine.generate([request(engine, "hang", Settings(), 0)]):
            pass
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    host = int(parent.stdout.readline())
    os.kill(parent.pid if victim == "parent" else host, signal.SIGKILL)
    if victim == "host":  # the parent starts another and waits for it; then it goes too
        parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 60
    while Path(f"/proc/{host}").exists() and _state(host) != "Z":
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "Z"
