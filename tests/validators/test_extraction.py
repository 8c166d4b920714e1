"""What counts as the one final answer of a completion, and what never does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from schemas import Reason
from validators.extraction import (
    LAST_PART,
    LONG_TEXT,
    LONGEST_PROGRAM,
    Claim,
    Refusal,
    final_claim,
    final_program,
)

CLAIMS = [
    ("Answer: 42", "42"),
    ("We add.\nAnswer: 42", "42"),
    ("We add.\n\nFinal answer: 42.", "42"),
    ("FINAL ANSWER: 42", "42"),
    ("**Answer:** 42", "42"),
    ("**Answer: 42**", "42"),
    ("**Answer**: 42", "42"),
    ("**Final Answer**\n\n42", "42"),
    ("### Final Answer\n42", "42"),
    ("- Answer: 42", "42"),
    ("> Answer: 42", "42"),
    ("`Answer: 42`", "42"),
    ("So the final answer is: 42", "42"),
    ("Therefore, the answer is: $42$", "$42$"),
    ("Answer:\n42", "42"),
    ("Answer:\n\n42\n", "42"),
    ("Answer:\n$$\n42\n$$", "42"),
    ("Answer:\nx = 1\ny = 2\n", "x = 1\ny = 2"),
    ("Answer: the answer is 42", "42"),
    ("#### 42", "42"),
    ("#### Step 1\nWe add.\n#### 42", "42"),
    ("So it is \\boxed{42}.", "42"),
    ("So it is $\\boxed{\\frac{1}{2}}$.", "\\frac{1}{2}"),
    ("\\boxed{\\{1, 2\\}}", "\\{1, 2\\}"),
    ("\\boxed{\\boxed{2}}", "\\boxed{2}"),
    ("Answer: \\boxed{42}", "42"),
    ("The answer is 42.", "42"),
    ("Hence the final answer is 42 apples. I hope it helps.", "42 apples"),
    ("The answer is 3.5.", "3.5"),
    ("<think>Answer: 3. Wait, no.</think>\nAnswer: 42", "42"),
    ("I think 3.</think>\nAnswer: 42", "42"),
    ("<THINK>a</THINK>Answer: 42<think>b</think>", "42"),
    ("Do not guess.\nAnswer: 42", "42"),
    ("x is not 3.\nAnswer: 42", "42"),
    ("Answer: 42\nThank you.", "42"),
    ("Answer: <integer>\nAnswer: 42", "42"),
    ("Answer: ['<b>', '...']", "['<b>', '...']"),
    ("Answer: ''", "''"),
]


@pytest.mark.parametrize(("text", "claimed"), CLAIMS)
def test_a_marked_answer_is_found(text: str, claimed: str) -> None:
    found = final_claim(text)
    assert isinstance(found, Claim)
    assert found.text == claimed


NO_ANSWERS = [
    "",
    "   \n",
    "42",
    "It is 42.",
    "It is not 12.",
    "12 is wrong.",
    "Some say 12, but that is incorrect.",
    "Answer:",
    "Answer: ",
    "Answer: <integer>",
    "Answer: <your answer>",
    "Answer: [your answer]",
    "Answer: ...",
    "Answer: …",
    "Answer: x = <integer>, y = <integer>",
    "Answer: x = ..., y = ...",
    "Answer: ___",
    "Answer: ?",
    "Answer: your answer here",
    "\\boxed{}",
    "\\boxed{...}",
    "\\boxed{<integer>}",
    "\\boxed{42",
    "How many apples are left? End with a line of the form 'Answer: <integer>'.",
    "How many? Put it last, as `Answer: n`.",
    'Finish with "Answer: " followed by the number.',
    'The answer is "yes" when it follows. If it does not, the answer is "no".\nEnd with a line "Answer: <yes | no>".',
    "<think>Answer: 42",
    "<think>a</think> so <think>Answer: 42",
    "Answer: 42</think>",
    "Bob's answer: 12",
    "The student's answer is 12.",
    "Wrong answer: 12",
    "The answers are below.",
]


@pytest.mark.parametrize("text", NO_ANSWERS)
def test_where_nothing_is_claimed_there_is_no_answer(text: str) -> None:
    found = final_claim(text)
    assert isinstance(found, Refusal)
    assert found.reason is Reason.NO_ANSWER


CONTRADICTIONS = [
    "The answer is not \\boxed{12}.",
    "The answer isn't \\boxed{12}.",
    "The answer isn’t \\boxed{12}.",
    "It is never\n$$\n\\boxed{12}\n$$",
    "The answer is not 12.",
    "The answer isn't 12.",
    "It is wrong that the answer is 12.",
    "It would be wrong to write:\nAnswer: 12",
    "Answer: 12\nWait, I made an error.",
    "Answer: 12\nActually it is 13.",
    "Answer: 12\nNo.",
    "Answer: 12\nThat is wrong.",
    "Answer: 12\nThat isn't right.",
    "Answer: 12\nThat is not right.",
    "Answer: 12. \nScratch that: 13.",
    "Answer: 12\nCorrection: 13",
    "Answer: 12\nSorry, 13.",
    "\\boxed{12} is wrong. I made a mistake.",
    "\\boxed{12}, which no longer holds.",
    "The answer is 12. That is incorrect.",
]


@pytest.mark.parametrize("text", CONTRADICTIONS)
def test_an_answer_denied_or_taken_back_is_contradictory(text: str) -> None:
    found = final_claim(text)
    assert isinstance(found, Refusal)
    assert found.reason is Reason.CONTRADICTORY


HEDGES = [
    "Perhaps it is \\boxed{12}.",
    "It is \\boxed{12} or 13.",
    "It is \\boxed{12}?",
    "Suppose the answer is 12.",
    "Check whether the answer is 12.",
    "Some say the answer is 12.",
    "Answer: 12\nMaybe.",
    "Answer: 12\nI am not sure.",
    "Answer: 12\nor 13",
    "I guess:\nAnswer: 12",
]


@pytest.mark.parametrize("text", HEDGES)
def test_an_answer_only_supposed_is_hedged(text: str) -> None:
    found = final_claim(text)
    assert isinstance(found, Refusal)
    assert found.reason is Reason.HEDGED


def test_all_strong_claims_are_kept_for_comparison() -> None:
    found = final_claim("So \\boxed{3}.\nAnswer: 12\nThe answer is 13.")
    assert isinstance(found, Claim)
    assert (found.text, found.others) == ("12", ("3", "12", "13"))


def test_a_weak_claim_gives_way_to_a_strong_one_and_a_denied_one_is_kept_apart() -> None:
    found = final_claim("The answer is the sum. The answer is not 13.\nAnswer: 12\n")
    assert isinstance(found, Claim)
    assert (found.text, found.firm, found.asides, found.denied) == ("12", True, ("the sum",), ("13",))


def test_of_a_very_long_text_only_the_last_part_is_read() -> None:
    filler = "word " * (LONG_TEXT // 5)
    assert isinstance(final_claim("Answer: 12\n" + filler), Refusal)
    found = final_claim(filler + "\nAnswer: 12")
    assert isinstance(found, Claim)
    assert found.text == "12"
    assert LAST_PART < LONG_TEXT


@pytest.mark.parametrize(
    "unit",
    ["\\boxed{", "{", "Answer: ", "answer ", "the answer is ", "#### 1\n", "<think>", "</think>", "`", "\n", " ", "*",
     "Answer: 1\n", "\\boxed{1} ", "not ", "... ", "[", "_", "\\", "'", "```\n", "```python\n", "İ", "\ud800"],
)  # fmt: skip
def test_hostile_repetition_ends(unit: str) -> None:
    # Quadratic work on these lengths would take minutes, which the suite's own limit would show.
    text = unit * (150_000 // len(unit))
    assert isinstance(final_claim(text), Claim | Refusal)
    assert isinstance(final_program(text), str | Refusal)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300) | st.lists(st.sampled_from(
    ["Answer:", "\\boxed{", "}", "12", "\n", "not", "the answer is", "<think>", "</think>", "####", "**", ".", "?",
     " ", "wait", "or", "```", "`"]), max_size=40).map(" ".join))  # fmt: skip
def test_any_text_gives_a_claim_or_a_refusal(text: str) -> None:
    found = final_claim(text)
    assert isinstance(found, Claim | Refusal)
    if isinstance(found, Refusal):
        assert found.reason in (Reason.NO_ANSWER, Reason.CONTRADICTORY, Reason.HEDGED)


DEFINITION = "def f(x):\n    return x\n"

PROGRAMS = [
    (f"```python\n{DEFINITION}```", DEFINITION),
    (f"```\n{DEFINITION}```\nDone.", DEFINITION),
    (f"Text\n\n```py\n{DEFINITION}```\n\nExample:\n```python\nprint(f(1))\n```", DEFINITION),
    (f"```python\n{DEFINITION}```\nOutput:\n```text\n1\n```", DEFINITION),
    (f"```python\ndef f(x):\n    return 0\n```\nBetter:\n```python\n{DEFINITION}```", DEFINITION),
    (f"~~~python\n{DEFINITION}~~~", DEFINITION),
    (f"```python\n{DEFINITION}", DEFINITION),
    (DEFINITION, DEFINITION.strip("\n")),
    (f"<think>```python\ndef g(): pass\n```</think>\n```python\n{DEFINITION}```", DEFINITION),
]


@pytest.mark.parametrize(("text", "source"), PROGRAMS)
def test_the_last_defining_python_block_is_the_program(text: str, source: str) -> None:
    assert final_program(text) == source


def test_the_block_that_defines_the_entry_comes_before_later_ones() -> None:
    text = f"```python\n{DEFINITION}```\n```python\ndef test_f():\n    assert f(1) == 1\n```"
    assert final_program(text, entry="f") == DEFINITION


@pytest.mark.parametrize(
    "text", ["", "No code.", "```text\nnothing\n```", "```python\n\n```", "<think>```python\nx=1\n```"]
)
def test_without_a_python_block_there_is_no_program(text: str) -> None:
    assert final_program(text) == Refusal(Reason.NO_ANSWER, "no fenced program is given")


JAVASCRIPT = "function f(n) {\n    return n;\n}\n"
LUA = "local function f(n)\n    return n\nend\n"


@pytest.mark.parametrize(
    ("language", "text", "source"),
    [
        ("javascript", f"```js\n{JAVASCRIPT}```\n```js\nconsole.log(f(1));\n```", JAVASCRIPT),
        ("javascript", f"```JavaScript\n{JAVASCRIPT}```\n```python\ndef f(n): pass\n```", JAVASCRIPT),
        ("javascript", "```\nconst f = (n) => n;\n```\n```\nconst g = f(1);\n```", "const f = (n) => n;\n"),
        ("javascript", f"```\nexport {JAVASCRIPT}```\nIt prints\n```\n1\n```", f"export {JAVASCRIPT}"),
        ("javascript", f"```\n{JAVASCRIPT}```\n```\nmodule.exports = g;\n```", JAVASCRIPT),
        ("javascript", f"// The function.\n{JAVASCRIPT}", f"// The function.\n{JAVASCRIPT}".strip("\n")),
        ("lua", f"```lua\n{LUA}```\n```lua\nprint(f(1))\n```", LUA),
        ("lua", f"```Lua\n{LUA}```\n```js\nfunction f() {{}}\n```", LUA),
        ("lua", f"```\nf = function() return 1 end\n```\n```\n{LUA.replace(' f', ' g')}```",
         "f = function() return 1 end\n"),
        ("lua", "```\nlocal M = {}\nfunction M.f(n) return n end\n```\n```\nlocal x = 1\n```",
         "local M = {}\nfunction M.f(n) return n end\n"),
        ("lua", f"-- The function.\n{LUA}", f"-- The function.\n{LUA}".strip("\n")),
    ],
)  # fmt: skip
def test_blocks_of_other_languages_are_found_like_those_of_python(language: str, text: str, source: str) -> None:
    assert final_program(text, "f", language) == source


@pytest.mark.parametrize("language", ["javascript", "lua"])
@pytest.mark.parametrize("text", ["", "Let us see.", f"```python\n{DEFINITION}```", DEFINITION, "---\n", "```\n\n```"])
def test_without_a_block_in_the_language_there_is_no_program(language: str, text: str) -> None:
    assert final_program(text, "f", language) == Refusal(Reason.NO_ANSWER, "no fenced program is given")


def test_a_program_beyond_the_bound_is_not_read() -> None:
    found = final_program("```python\n" + "x = 1\n" * LONGEST_PROGRAM + "```")
    assert isinstance(found, Refusal)
    assert found.reason is Reason.UNREADABLE


def test_an_empty_list_below_a_heading_is_an_answer_and_a_bracket_of_displayed_mathematics_is_none() -> None:
    claim = final_claim("## Answer\n\n[]\n")
    assert isinstance(claim, Claim) and claim.text == "[]"
    claim = final_claim("## Answer\n\n\\[\n12\n\\]\n")
    assert isinstance(claim, Claim) and claim.text == "12"
