"""The wording of equivalence: frames for the question, and a worked solution that compares the two functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from math import prod
from typing import Any, NamedTuple

from generators.code.mini_python import Block, Event, Node, Stopped, Style, expression, run
from generators.code.mini_python_text import Runner
from generators.code.output_prediction.language import traced
from generators.language.wording import fill
from generators.randomness import Stream

OUTCOME = "equivalent"
_MOST_STEPS = 2_000
_STYLE = Style('"', True)


class Told(NamedTuple):
    """What a frame says: the function's name, its two texts, its parameters' names, and their domains in words."""

    function: str
    sources: tuple[str, str]
    parameters: Sequence[str]
    about: Sequence[str]


def asked(told: Told, stream: Stream, ending: str) -> tuple[str, str]:
    """The question in words, and the name of its frame."""
    frame = stream.choice(_NAMES)
    single = len(told.parameters) == 1
    domain = ", and ".join(f"`{name}` is {about}" for name, about in zip(told.parameters, told.about, strict=True))
    slots = {
        "name": f"`{told.function}`",
        "call": f"`{told.function}({', '.join(told.parameters)})`",
        "codes": _codes(told, stream),
        "domain": domain,
        "arguments": "an argument" if single else "arguments",
        "form": f'write "{OUTCOME}" if there is no difference, and otherwise '
        + ("one argument for which they differ, as a Python literal" if single else
           f"one tuple `({', '.join(told.parameters)})` for which they differ, as a Python literal"),
        "ending": ending,
    }  # fmt: skip
    return fill(_FRAMES[frame], stream, slots), frame


_FRAMES = {
    "plain": "Here are two versions of {name}.\n\n{codes}\n\n[Do they always return the same, given that|Is "
    "the result always "
    "the same, if] {domain}? As the answer, {form}. {ending}",
    "refactoring": "Someone has rewritten the function {name} and claims that nothing has "
    "changed.\n\n{codes}\n\nIt is only "
    "called where {domain}. [Is the claim right?|Check the claim.] In the answer, {form}. {ending}",
    "domain_first": "Suppose that {domain}. [Can the two versions of {call} below return different "
    "values?|Do these two versions of "
    "{call} agree?]\n\n{codes}\n\nFor the answer, {form}. {ending}",
    "review": "In a code review you are asked whether the second version of {name} may replace the "
    "first.\n\n{codes}\n\nAll that "
    "matters is calls in which {domain}. On the last line, {form}. {ending}",
    "optimiser": "A program that simplifies code has turned one version of {name} into "
    "another.\n\n{codes}\n\nFor its correctness "
    "both must return the same whenever {domain}. [Do they?|Is that the case?] On your last line, {form}. {ending}",
    "exam": "Exercise. Prove or refute: the two versions of {call} return the same for all {arguments_all} "
    "in the domain, where "
    "{domain}.\n\n{codes}\n\nAs the result, {form}. {ending}",
    "tests": "Both versions of {name} pass the tests that there are, but the tests are few.\n\n{codes}\n\nIs "
    "there a call on which "
    "they differ if {domain}? At the end, {form}. {ending}",
    "students": "Two students have handed in these functions for the same exercise.\n\n{codes}\n\nDo the "
    "functions return the same "
    "for every call in which {domain}? For the answer, {form}. {ending}",
    "porting": "While a library is moved to another project, {name} exists twice for a "
    "time.\n\n{codes}\n\nThe callers make sure that "
    "{domain}. [Does it matter which version they get?|Can they tell the two apart?] As the answer, {form}. {ending}",
}
_FRAMES = {
    name: text.replace("all {arguments_all} in the domain", "all calls in the domain") for name, text in _FRAMES.items()
}
_NAMES = tuple(_FRAMES)


def _codes(told: Told, stream: Stream) -> str:
    labels = stream.choice(
        (("Version 1:", "Version 2:"), ("First version:", "Second version:"), ("One version:", "The other version:"))
    )
    return "\n\n".join(f"{label}\n```python\n{text}```" for label, text in zip(labels, told.sources, strict=True))


# The worked solution


def explained(
    function: str, names: tuple[str, ...], blocks: tuple[Block, Block], spelling: dict[str, str],
    domain: list[list[Any]], counterexample: list[Any], why: str, stream: Stream,
) -> str:  # fmt: skip
    """Both functions on the call that tells them apart; or why there is none, with calls at the domain's edges."""
    if counterexample:
        text = [stream.choice(_SEARCHES)]
        results = []
        for number, block in enumerate(blocks, 1):
            text.append(f"{'First' if number == 1 else 'Second'} version, `{_call(function, counterexample)}`:")
            told = {name: repr(value) for name, value in zip(names, counterexample, strict=True)}
            events: list[Event] = []
            results.append(repr(run(names, block, counterexample, _MOST_STEPS, events).value))
            start, *rest = traced(events, spelling, _STYLE, told, stream)
            text += [start, *_parts(block, names, spelling, counterexample), *rest]
        text.append(f"The results are {results[0]} and {results[1]}, so the two versions are not equivalent.")
        return "\n".join(text)
    calls = prod(map(len, domain))
    text = []
    if why:
        text.append(f"The two versions do the same: {why}.")
        text.append("Some calls, most of them at the edges of the domain, to be sure:")
    else:
        text.append(f"The versions are not written alike, so I try the domain, which has {calls} calls. Some of them:")
    for call in _edges(domain):
        values = [repr(run(names, block, call, _MOST_STEPS).value) for block in blocks]
        text.append(f"- `{_call(function, call)}`: {values[0]} and {values[1]}.")
    text.append(
        "Every other call in the domain gives equal results as well."
        if not why
        else "The results are equal everywhere."
    )
    return "\n".join(text)


_SEARCHES = (
    "I look for a call on which the difference between the two versions matters, and follow both.",
    "The versions are not the same in every line, so I try calls at which that could show: limits, zero, "
    "negative numbers, "
    "repetitions, and short inputs. This one does it.",
    "I compare the versions on a small call that the difference ought to show on.",
)


def _parts(block: Block, names: tuple[str, ...], spelling: dict[str, str], call: list[Any]) -> list[str]:
    """The values of the parts of a single formula, from the inside out; nothing for other functions."""
    if len(block) > 1 or block[0][0] != "return":
        return []
    runner = Runner()
    found: dict[str, str] = {}
    for node in _inner(block[0][1], top=True):
        with suppress(Stopped):
            value = runner.function(names, (("return", node),))(call)
            found[expression(node, spelling, _STYLE)] = repr(value)
    return [f"- `{text}` is {value}." for text, value in found.items()]


def _inner(node: Node, *, top: bool = False) -> Iterator[Node]:
    """The expressions inside of a formula that have to be worked out, innermost first."""
    if node[0] in ("lit", "name", "each", "list"):
        return
    for each in node[1:]:
        if isinstance(each, tuple) and each:
            yield from _inner(each)
    if not top and node[0] in ("bin", "cmp", "call", "method", "slice", "at", "minus", "and", "or", "not", "choose"):
        yield node


def _call(function: str, call: Sequence[Any]) -> str:
    return f"{function}({', '.join(map(repr, call))})"


def _edges(domain: list[list[Any]]) -> list[list[Any]]:
    """Up to eight calls: the first and last values of each parameter, and some between."""
    found: list[list[Any]] = []
    for i in range(8):
        call = [values[(len(values) - 1) * ((i * (3 if j else 1)) % 8) // 7] for j, values in enumerate(domain)]
        if call not in found:
            found.append(call)
    return found
