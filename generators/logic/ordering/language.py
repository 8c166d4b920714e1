"""How an order is told: in a row of seats, a queue, a race, on the floors of a house, on a shelf, through a week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from generators.language.lexicon import PEOPLE, counted, in_words, listed
from generators.logic.ordering.clues import Clue, Row


class Scene(NamedTuple):
    """Words for one kind of order. `{one}`, `{other}` and `{third}` are people, `{k}` a place; `start` says how places
    are counted, `short` so in few words; `unit` is what lies between two; `people` are the names, where they are not
    people's. A pair of texts are two ways to say the same."""

    start: str
    short: str
    at: str
    not_at: str
    either: str
    end: str
    not_end: str
    before: tuple[str, str]
    right_before: tuple[str, str]
    next: str
    apart: str
    gap: str
    between: str
    who: str
    where: str
    place: str
    unit: str
    people: tuple[str, ...] = ()


def _scene(
    start: str, short: str, verb: str, at: str, words: tuple[str, str], *, unit: str, who: str, where: str,
    place: str, people: tuple[str, ...] = (), ends: str, plain: str = "", gap: str = "",
) -> Scene:  # fmt: skip
    """A scene from its verb, its way to name a place (`at`, with `{k}`) and its words for before and after.

    `plain` is the verb's form after "does not".
    """
    first, last = words
    no = f"does not {plain}" if plain else f"{verb} not"
    return Scene(
        start, short,
        at=f"{{one}} {verb} {at}",
        not_at=f"{{one}} {no} {at}",
        either=f"{{one}} {verb} {at} or {at.replace('{k}', '{k2}')}",
        end=f"{{one}} {verb} {ends}",
        not_end=f"{{one}} {no} {ends}",
        before=(f"{{one}} {verb} somewhere {first} {{other}}", f"{{other}} {verb} somewhere {last} {{one}}"),
        right_before=(f"{{one}} {verb} directly {first} {{other}}", f"{{other}} {verb} directly {last} {{one}}"),
        next="", apart="",  # see `_OWN`
        gap=gap,
        between=f"{{one}} {verb} somewhere between {{other}} and {{third}}",
        who=who, where=where, place=place, unit=unit, people=people,
    )  # fmt: skip


_COLOURS = ("red", "blue", "green", "yellow", "white", "black", "brown", "grey", "orange", "purple", "pink", "golden")
_ANIMALS = ("cat", "dog", "goat", "horse", "sheep", "rabbit", "duck", "fox", "bear", "wolf", "otter", "badger")
_SUBJECTS = (
    "biology", "chemistry", "drama", "French", "geography", "history", "Latin", "music", "physics", "Spanish", "art",
    "economics",
)  # fmt: skip

SCENES: dict[str, Scene] = {
    "seats": _scene(
        "{people} sit in a row of {count} seats, seat 1 being the leftmost.", "seats 1 to {size}, left to right.",
        "sits", "in seat {k}", ("to the left of", "to the right of"), plain="sit", ends="at an end of the row",
        gap="exactly {count} lie between {one} and {other}", unit="seat",
        who="Who sits in seat {k}?", where="In which seat does {one} sit?", place="seat",
    ),
    "queue": _scene(
        "{people} stand in a queue; number 1 is at its head.", "a queue of {size}.",
        "stands", "at number {k}", ("ahead of", "behind"), plain="stand", ends="at the head or at the tail",
        gap="exactly {count} stand between {one} and {other}", unit="person",
        who="Who stands at number {k}?", where="At which number does {one} stand?", place="number",
    ),
    "race": _scene(
        "{people} run a race, and no two arrive together.", "a race without ties.",
        "finishes", "in place {k}", ("before", "after"), plain="finish", ends="first or last",
        gap="exactly {count} finish between {one} and {other}", unit="runner",
        who="Who finishes in place {k}?", where="In which place does {one} finish?", place="place",
    ),
    "floors": _scene(
        "{people} live on different floors of a house with the floors 1 (the lowest) to {size}.",
        "floors 1 (lowest) to {size}.",
        "lives", "on floor {k}", ("below", "above"), plain="live", ends="on the lowest or on the highest floor",
        gap="exactly {count} lie between those of {one} and {other}", unit="floor",
        who="Who lives on floor {k}?", where="On which floor does {one} live?", place="floor",
    ),
    "houses": _scene(
        "{people} live in a street with the houses 1 to {size}, one in each, numbered from west to east.",
        "houses 1 to {size}, west to east.",
        "lives", "in house {k}", ("to the west of", "to the east of"), plain="live",
        ends="at an end of the street", gap="exactly {count} stand between those of {one} and {other}", unit="house",
        who="Who lives in house {k}?", where="In which house does {one} live?", place="house",
    ),
    "shelf": _scene(
        "{count} books, {people}, stand on a shelf; place 1 is on the far left.", "a shelf, places 1 to {size}.",
        "stands", "at place {k}", ("to the left of", "to the right of"), plain="stand", ends="at an end of the shelf",
        gap="exactly {count} stand between {one} and {other}", unit="book",
        who="Which book stands at place {k}?", where="At which place does {one} stand?", place="place",
        people=tuple(f"the {colour} book" for colour in _COLOURS),
    ),
    "stalls": _scene(
        "{people} are kept in the {count} stalls of a barn; stall 1 is next to the door.", "stalls 1 to {size}.",
        "is", "in stall {k}", ("in front of", "behind"), ends="in the first or in the last stall",
        gap="exactly {count} lie between those of {one} and {other}", unit="stall",
        who="Which animal is in stall {k}?", where="In which stall is {one}?", place="stall",
        people=tuple(f"the {animal}" for animal in _ANIMALS),
    ),
    "exams": _scene(
        "There are {count} exams on {count} days in a row: {people}.", "exams on days 1 to {size}.",
        "is", "on day {k}", ("before", "after"), ends="on the first or on the last day",
        gap="exactly {count} pass between {one} and {other}", unit="day",
        who="Which exam is on day {k}?", where="On which day is {one}?", place="day", people=_SUBJECTS,
    ),
    "talks": _scene(
        "{people} give one talk each, one after the other.", "talks 1 to {size}.",
        "gives", "talk number {k}", ("before", "after"), plain="give", ends="the first or the last talk",
        gap="exactly {count} lie between those of {one} and {other}", unit="talk",
        who="Who gives talk number {k}?", where="Which talk does {one} give?", place="talk",
    ),
}  # fmt: skip
# Of a talk one says "speaks somewhere before", of the days of exams "on neighbouring days".
_OWN: dict[str, dict[str, tuple[str, ...] | str]] = {
    "talks": {
        "before": ("{one} speaks somewhere before {other}", "{other} speaks somewhere after {one}"),
        "right_before": ("{one} speaks directly before {other}", "{other} speaks directly after {one}"),
        "next": "the talks of {one} and {other} follow each other, in one order or the other",
        "apart": "the talks of {one} and {other} do not follow each other",
        "between": "{one} speaks somewhere between {other} and {third}",
    },
    "exams": {
        "right_before": ("{one} is on the day before {other}", "{other} is on the day after {one}"),
        "next": "{one} and {other} are on neighbouring days",
        "apart": "{one} and {other} are not on neighbouring days",
    },
    "race": {
        "next": "nobody finishes between {one} and {other}",
        "apart": "somebody finishes between {one} and {other}",
    },
    "queue": {
        "next": "nobody stands between {one} and {other}",
        "apart": "somebody stands between {one} and {other}",
    },
    "floors": {
        "next": "{one} and {other} live on neighbouring floors",
        "apart": "{one} and {other} do not live on neighbouring floors",
    },
    "stalls": {
        "before": (
            "{one} is somewhere nearer to the door than {other}",
            "{other} is somewhere farther from the door than {one}",
        ),
        "right_before": (
            "{one} is in the stall just before that of {other}",
            "{other} is in the stall just after that of {one}",
        ),
        "next": "{one} and {other} are in neighbouring stalls",
        "apart": "{one} and {other} are not in neighbouring stalls",
        "between": "{one} is somewhere between {other} and {third}",
    },
    "shelf": {
        "next": "{one} and {other} stand side by side",
        "apart": "{one} and {other} do not stand side by side",
    },
    "seats": {
        "next": "{one} and {other} sit side by side",
        "apart": "{one} and {other} do not sit side by side",
    },
    "houses": {
        "next": "{one} and {other} live next door to each other",
        "apart": "{one} and {other} do not live next door to each other",
    },
}  # fmt: skip
SCENES = {name: scene._replace(**_OWN.get(name, {})) for name, scene in SCENES.items()}  # type: ignore[arg-type]


def people_of(scene: str) -> Sequence[str]:
    """The names that the people of a scene may have."""
    return SCENES[scene].people or tuple(person.name for person in PEOPLE)


def word_of(name: str) -> str:
    """The one word by which an answer names somebody: ``red`` for the red book."""
    return name.removeprefix("the ").removesuffix(" book")


def told(clue: Clue, scene: str, names: Sequence[str], turned: bool) -> str:
    """The clue in words, without a capital or a full stop. `turned` chooses of two ways to say the same."""
    words = getattr(SCENES[scene], clue.kind)
    if isinstance(words, tuple):
        words = words[turned]
    people = [names[person] for person in clue.people]
    if turned and clue.kind in ("next", "apart", "gap"):
        people = people[::-1]
    elif turned and clue.kind == "between":
        people = [people[0], people[2], people[1]]
    slots = dict(zip(("one", "other", "third"), people, strict=False))
    if clue.kind == "gap":
        unit = SCENES[scene].unit
        text = str(words.format(**slots, count=counted(clue.numbers[0], unit)))
        return _singular(text) if clue.numbers[0] == 1 else text
    if clue.numbers:
        slots |= {"k": str(clue.numbers[0]), "k2": str(clue.numbers[-1])}
    return str(words.format(**slots))


def _singular(text: str) -> str:
    """``exactly 1 seat lies between ...``."""
    for verb in ("lie", "stand", "finish", "pass"):
        text = text.replace(f" {verb} between", f" {verb}{'es' if verb in ('finish', 'pass') else 's'} between")
    return text


def shown(clue: Clue, names: Sequence[str]) -> str:
    """The clue as a worked solution notes it."""
    words = [word_of(names[person]) for person in clue.people]
    a, *others = words
    number = clue.numbers[0] if clue.numbers else 0
    return {
        "at": f"{a} at {number}",
        "not_at": f"{a} not at {number}",
        "either": f"{a} at {number} or {clue.numbers[-1] if clue.numbers else 0}",
        "end": f"{a} at an end",
        "not_end": f"{a} not at an end",
        "before": f"{a} before {others[0] if others else ''}",
        "right_before": f"{a} directly before {others[0] if others else ''}",
        "next": f"{a} beside {others[0] if others else ''}",
        "apart": f"{a} not beside {others[0] if others else ''}",
        "gap": f"{number} between {a} and {others[0] if others else ''}",
        "between": f"{a} between {' and '.join(others)}",
    }[clue.kind]


def shown_row(row: Row, names: Sequence[str]) -> str:
    """A row as a worked solution writes it, a dash for a free place: ``- Uma - Wei``."""
    return " ".join("-" if person is None else word_of(names[person]) for person in row)


def introduced(scene: str, names: Sequence[str]) -> str:
    """Who is there and how places are counted."""
    given = SCENES[scene].start.format(people=listed(list(names)), count=in_words(len(names)), size=len(names))
    return given[0].upper() + given[1:]


def in_short(scene: str, names: Sequence[str]) -> str:
    """The same in few words."""
    given = f"{listed(list(names))}: {SCENES[scene].short.format(size=len(names))}"
    return given[0].upper() + given[1:]


__all__ = ["SCENES", "in_short", "introduced", "people_of", "shown", "shown_row", "told", "word_of"]
