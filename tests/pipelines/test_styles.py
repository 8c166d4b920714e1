"""Styles and tool turns: what an engine is shown, what is published, and which programs are run."""

from __future__ import annotations

import time
from typing import get_args

import msgspec
import pytest
from hypothesis import given, strategies as st

from pipelines.expand import prepare
from pipelines.styles import POOL, Examples, messages, published, refuse, style_prompt, version_of
from pipelines.tool import SHOWN, run_program, step, tool_request
from schemas import BadInput, FinishReason, Recipe, canonical_json
from schemas.recipe import FamilyRequest, Solver, Style
from validators.guard import Guard

STYLES = get_args(Style)
PROBLEM = {"family": "math/story", "level": 1, "fingerprint": "math/story:f", "prompt": "How many {problem}s?\nEnd."}


@pytest.mark.parametrize("style", STYLES)
def test_every_style_has_a_prompt_and_puts_the_problem_as_it_is(style: str) -> None:
    assert version_of(style) == style_prompt(style).version >= 1
    shown = messages(style, PROBLEM)
    assert [turn.role for turn in shown] == ["system", "user"]
    assert shown[-1].content == PROBLEM["prompt"]
    assert published(style, PROBLEM)[-1].content == PROBLEM["prompt"]


@pytest.mark.parametrize("domain", ["math", "logic", "optimization", "code", "other"])
@pytest.mark.parametrize("style", STYLES)
def test_every_domain_has_an_instruction(style: str, domain: str) -> None:
    assert len(messages(style, {**PROBLEM, "family": f"{domain}/x"})[0].content) > 100


def test_only_styles_that_need_it_publish_the_instruction() -> None:
    assert {style for style in STYLES if published(style, PROBLEM)[0].role == "system"} == {"program", "tool"}


def test_examples_in_styles_that_have_none_are_refused() -> None:
    assert refuse(Solver("e", shots=2)) is None
    assert "shots must be 0" in str(refuse(Solver("e", style="tool", shots=2)))


def test_examples_are_others_of_the_family_and_hang_on_the_problem_alone() -> None:
    recipe = Recipe(provender=1, name="x", seed=5, families=(FamilyRequest(1, family="math/story"),))
    setup = canonical_json([msgspec.to_builtins(recipe), {}])
    with Guard(
        "pipelines.expand:expand_one", seconds=60, memory_mb=4096, prepare="pipelines.expand:prepare", setup=setup
    ) as guard:
        first, second = Examples(guard, 5), Examples(guard, 5)
        shown = first.of(PROBLEM, 3)
        assert len({each.fingerprint for each in shown}) == 3
        assert shown == second.of(PROBLEM, 3) == first.of(PROBLEM, 5)[:3]
        itself = {**PROBLEM, "fingerprint": shown[0].fingerprint}
        assert shown[0] not in first.of(itself, 3)
        assert Examples(guard, 6).of(PROBLEM, 3) != shown
        with pytest.raises(BadInput, match="ask for at most"):
            first.of(PROBLEM, POOL + 1)
    assert prepare is not None


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Answer: 3", None),
        ("", None),
        ("```", None),
        ("```python\nprint(1)\n```", "print(1)"),
        ("Let me see.\n```python\nprint(1)\n```\n\n  ", "print(1)"),
        ("```python\nprint(1)\n```\nAnswer: 1", None),
        ("```python\nprint(1)", None),
        ("```python\nprint(1)\n```\nor\n```python\nprint(2)\n```", "print(2)"),
        ("```json\n{}\n```", None),
        ("<think>```python\nprint(1)\n```</think>", None),
    ],
)
def test_only_a_block_that_ends_the_turn_is_run(text: str, source: str | None) -> None:
    found = step(text)
    assert (found.strip() if found is not None else None) == source


@given(st.text(alphabet="`python\n print(1)<>/think", max_size=400))
def test_no_text_breaks_the_search_for_a_program(text: str) -> None:
    found = step(text)
    assert found is None or isinstance(found, str)


@pytest.mark.parametrize("piece", ["```", "```python\n", "`", "~~~\n", "<think>", "x"])
def test_huge_texts_are_searched_in_linear_time(piece: str) -> None:
    start = time.monotonic()
    step(piece * 200_000 + "\n```python\nprint(1)\n```")
    assert time.monotonic() - start < 60


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("print(6 * 7)", "42\n"),
        ("pass", "[no output]"),
        ("1 / 0", "[error: ZeroDivisionError: division by zero]"),
        ("print('so far')\nraise ValueError('no')", "so far\n\n[error: ValueError: no]"),
        ("while True: pass", "[stopped: it took too long: out of CPU time]"),
    ],
)
def test_the_model_is_shown_what_was_printed_and_how_it_ended(source: str, shown: str) -> None:
    request = tool_request(source)
    found = run_program(request)
    assert (found.key, found.text, found.finish_reason) == (request.key, shown, FinishReason.STOP)


def test_long_outputs_are_cut() -> None:
    assert len(run_program(tool_request("print('x' * 10_000)")).text) < SHOWN + 50


def test_outputs_are_addressed_by_their_program() -> None:
    assert tool_request("print(1)").key == tool_request("print(1)").key != tool_request("print(2)").key
