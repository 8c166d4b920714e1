"""Engines are put to an eval's problems with a build's prompts, and never asked twice for the same text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fake_openai import Server

from pipelines.engines.pool import Engines
from pipelines.evals.answers import Question, ask
from pipelines.styles import style_prompt
from schemas import FinishReason
from schemas.recipe import OpenAIEngine, ReferenceEngine, Sampling

QUESTIONS = [Question(f"q{n}", f"What is {n} + 1?", "math/linear_system", f"It is {n + 1}.") for n in range(3)]


def pool(tmp_path: Path, url: str) -> Engines:
    remote = OpenAIEngine(base_url=url, model="small", retries=1, ready_seconds=5)
    return Engines({"remote": remote, "reference": ReferenceEngine()}, tmp_path, tmp_path / "store")


def test_every_question_gets_its_samples_and_the_store_answers_the_second_time(tmp_path: Path) -> None:
    def write(body: dict[str, Any]) -> str:
        return f"{body['messages'][-1]['content']} by seed {body['seed']}"

    with Server(write=write) as server:
        first = ask(QUESTIONS, pool(tmp_path, server.url), "remote", "chain_of_thought", Sampling(samples=2))
        requests = sum(server.asked.values())
        again = ask(QUESTIONS, pool(tmp_path, server.url), "remote", "chain_of_thought", Sampling(samples=2))
        assert sum(server.asked.values()) == requests == 6
        told = {body["messages"][0]["content"] for body in server.bodies}
    assert first == again
    assert [(each.id, each.sample) for each in first] == [(f"q{n}", s) for n in range(3) for s in range(2)]
    assert all(each.text.startswith(f"What is {each.id[1]} + 1? by seed") for each in first)
    assert len({each.text for each in first}) == 6  # samples differ
    assert told == {style_prompt("chain_of_thought").instruction("math")}


def test_the_reference_engine_answers_once_with_the_worked_solution(tmp_path: Path) -> None:
    found = ask(QUESTIONS, pool(tmp_path, "http://127.0.0.1:9"), "reference", "chain_of_thought", Sampling(samples=4))
    assert [(each.sample, each.text) for each in found] == [(0, each.reference) for each in QUESTIONS]
    assert {each.finish_reason for each in found} == {FinishReason.STOP}


def test_a_model_with_tools_runs_its_program_and_goes_on(tmp_path: Path) -> None:
    def write(body: dict[str, Any]) -> str:
        last = body["messages"][-1]["content"]
        return f"The answer is {last.split()[-1]}." if "Output" in last else "```python\nprint(6 * 7)\n```"

    with Server(write=write) as server:
        found = ask(QUESTIONS[:1], pool(tmp_path, server.url), "remote", "tool", Sampling())
    assert [each.text for each in found] == ["The answer is 42."]


def test_a_text_that_was_cut_off_says_so(tmp_path: Path) -> None:
    with Server(mood=lambda number, body: "length") as server:
        found = ask(QUESTIONS[:1], pool(tmp_path, server.url), "remote", "chain_of_thought", Sampling())
    assert [each.finish_reason for each in found] == [FinishReason.LENGTH]
