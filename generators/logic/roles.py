"""Who is what: claims about people's roles, and the sets of role assignments under which they hold.

An assignment of `roles` roles to `people` people is numbered in base `roles`, person 0 lowest; a set of assignments is
an integer with one bit for each number. Role 0 tells the truth, role 1 lies, and role 2, where there is one, may do
either.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations, permutations, product

import msgspec

TRUTHFUL, LYING, FREE = range(3)


class Claim(msgspec.Struct, frozen=True):
    """Something said about roles; a role r is written ``-1 - r`` where it is denied.

    ``is``: people[0] has roles[0]. ``and or xor if iff``: the same of two people, joined. ``same differ``: two people's
    roles. ``exactly at_least at_most``: how many of `people` have roles[0], against `count`.
    """

    kind: str
    people: tuple[int, ...]
    roles: tuple[int, ...] = ()
    count: int = 0


@cache
def assignments(people: int, roles: int) -> tuple[int, tuple[tuple[int, ...], ...]]:
    """All assignments, and for each person and role those that give the person the role."""
    size = roles**people
    bits = [[0] * roles for _ in range(people)]
    for number in range(size):
        rest = number
        for person in range(people):
            rest, role = divmod(rest, roles)
            bits[person][role] |= 1 << number
    return (1 << size) - 1, tuple(tuple(row) for row in bits)


def holds(claim: Claim, people: int, roles: int) -> int:
    """The assignments under which the claim is true."""
    full, bits = assignments(people, roles)
    if claim.kind in ("same", "differ"):
        left, right = claim.people
        same = 0
        for role in range(roles):
            same |= bits[left][role] & bits[right][role]
        return same if claim.kind == "same" else full ^ same
    if claim.kind in ("exactly", "at_least", "at_most"):
        return _counted(claim, people, roles)
    parts = [
        bits[person][role] if role >= 0 else full ^ bits[person][-1 - role]
        for person, role in zip(claim.people, claim.roles, strict=True)
    ]
    if claim.kind == "is":
        return parts[0]
    first, second = parts
    match claim.kind:
        case "and":
            return first & second
        case "or":
            return first | second
        case "xor":
            return first ^ second
        case "iff":
            return full ^ first ^ second
        case "if":
            return full ^ first | second
    raise ValueError(f"there is no claim of kind '{claim.kind}'")


def said(speaker: int, truth: int, people: int, roles: int) -> int:
    """The assignments that fit a speaker's saying something which is true under `truth`."""
    full, bits = assignments(people, roles)
    fits = bits[speaker][TRUTHFUL] & truth | bits[speaker][LYING] & (full ^ truth)
    return fits | bits[speaker][FREE] if roles > 2 else fits


def _counted(claim: Claim, people: int, roles: int) -> int:
    full, bits = assignments(people, roles)
    by_count = [full] + [0] * len(claim.people)
    for person in claim.people:
        has = bits[person][claim.roles[0]]
        for k in range(len(claim.people), 0, -1):
            by_count[k] = by_count[k] & ~has | by_count[k - 1] & has
        by_count[0] &= ~has
    wanted = {
        "exactly": [claim.count],
        "at_least": range(claim.count, len(by_count)),
        "at_most": range(claim.count + 1),
    }
    total = 0
    for k in wanted[claim.kind]:
        total |= by_count[k]
    return total


@cache
def story_facts(people: int, roles: int, free: int) -> int:
    """The assignments in which exactly `free` people have the free role."""
    if roles < 3:
        return assignments(people, roles)[0]
    return holds(Claim("exactly", tuple(range(people)), (FREE,), free), people, roles)


@cache
def claims(kind: str, people: int, roles: int, free: int) -> tuple[tuple[Claim, int], ...]:
    """Every claim of a kind that the story leaves open, with the assignments under which it holds.

    ``among`` counts in a group of three, the other counting kinds among all; ``none`` says that nobody has a role.
    """
    known = story_facts(people, roles, free)
    found = []
    for claim in _claims(kind, people, roles):
        truth = holds(claim, people, roles)
        if truth & known and known & ~truth:
            found.append((claim, truth))
    return tuple(found)


def _claims(kind: str, people: int, roles: int) -> list[Claim]:
    everybody = tuple(range(people))
    literals = [*range(roles), *(-1 - role for role in range(roles))] if roles > 2 else list(range(roles))
    match kind:
        case "is":
            return [Claim("is", (person,), (role,)) for person in everybody for role in literals]
        case "same" | "differ":
            return [Claim(kind, pair) for pair in combinations(everybody, 2)]
        case "exactly" | "at_least" | "at_most":
            low, high = {"exactly": (1, people), "at_least": (1, people), "at_most": (1, people - 1)}[kind]
            return [Claim(kind, everybody, (role,), k) for role in range(roles) for k in range(low, high)]
        case "none":
            return [Claim("exactly", everybody, (role,), 0) for role in range(roles)]
        case "among":
            return [
                Claim(form, group, (role,), k)
                for group in combinations(everybody, 3)
                for role in range(roles)
                for form, k in (("exactly", 1), ("exactly", 2), ("at_least", 1), ("at_least", 2), ("at_most", 1))
            ]
        case _:
            pairs = permutations(everybody, 2) if kind == "if" else combinations(everybody, 2)
            return [Claim(kind, pair, chosen) for pair in pairs for chosen in product(literals, repeat=2)]
