"""Languages other than Python in which a program may be written, each in a file of its own.

A job in one of them is a fork of a zygote of its own that becomes the language's interpreter, under the same walls and
limits. What the interpreter runs first is a small program of ours: it reads the job, says that it is ready, runs the
untrusted program, calls its function, and sends the values back as the same tagged JSON as a Python job.

No language can tell all values apart that Python can. Both what was expected and what came back are therefore brought
into the form that a value has in the language (`form_in`) before they are compared, type by type.
"""

from __future__ import annotations

from typing import Any

from validators.sandbox.languages.javascript import JAVASCRIPT
from validators.sandbox.languages.language import Language
from validators.sandbox.languages.lua import LUA

LANGUAGES: dict[str, Language] = {language.name: language for language in (JAVASCRIPT, LUA)}


def form_in(language: str, value: Any) -> Any:
    """The form that a value of exact built-in types has in the language: in JavaScript a tuple is an array like a list.

    Raises `validators.sandbox.values.Undecodable` for a value that has no form there.
    """
    return value if language == "python" else LANGUAGES[language].form(value)


__all__ = ["LANGUAGES", "Language", "form_in"]
