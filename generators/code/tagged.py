"""Python values as JSON, and their literal text: the form in which calls and results travel inside checks.

Lists, strings, integers, truth values and None are themselves; a tuple is ``{"t": [...]}`` and a dictionary
``{"d": [[key, value], ...]}``, so that nothing is lost between a tuple and a list or a key 1 and a key '1'.
"""

from __future__ import annotations

from typing import Any


def tagged(value: Any) -> Any:
    """The value in tagged JSON. Raises `TypeError` for anything but None, bool, int, str, list, tuple and dict."""
    kind = type(value)
    if kind is int or kind is str or kind is bool or value is None:
        return value
    if kind is list:
        return [tagged(item) for item in value]
    if kind is tuple:
        return {"t": [tagged(item) for item in value]}
    if kind is dict:
        return {"d": [[tagged(key), tagged(item)] for key, item in value.items()]}
    raise TypeError(f"{kind.__name__} has no tagged form")


def untagged(value: Any) -> Any:
    """The value that tagged JSON stands for."""
    if type(value) is list:
        return [untagged(item) for item in value]
    if type(value) is dict:
        if "t" in value:
            return tuple([untagged(item) for item in value["t"]])
        return {untagged(key): untagged(item) for key, item in value["d"]}
    return value


def literal_text(value: Any) -> str:
    """The Python literal of a value in tagged JSON: ``{"t": [1, "a"]}`` is ``(1, 'a')``."""
    if type(value) is list:
        return f"[{', '.join([literal_text(item) for item in value])}]"
    if type(value) is dict:
        if "t" in value:
            items = [literal_text(item) for item in value["t"]]
            return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
        return f"{{{', '.join([f'{literal_text(key)}: {literal_text(item)}' for key, item in value['d']])}}}"
    return repr(value)


def signed(number: int) -> str:
    """A number as the second operand of an operation: negative ones stand in brackets."""
    return f"({number})" if number < 0 else str(number)
