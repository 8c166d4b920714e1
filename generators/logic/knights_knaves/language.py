"""How a puzzle about truth-tellers and liars is told: stories with roles of their own, claims, and layouts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from generators.family import Wording
from generators.language.instructions import answer_line
from generators.language.lexicon import article, in_words, listed, plural
from generators.language.wording import fill
from generators.logic.roles import FREE, Claim
from generators.randomness import Stream


class Story(NamedTuple):
    """Words for who tells the truth, who lies and who may do either, and the scene they meet in."""

    roles: tuple[str, str, str]
    scene: str


STORIES: dict[str, Story] = {
    "island": Story(
        ("knight", "knave", "spy"),
        "[On a remote island|In the middle of the ocean] you [meet|come upon] {people}.",
    ),
    "court": Story(
        ("loyalist", "traitor", "jester"),
        "A plot has been uncovered at the royal court, and the chancellor questions {people}.",
    ),
    "castle": Story(
        ("warden", "rogue", "mercenary"),
        "The gate of [a castle|an old fortress] is watched tonight by {people}.",
    ),
    "robots": Story(
        ("truthbot", "liebot", "glitchbot"),
        "A workshop has received {count} robots with the names {people}, but the labels that say of which type "
        "they are have come off.",
    ),
    "mapmakers": Story(
        ("surveyor", "forger", "dreamer"),
        "{people} have applied to the guild of mapmakers, which must find out [with whom it is dealing|what they "
        "really are].",
    ),
    "birds": Story(
        ("owl", "magpie", "parrot"),
        "{count} talking birds sit behind a curtain: {people}. Nobody can see which bird is which.",
    ),
    "ball": Story(
        ("saint", "devil", "mortal"),
        "At a masked ball {count} guests who go by the names {people} stand around the punch.",
    ),
    "monastery": Story(
        ("monk", "impostor", "novice"),
        "Snow has cut off a monastery, and {people} have gathered around its only fire, all in the same robes.",
    ),
    "gold market": Story(("assayer", "swindler", "gambler"), "You want to buy gold and have been pointed to {people}."),
    "ship": Story(
        ("navigator", "smuggler", "stowaway"),
        "The harbour police [interview|have boarded a ship and question] {count} people found on board: {people}.",
    ),
    "academy": Story(
        ("scholar", "charlatan", "poet"),
        "At the opening of a new academy {people} share a table, and you are curious about them.",
    ),
}  # fmt: skip

_KINDS_3 = (
    (
        "Each of them is {a0}, {a1} or {a2}. Whatever {a0} says is true, whatever {a1} says is false, and {a2} may "
        "say true and false things alike."
    ),
    (
        "There are three kinds here: {p0}, who make only true statements; {p1}, who make only false statements; and "
        "{p2}, who say whatever they like, true or false."
    ),
    (
        "You know that {p0} always tell the truth, that {p1} always lie, and that a statement of {a2} can be either "
        "true or false; everyone here is one of these three kinds."
    ),
)  # fmt: skip
_KINDS_2 = (
    "Each of them is either {a0} or {a1}. Whatever {a0} says is true, and whatever {a1} says is false.",
    "There are two kinds here: {p0}, who make only true statements, and {p1}, who make only false statements.",
    "You know that {p0} always tell the truth and that {p1} always lie; everyone here is of one of these two kinds.",
)
_SPIES = (
    "[Exactly|Precisely] {number} of the {count} {is} {role}.",
    "It is known that [exactly|precisely] {number} of them {is} {role}.",
    "Among the {count} there {is} exactly {number_role}.",
)
_LAYOUTS: dict[str, str] = {
    "lines": (
        "{scene} {kinds} {spies}\n[This is what they say:|They make these statements:|Here is what you hear:]\n"
        "{lines}\n{notes}{question} {twins}\n{ending}"
    ),
    "prose": "{scene} {kinds} {spies} {prose} {notes}{question} {twins}\n{ending}",
    "numbered": (
        "{kinds} {scene} {spies}\n[The statements, one by one|As they were made|Statements on record]:\n{numbers}\n"
        "{notes}{question} {twins}\n{ending}"
    ),
    "question_first": (
        "{question} {scene}\n{kinds} {spies}\n[All you have to go by are these words|Rely on these words alone]:\n"
        "{lines}\n{notes}{twins}\n{ending}"
    ),
}  # fmt: skip
_QUESTIONS = (
    "[What is each of them?|Which role does each of them have?|Find everybody's role.]",
    "[Can you tell what each of them is?|Work out who is what.|Determine the role of each of them.]",
)
_TWINS = (
    (
        'If no choice of roles fits [everything that is said|all of this], answer "{none}"; if more than one choice '
        'fits, answer "{many}".'
    ),
    (
        'Should the statements be impossible whatever the roles, the answer is "{none}"; should they leave more than '
        'one possibility, it is "{many}".'
    ),
    (
        'Answer "{none}" if the roles cannot be chosen so that everything fits and "{many}" if they can be chosen in '
        'more than one way.'
    ),
)  # fmt: skip
_SAYS = ("{name} says: “{claim}.”", "{name} claims: “{claim}.”", "“{claim},” says {name}.", "{name} states: “{claim}.”")
_MORE = ("{name} also says: “{claim}.”", "{name} adds: “{claim}.”", "“{claim},” {name} goes on.")
_ASIDES = (
    "", "", "", "",
    "{one} speaks louder than the others. ",
    "While they talk, a clock strikes {hour}. ",
    "{one} and {two} have known each other for {hour} years. ",
    "{one} seems nervous; that proves nothing. ",
)  # fmt: skip
_ALL = 'By "us" they mean all {count} of them. '
_EACH = "Statements of the same person are to be judged one by one. "
_IF = (
    'An "if … then" statement is false only if its first part is true and its second part is not. ',
    'Read "if … then" as in logic: false just when the condition holds and the rest does not. ',
)


def worded(
    story: str,
    names: Sequence[str],
    roles: Sequence[str],
    free: int,
    statements: Sequence[tuple[int, Claim]],
    form: str,
    twins: tuple[str, str] | None,
    stream: Stream,
) -> Wording:
    """The puzzle's text; the statements of one person follow each other."""
    layout = stream.choice(tuple(_LAYOUTS))
    order = stream.shuffled(range(len(names)))
    spoken = [
        (names[person], _capital(claim_text(claim, names, roles, person, stream)), again)
        for person in order
        for again, (_, claim) in enumerate([said for said in statements if said[0] == person])
    ]
    words = {f"a{i}": article(role) for i, role in enumerate(roles)}
    words |= {f"p{i}": plural(role) for i, role in enumerate(roles)}
    told = [stream.choice(_MORE if again else _SAYS).format(name=name, claim=claim) for name, claim, again in spoken]
    everything = " ".join(told)
    notes = _ALL.format(count=in_words(len(names))) if "of us " in everything else ""
    one, two = stream.sample(names, 2)
    notes = stream.choice(_ASIDES).format(one=one, two=two, hour=in_words(stream.integer(2, 12))) + notes
    if any(again for _, _, again in spoken):
        notes += _EACH
    if ", then " in everything:
        notes += stream.choice(_IF)
    slots = {
        "people": listed(list(names)),
        "count": in_words(len(names)),
        "kinds": stream.choice(_KINDS_3 if len(roles) > FREE else _KINDS_2).format(**words),
        "spies": _spies(stream, roles, free, len(names)),
        "lines": "\n".join(f"{name}: “{claim}.”" for name, claim, _ in spoken),
        "numbers": "\n".join(f"({i}) {text}" for i, text in enumerate(told, 1)),
        "prose": everything,
        "notes": notes,
        "question": fill(stream.choice(_QUESTIONS), stream, {}),
        "twins": fill(stream.choice(_TWINS), stream, {"none": twins[0], "many": twins[1]}) if twins else "",
        "ending": answer_line(stream, form),
    }
    slots["scene"] = fill(STORIES[story].scene, stream, slots)
    text = fill(_LAYOUTS[layout], stream, slots)
    return Wording(text.replace(" \n", "\n").replace("  ", " "), f"{story}/{layout}")


def claim_text(
    claim: Claim, names: Sequence[str], roles: Sequence[str], speaker: int, stream: Stream | None = None
) -> str:
    """The claim as the speaker says it, without capital or full stop; in its plainest wording without a stream."""
    if claim.kind in _COUNTS:
        return _count(claim, names, roles, speaker)
    if not claim.roles:
        both = _group(claim.people, names, speaker, "and", "I")
        return f"{both} {stream.choice(_ALIKE[claim.kind]) if stream else _ALIKE[claim.kind][0]}"
    parts = [_is(p, role, names, roles, speaker) for p, role in zip(claim.people, claim.roles, strict=True)]
    options = _JOINED[claim.kind]
    return (stream.choice(options) if stream else options[0]).format(*parts)


_ALIKE = {
    "same": ("are of the same kind", "have the same role"),
    "differ": ("are of different kinds", "do not have the same role"),
}
_COUNTS = {"exactly": "exactly", "at_least": "at least", "at_most": "at most"}
_JOINED = {
    "is": ("{0}",),
    "and": ("{0} and {1}", "{0}, and {1}"),
    "or": ("{0} or {1}, or both", "at least one of these is true: {0}; {1}"),
    "xor": ("either {0} or {1}, but not both", "exactly one of these is true: {0}; {1}"),
    "if": ("if {0}, then {1}",),
    "iff": ("{0} if and only if {1}",),
}


def _is(person: int, role: int, names: Sequence[str], roles: Sequence[str], speaker: int) -> str:
    verb = "I am" if person == speaker else f"{names[person]} is"
    return f"{verb} {article(roles[role])}" if role >= 0 else f"{verb} not {article(roles[-1 - role])}"


def _count(claim: Claim, names: Sequence[str], roles: Sequence[str], speaker: int) -> str:
    group = "us" if len(claim.people) == len(names) else _group(claim.people, names, speaker, "and", "me")
    role = roles[claim.roles[0]]
    if claim.count == 0:
        return f"none of {group} is {article(role)}"
    ending = f"is {article(role)}" if claim.count == 1 else f"are {plural(role)}"
    return f"{_COUNTS[claim.kind]} {in_words(claim.count)} of {group} {ending}"


def _group(people: Sequence[int], names: Sequence[str], speaker: int, word: str, myself: str) -> str:
    """The people with the speaker last, as manners want it."""
    others = [names[person] for person in people if person != speaker]
    return listed([*others, myself] if speaker in people else others, word)


def _spies(stream: Stream, roles: Sequence[str], free: int, people: int) -> str:
    if len(roles) <= FREE:
        return ""
    role = roles[FREE]
    number = in_words(free)
    return fill(
        stream.choice(_SPIES),
        stream,
        {
            "number": number,
            "count": in_words(people),
            "is": "is" if free == 1 else "are",
            "role": article(role) if free == 1 else plural(role),
            "number_role": f"{number} {role if free == 1 else plural(role)}",
        },
    )


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
