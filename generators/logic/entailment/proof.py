"""Worked solutions for propositional arguments: a derivation, or two situations that differ on the conclusion."""

from __future__ import annotations

from collections.abc import Sequence

from generators.language.lexicon import listed
from generators.logic.entailment.language import Atom, clause, plain, sentence
from generators.logic.truth_tables import Statement, columns, denial, table
from generators.randomness import Stream

_SUPPOSED = "the supposition"


def derivation(
    size: int, atoms: Sequence[Atom], core: Sequence[Statement], conclusion: Statement, entailed: bool, stream: Stream
) -> list[str]:
    """Why premises settle the conclusion: unit propagation, then a supposition to refute, with cases where needed."""
    lines = [
        stream.choice(("These statements are enough:", "What is needed:", "The statements that matter are these:"))
    ]
    lines += [f"({i}) {sentence(plain(premise, atoms))}" for i, premise in enumerate(core, 1)]
    premises = [(f"({i})", table(size, premise), premise) for i, premise in enumerate(core, 1)]
    established = conclusion if entailed else denial(conclusion)
    target = table(size, established)
    state = _State(size, atoms, premises)
    state.propagate(lines, "", target)
    full = columns(size)[0]
    if not state.worlds & (full ^ target):
        lines.append(f"{stream.choice(('Hence', 'So', 'Therefore'))} {plain(established, atoms)}.")
        lines.append(_verdict(entailed))
        return lines
    supposed = denial(established)
    manner = "false" if entailed else "true"
    lines.append(f"Suppose the conclusion were {manner}, that is: {plain(supposed, atoms)}.")
    state.premises.append((_SUPPOSED, full ^ target, supposed))
    _refute(state, lines, "")
    lines.append(f"So the supposition cannot hold. {_verdict(entailed)}")
    return lines


def witnesses(
    size: int, atoms: Sequence[Atom], premises: Sequence[Statement], conclusion: Statement, stream: Stream
) -> list[str]:
    """Two situations in which all premises hold, one with the conclusion and one without, as alike as can be."""
    worlds = columns(size)[0]
    for premise in premises:
        worlds &= table(size, premise)
    holds = table(size, conclusion)
    first = stream.choice(_bits(worlds & holds))
    second = min(_bits(worlds & ~holds), key=lambda world: ((first ^ world).bit_count(), world))
    changed = {atom for atom in range(1, size + 1) if (first ^ second) >> (atom - 1) & 1}
    lines = [
        stream.choice(
            (
                "Look for two situations that fit all the statements but differ on the conclusion.",
                "The question stays open if the statements allow the conclusion to hold and also to fail. Number them:",
            )
        )
    ]
    lines += [f"({i}) {sentence(plain(premise, atoms))}" for i, premise in enumerate(premises, 1)]
    lines.append(f"First situation: {listed(_facts(first, range(1, size + 1), atoms))}.")
    lines += [_reason(i, premise, first, atoms) for i, premise in enumerate(premises, 1)]
    lines.append(f"Here the conclusion holds: {plain(conclusion, atoms)}.")
    lines.append(f"Second situation: all as before, except that now {listed(_facts(second, sorted(changed), atoms))}.")
    lines += [
        _reason(i, premise, second, atoms)
        for i, premise in enumerate(premises, 1)
        if any(abs(literal) in changed for literal in premise.literals)
    ]
    lines.append("The other statements are not touched by the change, and the conclusion now fails.")
    lines.append("Both situations are possible, so the statements do not settle the conclusion.")
    return lines


def _verdict(entailed: bool) -> str:
    return "The conclusion must be true." if entailed else "The conclusion must be false."


class _State:
    """What is known on the way: `worlds` is the table of the literals in `known`."""

    def __init__(self, size: int, atoms: Sequence[Atom], premises: list[tuple[str, int, Statement]]) -> None:
        self.size = size
        self.atoms = atoms
        self.premises = premises
        self.known: set[int] = set()
        self.worlds = columns(size)[0]

    def copy(self) -> _State:
        other = _State(self.size, self.atoms, self.premises)
        other.known = set(self.known)
        other.worlds = self.worlds
        return other

    def add(self, literal: int) -> None:
        self.known.add(literal)
        self.worlds &= columns(self.size)[literal]

    def propagate(self, lines: list[str], indent: str, goal: int = -1) -> bool:
        """Draw every conclusion that one statement forces; stop at `goal`. False when a statement is broken."""
        column = columns(self.size)
        moved = True
        while moved:
            moved = False
            for name, holds, statement in self.premises:
                left = self.worlds & holds
                if not left:
                    lines.append(f"{indent}{self._broken(name, statement)}")
                    return False
                forced = [
                    sign * abs(literal)
                    for literal in statement.literals
                    for sign in (1, -1)
                    if abs(literal) not in map(abs, self.known) and not left & column[-sign * abs(literal)]
                ]
                if forced:
                    if not (name == _SUPPOSED and statement.kind in ("fact", "and")):  # it was said just before
                        lines.append(f"{indent}{self._step(name, statement, forced)}")
                    for literal in forced:
                        self.add(literal)
                    moved = True
                    if goal != -1 and not self.worlds & ~goal:
                        return True
        return True

    def _given(self, statement: Statement) -> str:
        atoms = {abs(literal) for literal in statement.literals}
        return listed([clause(n, self.atoms) for n in sorted(self.known, key=abs) if abs(n) in atoms])

    def _step(self, name: str, statement: Statement, forced: list[int]) -> str:
        given = self._given(statement)
        result = listed([clause(literal, self.atoms) for literal in forced])
        if given:
            return f"Since {given}, {name} gives that {result}."
        return f"{name[0].upper()}{name[1:]} says that {result}."

    def _broken(self, name: str, statement: Statement) -> str:
        return f"But {self._given(statement)}, which {name} rules out."


def _refute(state: _State, lines: list[str], label: str) -> None:
    """Show that no world is left, by propagation and, where that stalls, by the two cases of an atom."""
    indent = "  " * label.count(".")
    if not state.propagate(lines, indent):
        return
    settled = {abs(literal) for literal in state.known}
    open_atoms = [abs(n) for _, _, statement in state.premises for n in statement.literals if abs(n) not in settled]
    atom = max(sorted(set(open_atoms)), key=open_atoms.count)
    for number, literal in enumerate((atom, -atom), 1):
        case = f"{label}{number}."
        lines.append(f"{'  ' * label.count('.')}Case {case[:-1]}: {clause(literal, state.atoms)}.")
        branch = state.copy()
        branch.add(literal)
        _refute(branch, lines, case)


def _bits(worlds: int) -> list[int]:
    return [i for i in range(worlds.bit_length()) if worlds >> i & 1]


def _facts(world: int, numbers: Sequence[int], atoms: Sequence[Atom]) -> list[str]:
    return [clause(n if world >> (n - 1) & 1 else -n, atoms) for n in numbers]


def _reason(number: int, premise: Statement, world: int, atoms: Sequence[Atom]) -> str:
    numbers = sorted({abs(literal) for literal in premise.literals})
    return f"({number}) holds, since {listed(_facts(world, numbers, atoms))}."
