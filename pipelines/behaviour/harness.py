"""What runs in the sandbox: it defines programs, calls a function of each with many inputs, and says what came of it.

The text of this file is handed to the sandbox as the program of a job; it may import nothing of ours, and the programs
that it runs are never run outside. What a call gives becomes a text in which equal values are equal: numbers by value
(floats to nine digits), tuples and iterators as lists, sets sorted. Steps are counted, not timed, so that no machine's
speed decides anything.
"""

from __future__ import annotations

import copy
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LONG = "long"  # what is said of a call that takes more steps than it may
MOST_RAISED = 2  # calls at the beginning of a batch, after which a function is not tried on the others
MOST_LONG = 4  # of a batch; after that it is given up
LONGEST = 300  # characters of an outcome; of longer ones the rest is hashed
MOST_ITEMS = 2_000  # of an iterator or container
DEEPEST = 12


class _Long(BaseException):
    """A call has taken more steps than it may."""


def probe(source: str, entry: str, batches: list[list[list[Any]]], steps: int, all_steps: int) -> list[Any]:
    """For every batch the outcomes of calling `entry` with its inputs, or None where too many took too long."""
    module = type(sys)("candidate")
    module.__dict__["__builtins__"] = sys.modules["builtins"]
    sys.modules["candidate"] = module
    exec(compile(source, "candidate.py", "exec", dont_inherit=True), module.__dict__)
    return _batches(module.__dict__[entry], batches, steps, all_steps)


def probe_all(source: str, batch: list[list[Any]], steps: int) -> list[list[str]]:
    """The outcomes of calling every function of the program, of which none changes its arguments, with the inputs."""
    names: dict[str, Any] = {"__name__": "candidate"}
    exec(compile(source, "candidate.py", "exec", dont_inherit=True), names)
    found = [each for each in names.values() if isinstance(each, type(probe))]
    return [[_outcome(each, arguments, steps)[0] for arguments in batch] for each in found]


def call_all(source: str, batches: list[Any], most: int, steps: int, all_steps: int) -> list[Any]:
    """What the functions of a program give that take as many arguments as the calls of a batch have: for each function
    and each such batch, of at most `most` functions, its name, the batch's number and the outcomes as of `probe`, None
    where a call takes too long or the first ones raise. All calls together may take ten times `all_steps`.

    Methods of a class named ``Solution`` count as functions."""
    names: dict[str, Any] = {"__name__": "candidate"}
    exec(compile(source, "candidate.py", "exec", dont_inherit=True), names)
    functions = [
        (name, each, 0) for name, each in names.items() if isinstance(each, type(probe)) and each.__globals__ is names
    ]
    if isinstance(names.get("Solution"), type):
        held = names["Solution"]()
        functions += [
            (name, getattr(held, name), 1)
            for name, each in vars(type(held)).items()
            if isinstance(each, type(probe)) and not name.startswith("_")
        ]
    found = []
    left = 10 * all_steps
    for name, each, bound in functions[:most]:
        takes = each.__code__.co_argcount - bound
        least = takes - len(each.__defaults__ or ())
        any_number = bool(each.__code__.co_flags & 4)
        for number, calls in enumerate(batches):
            if calls and (least <= len(calls[0]) <= takes or (any_number and len(calls[0]) >= least)):
                outcomes, used = _until_long(each, calls, steps, min(all_steps, left))
                left -= used
                found.append([name, number, outcomes])
    return found


def _until_long(function: Any, calls: list[list[Any]], steps: int, all_steps: int) -> tuple[list[str] | None, int]:
    """The outcomes of calls, or None if one takes too long or the first ones raise, and the steps that all took."""
    outcomes: list[str] = []
    total = 0
    for arguments in calls:
        outcome, used = _outcome(function, copy.deepcopy(arguments), min(steps, all_steps - total))
        total += used
        outcomes.append(outcome)
        if outcome == LONG or total >= all_steps:
            return None, total
        if len(outcomes) == MOST_RAISED and all(each.startswith("!") for each in outcomes):
            return None, total
    return outcomes, total


def call_each(sources: list[str], batches: list[Any], most: int, steps: int, all_steps: int) -> list[Any]:
    """The same for several programs, None for one that cannot be defined."""
    found: list[Any] = []
    for source in sources:
        try:
            found.append(call_all(source, batches, most, steps, all_steps))
        except (MemoryError, KeyboardInterrupt):
            raise
        except BaseException:
            found.append(None)
    return found


def arities(source: str) -> list[Any]:
    """The name of every function that the program defines, with the least and the greatest number of its arguments."""
    names: dict[str, Any] = {"__name__": "candidate"}
    exec(compile(source, "candidate.py", "exec", dont_inherit=True), names)
    found = []
    for name, each in names.items():
        if isinstance(each, type(probe)) and each.__globals__ is names:
            most = each.__code__.co_argcount
            found.append([name, most - len(each.__defaults__ or ()), most])
    return found


def _batches(function: Any, batches: list[list[list[Any]]], steps: int, all_steps: int) -> list[Any]:
    found: list[Any] = []
    for batch in batches:
        left = all_steps  # of each batch its own: what is asked beside it must not matter
        outcomes: list[str] = []
        for arguments in batch:
            outcome, used = _outcome(function, copy.deepcopy(arguments), min(steps, left))
            left -= used
            outcomes.append(outcome)
            if left <= 0 or outcomes.count(LONG) > MOST_LONG:
                break
        found.append(outcomes if left > 0 and outcomes.count(LONG) <= MOST_LONG else None)
    return found


def _outcome(function: Any, arguments: list[Any], steps: int) -> tuple[str, int]:
    """What a call gives, as a text, and how many steps it took. An exception is told by its class, after a mark."""
    taken = [0]

    def step(frame: Any, event: str, argument: Any) -> Any:
        taken[0] += 1
        if taken[0] > steps:
            raise _Long
        return step

    sys.settrace(step)
    try:
        text = _text(function(*arguments), 0)
    except _Long:
        text = LONG
    except (MemoryError, KeyboardInterrupt):
        raise
    except BaseException as raised:  # SystemExit is a failure like any other
        text = f"!{type(raised).__name__[:60]}"
    finally:
        sys.settrace(None)
    if len(text) > LONGEST:
        rest = 0
        for letter in text[LONGEST:]:
            rest = (rest * 1_000_003 + ord(letter)) & 0xFFFFFFFFFFFF
        text = f"{text[:LONGEST]}#{len(text)}#{rest}"
    return text.encode("utf-8", "backslashreplace").decode(), taken[0]


def _text(value: Any, depth: int) -> str:
    if depth > DEEPEST:
        return "..."
    if value is None:
        return "None"
    if isinstance(value, (bool, int)):
        return str(int(value)) if int(value).bit_length() < 13_000 else f"bits {int(value).bit_length()}"
    if isinstance(value, float):
        if value == int(value) if abs(value) < 1e15 else False:
            return str(int(value))
        return format(value, ".9g")
    if isinstance(value, complex):
        return f"({_text(value.real, depth)},{_text(value.imag, depth)})"
    if isinstance(value, str):
        return repr(str(value)[: 10 * MOST_ITEMS])
    if isinstance(value, (list, tuple)):
        return f"[{','.join([_text(each, depth + 1) for each in value[:MOST_ITEMS]])}]"
    if isinstance(value, (set, frozenset)):
        return f"{{{','.join(sorted([_text(each, depth + 1) for each in value]))}}}"
    if isinstance(value, dict):
        items = sorted([f"{_text(key, depth + 1)}:{_text(each, depth + 1)}" for key, each in value.items()])
        return f"{{{','.join(items)}}}"
    if isinstance(value, (bytes, bytearray)):
        return repr(bytes(value))
    if hasattr(type(value), "__next__") or isinstance(value, (range, type({}.keys()), type({}.values()))):
        items = []
        for each in value:
            items.append(_text(each, depth + 1))
            if len(items) == MOST_ITEMS:
                break
        return f"[{','.join(items)}]"
    return f"<{type(value).__name__}>"
