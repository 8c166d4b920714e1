"""The stages in JavaScript and Lua: every one has code, and it does what the stage's meaning in Python does."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import pytest

from generators.code.pipelines.items import CONDITIONS, KINDS, letters_of, table_of
from generators.code.pipelines.javascript import JAVASCRIPT
from generators.code.pipelines.lua import LUA
from generators.code.pipelines.mutants import runner
from generators.code.pipelines.stages import OPERATIONS
from generators.code.pipelines.steps import Branch, Stage, Step
from generators.code.pipelines.tongue import OtherTongue
from generators.code.tagged import tagged
from validators.sandbox import LANGUAGES, Limits, form_in, run_calls

TONGUES = [JAVASCRIPT, LUA]
INPUTS: dict[str, list[Any]] = {
    "ints": [[], [3], [-3, 4, 4, 0, 7, -12, 20, 3, 3], [1, 2], [5, 5, 5], [-1, -2, -4], [2, 4, 6, 8, 7, 5]],
    "int": [0, 7, 120, 98765],
    "text": ["", "a", "hello  world 12", "aab bcc9", " zeta az "],
    "words": [[], ["a"], ["anna", "elm", "oak", "elm", "statue", "zebra"], ["kayak", "noon"]],
    "groups": [[], [[1]], [[3, 4], [1, 2, 9], [5], [1, 6]], [[2, 2, 2], [0]]],
}
MOST = 24  # arguments tried of an operation that comes in many


def arguments_of(kinds: tuple[str, ...]) -> list[tuple]:
    """Some arguments of these kinds, every test and function among them."""
    options: list[list] = []
    for kind in kinds:
        table = table_of(kind)
        if table is not None:
            options.append([(name, *inner) for name, entry in table.items() for inner in arguments_of(entry.kinds)])
        elif kind in KINDS:
            options.append([KINDS[kind].low, KINDS[kind].high])
        else:
            options.append([letters_of(kind)[0], letters_of(kind)[-1]])
    return list(product(*options))


def steps() -> list[tuple[str, Step]]:
    found: list[tuple[str, Step]] = []
    for name, operation in OPERATIONS.items():
        given = arguments_of(operation.kinds)
        found += [(operation.takes, Stage(name, each)) for each in given[:: max(1, len(given) // MOST)]]
    for takes, conditions in CONDITIONS.items():
        names = [name for name, each in OPERATIONS.items() if each.takes == takes and not each.kinds]
        pairs = [(a, b) for a, b in pairwise(names) if OPERATIONS[a].gives == OPERATIONS[b].gives]
        for name, condition in conditions.items():
            for given, (first, second) in zip(arguments_of(condition.kinds) * 2, pairs * 8, strict=False):
                found.append((takes, Branch(name, given, Stage(first, ()), Stage(second, ()))))
    return found


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue.language)
def test_every_stage_does_what_it_means(tongue: OtherTongue) -> None:
    if not LANGUAGES[tongue.language].found():
        pytest.skip(LANGUAGES[tongue.language].missing())
    everything = steps()
    assert {step.operation for _, step in everything if isinstance(step, Stage)} == set(OPERATIONS)
    for start in range(0, len(everything), 60):
        part = everything[start : start + 60]
        body = "\n".join(source(tongue, f"f{place}", takes, step) for place, (takes, step) in enumerate(part))
        calls, expected = [], []
        for place, (takes, step) in enumerate(part):
            for value in INPUTS[takes]:
                calls.append([place, value])
                expected.append(form_in(tongue.language, runner(step, takes)(value, None)))
        if tongue.language == "javascript":
            names = ", ".join(f"f{place}" for place in range(len(part)))
            body += f"const all = [{names}];\nfunction main(place, value) {{ return all[place](value); }}\n"
        else:
            body += "function main(place, value) return _G['f' .. place](value) end\n"
        ran = run_calls(body, "main", calls, Limits(cpu_seconds=20), language=tongue.language)
        for call, right, value in zip(calls, expected, ran.values, strict=False):
            assert value == right and type(value) is type(right), (part[call[0]], call[1], right, value)
        assert len(ran.values) == len(calls), (ran.detail, part[calls[len(ran.values)][0]])


def source(tongue: OtherTongue, name: str, takes: str, step: Step) -> str:
    if takes == "groups":  # no function takes groups at first
        step, takes = step, takes
        lines = tongue.parts(takes, (step,), "data", "")[0].code.replace("\n", "\n    ")
        helpers = "\n".join(tongue.helpers(lines))
        start, end = ("function {}(data) {{", "}") if tongue.language == "javascript" else ("function {}(data)", "end")
        return f"{helpers}\n{start.format(name)}\n    {lines}\n{end}\n"
    return tongue.program(name, takes, (step,), "data", "")


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue.language)
def test_no_helper_or_temporary_variable_is_called_like_a_result(tongue: OtherTongue) -> None:
    results = {operation.result for operation in OPERATIONS.values()} | {"chosen"}
    assert not results & set(tongue.codes.helpers)
    assert set(tongue.codes.temporary) <= set(OPERATIONS) and set(tongue.codes.how) <= set(OPERATIONS)
    assert all("{t}" in tongue.codes.operations[name] for name in tongue.codes.temporary)
    assert all(("{t}" in code) == (name in tongue.codes.temporary) for name, code in tongue.codes.operations.items())


def test_words_and_literals_are_the_languages_own() -> None:
    text = "the list of tuples (a, b), a dictionary, or None; list the words"
    assert JAVASCRIPT.worded(text) == "the array of two-element arrays (a, b), a Map, or null; list the words"
    assert LUA.worded(text) == "the list of two-element lists (a, b), a table, or nil; list the words"
    value = tagged([(1, "a"), {"k": [None, True]}, {2: -3}])
    assert JAVASCRIPT.literal(value) == '[[1, "a"], new Map([["k", [null, true]]]), new Map([[2, -3]])]'
    assert LUA.literal(value) == '{{1, "a"}, {["k"] = {nil, true}}, {[2] = -3}}'
    assert JAVASCRIPT.name("work_out_label_text") == "workOutLabelText" and JAVASCRIPT.name("") == ""
