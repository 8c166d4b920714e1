"""Programs in other languages: the same walls and statuses; values are compared as the language has them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from schemas import Reason
from schemas.answers import Program
from schemas.checks import HiddenTests, Test
from validators import decide
from validators.sandbox import (
    LANGUAGES,
    Limits,
    RunStatus,
    Undecodable,
    encode,
    form_in,
    languages_available,
    run_calls,
    supervisor,
)
from validators.sandbox.languages.lua import literal

SHORT = Limits(cpu_seconds=1, wall_seconds=6.0)
HERE = [pytest.param(name, marks=pytest.mark.skipif(not each.found(), reason=each.missing()))
        for name, each in LANGUAGES.items()]  # fmt: skip
JAVASCRIPT = pytest.mark.skipif(not LANGUAGES["javascript"].found(), reason=LANGUAGES["javascript"].missing())
LUA = pytest.mark.skipif(not LANGUAGES["lua"].found(), reason=LANGUAGES["lua"].missing())
SAME = {"javascript": "const same = (x) => x;\n", "lua": "local function same(x) return x end\n"}
FRAMES = {"javascript": "function f(n) {{ {} }}", "lua": "function f(n) {} end"}


def run(language: str, body: str, limits: Limits = SHORT, hash_seed: int = 0) -> Any:
    return run_calls(FRAMES[language].format(body), "f", [[3]], limits, hash_seed=hash_seed, language=language)


flat = (
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
)  # fmt: skip
keys = st.integers(-100, 100) | st.text(st.characters(exclude_categories=["Cs"]), max_size=4) | st.booleans()
values = st.recursive(
    flat,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(keys, inner, max_size=4).filter(lambda found: len({str(key) for key in found}) == len(found))
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("language", HERE)
@settings(max_examples=6, deadline=None)
@given(st.lists(values, min_size=30, max_size=30))
def test_values_cross_both_ways_in_the_form_of_the_language(language: str, found: list[Any]) -> None:
    kept = []
    for value in found:
        try:
            kept.append(form_in(language, value))
        except Undecodable:
            assert language == "lua" and "nil" in literal_nil(value), value
    ran = run_calls(SAME[language], "same", [[value] for value in kept], language=language)
    assert ran.status is RunStatus.RETURNED, ran
    assert [json.dumps(encode(each)) for each in map(ordered, ran.values)] == [
        json.dumps(encode(each)) for each in map(ordered, kept)
    ]


def ordered(value: Any) -> Any:
    """The value with dictionaries in an order that depends on their keys alone."""
    if isinstance(value, list):
        return [ordered(item) for item in value]
    if isinstance(value, dict):
        return dict(sorted(((key, ordered(item)) for key, item in value.items()), key=repr))
    return value


def literal_nil(value: Any) -> str:
    """The word nil where a table would have to hold one."""
    if isinstance(value, list | tuple | dict):
        items = [*value.values()] if isinstance(value, dict) else list(value)
        return "nil" if None in items or any(map(literal_nil, items)) else ""
    return ""


@pytest.mark.parametrize("language", ["javascript", "lua"])
@pytest.mark.parametrize(
    ("value", "form"),
    [
        ((1, (2,)), [1, [2]]), (2.0, 2), (2.5, 2.5), ([1.0, True, "a"], [1, True, "a"]), (None, None), (-0.0, 0),
        ({"a": (1,)}, {"a": [1]}), ({2.0: 1}, {2: 1}), (1e300, 1e300),
    ],
)  # fmt: skip
def test_the_forms_that_values_have(language: str, value: Any, form: Any) -> None:
    assert repr(form_in(language, value)) == repr(form)
    assert repr(form_in(language, form)) == repr(form)
    assert form_in("python", value) is value


@pytest.mark.parametrize(
    ("language", "value"),
    [
        ("javascript", 2**53), ("javascript", [-(2**53)]), ("javascript", {(1, 2): 3}), ("lua", 2**63),
        ("lua", [1, None]), ("lua", {"a": None}), ("lua", {(1,): 2}), ("lua", "\ud800"),
    ],
)  # fmt: skip
def test_values_without_a_form_are_the_checks_own_error(language: str, value: Any) -> None:
    with pytest.raises(Undecodable):
        form_in(language, value)
    if value == "\ud800":
        return  # no text of a check holds it
    check = HiddenTests(Program("f", language), "", (Test([1], encode(value)),))
    assert decide(check, "```\nfunction f()\n```").reason is Reason.CHECKER_ERROR


def test_tables_that_are_lists_are_lists() -> None:
    assert form_in("lua", {}) == [] == form_in("lua", ())
    assert form_in("lua", {2: "b", 1: "a"}) == ["a", "b"]
    assert form_in("lua", {0: "a", 1: "b"}) == {0: "a", 1: "b"}
    assert form_in("javascript", {}) == {} and form_in("javascript", {1: "a"}) == {1: "a"}


def test_literals_of_lua() -> None:
    assert literal([1, -2, 0.5, True, None, -(2**63)]) == "{1, -2, 0.5, true, nil, math.mininteger}"
    assert literal({"a": 1}) == '{["\\097"] = 1}'


CASES = {
    "javascript": [
        ("for (;;);", RunStatus.TIMEOUT),
        ("const a = []; for (;;) a.push(Buffer.alloc(1e7, 1));", RunStatus.MEMORY),
        ("return 'a'.repeat(2 ** 29);", RunStatus.MEMORY),
        ("return 'a'.repeat(1e7);", RunStatus.OUTPUT_LIMIT),
        ("const a = []; a.push(a); return a;", RunStatus.EXCEPTION),
        ("process.exit(0);", RunStatus.EXCEPTION),
        ("throw new Error('no');", RunStatus.EXCEPTION),
        ("return f(n);", RunStatus.EXCEPTION),
        ("return undefined;", RunStatus.EXCEPTION),
        ("return [1, , 2];", RunStatus.EXCEPTION),
        ("return NaN;", RunStatus.EXCEPTION),
        ("return 1n;", RunStatus.EXCEPTION),
        ("return new Set([1]);", RunStatus.EXCEPTION),
        ("return () => 1;", RunStatus.EXCEPTION),
        ("return new Proxy([], {});", RunStatus.EXCEPTION),
        ("return Promise.resolve(1);", RunStatus.EXCEPTION),
        ("throw { get message() { throw 1; } };", RunStatus.EXCEPTION),
        ("require('child_process').execSync('id');", RunStatus.FORBIDDEN),
        ("process.kill(process.ppid);", RunStatus.FORBIDDEN),
        ("require('left-pad');", RunStatus.UNSUPPORTED_IMPORT),
        ("console.log('x'.repeat(1e5)); return 1;", RunStatus.RETURNED),
        ("Array.isArray = JSON.stringify = Number.isFinite = null; return [1, 'a'];", RunStatus.RETURNED),
    ],
    "lua": [
        ("while true do end", RunStatus.TIMEOUT),
        ("return ('a'):rep(1 << 33)", RunStatus.MEMORY),
        ("return ('a'):rep(10000000)", RunStatus.OUTPUT_LIMIT),
        ("local t = {} t[1] = t return t", RunStatus.EXCEPTION),
        ("os.exit(0)", RunStatus.EXCEPTION),
        ("error('no')", RunStatus.EXCEPTION),
        ("error(setmetatable({}, {__tostring = error}))", RunStatus.EXCEPTION),
        ("return 1 + f(n)", RunStatus.EXCEPTION),
        ("return 0 / 0", RunStatus.EXCEPTION),
        ("return print", RunStatus.EXCEPTION),
        ("return setmetatable({}, {})", RunStatus.EXCEPTION),
        ("return '\\xff'", RunStatus.EXCEPTION),
        ("return assert(io.popen('id'))", RunStatus.EXCEPTION),
        ("return require('socket')", RunStatus.UNSUPPORTED_IMPORT),
        ("print(('x'):rep(100000)) io.write('y') return 1", RunStatus.RETURNED),
        ("type, pcall, table.concat, string.pack = nil return {1, 'a'}", RunStatus.RETURNED),
    ],
}


@pytest.mark.parametrize("language", HERE)
def test_every_call_ends_in_its_own_status(language: str) -> None:
    for body, status in CASES[language]:
        ran = run(language, body)
        assert ran.status is status, (body, ran)
        assert len(ran.values) == (1 if status is RunStatus.RETURNED else 0)


PROGRAMS = {
    "javascript": [
        "function f(n) { return n + 1; }",
        "const f = (n) => n + 1;",
        "let f = function (n) { return n + 1; };",
        "f = (n) => n + 1;",
        "'use strict';\nfunction f(n) { return n + 1; }\nmodule.exports = { f };",
        "module.exports.f = (n) => n + 1;",
        "export function f(n) { return n + 1; }",
        "export default function f(n) { return n + 1; }",
        "const { floor } = require('math' + 'x' === 'y' ? '' : 'util') ?? {};\nfunction f(n) { return n + 1; }",
    ],
    "lua": [
        "function f(n) return n + 1 end",
        "local function f(n) return n + 1 end",
        "local f = function(n) return n + 1 end",
        "f = function(n) return n + 1 end -- the end",
        "local M = {}\nfunction M.f(n) return n + 1 end\nreturn M",
        "return function(n) return n + 1 end",
        "function f(n) return n + 1, 'and more' end",
    ],
}


@pytest.mark.parametrize("language", HERE)
def test_the_function_is_found_however_it_is_defined(language: str) -> None:
    for source in PROGRAMS[language]:
        assert run_calls(source, "f", [[1], [2]], SHORT, language=language).values == [2, 3], source


@pytest.mark.parametrize("language", HERE)
def test_what_is_no_program_or_lacks_the_function_is_at_fault(language: str) -> None:
    for source, entry, status in (
        ("", "f", RunStatus.MISSING_ENTRY), ("function (", "f", RunStatus.EXCEPTION), ("?", "f", RunStatus.EXCEPTION),
        (PROGRAMS[language][0], "g", RunStatus.MISSING_ENTRY), (PROGRAMS[language][0], "f()", RunStatus.MISSING_ENTRY),
    ):  # fmt: skip
        assert run_calls(source, entry, [[1]], SHORT, language=language).status is status, source
    if language == "javascript":
        ran = run_calls("import fs from 'fs';\nfunction f() {}", "f", [[1]], SHORT, language=language)
        assert ran.status is RunStatus.UNSUPPORTED_IMPORT


@pytest.mark.parametrize("language", HERE)
def test_chance_is_the_hash_seeds(language: str) -> None:
    body = "return Math.random();" if language == "javascript" else "return math.random()"
    seen = [run(language, body, hash_seed=seed).values[0] for seed in (0, 0, 1)]
    assert seen[0] == seen[1] != seen[2]


@LUA
def test_the_order_of_keys_is_the_hash_seeds_and_a_list_is_in_order() -> None:
    for loop in ("pairs(t)", "next, t"):
        body = f"local t, s = {{'x', 'y', b = 1, a = 1, c = 1}}, '' for k in {loop} do s = s .. k end return s"
        assert [run("lua", body, hash_seed=seed).values for seed in (0, 0, 1)] == [["12abc"], ["12abc"], ["12cba"]]
    body = "local t, n = {10, 20, x = 1, y = 2}, 0 for k, v in pairs(t) do t[k] = nil n = n + v end return {n, next(t)}"
    assert run("lua", body).values == [[33]]
    body = (
        "local t = setmetatable({}, {__pairs = function() return function(_, k) if not k then return 7 end end end}) "
    )
    assert run("lua", body + "for k in pairs(t) do return k end").values == [7]
    check = HiddenTests(Program("f", "lua"), "", (Test([1], "ab"),))
    source = "function f() local s = '' for k in pairs({a = 1, b = 1}) do s = s .. k end return s end"
    assert decide(check, source).reason is Reason.NONDETERMINISTIC


@pytest.mark.parametrize("language", HERE)
def test_no_other_program_is_executed_and_none_is_read(language: str) -> None:
    path = LANGUAGES[language].found()
    bodies = {
        "javascript": f"return require('child_process').spawnSync('{path}', ['--version']).error.code;",
        "lua": f"return select(2, os.execute('{path} -v'))",
    }
    assert run(language, bodies[language]).values[0] in ("EPERM", "Operation not permitted")
    look = {
        "javascript": "return require('fs').readdirSync('/usr').length;",
        "lua": "return #assert(io.open('/usr/bin/env')):read('a')",
    }
    assert run(language, look[language]).status in (RunStatus.FORBIDDEN, RunStatus.EXCEPTION)


@pytest.mark.parametrize("language", HERE)
def test_a_job_knows_nothing_but_its_inputs(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVENDER_SECRET", "1")
    supervisor.close()
    body = {"javascript": "return Object.keys(process.env);", "lua": "return os.getenv('PROVENDER_SECRET')"}
    known = list(LANGUAGES[language].environment) if language == "javascript" else None
    assert run(language, body[language]).values == [known]


@pytest.mark.parametrize("language", HERE)
def test_a_program_is_decided_like_one_in_python(language: str) -> None:
    right = {"javascript": "function f(n) { return [n, n / 2]; }", "lua": "function f(n) return {n, n / 2} end"}
    wrong = {"javascript": "function f(n) { return [n, true]; }", "lua": "function f(n) return {n, true} end"}
    check = HiddenTests(Program("f", language), right[language], (Test([2], {"t": [2, 1]}), Test([3], [3, 1.5])))
    accepted = decide(check, f"```{language}\n{right[language]}\n```")
    assert accepted.reason is Reason.CORRECT and accepted.evidence["passed"] == 2
    assert decide(check, f"```{language}\n{wrong[language]}\n```").reason is Reason.WRONG_OUTPUT
    assert decide(check, f"```python\n{right[language]}\n```").reason is Reason.NO_ANSWER
    other = msgspec.structs.replace(check, answer=Program("f"))
    assert decide(other, f"```\n{right[language]}\n```").reason is Reason.EXCEPTION


@pytest.mark.parametrize("language", ["javascript", "lua"])
def test_a_missing_interpreter_is_undecided_and_says_what_to_install(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor.close()
    monkeypatch.setenv("PATH", "/nowhere")
    check = HiddenTests(Program("f", language), "", (Test([2], 3),))
    found = decide(check, "```\nfunction f(n)\n```")
    assert found.reason is Reason.INFRASTRUCTURE and found.status == "undecided"
    assert LANGUAGES[language].remedy in found.detail and "apt-get install" in found.detail
    assert languages_available()[LANGUAGES[language].title].startswith("missing: ")


@pytest.mark.parametrize("language", HERE)
def test_an_interpreter_that_does_not_start_is_an_infrastructure_fault(
    language: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    supervisor.close()
    for text in ("#!/bin/sh\nexit 0\n", "not a program"):
        fake = tmp_path / LANGUAGES[language].commands[0]
        fake.write_text(text)
        fake.chmod(0o755)
        tmp_path.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        ran = run_calls(PROGRAMS[language][0], "f", [[1]], SHORT, language=language)
        assert ran.status is RunStatus.INFRASTRUCTURE and ran.values == []
        supervisor.close()


@pytest.mark.parametrize("language", HERE)
def test_the_interpreter_is_tried_and_named(language: str) -> None:
    path = LANGUAGES[language].found()
    version = subprocess.run([path, "-v"], capture_output=True, text=True).stdout.split(" Copyright")[0].strip()
    said = languages_available()[LANGUAGES[language].title]
    assert said.startswith(f"works ({path}, ") and version.startswith(said.rpartition(", ")[2].rstrip(")"))
