"""How knapsacks are told: ten stories, each in seven kinds of text."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from generators.language.instructions import answer_line
from generators.language.lexicon import PEOPLE, article, counted, listed, plural
from generators.language.wording import fill, sentence_case
from generators.randomness import Stream


class Limit(NamedTuple):
    """A limited quantity: its unit, its name, and what an item does to it (``weighs``, ``weigh``)."""

    unit: str
    name: str
    verb: str
    verb_plural: str


class Scene(NamedTuple):
    """A story: its opening sentences, its things, the unit and the words of their value, and its two limits."""

    key: str
    openings: tuple[str, ...]
    items: tuple[str, ...]
    unit: str
    worth: str
    verb: str
    choose: str
    limits: tuple[Limit, Limit]
    idle: tuple[str, ...]


_ALL = (
    Scene("expedition", ("{who} is packing for a trek across the plateau.",
            "A rucksack has to be packed for {who}'s expedition."),
          ("tent", "camp stove", "rope", "water filter", "first aid kit", "sleeping bag", "ice axe", "solar charger",
           "cooking pot", "rain cape", "radio", "hammock", "lantern", "map case", "camera"),
          "point", "usefulness", "is worth", "pack",
          (Limit("kilogram", "weight", "weighs", "weigh"), Limit("litre", "volume", "fills", "fill")),
          ("The trek starts {small} kilometres from the nearest village.", "The rucksack was bought in {year}.")),
    Scene("truck", ("{who} has one truck left for today's freight.",
            "A truck leaves the depot tonight, and {who} decides what goes on it."),
          ("piano", "lathe", "boat engine", "wine cask", "generator", "marble slab", "loom", "paper roll", "oven",
           "turbine", "cable drum", "statue", "pump", "compressor", "tractor wheel"),
          "euro", "freight revenue", "pays", "load",
          (Limit("quintal", "weight", "weighs", "weigh"), Limit("cubic metre", "cargo space", "takes up", "take up")),
          ("The truck was registered in {year}.", "The drive takes {small} hours.")),
    Scene("airtime", ("{who} fills the advertising break of a local radio station.",
            "For tonight's break on the radio, {who} picks from the spots on offer."),
          ("bakery spot", "cinema spot", "garage spot", "circus spot", "florist spot", "theatre spot", "optician spot",
           "museum spot", "brewery spot", "airline spot", "bank spot", "festival spot", "chemist spot", "library spot"),
          "euro", "income", "brings in", "broadcast",
          (Limit("second", "airtime", "lasts", "last"), Limit("credit", "licence fees", "costs", "cost")),
          ("The station has been on the air since {year}.", "The studio is on floor {small}.")),
    Scene("museum", ("{who} arranges a new display case in the town museum.",
            "The town museum has one empty case, and {who} may fill it from the store."),
          ("coin hoard", "bronze helmet", "clay lamp", "ivory comb", "silver brooch", "painted bowl", "iron sword",
           "glass flask", "stone axe", "marble head", "bone flute", "gold ring", "seal stone", "carved box"),
          "point", "interest to visitors", "scores", "show",
          (Limit("decimetre", "width", "takes up", "take up"), Limit("lamp", "light", "needs", "need")),
          ("The museum opened in {year}.", "The case stands beside {small} chairs.")),
    Scene("server", ("{who} schedules jobs on a compute server for the night.",
            "A server is free until morning, and {who} selects which waiting jobs it runs at the same time."),
          ("backup job", "render job", "index job", "weather model", "payroll run", "video job", "genome search",
           "traffic model", "log analysis", "image search", "fraud scan", "route plan", "tax report", "chess engine"),
          "credit", "revenue", "earns", "run",
          (Limit("core", "processor cores", "occupies", "occupy"), Limit("gigabyte", "memory", "needs", "need")),
          ("The server room is cooled to {small} degrees.", "The company was founded in {year}.")),
    Scene("stall", ("{who} stocks a market stall.", "There is not room for everything on {who}'s market stall."),
          ("honey jar", "cheese wheel", "fruit basket", "ham", "spice box", "olive keg", "wool blanket", "soap block",
           "tea chest", "bread crate", "juice barrel", "salami", "herb tray", "egg crate"),
          "euro", "revenue", "sells for", "offer",
          (Limit("decimetre", "shelf length", "takes up", "take up"), Limit("kilogram", "weight", "weighs", "weigh")),
          ("The market has been held since {year}.", "There are {small} stalls in the square.")),
    Scene("satellite", ("{who} chooses the instruments of a small satellite.",
            "A small satellite is being equipped, and {who} has to select its instruments."),
          ("magnetometer", "star tracker", "spectrometer", "radar altimeter", "dust counter", "infrared camera",
           "plasma probe", "laser reflector", "ozone sensor", "gravity sensor", "photometer", "radio beacon",
           "particle counter", "wide angle camera"),
          "point", "scientific worth", "scores", "fly",
          (Limit("kilogram", "mass", "weighs", "weigh"), Limit("watt", "power", "draws", "draw")),
          ("The rocket is due to fly on day {small} of the month.", "The programme began in {year}.")),
    Scene("workshop", ("{who} can accept more orders than the workshop can handle this week.",
            "In a metal workshop, {who} decides which of the orders on the table to accept."),
          ("garden gate", "fire grate", "railing", "weather vane", "anvil stand", "door knocker", "candle stand",
           "spiral stair", "bench frame", "lamp post", "boot scraper", "sign bracket", "window grille", "tool rack"),
          "euro", "profit", "yields", "accept",
          (Limit("hour", "working time", "takes", "take"), Limit("kilogram", "steel", "uses up", "use up")),
          ("The forge was built in {year}.", "There are {small} hammers on the wall.")),
    Scene("garden", ("{who} plans the beds of a kitchen garden.",
            "A kitchen garden has to be laid out, and {who} selects the beds."),
          ("tomato bed", "bean bed", "squash bed", "lettuce bed", "onion bed", "carrot bed", "chard bed", "leek bed",
           "pea bed", "beet bed", "melon bed", "herb bed", "spinach bed", "pepper bed"),
          "kilogram", "harvest", "gives", "plant",
          (Limit("square metre", "ground", "covers", "cover"), Limit("litre", "water per day", "needs", "need")),
          ("The garden wall was built in {year}.", "There are {small} apple trees along the path.")),
    Scene("exhibition", ("{who} books stands for a small trade fair.",
            "More firms want a stand at the fair than there is room for, and {who} makes the choice."),
          ("boat stand", "cycle stand", "solar stand", "robot stand", "toy stand", "kitchen stand", "garden stand",
           "travel stand", "book stand", "coffee stand", "music stand", "fabric stand", "pottery stand", "drone stand"),
          "euro", "rent", "pays", "admit",
          (Limit("square metre", "floor space", "covers", "cover"), Limit("kilowatt", "electricity", "draws", "draw")),
          ("The hall was built in {year}.", "There are {small} ticket desks.")),
)  # fmt: skip
SCENES = {scene.key: scene for scene in _ALL}

_Item = tuple[str, int, tuple[int, ...], int]  # name, value, uses, copies


class _Facts(NamedTuple):
    scene: Scene
    who: str
    items: tuple[_Item, ...]
    capacities: tuple[int, ...]
    several: bool  # whether some item is there in several copies

    @property
    def limits(self) -> list[tuple[int, Limit]]:
        return list(zip(self.capacities, self.scene.limits, strict=False))


def worded(
    stream: Stream, *, scene: str, items: tuple[_Item, ...], capacities: tuple[int, ...], ask: str
) -> tuple[str, str]:
    """The problem's text and its skeleton, ``scene/structure``. An item is (name, value, uses, copies)."""
    several = any(copies > 1 for *_, copies in items)
    facts = _Facts(SCENES[scene], stream.choice(PEOPLE).name, items, capacities, several)
    structure = stream.choice(tuple(_STRUCTURES))
    body = _STRUCTURES[structure](facts, stream)
    if ask == "optimum":
        question = fill(stream.choice(_HOW_MUCH), stream, {"worth": facts.scene.worth, "choose": facts.scene.choose})
        ending = answer_line(stream, "integer")
    else:
        question = fill(stream.choice(_WHICH), stream, {"worth": facts.scene.worth, "choose": facts.scene.choose})
        ending = answer_line(stream, ", ".join(f"{name} = count" for name, *_ in items))
        question += stream.choice((
            " Give the count of everything on the list, 0 for what is left out.",
            " State how many of each there are, 0 where there are none.",
        ))  # fmt: skip
    return f"{body}\n{question} {ending}", f"{scene}/{structure}"


_HOW_MUCH = (
    "What is the largest total {worth} that can be reached?",
    "How high can the total {worth} be at most?",
    "[Find|Determine|Work out] the maximum total {worth}.",
    "What total {worth} does the best choice reach?",
)
_WHICH = (
    "Which choice makes the total {worth} as large as possible? If several do, any one of them will do.",
    "[Find|Name] a choice with the largest possible total {worth}; any one of the best is fine.",
    "What should one {choose} so that the total {worth} is as large as possible? One best choice is enough.",
)


def _opening(facts: _Facts, stream: Stream) -> str:
    return fill(stream.choice(facts.scene.openings), stream, {"who": facts.who})


def _idle(facts: _Facts, stream: Stream) -> str:
    """A sentence that has nothing to do with the choice."""
    slots = {"year": stream.integer(1871, 2009), "small": stream.integer(3, 19)}
    return fill(stream.choice(facts.scene.idle), stream, slots)


def _uses(facts: _Facts, uses: tuple[int, ...]) -> list[str]:
    return [f"{limit.verb} {counted(use, limit.unit)}" for use, (_, limit) in zip(uses, facts.limits, strict=True)]


def _room(facts: _Facts) -> str:
    """``weigh at most 30 kilograms and fill at most 40 litres``."""
    return listed([f"{limit.verb_plural} at most {counted(capacity, limit.unit)}" for capacity, limit in facts.limits])


def _limit(facts: _Facts, stream: Stream) -> str:
    return fill(
        stream.choice(
            (
                "Together, whatever is chosen [may|can] {room}.",
                "All that is chosen may in total {room}.",
                "In total, the selection must {room}.",
            )
        ),
        stream,
        {"room": _room(facts)},
    )


def _whole(facts: _Facts, stream: Stream) -> str:
    """That things cannot be divided, and how often each may be taken."""
    if facts.several:
        return stream.choice((
            "Only whole pieces can be chosen, and no more of a kind than there are.",
            "Nothing can be divided, and of each kind at most the stated number can be chosen.",
        ))  # fmt: skip
    return stream.choice((
        "Each is there once and can only be chosen whole or not at all.",
        "Nothing can be divided, and there is only one of each.",
        "There is one of each, to be taken whole or left.",
    ))  # fmt: skip


def _sentence(facts: _Facts, item: _Item, stream: Stream, form: int) -> str:
    name, value, uses, copies = item
    worth = f"{facts.scene.verb} {counted(value, facts.scene.unit)}"
    used = _uses(facts, uses)
    if facts.several:
        patterns = (
            "There {are} {n:name} on offer; {each} {worth_last}.",
            "A single {name} {worth_first}; {copies:words} {are} available.",
            "{a} {worth_last} (available: {copies}).",
        )
    else:
        patterns = ("The {name} {worth_last}.", "{a} {worth} but {used}.", "The {name} {worth}; it {used}.")
    slots = {
        "name": name, "a": article(name), "n": copies, "copies": copies, "are": "is" if copies == 1 else "are",
        "each": "it" if copies == 1 else "each", "worth": worth, "used": listed(used),
        "worth_last": listed([*used, worth]), "worth_first": listed([worth, *used]),
    }  # fmt: skip
    return fill(patterns[form], stream, slots)


def _narrative(facts: _Facts, stream: Stream) -> str:
    form = stream.below(3)
    things = " ".join(_sentence(facts, item, stream, form) for item in facts.items)
    rules = [_limit(facts, stream), _whole(facts, stream)]
    parts = [things, *rules] if stream.chance(1, 2) else [*rules, things]
    if stream.chance(1, 2):
        parts.insert(stream.below(2), _idle(facts, stream))
    return " ".join([_opening(facts, stream), *parts])


def _bullets(facts: _Facts, stream: Stream) -> str:
    lines = []
    value_first = stream.chance(1, 2)
    for name, value, uses, copies in facts.items:
        worth = f"{facts.scene.verb} {counted(value, facts.scene.unit)}"
        parts = [worth, *_uses(facts, uses)] if value_first else [*_uses(facts, uses), worth]
        lines.append(f"- {name}: {', '.join(parts)}{f' (up to {copies})' if facts.several else ''}")
    head = stream.choice(("To choose from:", "The possibilities:", "On the list are:"))
    return "\n".join([f"{_opening(facts, stream)} {head}", *lines, f"{_limit(facts, stream)} {_whole(facts, stream)}"])


def _heads(facts: _Facts) -> list[str]:
    return [f"{limit.name} ({plural(limit.unit)})" for _, limit in facts.limits]


def _table(facts: _Facts, stream: Stream) -> str:
    worth = f"{facts.scene.worth} ({plural(facts.scene.unit)})"
    rows = [["", worth, *_heads(facts), *(["available"] if facts.several else [])]]
    rows += [
        [name, str(value), *map(str, uses), *([str(copies)] if facts.several else [])]
        for name, value, uses, copies in facts.items
    ]
    rows.insert(1, ["---"] * len(rows[0]))
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    extra = f" {_idle(facts, stream)}" if stream.chance(1, 3) else ""
    lead = stream.choice(
        ("The figures per piece:", "This is known:", "The table gives the figures for one piece each.")
    )
    return f"{_opening(facts, stream)}{extra} {lead}\n\n{table}\n\n{_limit(facts, stream)} {_whole(facts, stream)}"


def _dialogue(facts: _Facts, stream: Stream) -> str:
    other = stream.choice([person.name for person in PEOPLE if person.name != facts.who])
    form = stream.below(3)
    things = " ".join(_sentence(facts, item, stream, form) for item in facts.items)
    turns = [
        f"{_opening(facts, stream)} {other} helps.",
        f"{other}: {stream.choice(('What is there to choose from?', 'Tell me what we have.'))}",
        f"{facts.who}: {things}",
        f"{other}: {stream.choice(('And what are the limits?', 'How much of that is possible?'))}",
        f"{facts.who}: {_limit(facts, stream)} {_whole(facts, stream)}",
    ]
    if stream.chance(1, 3):
        turns.insert(3, f"{other}: {_idle(facts, stream)}")
        turns.insert(4, f"{facts.who}: Yes, but never mind that now.")
    return "\n".join(turns)


def _limits_first(facts: _Facts, stream: Stream) -> str:
    limits = listed([f"{counted(capacity, limit.unit)} of {limit.name}" for capacity, limit in facts.limits])
    head = fill(
        stream.choice(
            (
                "There are {limits} to be used, no more.",
                "The limit is {limits}.",
                "Not more than {limits} can be used.",
            )
        ),
        stream,
        {"limits": limits},
    )
    form = stream.below(3)
    things = " ".join(_sentence(facts, item, stream, form) for item in facts.items)
    return f"{_opening(facts, stream)} {head} {_whole(facts, stream)} {things}"


def _compact(facts: _Facts, stream: Stream) -> str:
    """Figures in brackets, with the order of the figures explained first."""
    order = [f"{facts.scene.worth} in {plural(facts.scene.unit)}"]
    order += [f"{limit.name} in {plural(limit.unit)}" for _, limit in facts.limits]
    if facts.several:
        order.append("number available")
    items = [
        f"{name} ({', '.join(map(str, [value, *uses, *([copies] if facts.several else [])]))})"
        for name, value, uses, copies in facts.items
    ]
    lead = stream.choice(("In brackets stand", "The figures in brackets are", "Each entry lists, in brackets,"))
    return (
        f"{_opening(facts, stream)} {lead} {listed(order)}, for one piece: {'; '.join(items)}. "
        f"{_limit(facts, stream)} {_whole(facts, stream)}"
    )


def _columns(facts: _Facts, stream: Stream) -> str:
    """Told quantity by quantity: first all values, then all uses."""
    parts = [_opening(facts, stream)]
    values = listed([f"{value} for the {name}" for name, value, _, _ in facts.items])
    told = [f"{facts.scene.worth} in {plural(facts.scene.unit)}, per piece: {values}."]
    for d, (_, limit) in enumerate(facts.limits):
        used = listed([f"{uses[d]} for the {name}" for name, _, uses, _ in facts.items])
        told.append(f"{limit.name} in {plural(limit.unit)}, per piece: {used}.")
    if facts.several:
        more = [counted(copies, name) for name, _, _, copies in facts.items if copies > 1]
        told.append(f"{stream.choice(('available are', 'there are'))} {', '.join(more)} and one of everything else.")
    parts += [sentence_case(line) for line in stream.shuffled(told)]
    return "\n".join([*parts, f"{_limit(facts, stream)} {_whole(facts, stream)}"])


_STRUCTURES: dict[str, Callable[[_Facts, Stream], str]] = {
    "narrative": _narrative,
    "bullets": _bullets,
    "table": _table,
    "dialogue": _dialogue,
    "limits_first": _limits_first,
    "compact": _compact,
    "columns": _columns,
}
