"""Functions to be written from a specification: a pipeline of stages over numbers, text or words.

The hidden tests are drawn so that they tell the pipeline from its mutants: every stage left out, every two neighbours
swapped, every branch decided one way, every constant moved by one and the parameter held fast must show in some
expected value, or the instance is thrown away (mutation testing after DeMillo, Lipton and Sayward, 1978).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache, partial
from math import prod
from operator import eq
from typing import Any, NamedTuple

from msgspec import Struct

from generators.code.function_spec_language import (
    GIVES,
    SHORT,
    TAKES,
    Branch,
    Facts,
    Stage,
    Step,
    clause,
    gives,
    specification,
)  # fmt: skip
from generators.code.function_spec_stages import (
    CONDITIONS,
    KINDS,
    OPERATIONS,
    PARAMETER,
    Argument,
    letters_of,
    resolved,
    table_of,
)  # fmt: skip
from generators.code.tagged import literal_text, tagged
from generators.family import Family, Impossible, Wording
from generators.language.instructions import code_block
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Program
from schemas.checks import Check, HiddenTests, Test


class Case(Struct, frozen=True):
    """One call and its result, in tagged JSON."""

    arguments: list[Any]
    expected: Any


class Spec(Struct, frozen=True):
    """A pipeline of steps over a value of the type `takes`, the names its function goes by (`parameter` is empty when
    there is none), the range of the parameter, the hidden tests and the calls shown."""

    takes: str
    steps: tuple[Step, ...]
    function: str
    data: str
    parameter: str
    bounds: tuple[int, int]
    cases: tuple[Case, ...]
    examples: tuple[Case, ...]


# level: numbers of steps, whether one of them is a branch, how many of six have a parameter, hidden tests
_LEVELS: dict[int, tuple[tuple[int, ...], bool, int, int]] = {
    1: ((2,), False, 0, 14),
    2: ((3,), False, 6, 16),
    3: ((4, 5), True, 2, 18),
}


@register
class FunctionSpec(Family[Spec]):
    """Write the function that carries out a pipeline of stages; the answer is a program that passes hidden tests."""

    name = "code/function_spec"
    version = 1
    title = "Functions written from a specification of their stages"
    levels = {
        1: "2 stages",
        2: "3 stages, one of them governed by a second argument",
        3: "4 or 5 stages, one of them a branch",
    }
    tags = ("code", "synthesis")

    def sample(self, stream: Stream, level: int) -> Spec:
        lengths, branched, with_parameter, tests = _LEVELS[level]
        takes = stream.weighted(tuple(TAKES), (7, 4, 4, 1))
        data = [_data(takes, shape, stream) for shape in _SHAPES[:tests]]
        shown = [_data(takes, "medium", stream) for _ in range(5)]
        parameter = stream.below(6) < with_parameter
        for _ in range(100):
            length = stream.choice(lengths)
            branch_at = stream.below(length) if branched else -1
            parameter_at = stream.below(length) if parameter else -1
            grown = _grown(stream, takes, data, length, branch_at, parameter_at)
            if grown is None or not all(map(_small, grown.columns[-1])) or not _killed(grown):
                continue
            examples = _chosen_examples(stream, grown, shown)
            if examples:
                break
        else:
            raise Impossible(f"no pipeline of {lengths} stages over {takes} that its tests pin down in 100 attempts")
        noun = stream.choice(_NOUNS[takes])
        return Spec(
            takes,
            tuple(grown.steps),
            f"{stream.choice(_VERBS)}_{noun}",
            noun,
            stream.choice(_PARAMETERS) if grown.kind else "",
            (KINDS[grown.kind].least, KINDS[grown.kind].most) if grown.kind else (0, 0),
            tuple(map(_case, grown.columns[0], grown.parameters, grown.columns[-1])),
            examples,
        )

    def phrase(self, instance: Spec, stream: Stream, language: str) -> Wording:
        facts = Facts(
            instance.function,
            instance.data,
            instance.parameter,
            instance.bounds,
            instance.takes,
            gives(instance.steps[-1]),
            instance.steps,
            [(literal_text(case.arguments)[1:-1], literal_text(case.expected)) for case in instance.examples],
        )
        return Wording(*specification(facts, stream, code_block(stream)))

    def check(self, instance: Spec) -> Check:
        return HiddenTests(
            answer=Program(entry=instance.function),
            gold=_program(instance),
            tests=tuple(Test(case.arguments, case.expected) for case in instance.cases),
        )

    def reference(self, instance: Spec, stream: Stream) -> str:
        lines = [stream.choice(_INTRODUCTIONS)]
        takes = instance.takes
        for number, (step, code, result) in enumerate(_coded(instance), 1):
            said = clause(step, takes, instance.parameter, stream.below(6))
            text = f"{number}. {said[0].upper()}{said[1:]}. {_mechanism(step, code, result)}"
            lines.append(text)
            takes = gives(step)
        lines.append(stream.choice(_CLOSINGS))
        return "\n".join(lines) + f"\n\n```python\n{_program(instance)}```"

    def canonical(self, instance: Spec) -> Any:
        return [instance.takes, [_plain(step) for step in instance.steps]]

    def measures(self, instance: Spec) -> dict[str, int]:
        code = "\n".join(code for _, code, _ in _coded(instance))
        return {"stages": len(instance.steps), "cyclomatic_complexity": 1 + len(_DECISIONS.findall(code))}


_VERBS = (
    "process", "prepare", "transform", "rework", "handle", "convert", "evaluate", "digest", "refine", "analyse",
    "run", "study", "treat", "work_out",
)  # fmt: skip
_NOUNS = {
    "ints": (
        "readings", "scores", "values", "samples", "prices", "temperatures", "levels", "steps", "amounts", "weights",
    ),
    "text": ("message", "line", "label_text", "phrase", "note", "heading", "caption", "entry"),
    "words": ("words", "names", "tokens", "tags", "terms", "keywords", "items", "answers"),
    "int": ("code", "serial", "ticket_number", "amount", "identifier"),
}  # fmt: skip
_PARAMETERS = ("k", "n", "m", "setting", "option", "amount_given")
_ITEMS = {"ints": "number", "text": "character", "words": "word", "groups": "group", "int": "number"}
_INTRODUCTIONS = (
    "The stages can be programmed one after another, each on the result of the one before.",
    "Each stage becomes a line or two of code, with a variable for what comes out of it.",
    "I take the stages in order and keep every intermediate result in a variable of its own.",
)
_CLOSINGS = (
    "None of these steps fails on empty or very short input, so no special case is needed beyond those above.",
    "Put together, with the value of the last stage returned:",
    "The value of the last stage is the result. The whole function:",
)
_DECISIONS = re.compile(r"\b(?:for|if|while|and|or)\b")
_ROUTES = frozenset(operation.takes for operation in OPERATIONS.values())
# Two stages that each say something and together next to nothing.
_EMPTY_PAIRS = {
    ("equal_runs", "group_ends"), ("windows", "group_sizes"), ("windows", "group_keep"),
    # The same as a single stage.
    ("windows", "group_sums"), ("windows", "group_maxima"), ("chunks", "group_sums"),
}  # fmt: skip


@cache
def _number_of_variants(kinds: tuple[str, ...]) -> int:
    """In how many ways arguments of these kinds can be drawn."""
    number = 1
    for kind in kinds:
        table = table_of(kind)
        if table is not None:
            number *= sum(_number_of_variants(entry.kinds) for entry in table.values())
        else:
            number *= len(letters_of(kind)) or KINDS[kind].high - KINDS[kind].low + 1
    return number


@cache
def _choices(takes: str, wanted: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The operations to choose from, with weights: one that comes in more variants is drawn more often."""
    allowed = {"": None, "onward": _ROUTES}.get(wanted, {wanted})
    names = [name for name, found in OPERATIONS.items() if found.takes == takes]
    names = [name for name in names if allowed is None or OPERATIONS[name].gives in allowed]
    return tuple(names), tuple(min(9, 1 + _number_of_variants(OPERATIONS[name].kinds)) for name in names)


CONDITION_KINDS = {name: condition.kinds for table in CONDITIONS.values() for name, condition in table.items()}


# Drawing a pipeline


class _Pipeline(NamedTuple):
    """Steps with what they do to the hidden inputs: column i holds, for each call, the value before step i, and the
    last column the results. `kind` is the parameter's, and `types` are the columns' types."""

    steps: list[Step]
    types: list[str]
    columns: list[list[Any]]
    kind: str
    parameters: list[int | None]


def _grown(
    stream: Stream, takes: str, data: list[Any], length: int, branch_at: int, parameter_at: int
) -> _Pipeline | None:
    """A pipeline drawn step by step, each redrawn a few times until it matters on this data; None if one never did."""
    steps: list[Step] = []
    types, columns, kind = [takes], [data], ""
    parameters: list[int | None] = [None] * len(data)
    for i in range(length):
        for _ in range(8):
            step = _step(stream, types[-1], i == branch_at, last=i == length - 1)
            if step is None or (steps and _pointless(steps[-1], step)):
                continue
            if length == 2 and steps and stream.below(120) >= _pair_variants(steps[0], step):
                continue  # without this the pairs that have no arguments would come again and again
            if i == parameter_at:
                step, kind = _with_parameter(stream, step)
                if not kind:
                    continue
                parameters = [stream.integer(KINDS[kind].least, KINDS[kind].most) for _ in data]
            run = _runner(step, types[-1])
            values = [run(value, setting) for value, setting in zip(columns[-1], parameters, strict=True)]
            if not _telling(values, columns[0]) or values == columns[-1]:
                continue
            if not steps or not types[-2] == types[-1] == gives(step):
                break
            if not _commutes(steps[-1], step, types[-1], columns[-2], values, parameters):
                break
        else:
            return None
        steps.append(step)
        types.append(gives(step))
        columns.append(values)
    return _Pipeline(steps, types, columns, kind, parameters)


def _step(stream: Stream, takes: str, branched: bool, last: bool) -> Step | None:
    """A step on a type, giving a type that a further step can take unless it is the last."""
    stage = _stage(stream, takes, "" if last else "onward")
    if not branched:
        return stage
    other = _stage(stream, takes, OPERATIONS[stage.operation].gives)
    name = stream.choice(tuple(CONDITIONS[takes]))
    if other.operation == stage.operation:
        return None
    return Branch(name, _arguments(stream, CONDITIONS[takes][name].kinds), stage, other)


def _pointless(before: Step, step: Step) -> bool:
    return (
        isinstance(before, Stage) and isinstance(step, Stage) and (before.operation, step.operation) in _EMPTY_PAIRS
    )


def _pair_variants(first: Step, second: Step) -> int:
    kinds = [OPERATIONS[step.operation].kinds for step in (first, second) if isinstance(step, Stage)]
    return prod(map(_number_of_variants, kinds))


def _commutes(
    first: Step, second: Step, takes: str, before: list[Any], after: list[Any], parameters: list[int | None]
) -> bool:
    """Whether the two steps in the other order would turn the values `before` into `after` as well."""
    early, late = _runner(second, takes), _runner(first, takes)
    return all(
        late(early(value, parameter), parameter) == result
        for value, parameter, result in zip(before, parameters, after, strict=True)
    )


def _stage(stream: Stream, takes: str, wanted: str) -> Stage:
    """A stage on a type that gives the wanted type, or one that a further stage can take, or any ('')."""
    name = stream.weighted(*_choices(takes, wanted))
    return Stage(name, _arguments(stream, OPERATIONS[name].kinds))


def _arguments(stream: Stream, kinds: tuple[str, ...]) -> tuple[Argument, ...]:
    return tuple([_argument(stream, kind) for kind in kinds])


def _argument(stream: Stream, kind: str) -> Argument:
    table = table_of(kind)
    if table is not None:
        name = stream.choice(tuple(table))
        return (name, *_arguments(stream, table[name].kinds))
    letters = letters_of(kind)
    if letters:
        return stream.choice(letters)
    return stream.integer(KINDS[kind].low, KINDS[kind].high)


def _with_parameter(stream: Stream, step: Step) -> tuple[Step, str]:
    """The stage with one constant made the function's parameter, and that constant's kind ('' if it has none)."""
    if isinstance(step, Branch):
        return step, ""
    places = [(kind, rebuilt) for kind, _, rebuilt in _constants(step) if kind not in ("low", "high", "digit")]
    if not places:
        return step, ""
    kind, rebuilt = stream.choice(places)
    return rebuilt(PARAMETER), kind


# Inputs

# The shapes that tell most come first, so that most mutants are seen through at once.
_SHAPES = (
    "long", "repeats", "medium", "medium", "negative", "repeats", "long", "small", "rising", "single", "empty", "pair",
    "falling", "medium", "repeats", "small", "medium", "long",
)  # fmt: skip
_RANGES = {"repeats": (-2, 4), "small": (-4, 8), "negative": (-20, -1)}
_SIZES = {
    "empty": (0, 0), "single": (1, 1), "pair": (2, 2), "small": (3, 4), "medium": (5, 8), "repeats": (6, 9),
    "long": (10, 13), "negative": (4, 6), "rising": (5, 6), "falling": (5, 6),
}  # fmt: skip
_WORDS = (
    "alpine", "amber", "anna", "apple", "arena", "banana", "basil", "bell", "bottle", "bread", "cabin", "cedar",
    "civic", "cocoa", "comet", "deed", "dent", "eagle", "eerie", "elm", "error", "ever", "fern", "ferry", "fig",
    "garden", "gate", "hatch", "iris", "island", "ivy", "jelly", "kayak", "kettle", "level", "lemon", "linen",
    "maple", "meadow", "minim", "moon", "noon", "oak", "oboe", "ocean", "olive", "onion", "orchard", "otter",
    "paper", "pepper", "piano", "plum", "radar", "raven", "river", "rotor", "salt", "sea", "seeds", "statue",
    "stone", "tea", "tenet", "test", "tree", "tulip", "umbra", "unit", "until", "velvet", "violin", "walnut",
    "window", "yarn", "zebra", "def", "data", "takes", "str", "shape", "str", "stream", "tream", "ny", "n",
    "input", "of", "this", "type", "and", "shape", "low", "high", "shape", "size", "stream", "integer", "low",
    "high", "if", "takes", "ints", "low", "high", "get", "shape", "numbers", "stream", "integer", "low", "high",
    "for", "in", "range", "size", "return", "sorted", "numbers", "if", "shape", "rising", "else", "sorted",
    "numbers", "if", "shape", "falling", "else", "numbers", "if", "takes", "int", "return", "stream", "below",
    "min", "size", "if", "shape", "repeats", "few", "stream", "sample", "words", "stream", "choice", "few", "for",
    "in", "range", "size", "else", "words", "stream", "choice", "for", "in", "range", "size", "if", "takes",
    "words", "return", "words", "pieces", "word", "if", "stream", "below", "else", "str", "stream", "below", "for",
    "word", "in", "words", "size", "text", "join", "piece", "stream", "choice", "for", "piece", "in", "pieces",
    "return", "text", "stream", "integer", "if", "shape", "single", "else", "text", "def", "chosen", "examples",
    "stream", "tream", "grown", "ipeline", "shown", "list", "ny", "tuple", "ase", "wo", "or", "three", "calls",
    "none", "of", "them", "hidden", "whose", "results", "say", "something", "none", "if", "there", "are", "not",
    "enough", "cases", "list", "ase", "wanted", "stream", "integer", "for", "data", "in", "shown", "parameter",
    "stream", "integer", "grown", "kind", "least", "grown", "kind", "most", "if", "grown", "kind", "else", "one",
    "value", "data", "for", "step", "takes", "in", "zip", "grown", "steps", "grown", "types", "strict", "alse",
    "value", "runner", "step", "takes", "value", "parameter", "if", "not", "value", "or", "value", "data", "or",
    "data", "parameter", "in", "zip", "grown", "columns", "grown", "parameters", "strict", "rue", "continue",
    "case", "case", "data", "parameter", "value", "if", "all", "case", "expected", "other", "expected", "for",
    "other", "in", "cases", "cases", "append", "case", "if", "len", "cases", "wanted", "break", "return", "tuple",
    "cases", "if", "len", "cases", "else", "def", "case", "data", "ny", "parameter", "int", "one", "result", "ny",
    "ase", "return", "ase", "tagged", "data", "if", "parameter", "is", "one", "else", "tagged", "data",
    "parameter", "tagged", "result", "eaning", "lru", "cache", "maxsize", "def", "runner", "step", "tep", "takes",
    "str", "allable", "ny", "int", "one", "ny", "he", "step", "as", "a", "function", "of", "the", "value", "and",
    "the", "parameter", "if", "isinstance", "step", "ranch", "condition", "takes", "step", "condition", "given",
    "resolved", "condition", "kinds", "step", "arguments", "one", "then", "otherwise", "runner", "step", "then",
    "takes", "runner", "step", "otherwise", "takes", "return", "lambda", "value", "parameter", "then", "if",
    "condition", "run", "value", "given", "else", "otherwise", "value", "parameter", "operation", "arguments",
    "step", "operation", "step", "arguments", "run", "kinds", "operation", "run", "operation", "kinds", "if",
    "not", "kinds", "return", "lambda", "value", "parameter", "run", "value", "if", "any", "in", "argument", "if",
    "isinstance", "argument", "tuple", "else", "argument", "for", "argument", "in", "arguments", "return",
    "lambda", "value", "parameter", "run", "value", "resolved", "kinds", "arguments", "parameter", "fixed",
    "resolved", "kinds", "arguments", "one", "return", "lambda", "value", "parameter", "run", "value", "fixed",
    "def", "small", "value", "ny", "bool", "if", "type", "value", "is", "int", "return", "value", "if", "type",
    "value", "is", "list", "return", "len", "value", "and", "all", "small", "item", "for", "item", "in", "value",
    "return", "value", "is", "one", "or", "len", "value", "hether", "the", "tests", "pin", "the", "pipeline",
    "down", "def", "telling", "values", "list", "ny", "data", "list", "ny", "bool", "hether", "no", "value",
    "makes", "up", "more", "than", "half", "of", "them", "and", "they", "are", "not", "mostly", "an", "echo", "of",
    "the", "data", "half", "len", "values", "value", "that", "makes", "up", "more", "than", "half", "of", "them",
    "stands", "among", "any", "half", "of", "them", "and", "one", "more", "if", "any", "values", "count", "value",
    "half", "for", "value", "in", "values", "half", "return", "alse", "return", "map", "eq", "values", "data",
    "count", "rue", "half", "def", "killed", "grown", "ipeline", "bool", "hether", "the", "tests", "tell", "the",
    "pipeline", "from", "all", "its", "mutants", "of", "a", "constant", "moved", "up", "and", "moved", "down",
    "from", "one", "steps", "parameters", "grown", "steps", "grown", "parameters", "for", "mutants", "in",
    "mutants", "grown", "if", "not", "any", "differs", "tail", "at", "grown", "parameters", "for", "at", "tail",
    "in", "mutants", "return", "alse", "fixed", "sorted", "value", "for", "value", "in", "parameters", "if",
    "value", "is", "not", "one", "return", "all", "differs", "steps", "grown", "value", "len", "parameters", "for",
    "value", "in", "fixed", "def", "mutants", "grown", "ipeline", "terator", "list", "tuple", "int", "list", "tep",
    "roups", "of", "mutants", "of", "which", "one", "at", "least", "must", "be", "told", "apart", "the", "place",
    "from", "which", "each", "differs", "and", "its", "steps", "from", "there", "on", "steps", "types", "grown",
    "steps", "grown", "types", "for", "i", "step", "in", "enumerate", "steps", "rest", "steps", "i", "if", "types",
    "i", "types", "i", "yield", "i", "rest", "if", "rest", "and", "types", "i", "types", "i", "types", "i",
    "yield", "i", "rest", "step", "rest", "if", "isinstance", "step", "ranch", "yield", "i", "step", "then",
    "rest", "yield", "i", "step", "otherwise", "rest", "for", "value", "rebuilt", "in", "constants", "step",
    "yield", "i", "rebuilt", "value", "by", "rest", "for", "by", "in", "def", "differs", "tail", "list", "tep",
    "at", "int", "grown", "ipeline", "parameters", "list", "int", "one", "bool", "hether", "some", "call", "has",
    "another", "result", "when", "the", "steps", "from", "place", "at", "on", "are", "these", "nly", "steps",
    "that", "give", "the", "type", "they", "take", "move", "or", "go", "so", "the", "types", "are", "those", "at",
    "the", "end", "of", "the", "list", "types", "grown", "types", "len", "grown", "types", "len", "tail",
    "runners", "runner", "step", "takes", "for", "step", "takes", "in", "zip", "tail", "types", "strict", "alse",
    "for", "value", "parameter", "result", "in", "zip", "grown", "columns", "at", "parameters", "grown", "columns",
    "strict", "rue", "for", "run", "in", "runners", "value", "run", "value", "parameter", "if", "value", "result",
    "return", "rue", "return", "alse", "def", "constants", "step", "tep", "terator", "tuple", "str", "int",
    "allable", "rgument", "tep", "he", "whole", "number", "constants", "of", "a", "step", "their", "kinds",
    "their", "values", "and", "the", "step", "with", "another", "one", "in", "the", "place", "if", "isinstance",
    "step", "ranch", "for", "kind", "value", "arguments", "in", "constants", "in", "step", "condition", "step",
    "arguments", "yield", "kind", "value", "partial", "with", "condition", "step", "arguments", "for", "kind",
    "value", "stage", "in", "constants", "step", "then", "yield", "kind", "value", "partial", "with", "stage",
    "step", "stage", "rue", "for", "kind", "value", "stage", "in", "constants", "step", "otherwise", "yield",
    "kind", "value", "partial", "with", "stage", "step", "stage", "alse", "return", "for", "kind", "value",
    "arguments", "in", "constants", "in", "step", "operation", "kinds", "step", "arguments", "yield", "kind",
    "value", "partial", "with", "arguments", "step", "operation", "arguments", "def", "with", "condition",
    "branch", "ranch", "arguments", "allable", "rgument", "tuple", "rgument", "new", "rgument", "ranch", "return",
    "ranch", "branch", "condition", "arguments", "new", "branch", "then", "branch", "otherwise", "def", "with",
    "stage", "branch", "ranch", "stage", "allable", "rgument", "tep", "then", "bool", "new", "rgument", "ranch",
    "changed", "stage", "new", "first", "second", "changed", "branch", "otherwise", "if", "then", "else", "branch",
    "then", "changed", "return", "ranch", "branch", "condition", "branch", "arguments", "first", "second", "type",
    "ignore", "arg", "type", "def", "with", "arguments", "operation", "str", "arguments", "allable", "rgument",
    "tuple", "rgument", "new", "rgument", "tage", "return", "tage", "operation", "arguments", "new", "def",
    "constants", "in", "kinds", "tuple", "str", "arguments", "tuple", "rgument", "terator", "tuple", "str", "int",
    "allable", "rgument", "tuple", "rgument", "for", "i", "kind", "argument", "in", "enumerate", "zip", "kinds",
    "arguments", "strict", "rue", "if", "type", "argument", "is", "int", "yield", "kind", "argument", "partial",
    "with", "item", "arguments", "i", "elif", "isinstance", "argument", "tuple", "and", "len", "argument", "inner",
    "table", "of", "kind", "or", "argument", "kinds", "for", "deeper", "value", "rebuilt", "in", "constants", "in",
    "inner", "argument", "yield", "deeper", "value", "partial", "with", "nested", "arguments", "i", "rebuilt",
    "def", "with", "item", "items", "tuple", "rgument", "at", "int", "new", "rgument", "tuple", "rgument",
    "return", "items", "at", "new", "items", "at", "def", "with", "nested", "items", "tuple", "ny", "at", "int",
    "rebuilt", "allable", "rgument", "tuple", "rgument", "new", "rgument", "tuple", "rgument", "return", "with",
    "item", "items", "at", "items", "at", "rebuilt", "new", "he", "reference", "program", "def", "program",
    "instance", "pec", "str", "names", "join", "instance", "data", "instance", "parameter", "if", "instance",
    "parameter", "else", "instance", "data", "takes", "made", "instance", "takes", "gives", "instance", "steps",
    "lines", "f", "def", "instance", "function", "names", "f", "ake", "takes", "and", "return", "made", "for",
    "code", "in", "coded", "instance", "lines", "f", "line", "for", "line", "in", "code", "split", "n", "return",
    "n", "join", "lines", "n", "def", "coded", "instance", "pec", "list", "tuple", "tep", "str", "str", "return",
    "parts", "instance", "steps", "instance", "takes", "instance", "data", "instance", "parameter", "lru", "cache",
    "maxsize", "def", "parts", "steps", "tuple", "tep", "takes", "str", "data", "str", "parameter", "str", "list",
    "tuple", "tep", "str", "str", "ach", "step", "with", "its", "code", "and", "the", "variable", "that", "holds",
    "its", "result", "the", "last", "ends", "in", "the", "return", "statement", "parts", "list", "tuple", "tep",
    "str", "str", "used", "data", "parameter", "source", "data", "for", "i", "step", "in", "enumerate", "steps",
    "first", "step", "then", "if", "isinstance", "step", "ranch", "else", "step", "result", "stem", "chosen", "if",
    "isinstance", "step", "ranch", "else", "first", "operation", "result", "if", "result", "in", "used", "result",
    "f", "new", "stem", "if", "result", "in", "used", "result", "next", "name", "for", "n", "in", "range", "if",
    "name", "f", "stem", "n", "not", "in", "used", "used", "append", "result", "code", "code", "step", "takes",
    "source", "result", "parameter", "if", "i", "len", "steps", "single", "code", "startswith", "f", "result",
    "and", "len", "re", "findall", "rf", "b", "result", "b", "code", "code", "return", "code", "removeprefix", "f",
    "result", "if", "single", "else", "f", "code", "nreturn", "result", "parts", "append", "step", "code",
    "result", "source", "takes", "result", "gives", "step", "return", "parts", "def", "code", "step", "tep",
    "takes", "str", "source", "str", "result", "str", "parameter", "str", "str", "if", "isinstance", "step",
    "ranch", "condition", "takes", "step", "condition", "asked", "condition", "code", "format", "codes",
    "condition", "kinds", "step", "arguments", "source", "parameter", "x", "source", "then", "otherwise", "n",
    "join", "f", "line", "for", "line", "in", "code", "stage", "takes", "source", "result", "parameter", "split",
    "n", "for", "stage", "in", "step", "then", "step", "otherwise", "return", "f", "if", "asked", "n", "then",
    "nelse", "n", "otherwise", "operation", "step", "operation", "item", "source", "if", "takes", "int", "else",
    "takes", "arguments", "codes", "operation", "kinds", "step", "arguments", "item", "parameter", "return",
    "operation", "code", "format", "arguments", "x", "source", "y", "result", "v", "item", "w", "number", "def",
    "codes", "kinds", "tuple", "str", "arguments", "tuple", "rgument", "item", "str", "parameter", "str", "list",
    "str", "codes", "for", "kind", "argument", "in", "zip", "kinds", "arguments", "strict", "rue", "if",
    "isinstance", "argument", "tuple", "entry", "table", "of", "kind", "or", "argument", "codes", "append",
    "entry", "code", "format", "codes", "entry", "kinds", "argument", "item", "parameter", "v", "item", "elif",
    "argument", "codes", "append", "parameter", "else", "codes", "append", "str", "argument", "if", "kind", "in",
    "else", "f", "argument", "return", "codes", "def", "mechanism", "step", "tep", "code", "str", "result", "str",
    "str", "ow", "the", "code", "does", "what", "the", "step", "says", "if", "isinstance", "step", "ranch", "does",
    "n", "if", "with", "an", "else", "chooses", "between", "the", "two", "hows", "stage", "operation", "how",
    "for", "stage", "in", "step", "then", "step", "otherwise", "else", "hows", "step", "operation", "how", "if",
    "n", "not", "in", "code", "does", "f", "n", "ython", "code", "elif", "nfor", "in", "code", "or", "nwhile",
    "in", "code", "does", "f", "loop", "builds", "result", "else", "does", "f", "his", "gives", "result", "return",
    "join", "does", "dict", "fromkeys", "how", "for", "how", "in", "hows", "if", "how", "def", "plain", "step",
    "tep", "list", "ny", "if", "isinstance", "step", "ranch", "return", "step", "condition", "step", "arguments",
    "plain", "step", "then", "plain", "step", "otherwise", "return", "step", "operation", "step", "arguments",
)  # fmt: skip
