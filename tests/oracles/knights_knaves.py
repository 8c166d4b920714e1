"""Second oracle for logic/knights_knaves: reads who said what from the prompt and tries every choice of roles.

It shares no code with the generator or the checkers; of `params` it takes only the names and the roles' words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import product

from schemas import Problem

World = dict[str, str]
_NUMBERS = {word: n for n, word in enumerate(["zero", "one", "two", "three", "four", "five", "six"])}


def solve(problem: Problem) -> str:
    """The roles in the order asked for, or what the prompt wants written when none or several fit."""
    names, roles = list(problem.params["names"]), list(problem.params["roles"])
    fitting = models(problem)
    if len(fitting) == 1:
        return ", ".join(f"{name} = {fitting[0][name]}" for name in names)
    assert "contradictory" in problem.prompt and len(roles) == 3
    return "several" if fitting else "contradictory"


def models(problem: Problem, without: int | None = None) -> list[World]:
    """Every choice of roles that fits the prompt's text, or the text without one of its statements."""
    text = problem.prompt
    names, roles = list(problem.params["names"]), list(problem.params["roles"])
    statements = read_statements(text, names)
    if without is not None:
        del statements[without]
    spies = _spies(text, roles[2]) if len(roles) > 2 else 0
    found = []
    for choice in product(roles, repeat=len(names)):
        world = dict(zip(names, choice, strict=True))
        if len(roles) > 2 and choice.count(roles[2]) != spies:
            continue
        for speaker, claim in statements:
            role = world[speaker]
            if role in roles[:2] and _true(claim, speaker, world) != (role == roles[0]):
                break
        else:
            found.append(world)
    return found


def read_statements(text: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Speaker and words of every quotation: the speaker stands next to it, in the same line."""
    found = []
    who = "|".join(names)
    pattern = rf"({who})(?: also)?(?::| \w+:) “([^”]+)\.”|“([^”]+),” (?:says )?({who})"
    for before, claim, other_claim, after in re.findall(pattern, text):
        found.append((before or after, claim or other_claim))
    assert len(found) == text.count("“"), text
    return found


def _spies(text: str, role: str) -> int:
    plural = r"\w+" if role.endswith("y") else f"{role}s?"
    found = re.search(
        rf"(?:exactly|precisely) (\w+)(?: of the \w+| of them)?(?: (?:is|are))?(?: an?)? {plural}\.",
        text,
        re.IGNORECASE,
    )
    assert found, text
    return _NUMBERS[found.group(1).lower()]


def _true(claim: str, speaker: str, world: World) -> bool:
    claim = claim[0].lower() + claim[1:] if not claim.startswith(tuple(world)) and not claim.startswith("I ") else claim
    for pattern, meaning in _JOINED:
        found = re.fullmatch(pattern, claim)
        if found:
            return meaning(*(_simple(part, speaker, world) for part in found.groups()))
    found = re.fullmatch(r"(exactly|at least|at most) (\w+) of (.+) (?:is|are) (?:an? )?(\w+)", claim)
    if found:
        relation, number, group, role = found.groups()
        count = sum(_same_word(world[name], role) for name in _people(group, speaker, world))
        wanted = _NUMBERS[number]
        return (
            count == wanted if relation == "exactly" else count >= wanted if relation == "at least" else count <= wanted
        )
    found = re.fullmatch(r"none of us is an? (\w+)", claim)
    if found:
        return found.group(1) not in world.values()
    found = re.fullmatch(
        r"(\w+) and (\w+) (are of the same kind|have the same role|are of different kinds|do not have the same role)",
        claim,
    )
    if found:
        first, second = (speaker if name == "I" else name for name in found.groups()[:2])
        return (world[first] == world[second]) == ("same" in found.group(3) and "not" not in found.group(3))
    return _simple(claim, speaker, world)


_JOINED: list[tuple[str, Callable[..., bool]]] = [
    (r"at least one of these is true: ([^;]+); ([^;]+)", lambda a, b: a or b),
    (r"exactly one of these is true: ([^;]+); ([^;]+)", lambda a, b: a != b),
    (r"either (.+) or (.+), but not both", lambda a, b: a != b),
    (r"(.+) or (.+), or both", lambda a, b: a or b),
    (r"if (.+), then (.+)", lambda a, b: not a or b),
    (r"(.+) if and only if (.+)", lambda a, b: a == b),
    (r"((?:\w+ is|I am) .+?),? and ((?:\w+ is|I am) .+)", lambda a, b: a and b),
]


def _simple(text: str, speaker: str, world: World) -> bool:
    found = re.fullmatch(r"(\w+) (?:is|am) (not )?an? (\w+)", text)
    assert found, text
    name, denied, role = found.groups()
    assert role in ROLES, role
    return (world[speaker if name == "I" else name] == role) != bool(denied)


def _people(group: str, speaker: str, world: World) -> list[str]:
    if group == "us":
        return list(world)
    return [speaker if name == "me" else name for name in re.split(r", | and ", group)]


def _same_word(role: str, word: str) -> bool:
    return word in (role, f"{role}s", f"{role[:-1]}ies")


ROLES = {
    "knight", "knave", "spy", "loyalist", "traitor", "jester", "warden", "rogue", "mercenary", "truthbot", "liebot",
    "glitchbot", "surveyor", "forger", "dreamer", "owl", "magpie", "parrot", "saint", "devil", "mortal", "monk",
    "impostor", "novice", "assayer", "swindler", "gambler", "navigator", "smuggler", "stowaway", "scholar", "charlatan",
    "poet",
}  # fmt: skip
