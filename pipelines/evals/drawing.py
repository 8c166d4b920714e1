"""Drawing an eval's items: problems are drawn until enough base items have all their versions.

The versions of a base item are problems of one family, level and template with different answers. Which of them is
version 1 a keyed hash decides, so the versions are exchangeable: none is easier than another but by chance. Draws are
numbered and looked at in their order, so the result depends neither on workers nor on time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import msgspec

from pipelines.shards import Row
from pipelines.solvers import Cell
from schemas import Check, digest
from schemas.answers import Choice, Outcome

WAVE = 128  # draws of one family and level that are looked at together
BARREN = 768  # draws without one that can be used, after which a family's level is given up …
NEVER = 192  # … and from the start: nearly all families show a template of a twentieth by then
MOST_DRAWS = 40_000  # of one family's level
MOST_OF_TEMPLATE = 0.34  # of a cell's base items may come from one template, if there are others
Make = Callable[[Sequence[tuple[str, int, int]]], Iterator["Row | str"]]
Look = Callable[[Sequence[Row]], Sequence[str]]


class Base(msgspec.Struct, frozen=True):
    """A base item: its versions in their order, the first one first."""

    id: str
    rows: tuple[Row, ...]


class Drawn(msgspec.Struct, frozen=True):
    """What was drawn of one family's level: base items asked for and found, draws made, and why others were passed
    over."""

    cell: Cell
    requested: int
    bases: tuple[Base, ...]
    draws: int
    passed_over: Mapping[str, int]


class Drawing:
    """`count` base items of `versions` problems each, spread over the cells (family and level) evenly, or by `weights`.

    `make` gives for draws (family, level, index) the problem's row or why there is none, `look` for rows why each
    cannot be used, or nothing; `order` is the keyed hash that orders versions; `seen` has the ids of problems that were
    drawn already, and gets those of this drawing. What a cell cannot give is asked of the
    others.
    """

    def __init__(
        self, cells: Sequence[Cell], count: int, versions: int, make: Make, look: Look, order: Callable[[str], bytes],
        weights: Mapping[Cell, int] | None = None, seen: set[str] | None = None,
    ) -> None:  # fmt: skip
        self.make, self.look, self.count = make, look, count
        self._weights = weights or {}
        self._sources = [_Source(cell, versions, order) for cell in cells]
        self._requested = dict(zip(cells, self._shares(count, self._sources), strict=True))
        self._seen = set() if seen is None else seen

    def fill(self) -> None:
        """Draw until all base items are there, or no cell can give more."""
        while (missing := self.count - sum(len(each.bases) for each in self._sources)) > 0:
            alive = [each for each in self._sources if not each.exhausted]
            if not alive:
                return
            for source, more in zip(alive, self._shares(missing, alive), strict=True):
                source.wanted = len(source.bases) + more
            _fill(alive, self.make, self.look, self._seen)

    def drop(self, problems: Collection[str], reason: str) -> None:
        """Give up the base items that have one of these problems; the next `fill` draws others."""
        for source in self._sources:
            source.drop(problems, reason)

    def bases(self) -> list[Base]:
        """All base items so far."""
        return [base for source in self._sources for base in source.bases]

    def drawn(self) -> list[Drawn]:
        """What was drawn of each cell."""
        return [each.drawn(self._requested[each.cell]) for each in self._sources]

    def _shares(self, count: int, sources: Sequence[_Source]) -> list[int]:
        """The count in whole parts by the cells' weights, the largest remainders first."""
        weights = [self._weights.get(each.cell, 0) for each in sources]
        if not sum(weights):
            weights = [1] * len(sources)
        total = sum(weights)
        shares = [count * weight // total for weight in weights]
        left = sorted(range(len(sources)), key=lambda place: (-(count * weights[place] % total), place))
        for place in left[: count - sum(shares)]:
            shares[place] += 1
        return shares


def _fill(sources: Sequence[_Source], make: Make, look: Look, seen: set[str]) -> None:
    """Waves of draws of all sources that still miss something, until none does or the rest is exhausted."""
    while hungry := [each for each in sources if each.hungry]:
        asked = [draw for source in hungry for draw in source.next()]
        made = iter(list(make(asked)))
        rows: list[tuple[_Source, Row]] = []
        for source in hungry:
            for _ in range(source.asked):
                result = next(made)
                if isinstance(result, str):
                    source.passed_over[result] += 1
                elif result["id"] in seen:
                    source.passed_over["repeat"] += 1
                else:
                    seen.add(result["id"])
                    rows.append((source, result))
        for (source, row), reason in zip(rows, look([row for _, row in rows]), strict=True):
            if reason:
                source.passed_over[reason] += 1
            else:
                source.take(row)
        for source in hungry:
            source.settle()


class _Source:
    """One family's level: draws so far, problems by template that wait for others, and base items."""

    def __init__(self, cell: Cell, versions: int, order: Callable[[str], bytes]) -> None:
        self.cell, self.versions, self.order = cell, versions, order
        self.wanted = 0
        self.asked = 0
        self.draws = 0
        self.since = 0  # draws since the last one that could be used
        self.bases: list[Base] = []
        self.waiting: dict[str, list[Row]] = {}
        self.templates: Counter[str] = Counter()
        self.passed_over: Counter[str] = Counter()

    @property
    def exhausted(self) -> bool:
        barren = BARREN if self.waiting or self.bases else NEVER
        return self.since >= barren or self.draws >= MOST_DRAWS

    @property
    def hungry(self) -> bool:
        return len(self.bases) < self.wanted and not self.exhausted

    def next(self) -> Iterator[tuple[str, int, int]]:
        missing = (self.wanted - len(self.bases)) * self.versions
        self.asked = min(WAVE, max(8, 2 * missing))
        for index in range(self.draws, self.draws + self.asked):
            yield *self.cell, index
        self.draws += self.asked
        self.since += self.asked

    def take(self, row: Row) -> None:
        group = self.waiting.setdefault(row["template"], [])
        if len(group) == self.versions:
            self.passed_over["template used enough"] += 1
        elif not _differs(row, group, self.versions):
            self.passed_over["same answer"] += 1
        else:
            self.since = 0
            group.append(row)

    def settle(self) -> None:
        """Make base items of full groups: of templates that were used least first, so that no template prevails."""
        most = max(1, round(MOST_OF_TEMPLATE * self.wanted))
        while len(self.bases) < self.wanted:
            full = [name for name, group in self.waiting.items() if len(group) == self.versions]
            full = [name for name in full if self.templates[name] < most or self.since >= BARREN // 2]
            if not full:
                return
            name = min(full, key=lambda each: (self.templates[each], digest("template", each)))
            rows = self.waiting.pop(name)
            self.templates[name] += 1
            self.bases.append(based(rows, self.order))

    def drop(self, problems: Collection[str], reason: str) -> None:
        kept = [base for base in self.bases if not any(row["id"] in problems for row in base.rows)]
        for base in self.bases:
            if base not in kept:
                self.templates[base.rows[0]["template"]] -= 1
                self.passed_over[reason] += len(base.rows)
        self.bases = kept

    def drawn(self, requested: int) -> Drawn:
        waiting = {"waiting": sum(map(len, self.waiting.values()))}
        told = {reason: count for reason, count in sorted({**self.passed_over, **waiting}.items()) if count}
        return Drawn(self.cell, requested, tuple(self.bases), self.draws, told)


def based(rows: Sequence[Row], order: Callable[[str], bytes]) -> Base:
    """A base item of these problems, in the order that the keyed hash of their ids gives them."""
    rows = sorted(rows, key=lambda row: order(row["id"]))
    return Base(digest("base", *sorted(row["id"] for row in rows)), tuple(rows))


class _Answered(msgspec.Struct):
    gold: str


_gold = msgspec.json.Decoder(_Answered)
_check = msgspec.json.Decoder(Check)


def _differs(row: Row, others: Sequence[Row], versions: int) -> bool:
    """Whether the problem's answer is none of the others'; of answers from a closed list, which may have fewer than
    there are versions, it is enough that not all are the same."""
    if not others:
        return True
    golds = [_gold.decode(each["check"]).gold for each in others]
    gold = _gold.decode(row["check"]).gold
    if gold not in golds:
        return True
    answer = _check.decode(row["check"]).answer
    inner = answer.value if isinstance(answer, Outcome) else answer
    return isinstance(inner, Choice) and (len(others) + 1 < versions or len({gold, *golds}) > 1)
