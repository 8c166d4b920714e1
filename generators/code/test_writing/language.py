"""The wording of test writing: frames for the task, and a worked solution that follows every call it chooses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from generators.code.algorithms import STYLE, Variant, built, lines, parameters, source
from generators.code.mini_python import Block, Event, Stopped, run
from generators.code.output_prediction.language import traced
from generators.language.lexicon import in_words, listed
from generators.language.wording import fill
from generators.randomness import Stream

MOST_STEPS = 3_000


class Told(NamedTuple):
    """What a frame says: the function's name, its first line, its text (empty where it is not shown), the texts of the
    buggy versions (none where they are not shown), its specification in three parts, the number of buggy versions, how
    many calls are allowed, and the parameters' names."""

    function: str
    header: str
    source: str
    mutants: Sequence[str]
    what: str
    edge: str
    about: str
    number: int
    most: int
    parameters: Sequence[str]


def asked(told: Told, stream: Stream, ending: str) -> tuple[str, str]:
    """The task in words, and the name of its frame."""
    frame = stream.choice(_NAMES)
    edge = f" {told.edge}" if told.edge else ""
    shown = f"\n\n```python\n{told.source}```" if told.source else ""
    slots = {
        "name": f"`{told.function}`",
        "header": f"`{told.header}`",
        "what": told.what,
        "edge": edge,
        "sentence": f"{told.what[0].upper()}{told.what[1:]}.{edge}",
        "about": told.about,
        "code": shown,
        "versions": _versions(told, stream),
        "number": in_words(told.number),
        "calls": "one call" if told.most == 1 else f"{in_words(told.most)} calls",
        "form": _form(told, stream),
        "ending": ending,
    }
    return fill(_FRAMES[frame], stream, slots), frame


_FRAMES = {
    "plain": "The function {header} is there to {what}.{edge} {about}.{code}\n\n{versions}\n\n[Find|Give] at "
    "most {calls} "
    "[with their right results|together with the results that are right], such that every buggy version returns "
    "something else (or fails) on at least one of them. {form}\n\n{ending}",
    "tester": "You test {header}. According to its specification it should {what}.{edge} "
    "{about}.{code}\n\n{versions}\n\n"
    "[Design|Put together] a test suite of no more than {calls}. The right function must pass all of it, and "
    "each buggy "
    "version must fail at least one test. {form}\n\n{ending}",
    "review": "A team has agreed on this function:{code}\n\n{header} has to {what}.{edge} {about}. "
    "{versions}\n\nWhich "
    "calls, at most {calls}, expose all of the buggy versions? State them with what the right function returns. "
    "{form}\n\n{ending}",
    "spec_first": "Specification of {header}: {sentence} {about}.{code}\n\n{versions}\n\n[Choose|Pick] "
    "{calls} or fewer so "
    "that no buggy version gives the right result on all of them, and write down the right results. "
    "{form}\n\n{ending}",
    "mutation": "In mutation testing a test suite is good if it *kills* all mutants: each mutant gives a "
    "wrong result or "
    "fails on at least one test. The program under test is {header}, which is to {what}.{edge} "
    "{about}.{code}\n\n{versions}"
    "\n\nWrite a suite of at most {calls} that kills all of them. {form}\n\n{ending}",
    "exam": "Exercise in testing. {header} is required to {what}.{edge} Here "
    "{about}.{code}\n\n{versions}\n\nNo more than "
    "{calls} may be used to show that each of them is wrong. Name these calls and the results that the "
    "specification asks "
    "for. {form}\n\n{ending}",
    "marking": "Students were asked for a function {header} that should {what}.{edge} "
    "{about}.{code}\n\n{versions}\n\nTo "
    "mark such work automatically, [we need|a teacher needs] at most {calls} with their correct results, so that each "
    "of the buggy versions is caught by at least one. {form}\n\n{ending}",
    "message": "Hello, I have to write tests for {header}. It should {what}.{edge} {about}.{code}\n\n{versions}\n\nMy "
    "tests may make {calls} at most, but they should find out every buggy version. [Can you suggest "
    "some?|What should they "
    "be?] {form}\n\n{ending}",
    "release": "Before a release {header} is checked once more. Its task: {what}.{edge} "
    "{about}.{code}\n\n{versions}\n\n"
    "The check may consist of at most {calls}, and has to reject every one of the buggy versions while "
    "letting the right "
    "function through. {form}\n\n{ending}",
}

_NAMES = tuple(_FRAMES)


def _versions(told: Told, stream: Stream) -> str:
    if told.mutants:
        texts = "\n\n".join(f"Version {i}:\n```python\n{each}```" for i, each in enumerate(told.mutants, 1))
        return f"There are {in_words(told.number)} buggy versions of it.\n\n{texts}"
    return fill(
        "[Somewhere there are|There are also] {number} buggy versions of it, which you cannot see. Each "
        "differs from a right "
        "[program|function] in one small way, such as [a comparison that is off, a constant one too large, a "
        "wrong operator "
        "or variable, or a missing statement|a wrong comparison or bound, a number one too small, a "
        "statement left out, or "
        "one variable in place of another].",
        stream,
        {"number": in_words(told.number)},
    )


def _form(told: Told, stream: Stream) -> str:
    names = ", ".join(told.parameters) + ("," if len(told.parameters) == 1 else "")
    return fill(
        "[The answer is a Python list of pairs `(({names}), result)`|Write the calls as a Python list of pairs "
        "`(({names}), result)`], all as literals{tuple}.",
        stream,
        {"names": names, "tuple": "; mind the comma in the tuple of one argument" if len(told.parameters) == 1 else ""},
    )


# The worked solution


def explained(variant: Variant, mutants: Sequence[Block], calls: list[list[Any]], shown: str, stream: Stream) -> str:
    """Every call followed through the right function, and what the buggy versions do on it."""
    gold = built(variant).block
    names = [f"${each.name}" for each in parameters(variant)]
    text = []
    if shown == "nothing":
        text += ["First I write the function down:", "", "```python", *lines(variant, gold), "```", ""]
    text.append(stream.choice(_STRATEGIES))
    left = list(range(len(mutants)))
    for number, call in enumerate(calls, 1):
        told = {name: repr(value) for name, value in zip(names, call, strict=True)}
        text += ["", f"Call {number}: `{variant.function}({', '.join(told.values())})`"]
        events: list[Event] = []
        outcome = run(names, gold, call, MOST_STEPS, events)
        text += traced(events, variant.names, STYLE, told, stream)
        caught = [i for i in range(len(mutants)) if _returned(names, mutants[i], call) != repr(outcome.value)]
        news = [i for i in caught if i in left] or caught[:1]
        for i in news:
            text.append(
                _caught(
                    variant, gold, mutants[i], _returned(names, mutants[i], call), i + 1 if shown == "mutants" else 0
                )
            )
        left = [i for i in left if i not in caught]
    text.append("")
    if len(calls) == 1:
        text.append("So this one call is enough: it catches every slip that I looked at.")
    else:
        text.append(
            f"So these {in_words(len(calls))} calls are enough: each slip that I looked at is caught by one of them."
        )
    return "\n".join(text)


_STRATEGIES = (
    "I look for short calls on which a slip in one line changes the result: values on both sides of each "
    "limit, exactly "
    "on it, and lists or texts where the order or a repetition matters.",
    "A good call makes each decision in the function matter. I follow the function on each call and ask "
    "which slips would "
    "change the result.",
    "Each test should be small and still sensitive to slips, so I work out every result step by step and note what it "
    "would catch.",
)


def _returned(names: list[str], block: Block, call: list[Any]) -> str:
    """The literal of what the buggy version returns, or nothing where it fails."""
    try:
        return repr(run(names, block, call, MOST_STEPS).value)
    except Stopped:
        return ""


def _caught(variant: Variant, gold: Block, mutant: Block, returned: str, number: int) -> str:
    """What a buggy version does instead, and where it differs."""
    before, after = lines(variant, gold), lines(variant, mutant)
    does = f"returns {returned}" if returned else "fails"
    if len(before) == len(after):
        pairs = [(a.strip(), b.strip()) for a, b in zip(before, after, strict=True) if a != b]
        slip = " and ".join(f"`{b}` for `{a}`" for a, b in pairs)
        where = f"with {slip}"
    else:
        gone = [
            line.strip() for i, line in enumerate(before) if before[:i] == after[:i] and line not in after[i : i + 1]
        ]
        where = f"without {listed([f'`{line}`' for line in gone[:1]])}"
    return f"- Version {number}, {where}, {does} here." if number else f"- A version {where} {does} here."


__all__ = ["MOST_STEPS", "Told", "asked", "explained", "source"]
