"""Python with changed rules: small programs to be followed by hand where some rules of the language are others.

The result under the rules is never the one that Python gives, and every rule matters to it by itself.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct

from generators.code.altered_python.programs import Drawn, idle, program
from generators.code.altered_python.rules import RULES, Machine, compatible
from generators.code.altered_python.translation import translated
from generators.code.mini_python import Stopped, Style, nesting, written
from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.language.lexicon import in_words, listed
from generators.language.wording import fill
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Literal
from schemas.canonical import json_text
from schemas.checks import Check, Output


class Altered(Struct, frozen=True):
    """The changed rules, a program as data with the spelling of its names, its argument (empty when it has none), the
    result under the rules as a literal, the result in Python as it is, and the executed steps."""

    rules: tuple[str, ...]
    block: tuple[Any, ...]
    names: dict[str, str]
    function: str
    items: tuple[int, ...]
    result: str
    plain: str
    steps: int


# level: changed rules, least and most executed steps
_LEVELS = {1: (1, 4, 16), 2: (2, 12, 40), 3: (3, 25, 100)}
_ATTEMPTS = 1000
_PATIENCE = 30


@register
class AlteredPython(Family[Altered]):
    """Follow a program under changed rules; the answer is the literal of its result."""

    name = "code/altered_python"
    version = 1
    title = "The result of a small program where some rules of Python are changed"
    levels = {
        1: "1 changed rule, 4 to 16 executed steps",
        2: "2 changed rules, 12 to 40 executed steps",
        3: "3 changed rules, 25 to 100 executed steps, two loops",
    }
    tags = ("code", "execution", "counterfactual")

    def sample(self, stream: Stream, level: int) -> Altered:
        count, _, _ = _LEVELS[level]
        for attempt in range(_ATTEMPTS):
            # The same rules for a while, so that those that seldom come to bear are not seldom seen.
            if attempt % _PATIENCE == 0:
                rules = tuple(sorted(stream.sample(tuple(RULES), count)))
                while not compatible(rules):
                    rules = tuple(sorted(stream.sample(tuple(RULES), count)))
            drawn = program(stream, level, rules)
            found = None if idle(drawn.block) else _telling(drawn, rules, level)
            if found is not None:
                value, steps, plain = found
                items = drawn.items if "$items" in json_text(drawn.block) else ()
                function = stream.choice(_FUNCTIONS) if items else ""
                names = _named(stream, drawn.block)
                return Altered(rules, drawn.block, names, function, items, repr(value), repr(plain), steps)
        raise Impossible(f"no program in which {count} changed rules matter in {_ATTEMPTS} attempts")

    def phrase(self, instance: Altered, stream: Stream, language: str) -> Wording:
        frame = stream.choice(tuple(_FRAMES))
        rules = [stream.choice(RULES[rule].said) for rule in stream.shuffled(instance.rules)]
        if len(rules) == 1:
            list_of_rules = rules[0]
        else:
            list_of_rules = "\n".join(f"{number}. {rule}" for number, rule in enumerate(rules, 1))
        slots = {
            "rules": list_of_rules,
            "many": "one rule is" if len(rules) == 1 else f"{in_words(len(rules))} rules are",
            "exception": "one exception" if len(rules) == 1 else f"{in_words(len(rules))} exceptions",
            "change": "this change" if len(rules) == 1 else "these changes",
            "code": f"```python\n{_source(instance)}```",
            "learner": stream.choice(("student", "beginner", "trainee")),
            "question": stream.choice(_QUESTIONS),
            "ending": answer_line(stream, "Python literal"),
        }
        return Wording(fill(_FRAMES[frame], stream, slots), f"{frame}")

    def check(self, instance: Altered) -> Check:
        names = instance.names
        head = f"def run({names['$items'] if instance.items else ''}):"
        body = translated(instance.block, names, frozenset(instance.rules))
        return Output(
            answer=Literal(),
            gold=instance.result,
            source="\n".join([head, *body]) + "\n",
            entry="run",
            arguments=[list(instance.items)] if instance.items else [],
        )

    def reference(self, instance: Altered, stream: Stream) -> str:
        environment: dict[str, Any] = {"$items": list(instance.items)}
        machine = Machine(frozenset(instance.rules), environment, instance.steps, instance.names)
        machine.run(instance.block)
        reminder = listed([RULES[rule].short for rule in instance.rules])
        lines = [f"To keep in mind: {reminder}. All else is as in Python."]
        if instance.items:
            lines.append(f"The call starts with {instance.names['$items']} = {list(instance.items)}.")
        return "\n".join([*lines, *machine.lines, f"Answer: {instance.result}"])

    def canonical(self, instance: Altered) -> Any:
        order: dict[str, str] = {}
        renamed = _NAME.sub(lambda found: order.setdefault(found.group(), f"${len(order)}"), json_text(instance.block))
        return [instance.rules, renamed, list(instance.items)]

    def measures(self, instance: Altered) -> dict[str, int]:
        return {"rules": len(instance.rules), "executed_steps": instance.steps, "nesting": nesting(instance.block)}


_NAME = re.compile(r"\$[a-z0-9]+")
_FUNCTIONS = ("f", "g", "run", "mystery", "compute", "process", "work", "scan", "walk", "build")
_SPELLINGS = {
    "$items": ("xs", "numbers", "values", "data", "nums"),
    "$x": ("x", "v", "item", "i", "k"),
    "$y": ("y", "j", "w", "other", "q"),
    "$n": ("n", "rest", "m", "left"),
    "$total": ("total", "score", "acc", "s", "sum_so_far"),
    "$out": ("out", "kept", "found", "seq"),
    "$made": ("made", "parts", "first", "temp"),
    "$a": ("a", "p", "width"), "$b": ("b", "q", "height"), "$c": ("c", "r", "depth"), "$d": ("d", "t", "size"),
}  # fmt: skip


def _named(stream: Stream, block: Any) -> dict[str, str]:
    """A spelling for every name of the program; no two alike."""
    names: dict[str, str] = {}
    for name in sorted(set(_NAME.findall(json_text(block)))):
        names[name] = stream.choice([word for word in _SPELLINGS[name] if word not in names.values()])
    return names


def _telling(drawn: Drawn, rules: tuple[str, ...], level: int) -> tuple[Any, int, Any] | None:
    """The program's result, its executed steps and its result in plain Python, or None where it is no good: where the
    plain result, or that under all rules but one, is the same."""
    _, low, high = _LEVELS[level]
    found = _outcome(drawn.block, drawn.items, rules, high)
    if found is None or found[1] < low or not _worthwhile(found[0], drawn.items):
        return None
    plain = _outcome(drawn.block, drawn.items, (), 2 * high)
    if plain is None or plain[0] == found[0]:
        return None
    for rule in rules:
        without = _outcome(drawn.block, drawn.items, [each for each in rules if each != rule], 2 * high)
        if without is not None and without[0] == found[0]:
            return None
    return (*found, plain[0])


def _outcome(block: Any, items: tuple[int, ...], rules: Any, limit: int) -> tuple[Any, int] | None:
    """The program's result under the rules and its executed steps, or None where it fails or takes too long."""
    machine = Machine(frozenset(rules), {"$items": list(items)}, limit)
    try:
        return machine.run(block), machine.steps
    except Stopped:
        return None


def _worthwhile(value: Any, items: tuple[int, ...]) -> bool:
    """Whether a result is no guess: not 0, 1, empty or the argument itself, and short enough to write."""
    if isinstance(value, list):
        return 1 < len(value) <= 10 and len(set(value)) > 1 and tuple(value) != items
    return value not in (0, 1, -1) and abs(value) < 10_000


def _source(instance: Altered) -> str:
    """The program as it is shown: a function with its call, or a script that prints its result."""
    style = Style()
    if instance.items:
        head = f"def {instance.function}({instance.names['$items']}):"
        lines = [head, *written(instance.block, instance.names, style)]
        call = f"{instance.function}({list(instance.items)})"
        return "\n".join([*lines, "", "", f"print({call})", ""])
    *lines, last = written(instance.block, instance.names, style, 0)
    return "\n".join([*lines, f"print({last.removeprefix('return ')})", ""])


_QUESTIONS = ("What does the program print?", "What is printed?", "Which value is printed?", "Work out what it prints.")
_FRAMES = {
    "language": "[Nohtyp|Pyrite|Viper|Mirrorpy] is a language that looks like Python and works like Python, with "
    "{exception}:\n\n{rules}\n\n[Here is a program in it:|This program is written in it:]\n\n{code}\n\n{question} "
    "{ending}",
    "interpreter": "[Somebody has tampered with a Python interpreter|A Python interpreter has been modified]; all is "
    "as usual but for {change}:\n\n{rules}\n\n{question}\n\n{code}\n\n{ending}",
    "code_first": "{code}\n\n[This is not quite Python|The program above is to be read as Python with a difference]: "
    "{many} changed.\n\n{rules}\n\n{question} {ending}",
    "suppose": "[Suppose that Python had been designed differently|Imagine a version of Python that differs from the "
    "real one] in the following way.\n\n{rules}\n\n{question}\n\n{code}\n\n{ending}",
    "exam": "Exercise. Run the program by hand. All rules of Python hold, but {many} changed:\n\n{rules}\n\n{code}\n\n"
    "[State what it prints.|Give the output.] {ending}",
    "game": "[In a puzzle game|For a quiz], programs are run by the rules of Python with {change}:\n\n{rules}\n\nThe "
    "program of this round is\n\n{code}\n\n{question} {ending}",
    "manual": "From the manual of a Python dialect: \"Except for what is listed here, everything works as in "
    "Python.\"\n\n{rules}\n\n[A user runs this program:|The manual's example:]\n\n{code}\n\n{question} {ending}",
    "bug": "A faulty build of Python behaves normally with {exception}:\n\n{rules}\n\nThis program is run with the "
    "faulty build.\n\n{code}\n\n{question} {ending}",
    "translation": "{question} [Do not answer for ordinary Python|Note that ordinary Python would print something "
    "else]: {many} changed here.\n\n{rules}\n\n{code}\n\n{ending}",
    "student": "A {learner} has misunderstood Python and believes this:\n\n{rules}\n\n[Everything else the {learner} "
    "has understood.|The {learner} knows everything else.] What does the {learner} expect the following program to "
    "print?\n\n{code}\n\n{ending}",
}  # fmt: skip
