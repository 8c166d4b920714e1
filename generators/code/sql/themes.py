"""Small databases of everyday kinds: a table of owners, a table of events that belong to them, and a table of things.

Every theme has the same bones (an owner, an event that may name an owner and always names a thing), so that a question
can be put to any of them; names, words and values differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from generators.language.lexicon import PEOPLE
from generators.randomness import Stream

Cell = int | str | None
Row = tuple[Cell, ...]
Tables = dict[str, list[Row]]


class Entity(NamedTuple):
    """A table: its name, what a row is called, and its columns for a name, a category with its values, a number with
    its least and greatest. An empty column is not there."""

    table: str
    noun: str
    label: str
    category: str
    values: tuple[str, ...]
    number: str
    low: int
    high: int


class Theme(NamedTuple):
    """Three tables. An event's columns for its owner and its thing are `owner.noun`_id and `thing.noun`_id."""

    owner: Entity
    event: Entity
    thing: Entity
    names: tuple[str, ...]
    titles: tuple[str, ...]

    @property
    def owner_id(self) -> str:
        """The event's column that names its owner."""
        return f"{self.owner.noun}_id"

    @property
    def thing_id(self) -> str:
        """The event's column that names its thing."""
        return f"{self.thing.noun}_id"


_FIRST = tuple(person.name for person in PEOPLE)
_CITIES = ("Bergen", "Lagos", "Quito", "Riga")
THEMES: dict[str, Theme] = {
    "shop": Theme(
        Entity("customers", "customer", "name", "city", _CITIES, "age", 18, 80),
        Entity("orders", "order", "", "status", ("open", "paid", "shipped"), "amount", 5, 90),
        Entity("products", "product", "title", "", (), "price", 2, 60),
        _FIRST,
        ("lamp", "kettle", "chair", "mirror", "blanket", "clock", "basket"),
    ),
    "library": Theme(
        Entity("members", "member", "name", "branch", ("north", "south", "harbour"), "joined", 2001, 2024),
        Entity("loans", "loan", "", "state", ("returned", "overdue", "out"), "days", 1, 40),
        Entity("books", "book", "title", "", (), "pages", 90, 700),
        _FIRST,
        ("Tides", "The Mill", "Glass Roads", "Ember", "Ninth Door", "Salt", "Low Sun"),
    ),
    "clinic": Theme(
        Entity("patients", "patient", "name", "insurance", ("basic", "extended", "private"), "age", 1, 90),
        Entity("visits", "visit", "", "kind", ("checkup", "treatment", "emergency"), "cost", 20, 300),
        Entity("doctors", "doctor", "name", "", (), "room", 101, 130),
        _FIRST,
        ("Dr Abel", "Dr Botha", "Dr Cruz", "Dr Dahl", "Dr Endo", "Dr Faye", "Dr Grau"),
    ),
    "school": Theme(
        Entity("students", "student", "name", "house", ("oak", "elm", "birch"), "year", 1, 6),
        Entity("exams", "exam", "", "term", ("spring", "summer", "winter"), "score", 20, 100),
        Entity("courses", "course", "title", "", (), "credits", 2, 12),
        _FIRST,
        ("Algebra", "Botany", "Drawing", "History", "Latin", "Music", "Optics"),
    ),
    "airline": Theme(
        Entity("pilots", "pilot", "name", "base", ("Oslo", "Lima", "Accra", "Perth"), "hours", 200, 9000),
        Entity("flights", "flight", "", "status", ("on time", "delayed", "cancelled"), "passengers", 20, 240),
        Entity("aircraft_types", "aircraft", "model", "", (), "seats", 50, 300),
        _FIRST,
        ("Heron 2", "Kestrel", "Condor X", "Swift", "Osprey 7", "Ibis", "Tern"),
    ),
    "gym": Theme(
        Entity("athletes", "athlete", "name", "level", ("beginner", "advanced", "expert"), "age", 15, 60),
        Entity("sessions", "session", "", "place", ("hall", "pool", "outdoors"), "minutes", 15, 120),
        Entity("trainers", "trainer", "name", "", (), "experience", 1, 30),
        _FIRST,
        ("Halina", "Ingo", "Jurek", "Kadri", "Lorna", "Mbali", "Nuno"),
    ),
    "restaurant": Theme(
        Entity("guests", "guest", "name", "diet", ("vegan", "vegetarian", "none"), "visits", 1, 30),
        Entity("bookings", "booking", "", "state", ("kept", "missed", "cancelled"), "seats", 1, 12),
        Entity("waiters", "waiter", "name", "", (), "tables", 2, 15),
        _FIRST,
        ("Paolo", "Rita", "Sven", "Tove", "Ugo", "Vida", "Wim"),
    ),
    "museum": Theme(
        Entity("guides", "guide", "name", "language", ("French", "Hindi", "Dutch", "Swahili"), "wage", 14, 40),
        Entity("tours", "tour", "", "time", ("morning", "noon", "evening"), "tickets", 1, 50),
        Entity("exhibitions", "exhibition", "title", "", (), "rooms", 1, 14),
        _FIRST,
        ("Bronze", "Maps", "Silk", "Early Radio", "Masks", "Ice Age", "Bridges"),
    ),
    "league": Theme(
        Entity("players", "player", "name", "position", ("goal", "defence", "midfield", "attack"), "shirt", 1, 99),
        Entity("goals", "goal", "", "period", ("first half", "second half", "overtime"), "minute", 1, 120),
        Entity("opponents", "opponent", "name", "", (), "points", 3, 60),
        _FIRST,
        ("Rovers", "United", "Albion", "Dynamo", "Wanderers", "Olympic", "Rangers"),
    ),
    "workshop": Theme(
        Entity("mechanics", "mechanic", "name", "shift", ("early", "late", "night"), "wage", 15, 45),
        Entity("repairs", "repair", "", "result", ("done", "waiting", "failed"), "hours", 1, 30),
        Entity("vehicles", "vehicle", "model", "", (), "weight", 700, 3500),
        _FIRST,
        ("Lynx", "Bison", "Gecko", "Falcon", "Mule", "Orca", "Puma"),
    ),
    "farm": Theme(
        Entity("farmers", "farmer", "name", "village", ("Aldea", "Brook", "Cerro"), "acres", 4, 200),
        Entity("deliveries", "delivery", "", "quality", ("low", "medium", "high"), "crates", 1, 60),
        Entity("crops", "crop", "name", "", (), "season", 1, 12),
        _FIRST,
        ("barley", "onions", "plums", "spinach", "beans", "kale", "melons"),
    ),
    "studio": Theme(
        Entity("artists", "artist", "name", "genre", ("folk", "jazz", "opera"), "age", 17, 75),
        Entity("recordings", "recording", "", "format", ("live", "album", "single"), "minutes", 2, 80),
        Entity("engineers", "engineer", "name", "", (), "fee", 20, 95),
        _FIRST,
        ("Alma", "Boris", "Cleo", "Dara", "Edda", "Fynn", "Gita"),
    ),
}


def schema(theme: Theme, used: Sequence[str]) -> list[str]:
    """The statements that create those of the theme's tables that are used."""
    owner, event, thing = theme.owner, theme.event, theme.thing
    statements = {
        owner.table: (
            f"CREATE TABLE {owner.table} (\n  id INTEGER PRIMARY KEY,\n  {owner.label} TEXT NOT NULL,\n"
            f"  {owner.category} TEXT,\n  {owner.number} INTEGER\n)"
        ),
        event.table: (
            f"CREATE TABLE {event.table} (\n  id INTEGER PRIMARY KEY,\n  {theme.owner_id} INTEGER REFERENCES "
            f"{owner.table} (id),\n  {theme.thing_id} INTEGER NOT NULL REFERENCES {thing.table} (id),\n"
            f"  {event.category} TEXT NOT NULL,\n  {event.number} INTEGER\n)"
        ),
        thing.table: (
            f"CREATE TABLE {thing.table} (\n  id INTEGER PRIMARY KEY,\n  {thing.label} TEXT NOT NULL,\n"
            f"  {thing.number} INTEGER NOT NULL\n)"
        ),
    }
    # Without the tables that they refer to, references would only be questions.
    order = [owner.table, thing.table, event.table]
    texts = []
    for table in order:
        if table in used:
            text = statements[table]
            for other in order:
                if other not in used:
                    text = text.replace(f" REFERENCES {other} (id)", "")
            texts.append(text)
    return texts


def columns(theme: Theme, table: str) -> tuple[str, ...]:
    """The table's columns in their order."""
    owner, event, thing = theme.owner, theme.event, theme.thing
    return {
        owner.table: ("id", owner.label, owner.category, owner.number),
        event.table: ("id", theme.owner_id, theme.thing_id, event.category, event.number),
        thing.table: ("id", thing.label, thing.number),
    }[table]


class Shape(NamedTuple):
    """How large a database is and which edge cases it has: rows by table, how many of ten owners are without events, of
    ten cells are unknown, and how few different numbers there are."""

    owners: int
    events: int
    things: int
    idle: int
    unknown: int
    spread: int


SHAPES = (
    Shape(5, 8, 3, 2, 1, 8),  # the one that is shown
    Shape(7, 16, 4, 3, 2, 6),
    Shape(6, 14, 3, 2, 1, 2),  # ties
    Shape(4, 5, 4, 6, 3, 4),  # empty groups
    Shape(8, 22, 4, 2, 0, 5),
)


def filled(stream: Stream, theme: Theme, shape: Shape, numbers: dict[str, list[int]]) -> Tables:
    """The rows of all tables; numbers come from a few values for each column, thresholds among them."""
    owner, event, thing = theme.owner, theme.event, theme.thing

    def number(entity: Entity) -> int:
        return stream.choice(numbers[entity.table][: shape.spread])

    def perhaps(value: Cell) -> Cell:
        return None if stream.below(10) < shape.unknown else value

    ids = sorted(stream.sample(range(1, 40), shape.owners))
    names = stream.sample(theme.names, max(2, shape.owners - 1))  # fewer names than owners: some have the same
    owners: list[Row] = [
        (each, stream.choice(names), perhaps(stream.choice(owner.values)), perhaps(number(owner))) for each in ids
    ]
    things: list[Row] = [
        (each, title, number(thing))
        for each, title in zip(
            sorted(stream.sample(range(1, 20), shape.things)), stream.sample(theme.titles, shape.things), strict=True
        )
    ]
    busy = [each for each in ids if stream.below(10) >= shape.idle] or ids[:1]
    used = [row[0] for row in things][: max(1, shape.things - 1)]
    events: list[Row] = [
        (
            each,
            None if stream.below(12) < 2 else stream.choice(busy),
            stream.choice(used),
            stream.choice(event.values),
            perhaps(number(event)),
        )
        for each in sorted(stream.sample(range(1, 90), shape.events))
    ]
    return {owner.table: owners, thing.table: things, event.table: events}


def empty(theme: Theme, tables: Tables) -> Tables:
    """The database without events."""
    return {**tables, theme.event.table: []}


def number_values(stream: Stream, entity: Entity) -> list[int]:
    """The few numbers that a column holds."""
    span = range(entity.low, entity.high + 1)
    return stream.sample(span, min(8, len(span)))
