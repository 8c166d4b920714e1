"""Cellular automata: Wolfram's elementary rules on a ring, and Conway's Game of Life on a torus."""

from __future__ import annotations

from typing import Any, ClassVar

from generators.code.abstract_machine.machine import STEPS_FORM, TEXT_FORM, Machine, Run
from generators.code.abstract_machine.simulators import game_of_life, ring_automaton
from generators.code.simulated import Told
from generators.language.lexicon import counted, listed
from generators.language.wording import fill
from generators.randomness import Stream

_PATTERNS = [f"{number:03b}" for number in range(7, -1, -1)]


class Ring(Machine, frozen=True, tag="ring"):
    """A ring of cells, each 0 or 1, that all change at once as the cell and its two neighbours say."""

    rule: int
    cells: str

    SIMULATOR = ring_automaton
    FORMS = {"cells": "Python string"}
    RANGES = {1: (1, 2), 2: (3, 5), 3: (6, 9)}
    ASKED: ClassVar[tuple[str, ...]] = ("cells", "cells", "ones")
    ALSO_HALTING = ()

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Ring:
        size = stream.integer(*{1: (5, 6), 2: (8, 10), 3: (11, 14)}[level])
        cells = "".join(stream.choice("01") for _ in range(size))
        return cls(stream.choice(cls.ASKED), None, stream.integer(1, 254), cells)

    def first(self) -> str:
        return self.cells

    def next(self, now: str) -> tuple[str, str]:
        round_about = now[-1] + now + now[0]
        around = [round_about[place : place + 3] for place in range(len(now))]
        changed = [str(self.rule >> int(pattern, 2) & 1) for pattern in around]
        return "".join(changed), ", ".join(f"{a}→{b}" for a, b in zip(around, changed, strict=True))

    def shown(self, now: str) -> str:
        return repr(now)

    def looked_at(self, now: str, steps: int) -> Any:
        return now if self.asked == "cells" else now.count("1")

    def telling(self, run: Run) -> bool:
        return True

    def interesting(self, run: Run) -> bool:
        found = run.configurations
        shifts = {found[0][place:] + found[0][:place] for place in range(len(self.cells))}
        same = run.steps > 1 and len(set(found)) < len(found)
        return not same and len(set(found[-1])) == 2 and found[-1] not in shifts and 1 < self.rule.bit_count() < 7

    def remarks(self, now: str) -> list[str]:
        return [f"{now!r} has {counted(now.count('1'), 'one')}."] if self.asked == "ones" else []

    def arguments(self) -> tuple[Any, ...]:
        return (self.rule, self.cells, self.after, self.asked)

    def told(self, stream: Stream) -> Told:
        ones = [pattern for pattern in _PATTERNS if self.rule >> int(pattern, 2) & 1]
        slots = {
            "rule": self.rule,
            "bits": f"{self.rule:08b}",
            "cells": repr(self.cells),
            "ones": listed([f"`{pattern}`" for pattern in stream.shuffled(ones)]),
            "when": self.moment(stream),
            "size": len(self.cells),
        }
        way = stream.choice(("table", "arrows", "ones", "number"))
        news = [(pattern, self.rule >> int(pattern, 2) & 1) for pattern in _PATTERNS]
        if way == "table":
            block = "| neighbourhood | new state |\n|---|---|\n" + "\n".join(f"| {a} | {b} |" for a, b in news)
        elif way == "arrows":
            block = "```\n" + "\n".join(f"{a} -> {b}" for a, b in news) + "\n```"
        else:
            block = fill(_RING_BLOCKS[way], stream, slots)
        return Told(
            "cellular automaton",
            fill(_RING_WORKS, stream, slots),
            "rule",
            block,
            fill("[The cells are `{cells}` at the start.|The start is `{cells}`.|It starts with `{cells}`.]", stream,
                 slots),
            fill(_RING_QUESTIONS[self.asked], stream, slots),
            fill(TEXT_FORM if self.asked == "cells" else STEPS_FORM, stream, slots),
        )  # fmt: skip

    def canonical(self) -> Any:
        """The same up to a mirror image where only the number of ones is asked."""
        size = len(self.cells)
        if self.asked == "cells":
            return [self.rule, self.cells, self.after]
        mirrored = sum((self.rule >> int(pattern, 2) & 1) << int(pattern[::-1], 2) for pattern in _PATTERNS)
        both = [
            (rule, cells[place:] + cells[:place])
            for rule, cells in ((self.rule, self.cells), (mirrored, self.cells[::-1]))
            for place in range(size)
        ]
        return [*min(both), self.after, "ones"]


class Life(Machine, frozen=True, tag="life"):
    """Conway's Game of Life on a grid whose edges are joined."""

    rows: tuple[str, ...]

    SIMULATOR = game_of_life
    FORMS = {"rows": "Python list of strings"}
    RANGES = {2: (1, 2), 3: (3, 4)}
    ASKED: ClassVar[tuple[str, ...]] = ("rows", "rows", "alive")

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Life:
        height, width = stream.integer(4, 4 + level // 3), stream.integer(4, 3 + level)
        share = stream.integer(25, 50)
        rows = tuple("".join("O" if stream.below(100) < share else "-" for _ in range(width)) for _ in range(height))
        return cls(stream.choice(cls.ASKED), None, rows)

    def first(self) -> tuple[str, ...]:
        return self.rows

    def next(self, now: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
        counts = _neighbours(now)
        new = tuple(
            "".join("O" if n == 3 or (n == 2 and c == "O") else "-" for c, n in zip(*pair, strict=True))
            for pair in zip(now, counts, strict=True)
        )
        return new, ""

    def shown(self, now: tuple[str, ...]) -> str:
        return " / ".join(now)

    def looked_at(self, now: tuple[str, ...], steps: int) -> Any:
        return list(now) if self.asked == "rows" else "".join(now).count("O")

    def telling(self, run: Run) -> bool:
        return True

    def interesting(self, run: Run) -> bool:
        found = run.configurations
        return len(set(found)) == len(found) and "".join(found[-1]).count("O") >= 2

    def solution(self) -> list[str]:
        lines = []
        found = self._run().configurations
        for number, now in enumerate(found):
            lines += [f"Generation {number}:" if number else "Start:", *now]
            if number < len(found) - 1:
                lines += ["Living neighbours:", *("".join(map(str, row)) for row in _neighbours(now))]
        if self.asked == "alive":
            counts = [row.count("O") for row in found[-1]]
            lines.append(f"Living cells, row by row: {' + '.join(map(str, counts))} = {sum(counts)}.")
        return lines

    def arguments(self) -> tuple[Any, ...]:
        return (list(self.rows), self.after, self.asked)

    def told(self, stream: Stream) -> Told:
        assert self.after is not None
        generations = counted(self.after, "generation")
        slots = {"when": stream.choice((f"after {generations}", f"{generations} later"))}
        block = "```\n" + "\n".join(self.rows) + "\n```"
        if stream.chance(1, 3):
            block = f"```python\n{list(self.rows)}\n```"
        return Told(
            "Life pattern",
            fill(_LIFE_WORKS, stream, slots),
            "grid",
            block,
            "The grid shown is generation 0.",
            fill(_LIFE_QUESTIONS[self.asked], stream, slots),
            fill(_ROWS_FORM if self.asked == "rows" else STEPS_FORM, stream, slots),
        )

    def canonical(self) -> Any:
        if self.asked == "rows":
            return [self.rows, self.after]
        height, width = len(self.rows), len(self.rows[0])
        images = []
        for rows in (self.rows, tuple("".join(column) for column in zip(*self.rows, strict=True))):
            for flipped in (rows, rows[::-1]):
                for each in (flipped, tuple(row[::-1] for row in flipped)):
                    images += [
                        tuple(row[x:] + row[:x] for row in each[y:] + each[:y])
                        for y in range(max(height, width))
                        for x in range(max(height, width))
                    ]
        return [min(images), self.after, "alive"]


def _neighbours(rows: tuple[str, ...]) -> list[list[int]]:
    """How many of the eight cells around each cell are alive: three sums of three columns, less the cell itself."""
    alive = [[int(cell == "O") for cell in row] for row in rows]
    width = len(rows[0])
    stacked = [
        [alive[y - 1][x] + alive[y][x] + alive[(y + 1) % len(rows)][x] for x in range(width)] for y in range(len(rows))
    ]
    return [
        [line[x - 1] + line[x] + line[(x + 1) % width] - alive[y][x] for x in range(width)]
        for y, line in enumerate(stacked)
    ]


_RING_WORKS = (
    "[Cells that are 0 or 1 stand in a ring|The cells of this automaton, each 0 or 1, form a ring]: the last one is "
    "the left neighbour of the first. In each step all cells [change at once|take on new states at the same time]; a "
    "cell's new state depends on its neighbourhood, [that is, the states of its left neighbour, itself and its right "
    "neighbour, in this order|written as left neighbour, own state, right neighbour]."
)
_RING_BLOCKS = {
    "ones": "[A cell becomes 1 if its neighbourhood is one of|The new state is 1 for the neighbourhoods] {ones}[, and "
    "otherwise 0|; for all others it is 0].",
    "number": "The rule is [Wolfram's elementary rule|the elementary rule number] {rule}: the binary digits of {rule} "
    "are `{bits}`, and from left to right they are the new states for the neighbourhoods 111, 110, 101, 100, 011, 010, "
    "001, 000.",
}
_RING_QUESTIONS = {
    "cells": "[What are the cells|Which states do the cells have] {when}?",
    "ones": "[How many cells are 1|How many ones are there] {when}?",
}
_LIFE_WORKS = (
    "In [Conway's Game|the Game] of Life, `O` is a living cell and `-` a dead one. "
    "From one generation to the next, all cells change at once: a living cell [stays alive|lives on] with two or three "
    "living neighbours and dies otherwise; a dead cell [comes alive|is born] with exactly three. Each cell has eight "
    "neighbours, since opposite edges of the grid are joined: [the top row is next to the bottom row, and the leftmost "
    "column next to the rightmost one|beyond the last row comes the first, and beyond the last column comes the first]."
)
_LIFE_QUESTIONS = {
    "rows": "What does the grid look like {when}?",
    "alive": "[How many cells are alive|How many living cells are there] {when}?",
}
_ROWS_FORM = "[Give|Write] a Python list of strings, one for each row from top to bottom."
