"""How a prompt says in what form the final answer is wanted, in several wordings per answer type.

The forms name a placeholder in angle brackets, which the checkers never take for an answer, so a model that only
echoes the question has given none.
"""

from __future__ import annotations

from collections.abc import Sequence

from generators.randomness import Stream

_LINES = (
    'End with a line "Answer: {form}".',
    'Finish your solution with a single line of the form "Answer: {form}".',
    'Put the result on the last line, written as "Answer: {form}".',
    'Your last line must read "Answer: {form}".',
    'Close with one line "Answer: {form}" and nothing after it.',
    "State the result at the very end on a line of its own: Answer: {form}",
)
_PROGRAMS = (
    "Reply with the complete function in one Python code block.",
    "Give the whole function in a single fenced Python block.",
    "Write your final program as one Python code block.",
    "Return only working code: one Python block that defines the function.",
)
_BLOCKS = (
    "Put {what} into a code block at the end of your reply.",
    "End your reply with {what} in a fenced code block.",
    "Finish with a code block that holds {what} and nothing else.",
    "Your reply must end with one code block that contains only {what}.",
    "Give {what} last, in a code block of its own.",
)
_SEVERAL_FUNCTIONS = (
    "Reply with all the functions in one Python code block.",
    "Give the whole program in a single fenced Python block.",
    "Write your final program as one Python code block that holds every function.",
    "Return only working code: one Python block that defines all the functions.",
)


def answer_line(stream: Stream, form: str) -> str:
    """The request for a last line ``Answer: <form>``; `form` says what stands there, such as ``integer``."""
    return stream.choice(_LINES).replace("{form}", f"<{form}>")


def answer_choice(stream: Stream, options: Sequence[str]) -> str:
    """The request for exactly one of the options on the last line."""
    listed = " | ".join(options)
    return answer_line(stream, listed)


def code_block(stream: Stream, several: bool = False) -> str:
    """The request for a program of one function, or of several."""
    return stream.choice(_SEVERAL_FUNCTIONS if several else _PROGRAMS)


def answer_block(stream: Stream, what: str) -> str:
    """The request for an answer that is a text in a fenced block; `what` names it with its article."""
    return stream.choice(_BLOCKS).replace("{what}", what)
