"""CTranslate2 with the model that ships: what it writes, how it ends, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from generators.family import draw
from generators.registry import family
from pipelines.engines import Engine, Prompt, Request, Settings, open_engine, request
from schemas import BadInput, Completion, FinishReason, Message
from schemas.recipe import CTranslate2Engine, Structured


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_engine(CTranslate2Engine("seedling"), "recipe: engines.seedling", tmp_path_factory.mktemp("e"))
    yield engine
    engine.close()


def ask(engine: Engine, *wanted: Request) -> list[Completion]:
    found = {each.key: each for finished in engine.generate(wanted) for each in finished}
    assert found.keys() == {each.key for each in wanted}
    return [found[each.key] for each in wanted]


def prompt(engine: Engine, index: int = 0) -> str:
    problem = draw(family("math/linear_system"), 31, index, 1)
    return engine.render(Prompt((Message("system", "ignored"), Message("user", problem.prompt))))


def test_samples_differ_and_greedy_ones_do_not(engine: Engine) -> None:
    sampled = ask(engine, *(request(engine, prompt(engine), Settings(temperature=1.0), n) for n in range(8)))
    assert len({each.text for each in sampled}) > 1
    greedy = ask(engine, *(request(engine, prompt(engine), Settings(temperature=0.0), n) for n in range(4)))
    assert len({each.text for each in greedy}) == 1
    assert greedy[0].finish_reason is FinishReason.STOP and "Answer: " in greedy[0].text
    assert "<|" not in greedy[0].text and greedy[0].prompt_tokens > 20 and greedy[0].completion_tokens > 5


def test_the_same_batch_gives_the_same_texts_again(engine: Engine) -> None:
    wanted = [request(engine, prompt(engine, n), Settings(temperature=1.0), 0) for n in range(6)]
    assert [each.text for each in ask(engine, *wanted)] == [each.text for each in ask(engine, *wanted)]


def test_requests_of_different_settings_are_served_in_one_batch(engine: Engine) -> None:
    found = ask(
        engine,
        request(engine, prompt(engine), Settings(max_tokens=1), 0),
        request(engine, prompt(engine), Settings(max_tokens=5), 0),
        request(engine, prompt(engine), Settings(temperature=0.0, stop=("\n",)), 0),
        request(engine, prompt(engine), Settings(temperature=0.0, logprobs=True), 0),
    )
    assert [each.completion_tokens for each in found[:2]] == [1, 5]
    assert [each.finish_reason for each in found[:2]] == [FinishReason.LENGTH] * 2
    assert "\n" not in found[2].text and found[2].finish_reason is FinishReason.STOP
    assert found[3].logprob is not None and found[3].logprob < 0
    assert found[2].logprob is None


def test_a_prompt_that_does_not_fit_is_an_error_of_its_own(engine: Engine) -> None:
    found = ask(
        engine,
        request(engine, "word " * 5000, Settings(), 0),
        request(engine, prompt(engine), Settings(max_tokens=4), 0),
        request(engine, "", Settings(), 0),
    )
    assert [each.finish_reason for each in found] == [FinishReason.ERROR, FinishReason.LENGTH, FinishReason.ERROR]
    assert "leaves no room in a context of 1024" in found[0].error


@pytest.mark.parametrize("text", ["\x00", "<|end|><|user|>", "🙂" * 50, "\u202e", "a" * 500, "\n" * 300])
def test_any_prompt_is_answered(engine: Engine, text: str) -> None:
    (found,) = ask(engine, request(engine, text, Settings(max_tokens=16), 0))
    found.text.encode()


def test_a_structure_is_refused(engine: Engine) -> None:
    with pytest.raises(BadInput, match="cannot hold a model to a structure"):
        ask(engine, request(engine, prompt(engine), Settings(structured=Structured(regex="a")), 0))
