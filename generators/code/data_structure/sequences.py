"""Stacks, queues, deques, linked lists and ring buffers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generators.code.data_structure.log import LIST_FORM, NUMBER_FORM, Log, Operation, meanings, said
from generators.code.data_structure.simulators import linear, ring_buffer
from generators.randomness import Stream

_MEANINGS = {
    "stack": {
        "push": "`push(x)` puts x on top",
        "pop": "`pop()` removes the element on top",
    },
    "queue": {
        "enqueue": "`enqueue(x)` adds x at the back",
        "dequeue": "`dequeue()` removes the element at the front",
    },
    "deque": {
        "append": "`append(x)` adds x at the right end",
        "append_left": "`append_left(x)` adds x at the left end",
        "pop": "`pop()` removes the element at the right end",
        "pop_left": "`pop_left()` removes the element at the left end",
        "rotate": "`rotate(k)` moves the element at the right end to the left end, k times in a row",
    },
    "linked list": {
        "insert_first": "`insert_first(x)` makes x the first node",
        "insert_last": "`insert_last(x)` makes x the last node",
        "insert_after": "`insert_after(y, x)` puts x behind the node y",
        "remove": "`remove(x)` takes the node x out",
        "reverse": "`reverse()` turns the order of all nodes round",
    },
}
_ENDS = {
    "stack": "from bottom to top",
    "queue": "from front to back",
    "deque": "from left to right",
    "linked list": "from the first node to the last",
}
_TAKING = ("pop", "pop_left", "dequeue")


class Linear(Log, frozen=True, tag="linear"):
    """A stack, queue, deque or linked list."""

    structure: str

    SIMULATOR = linear

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Linear:
        structure = stream.choice(tuple(_MEANINGS))
        operations: list[Operation] = []
        items: list[int] = []
        fresh = stream.shuffled(range(1, 50 if level == 1 else 100))
        for _ in range(stream.integer(*cls.RANGES[level])):
            operation = _next(stream, structure, items, fresh, level)
            operations.append(operation)
            items = _after(operation, items)
        taken = [operation for operation in operations if operation[0] in _TAKING]
        asked = "removed" if len(taken) > 1 and stream.chance(1, 3) else "contents"
        if asked == "contents" and level > 1 and structure in ("stack", "queue") and stream.chance(1, 4):
            asked = "largest"
        return cls(tuple(operations), asked, structure)

    def interesting(self) -> bool:
        names = [operation[0] for operation in self.operations]
        changes = [name for name in names if name in (*_TAKING, "remove", "reverse", "rotate", "insert_after")]
        value = self.value()
        return len(changes) >= max(1, len(names) // 5) and (value > 2 if isinstance(value, int) else len(value) > 1)

    def arguments(self) -> tuple[Any, ...]:
        return (self.listed_operations(), 0, self.asked)

    def canonical(self) -> Any:
        if self.asked == "largest":
            return [self.structure, [operation[0] for operation in self.operations], self.asked]
        return [self.structure, self.operations, self.asked]

    def value(self) -> Any:
        items: list[int] = []
        removed, largest = [], 0
        for operation in self.operations:
            before, items = items, _after(operation, items)
            if operation[0] in _TAKING:
                removed += [each for each in before if each not in items]
            largest = max(largest, len(items))
        return {"contents": items, "removed": removed, "largest": largest}[self.asked]

    def states(self) -> Iterator[str]:
        items: list[int] = []
        removed: list[int] = []
        sizes = []
        for operation in self.operations:
            before, items = items, _after(operation, items)
            gone = [each for each in before if each not in items] if operation[0] in _TAKING else []
            removed += gone
            sizes.append(len(items))
            told = f", removes {gone[0]}" if gone else ""
            size = f", size {len(items)}" if self.asked == "largest" else ""
            yield f"{said(operation)}{told}: {items}{size}"
        if self.asked == "removed":
            yield f"Removed, in order: {', '.join(map(str, removed))}"
        if self.asked == "largest":
            yield f"The largest size is {max(sizes)}."

    def noun(self) -> str:
        return self.structure

    def meaning(self) -> str:
        told = meanings(_MEANINGS[self.structure], self.operations)
        return f"[A {self.structure} works like this|This is how the {self.structure} works]: {told}."

    def asks(self) -> tuple[str, str]:
        if self.asked == "removed":
            names = {operation[0] for operation in self.operations} & set(_TAKING)
            if len(names) == 1:
                return f"Which elements does `{names.pop()}()` remove, in order?", LIST_FORM
            return "Which elements are removed, in order?", LIST_FORM
        if self.asked == "largest":
            return f"What is the largest number of elements that the {self.structure} holds at any time?", NUMBER_FORM
        form = f"[Give|Write] its elements as a Python list of integers, {_ENDS[self.structure]}."
        return f"[What does the {self.structure} hold|What is in the {self.structure}] [at|in] the end?", form


def _next(stream: Stream, structure: str, items: list[int], fresh: list[int], level: int) -> Operation:
    adding = len(items) < 2 or (len(items) < 7 and stream.chance(3, 5))
    if structure == "stack":
        return ("push", fresh.pop()) if adding else ("pop",)
    if structure == "queue":
        return ("enqueue", fresh.pop()) if adding else ("dequeue",)
    if structure == "deque":
        if len(items) > 2 and level > 1 and stream.chance(1, 8):
            return ("rotate", stream.integer(1, 3))
        return (stream.choice(("append", "append_left")), fresh.pop()) if adding else (
            stream.choice(("pop", "pop_left")),
        )  # fmt: skip
    if len(items) > 2 and level > 1 and stream.chance(1, 8):
        return ("reverse",)
    if not adding:
        return ("remove", stream.choice(items))
    where = stream.below(3 if items else 2)
    if where == 2:
        return ("insert_after", stream.choice(items), fresh.pop())
    return (("insert_first", "insert_last")[where], fresh.pop())


def _after(operation: Operation, items: list[int]) -> list[int]:
    name, *values = operation
    match name:
        case "push" | "enqueue" | "append" | "insert_last":
            return [*items, values[0]]
        case "append_left" | "insert_first":
            return [values[0], *items]
        case "pop":
            return items[:-1]
        case "dequeue" | "pop_left":
            return items[1:]
        case "remove":
            return [each for each in items if each != values[0]]
        case "reverse":
            return items[::-1]
        case "rotate":
            turns = values[0] % len(items)
            return items[-turns:] + items[:-turns] if turns else items
    place = items.index(values[0]) + 1
    return [*items[:place], values[1], *items[place:]]


class RingBuffer(Log, frozen=True, tag="ring_buffer"):
    """A buffer of fixed size whose oldest element is overwritten when it is full."""

    capacity: int

    SIMULATOR = ring_buffer
    FORM = "Python list"

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> RingBuffer:
        capacity = stream.integer(3, 4) if level == 1 else stream.integer(4, 4 + level)
        operations: list[Operation] = []
        count = 0
        fresh = stream.shuffled(range(1, 60))
        for _ in range(stream.integer(*cls.RANGES[level])):
            if not count or stream.chance(7, 10):
                operations.append(("write", fresh.pop()))
                count = min(count + 1, capacity)
            else:
                operations.append(("read",))
                count -= 1
        reads = sum(operation[0] == "read" for operation in operations)
        asked = "removed" if reads > 1 and stream.chance(1, 3) else "contents"
        return cls(tuple(operations), asked, capacity)

    def form(self) -> str:
        return "Python list" if self.asked == "contents" else "Python list of integers"

    def interesting(self) -> bool:
        names = [operation[0] for operation in self.operations]
        return "read" in names and names.count("write") > self.capacity

    def arguments(self) -> tuple[Any, ...]:
        return (self.listed_operations(), self.capacity, self.asked)

    def canonical(self) -> Any:
        return [self.operations, self.capacity, self.asked]

    def followed(self) -> tuple[list[str], list[int | None], list[int]]:
        """The lines, the cells at the end and what was read."""
        cells: list[int | None] = [None] * self.capacity
        stored: list[int] = []  # the places, the oldest first
        lines, read = [], []
        for operation in self.operations:
            if operation[0] == "read":
                place = stored.pop(0)
                value = cells[place]
                assert value is not None
                read.append(value)
                cells[place] = None
                lines.append(f"read(), reads {value} from cell {place}: {cells}")
                continue
            full = len(stored) == self.capacity
            if full:
                place = stored.pop(0)
            else:
                place = (stored[-1] + 1) % self.capacity if stored else self._next_free(len(lines))
            told = f"overwrites {cells[place]} in cell {place}" if full else f"into cell {place}"
            stored.append(place)
            cells[place] = operation[1]
            lines.append(f"{said(operation)}, {told}: {cells}")
        return lines, cells, read

    def _next_free(self, number: int) -> int:
        """Where the next element goes when nothing is stored: as many cells on as elements have been written."""
        writes = [operation for operation in self.operations[:number] if operation[0] == "write"]
        return len(writes) % self.capacity

    def value(self) -> Any:
        _, cells, read = self.followed()
        return cells if self.asked == "contents" else read

    def states(self) -> Iterator[str]:
        lines, _, read = self.followed()
        yield from lines
        if self.asked == "removed":
            yield f"Read, in order: {', '.join(map(str, read))}"

    def noun(self) -> str:
        return "ring buffer"

    def meaning(self) -> str:
        return (
            f"[A ring buffer|This ring buffer] has {self.capacity} cells, numbered from 0 to {self.capacity - 1}. "
            "The first `write(x)` stores x in cell 0 and each later one in the next cell, after the last cell in "
            "cell 0 again; when all cells are in use, it overwrites the oldest element. `read()` [reads|returns] "
            "the oldest element and empties its cell."
        )

    def asks(self) -> tuple[str, str]:
        if self.asked == "removed":
            return "[Which elements are read|What do the calls of `read()` return], in order?", LIST_FORM
        return "[What is in the cells|What do the cells hold] [at|in] the end?", (
            "[Give|Write] a Python list of the cells in order, with None for an empty one."
        )
