"""Worked solutions for puzzles about truth-tellers and liars: suppositions tried in order, each followed to its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from generators.language.lexicon import article, in_words, listed, plural
from generators.logic.knights_knaves.language import claim_text
from generators.logic.roles import FREE, LYING, TRUTHFUL, Claim, assignments, holds, said, story_facts
from generators.randomness import Stream

_FEW = 3
_STORY = 0  # the source of what the story itself says; statement i is source i


def case_analysis(
    names: Sequence[str], roles: Sequence[str], free: int, statements: Sequence[tuple[int, Claim]], stream: Stream
) -> list[str]:
    """The solution told step by step; where one assignment is left, every statement is checked against it."""
    case = _Case(names, roles, free, statements)
    lines = [stream.choice(("Number the statements:", "The statements, numbered:", "Here are the statements again:"))]
    for i, (speaker, claim) in enumerate(statements, 1):
        text = claim_text(claim, names, roles, speaker)
        lines.append(f"({i}) {names[speaker]}: “{text[0].upper()}{text[1:]}.”")
    models: list[list[int]] = []
    _explore(case, _Knowledge(case), lines, 0, models)
    if not models:
        lines.append("Nothing else is possible, so no choice of roles fits.")
    elif len(models) > 1:
        lines.append("Two different choices of roles fit, so the statements do not settle the roles.")
    else:
        lines.append(f"One possibility is left: {case.told(models[0])}. Check it:")
        lines += case.checked(models[0])
    return lines


class _Case:
    """The puzzle in the form the argument needs: what each source allows and which sources concern a person."""

    def __init__(
        self, names: Sequence[str], roles: Sequence[str], free: int, statements: Sequence[tuple[int, Claim]]
    ) -> None:
        self.names = names
        self.roles = roles
        self.free = free
        people, count = len(names), len(roles)
        self.full, self.bits = assignments(people, count)
        self.speakers = [-1]
        self.truths = [self.full]
        self.allows = [story_facts(people, count, free)]
        self.concerns: list[tuple[int, ...]] = [tuple(range(people))]
        self.sources_on = [1] * people  # for each person, the sources that concern them, as bits
        self.narrow = 0  # the sources that concern few, which are looked at first
        for source, (speaker, claim) in enumerate(statements, 1):
            truth = holds(claim, people, count)
            self.speakers.append(speaker)
            self.truths.append(truth)
            self.allows.append(said(speaker, truth, people, count))
            self.concerns.append((speaker, *[person for person in claim.people if person != speaker]))
            if len(self.concerns[-1]) <= _FEW:
                self.narrow |= 1 << source
            for person in self.concerns[-1]:
                self.sources_on[person] |= 1 << source

    def told(self, model: Sequence[int]) -> str:
        return listed([f"{name} is {article(self.roles[role])}" for name, role in zip(self.names, model, strict=True)])

    def checked(self, model: Sequence[int]) -> list[str]:
        number = sum(role * len(self.roles) ** person for person, role in enumerate(model))
        lines = []
        for source in range(1, len(self.allows)):
            value = "true" if self.truths[source] >> number & 1 else "false"
            role = model[self.speakers[source]]
            fit = "may well be" if role == FREE else "must be"
            lines.append(f"({source}) is {value}, as a statement of {article(self.roles[role])} {fit}.")
        if len(self.roles) > FREE:
            lines.append(f"There {self.free_count()}, as there should be.")
        return lines

    def free_count(self, exactly: str = "") -> str:
        noun = self.roles[FREE] if self.free == 1 else plural(self.roles[FREE])
        return f"{'is' if self.free == 1 else 'are'} {exactly}{in_words(self.free)} {noun}"


class _Step(NamedTuple):
    """What one source settles about some people: who, which roles are ruled out, and which are left."""

    source: int
    speaker_roles: tuple[int, ...]
    settled: list[tuple[int, tuple[int, ...], tuple[int, ...]]]


class _Knowledge:
    """The roles still possible for each person, and the assignments made of them."""

    def __init__(self, case: _Case) -> None:
        self.allowed = [tuple(range(len(case.roles)))] * len(case.names)
        self.worlds = case.full
        self.pending = (1 << len(case.allows)) - 1  # sources to look at (again), as bits

    def supposing(self, case: _Case, person: int, role: int) -> _Knowledge:
        other = _Knowledge.__new__(_Knowledge)
        other.allowed = list(self.allowed)
        other.allowed[person] = (role,)
        other.worlds = self.worlds & case.bits[person][role]
        other.pending = case.sources_on[person]
        return other

    def rule_out(self, case: _Case, person: int, role: int) -> None:
        self.allowed[person] = tuple([other for other in self.allowed[person] if other != role])
        self.worlds &= ~case.bits[person][role]
        self.pending |= case.sources_on[person]

    def propagate(self, case: _Case, steps: list[_Step]) -> bool:
        """Rule out every role that a single source excludes. False when a source cannot hold: the last step's."""
        while self.pending:
            ready = self.pending & case.narrow or self.pending
            source = (ready & -ready).bit_length() - 1
            left = self.worlds & case.allows[source]
            if left == self.worlds:
                self.pending &= ~(1 << source)
                continue
            speaker = case.speakers[source]
            if not left:
                steps.append(_Step(source, self.allowed[speaker], []))
                return False
            settled: list[tuple[int, tuple[int, ...], tuple[int, ...]]] = []
            for person in case.concerns[source]:
                roles = self.allowed[person]
                if len(roles) == 1:
                    continue
                gone: tuple[int, ...] = ()
                for role in roles:
                    if not left & case.bits[person][role]:
                        gone += (role,)
                if gone:
                    for role in gone:
                        self.rule_out(case, person, role)
                    if person == speaker:
                        steps.append(_Step(source, roles, [(person, gone, self.allowed[person])]))
                    else:
                        settled.append((person, gone, self.allowed[person]))
            if settled:
                steps.append(_Step(source, self.allowed[speaker], settled))
            self.pending &= ~(1 << source)
        return True


def _explore(case: _Case, known: _Knowledge, lines: list[str], depth: int, models: list[list[int]]) -> None:
    """Narrow the roles down, first by suppositions that fail at once, then by cases; stop at a second model."""
    indent = "  " * depth
    people = len(case.names)
    if not _narrow(case, known, lines, indent):
        return
    order = sorted(range(people), key=lambda p: -case.sources_on[p].bit_count())  # those much spoken of tell most
    place = failures = 0
    while failures < people:
        person = order[place]
        if all(len(roles) == 1 for roles in known.allowed):
            models.append([roles[0] for roles in known.allowed])
            if depth:
                lines.append(f"{indent}All statements fit: {case.told(models[-1])}.")
            return
        role, steps = _refuted(case, known, person)
        if role is None:
            place = (place + 1) % people
            failures += 1
            continue
        failures = 0
        lines.append(f"{indent}Suppose {case.names[person]} is {article(case.roles[role])}.")
        lines += [f"{indent}  {_told(case, step)}" for step in steps]
        known.rule_out(case, person, role)
        lines.append(f"{indent}So {_outcomes(case, [(person, (role,), known.allowed[person])])}.")
        if not _narrow(case, known, lines, indent):
            return
    person = min((p for p in range(people) if len(known.allowed[p]) > 1), key=lambda p: (len(known.allowed[p]), p))
    for role in known.allowed[person]:
        lines.append(f"{indent}Case: {case.names[person]} is {article(case.roles[role])}.")
        _explore(case, known.supposing(case, person, role), lines, depth + 1, models)
        if len(models) > 1:
            return


def _narrow(case: _Case, known: _Knowledge, lines: list[str], indent: str) -> bool:
    steps: list[_Step] = []
    possible = known.propagate(case, steps)
    lines += [indent + _told(case, step) for step in steps]
    return possible


def _refuted(case: _Case, known: _Knowledge, person: int) -> tuple[int | None, list[_Step]]:
    """The first of the person's roles that leads to a contradiction without further cases, with the steps to it."""
    if len(known.allowed[person]) > 1:
        for role in known.allowed[person]:
            steps: list[_Step] = []
            if not known.supposing(case, person, role).propagate(case, steps):
                return role, steps
    return None, []


def _told(case: _Case, step: _Step) -> str:
    if not step.settled:
        return _broken(case, step)
    outcome = _outcomes(case, step.settled)
    if step.source == _STORY:
        return f"There {case.free_count('exactly ')}, so {outcome}."
    mark, speaker = f"({step.source})", case.speakers[step.source]
    if step.settled[0][0] == speaker:
        gone = step.settled[0][1]
        if len(gone) == 2:
            first, second = (article(case.roles[role]) for role in gone)
            return f"As a statement of {first}, {mark} would be false, and of {second}, true; so {outcome}."
        value = "false" if gone[0] == TRUTHFUL else "true"
        return f"As a statement of {article(case.roles[gone[0]])}, {mark} would be {value}; so {outcome}."
    if len(step.speaker_roles) == 1:
        value = "true" if step.speaker_roles[0] == TRUTHFUL else "false"
        role = article(case.roles[step.speaker_roles[0]])
        return f"{mark} is {value}, since {case.names[speaker]} is {role}; so {outcome}."
    return f"Whichever role {case.names[speaker]} has, {mark} can be said only if {outcome}."


def _broken(case: _Case, step: _Step) -> str:
    if step.source == _STORY:
        return f"But then it cannot be that there {case.free_count('exactly ')}."
    mark, name = f"({step.source})", case.names[case.speakers[step.source]]
    if len(step.speaker_roles) > 1:
        return f"But then {name} could not say {mark} in any role that is left."
    value = "true" if step.speaker_roles[0] == LYING else "false"
    return f"But then {mark} is {value}, although {name} is {article(case.roles[step.speaker_roles[0]])}."


def _outcomes(case: _Case, settled: Sequence[tuple[int, tuple[int, ...], tuple[int, ...]]]) -> str:
    """What people now are or are not, those of whom the same is said put together."""
    groups: dict[tuple[bool, tuple[int, ...]], list[str]] = {}
    for person, gone, left in settled:
        key = (True, left) if len(left) == 1 else (False, gone)
        groups.setdefault(key, []).append(case.names[person])
    parts = []
    for (positive, roles), people in groups.items():
        one = len(people) == 1
        nouns = " or ".join([article(case.roles[role]) if one else plural(case.roles[role]) for role in roles])
        parts.append(f"{listed(people)} {'is' if one else 'are'} {'' if positive else 'not '}{nouns}")
    return listed(parts)
