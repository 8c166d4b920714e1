"""Knights who tell the truth, knaves who lie and spies who may do either: who is what, from what they say.

Role assignments are enumerated as bits of integers (after Smullyan's puzzles, *What Is the Name of This Book?*, 1978).
A puzzle has exactly one solution and no statement that it could do without; its contradictory and ambiguous twins
differ from such a puzzle in one statement.
"""

from __future__ import annotations

from typing import Any

import msgspec

from generators.family import Family, Impossible, Wording
from generators.language.lexicon import PEOPLE
from generators.logic.knights_knaves.language import STORIES, worded
from generators.logic.knights_knaves.proof import case_analysis
from generators.logic.renaming import TAG_BITS, Item, least_renaming
from generators.logic.roles import FREE, Claim, claims, said, story_facts
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Assignment, Choice, Outcome
from schemas.checks import Check, Enum, Smt, UniqueModel

CONTRADICTORY = "contradictory"
SEVERAL = "several"
UNIQUE = "unique"

Said = tuple[int, Claim]


class Puzzle(msgspec.Struct, frozen=True):
    """Who said what in which story. `roles` are the story's words for who tells the truth, who lies and, where there is
    such a role, who may do either, of whom there are `free`. `solution` gives each person's role by number and is None
    when `outcome` says that there is none or that there are several; `open` tells whether the text offers these."""

    story: str
    names: tuple[str, ...]
    roles: tuple[str, ...]
    free: int
    statements: tuple[Said, ...]
    solution: tuple[int, ...] | None
    outcome: str
    open: bool


_SIMPLE = ("is", "is", "is", "same", "differ", "exactly", "at_least", "at_most", "none", "and", "or", "if", "xor")
_COMPOUND = ("is", "same", "differ", "exactly", "at_least", "among", "among", "and", "or", "if", "if", "xor", "iff")
# level: casts to choose from as (people, spies among them), kinds of claim
_LEVELS: dict[int, tuple[tuple[tuple[int, int], ...], tuple[str, ...]]] = {
    1: (((4, 0), (3, 1), (3, 1)), _COMPOUND),
    2: (((4, 1),), _SIMPLE),
    3: (((5, 1),), _COMPOUND),
    4: (((6, 1), (6, 2)), _COMPOUND),
}


@register
class KnightsKnaves(Family[Puzzle]):
    """Knights and knaves, with and without spies; the answer names everybody's role."""

    name = "logic/knights_knaves"
    version = 2
    title = "Knights, knaves and spies: find everybody's role from what they say"
    levels = {
        1: "3 people with 1 spy or 4 without: 27 or 16 assignments",
        2: "4 people, 1 spy: 81 assignments; some without a unique solution",
        3: "5 people, 1 spy, compound claims: 243 assignments; some without a unique solution",
        4: "6 people, 1 or 2 spies, compound claims: 729 assignments; some without a unique solution",
    }
    tags = ("logic", "truth-tellers")
    twins = (2, 3, 4)

    def sample(self, stream: Stream, level: int) -> Puzzle:
        return self._sampled(stream, level, UNIQUE)

    def sample_twin(self, stream: Stream, level: int) -> Puzzle:
        return self._sampled(stream, level, stream.choice((CONTRADICTORY, SEVERAL)))

    def _sampled(self, stream: Stream, level: int, outcome: str) -> Puzzle:
        casts, kinds = _LEVELS[level]
        people, free = stream.choice(casts)
        roles = 3 if free else 2
        for _ in range(200):
            found = _unique(stream, people, roles, free, kinds)
            if found is None:
                continue
            solution, statements = found
            if outcome != UNIQUE:
                changed = _twin(stream, people, roles, free, kinds, statements, outcome)
                if changed is None:
                    continue
                statements = changed
            story = stream.choice(tuple(STORIES))
            names = tuple(person.name for person in stream.sample(PEOPLE, people))
            given = tuple((speaker, claim) for speaker, claim, _ in sorted(statements, key=lambda one: one[0]))
            return Puzzle(
                story, names, STORIES[story].roles[:roles], free, given,
                tuple(solution) if outcome == UNIQUE else None, outcome, level in self.twins,
            )  # fmt: skip
        raise Impossible(f"no {outcome} puzzle for {people} people in 200 attempts")

    def phrase(self, instance: Puzzle, stream: Stream, language: str) -> Wording:
        form = ", ".join(f"{name} = role" for name in instance.names)
        if instance.open:
            form = f"{form} | {CONTRADICTORY} | {SEVERAL}"
        twins = (CONTRADICTORY, SEVERAL) if instance.open else None
        return worded(
            instance.story, instance.names, instance.roles, instance.free, instance.statements, form, twins, stream
        )

    def check(self, instance: Puzzle) -> Check:
        value = Assignment({name: Choice(instance.roles) for name in instance.names})
        return Smt(
            answer=Outcome(value=value, outcomes=(CONTRADICTORY, SEVERAL)) if instance.open else value,
            gold=_gold(instance),
            variables=tuple(Enum(name, instance.roles) for name in instance.names),
            assertions=_assertions(instance),
            query=UniqueModel((CONTRADICTORY, SEVERAL) if instance.open else None),
        )

    def reference(self, instance: Puzzle, stream: Stream) -> str:
        lines = case_analysis(instance.names, instance.roles, instance.free, instance.statements, stream)
        return "\n".join([*lines, f"Answer: {_gold(instance)}"])

    def canonical(self, instance: Puzzle) -> Any:
        roles = len(instance.roles)
        items = [_normal(speaker, claim, len(instance.names), roles) for speaker, claim in instance.statements]
        return [len(instance.names), roles, instance.free, least_renaming(items, len(instance.names))]

    def measures(self, instance: Puzzle) -> dict[str, int]:
        return {
            "people": len(instance.names),
            "statements": len(instance.statements),
            "assignments": len(instance.roles) ** len(instance.names),
            "unique": int(instance.solution is not None),
        }


_Made = list[tuple[int, Claim, int]]  # speaker, claim, the assignments that fit its being said


def _unique(
    stream: Stream, people: int, roles: int, free: int, kinds: tuple[str, ...]
) -> tuple[list[int], _Made] | None:
    """Roles, and statements of which none can be missed and that fit these roles only."""
    solution = stream.shuffled([FREE] * free + [stream.below(2) for _ in range(people - free)])
    number = sum(role * roles**person for person, role in enumerate(solution))
    talkers = [person for person in range(people) if solution[person] != FREE]
    worlds = story_facts(people, roles, free)
    made: _Made = []
    for speaker in [*stream.shuffled(range(people)), *stream.shuffled(talkers), *stream.shuffled(talkers)]:
        for _ in range(6):
            claim, truth = stream.choice(claims(stream.choice(kinds), people, roles, free))
            fits = said(speaker, truth, people, roles)
            if fits >> number & 1 and (worlds & ~fits or solution[speaker] == FREE):
                made.append((speaker, claim, fits))
                worlds &= fits
                break
        if worlds & (worlds - 1) == 0 and len(made) >= people - 1:
            break
    if worlds & (worlds - 1):
        return None
    _prune(stream, made, story_facts(people, roles, free))
    if len(made) < people - 1 or len({claim for _, claim, _ in made}) < len(made):
        return None
    return solution, made


def _prune(stream: Stream, made: _Made, known: int) -> None:
    for statement in stream.shuffled(made):
        worlds = known
        for other in made:
            if other is not statement:
                worlds &= other[2]
        if worlds & (worlds - 1) == 0:
            made.remove(statement)


def _twin(
    stream: Stream, people: int, roles: int, free: int, kinds: tuple[str, ...], made: _Made, outcome: str
) -> _Made | None:
    """The statements with one claim exchanged for another, so that none or several assignments fit."""
    for place in stream.shuffled(range(len(made))):
        rest = story_facts(people, roles, free)
        for i, (_, _, fits) in enumerate(made):
            if i != place:
                rest &= fits
        speaker = made[place][0]
        for _ in range(12):
            claim, truth = stream.choice(claims(stream.choice(kinds), people, roles, free))
            left = rest & said(speaker, truth, people, roles)
            fitting = left == 0 if outcome == CONTRADICTORY else 2 <= left.bit_count() < rest.bit_count()
            if fitting and all(claim != other for _, other, _ in made):
                return [*made[:place], (speaker, claim, 0), *made[place + 1 :]]
    return None


def _gold(instance: Puzzle) -> str:
    if instance.solution is None:
        return instance.outcome
    return ", ".join(
        f"{name} = {instance.roles[role]}" for name, role in zip(instance.names, instance.solution, strict=True)
    )


def _assertions(instance: Puzzle) -> tuple[str, ...]:
    names, roles = instance.names, instance.roles
    lines = []
    if len(roles) > FREE:
        lines.append(_smt(Claim("exactly", tuple(range(len(names))), (FREE,), instance.free), names, roles))
    for speaker, claim in instance.statements:
        meaning = _smt(claim, names, roles)
        lines.append(f"(=> (= {names[speaker]} {roles[0]}) {meaning})")
        lines.append(f"(=> (= {names[speaker]} {roles[1]}) (not {meaning}))")
    return tuple(lines)


_SMT = {"and": "(and {} {})", "or": "(or {} {})", "xor": "(xor {} {})", "if": "(=> {} {})", "iff": "(= {} {})"}
_SMT |= {"is": "{}", "same": "(= {} {})", "differ": "(distinct {} {})"}
_RELATIONS = {"exactly": "=", "at_least": ">=", "at_most": "<="}


def _smt(claim: Claim, names: tuple[str, ...], roles: tuple[str, ...]) -> str:
    if claim.kind in _RELATIONS:
        ones = " ".join(f"(ite (= {names[person]} {roles[claim.roles[0]]}) 1 0)" for person in claim.people)
        return f"({_RELATIONS[claim.kind]} (+ {ones}) {claim.count})"
    if not claim.roles:
        return _SMT[claim.kind].format(*(names[person] for person in claim.people))
    terms = [
        f"(= {names[person]} {roles[role]})" if role >= 0 else f"(not (= {names[person]} {roles[-1 - role]}))"
        for person, role in zip(claim.people, claim.roles, strict=True)
    ]
    return _SMT[claim.kind].format(*terms)


def _normal(speaker: int, claim: Claim, people: int, roles: int) -> Item:
    """The statement up to rewording: tags 0-2 are roles, 3-5 denied roles, 6 a person whose own role matters."""
    kind, tags, count = claim.kind, list(claim.roles), claim.count
    if kind == "if":
        kind, tags[0] = "or", -1 - tags[0] if roles > 2 else 1 - tags[0]
    elif kind in ("xor", "iff"):
        for i, tag in enumerate(tags):
            if tag < 0 or (roles == 2 and tag == 1):
                tags[i] = -1 - tag if tag < 0 else 0
                kind = "iff" if kind == "xor" else "xor"
    elif kind in ("exactly", "at_least", "at_most"):
        tags *= len(claim.people)
    elif kind == "is":
        kind = "and"
    elif not tags:
        tags = [6, 6]
    members = [
        person << TAG_BITS | (tag if tag >= 0 else 2 - tag) for person, tag in zip(claim.people, tags, strict=True)
    ]
    return f"{kind}{count}", (speaker << TAG_BITS,), tuple(members)
