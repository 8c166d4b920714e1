"""Pipelines in JavaScript: the code of every stage, and the language's literals and words."""

from __future__ import annotations

import json
import re
from typing import Any

from generators.code.pipelines.steps import GIVES, SHORT, Step, gives
from generators.code.pipelines.tongue import Codes, OtherTongue, Signature, Syntax
from schemas.answers import Language

_SUM = "reduce((sum, number) => sum + number, 0)"
_VOWELS = '"aeiou".includes'
_REMAINDER = "(({v} % {0}) + {0}) % {0}"
_TALLY = "const {y} = new Map();\nfor (const {v} of {x}) {{\n    {y}.set({v}, ({y}.get({v}) ?? 0) + 1);\n}}"
_WINDOWS = "const {{y}} = [];\nfor (let i = 0; i + {{0}} <= {{x}}.length; i++) {{{{\n    {{y}}.push({made});\n}}}}"
_BLOCKS = "const {{y}} = [];\nfor (let i = 0; i < {{x}}.length; i += {{0}}) {{{{\n    {{y}}.push({made});\n}}}}"
_SLICE = "{x}.slice(i, i + {0})"
_RUNS = (
    "const {{y}} = [];\nfor (const {{v}} of {{x}}) {{{{\n    if ({{y}}.length > 0 && {goes_on}) {{{{\n        {more};\n"
    "    }}}} else {{{{\n        {{y}}.push({first});\n    }}}}\n}}}}"
)
_PAIRS = _RUNS.format(goes_on="{y}.at(-1)[0] === {v}", more="{y}.at(-1)[1] += 1", first="[{v}, 1]")
_DIGITS = (
    "const {{y}} = [];\nlet {{t}} = Math.abs({{x}});\nwhile ({{t}} > 0) {{{{\n    {{y}}.push({made});\n"
    "    {{t}} = Math.floor({{t}} / {{0}});\n}}}}"
)
_SORT_BY = "const {t} = ({v}) => {0};\nconst {y} = [...{x}].sort((a, b) => {t}(a) - {t}(b));"
_RUN_LENGTHS = (
    "const {y} = [];\nfor (let i = 0; i < {x}.length; i++) {{\n    if (i > 0 && {x}[i] === {x}[i - 1]) {{\n"
    "        {y}[{y}.length - 1] += 1;\n    }} else {{\n        {y}.push(1);\n    }}\n}}"
)
_LETTERS = '[...{x}].map(({v}) => ({0} ? {1} : {v})).join("")'

CODES = Codes(
    operations={
        # lists of integers
        "keep": "{x}.filter(({v}) => {0})",
        "map": "{x}.map(({v}) => {0})",
        "map_where": "{x}.map(({v}) => ({0} ? {1} : {v}))",
        "running_sums": "const {y} = [];\nlet {t} = 0;\nfor (const {v} of {x}) {{\n    {t} += {v};\n"
        "    {y}.push({t});\n}}",
        "running_max": "const {y} = [];\nfor (const {v} of {x}) {{\n"
        "    {y}.push({y}.length === 0 ? {v} : Math.max({y}.at(-1), {v}));\n}}",
        "differences": "{x}.slice(1).map(({v}, i) => {v} - {x}[i])",
        "distinct": "[...new Set({x})]",
        "ascending": "[...{x}].sort((a, b) => a - b)",
        "descending": "[...{x}].sort((a, b) => b - a)",
        "sort_by": _SORT_BY,
        "reverse": "[...{x}].reverse()",
        "rotate": "const {t} = {x}.length > 0 ? {0} % {x}.length : 0;\n"
        "const {y} = [...{x}.slice({t}), ...{x}.slice(0, {t})];",
        "take": "{x}.slice(0, {0})",
        "drop": "{x}.slice({0})",
        "last": "{x}.slice(-{0})",
        "every": "{x}.filter((_, i) => i % {0} === 0)",
        "window_max": _WINDOWS.format(made=f"Math.max(...{_SLICE})"),
        "window_sum": _WINDOWS.format(made=f"{_SLICE}.{_SUM}"),
        "shift_add": "{x}.slice({0}).map(({v}, i) => {x}[i] + {v})",
        "chunk_sums": _BLOCKS.format(made=f"{_SLICE}.{_SUM}"),
        "add_position": "{x}.map(({v}, i) => {v} + i)",
        "times_position": "{x}.map(({v}, i) => {v} * (i + 1))",
        "collapse": "{x}.filter(({v}, i) => i === 0 || {v} !== {x}[i - 1])",
        "peaks": "{x}.filter(\n    ({v}, i) => i > 0 && i < {x}.length - 1 && {v} > {x}[i - 1] && {v} > {x}[i + 1]\n)",
        "records": "const {y} = [];\nfor (const {v} of {x}) {{\n    if ({y}.length === 0 || {v} > {y}.at(-1)) {{\n"
        "        {y}.push({v});\n    }}\n}}",
        "occurrences": "{x}.map(({v}) => {x}.filter((other) => other === {v}).length)",
        "smaller": "{x}.map(({v}) => {x}.filter((other) => other < {v}).length)",
        "mirror": "[...{x}, ...[...{x}].reverse()]",
        "sum": f"{{x}}.{_SUM}",
        "count": "{x}.filter(({v}) => {0}).length",
        "max": "{x}.length > 0 ? Math.max(...{x}) : 0",
        "spread": "{x}.length > 0 ? Math.max(...{x}) - Math.min(...{x}) : 0",
        "different": "new Set({x}).size",
        "alternating": "{x}.reduce((sum, {v}, i) => (i % 2 === 0 ? sum + {v} : sum - {v}), 0)",
        "longest_run": "let {y} = 0;\nlet {t} = 0;\nfor (let i = 0; i < {x}.length; i++) {{\n"
        "    {t} = i > 0 && {x}[i] === {x}[i - 1] ? {t} + 1 : 1;\n    {y} = Math.max({y}, {t});\n}}",
        "position": "{x}.findIndex(({v}) => {0})",
        "mode": "let {y} = 0;\nlet {t} = 0;\nfor (const {v} of [...{x}].sort((a, b) => a - b)) {{\n"
        "    const times = {x}.filter((other) => other === {v}).length;\n    if (times > {t}) {{\n        {y} = {v};\n"
        "        {t} = times;\n    }}\n}}",
        "first": "{x}.find(({v}) => {0}) ?? null",
        "span": "{x}.length > 0 ? [Math.min(...{x}), Math.max(...{x})] : null",
        "chunks": _BLOCKS.format(made=_SLICE),
        "equal_runs": _RUNS.format(goes_on="{y}.at(-1)[0] === {v}", more="{y}.at(-1).push({v})", first="[{v}]"),
        "climbs": _RUNS.format(goes_on="{y}.at(-1).at(-1) < {v}", more="{y}.at(-1).push({v})", first="[{v}]"),
        "windows": _WINDOWS.format(made=_SLICE),
        "run_lengths": _PAIRS,
        "neighbours": "{x}.slice(1).map(({v}, i) => [{x}[i], {v}])",
        "tally": _TALLY,
        "positions": "new Map({x}.map(({v}, i) => [{v}, i]))",
        "written": "{x}.join({0})",
        # lists of lists of integers
        "group_sums": f"{{x}}.map(({{v}}) => {{v}}.{_SUM})",
        "group_sizes": "{x}.map(({v}) => {v}.length)",
        "group_maxima": "{x}.map(({v}) => Math.max(...{v}))",
        "group_ends": "{x}.map(({v}) => {v}.at(-1) - {v}[0])",
        "flatten_back": "{x}.flatMap(({v}) => [...{v}].reverse())",
        "group_keep": "{x}.filter(({v}) => {v}.length >= {0})",
        "group_sort": _SORT_BY.replace("{0}", f"{{v}}.{_SUM}"),
        "group_descending": "{x}.map(({v}) => [...{v}].sort((a, b) => b - a))",
        "group_longest": "{x}.reduce((best, {v}) => ({v}.length > best.length ? {v} : best), [])",
        # integers
        "digits": "[...String(Math.abs({x}))].map(Number)",
        "base_digits": _DIGITS.format(made="{t} % {0}"),
        "scale": "{0}",
        "flip": 'Math.sign({x}) * Number([...String(Math.abs({x}))].reverse().join(""))',
        "multiples": "Array.from({{ length: {0} }}, (_, i) => {x} * (i + 1))",
        "shrink": _DIGITS.format(made="{t}"),
        "divide": f"[Math.floor({{x}} / {{0}}), {_REMAINDER.replace('{v}', '{x}')}]",
        # texts
        "text_keep": '[...{x}].filter(({v}) => {0}).join("")',
        "text_mark": _LETTERS,
        "text_reverse": '[...{x}].reverse().join("")',
        "text_rotate": "const {t} = {x}.length > 0 ? {0} % {x}.length : 0;\n"
        "const {y} = {x}.slice({t}) + {x}.slice(0, {t});",
        "text_drop": "{x}.slice({0})",
        "text_every": '[...{x}].filter((_, i) => i % {0} === 0).join("")',
        "text_distinct": '[...new Set({x})].join("")',
        "text_sort": '[...{x}].sort().join("")',
        "text_collapse": '[...{x}].filter(({v}, i) => i === 0 || {v} !== {x}[i - 1]).join("")',
        "text_repeat": _LETTERS.replace("{1}", "{v} + {v}"),
        "text_swap": 'let {y} = "";\nfor (let i = 0; i < {x}.length; i += 2) {{\n'
        '    {y} += ({x}[i + 1] ?? "") + {x}[i];\n}}',
        "text_shift": 'let {y} = "";\nfor (const {v} of {x}) {{\n    if ("a" <= {v} && {v} <= "z") {{\n'
        "        {y} += String.fromCharCode((({v}.charCodeAt(0) - 97 + {0}) % 26) + 97);\n    }} else {{\n"
        "        {y} += {v};\n    }}\n}}",
        "split": '{x}.split(" ").filter((word) => word !== "")',
        "places": "const {y} = [];\nfor (const [i, {v}] of [...{x}].entries()) {{\n    if ({0}) {{\n"
        "        {y}.push(i);\n    }}\n}}",
        "alphabet": '[...{x}].filter(({v}) => "a" <= {v} && {v} <= "z").map(({v}) => {v}.charCodeAt(0) - 96)',
        "text_runs": _RUN_LENGTHS,
        "text_count": "[...{x}].filter(({v}) => {0}).length",
        "text_pairs": _PAIRS,
        "text_tally": _TALLY,
        "text_upper": _LETTERS.replace("{1}", "{v}.toUpperCase()"),
        # lists of words
        "words_keep": "{x}.filter(({v}) => {0})",
        "words_map": "{x}.map(({v}) => {0})",
        "words_map_where": "{x}.map(({v}) => ({0} ? {1} : {v}))",
        "words_sort": "[...{x}].sort()",
        "words_sort_by": _SORT_BY,
        "words_distinct": "[...new Set({x})]",
        "words_reverse": "[...{x}].reverse()",
        "words_drop": "{x}.slice({0})",
        "words_take": "{x}.slice(0, {0})",
        "words_measure": "{x}.map(({v}) => {0})",
        "words_join": "{x}.join({0})",
        "initials": '{x}.map(({v}) => {v}[0]).join("")',
        "longest_word": '{x}.reduce((best, {v}) => ({v}.length > best.length ? {v} : best), "")',
        "words_total": "{x}.reduce((sum, {v}) => sum + {0}, 0)",
        "words_count": "{x}.filter(({v}) => {0}).length",
        "words_tally": "const {y} = new Map();\nfor (const {v} of {x}) {{\n    const score = {0};\n"
        "    {y}.set(score, ({y}.get(score) ?? 0) + 1);\n}}",
        "words_pairs": "{x}.map(({v}) => [{v}, {0}])",
    },
    items={
        "number_test": {
            "even": "{v} % 2 === 0",
            "odd": "{v} % 2 !== 0",
            "positive": "{v} > 0",
            "negative": "{v} < 0",
            "above": "{v} > {0}",
            "below": "{v} < {0}",
            "multiple": "{v} % {0} === 0",
            "no_multiple": "{v} % {0} !== 0",
            "far": "Math.abs({v}) > {0}",
            "between": "{0} <= {v} && {v} <= {1}",
            "last_digit": "Math.abs({v}) % 10 === {0}",
        },
        "number_function": {
            "square": "{v} * {v}",
            "times": "{v} * {0}",
            "plus": "{v} + {0}",
            "minus": "{v} - {0}",
            "from": "{0} - {v}",
            "opposite": "-{v}",
            "absolute": "Math.abs({v})",
            "remainder": _REMAINDER,
            "quotient": "Math.floor({v} / {0})",
            "digit_sum": "[...String(Math.abs({v}))].reduce((sum, digit) => sum + Number(digit), 0)",
            "at_most": "Math.min({v}, {0})",
            "at_least": "Math.max({v}, {0})",
            "distance": "Math.abs({v} - {0})",
        },
        "word_test": {
            "longer": "{v}.length > {0}",
            "shorter": "{v}.length < {0}",
            "contains": "{v}.includes({0})",
            "lacks": "!{v}.includes({0})",
            "vowel_first": f"{_VOWELS}({{v}}[0])",
            "same_ends": "{v}[0] === {v}.at(-1)",
            "repeats": "new Set({v}).size < {v}.length",
        },
        "word_function": {
            "backwards": '[...{v}].reverse().join("")',
            "twice": "{v} + {v}",
            "spelt": '[...{v}].sort().join("")',
            "start": "{v}.slice(0, {0})",
            "rolled": "{v}.slice(1) + {v}[0]",
        },
        "word_measure": {
            "length": "{v}.length",
            "vowels": f"[...{{v}}].filter((letter) => {_VOWELS}(letter)).length",
            "different": "new Set({v}).size",
            "letter_count": "[...{v}].filter((letter) => letter === {0}).length",
        },
        "character_test": {
            "vowel": f"{_VOWELS}({{v}})",
            "no_vowel": f"!{_VOWELS}({{v}})",
            "letter": '"a" <= {v} && {v} <= "z"',
            "number": '"0" <= {v} && {v} <= "9"',
            "no_space": '{v} !== " "',
            "up_to": '"a" <= {v} && {v} <= {0}',
            "past": '{0} < {v} && {v} <= "z"',
            "not_letter": "{v} !== {0}",
        },
    },
    conditions={
        "ints": {
            "many": "{x}.length > {0}",
            "even_sum": f"{{x}}.{_SUM} % 2 === 0",
            "large_sum": f"{{x}}.{_SUM} > {{0}}",
            "falls": "{x}.length > 0 && {x}[0] > {x}.at(-1)",
            "repeats": "new Set({x}).size < {x}.length",
        },
        "int": {"even": "{x} % 2 === 0", "above": "{x} > {0}"},
        "groups": {"many": "{x}.length > {0}"},
        "text": {"long": "{x}.length > {0}", "odd": "{x}.length % 2 === 1", "has": "{x}.includes({0})"},
        "words": {
            "many": "{x}.length > {0}",
            "repeats": "new Set({x}).size < {x}.length",
            "even": "{x}.length % 2 === 0",
        },
    },
    temporary={
        "running_sums": "total", "sort_by": "key", "words_sort_by": "key", "group_sort": "size", "rotate": "shift",
        "text_rotate": "shift", "longest_run": "run", "mode": "most", "base_digits": "left", "shrink": "left",
    },
    helpers={},
    how={
        "running_max": "Only the last maximum and the new number need comparing.",
        "distinct": "A `Set` keeps its members in the order in which they were first put in, and each only once.",
        "sort_by": "`sort` is stable, so ties stay in order.",
        "ascending": "Without a comparison `sort` would compare the numbers as strings.",
        "descending": "Without a comparison `sort` would compare the numbers as strings.",
        "rotate": "The remainder takes care of arrays shorter than the rotation.",
        "window_max": "The loop ends with the last window that fits; for shorter arrays it is never entered.",
        "window_sum": "The loop ends with the last window that fits; for shorter arrays it is never entered.",
        "shift_add": "In what is left after the slice, position i held position i plus the distance before.",
        "records": "The last record kept is the largest number so far, so it is enough to compare with that one.",
        "mode": "Among the sorted numbers only a higher count replaces the value found, so the smallest stays.",
        "run_lengths": "The count of the last pair grows as long as the same value comes again.",
        "text_pairs": "The count of the last pair grows as long as the same character comes again.",
        "positions": "A later position overwrites an earlier one, so the last stays.",
        "first": "`find` gives `undefined` where there is none, and `??` turns that into `null`.",
        "group_sort": "`sort` is stable, so ties stay in order.",
        "group_longest": "Only a longer group replaces the best so far, so the first of several stays.",
        "divide": "`%` has the sign of the number in JavaScript; adding the divisor once more makes it positive.",
        "text_rotate": "The remainder takes care of texts shorter than the rotation.",
        "text_distinct": "A `Set` keeps its members in the order in which they were first put in, and each only once.",
        "text_swap": "Where there is no partner any more, `??` puts an empty string in its place.",
        "words_sort_by": "`sort` is stable, so ties stay in order.",
        "words_distinct": "A `Set` keeps its members in the order in which they were first put in, and each only once.",
        "longest_word": "Only a longer word replaces the best so far, so the first of several stays.",
    },
)  # fmt: skip

_TYPES = {
    "ints": "number[]",
    "int": "number",
    "text": "string",
    "styled": "string",
    "words": "string[]",
    "groups": "number[][]",
    "number_pairs": "[number, number][]",
    "text_pairs": "[string, number][]",
    "number_counts": "Map<number, number>",
    "text_counts": "Map<string, number>",
    "maybe": "number | null",
    "span": "[number, number] | null",
    "two": "[number, number]",
}
_WORDS = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"\b([Aa]) list\b", r"\1n array"),
        (r"\b(the|this|an empty|a possibly empty|a shorter|longer|one|single|whole|[Oo]ther) list\b", r"\1 array"),
        (r"\b([Tt]he|[Aa]n empty|[Ss]horter|[Ee]mpty|of) list(s?)\b", r"\1 array\2"),
        (r"\blist elements\b", "array elements"),
        (r"\btuple(s?)\b", r"two-element array\1"),
        (r"\bdictionary\b", "Map"),
        (r"\bNone\b", "null"),
    )
)


class JavaScript(OtherTongue):
    """Modern JavaScript as Node.js runs it: arrays, Maps, arrow functions."""

    language: Language = "javascript"
    title = "JavaScript"
    syntax = Syntax("const {y} = {e};", "let {y};", "{y} = {e};", "return {e};", ("if ({c}) {{", "} else {", "}"))
    codes = CODES
    words = _WORDS

    def program(self, function: str, takes: str, steps: tuple[Step, ...], data: str, parameter: str) -> str:
        names = f"{data}, {parameter}" if parameter else data
        summary = self.worded(f"Take {SHORT[takes]} and return {GIVES[gives(steps[-1])]}.")
        lines = [f"/** {summary} */", f"function {function}({names}) {{"]
        for part in self.parts(takes, steps, data, parameter):
            lines += [f"    {line}" for line in part.code.split("\n")]
        return "\n".join([*lines, "}"]) + "\n"

    def name(self, words: str) -> str:
        first, *rest = words.split("_")
        return first + "".join([word.capitalize() for word in rest])

    def literal(self, value: Any) -> str:
        if type(value) is list:
            return f"[{', '.join(map(self.literal, value))}]"
        if type(value) is dict:
            if "t" in value:
                return self.literal(value["t"])
            return f"new Map({self.literal(value['d'])})"
        return json.dumps(value)

    def header(self, signature: Signature) -> str:
        names = ", ".join(name for name, _ in signature.arguments)
        return f"{_documented(signature, [])}\nfunction {signature.function}({names})"

    def stub(self, signature: Signature, summary: str, lines: list[str], calls: list[tuple[str, str]]) -> str:
        shown = [f"{call} // {result}" for call, result in calls]
        names = ", ".join(name for name, _ in signature.arguments)
        documented = _documented(signature, [summary, "", *lines, "", *shown, ""])
        return f"{documented}\nfunction {signature.function}({names}) {{\n}}"


def _documented(signature: Signature, lines: list[str]) -> str:
    told = [f"@param {{{_TYPES[kind]}}} {name}" for name, kind in signature.arguments]
    told.append(f"@returns {{{_TYPES[signature.gives]}}}")
    return "\n".join(["/**", *(f" * {line}".rstrip() for line in (*lines, *told)), " */"])


JAVASCRIPT = JavaScript()
