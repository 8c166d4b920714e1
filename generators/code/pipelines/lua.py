"""Pipelines in Lua: the code of every stage, and the language's literals and words."""

from __future__ import annotations

import json
import re
from textwrap import indent
from typing import Any

from generators.code.pipelines.steps import GIVES, SHORT, Step, gives
from generators.code.pipelines.tongue import Codes, OtherTongue, Signature, Syntax
from schemas.answers import Language


def _made(body: str, loop: str = "for _, {v} in ipairs({x}) do", start: str = "{{}}") -> str:
    """Code that makes {y} in a loop with this body."""
    return f"local {{y}} = {start}\n{loop}\n{indent(body, '    ')}\nend"


def _if(condition: str, then: str, otherwise: str = "") -> str:
    rest = f"else\n{indent(otherwise, '    ')}\n" if otherwise else ""
    return f"if {condition} then\n{indent(then, '    ')}\n{rest}end"


def _for(loop: str, body: str) -> str:
    return f"{loop}\n{indent(body, '    ')}\nend"


_APPEND = "table.insert({y}, {v})"
_EACH = "for i, {v} in ipairs({x}) do"
_CHARACTERS = 'for {v} in {x}:gmatch(".") do'
_COUNTED = "for i = 1, #{x} do"
_SUM = "sum_of({x})"
_WINDOWS = "for i = 1, #{x} - {before} do"
_BLOCKS = "for i = 1, #{x}, {0} do"
_WINDOW = "{{table.unpack({x}, i, i + {before})}}"
_BLOCK = "{{table.unpack({x}, i, math.min(i + {before}, #{x}))}}"
_VOWELS = '("aeiou"):find'
_KEEP = _made(_if("{0}", _APPEND))
_COUNT = _made(_if("{0}", "{y} = {y} + 1"), start="0")
_TALLY = "{y}[{v}] = ({y}[{v}] or 0) + 1"
_RUNS = _made(_if("#{y} > 0 and {y}[#{y}][1] == {v}", "table.insert({y}[#{y}], {v})", "table.insert({y}, {{{v}}})"))
_PAIRS = _if("#{y} > 0 and {y}[#{y}][1] == {v}", "{y}[#{y}][2] = {y}[#{y}][2] + 1", "table.insert({y}, {{{v}, 1}})")
_SORT = "local {{y}} = {{{{table.unpack({{x}})}}}}\ntable.sort({{y}}{by})"
_SORT_BY = (
    "local {y} = {{}}\nfor i, {v} in ipairs({x}) do\n    {y}[i] = {{key = {0}, place = i, value = {v}}}\nend\n"
    "table.sort({y}, function(a, b)\n    if a.key ~= b.key then\n        return a.key < b.key\n    end\n"
    "    return a.place < b.place\nend)\nfor i, entry in ipairs({y}) do\n    {y}[i] = entry.value\nend"
)
_DISTINCT = "local {t} = {{}}\n" + _made(_if("not {t}[{v}]", "{t}[{v}] = true\ntable.insert({y}, {v})"))
_OTHERS = "for _, other in ipairs({x}) do"
_DIGITS = (
    "local {{y}} = {{{{}}}}\nlocal {{t}} = math.abs({{x}})\nwhile {{t}} > 0 do\n    table.insert({{y}}, {made})\n"
    "    {{t}} = {{t}} // {{0}}\nend"
)
_ROTATE = "local {t} = #{x} > 0 and {0} % #{x} or 0\n"
_LONGEST = _made(_if("#{v} > #{y}", "{y} = {v}"))

CODES = Codes(
    operations={
        # lists of integers
        "keep": _KEEP,
        "map": _made("{y}[i] = {0}", _EACH),
        "map_where": _made(_if("{0}", "{y}[i] = {1}", "{y}[i] = {v}"), _EACH),
        "running_sums": "local {t} = 0\n" + _made("{t} = {t} + {v}\n{y}[i] = {t}", _EACH),
        "running_max": _made("{y}[i] = i == 1 and {v} or math.max({y}[i - 1], {v})", _EACH),
        "differences": _made("{y}[i - 1] = {x}[i] - {x}[i - 1]", "for i = 2, #{x} do"),
        "distinct": _DISTINCT,
        "ascending": _SORT.format(by=""),
        "descending": _SORT.format(by=", function(a, b) return a > b end"),
        "sort_by": _SORT_BY,
        "reverse": _made("{y}[i] = {x}[#{x} + 1 - i]", _COUNTED),
        "rotate": _made("{y}[i] = {x}[(i - 1 + {0}) % #{x} + 1]", _COUNTED),
        "take": "{{table.unpack({x}, 1, math.min({0}, #{x}))}}",
        "drop": "{{table.unpack({x}, {after})}}",
        "last": "{{table.unpack({x}, math.max(#{x} - {before}, 1))}}",
        "every": _made("table.insert({y}, {x}[i])", _BLOCKS),
        "window_max": _made("{y}[i] = math.max(table.unpack({x}, i, i + {before}))", _WINDOWS),
        "window_sum": _made(f"{{y}}[i] = sum_of({_WINDOW})", _WINDOWS),
        "shift_add": _made("{y}[i] = {x}[i] + {x}[i + {0}]", "for i = 1, #{x} - {0} do"),
        "chunk_sums": _made(f"table.insert({{y}}, sum_of({_BLOCK}))", _BLOCKS),
        "add_position": _made("{y}[i] = {v} + i - 1", _EACH),
        "times_position": _made("{y}[i] = {v} * i", _EACH),
        "collapse": _made(_if("i == 1 or {v} ~= {x}[i - 1]", _APPEND), _EACH),
        "peaks": _made(
            _if("{x}[i] > {x}[i - 1] and {x}[i] > {x}[i + 1]", "table.insert({y}, {x}[i])"), "for i = 2, #{x} - 1 do"
        ),
        "records": _made(_if("#{y} == 0 or {v} > {y}[#{y}]", _APPEND)),
        "occurrences": _made("{y}[i] = 0\n" + _for(_OTHERS, _if("other == {v}", "{y}[i] = {y}[i] + 1")), _EACH),
        "smaller": _made("{y}[i] = 0\n" + _for(_OTHERS, _if("other < {v}", "{y}[i] = {y}[i] + 1")), _EACH),
        "mirror": _made("{y}[i] = {v}\n{y}[2 * #{x} + 1 - i] = {v}", _EACH),
        "sum": _SUM,
        "count": _COUNT,
        "max": "#{x} > 0 and math.max(table.unpack({x})) or 0",
        "spread": "#{x} > 0 and math.max(table.unpack({x})) - math.min(table.unpack({x})) or 0",
        "different": "local {t} = {{}}\n" + _made(
            _if("not {t}[{v}]", "{t}[{v}] = true\n{y} = {y} + 1"), start="0"),
        "alternating": _made("{y} = i % 2 == 1 and {y} + {v} or {y} - {v}", _EACH, "0"),
        "longest_run": "local {t} = 0\n" + _made(
            "{t} = i > 1 and {v} == {x}[i - 1] and {t} + 1 or 1\n{y} = math.max({y}, {t})", _EACH, "0"),
        "position": _made(_if("{0}", "{y} = i - 1\nbreak"), _EACH, "-1"),
        "mode": "local {t} = 0\n" + _made(
            "local times = 0\n" + _for(_OTHERS, _if("other == {v}", "times = times + 1")) + "\n"
            + _if("times > {t} or (times == {t} and {v} < {y})", "{y}, {t} = {v}, times"), start="0"),
        "first": _made(_if("{0}", "{y} = {v}\nbreak"), start="nil"),
        "span": "#{x} > 0 and {{math.min(table.unpack({x})), math.max(table.unpack({x}))}} or nil",
        "chunks": _made(f"table.insert({{y}}, {_BLOCK})", _BLOCKS),
        "equal_runs": _RUNS,
        "climbs": _RUNS.replace("{y}[#{y}][1] == {v}", "{y}[#{y}][#{y}[#{y}]] < {v}"),
        "windows": _made(f"{{y}}[i] = {_WINDOW}", _WINDOWS),
        "run_lengths": _made(_PAIRS),
        "neighbours": _made("{y}[i] = {{{x}[i], {x}[i + 1]}}", "for i = 1, #{x} - 1 do"),
        "tally": _made(_TALLY),
        "positions": _made("{y}[{v}] = i - 1", _EACH),
        "written": "table.concat({x}, {0})",
        # lists of lists of integers
        "group_sums": _made("{y}[i] = sum_of({v})", _EACH),
        "group_sizes": _made("{y}[i] = #{v}", _EACH),
        "group_maxima": _made("{y}[i] = math.max(table.unpack({v}))", _EACH),
        "group_ends": _made("{y}[i] = {v}[#{v}] - {v}[1]", _EACH),
        "flatten_back": _made(_for("for i = #{v}, 1, -1 do", "table.insert({y}, {v}[i])")),
        "group_keep": _made(_if("#{v} >= {0}", _APPEND)),
        "group_sort": _SORT_BY.replace("{0}", "sum_of({v})"),
        "group_descending": _made(
            "{y}[i] = {{table.unpack({v})}}\ntable.sort({y}[i], function(a, b) return a > b end)", _EACH),
        "group_longest": _LONGEST,
        # integers
        "digits": _made("table.insert({y}, tonumber(digit))", 'for digit in tostring(math.abs({x})):gmatch("%d") do'),
        "base_digits": _DIGITS.format(made="{t} % {0}"),
        "scale": "{0}",
        "flip": "({x} < 0 and -1 or 1) * tonumber(tostring(math.abs({x})):reverse())",
        "multiples": _made("{y}[i] = {x} * i", "for i = 1, {0} do"),
        "shrink": _DIGITS.format(made="{t}"),
        "divide": "{{{x} // {0}, {x} % {0}}}",
        # texts
        "text_keep": _made(_if("{0}", "{y} = {y} .. {v}"), _CHARACTERS, '""'),
        "text_mark": _made(_if("{0}", "{y} = {y} .. {1}", "{y} = {y} .. {v}"), _CHARACTERS, '""'),
        "text_reverse": "{x}:reverse()",
        "text_rotate": _ROTATE + "local {y} = {x}:sub({t} + 1) .. {x}:sub(1, {t})",
        "text_drop": "{x}:sub({after})",
        "text_every": _made("{y} = {y} .. {x}:sub(i, i)", _BLOCKS, '""'),
        "text_distinct": _made(_if("not {y}:find({v}, 1, true)", "{y} = {y} .. {v}"), _CHARACTERS, '""'),
        "text_sort": "sorted_letters({x})",
        "text_collapse": _made(_if("{y}:sub(-1) ~= {v}", "{y} = {y} .. {v}"), _CHARACTERS, '""'),
        "text_repeat": _made(_if("{0}", "{y} = {y} .. {v} .. {v}", "{y} = {y} .. {v}"), _CHARACTERS, '""'),
        "text_swap": _made("{y} = {y} .. {x}:sub(i, i + 1):reverse()", "for i = 1, #{x}, 2 do", '""'),
        "text_shift": _made(
            _if('{v}:find("%l")', "{y} = {y} .. string.char(({v}:byte() - 97 + {0}) % 26 + 97)", "{y} = {y} .. {v}"),
            _CHARACTERS, '""'),
        "split": _made("table.insert({y}, word)", 'for word in {x}:gmatch("[^ ]+") do'),
        "places": _made("local {v} = {x}:sub(i, i)\n" + _if("{0}", "table.insert({y}, i - 1)"), _COUNTED),
        "alphabet": _made("table.insert({y}, {v}:byte() - 96)", 'for {v} in {x}:gmatch("%l") do'),
        "text_runs": _made(
            "local {v} = {x}:sub(i, i)\n"
            + _if("i > 1 and {v} == {x}:sub(i - 1, i - 1)", "{y}[#{y}] = {y}[#{y}] + 1", "table.insert({y}, 1)"),
            _COUNTED),
        "text_count": _made(_if("{0}", "{y} = {y} + 1"), _CHARACTERS, "0"),
        "text_pairs": _made(_PAIRS, _CHARACTERS),
        "text_tally": _made(_TALLY, _CHARACTERS),
        "text_upper": _made(_if("{0}", "{y} = {y} .. {v}:upper()", "{y} = {y} .. {v}"), _CHARACTERS, '""'),
        # lists of words
        "words_keep": _KEEP,
        "words_map": _made("{y}[i] = {0}", _EACH),
        "words_map_where": _made(_if("{0}", "{y}[i] = {1}", "{y}[i] = {v}"), _EACH),
        "words_sort": _SORT.format(by=""),
        "words_sort_by": _SORT_BY,
        "words_distinct": _DISTINCT,
        "words_reverse": _made("{y}[i] = {x}[#{x} + 1 - i]", _COUNTED),
        "words_drop": "{{table.unpack({x}, {after})}}",
        "words_take": "{{table.unpack({x}, 1, math.min({0}, #{x}))}}",
        "words_measure": _made("{y}[i] = {0}", _EACH),
        "words_join": "table.concat({x}, {0})",
        "initials": _made("{y} = {y} .. {v}:sub(1, 1)", start='""'),
        "longest_word": _LONGEST.replace("{{}}", '""'),
        "words_total": _made("{y} = {y} + {0}", start="0"),
        "words_count": _COUNT,
        "words_tally": _made("local score = {0}\n{y}[score] = ({y}[score] or 0) + 1"),
        "words_pairs": _made("{y}[i] = {{{v}, {0}}}", _EACH),
    },
    items={
        "number_test": {
            "even": "{v} % 2 == 0",
            "odd": "{v} % 2 ~= 0",
            "positive": "{v} > 0",
            "negative": "{v} < 0",
            "above": "{v} > {0}",
            "below": "{v} < {0}",
            "multiple": "{v} % {0} == 0",
            "no_multiple": "{v} % {0} ~= 0",
            "far": "math.abs({v}) > {0}",
            "between": "{0} <= {v} and {v} <= {1}",
            "last_digit": "math.abs({v}) % 10 == {0}",
        },
        "number_function": {
            "square": "{v} * {v}",
            "times": "{v} * {0}",
            "plus": "{v} + {0}",
            "minus": "{v} - {0}",
            "from": "{0} - {v}",
            "opposite": "-{v}",
            "absolute": "math.abs({v})",
            "remainder": "{v} % {0}",
            "quotient": "{v} // {0}",
            "digit_sum": "digit_sum({v})",
            "at_most": "math.min({v}, {0})",
            "at_least": "math.max({v}, {0})",
            "distance": "math.abs({v} - {0})",
        },
        "word_test": {
            "longer": "#{v} > {0}",
            "shorter": "#{v} < {0}",
            "contains": "{v}:find({0}, 1, true)",
            "lacks": "not {v}:find({0}, 1, true)",
            "vowel_first": f"{_VOWELS}({{v}}:sub(1, 1), 1, true)",
            "same_ends": "{v}:sub(1, 1) == {v}:sub(-1)",
            "repeats": "count_different({v}) < #{v}",
        },
        "word_function": {
            "backwards": "{v}:reverse()",
            "twice": "{v} .. {v}",
            "spelt": "sorted_letters({v})",
            "start": "{v}:sub(1, {0})",
            "rolled": "{v}:sub(2) .. {v}:sub(1, 1)",
        },
        "word_measure": {
            "length": "#{v}",
            "vowels": 'select(2, {v}:gsub("[aeiou]", ""))',
            "different": "count_different({v})",
            "letter_count": 'select(2, {v}:gsub({0}, ""))',
        },
        "character_test": {
            "vowel": f"{_VOWELS}({{v}}, 1, true)",
            "no_vowel": f"not {_VOWELS}({{v}}, 1, true)",
            "letter": '{v}:find("%l")',
            "number": '{v}:find("%d")',
            "no_space": '{v} ~= " "',
            "up_to": '"a" <= {v} and {v} <= {0}',
            "past": '{0} < {v} and {v} <= "z"',
            "not_letter": "{v} ~= {0}",
        },
    },
    conditions={
        "ints": {
            "many": "#{x} > {0}",
            "even_sum": f"{_SUM} % 2 == 0",
            "large_sum": f"{_SUM} > {{0}}",
            "falls": "#{x} > 0 and {x}[1] > {x}[#{x}]",
            "repeats": "has_repeats({x})",
        },
        "int": {"even": "{x} % 2 == 0", "above": "{x} > {0}"},
        "groups": {"many": "#{x} > {0}"},
        "text": {"long": "#{x} > {0}", "odd": "#{x} % 2 == 1", "has": "{x}:find({0}, 1, true)"},
        "words": {"many": "#{x} > {0}", "repeats": "has_repeats({x})", "even": "#{x} % 2 == 0"},
    },
    temporary={
        "running_sums": "sum", "distinct": "seen", "words_distinct": "seen", "different": "seen", "longest_run": "run",
        "mode": "most", "base_digits": "left", "shrink": "left", "text_rotate": "shift",
    },
    helpers={
        "sum_of": "local function sum_of(numbers)\n    local sum = 0\n    for _, number in ipairs(numbers) do\n"
        "        sum = sum + number\n    end\n    return sum\nend\n",
        "digit_sum": "local function digit_sum(number)\n    local sum = 0\n"
        '    for digit in tostring(math.abs(number)):gmatch("%d") do\n        sum = sum + tonumber(digit)\n    end\n'
        "    return sum\nend\n",
        "count_different": "local function count_different(text)\n    local seen, count = {}, 0\n"
        '    for letter in text:gmatch(".") do\n        if not seen[letter] then\n            seen[letter] = true\n'
        "            count = count + 1\n        end\n    end\n    return count\nend\n",
        "sorted_letters": 'local function sorted_letters(text)\n    local letters = {}\n'
        '    for letter in text:gmatch(".") do\n        table.insert(letters, letter)\n    end\n'
        "    table.sort(letters)\n    return table.concat(letters)\nend\n",
        "has_repeats": "local function has_repeats(items)\n    local seen = {}\n    for _, item in ipairs(items) do\n"
        "        if seen[item] then\n            return true\n        end\n        seen[item] = true\n    end\n"
        "    return false\nend\n",
    },
    how={
        "running_max": "Only the last maximum and the new number need comparing.",
        "distinct": "A table of the numbers seen so far tells what is new.",
        "sort_by": "`table.sort` is not stable, so the place decides between equal keys.",
        "rotate": "The remainder takes every place round the end of the list; an empty list has no places.",
        "window_max": "The last window begins at the length minus the window's size plus 1; shorter lists have none.",
        "window_sum": "The last window begins at the length minus the window's size plus 1; shorter lists have none.",
        "records": "The last record kept is the largest number so far, so it is enough to compare with that one.",
        "mode": "A higher count replaces the value found, and so does a smaller value with the same count.",
        "add_position": "Positions count from 1 in Lua, so 1 is taken off.",
        "position": "Positions count from 1 in Lua, so 1 is taken off.",
        "positions": "Positions count from 1 in Lua, so 1 is taken off; a later position overwrites an earlier one.",
        "places": "Positions count from 1 in Lua, so 1 is taken off.",
        "run_lengths": "The count of the last pair grows as long as the same value comes again.",
        "text_pairs": "The count of the last pair grows as long as the same character comes again.",
        "group_sort": "`table.sort` is not stable, so the place decides between equal sums.",
        "group_longest": "Only a longer group replaces the one found, so the first of several stays.",
        "divide": "`//` rounds the quotient down, and `%` is never negative for a positive divisor.",
        "text_rotate": "The remainder takes care of texts shorter than the rotation.",
        "text_swap": "Two characters reversed are the pair swapped, and one is unchanged.",
        "words_sort_by": "`table.sort` is not stable, so the place decides between equal keys.",
        "words_distinct": "A table of the words seen so far tells what is new.",
        "longest_word": "Only a longer word replaces the one found, so the first of several stays.",
    },
)  # fmt: skip

_TYPES = {
    "ints": "integer[]",
    "int": "integer",
    "text": "string",
    "styled": "string",
    "words": "string[]",
    "groups": "integer[][]",
    "number_pairs": "integer[][]",
    "text_pairs": "(string | integer)[][]",
    "number_counts": "table<integer, integer>",
    "text_counts": "table<string, integer>",
    "maybe": "integer | nil",
    "span": "integer[] | nil",
    "two": "integer[]",
}
_WORDS = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"\btuple(s?)\b", r"two-element list\1"),
        (r"\bdictionary\b", "table"),
        (r"\bNone\b", "nil"),
    )
)


class Lua(OtherTongue):
    """Lua 5.4: lists are tables that count from 1, strings are ASCII."""

    language: Language = "lua"
    title = "Lua"
    syntax = Syntax("local {y} = {e}", "local {y}", "{y} = {e}", "return {e}", ("if {c} then", "else", "end"))
    codes = CODES
    words = _WORDS

    def program(self, function: str, takes: str, steps: tuple[Step, ...], data: str, parameter: str) -> str:
        names = f"{data}, {parameter}" if parameter else data
        summary = self.worded(f"Take {SHORT[takes]} and return {GIVES[gives(steps[-1])]}.")
        body = [f"    {line}" for part in self.parts(takes, steps, data, parameter) for line in part.code.split("\n")]
        helpers = self.helpers("\n".join(body))
        lines = [f"-- {summary}", f"function {function}({names})", *body, "end"]
        return "\n".join([*helpers, *lines]) + "\n"

    def literal(self, value: Any) -> str:
        if type(value) is list:
            return f"{{{', '.join(map(self.literal, value))}}}"
        if type(value) is dict:
            if "t" in value:
                return self.literal(value["t"])
            pairs = [f"[{self.literal(key)}] = {self.literal(item)}" for key, item in value["d"]]
            return f"{{{', '.join(pairs)}}}"
        return "nil" if value is None else json.dumps(value)

    def header(self, signature: Signature) -> str:
        names = ", ".join(name for name, _ in signature.arguments)
        return "\n".join([*_annotated(signature), f"function {signature.function}({names})"])

    def stub(self, signature: Signature, summary: str, lines: list[str], calls: list[tuple[str, str]]) -> str:
        shown = [f"{call} --> {result}" for call, result in calls]
        told = [f"-- {line}".rstrip() for line in (summary, "", *lines, "", *shown)]
        names = ", ".join(name for name, _ in signature.arguments)
        return "\n".join([*told, *_annotated(signature), f"function {signature.function}({names})", "end"])


def _annotated(signature: Signature) -> list[str]:
    told = [f"---@param {name} {_TYPES[kind]}" for name, kind in signature.arguments]
    return [*told, f"---@return {_TYPES[signature.gives]}"]


LUA = Lua()
