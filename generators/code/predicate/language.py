"""The wording of puzzles: frames for the question, the domain in words, and the solution."""

from __future__ import annotations

from collections.abc import Sequence

from generators.code.predicate.kinds import Bounds
from generators.language.lexicon import in_words
from generators.language.wording import fill
from generators.randomness import Stream


def asked(
    function: str, variable: str, source: str, type_text: str, bounds: Bounds | None, stream: Stream, ending: str
) -> tuple[str, str]:
    """The question in words, and the name of its frame."""
    frame = stream.choice(tuple(_FRAMES))
    slots = {
        "code": f"```python\n{source}```",
        "name": f"`{function}`",
        "call": f"`{function}({variable})`",
        "asserted": f"`assert {function}({variable}) is True`",
        "unknown": f"`{variable}`",
        "domain": f"`{variable}` is {_described(type_text, bounds)}",
        "else": stream.choice(_ELSE).replace("{unknown}", f"`{variable}`") if bounds else stream.choice(_ANY),
        "ending": ending,
    }
    return fill(_FRAMES[frame], stream, slots), frame


_ELSE = (
    "If there is none, say so.", "Say so if there is no such value.", "It may also be that there is none.",
    "Any one will do; if none exists, that is the answer.",
)  # fmt: skip
_ANY = ("Any one will do.", "One is enough.", "If there are several, give any of them.", "Whichever you find is right.")

_FRAMES = {
    "direct": "[Find|Give] a value of {unknown} for which {call} returns `True`, where {domain}. "
    "{else}\n\n{code}\n\n{ending}",
    "code first": "{code}\n\n[For which {unknown} does {name} return `True`?|What must be passed to {name} for it to "
    "return `True`?] Here {domain}. {else}\n\n{ending}",
    "puzzle": "[A programming puzzle|Puzzle]: {domain}, and this function has to accept it. "
    "{else}\n\n{code}\n\n{ending}",
    "satisfy": "[Satisfy|Solve] the following predicate; {domain}. {else}\n\n{code}\n\n{ending}",
    "lock": "{name} guards a door and opens it only for an argument for which it returns `True`. [With what does the "
    "door open|What opens the door]? Note that {domain}. {else}\n\n{code}\n\n{ending}",
    "tester": "A tester looks for an input on which {name} gives `True`, because so far it has only given `False`. "
    "[The rule is that|Remember that] {domain}. {else}\n\n{code}\n\n{ending}",
    "coverage": "To cover the last branch of a program, {call} must come out as `True`. [Choose|Find] such an "
    "argument, given that {domain}. {else}\n\n{code}\n\n{ending}",
    "exam": "Exercise. In what follows {domain}. Determine {unknown} so that {call} is `True`. "
    "{else}\n\n{code}\n\n{ending}",
    "assertion": "[Which value of {unknown} makes {asserted} pass|With which value of {unknown} does {asserted} "
    "pass], if {domain}? {else}\n\n{code}\n\n{ending}",
    "example": "[The documentation|A description] of {name} needs one example for which it returns `True`. Supply "
    "it; {domain}. {else}\n\n{code}\n\n{ending}",
}


def _described(type_text: str, bounds: Bounds | None) -> str:
    """A type and its bounds in words."""
    noun = _NOUNS.get(type_text) or f"a tuple of {in_words(type_text.count('int'))} integers"
    if bounds is None:
        return noun
    low, high = bounds.numbers
    if type_text == "int":
        return f"an integer from {low} to {high}"
    if bounds.sizes:
        noun = f"a list of {bounds.sizes[0][0]} integers"
    return f"{noun} from {low} to {high}"


_NOUNS = {
    "int": "an integer", "str": "a string", "list[int]": "a list of integers", "list[str]": "a list of strings",
    "list[list[int]]": "a list of lists of integers",
}  # fmt: skip


def told(variable: str, steps: Sequence[str], gold: str, solvable: bool, stream: Stream) -> list[str]:
    """The steps of the solution and what follows from them."""
    if solvable:
        endings = (f"So {variable} = {gold} satisfies all conditions.", f"This gives {variable} = {gold}.")
    else:
        endings = (
            f"So there is no such value of {variable}.",
            f"Hence no value of {variable} satisfies the conditions.",
        )
    return [*steps, stream.choice(endings)]
