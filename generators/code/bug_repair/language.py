"""The wording of bug repair: frames for the question, and a worked solution that follows a call to the bug."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from generators.code.algorithms import STYLE, Variant, built, lines, parameters
from generators.code.calls import calls_shown
from generators.code.mini_python import Block, Event, run
from generators.code.output_prediction.language import traced
from generators.language.lexicon import in_words
from generators.language.wording import fill
from generators.randomness import Stream

MOST_STEPS = 5_000


class Told(NamedTuple):
    """What a frame says: the function's name, its parameters' names, its text, its specification in three parts, the
    number of bugs, how many lines may be changed (0: any), and calls as text: the one that goes wrong with what comes
    out and what should, and others with their right results."""

    function: str
    parameters: list[str]
    source: str
    what: str
    edge: str
    about: str
    bugs: int
    most: int
    call: str
    returned: str
    expected: str
    others: Sequence[tuple[str, str]]


def asked(told: Told, stream: Stream, ending: str, level: int) -> tuple[str, str]:
    """The question in words, and the name of its frame."""
    frame = stream.choice(_NAMES)
    edge = f" {told.edge}" if told.edge else ""
    slots = {
        "name": f"`{told.function}`",
        "signature": f"`{told.function}({', '.join(told.parameters)})`",
        "code": f"```python\n{told.source}```",
        "what": told.what,
        "edge": edge,
        "sentence": f"{told.what[0].upper()}{told.what[1:]}.{edge}",
        "about": told.about,
        "bug": "a bug" if told.bugs == 1 else f"{in_words(told.bugs)} bugs",
        "exactly": "exactly one bug" if told.bugs == 1 else f"exactly {in_words(told.bugs)} bugs",
        "them": "it" if told.bugs == 1 else "them",
        "calls": _calls(told, stream, level),
        "limit": _limit(told, stream),
        "ending": ending,
    }
    return fill(_FRAMES[frame], stream, slots), frame


_FRAMES = {
    "plain": "The function {name} should {what}.{edge} {about}. The code has {bug}. [Find and repair "
    "{them}.|Repair {them}.]\n"
    "\n{code}\n\n{calls}\n\n{limit}{ending}",
    "code_first": "{code}\n\nThis function is meant to {what}.{edge} {about}. [As it stands it does "
    "something else, since it "
    "has {exactly}.|There is a mistake, though: the function has {exactly}.]\n\n{calls}\n\n{limit}{ending}",
    "ticket": "**Bug report for {name}**\n\n**Documented behaviour.** {sentence} {about}.\n\n**Observed.** {calls}\n\n"
    "**Source.**\n{code}\n\n[Please send a corrected version.|A corrected version is needed.] The source has "
    "{exactly}. "
    "{limit}{ending}",
    "review": "In a code review you read that {signature} is there to {what}.{edge} {about}.\n\nThe code below "
    "[was submitted|was handed in] for this; you notice {bug} in it.\n\n{code}\n\n{calls}\n\n[Write the function "
    "as it should be.|Correct the function.] {limit}{ending}",
    "student": "A student was given this exercise:\n\n> {sentence} {about}.\n\nThe student's solution has "
    "{exactly}:\n\n"
    "{code}\n\n{calls}\n\n[Hand back a version that solves the exercise.|Correct the solution.] {limit}{ending}",
    "docstring": "The documentation of {signature} says:\n\n    {sentence}\n\nHere, {about}. The code does not "
    "[keep this promise|do that]; it has {bug}.\n\n{code}\n\n{calls}\n\n[Bring the code into line with its "
    "documentation.|Make the code do what the documentation says.] {limit}{ending}",
    "tests_fail": "Some tests of {name} fail because of {bug} in the code:\n\n{code}\n\nWhat the tests "
    "expect is written "
    "down as follows. {sentence} {about}.\n\n{calls}\n\n[Make all tests pass.|Change the function so that every test "
    "passes.] {limit}{ending}",
    "exam": "Exercise in debugging. The task that {signature} was written for: {what}.{edge} Here {about}.\n\nThe "
    "function contains {exactly}:\n\n{code}\n\n{calls}\n\nState the repaired function. {limit}{ending}",
    "message": "Hi, [can you help me with a function?|could you have a look at this?] I want {signature} to "
    "{what}.{edge} "
    "{about}. What I have written is\n\n{code}\n\nand there must be {bug} in it. {calls}\n\n[How does it have "
    "to look?|"
    "What would the right version be?] {limit}{ending}",
    "refactoring": "After a refactoring {name} has {bug}. [Its task has not changed:|It is still supposed to do the "
    "following.] {sentence} {about}.\n\n{code}\n\n{calls}\n\n[Restore the right behaviour.|Repair what was broken.] "
    "{limit}{ending}",
}
_NAMES = tuple(_FRAMES)


def _calls(told: Told, stream: Stream, level: int) -> str:
    """Calls that show what is wanted: with less and less help from level to level."""
    if level == 1:
        return fill(
            "[For example, {call} returns {returned}, but it should return {expected}.|The call {call} gives "
            "{returned} "
            "instead of {expected}.|{call} should be {expected}, but comes out as {returned}.]",
            stream,
            {"call": f"`{told.call}`", "returned": f"`{told.returned}`", "expected": f"`{told.expected}`"},
        )
    pairs = list(told.others) if level == 3 else stream.shuffled([(told.call, told.expected), *told.others])
    if not pairs:
        pairs = [(told.call, told.expected)]
    intro = stream.choice(("Right results for some calls:", "The right function gives these results:"))
    if level == 2:
        intro = stream.choice((
            "These are the results that a right function gives, and the one above misses at least one of them:",
            "Calls with the results that they should have, not all of which come out:",
        ))  # fmt: skip
    return f"{intro}\n{calls_shown(pairs, stream)}"


def _limit(told: Told, stream: Stream) -> str:
    if not told.most:
        return ""
    count = "one line" if told.most == 1 else f"{in_words(told.most)} lines"
    return fill(
        "[Change at most {count} of the function as given; a line removed or added counts as a change, and "
        "blank lines and "
        "comments do not count.|Keep the repair small: no more than {count} may differ from the code given "
        "(changed, removed or "
        "added; comments and blank lines aside).|The difference to the given code may be at most {count}, "
        "counting lines "
        "changed, removed or added, but not comments or blank lines.] ",
        stream,
        {"count": count},
    )


# The worked solution


def explained(variant: Variant, block: Block, call: list[Any], stream: Stream) -> str:
    """The bugs found by following a call that goes wrong, each with what its line is there for, and the repair."""
    gold = built(variant)
    names = [f"${each.name}" for each in parameters(variant)]
    told = {name: repr(value) for name, value in zip(names, call, strict=True)}
    shown = f"`{variant.function}({', '.join(told.values())})`"
    text = [stream.choice(_OPENINGS).format(call=shown)]
    returned, trace = _followed(variant, names, block, call, told, stream)
    text += trace
    expected, right = _followed(variant, names, gold.block, call, told, stream)
    text.append(f"The function gives {returned}, and by its description it should give {expected}.")
    before, after = lines(variant, block), lines(variant, gold.block)
    repairs = _repairs(before, after, gold.purposes)
    text.append(stream.choice(_SEARCHES))
    text += repairs
    text.append(f"With {'this' if len(repairs) == 1 else 'these'} repaired, the call runs like this:")
    text += right
    text.append(f"That is the right result, {expected}. The whole function:")
    return "\n".join(text) + "\n\n```python\n" + "\n".join(after) + "\n```"


_OPENINGS = (
    "To find what goes wrong, I follow the call {call} through the code as it stands.",
    "I try the function as given by hand on {call}.",
    "A small call shows the trouble: {call}. Step by step, the code as given does this:",
)
_SEARCHES = (
    "Now I compare each line with what it is there for.",
    "So I check the lines against the description.",
    "Going through the lines with the description in mind, I find the cause.",
)


def _followed(
    variant: Variant, names: list[str], block: Block, call: list[Any], told: dict[str, str], stream: Stream
) -> tuple[str, list[str]]:
    """What the call returns, and how it gets there."""
    events: list[Event] = []
    outcome = run(names, block, call, MOST_STEPS, events)
    return repr(outcome.value), traced(events, variant.names, STYLE, told, stream)


def _repairs(before: list[str], after: list[str], purposes: Sequence[str]) -> list[str]:
    """Where the function as it stands differs from the right one, in words."""
    if len(before) == len(after):
        return [
            f"- Line {place}, `{line.strip()}`, {_purpose(purposes[place - 2])}. For that it must read "
            f"`{right.strip()}`."
            for place, (line, right) in enumerate(zip(before, after, strict=True), 1)
            if line != right
        ]
    found = []
    for tag, i, _, j, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        wanted = [(line.strip(), _purpose(purposes[at - 1])) for at, line in enumerate(after[j:end], j) if at]
        if tag == "replace":
            for place, (line, purpose) in enumerate(wanted, i):
                found.append(
                    f"- Line {place + 1}, `{before[place].strip()}`, {purpose}. For that it must read `{line}`."
                )
        elif tag == "insert":
            for line, purpose in wanted:
                found.append(
                    f"- After line {i}, `{before[i - 1].strip()}`, a line is missing: `{line}`, which {purpose}."
                )
    return found


def _purpose(purpose: str) -> str:
    return f"is there to {purpose}" if purpose.split()[0] in _VERBS else f"is to say that {purpose}"


_VERBS = frozenset(
    "add append ask assume begin bring choose compare count cut divide do exchange give go keep let look make "
    "move multiply "
    "note open pass pay push put raise remember report say start stop subtract take tell treat try visit work".split()
)
