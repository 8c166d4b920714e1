"""The language of dependency-graph problems: their worlds, and the sentences for each relation and question."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from generators.family import Wording
from generators.language.instructions import answer_line
from generators.language.lexicon import PEOPLE, in_words, listed, plural
from generators.language.wording import compiled
from generators.math.dependency_graph.facts import MANY, NONE, Fact, Situation
from generators.randomness import Stream


class World(NamedTuple):
    """A setting: its opening, the things counted (singular), the places, and how a place is said to have things.

    `where` stands before a place (``in the attic``), `has` after it (``the attic holds 12 lamps``). A world with
    `owned` has a place for each person: ``Rosa's stall``. `aside` is a sentence that no answer can rest on.
    """

    scene: str
    items: tuple[str, ...]
    places: tuple[str, ...]
    where: str
    has: str
    aside: str
    owned: str = ""


WORLDS: dict[str, World] = {
    "zoo": World(
        "[The keepers of a small zoo count their animals|A zoo takes stock of its animals].",
        ("parrot", "tortoise", "lizard", "frog", "heron", "newt", "snail"),
        ("the North House", "the Rain Hall", "the Palm Garden", "the Cave Pavilion", "the Lake House", "the Old Wing",
         "the Desert Dome"),
        "in", "holds", "[The zoo opened in {year}.|Last season a ticket for the zoo cost {price} cents.]",
    ),
    "school": World(
        "[A school lists what stands in its rooms|The caretaker of a school goes through its rooms].",
        ("chair", "desk", "lamp", "poster", "globe", "plant", "shelf"),
        ("the art room", "the music room", "the library", "the science lab", "the staff room", "the reading corner",
         "the workshop"),
        "in", "has", "[The school was founded in {year}.|Its main corridor was repainted for {price} euros.]",
    ),
    "farm": World(
        "[Several neighbours keep animals on their farms|A vet visits some farms in the valley].",
        ("goat", "hen", "sheep", "duck", "rabbit", "turkey", "pony"),
        (), "on", "has", "[The valley was settled in {year}.|A sack of feed cost {price} cents last winter.]", "farm",
    ),
    "museum": World(
        "[A museum checks its catalogue|The curator of a museum walks through the galleries].",
        ("vase", "mask", "statue", "painting", "fossil", "medal", "tapestry"),
        ("the East Gallery", "the West Gallery", "the Round Hall", "the Garden Room", "the Treasury",
         "the Upper Gallery", "the Tower Room"),
        "in", "shows", "[The building dates from {year}.|A guided tour once drew {price} visitors.]",
    ),
    "depot": World(
        "[A haulier runs several depots|A shipping company compares its depots].",
        ("crate", "barrel", "pallet", "parcel", "drum", "sack", "carton"),
        ("the harbour depot", "the airport depot", "the hill depot", "the river depot", "the city depot",
         "the border depot", "the rail depot"),
        "at", "stores", "[The company bought its first lorry in {year}.|A driver covered {price} miles last week.]",
    ),
    "station": World(
        "[The crew of a space station checks the stores|A supply list is drawn up on a space station].",
        ("battery", "filter", "sensor", "oxygen tank", "cable", "ration pack", "valve"),
        ("the Aurora module", "the Borealis module", "the Comet module", "the Dawn module", "the Eclipse module",
         "the Fermi module", "the Galileo module"),
        "in", "carries", "[The crew has been aboard for {price} days.|The station orbits at {price} kilometres.]",
    ),
    "collection": World(
        "[Some friends compare their collections|At a club, collectors show what they have].",
        ("red marble", "blue marble", "green marble", "stamp", "seashell", "button", "old coin"),
        (), "in", "contains", "[The club was founded in {year}.|The clubroom's door has the code {price}.]", "box",
    ),
    "nursery": World(
        "[A plant nursery prepares for the spring sale|The gardeners of a plant nursery count their stock].",
        ("tulip", "fern", "rose bush", "orchid", "cactus", "lily", "sunflower"),
        ("the upper terrace", "the lower terrace", "the shaded bench", "the long table", "the front porch",
         "the sunny ledge", "the back row"),
        "on", "holds", "[The nursery has been family-owned since {year}.|Its greenhouse cost {price} euros to mend.]",
    ),
    "library": World(
        "[A town's library has several branches|The librarians of a town compare their branches].",
        ("atlas", "novel", "comic", "cookbook", "magazine", "dictionary", "songbook"),
        ("the Riverside branch", "the Hilltop branch", "the Market branch", "the Harbour branch", "the Park branch",
         "the Mill Lane branch", "the Abbey branch"),
        "at", "owns", "[The oldest branch opened in {year}.|The reading room was visited {price} times last month.]",
    ),
    "market": World(
        "[It is market day, and the traders lay out their goods|On market day the traders count their goods].",
        ("melon", "pumpkin", "cabbage", "lemon", "jar of honey", "loaf of bread", "basket of plums"),
        (), "on", "offers", "[The market was first held in {year}.|A pitch on the square costs {price} cents a day.]",
        "stall",
    ),
}  # fmt: skip

# What a relation says, as the complement of "the number of … is"; every worked step is written this way.
MEANING = {
    "given": "{n}",
    "more": "{n} more than the number of {a}",
    "fewer": "{n} less than the number of {a}",
    "times": "{k} the number of {a}",
    "share": "{share} of the number of {a}",
    "sum": "the number of {a} plus the number of {b}",
    "difference": "the number of {a} minus the number of {b}",
    "scaled_more": "{n} more than {k} the number of {a}",
    "scaled_fewer": "{n} less than {k} the number of {a}",
    "share_more": "{n} more than {share} of the number of {a}",
    "sum_more": "{n} more than the number of {a} and the number of {b} together",
    "scaled_sum": "{k} the combined number of {a} and {b}",
    "sum_of_three": "the sum of the numbers of {a}, {b} and {c}",
}
_IS = "[the number of {t} is |the number of {t} equals |the number of {t} comes to ]"
_SENTENCES: dict[str, tuple[str, ...]] = {
    "given": (
        "there are {n} {t}",
        "{t_place} {has} {n} {t_items}",
        "{t_place} {has} exactly {n} {t_items}",
        "someone counted {n} {t}",
    ),
    "together": (
        "taken together, {group} number {n}",
        "{group} add up to {n}",
        "counting {group} together gives {n}",
        "the total is {n} when {group} are counted together",
    ),
    "more": (
        "there are {n} more {t} than {a_rest}",
        "there are {n} fewer {a} than {t_rest}",
        "the {t} outnumber the {a} by {n}",
        "adding {n} to the number of {a} gives the number of {t}",
        "{t_place} {has} {n} more {t_items} than {a_side}",
    ),
    "fewer": (
        "there are {n} fewer {t} than {a_rest}",
        "there are {n} more {a} than {t_rest}",
        "the {a} outnumber the {t} by {n}",
        "taking {n} away from the number of {a} leaves the number of {t}",
        "{t_place} {has} {n} fewer {t_items} than {a_side}",
    ),
    "times": (
        "there are {k} as many {t} as {a_rest}",
        "multiplying the number of {a} by {factor} gives the number of {t}",
        "for every {a_one} {a_where}, there are exactly {factor} {t}",
        "{t_place} {has} {k} as many {t_items} as {a_side}",
    ),
    "share": (
        "there are {share} as many {t} as {a_rest}",
        "dividing the number of {a} by {divisor} gives the number of {t}",
        "there are {inverse} as many {a} as {t_rest}",
        "{t_place} {has} {share} as many {t_items} as {a_side}",
    ),
    "sum": (
        "there are as many {t} as there are {a} and {b} together",
        "adding the number of {a} to the number of {b} gives the number of {t}",
        "the {a} and the {b} together are exactly as many as the {t}",
    ),
    "difference": (
        "the {a} outnumber the {b} by exactly the number of {t}",
        "subtracting the number of {b} from the number of {a} gives the number of {t}",
        "adding the number of {t} to the number of {b} gives the number of {a}",
    ),
    "scaled_more": (
        "multiplying the number of {a} by {factor} and then adding {n} gives the number of {t}",
        "there are {n} more {t} than {k} the number of {a}",
        "to get the number of {t}, take {k} the number of {a} and add {n}",
    ),
    "scaled_fewer": (
        "multiplying the number of {a} by {factor} and then subtracting {n} gives the number of {t}",
        "there are {n} fewer {t} than {k} the number of {a}",
        "to get the number of {t}, take {k} the number of {a} and subtract {n}",
    ),
    "share_more": (
        "dividing the number of {a} by {divisor} and then adding {n} gives the number of {t}",
        "there are {n} more {t} than {share} of the number of {a}",
        "to get the number of {t}, take {share} of the number of {a} and add {n}",
    ),
    "sum_more": (
        "there are {n} more {t} than {a} and {b} together",
        "the {t} outnumber the {a} and the {b} together by {n}",
        "adding up the number of {a}, the number of {b} and {n} gives the number of {t}",
    ),
    "scaled_sum": (
        "there are {k} as many {t} as {a} and {b} together",
        "adding the number of {a} to the number of {b} and multiplying the result by {factor} gives the number of {t}",
    ),
    "sum_of_three": (
        "there are as many {t} as there are {a}, {b} and {c} together",
        "adding up the number of {a}, the number of {b} and the number of {c} gives the number of {t}",
    ),
}
_SENTENCES = {
    kind: sentences if kind == "together" else (*sentences, _IS + MEANING[kind])
    for kind, sentences in _SENTENCES.items()
}

_DIRECT = {
    "value": ("how many {items} are there {place}?", "what is the number of {group}?"),
    "total": (
        "how many {group} are there altogether?", "how many are there in all when {the_group} are counted together?",
    ),
    "difference": (
        "how many more {items} are there {place} than {b_rest}?", "by how many do the {a} outnumber the {b}?",
    ),
}  # fmt: skip
_INDIRECT = {
    "value": ("how many {items} there are {place}", "the number of {group}"),
    "total": ("how many {group} there are altogether", "the combined number of {group}"),
    "difference": ("how many more {items} there are {place} than {b_rest}", "by how many the {a} outnumber the {b}"),
}
_PROSE = {
    "story": "{scene} {facts} {aside}{opening}",
    "question_first": (
        "{opening} [Here is what is known.|This much is known.|Use the following.] {scene} {aside}{facts}"
    ),
    "wants_to_know": (
        "{scene} {who} wants to find out {wanted}. {aside}{facts} [What should {who.they} find?|"
        "What is the right result?]"
    ),
    "dialogue": (
        '{scene} {aside}{who} asks: "{opening}" {other} [replies|answers]: "{facts}" '
        "[What is the answer to {who}'s question?|Answer {who}'s question.]"
    ),
    "assume": "{scene} {aside}[Suppose|Assume] that all of the following holds. {facts} [Find out|Work out] {wanted}.",
    "letter": (
        '{scene} {who} writes to {other}: "{facts}" {aside}'
        "[From this letter alone, determine {wanted}.|{other} now has to work out {wanted}.]"
    ),
}  # fmt: skip
_LISTS = {
    "notes": "{scene} {aside}[The notes say:|These notes were kept:|The record reads:]\n{facts}\n{opening}",
    "clues": "{scene} {aside}[Work out|Determine] {wanted} from [these clues|the clues below].\n{facts}",
    "report": (
        "{scene} {aside}[Report of the count|Result of the count]:\n{facts}\n[End of report.|That is all.] "
        "[Using only this report, work out {wanted}.|Going by this report, {question}]"
    ),
}  # fmt: skip
# None of these says "the answer is": to a reader of completions an echo of it would be a claim.
_OPTIONS = (
    'Write "impossible" if the statements contradict each other, and "cannot be determined" if they leave it open.',
    'If the statements cannot all be true, put "impossible"; if they do not fix the number, "cannot be determined".',
    'Should the information contradict itself, answer "impossible"; should it be too little, "cannot be determined".',
    'Give "cannot be determined" when information is missing and "impossible" when it contradicts itself.',
)
_OPENINGS = ("also", "in addition", "furthermore", "moreover")


@cache
def places(world: World) -> tuple[str, ...]:
    """The places of a world, one for each person when places are owned."""
    return tuple(f"{person.name}'s {world.owned}" for person in PEOPLE) if world.owned else world.places


def statement(instance: Situation, stream: Stream) -> Wording:
    """The problem in words; the skeleton is the world and the way the text is built around the facts."""
    world = WORLDS[instance.world]
    nouns = nouns_of(instance)
    shape = stream.choice(_SHAPES)
    number = str if stream.chance(2, 3) else _small_in_words
    facts = [_sentence(instance.facts[i], instance, nouns, stream, number) for i in _order(instance, stream)]
    question = _question_slots(instance, nouns)
    direct = compiled(stream.choice(_DIRECT[instance.question]))(stream, question)
    who, other = stream.sample(PEOPLE, 2)
    slots: dict[str, Any] = {
        "scene": compiled(world.scene)(stream, {}),
        "aside": _aside(instance, world, stream),
        "facts": _bullets(facts, instance, stream) if shape in _LISTS else _prose(facts, stream),
        "question": direct,
        "opening": _capital(direct),
        "wanted": compiled(stream.choice(_INDIRECT[instance.question]))(stream, question),
        "who": who,
        "other": other,
    }
    text = compiled(_PROSE.get(shape) or _LISTS[shape])(stream, slots).strip()
    form = "integer"
    if instance.twins:
        text = f"{text}\n{stream.choice(_OPTIONS)}"
        form = f"integer | {NONE} | {MANY}"
    return Wording(f"{text}\n{answer_line(stream, form)}", f"{instance.world}/{shape}")


_SHAPES = (*_PROSE, *_LISTS)


def _order(instance: Situation, stream: Stream) -> list[int]:
    """Facts in any order; the shortest problems often keep the order in which one would work them out."""
    count = len(instance.facts)
    if count > 5 or stream.chance(1, 2):
        return stream.shuffled(range(count))
    return list(range(count))


def _small_in_words(number: int) -> str:
    return in_words(number) if number <= 12 else str(number)


def nouns_of(instance: Situation) -> list[str]:
    where = WORLDS[instance.world].where
    return [f"{plural(quantity.item)} {where} {quantity.place}" for quantity in instance.quantities]


_TIMES = {1: "", 2: "twice", 3: "three times", 4: "four times", 5: "five times"}
_SHARES = {1: "", 2: "half", 3: "a third", 4: "a quarter", 5: "a fifth"}


def _question_slots(instance: Situation, nouns: list[str]) -> dict[str, str]:
    asked = [nouns[q] for q in instance.asked]
    first, last = instance.quantities[instance.asked[0]], instance.quantities[instance.asked[-1]]
    where = WORLDS[instance.world].where
    return {
        "group": listed(asked), "the_group": listed([f"the {noun}" for noun in asked]), "a": asked[0], "b": asked[-1],
        "items": plural(first.item), "place": f"{where} {first.place}",
        "b_rest": f"{where} {last.place}" if first.item == last.item else asked[-1],
    }  # fmt: skip


def _sentence(fact: Fact, instance: Situation, nouns: list[str], stream: Stream, number: Callable[[int], str]) -> str:
    """The fact as a clause without a capital or full stop."""
    slots = relation_slots(fact, nouns, number)
    kind = fact.kind
    if len(fact.of) > 1:
        kind = "together"
        slots["group"] = listed([f"the {nouns[q]}" for q in fact.of])
    elif len(fact.parts) < 2:
        slots.update(_side_slots(fact, instance, nouns))
    return compiled(stream.choice(_SENTENCES[kind]))(stream, slots)


def relation_slots(fact: Fact, nouns: list[str], number: Callable[[int], str]) -> dict[str, str]:
    slots = {
        "n": number(abs(fact.number)), "t": nouns[fact.of[0]], "k": _TIMES[fact.factor], "factor": number(fact.factor),
        "share": _SHARES[fact.divisor], "inverse": _TIMES[fact.divisor], "divisor": number(fact.divisor),
    }  # fmt: skip
    for letter, q in zip("abc", fact.parts, strict=False):
        slots[letter] = nouns[q]
    return slots


def _side_slots(fact: Fact, instance: Situation, nouns: list[str]) -> dict[str, str]:
    """The target and the one part by item and place, with what a comparison need not repeat left out."""
    world = WORLDS[instance.world]
    target = instance.quantities[fact.of[0]]
    slots = {"has": world.has, "t_place": target.place, "t_items": plural(target.item)}
    if not fact.parts:
        return slots
    part = instance.quantities[fact.parts[0]]
    slots["a_one"], slots["a_where"] = part.item, f"{world.where} {part.place}"
    if part.item == target.item:
        slots["a_rest"], slots["t_rest"] = slots["a_where"], f"{world.where} {target.place}"
        slots["a_side"] = part.place
    else:
        slots["a_rest"], slots["t_rest"] = nouns[fact.parts[0]], nouns[fact.of[0]]
        items = plural(part.item)
        slots["a_side"] = items if part.place == target.place else f"{part.place} {world.has} {items}"
    return slots


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _prose(clauses: list[str], stream: Stream) -> str:
    openings = stream.shuffled(_OPENINGS)
    text = ""
    for clause in clauses:
        if not text:
            text = f"{_capital(clause)}."
        elif stream.chance(1, 6):
            # "while" goes with a statement, not with an instruction such as "to get …, take …".
            joint = ", while" if clause.startswith(("there ", "the ")) and stream.chance(1, 2) else ";"
            text = f"{text[:-1]}{joint} {clause}."
        elif openings and stream.chance(1, 8):
            text = f"{text} {_capital(openings.pop())}, {clause}."
        else:
            text = f"{text} {_capital(clause)}."
    return text


def _bullets(clauses: list[str], instance: Situation, stream: Stream) -> str:
    style = stream.below(3)
    if style == 2 and instance.answer is not None and instance.answer <= len(clauses):
        style = 0  # a line's number would be the answer
    marks = [("- ", "* ", f"({i}) ")[style] for i in range(1, len(clauses) + 1)]
    return "\n".join([f"{mark}{_capital(clause)}." for mark, clause in zip(marks, clauses, strict=True)])


def _aside(instance: Situation, world: World, stream: Stream) -> str:
    """Now and then a sentence with a number that has no bearing on the question."""
    if stream.chance(2, 3):
        return ""
    numbers = {"year": stream.integer(1890, 2005), "price": stream.integer(210, 990)}
    if instance.answer in numbers.values():
        return ""
    return compiled(world.aside)(stream, numbers) + " "
