"""Reads the mathematics in prompts back as plain text, for the second solvers of the number-theory families."""

import re

from schemas import Problem

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def body(problem: Problem) -> str:
    """The prompt without its last line, in one notation: ``*`` for products, ``^`` for powers, no TeX."""
    text = problem.prompt.rpartition("\n")[0]
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: "^" + found[0].translate(_SUPERSCRIPTS), text)
    text = text.replace("$", "").replace("\\equiv", "≡").replace("\\cdot", "*").replace("\\le", "≤")
    text = re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"\1/\2", text)
    text = re.sub(r"\\pmod\{(\d+)\}", r"(mod \1)", text)
    text = re.sub(r"\{([^{}]*)\}", r"\1", re.sub(r"\{([^{}]*)\}", r"\1", text))
    return re.sub(r" ?[·×] ?", "*", text)


def kind(problem: Problem) -> str:
    """The kind of question, as the template's name says it."""
    return problem.template.partition("/")[0]


def numbers(text: str) -> list[int]:
    """All whole numbers of the text, as they come."""
    return [int(each) for each in re.findall(r"\d+", text)]


def find(text: str, *patterns: str) -> dict[str, int]:
    """The numbers that the first fitting pattern names."""
    for pattern in patterns:
        found = re.search(pattern, text)
        if found:
            return {name: int(value) for name, value in found.groupdict().items() if value is not None}
    raise AssertionError(text)
