"""HTML and SVG as trees: what is put into one is always escaped, so no text of a release can become markup."""

from __future__ import annotations

from html import escape

_VOID = frozenset({"br", "col", "hr", "input", "link", "meta"})


class Node:
    """An element with its attributes and what is in it."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], children: tuple[Node | str, ...]) -> None:
        self.tag, self.attributes, self.children = tag, attributes, children

    def __str__(self) -> str:
        parts: list[str] = []
        self._write(parts)
        return "".join(parts)

    def _write(self, parts: list[str]) -> None:
        said = "".join(f' {name}="{_escaped(value)}"' for name, value in self.attributes.items())
        parts.append(f"<{self.tag}{said}>")
        for child in self.children:
            if isinstance(child, Node):
                child._write(parts)
            else:
                parts.append(_escaped(child))
        if self.tag not in _VOID:
            parts.append(f"</{self.tag}>")


def el(tag: str, *children: Node | str | None, **attributes: str | int | float | bool | None) -> Node:
    """An element. Names of attributes lose a closing underscore (`class_`), other underscores become hyphens; True is
    an attribute without a value, None and False are none."""
    said = {
        name.rstrip("_").replace("_", "-"): "" if value is True else _said(value)
        for name, value in attributes.items()
        if value is not None and value is not False
    }
    return Node(tag, said, tuple(child for child in children if child is not None))


def _said(value: str | int | float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def clean(text: str) -> str:
    """The text in a form that UTF-8 can hold: lone surrogates become U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _escaped(text: str) -> str:
    return escape(clean(text)).replace("\0", "\N{REPLACEMENT CHARACTER}")
