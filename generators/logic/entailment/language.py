"""How an argument is told: story themes with their atoms, the connectives in English, and the frames around them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from generators.family import Wording
from generators.language.lexicon import PEOPLE, in_words
from generators.language.wording import fill
from generators.logic.truth_tables import CONNECTIVES, Statement
from generators.randomness import Stream

Atom = tuple[str, str, str]


class Theme(NamedTuple):
    """A place where things are so or not so; an atom is (subject, auxiliary verb, rest)."""

    place: str
    topic: str
    atoms: tuple[Atom, ...]


def _theme(place: str, topic: str, atoms: str) -> Theme:
    split = [tuple(line.strip().split("|")) for line in atoms.strip().splitlines()]
    return Theme(place, topic, tuple((subject, verb, rest) for subject, verb, rest in split))


THEMES: dict[str, Theme] = {
    "waterworks": _theme("at the waterworks", "the state of the waterworks", """
        the intake valve|is|open
        the main pump|is|running
        the reservoir|is|full
        the pressure alarm|is|ringing
        the filter|has|been cleaned
        the night crew|is|on site
        the bypass|is|sealed
        the control lamp|is|lit
        the chlorine tank|has|been refilled
        the spare generator|is|switched on
        the drain|is|blocked"""),
    "museum": _theme("at the museum", "the night of the theft", """
        the side door|was|locked
        the guard|was|asleep
        the camera|was|working
        the curator|was|in the building
        the vault|was|opened
        the stolen painting|is|a forgery
        the florist|is|lying
        the alarm|was|switched off
        the skylight|was|broken
        the red van|was|in the yard
        the spare key|was|missing"""),
    "laboratory": _theme("in the laboratory", "the experiment", """
        the sample|is|contaminated
        the centrifuge|is|calibrated
        the solution|has|turned blue
        the freezer|is|below zero
        the fume hood|is|on
        the enzyme|is|active
        the control group|has|been tested
        the laser|is|aligned
        the culture|is|growing
        the second reading|was|repeated
        the buffer|is|fresh"""),
    "farm": _theme("on the farm", "the farm this morning", """
        the barn door|is|shut
        the goats|are|in the meadow
        the well|is|dry
        the tractor|is|repaired
        the hay|is|under cover
        the dog|is|on its chain
        the orchard|has|been watered
        the gate to the road|is|open
        the hens|are|laying
        the milk|has|been collected
        the scarecrow|is|standing"""),
    "space station": _theme("on board the space station", "the space station", """
        the airlock|is|closed
        the solar panel|is|unfolded
        the robot arm|is|in use
        the oxygen reserve|is|above half
        the antenna|is|pointing at Earth
        the greenhouse|is|lit
        the second shuttle|has|docked
        the heat shield|is|intact
        the commander|is|awake
        the water recycler|is|working
        the backup computer|is|online"""),
    "theatre": _theme("at the theatre", "tonight's performance", """
        the lead actor|is|ill
        the understudy|is|ready
        the curtain|has|been mended
        the orchestra|is|complete
        the house|is|sold out
        the trapdoor|is|safe
        the costumes|are|back from the cleaner
        the fog machine|is|broken
        the critic|is|in the front row
        the second act|has|been cut
        the director|is|content"""),
    "railway": _theme("at the junction", "the railway junction", """
        the night train|is|late
        the signal|is|green
        the northern track|is|clear
        the bridge|is|closed
        the freight train|has|left
        the switch heater|is|on
        the stationmaster|is|on duty
        the level crossing|is|down
        the express|was|diverted
        the snow plough|is|out
        the platform lights|are|on"""),
    "mountain hut": _theme("in the mountain hut", "the mountain hut", """
        the pass|is|open
        the stove|is|burning
        the guide|has|returned
        the rope bridge|is|passable
        the radio|is|charged
        the weather|is|clear
        the rescue dog|is|with the team
        the glacier path|is|marked
        the supplies|have|arrived
        the cable car|is|running
        the lower camp|is|occupied"""),
    "library": _theme("in the old library", "the old library", """
        the reading room|is|open
        the manuscript|is|on loan
        the catalogue|is|up to date
        the archivist|is|on leave
        the humidity sensor|is|faulty
        the map cabinet|is|locked
        the lecture|has|been cancelled
        the east wing|is|being painted
        the first edition|is|genuine
        the scanner|is|free
        the donation|was|accepted"""),
    "bakery": _theme("in the bakery", "the bakery before dawn", """
        the oven|is|hot
        the sourdough|has|risen
        the delivery van|is|loaded
        the apprentice|is|late
        the flour|has|run out
        the shop window|is|lit
        the mixer|is|working
        the wedding cake|is|finished
        the butter|is|soft
        the till|has|been counted
        the back door|is|unlocked"""),
    "harbour": _theme("in the harbour", "the harbour today", """
        the ferry|is|at the quay
        the lighthouse|is|lit
        the crane|is|out of order
        the harbour master|is|in the office
        the storm flag|has|been raised
        the trawler|has|sailed
        the customs shed|is|locked
        the tide|is|high
        the pilot boat|is|fuelled
        the fish auction|was|held
        the breakwater|is|damaged"""),
    "school": _theme("at the school", "the school fair", """
        the gym|is|booked
        the choir|is|performing
        the headteacher|is|away
        the projector|is|working
        the cake stall|is|sold out
        the chess final|has|been played
        the caretaker|is|on duty
        the playground|is|wet
        the bus|has|arrived
        the raffle|was|drawn
        the science room|is|open"""),
}  # fmt: skip

# {a} a literal's clause, {na} its denial, {ia} the literal with verb before subject (positive literals only)
_ENGLISH: dict[str, tuple[str, ...]] = {
    "fact": ("{a}", "{a}", "it is certain that {a}"),
    "and": ("{a} and {b}", "both of these are true: {a}; {b}"),
    "nor": ("neither {ia} nor {ib}", "both of these are false: {a}; {b}"),
    "or": ("{a} or {b}, or both", "at least one of these is true: {a}; {b}", "{a} unless {b}"),
    "xor": ("either {a} or {b}, but not both", "exactly one of these is true: {a}; {b}"),
    "iff": (
        "{a} if and only if {b}", "if {a}, then {b}, and if {na}, then {nb}",
        "either both of these are true or neither is: {a}; {b}",
    ),
    "nand": ("it is not the case that both {a} and {b}", "at most one of these is true: {a}; {b}"),
    "if": (
        "if {a}, then {b}", "{b} if {a}", "{a} only if {b}", "{na} unless {b}", "unless {na}, {b}",
        "whenever {a}, {b}", "only if {b} {ia}",
    ),
    "if_and": ("if {a} and {b}, then {c}", "whenever both {a} and {b}, {c}"),
    "if_or": ("if {a} or {b} (or both), then {c}", "if at least one of these is true, then {c}: {a}; {b}"),
    "then_and": ("if {a}, then {b} and {c}", "whenever {a}, both of these are true: {b}; {c}"),
    "then_or": ("if {a}, then {b} or {c} (or both)", "whenever {a}, at least one of these is true: {b}; {c}"),
    "iff_and": ("{a} if and only if both {b} and {c}", "if {b} and {c}, then {a}, and in no other case"),
    "iff_or": (
        "{a} if and only if at least one of these is true: {b}; {c}",
        "if {b} or {c} (or both), then {a}, and in no other case",
    ),
    "one_of": (
        "exactly one of these is true: {a}; {b}; {c}",
        "one and only one of the following three is the case: {a}; {b}; {c}",
    ),
}  # fmt: skip


def clause(literal: int, atoms: Sequence[Atom]) -> str:
    """The literal as a clause: ``the valve is not open``."""
    subject, verb, rest = atoms[abs(literal) - 1]
    return f"{subject} {verb} {rest}" if literal > 0 else f"{subject} {verb} not {rest}"


def plain(statement: Statement, atoms: Sequence[Atom]) -> str:
    """The statement in its plainest wording, without capital or full stop."""
    return _filled(_ENGLISH[statement.kind][0], statement, atoms)


def sentence(text: str) -> str:
    """The clause as a sentence with capital and full stop."""
    return f"{text[0].upper()}{text[1:]}."


@cache
def slug(atom: Atom) -> str:
    """The atom as a name: ``valve_is_open``."""
    return "_".join(" ".join(atom).removeprefix("the ").split())


def _filled(pattern: str, statement: Statement, atoms: Sequence[Atom]) -> str:
    words = {}
    for letter, literal in zip("abc", statement.literals, strict=False):
        subject, verb, rest = atoms[abs(literal) - 1]
        yes, no = f"{subject} {verb} {rest}", f"{subject} {verb} not {rest}"
        words[letter], words[f"n{letter}"] = (yes, no) if literal > 0 else (no, yes)
        words[f"i{letter}"] = f"{verb} {subject} {rest}"
    return pattern.format(**words)


def _spoken(statement: Statement, atoms: Sequence[Atom], stream: Stream) -> str:
    options = _ENGLISH[statement.kind]
    pattern = stream.choice(options)
    if "{ia}" in pattern and statement.literals[0] < 0:
        pattern = options[0]
    return _filled(pattern, statement, atoms)


_FRAMES: dict[str, str] = {
    "log": (
        "[This is the log kept|Here is the log kept|These are the log entries] {place}; [every entry is true|all of "
        "it is reliable]:\n{bullets}\n"
        "{aside}[A newcomer reads it and remarks:|Somebody who has read it says:] \"{claim}\"\n"
        "{reading}[What is the status of this remark?|How does the remark stand?] {verdicts}\n{ending}"
    ),
    "detective": (
        "Inspector {who} is looking into {topic}. [So far the inspector has proof of the following.|The following "
        "facts are beyond doubt.] {prose} {aside}Sergeant {other} [ventures|puts forward] a theory: {clause}.\n"
        "{reading}[Judge the theory by the facts alone.|Weigh the sergeant's theory against the facts.] {verdicts}\n"
        "{ending}"
    ),
    "numbered": (
        "[Take the following statements as given.|Accept the following premises.]\n{numbers}\n"
        "{aside}[Consider now this statement:|Now look at one more statement:] {claim}\n{reading}{verdicts}\n{ending}"
    ),
    "question_first": (
        "[Must it be true that|Does it have to be the case that] {clause}? [You may rely on nothing but these "
        "facts|Use only what follows] about {topic}: {prose}\n{aside}{reading}{verdicts}\n{ending}"
    ),
    "dialogue": (
        "{who} and {other} [talk about|go over what they know about] {topic}. Both [speak the truth throughout|say "
        "only what is true].\n{talk}\n{aside}Then a third person [joins in|who has listened adds]: \"So {clause}.\"\n"
        "{reading}[Is that right?|What is to be made of this?] {verdicts}\n{ending}"
    ),
    "symbols": (
        "[Let the letters stand for these propositions:|Use these letters:]\n{legend}\n"
        "[Assume these premises:|Suppose that these formulas hold:]\n{formulas}\n"
        "[What can be said of the formula {formula}?|Determine the status of the formula {formula}.] {verdicts}\n"
        "{ending}"
    ),
    "letter": (
        "Dear {who},\n\n"
        "[you asked me what is certain about|thank you for your question about] {topic}. [You can count on what "
        "follows.|I can vouch for the following.] {prose}\n\n"
        "{aside}[My neighbour insists on the following:|A friend draws this conclusion:] {claim} [What do you make "
        "of it?|Please tell me what you think.] {verdicts}\n{reading}\nYours, {other}\n\n{ending}"
    ),
    "audit": (
        "[An auditor has confirmed|An audit has established] {count} points {place}:\n{checks}\n"
        "{aside}The [draft of the report|summary] [adds|contains] the sentence \"{claim}\" [The auditor has to label "
        "this sentence.|This sentence now needs a label.] {reading}{verdicts}\n{ending}"
    ),
    "rules": (
        "[Because of the rules that hold|By the way things are arranged] {place}, all of the following is true "
        "[today|at this moment].\n{bullets}\n"
        "{aside}[Someone asks about one more sentence:|The question has come up what to make of this sentence:] "
        "{claim} {reading}{verdicts}\n{ending}"
    ),
    "exam": (
        "[Exercise|Problem]. {reading}[There are|You are given] {count} premises. {prose}\n"
        "[The conclusion to examine is|Examine this conclusion]: {claim}\n"
        "{aside}{verdicts} [Give reasons.|Explain your reasoning.]\n{ending}"
    ),
    "claim_first": (
        "{who} claims about {topic}: \"{claim}\" {other} [objects that one should first look at what is "
        "known|replies that only the known facts count], namely:\n{numbers}\n"
        "{aside}{reading}[Settle the matter.|Who is right cannot be a matter of taste.] {verdicts}\n{ending}"
    ),
}  # fmt: skip
_SKELETONS = tuple(_FRAMES)
_VERDICTS = (
    (
        'Reply "{yes}" if {it} must be true whenever all that is given is true, "{no}" if it must then be false, and '
        '"{open}" if it could be either.'
    ),
    (
        'The answer is "{yes}" when {it} follows from what is given, "{no}" when its opposite follows, and "{open}" '
        'when neither does.'
    ),
    (
        'Choose "{yes}" if what is given forces {it} to be true, "{no}" if what is given forces it to be false, '
        '"{open}" if what is given leaves both possible.'
    ),
    (
        'Write "{yes}" if {it} holds in every situation that fits what is given, "{no}" if it holds in none of them, '
        'and "{open}" if it holds in some but not in all.'
    ),
)  # fmt: skip
_NOUNS = {
    "log": "the remark", "detective": "the theory", "numbered": "this last statement", "question_first": "that",
    "dialogue": "the last remark", "symbols": "the formula", "letter": "that last claim",
    "audit": "the sentence", "rules": "that sentence", "exam": "the conclusion", "claim_first": "the claim",
}  # fmt: skip
_READING = (
    'An "if" is meant as in logic: such a statement is false only when its condition is true and the rest is not. ',
    "Conditional statements are to be read as in propositional logic and say nothing where their condition fails. ",
    "Here a conditional is broken only when its condition holds and its consequence does not. ",
)
_UNLESS = '"P unless Q" means here no more than that P holds if Q does not. '
_ASIDES = ("", "", "Nothing else is known. ", "That is all the information there is. ", "Not every fact need matter. ")


def worded(
    theme: str,
    atoms: Sequence[Atom],
    statements: Sequence[Statement],
    conclusion: Statement,
    labels: tuple[str, str, str],
    ending: str,
    stream: Stream,
) -> Wording:
    """The argument's text, its statements in the order given."""
    skeleton = stream.choice(_SKELETONS)
    yes, no, left_open = labels
    slots: dict[str, object] = {
        "place": THEMES[theme].place,
        "topic": THEMES[theme].topic,
        "count": in_words(len(statements)),
        "ending": ending,
        "verdicts": stream.choice(_VERDICTS).format(it=_NOUNS[skeleton], yes=yes, no=no, open=left_open),
    }
    if skeleton == "symbols":
        slots |= _symbols(atoms, statements, conclusion, stream)
        return Wording(fill(_FRAMES[skeleton], stream, slots), skeleton)
    spoken = [_spoken(statement, atoms, stream) for statement in statements]
    inside = skeleton in _INSIDE or conclusion.kind == "fact"  # "it is certain that" would claim more than the fact
    asked = plain(conclusion, atoms) if inside else _spoken(conclusion, atoms, stream)
    sentences = [sentence(text) for text in spoken]
    who, other = stream.sample(PEOPLE, 2)
    said = " ".join([*spoken, asked])
    slots |= {
        "who": who,
        "other": other,
        "clause": asked,
        "claim": sentence(asked),
        "reading": (stream.choice(_READING) if "if " in said or "whenever " in said else "")
        + (_UNLESS if "unless " in said else ""),
        "aside": stream.choice(_ASIDES),
        "prose": " ".join(sentences),
        "bullets": "\n".join(f"- {text}" for text in sentences),
        "numbers": "\n".join(f"({i}) {text}" for i, text in enumerate(sentences, 1)),
        "checks": "\n".join(f"[x] {text}" for text in sentences),
        "talk": "\n".join(f"{(who, other)[i % 2].name}: {text}" for i, text in enumerate(sentences)),
    }
    return Wording(fill(_FRAMES[skeleton], stream, slots).replace(" \n", "\n"), skeleton)


_INSIDE = ("detective", "question_first", "dialogue")  # the conclusion stands inside a sentence


def _symbols(
    atoms: Sequence[Atom], statements: Sequence[Statement], conclusion: Statement, stream: Stream
) -> dict[str, str]:
    first = stream.choice("AKP")
    letters = [chr(ord(first) + i) for i in range(len(atoms))]

    def formula(statement: Statement) -> str:
        signs = [letters[n - 1] if n > 0 else f"¬{letters[-n - 1]}" for n in statement.literals]
        return CONNECTIVES[statement.kind].symbols.format(*signs)

    order = stream.shuffled(range(len(atoms)))
    return {
        "legend": "\n".join(f"  {letters[i]}: {clause(i + 1, atoms)}" for i in sorted(order)),
        "formulas": "\n".join(f"  {formula(statement)}" for statement in statements),
        "formula": formula(conclusion),
    }
