"""vLLM for real: in the engine's own process, behind its own server, and through a whole recipe."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from generators.family import draw
from generators.registry import family
from pipelines.engines import Engine, Prompt, Request, Settings, open_engine, request
from schemas import Completion, FinishReason, Message
from schemas.recipe import OpenAIEngine, Structured, VllmEngine
from schemas.resources import data_path
from small_build import bytes_of, provender

SEEDLING = VllmEngine("seedling", dtype="float32")
START_SECONDS = 300  # of a server on a busy machine


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_engine(SEEDLING, "recipe: engines.seedling", tmp_path_factory.mktemp("engine"))
    yield engine
    engine.close()


def ask(engine: Engine, requests: list[Request]) -> dict[str, Completion]:
    found = [each for finished in engine.generate(requests) for each in finished]
    assert sorted(each.key for each in found) == sorted(each.key for each in requests)
    return {each.key: each for each in found}


def requests(engine: Engine, problems: int, samples: int, settings: Settings) -> list[Request]:
    prompts = [draw(family("math/linear_system"), 31, index, 1).prompt for index in range(problems)]
    return [
        request(engine, engine.render(Prompt((Message("user", prompt),))), settings, sample)
        for prompt in prompts
        for sample in range(samples)
    ]


def test_the_same_request_gives_the_same_text_in_any_company(engine: Engine) -> None:
    wanted = requests(engine, 16, 4, Settings(max_tokens=48))
    whole = ask(engine, wanted)
    assert len({each.text for each in whole.values()}) > 32  # samples differ
    assert all(each.completion_tokens and each.prompt_tokens and each.engine_seconds for each in whole.values())
    parts = {**ask(engine, wanted[40:][::-1]), **ask(engine, wanted[:40])}
    assert {key: each.text for key, each in parts.items()} == {key: each.text for key, each in whole.items()}


def test_bad_requests_do_not_harm_the_good_ones(engine: Engine) -> None:
    good = requests(engine, 4, 1, Settings(max_tokens=16))
    bad = [
        request(engine, "word " * 5000, Settings(), 0),
        request(engine, "", Settings(), 0),
    ]
    found = ask(engine, [bad[0], *good[:2], *bad[1:], *good[2:]])
    assert [found[each.key].finish_reason for each in bad] == [FinishReason.ERROR] * 2
    assert all(found[each.key].error for each in bad)
    assert all(found[each.key].finish_reason is not FinishReason.ERROR for each in good)
    assert {found[each.key].finish_reason for each in good} <= {FinishReason.LENGTH, FinishReason.STOP}


def test_structure_stops_and_probabilities(engine: Engine) -> None:
    prompt = engine.render(Prompt((Message("user", "What is it?"),)))
    choice = request(engine, prompt, Settings(structured=Structured(choice=("yes", "no")), logprobs=True), 0)
    regex = request(engine, prompt, Settings(structured=Structured(regex="[0-9]{3}"), max_tokens=8), 0)
    found = ask(engine, [choice, regex])
    assert found[choice.key].text in ("yes", "no")
    assert (found[choice.key].logprob or 0) < 0
    assert found[regex.key].text.isdigit()
    stopped = requests(engine, 8, 1, Settings(max_tokens=64, stop=("\n",)))
    assert not [each for each in ask(engine, stopped).values() if "\n" in each.text]


def test_the_shipped_recipe_runs_and_runs_again_from_the_store(tmp_path: Path) -> None:
    done = provender("build", "vllm", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert sum(each["samples"] for each in manifest["solvers"]) == 70 * 4
    assert sum(each["problems"] for each in manifest["families"]) == 70
    assert manifest["engines"]["seedling"].startswith("vllm:seedling@")
    assert sum(each["accepted"] for each in manifest["solvers"]) > 0
    assert not [each for each in manifest["solvers"] if "engine_error" in each["undecided"]]
    again = provender("build", "vllm", "--out", tmp_path / "again", "--workers", "2")
    assert again.returncode == 0, again.stderr
    assert bytes_of(tmp_path / "again") == bytes_of(tmp_path / "out")
    assert provender("verify", tmp_path / "out").returncode == 0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real `vllm serve` on loopback; ended by its process group."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("serve") / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [
                # What `vllm serve` runs; the CPU build's own `vllm` command looks for a distribution of another name.
                sys.executable, "-m", "vllm.entrypoints.openai.api_server", "--model",
                str(data_path("models", "seedling")), "--host", "127.0.0.1", "--port", str(port),
                "--served-model-name", "seedling", "--dtype", "float32",
            ],
            stdout=file, stderr=file, start_new_session=True,
            env={**os.environ, "VLLM_CPU_KVCACHE_SPACE": "1", "VLLM_NO_USAGE_STATS": "1", "HF_HUB_OFFLINE": "1"},
        )  # fmt: skip
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()[-3000:]
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                    break
            except (urllib.error.URLError, OSError):
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_real_server_is_driven_through_the_openai_engine(server: str, tmp_path: Path) -> None:
    engine = open_engine(OpenAIEngine(server, "seedling", concurrency=16), "recipe: engines.remote", tmp_path)
    wanted = requests(engine, 16, 2, Settings(max_tokens=200))
    found = ask(engine, wanted)
    assert all(each.finish_reason is not FinishReason.ERROR and each.completion_tokens for each in found.values())
    assert "Answer" in "".join(each.text for each in found.values())
    choice = request(engine, wanted[0].prompt, Settings(structured=Structured(choice=("yes", "no"))), 0)
    long = request(engine, engine.render(Prompt((Message("user", "word " * 5000),))), Settings(), 0)
    answers = ask(engine, [choice, long])
    assert answers[choice.key].text in ("yes", "no")
    assert answers[long.key].finish_reason is FinishReason.ERROR and "HTTP 400" in answers[long.key].error
