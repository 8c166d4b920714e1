"""Numbers to be joined by arithmetic into a target, as in the numbers round of a game show; some targets cannot be."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import msgspec

from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.language.lexicon import PEOPLE, in_words, listed
from generators.language.wording import fill
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Calculation, Outcome
from schemas.checks import Check, Countdown as Reach

NONE = "impossible"
Step = tuple[int, str, int, int]  # left, sign, right, result


class Draw(msgspec.Struct, frozen=True):
    """The numbers, the target, whether all numbers have to be used, and the steps that reach it (none: it cannot be
    reached)."""

    numbers: tuple[int, ...]
    target: int
    all: bool
    steps: tuple[Step, ...]


# level: how many numbers, the largest of them, the largest target, steps
_LEVELS: dict[int, tuple[int, int, int, int]] = {
    1: (3, 12, 100, 2),
    2: (4, 25, 200, 3),
    3: (5, 50, 500, 4),
    4: (5, 100, 999, 4),
}

_SKELETONS = {
    "plain": "Use the numbers {numbers} to make {target}. {rules}\n{ending}",
    "how": "How can {target} be made from the numbers {numbers}? {rules}\n{ending}",
    "show": "In a game show {name} is given the numbers {numbers} and has to reach {target}. {rules} "
    "[What can {who.they} write down?|Help {who.them}.]\n{ending}",
    "cards": "{count} cards bear the numbers {numbers}. [Combine|Join] them by arithmetic so that {target} results. "
    "{rules}\n{ending}",
    "puzzle": "[Puzzle of the day|Number puzzle]: reach {target}.\nNumbers: {numbers}\nRules: {rules}\n{ending}",
    "write": "Write a calculation whose value is {target}. Its numbers [come|are to be taken] from this list: "
    "{numbers}. {rules}\n{ending}",
    "teacher": "{name} writes {numbers} on the board and asks [the class|everybody] for a way to {target}. {rules}\n"
    "{ending}",
    "dice": "The dice show {numbers}, and the target is {target}. {rules} [Find a calculation.|Which calculation does "
    "it?]\n{ending}",
    "code": "numbers = {bracketed}\ntarget = {target}\nFind an expression over the numbers that evaluates to the "
    "target. {rules}\n{ending}",
    "letter": "Dear puzzle corner, my numbers are {numbers} and I cannot get to {target}. [Can you?|Is there a way?] "
    "{rules}\n{ending}",
}  # fmt: skip


@register
class Countdown(Family[Draw]):
    """Targets to be reached with given numbers by ``+ - * /`` and brackets; fractions may occur on the way."""

    name = "math/countdown"
    version = 2
    title = "Reaching a target number by arithmetic with given numbers"
    levels = {
        1: "3 numbers up to 12, 2 steps",
        2: "4 numbers up to 25, 3 steps, unreachable twins",
        3: "5 numbers up to 50, 4 steps, unreachable twins",
        4: "5 numbers up to 100, targets up to 999, 4 steps, unreachable twins",
    }
    tags = ("math", "arithmetic", "search")
    twins = (2, 3, 4)

    def sample(self, stream: Stream, level: int) -> Draw:
        return self._sampled(stream, level, twin=False)

    def sample_twin(self, stream: Stream, level: int) -> Draw:
        return self._sampled(stream, level, twin=True)

    def _sampled(self, stream: Stream, level: int, *, twin: bool) -> Draw:
        size, largest, furthest, steps = _LEVELS[level]
        every = stream.chance(1, 2)
        for _ in range(400):
            numbers = tuple(stream.integer(1, largest) for _ in range(size))
            found = _path(stream, numbers, steps)
            target = found[-1][3]
            if not 10 <= target <= furthest or target in numbers or 0 in (step[3] for step in found):
                continue
            if not twin:
                return Draw(numbers, target, every, found)
            near = target + stream.choice((-1, 1)) * stream.integer(1, 60)
            if 10 <= near <= furthest and not _reachable(numbers, near, every):
                return Draw(numbers, near, every, ())
        raise Impossible(f"no {'unreachable' if twin else 'reachable'} target of level {level} in 400 attempts")

    def phrase(self, instance: Draw, stream: Stream, language: str) -> Wording:
        skeleton = stream.choice(tuple(_SKELETONS))
        use = "each of them exactly once" if instance.all else "each of them at most once"
        rules = stream.choice((
            f"You may add, subtract, multiply and divide and use brackets, and have to use {use}.",
            f"Allowed are +, -, *, / and brackets; use {use}.",
            f"Use {use}, with the four basic operations and brackets as you like; nothing else is allowed.",
        ))  # fmt: skip
        form = "calculation"
        if self._twins(instance):
            rules += f' Say "{NONE}" if it cannot be done.'
            form = f"calculation | {NONE}"
        who = stream.choice(PEOPLE)
        slots = {
            "numbers": listed([str(number) for number in instance.numbers]),
            "bracketed": str(list(instance.numbers)),
            "count": in_words(len(instance.numbers)),
            "target": instance.target,
            "rules": rules,
            "name": who.name,
            "who": who,
            "ending": answer_line(stream, form),
        }
        return Wording(fill(_SKELETONS[skeleton], stream, slots), skeleton)

    def check(self, instance: Draw) -> Check:
        calculation = Calculation()
        return Reach(
            answer=Outcome(value=calculation, outcomes=(NONE,)) if self._twins(instance) else calculation,
            gold=_gold(instance),
            numbers=instance.numbers,
            target=instance.target,
            all=instance.all,
        )

    def reference(self, instance: Draw, stream: Stream) -> str:
        if not instance.steps:
            use = "all the numbers" if instance.all else "any of the numbers"
            return (
                f"The last step of a calculation joins two values, each made of its own share of {use} by +, -, * or "
                "/. Going through every way to share the numbers out, through every value that each share can make and "
                f"every way to join the two, {instance.target} never comes up.\nAnswer: {NONE}"
            )
        lines = [stream.choice(("One way, step by step:", "I build it up in steps.", "This works:"))]
        left = list(instance.numbers)
        for a, sign, b, result in instance.steps:
            left.remove(a)
            left.remove(b)
            lines.append(
                f"{a} {sign} {b} = {result}" + (f", which leaves {listed(list(map(str, left)))}" if left else "")
            )
            left.append(result)
        lines.append(f"In one line: {_gold(instance)} = {instance.target}.")
        lines.append(f"Answer: {_gold(instance)}")
        return "\n".join(lines)

    def canonical(self, instance: Draw) -> Any:
        return [sorted(instance.numbers), instance.target, instance.all]

    def measures(self, instance: Draw) -> dict[str, int]:
        size = len(instance.numbers)
        return {
            "numbers": size,
            "steps": size - 1,
            "reachable": int(bool(instance.steps)),
            "target": instance.target,
        }

    def _twins(self, instance: Draw) -> bool:
        return len(instance.numbers) > _LEVELS[1][0]


def _path(stream: Stream, numbers: tuple[int, ...], steps: int) -> tuple[Step, ...]:
    """Random steps that join all numbers into one; a division only where it comes out whole."""
    values = list(numbers)
    path: list[Step] = []
    for _ in range(steps):
        a, b = stream.sample(values, 2)
        values.remove(a)
        values.remove(b)
        a, b = max(a, b), min(a, b)
        signs = ["+", "-", "*", "*"] + (["/", "/"] if b > 1 and a % b == 0 else [])
        sign = stream.choice(signs)
        result = {"+": a + b, "-": a - b, "*": a * b, "/": a // b if b else 0}[sign]
        path.append((a, sign, b, result))
        values.append(result)
    return tuple(path)


def _gold(instance: Draw) -> str:
    """The steps as one expression with as many brackets as it needs."""
    if not instance.steps:
        return NONE
    made: list[tuple[int, str, str]] = [(number, str(number), "") for number in instance.numbers]
    for a, sign, b, result in instance.steps:
        left = next(each for each in made if each[0] == a)
        made.remove(left)
        right = next(each for each in made if each[0] == b)
        made.remove(right)
        made.append((result, f"{_bracketed(left, sign, False)} {sign} {_bracketed(right, sign, True)}", sign))
    return made[0][1]


def _bracketed(part: tuple[int, str, str], sign: str, right: bool) -> str:
    _, text, inner = part
    if not inner:
        return text
    loose = sign in "*/" and inner in "+-"
    return f"({text})" if loose or (right and (sign in "-/")) else text


def _reachable(numbers: tuple[int, ...], target: int, every: bool) -> bool:
    """Whether the target can be made: all values of all subsets but the whole, and for the whole the last step back."""
    full = (1 << len(numbers)) - 1
    made: dict[int, set[Fraction]] = {1 << i: {Fraction(number)} for i, number in enumerate(numbers)}
    for subset in range(1, full):
        values = made.setdefault(subset, set())
        part = (subset - 1) & subset
        while part > subset ^ part:
            for a in made[part]:
                for b in made[subset ^ part]:
                    values |= {a + b, a - b, b - a, a * b}
                    if b:
                        values.add(a / b)
                    if a:
                        values.add(b / a)
            part = (part - 1) & subset
    goal = Fraction(target)
    if not every and any(goal in values for values in made.values()):
        return True
    return any(
        b in (goal - a, a - goal, goal + a) or a * b == goal or (b and a == goal * b) or (a and b == goal * a)
        for part in range(1, full)
        if part > full ^ part
        for a in made[part]
        for b in _candidates(a, goal, made[full ^ part])
    )


def _candidates(a: Fraction, goal: Fraction, values: set[Fraction]) -> set[Fraction]:
    """Those of the values that could be joined with a to the goal, which is not 0."""
    wanted = {goal - a, a - goal, goal + a, goal * a, a / goal}
    if a:
        wanted.add(goal / a)
    return wanted & values
