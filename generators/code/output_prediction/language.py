"""The wording of output prediction: frames for the question, and a worked trace of the program's run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from generators.code.mini_python import Event, Names, Style, assigned, expression
from generators.language.lexicon import listed
from generators.language.wording import fill
from generators.randomness import Stream


def asked(
    function: str, source: str, parameters: Sequence[str], arguments: Sequence[str], stream: Stream, ending: str
) -> tuple[str, str]:
    """The question in words, and the name of its frame."""
    frame = stream.choice(_NAMES)
    call = f"{function}({', '.join(arguments)})"
    slots = {
        "code": f"```python\n{source}```",
        "bare_code": source.rstrip("\n"),
        "call": f"`{call}`",
        "bare_call": call,
        "keywords": f"`{function}({', '.join([f'{p}={a}' for p, a in zip(parameters, arguments, strict=True)])})`",
        "named_call": f"`{function}({', '.join(parameters)})`",
        "name": f"`{function}`",
        "bare_name": function,
        "given": listed([f"`{p} = {a}`" for p, a in zip(parameters, arguments, strict=True)]),
        "table": "\n".join(f"| `{p}` | `{a}` |" for p, a in zip(parameters, arguments, strict=True)),
        "ending": ending,
    }
    return fill(_FRAMES[frame], stream, slots), frame


_FRAMES = {
    "direct": "[What does the call {call} return?|What is the value of {call}?]\n\n{code}\n\n{ending}",
    "code_first": "{code}\n\n[Without running it, work out|Determine by hand] what {call} returns.\n\n{ending}",
    "printed": "[What does this program print?|This program prints one line. Which one?]\n\n```python\n"
    "{bare_code}\n\n\nprint(repr({bare_call}))\n```\n\n[The line printed is a Python literal.|What is printed "
    "can be read as a Python literal.] {ending}",
    "assertion": "A test for {name} is unfinished:\n\n```python\n{bare_code}\n\n\ndef test_{bare_name}():\n    assert "
    "{bare_call} == EXPECTED\n```\n\nWhich literal must stand in place of EXPECTED [for the test to pass|so that the "
    "assertion holds]?\n\n{ending}",
    "session": "The following function has been entered into an interactive Python session:\n\n{code}\n\nThe next "
    "input is\n\n```\n>>> {bare_call}\n```\n\nWhat does the interpreter show?\n\n{ending}",
    "docstring": "[A colleague documents|Someone is documenting] the function {name} and needs the result of one "
    "example call, {keywords}.\n\n{code}\n\n[Supply that result.|Which result belongs there?]\n\n{ending}",
    "debugger": "You step through {name} with a debugger, having called it with {given}. What value does the "
    "`return` statement that is reached hand back?\n\n{code}\n\n{ending}",
    "given_first": "Let {given}.\n\n{code}\n\n[Find the value of|Evaluate] {named_call} for these arguments.\n\n"
    "{ending}",
    "assigned": "[After this program has run, what is the value of `outcome`?|Which value does the variable `outcome` "
    "hold at the end?]\n\n```python\n{bare_code}\n\n\noutcome = {bare_call}\n```\n\n{ending}",
    "exam": "Exercise: trace the function {name} on paper for the arguments in the table and state its result.\n\n"
    "| Parameter | Argument |\n|---|---|\n{table}\n\n{code}\n\n{ending}",
    "review": "In a code review somebody asks what {name} really does, and to find out you try {call} in your head. "
    "[What comes back?|Which value do you get?]\n\n{code}\n\n{ending}",
    "porting": "{name} is being ported to another language, and the port has to agree with the original on "
    "{keywords}. The original is\n\n{code}\n\nWhat result must the port give, written as in Python?\n\n{ending}",
}
_NAMES = tuple(_FRAMES)


def traced(events: Sequence[Event], names: Names, style: Style, arguments: dict[str, str], stream: Stream) -> list[str]:
    """The run told pass by pass; passes that say the same and change nothing are told together."""
    told = listed([f"{names[name]} = {value}" for name, value in arguments.items()])
    lines = [stream.choice((f"The call starts with {told}.", f"At the start, {told}.", f"Given: {told}."))]
    rows = _merged(_rows(events, names, style))
    for row, following in zip(rows, [*rows, None][1:], strict=True):
        text = "; ".join(row.parts)
        if not row.depth:
            lines.append(f"Set {text}." if row.changes else f"Here {text}.")
        elif row.label:
            idle = "" if following and following.depth > row.depth else " nothing happens."
            lines.append(f"{'  ' * (row.depth - 1)}- {row.label}:{f' {text}.' if text else idle}")
        else:
            lines.append(f"{'  ' * (row.depth - 1)}  Then {text}.")
    result = events[-1]
    what = expression(result.node[1], names, style)
    lines.append(f"The function returns `{what}`, which is {result.shown[0]}.")  # type: ignore[index]
    return lines


class _Row(NamedTuple):
    """One line of a trace: the depth of loops, the pass that it tells (empty when it goes on telling one), what
    happened, and whether a variable changed."""

    depth: int
    label: str
    parts: list[str]
    changes: bool


def _rows(events: Sequence[Event], names: Names, style: Style) -> list[_Row]:
    rows = [_Row(0, "", [], False)]
    passes: dict[int, int] = {}
    for event in events[:-1]:
        if event.kind == "pass":
            passes[event.depth] = passes.get(event.depth, 0) + 1
            if event.node[0] == "while":
                label = f"pass {passes[event.depth]}"
            else:
                bound = zip(event.node[1], event.shown, strict=True)  # type: ignore[arg-type]
                label = ", ".join([f"{names[name]} = {value}" for name, value in bound if names[name] != "_"])
            rows.append(_Row(event.depth, label or f"pass {passes[event.depth]}", [], False))
        elif event.kind == "leave":
            passes[event.depth + 1] = 0
            rows.append(_Row(event.depth, "", [], False))
        elif event.kind != "while" or not event.shown:
            row = rows[-1]
            row.parts.append(_happening(event, names, style))
            if event.kind == "set" and not row.changes:
                rows[-1] = row._replace(changes=True)
    told: list[_Row] = []
    for row in rows:
        if told and told[-1].label and not row.label and row.depth == told[-1].depth:
            # An inner loop without a pass: the outer pass goes on as if it had not been there.
            told[-1] = told[-1]._replace(parts=told[-1].parts + row.parts, changes=told[-1].changes or row.changes)
        elif row.parts or row.label:
            told.append(row)
    return told


def _happening(event: Event, names: Names, style: Style) -> str:
    if event.kind == "test":
        return f"`{expression(event.node, names, style)}` is {'true' if event.shown else 'false'}"
    if event.kind == "while":
        return f"`{expression(event.node, names, style)}` is now false and the loop ends"
    if event.kind == "break":
        return "`break` ends the loop"
    if event.kind == "continue":
        return "`continue` skips the rest of the pass"
    shown = zip(assigned(event.node), event.shown, strict=True)  # type: ignore[arg-type]
    return ", ".join([f"{names[name]} = {value}" for name, value in shown])


def _merged(rows: list[_Row]) -> list[_Row]:
    """The rows with neighbours of the same content put together where they change nothing and hold no inner loop."""
    merged: list[_Row] = []
    labels: list[str] = []
    for row in rows:
        last = merged[-1] if merged else None
        same = last and last.label and row.label and last.depth == row.depth and last.parts == row.parts
        if same and row.parts and not row.changes:
            labels.append(row.label)
            merged[-1] = row._replace(label=_listed_labels(labels))
        else:
            merged.append(row)
            labels = [row.label]
    return merged


def _listed_labels(labels: list[str]) -> str:
    heads = {label.rpartition(" ")[0] for label in labels}
    if len(heads) == 1 and "," not in labels[0]:
        return f"{heads.pop()} {listed([label.rpartition(' ')[2] for label in labels])}"
    return f"for each of {listed(labels)}"
