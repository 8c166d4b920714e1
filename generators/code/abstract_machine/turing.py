"""Turing machines on a tape without ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from msgspec.structs import replace

from generators.code.abstract_machine.machine import (
    HALTING_OUTCOMES,
    MOST_STEPS,
    STEPS_FORM,
    TEXT_FORM,
    Machine,
    Run,
)
from generators.code.abstract_machine.simulators import turing_machine
from generators.code.simulated import Told
from generators.language.wording import fill
from generators.randomness import Stream

Rule = tuple[str, str, str, str, str]  # state, read, write, move (L or R), next state
Configuration = tuple[str, int, int, str]  # state, head, place of the first cell that is not blank, cells to the last

BLANK = "_"
_STATES = ("A B C D".split(), "q0 q1 q2 q3".split(), "S T U V".split(), "P Q R S".split(), "s0 s1 s2 s3".split())
_MOVES = {"L": "left", "R": "right"}
_SIZES = {1: (2, 0, (2, 4)), 2: (3, 1, (3, 6)), 3: (4, 1, (4, 7))}  # states, rules to spare, input's length


class Turing(Machine, frozen=True, tag="turing"):
    """A machine with at most one rule for each state and symbol, which halts where no rule fits."""

    rules: tuple[Rule, ...]
    tape: str
    state: str

    SIMULATOR = turing_machine
    FORMS = {"tape": "Python string", "all": "Python tuple"}
    ASKED: ClassVar[tuple[str, ...]] = ("tape", "head", "all")

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Turing | None:
        """A machine with all rules is run first; then one is taken away that it needs late enough, and most of those
        that it does not need at all."""
        count, spare, lengths = _SIZES[level]
        names = stream.choice(_STATES)[:count]
        symbols = "01" if level == 1 or stream.chance(1, 2) else stream.choice(("ab", "01x", "xy", "abc"))
        ways = dict(zip(names, "RLRL" if stream.chance(2, 3) else "RLLR", strict=False))
        rules = [_rule(stream, state, read, symbols, names, ways) for state in names for read in (*symbols, BLANK)]
        tape = "".join(stream.choice(symbols) for _ in range(stream.integer(*lengths)))
        full = cls(stream.choice(cls.ASKED), None, tuple(rules), tape, names[0])
        first = full.first_uses(cls.RANGES[level][1])
        late = [rule for rule in rules if first.get(rule[:2], -1) >= cls.RANGES[level][0]]
        if not late:
            return None
        end = stream.choice(late)
        needed = [rule for rule in rules if first.get(rule[:2], first[end[:2]]) < first[end[:2]]]
        others = stream.sample([rule for rule in rules if rule not in (*needed, end)], len(rules) - len(needed) - 1)
        kept = {*needed, *others[:spare]}
        return replace(full, rules=tuple(rule for rule in rules if rule in kept))

    def first_uses(self, most: int) -> dict[tuple[str, str], int]:
        """After how many steps each state and symbol are first met, in a run of at most so many steps."""
        found: dict[tuple[str, str], int] = {}
        now = self.first()
        for step in range(most + 1):
            pair = (now[0], self.read(now))
            found.setdefault(pair, step)
            following = self.next(now)
            if isinstance(following, str) or self.too_large(now):
                break
            now = following[0]
        return found

    def read(self, now: Configuration) -> str:
        """The symbol under the head."""
        _, head, start, cells = now
        return cells[head - start] if 0 <= head - start < len(cells) else BLANK

    def edited(self, stream: Stream) -> Turing:
        names = sorted({rule[0] for rule in self.rules})
        if stream.chance(1, 2):
            # The halting machine lacks a rule for what it reads last.
            run = self.run()
            if run is not None and run.why:
                last = run.configurations[-1]
                added = (last[0], self.read(last), self.read(last), stream.choice("LR"), stream.choice(names))
                return replace(self, rules=(*self.rules, added))
        place = stream.below(len(self.rules))
        state, read, write, move, following = self.rules[place]
        match stream.below(3):
            case 0:
                move = "R" if move == "L" else "L"
            case 1:
                following = stream.choice(names)
            case _:
                write = stream.choice([rule[1] for rule in self.rules])
        rules = (*self.rules[:place], (state, read, write, move, following), *self.rules[place + 1 :])
        return replace(self, rules=rules)

    def first(self) -> Configuration:
        return (self.state, 0, 0, self.tape)

    def next(self, now: Configuration) -> tuple[Configuration, str] | str:
        state, head, start, cells = now
        read = self.read(now)
        for rule in self.rules:
            if rule[0] == state and rule[1] == read:
                break
        else:
            return f"There is no rule for state {state} and symbol {read}"
        _, _, write, move, following = rule
        if head < start:
            start, cells = head, BLANK * (start - head) + cells
        cells = cells.ljust(head - start + 1, BLANK)
        cells = cells[: head - start] + write + cells[head - start + 1 :]
        left = len(cells) - len(cells.lstrip(BLANK))
        cells = cells.strip(BLANK)
        after = (following, head + (1 if move == "R" else -1), start + left if cells else 0, cells)
        return after, f"{state} reads {read}, writes {write}, moves {move}, next {following}"

    def shown(self, now: Configuration) -> str:
        state, head, start, cells = now
        low, high = min(head, start), max(head, start + len(cells) - 1)
        parts = [cells[place - start] if 0 <= place - start < len(cells) else BLANK for place in range(low, high + 1)]
        parts[head - low] = f"[{parts[head - low]}]"
        return f"{' '.join(parts)}, state {state}, position {head}"

    def looked_at(self, now: Configuration, steps: int) -> Any:
        state, head, _, cells = now
        return {"tape": cells, "steps": steps, "head": head, "state": state, "all": (state, head, cells)}[self.asked]

    def interesting(self, run: Run) -> bool:
        ends = [now[1] for now in run.configurations]
        turns = sum((a - b) * (c - b) > 0 for a, b, c in zip(ends, ends[1:], ends[2:], strict=False))
        states = {now[0] for now in run.configurations[:-1]}
        written = {event.partition(" moves")[0] for event in run.events}
        used = len(written) / len(self.rules)
        tall = run.configurations[0][3] != run.configurations[-1][3]
        return turns >= (1 if run.steps > 8 else 0) and len(states) > 1 and used >= 0.6 and tall

    def too_large(self, now: Configuration) -> bool:
        return len(now[3]) > 16

    def remarks(self, now: Configuration) -> list[str]:
        if self.asked in ("tape", "all"):
            return [f"The tape without the blanks outside is {now[3]!r}."]
        return []

    def arguments(self) -> tuple[Any, ...]:
        return ([list(rule) for rule in self.rules], self.tape, self.state, self.after, self.asked)

    def told(self, stream: Stream) -> Told:
        # In their order, so that a rule added to make a twin stands at no place of its own.
        rules = sorted(self.rules, key=lambda rule: (rule[0], rule[1] == BLANK, rule[1]))
        rules = stream.shuffled(rules) if stream.chance(1, 3) else rules
        slots = {"state": self.state, "tape": self.tape, "when": self.moment(stream), "first": self.tape[0]}
        return Told(
            "Turing machine",
            fill(_WORKS, stream, slots),
            "rules",
            stream.choice((_as_table, _as_arrows, _as_sentences))(rules),
            fill(_GIVEN, stream, slots),
            fill(_QUESTIONS[self.asked], stream, slots) + self.outcome(stream),
            fill(_FORMS[self.asked], stream, slots),
        )

    def canonical(self) -> Any:
        """States and symbols are named in the order in which the run meets them, then in that of the other rules."""
        states, symbols = {self.state: 0}, {BLANK: 0}
        for symbol in self.tape:
            symbols.setdefault(symbol, len(symbols))
        table = {rule[:2]: rule for rule in self.rules}
        now, left = self.first(), dict(table)
        for _ in range(MOST_STEPS):
            rule = left.pop((now[0], self.read(now)), None)
            if rule is not None:
                symbols.setdefault(rule[2], len(symbols))
                states.setdefault(rule[4], len(states))
            following = self.next(now)
            if isinstance(following, str):
                break
            now = following[0]
        unmet = len(self.rules) * 2
        while left:
            pair = min(left, key=lambda key: (states.get(key[0], unmet), symbols.get(key[1], unmet), left[key][3]))
            rule = left.pop(pair)
            for state in (rule[0], rule[4]):
                states.setdefault(state, len(states))
            for symbol in (rule[1], rule[2]):
                symbols.setdefault(symbol, len(symbols))
        rules = sorted([states[a], symbols[r], symbols[w], move, states[b]] for a, r, w, move, b in self.rules)
        return [rules, [symbols[symbol] for symbol in self.tape], self.after, self.asked]


class TuringHalts(Turing, frozen=True, tag="turing_halts"):
    """A machine that may never halt."""

    HALTING = True
    OUTCOMES = HALTING_OUTCOMES
    ASKED: ClassVar[tuple[str, ...]] = ("steps", "tape", "head", "steps")


def _rule(stream: Stream, state: str, read: str, symbols: str, names: Sequence[str], ways: dict[str, str]) -> Rule:
    """A rule of a machine that sweeps: a state mostly goes on in its direction over symbols, and turns at blanks."""
    if read != BLANK and stream.chance(1, 2):
        write = read if stream.chance(1, 2) else stream.choice(symbols)
        return state, read, write, ways[state], state
    following = stream.choice(names)
    move = ways[following] if stream.chance(3, 4) else stream.choice("LR")
    return state, read, stream.choice((*symbols, *symbols, read, BLANK)), move, following


def _as_table(rules: list[Rule]) -> str:
    head = "| state | reads | writes | moves | next state |\n|---|---|---|---|---|\n"
    return head + "\n".join(f"| {a} | {r} | {w} | {_MOVES[m]} | {b} |" for a, r, w, m, b in rules)


def _as_arrows(rules: list[Rule]) -> str:
    lines = "\n".join(f"({a}, {r}) -> ({w}, {m}, {b})" for a, r, w, m, b in rules)
    return f"```\n(state, symbol read) -> (symbol written, move, next state)\n{lines}\n```"


def _as_sentences(rules: list[Rule]) -> str:
    return "\n".join(
        f"- In state {a} on symbol {r}: write {w}, move {_MOVES[m]}, go to state {b}." for a, r, w, m, b in rules
    )


_WORKS = (
    "[A Turing machine works on a tape that has no end on either side|The tape of this Turing machine goes on without "
    "end to both sides]; `_` is a blank cell. [In each step|A step is this:] the machine looks up the rule for its "
    "state and the symbol under its head, writes a symbol, moves the head by one cell to the left (L) or right (R) and "
    "takes on the next state. [It halts when there is no rule for its state and the symbol read|When no rule fits the "
    "state and the symbol read, it halts]."
)
_GIVEN = (
    "[The machine starts|It starts|At the start the machine is] in state {state} with its head on the first symbol of "
    "the input `{tape}`, and all other cells are blank."
)
_QUESTIONS = {
    "tape": "[What is on the tape|Which symbols does the tape hold|What does the tape hold] {when}?",
    "steps": "[How many steps does the machine make until it halts|After how many steps does the machine halt]?",
    "head": "[At which position is the head|Where on the tape is the head] {when}?",
    "all": "[What are the machine's state, its head's position and its tape|In what state is the machine, where is its "
    "head and what does its tape hold] {when}?",
}
_POSITIONS = "Positions are counted from 0 at the cell of the first input symbol, and are negative to the left of it."
_TAPE = (
    "from the first to the last cell that is not blank, with `_` for [blank cells|any blanks] between them and "
    "[the empty string|`''`] if all are blank"
)
_FORMS = {
    "tape": f"{TEXT_FORM} It goes {_TAPE}.",
    "steps": STEPS_FORM,
    "head": f"{_POSITIONS} {STEPS_FORM}",
    "all": f"[Give|Write] a Python tuple of the state (a string), the position (an integer) and the tape (a string, "
    f"{_TAPE}). {_POSITIONS}",
}
