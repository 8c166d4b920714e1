"""The values that library tasks work on: what functions may take, and what the types are called."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from generators.code.library_call import inputs
from generators.code.pipelines import steps
from generators.code.pipelines.inputs import SHAPES
from generators.randomness import Stream


class Source(NamedTuple):
    """What a function takes: the names that its arguments may have, its arguments in English ({0}, {1} are the names),
    their annotations, and how the arguments are drawn for a shape (see `SHAPES`)."""

    names: tuple[tuple[str, ...], ...]
    given: str
    types: tuple[str, ...]
    draw: Callable[[Stream, str], tuple[Any, ...]]


def drawn_arguments_of(source: str, flavour: str, stream: Stream, shape: str) -> tuple[Any, ...]:
    """The arguments of a call, of this shape."""
    return (inputs.FLAVOURS[flavour] if flavour else SOURCES[source].draw)(stream, shape)


SOURCES: dict[str, Source] = {
    "ints": Source(
        (("readings", "scores", "values", "samples", "prices", "levels", "amounts", "weights", "steps"),),
        f"{{0}} is {steps.TAKES['ints']}", ("list[int]",), inputs.plain("ints"),
    ),
    "words": Source(
        (("names", "terms", "keywords", "answers", "labels", "picks"),),
        f"{{0}} is {steps.TAKES['words']}", ("list[str]",), inputs.plain("words"),
    ),
    "text": Source(
        (("message", "caption", "phrase", "note", "heading"),), f"{{0}} is {steps.TAKES['text']}", ("str",),
        inputs.plain("text"),
    ),
    "two_ints": Source(
        (("stock", "ours", "have"), ("sold", "theirs", "want")),
        "{0} and {1} are possibly empty lists of integers, called the first and the second list below",
        ("list[int]", "list[int]"), inputs.two("ints"),
    ),
    "two_words": Source(
        (("morning", "ours", "asked"), ("evening", "theirs", "answered")),
        "{0} and {1} are possibly empty lists of words in lower-case letters, called the first and the second list "
        "below", ("list[str]", "list[str]"), inputs.two("words"),
    ),
    "note": Source(
        (("note", "remark", "message", "comment", "entry"),),
        "{0} is a possibly empty string of printable ASCII characters", ("str",), inputs.note,
    ),
    "dated": Source(
        (("minutes_text", "report", "letter", "memo"),), "{0} is a possibly empty string of printable ASCII characters",
        ("str",), inputs.dated,
    ),
    "settings": Source(
        (("config", "options_text", "setup", "preferences"),),
        "{0} is a possibly empty string of printable ASCII characters and line breaks", ("str",), inputs.settings,
    ),
    "camel": Source(
        (("identifiers", "attributes", "fields"),),
        "{0} is a possibly empty list of names, each of one or more letters (a to z in either case)", ("list[str]",),
        inputs.listed(inputs.camel),
    ),
    "snake": Source(
        (("identifiers", "attributes", "columns"),),
        "{0} is a possibly empty list of names of lower-case letters and underscores, in which every underscore stands "
        "between two letters", ("list[str]",), inputs.listed(inputs.snake),
    ),
    "codes": Source(
        (("codes", "candidates", "inputs"),), "{0} is a possibly empty list of non-empty strings", ("list[str]",),
        inputs.listed(inputs.code),
    ),
    "formula": Source(
        (("formula", "expression"),),
        "{0} is a possibly empty string of lower-case letters, digits, spaces and the characters + - * / ( )", ("str",),
        inputs.formula,
    ),
    "listing": Source(
        (("listing", "ingredients", "order_text"),),
        "{0} is a possibly empty string of lower-case letters, spaces, commas, semicolons and vertical bars", ("str",),
        inputs.listing,
    ),
    "log": Source(
        (("lines", "log_lines", "log"),), "{0} is a possibly empty list of strings, the lines of a log", ("list[str]",),
        inputs.listed(inputs.log_line),
    ),
    "dates": Source(
        (("dates", "deadlines", "visits", "deliveries"),),
        "{0} is a possibly empty list of dates, which are strings of the form YYYY-MM-DD", ("list[str]",),
        inputs.near_dates,
    ),
    "two_dates": Source(
        (("start", "opened", "first_day"), ("end", "closed", "second_day")),
        "{0} and {1}, the first and the second date, are strings of the form YYYY-MM-DD", ("str", "str"),
        inputs.two_dates,
    ),
    "two_clocks": Source(
        (("departure", "begin", "start"), ("arrival", "finish", "end")),
        "{0} and {1}, the first and the second time, are times of day from 00:00 to 23:59 as strings of the form HH:MM",
        ("str", "str"), lambda stream, shape: (inputs.clock(stream), inputs.clock(stream)),
    ),
    "clocks": Source(
        (("times", "alarms", "departures"),),
        "{0} is a possibly empty list of times of day from 00:00 to 23:59, which are strings of the form HH:MM",
        ("list[str]",), inputs.listed(inputs.clock),
    ),
    "shifts": Source(
        (("shifts", "rota"),),
        "{0} is a possibly empty list of shifts, which are strings of the form HH:MM-HH:MM (start and end, from 00:00 "
        "to 23:59)", ("list[str]",), inputs.listed(inputs.shift),
    ),
    "records": Source(
        (("records", "rows", "results"),),
        '{0} is a possibly empty list of dictionaries, each with the keys "team" (a string) and "points" (an integer)',
        ("list[dict[str, str | int]]",), lambda stream, shape: (inputs.records(stream, shape),),
    ),
    "records_text": Source(
        (("payload", "response", "document"),),
        '{0} is a JSON text, namely a possibly empty array of objects, each with the keys "team" (a string) and '
        '"points" (an integer)',
        ("str",), lambda stream, shape: (json.dumps(inputs.records(stream, shape)),),
    ),
    "tree": Source(
        (("document", "payload", "config_text"),),
        "{0} is a JSON text, namely an object or an array with objects, arrays, strings, integers, true, false and "
        "null in it", ("str",), inputs.tree_text,
    ),
    "text_pairs": Source(
        (("patients", "requests", "jobs", "tickets"),),
        "{0} is a possibly empty list of tuples of a string and an integer", ("list[tuple[str, int]]",),
        inputs.listed(inputs.named_number),
    ),
    "spans": Source(
        (("meetings", "bookings", "stays"),),
        "{0} is a possibly empty list of tuples of two integers, the first smaller than the second",
        ("list[tuple[int, int]]",), inputs.listed(inputs.span),
    ),
    "sorted_lists": Source(
        (("shelves", "tracks", "sorted_lists", "columns"),),
        "{0} is a possibly empty list of possibly empty lists of integers, each in ascending order",
        ("list[list[int]]",), inputs.sorted_lists,
    ),
    "ints_and_ranges": Source(
        (("values", "ages", "marks"), ("ranges", "bands")),
        "{0} is a possibly empty list of integers and {1} a possibly empty list of tuples of two integers, of which "
        "the first is never greater; they are called the first and the second list below",
        ("list[int]", "list[tuple[int, int]]"), inputs.ints_and_ranges,
    ),
}  # fmt: skip

GIVES = {
    **steps.GIVES,
    "line": "a string",
    "dates": "a list of dates as strings of the form YYYY-MM-DD",
    "clocks": "a list of times as strings of the form HH:MM",
    "shifts": "a list of strings",
    "records": "a list of dictionaries",
    "words_by_number": "a dictionary from integers to lists of strings",
    "words_by_text": "a dictionary from strings to lists of strings",
    "word_lists": "a list of lists of strings",
    "tuples": "a list of tuples of integers",
}
TYPES = {
    **steps.TYPES,
    "line": "str",
    "dates": "list[str]",
    "clocks": "list[str]",
    "shifts": "list[str]",
    "records": "list[dict[str, str | int]]",
    "words_by_number": "dict[int, list[str]]",
    "words_by_text": "dict[str, list[str]]",
    "word_lists": "list[list[str]]",
    "tuples": "list[tuple[int, ...]]",
}
ITEMS = {
    "ints": "number", "two_ints": "number", "ints_and_ranges": "number", "text": "character", "words": "word",
    "two_words": "word", "groups": "group", "dates": "text", "clocks": "time", "shifts": "shift", "records": "record",
    "camel": "name", "snake": "name", "codes": "code", "listing": "entry", "log": "line",
    "text_counts": "number", "text_pairs": "number",
}  # fmt: skip
"""What a loop over a value calls one item of it."""
FIELD_NAMES = (
    ("team", "points"), ("shop", "sales"), ("driver", "miles"), ("club", "goals"), ("candidate", "votes"),
    ("room", "visits"), ("player", "hits"), ("farm", "eggs"), ("station", "trips"),
)  # fmt: skip
"""What records may be about: the key of the text and that of the number."""

__all__ = ["FIELD_NAMES", "GIVES", "ITEMS", "SHAPES", "SOURCES", "TYPES", "Source"]
