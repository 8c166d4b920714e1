"""The types of what composed functions take and give, in English and in Python's notation.

Beside the types of `generators.code.pipelines.steps` there are ``bool``, ``list:X`` (a list of values of the type X),
``maybe:X`` (a value or None), ``groups:X`` (a dictionary from integers to lists) and ``pair:X`` (a tuple of two lists).
A list of integers is always ``ints``.
"""

from __future__ import annotations

from generators.code.pipelines import steps

_ELEMENT = {"int": "integers", "text": "strings", "ints": "lists of integers", "words": "lists of strings"}
_NOUN = {"int": "number", "text": "string", "ints": "list", "words": "list"}


def list_of(kind: str) -> str:
    """The type of lists of values of the kind."""
    return "ints" if kind == "int" else f"list:{kind}"


def noun(kind: str, plural: bool = False) -> str:
    """What one value of the kind is called among others: ``string``."""
    return _NOUN.get(kind, "list") + "s" * plural


def annotation(kind: str) -> str:
    """The kind as a type annotation."""
    head, inner = _split(kind)
    match head:
        case "bool":
            return "bool"
        case "list":
            return f"list[{annotation(inner)}]"
        case "maybe":
            return f"{annotation(inner)} | None"
        case "groups":
            return f"dict[int, {annotation(list_of(inner))}]"
        case "pair":
            whole = annotation(list_of(inner))
            return f"tuple[{whole}, {whole}]"
    return steps.TYPES[kind]


def given(kind: str) -> str:
    """What a result of the kind is: ``a list of strings``."""
    head, inner = _split(kind)
    match head:
        case "bool":
            return "True or False"
        case "list":
            return f"a list of {_plural(inner)}"
        case "maybe":
            return f"{given(inner)}, or None"
        case "groups":
            return f"a dictionary from integers to lists of {_plural(inner)}"
        case "pair":
            return f"a tuple of two lists of {_plural(inner)}"
    return steps.GIVES[kind]


def taken(kind: str) -> str:
    """What an argument of the kind may be, in full."""
    if kind == "int":
        return "an integer, which may be negative"
    head, inner = _split(kind)
    if head != "list":
        return steps.TAKES[kind]
    if inner == "text":
        return f"a possibly empty list of strings, each {steps.TAKES['text'].removeprefix('a ')}".replace(
            "each possibly", "each a possibly"
        )
    limits = {
        "words": " whose strings are words of one or more lower-case letters",
        "list:words": " whose strings are words of one or more lower-case letters",
        "list:text": " whose strings hold lower-case letters, digits and spaces only",
    }
    return f"a list of {_plural(inner)}{limits.get(inner, '')} (any of the lists may be empty)"


def _split(kind: str) -> tuple[str, str]:
    """What the type is made with, and of which type; a type that is not made of another is all head."""
    head, colon, inner = kind.partition(":")
    return (head, inner) if colon or kind == "bool" else ("", kind)


def _plural(kind: str) -> str:
    head, inner = _split(kind)
    return f"lists of {_plural(inner)}" if head == "list" else _ELEMENT[kind]
