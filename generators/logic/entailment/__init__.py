"""Does a conclusion follow from premises in propositional logic, is it ruled out, or is it left open?

Premises and conclusion are truth tables held as integers, one bit for each assignment of the atoms, so that
consistency, consequence and the smallest set of premises that settles the conclusion are found by a few ands.
"""

from __future__ import annotations

from functools import cache
from itertools import permutations, product
from typing import Any

import msgspec

from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_choice
from generators.logic.entailment.language import THEMES, slug, worded
from generators.logic.entailment.proof import derivation, witnesses
from generators.logic.renaming import TAG_BITS, Item, least_renaming
from generators.logic.truth_tables import CONNECTIVES, Statement, columns, table
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Choice
from schemas.checks import Bool, Check, Entailment, Smt

ENTAILED, CONTRADICTED, OPEN = range(3)
LABELS = (
    ("True", "False", "Unknown"),
    ("entailed", "contradicted", "undetermined"),
    ("proved", "refuted", "open"),
)


class Argument(msgspec.Struct, frozen=True):
    """Premises and a conclusion over the first `size` atoms; distractors speak only of the atoms after those.

    Atoms are (subject, verb, rest); `labels` are the words for entailed, contradicted and neither, `truth` says which
    of them is right, and `needed` lists the premises (from 0) of a smallest set that settles the conclusion, or those
    that share an atom with it when none does.
    """

    theme: str
    atoms: tuple[tuple[str, str, str], ...]
    size: int
    premises: tuple[Statement, ...]
    distractors: tuple[Statement, ...]
    conclusion: Statement
    labels: tuple[str, str, str]
    truth: int
    needed: tuple[int, ...]


# level: atoms, premises, fewest and most premises needed, fewest premises that share an atom with an open conclusion
_LEVELS: dict[int, tuple[tuple[int, int], tuple[int, int], tuple[int, int], int]] = {
    1: ((3, 3), (3, 4), (2, 3), 2),
    2: ((4, 5), (4, 5), (3, 4), 3),
    3: ((6, 7), (6, 8), (4, 8), 4),
}
_PAIRS = ("if", "if", "if", "or", "xor", "iff", "nand")
_TRIPLES = ("if_and", "if_or", "then_and", "then_or", "iff_and", "iff_or", "one_of")
_CONCLUSIONS = ("fact", "fact", "if", "if", "or", "and", "xor", "iff", "nand")
_MOST_DISTRACTORS = 2


@register
class EntailmentFamily(Family[Argument]):
    """Three-way propositional entailment told as a story, in formulas or in talk."""

    name = "logic/entailment"
    version = 1
    title = "Propositional arguments: entailed, contradicted or undetermined"
    levels = {
        1: "3 atoms, 3 or 4 premises, of which 2 or 3 are needed together",
        2: "4 or 5 atoms, 4 or 5 premises, of which 3 or 4 are needed together",
        3: "6 or 7 atoms, 6 to 8 premises, of which 4 or more are needed together",
    }
    tags = ("logic", "propositional")

    def sample(self, stream: Stream, level: int) -> Argument:
        atoms, premises, needed, touching = _LEVELS[level]
        truth = stream.below(3)
        kind = stream.choice(_CONCLUSIONS)
        for _ in range(100):
            size = stream.integer(*atoms)
            count = max(stream.integer(*premises), size - 1)
            given = [_statement(stream, members) for members in _supports(stream, size, count)]
            tables = [table(size, statement) for statement in given]
            for _ in range(6):
                found = _conclusion(stream, size, given, tables, kind, truth, needed, touching)
                if found is not None:
                    return _told(stream, size, given, *found, truth)
                changed = stream.below(count)
                given[changed] = _statement(stream, [abs(literal) for literal in given[changed].literals])
                tables[changed] = table(size, given[changed])
        raise Impossible(f"no argument with {kind} as its conclusion and outcome {truth} in 600 attempts")

    def phrase(self, instance: Argument, stream: Stream, language: str) -> Wording:
        statements = stream.shuffled([*instance.premises, *instance.distractors])
        ending = answer_choice(stream, instance.labels)
        return worded(instance.theme, instance.atoms, statements, instance.conclusion, instance.labels, ending, stream)

    def check(self, instance: Argument) -> Check:
        names = [slug(atom) for atom in instance.atoms[: instance.size]]
        return Smt(
            answer=Choice(instance.labels),
            gold=instance.labels[instance.truth],
            variables=tuple(Bool(name) for name in names),
            assertions=tuple(_formula(premise, names) for premise in instance.premises),
            query=Entailment(_formula(instance.conclusion, names), instance.labels),
        )

    def reference(self, instance: Argument, stream: Stream) -> str:
        if instance.truth == OPEN:
            lines = witnesses(instance.size, instance.atoms, instance.premises, instance.conclusion, stream)
        else:
            core = [instance.premises[i] for i in instance.needed]
            entailed = instance.truth == ENTAILED
            lines = derivation(instance.size, instance.atoms, core, instance.conclusion, entailed, stream)
        return "\n".join([*lines, f"Answer: {instance.labels[instance.truth]}"])

    def canonical(self, instance: Argument) -> Any:
        items = [_normal(premise, False) for premise in instance.premises]
        return least_renaming([*items, _normal(instance.conclusion, True)], instance.size)

    def measures(self, instance: Argument) -> dict[str, int]:
        return {
            "atoms": instance.size,
            "premises": len(instance.premises),
            "needed_premises": len(instance.needed),
            "assignments": 2**instance.size,
        }


def _supports(stream: Stream, size: int, count: int) -> list[list[int]]:
    """The atoms of `count` premises: all are tied together, mostly in chains so that conclusions lie far from them."""
    order = stream.shuffled(range(1, size + 1))
    tied = [order.pop()]
    made: list[list[int]] = []
    while order or len(made) < count:
        draw = stream.below(30)
        triple = draw % 3 == 0
        if order:
            others = order[-2:] if triple and draw < 15 else order[-1:]
            del order[-len(others) :]
            members = [*others, tied[-1] if stream.chance(3, 4) else stream.choice(tied)]
            if triple and len(members) == 2 and len(tied) > 1:
                members.append(stream.choice([atom for atom in tied if atom not in members]))
            tied += others
        elif draw % 5 < 2:
            members = [stream.choice(tied)]
        else:
            members = stream.sample(tied, 3 if triple and size > 2 else 2)
        made.append(members)
    return made


def _statement(stream: Stream, members: list[int]) -> Statement:
    kind, places = stream.choice(_forms(len(members)))
    return Statement(kind, tuple([members[p] if p >= 0 else -members[~p] for p in places]))


@cache
def _forms(width: int) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The ways to speak of `width` atoms, each as often as it should be drawn: a connective and the atoms' places,
    complemented where the atom is denied, which happens to two literals in five."""
    kinds = {1: ("fact",), 2: _PAIRS, 3: _TRIPLES}[width]
    forms = [
        (kind, tuple(place if sign < 3 else ~place for place, sign in zip(order, signs, strict=True)))
        for kind in kinds
        for order in permutations(range(width))
        for signs in product(range(5), repeat=width)
    ]
    if width == 2:
        forms += [("nor", (0, 1))] * 20
    return tuple(forms)


def _conclusion(
    stream: Stream,
    size: int,
    given: list[Statement],
    tables: list[int],
    kind: str,
    truth: int,
    needed: tuple[int, int],
    touching: int,
) -> tuple[Statement, tuple[int, ...]] | None:
    """A conclusion of this kind and outcome with the premises it needs, or None where these premises allow none."""
    worlds = full = columns(size)[0]
    for each in tables:
        worlds &= each
    if not worlds or len(set(tables)) < len(tables):
        return None
    pool = _pool(size, kind)
    if truth == OPEN:
        hits = [(statement, 0) for statement, holds, fails in pool if worlds & holds and worlds & fails]
    elif truth == ENTAILED:
        hits = [(statement, fails) for statement, holds, fails in pool if not worlds & fails]
    else:
        hits = [(statement, holds) for statement, holds, fails in pool if not worlds & holds]
    if not hits:
        return None
    joint = [full] if truth == OPEN else _joint(full, tables)
    for _ in range(5):
        statement, refuted = stream.choice(hits)
        if truth == OPEN:
            either = {sign * literal for literal in statement.literals for sign in (1, -1)}
            sharing = tuple([i for i, premise in enumerate(given) if not either.isdisjoint(premise.literals)])
            if len(sharing) >= touching:
                return statement, sharing
            continue
        core = next(subset for subset in _by_size(len(given)) if not joint[subset] & refuted)
        if needed[0] <= core.bit_count() <= needed[1]:
            return statement, tuple(i for i in range(len(given)) if core >> i & 1)
    return None


@cache
def _pool(size: int, kind: str) -> tuple[tuple[Statement, int, int], ...]:
    """Every conclusion of a kind with the table where it holds and the one where it fails."""
    full = columns(size)[0]
    literals = [sign * atom for atom in range(1, size + 1) for sign in (1, -1)]
    width = 1 if kind == "fact" else 2
    return tuple(
        (statement, holds, full ^ holds)
        for chosen in product(literals, repeat=width)
        if len({abs(literal) for literal in chosen}) == width
        for statement in [Statement(kind, chosen)]
        for holds in [table(size, statement)]
    )


def _joint(full: int, tables: list[int]) -> list[int]:
    """For each set of premises, given as bits, the assignments under which all of it hold."""
    joint = [full]
    for each in tables:
        joint += [worlds & each for worlds in joint]
    return joint


@cache
def _by_size(count: int) -> tuple[int, ...]:
    return tuple(sorted(range(1 << count), key=lambda subset: (subset.bit_count(), subset)))


def _told(
    stream: Stream, size: int, given: list[Statement], conclusion: Statement, needed: tuple[int, ...], truth: int
) -> Argument:
    """The argument with a theme's atoms put in, and premises on other atoms that cannot touch the conclusion."""
    theme = stream.choice(tuple(THEMES))
    distractors: list[Statement] = []
    last = size
    for _ in range(stream.below(_MOST_DISTRACTORS + 1)):
        members = [last + 1, last + 2] if stream.chance(1, 2) else [last + 1]
        last += len(members)
        if last > len(THEMES[theme].atoms):
            break
        distractors.append(_statement(stream, members))
    used = max([size, *(abs(literal) for statement in distractors for literal in statement.literals)])
    atoms = tuple(stream.sample(THEMES[theme].atoms, used))
    labels = stream.choice(LABELS)
    return Argument(theme, atoms, size, tuple(given), tuple(distractors), conclusion, labels, truth, needed)


def _formula(statement: Statement, names: list[str]) -> str:
    terms = [names[n - 1] if n > 0 else f"(not {names[-n - 1]})" for n in statement.literals]
    return CONNECTIVES[statement.kind].smt.format(*terms)


def _normal(statement: Statement, asked: bool) -> Item:
    """Equal for a conditional, its contrapositive and its disjunction, for an exclusive or with both sides denied…"""
    kind, literals = statement.kind, statement.literals
    mark = "?" if asked else ""
    if kind in ("xor", "iff"):
        odd = (kind == "xor") ^ (literals[0] < 0) ^ (literals[1] < 0)
        return f"{mark}{'xor' if odd else 'iff'}", (), tuple([_member(abs(literal)) for literal in literals])
    shape, places, loose = CONNECTIVES[kind].normal
    signed = (0, *literals)
    return (
        mark + shape,
        tuple([_member(signed[p] if p > 0 else -signed[-p]) for p in places]),
        tuple([_member(signed[p] if p > 0 else -signed[-p]) for p in loose]),
    )


def _member(literal: int) -> int:
    return (literal - 1) << TAG_BITS if literal > 0 else (-literal - 1) << TAG_BITS | 1
