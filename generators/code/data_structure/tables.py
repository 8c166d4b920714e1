"""Caches and hash tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generators.code.data_structure.log import NUMBER_FORM, Log, Operation, said
from generators.code.data_structure.simulators import cache, hash_table
from generators.language.lexicon import counted
from generators.randomness import Stream


class Cache(Log, frozen=True, tag="cache"):
    """An LRU or LFU cache."""

    policy: str
    capacity: int

    SIMULATOR = cache
    FORM = "Python list of strings"

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Cache:
        capacity = {1: 2, 2: 3, 3: 4}[level] + stream.below(2)
        letters = stream.sample("ABCDEFGHJK", capacity + stream.integer(1, 3))
        policy = "LRU" if level == 1 or stream.chance(1, 2) else "LFU"
        accesses: list[str] = []
        for _ in range(stream.integer(*cls.RANGES[level])):
            last = accesses[-1] if accesses else ""
            accesses.append(stream.choice([letter for letter in letters if letter != last]))
        asked = stream.choice(("contents", "contents", "evicted", "hits"))
        return cls(tuple(("access", letter) for letter in accesses), asked, policy, capacity)

    def arguments(self) -> tuple[Any, ...]:
        return (self.listed_operations(), self.policy, self.capacity, self.asked)

    def canonical(self) -> Any:
        order: dict[str, int] = {}
        for _, key in self.operations:
            order.setdefault(key, len(order))
        return [[order[key] for _, key in self.operations], self.policy, self.capacity, self.asked]

    def followed(self) -> tuple[list[str], list[str], list[str], int]:
        """The lines, the keys from the one least recently used on, the evicted keys and the number of hits."""
        last: dict[str, int] = {}
        uses: dict[str, int] = {}
        lines, evicted, hits = [], [], 0
        for time, (_, key) in enumerate(self.operations):
            if key in last:
                hits += 1
                told = "hit"
            elif len(last) < self.capacity:
                told = "miss"
            else:
                victim = min(last, key=lambda each: ((uses[each] if self.policy == "LFU" else 0), last[each]))
                told = f"miss, evict {victim}"
                del last[victim], uses[victim]
                evicted.append(victim)
            last[key] = time
            uses[key] = uses.get(key, 0) + 1
            order = sorted(last, key=lambda each: last[each])
            shown = ", ".join(f"{each} ({uses[each]})" if self.policy == "LFU" else each for each in order)
            lines.append(f"access({key!r}), {told}: {shown}")
        return lines, sorted(last, key=lambda each: last[each]), evicted, hits

    def value(self) -> Any:
        _, keys, evicted, hits = self.followed()
        return {"contents": keys, "evicted": evicted, "hits": hits}[self.asked]

    def states(self) -> Iterator[str]:
        lines, _, evicted, hits = self.followed()
        yield from lines
        if self.asked == "evicted":
            yield f"Evicted, in order: {', '.join(evicted)}"
        if self.asked == "hits":
            yield f"There {'is' if hits == 1 else 'are'} {counted(hits, 'hit')}."

    def interesting(self) -> bool:
        _, _, evicted, hits = self.followed()
        return len(evicted) > 1 and hits > 0

    def noun(self) -> str:
        return f"{self.policy} cache"

    def meaning(self) -> str:
        rule = (
            "the key whose last access is longest ago"
            if self.policy == "LRU"
            else "the key with the fewest accesses since it was added and, among equals, the one whose last access is "
            "longest ago"
        )
        return (
            f"[An|This] {self.noun()} [holds|has room for] at most {self.capacity} keys. `access(k)` is a hit if k "
            f"is in the cache; otherwise it is a miss, and k is added. If the cache is full then, {rule} is evicted "
            "first."
        )

    def asks(self) -> tuple[str, str]:
        if self.asked == "hits":
            return "[How many hits are there|How many of the accesses are hits]?", NUMBER_FORM
        form = "[Give|Write] a Python list of strings"
        if self.asked == "evicted":
            return "[Which keys are evicted|What keys does the cache evict], in order?", f"{form}."
        return "[Which keys are in the cache|Which keys does the cache hold] in the end?", (
            f"{form}, the one whose last access is longest ago first."
        )


class HashTable(Log, frozen=True, tag="hash_table"):
    """A hash table with linear probing."""

    size: int

    SIMULATOR = hash_table
    RANGES = {1: (4, 5), 2: (6, 10), 3: (11, 17)}
    FORM = "Python list"

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> HashTable:
        size = {1: 7, 2: stream.choice((9, 10, 11)), 3: stream.choice((11, 13))}[level]
        keys: list[int] = []
        operations: list[Operation] = []
        fresh = stream.shuffled(range(1, 100))
        for _ in range(stream.integer(*cls.RANGES[level])):
            if len(keys) >= size - 2 or (level > 1 and len(keys) > 3 and stream.chance(1, 4)):
                keys.remove(key := stream.choice(keys))
                operations.append(("delete", key))
            else:
                key = fresh.pop()
                # Keys that fall on one another are what the table is about.
                if keys and stream.chance(1, 2):
                    place = stream.choice(keys) % size
                    key = next((each for each in fresh if each % size == place), key)
                    if key in fresh:
                        fresh.remove(key)
                keys.append(key)
                operations.append(("insert", key))
        return cls(tuple(operations), "probes" if stream.chance(1, 5) else "contents", size)

    def arguments(self) -> tuple[Any, ...]:
        return (self.listed_operations(), self.size, self.asked)

    def canonical(self) -> Any:
        return [self.operations, self.size, self.asked]

    def followed(self) -> tuple[list[str], list[int | str | None], int]:
        """The lines, the cells and the number of probes; a table that has no empty cell left ends the run."""
        cells: list[int | str | None] = [None] * self.size
        lines: list[str] = []
        probes = 0
        for name, key in self.operations:
            home = key % self.size
            route = [home]
            while cells[route[-1]] not in (None, key):
                if len(route) == self.size:
                    return lines, [], 0
                route.append((route[-1] + 1) % self.size)
            probes += len(route)
            marks = [place for place in route if cells[place] == "X"]
            place = marks[0] if name == "insert" and marks else route[-1]
            cells[place] = key if name == "insert" else "X"
            tried = f"cell {home}" if len(route) == 1 else f"cells {', '.join(map(str, route))}"
            done = f"into {place}" if name == "insert" else f"X into {place}"
            count = f", {counted(len(route), 'probe')}" if self.asked == "probes" else ""
            lines.append(f"{said((name, key))}, {key} % {self.size} = {home}, {tried}{count}, {done}: {cells}")
        return lines, cells, probes

    def value(self) -> Any:
        _, cells, probes = self.followed()
        return cells if self.asked == "contents" else probes

    def states(self) -> Iterator[str]:
        lines, _, probes = self.followed()
        yield from lines
        if self.asked == "probes":
            yield f"All probes together: {probes}"

    def interesting(self) -> bool:
        lines, cells, probes = self.followed()
        collisions = sum("cells" in line for line in lines)
        return bool(cells) and collisions >= (1 if len(lines) < 6 else 2) and probes > len(lines)

    def noun(self) -> str:
        return "hash table"

    def meaning(self) -> str:
        text = (
            f"[A hash table|This hash table] with linear probing has the cells 0 to {self.size - 1}. `insert(k)` "
            f"looks at cell k % {self.size} and goes on cell by cell, after the last one at cell 0, until it finds "
            "an empty cell"
        )
        if any(name == "delete" for name, _ in self.operations):
            return text + (
                "; it stores k in the first cell on its way that holds the mark X or, if there is none, in the empty "
                "cell. `delete(k)` goes the same way until it finds k and puts the mark X in its place. Each cell "
                "looked at is one probe, the last one included."
            )
        return text + ", where it stores k. Each cell looked at is one probe, the last one included."

    def asks(self) -> tuple[str, str]:
        if self.asked == "probes":
            return "How many probes are made in all?", NUMBER_FORM
        marks = any(name == "delete" for name, _ in self.operations)
        special = "None for an empty cell and 'X' for the mark" if marks else "None for an empty cell"
        return "[What is in the cells|What do the cells hold] in the end?", (
            f"[Give|Write] a Python list of the cells in order, with {special}."
        )
