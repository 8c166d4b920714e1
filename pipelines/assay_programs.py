"""Programs in other languages whose verdict is known beforehand: the gold in many right ways, and wrong ones.

See `pipelines.assay_texts`, which has those in Python.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

Texts = dict[str, str]
_WORKING = "First I look at what is given, then I work it out step by step.\n"


class _Tongue(Struct, frozen=True):
    """A language's fence tags, and programs made of a gold program and the name of its function."""

    tags: tuple[str, ...]
    comment: str
    helper: str
    right: Callable[[str, str], Texts]
    wrong: Callable[[str, str], Texts]
    define: Callable[[str, str], str]  # a function of any arguments with this body


def right_programs(language: str, entry: str, gold: str) -> Texts:
    """The gold program in the ways in which a solution may well put it."""
    tongue = _TONGUES[language]
    tag = tongue.tags[0]
    texts = {f"tag '{each}'": f"{_WORKING}```{each}\n{gold}\n```" for each in ("", tag.capitalize(), *tongue.tags)}
    texts |= {
        "no working": f"```{tag}\n{gold}\n```",
        "tildes": f"{_WORKING}~~~{tag}\n{gold}\n~~~",
        "four marks": f"{_WORKING}````{tag}\n{gold}\n````",
        "words after": f"{_WORKING}```{tag}\n{gold}\n```\nThis follows the steps one by one.",
        "after thoughts": f"<think>\n```{tag}\n{tongue.helper}\n```\n</think>\n```{tag}\n{gold}\n```",
        "after a draft": f"A first try:\n```{tag}\n{tongue.comment} not yet\n```\nNow in full:\n```{tag}\n{gold}\n```",
        "with blank lines": f"```{tag}\n\n\n{gold}\n\n\n```",
        "Windows line ends": f"```{tag}\n{gold}\n```\n".replace("\n", "\r\n"),
        "not fenced": gold,
        "example in another tongue": f"```{tag}\n{gold}\n```\nIn Python:\n```python\ndef {entry}(): pass\n```",
    }
    programs = {
        "with a comment": f"{tongue.comment} The whole function.\n{gold}",
        "with a helper": f"{tongue.helper}\n{gold}",
        **tongue.right(entry, gold),
    }
    return texts | {name: f"```{tag}\n{source}\n```" for name, source in programs.items()}


def wrong_programs(language: str, entry: str, gold: str, other: str) -> Texts:
    """Programs that must not pass: those that do nothing, cheat, or compute something else."""
    tongue = _TONGUES[language]

    def fenced(source: str) -> str:
        return f"{_WORKING}```{tongue.tags[0]}\n{source}\n```"

    texts = {
        "empty": "",
        "junk": "lorem ipsum dolor",
        "no program": f"{_WORKING}Answer: 42",
        "in words": f"{_WORKING}The function {entry} does as asked.",
        "in thoughts only": f"<think>{fenced(gold)}</think>",
        "in Python": f"{_WORKING}```python\ndef {entry}(*arguments):\n    return 0\n```",
        "tagged as Python": f"{_WORKING}```python\n{gold}\n```",
    }
    programs = {
        "empty block": "",
        "syntax error": gold.replace("(", "((", 1),
        "cut off": gold[: len(gold) * 2 // 3],
        "another name": gold.replace(f"function {entry}(", f"function {entry}Too("),
        "another problem's program": other,
        **{name: tongue.define(entry, body) for name, body in _BODIES[language].items()},
        **tongue.wrong(entry, gold),
    }
    return texts | {name: fenced(source) for name, source in programs.items()}


_BODIES = {
    "javascript": {
        "nothing returned": "",
        "constant 0": "return 0;",
        "constant empty array": "return [];",
        "constant empty text": "return '';",
        "first argument": "return args[0];",
        "equal to all": "return { valueOf() { return 1; }, toString() { return '1'; }, toJSON() { return 1; } };",
        "leaves with 0": "process.exit(0);",
        "throws": "throw new Error('no');",
        "reads the caller": "return arguments.callee.caller.arguments[0];",
    },
    "lua": {
        "nothing returned": "",
        "constant 0": "return 0",
        "constant empty table": "return {}",
        "constant empty text": "return ''",
        "first argument": "return (...)",
        "equal to all": "return setmetatable({}, {__eq = function() return true end})",
        "leaves with 0": "os.exit(0)",
        "fails": "error('no')",
        "reads the caller": "return select(2, debug.getlocal(2, 1))",
    },
}


def _javascript_right(entry: str, gold: str) -> Texts:
    return {
        "as a module": f"{gold}\nmodule.exports = {{ {entry} }};",
        "exported": gold.replace(f"function {entry}(", f"export function {entry}("),
        "in strict mode": f"'use strict';\n{gold}",
        "as an expression": gold.replace(f"function {entry}(", f"const {entry} = function ("),
        "with a print": f"{gold}\nconsole.log('ready');",
        "with an import": f"const assert = require('assert');\n{gold}",
    }


def _javascript_wrong(entry: str, gold: str) -> Texts:
    kept = f"{gold}\nconst inner = {entry};\n"
    return {
        "nothing returned after all": f"{kept}{entry} = (...args) => {{ inner(...args); }};",
        "wrapped": f"{kept}{entry} = (...args) => [inner(...args)];",
        "as text": f"{kept}{entry} = (...args) => JSON.stringify([inner(...args)]);",
        "printed": f"{kept}{entry} = (...args) => {{ console.log(inner(...args)); }};",
        "promised": f"{kept}{entry} = async (...args) => inner(...args);",
        "leaves when read": f"process.exit(0);\n{gold}",
        "right once": f"{kept}let calls = 0;\n{entry} = (...args) => (calls++ < 1 ? inner(...args) : undefined);",
    }


def _lua_right(entry: str, gold: str) -> Texts:
    return {
        "as a module": f"{gold}\nreturn {{{entry} = {entry}}}",
        "local": gold.replace(f"function {entry}(", f"local function {entry}("),
        "as an expression": gold.replace(f"function {entry}(", f"{entry} = function("),
        "with a print": f"{gold}\nprint('ready')",
        "with a module used": f"local insert = require('table').insert\n{gold}",
    }


def _lua_wrong(entry: str, gold: str) -> Texts:
    kept = f"{gold}\nlocal inner = {entry}\n"
    return {
        "nothing returned after all": f"{kept}{entry} = function(...) inner(...) end",
        "wrapped": f"{kept}{entry} = function(...) return {{{{inner(...)}}}} end",
        "as text": f"{kept}{entry} = function(...) return '<' .. tostring(inner(...)) .. '>' end",
        "printed": f"{kept}{entry} = function(...) print(inner(...)) end",
        "as a coroutine": f"{kept}{entry} = function(...) return coroutine.wrap(inner) end",
        "leaves when read": f"os.exit(0)\n{gold}",
        "right once": f"{kept}local calls = 0\n{entry} = function(...)\n    calls = calls + 1\n"
        "    if calls < 2 then return inner(...) end\n    return false\nend",
    }


_TONGUES = {
    "javascript": _Tongue(
        ("javascript", "js", "node"), "//", "function helper(value) { return value; }",
        _javascript_right, _javascript_wrong, lambda entry, body: f"function {entry}(...args) {{\n    {body}\n}}",
    ),
    "lua": _Tongue(
        ("lua",), "--", "local function helper(value) return value end",
        _lua_right, _lua_wrong, lambda entry, body: f"function {entry}(...)\n    {body}\nend",
    ),
}  # fmt: skip
