"""Binary heaps, binary search trees, Fenwick trees and tries."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from generators.code.data_structure.log import LIST_FORM, NUMBER_FORM, Log, Operation, said
from generators.code.data_structure.simulators import binary_heap, fenwick, search_tree, trie
from generators.randomness import Stream


class Heap(Log, frozen=True, tag="heap"):
    """A binary heap in an array."""

    least_first: bool

    SIMULATOR = binary_heap

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Heap:
        operations: list[Operation] = []
        count = 0
        fresh = stream.shuffled(range(1, 50 if level == 1 else 100))
        for _ in range(stream.integer(*cls.RANGES[level])):
            if count < 3 or stream.chance(2 if level < 3 else 3, 3 if level < 3 else 5):
                operations.append(("push", fresh.pop()))
                count += 1
            else:
                operations.append(("pop",))
                count -= 1
        taken = sum(operation[0] == "pop" for operation in operations)
        asked = "taken" if taken > 2 and stream.chance(1, 5) else "contents"
        return cls(tuple(operations), asked, stream.chance(1, 2))

    def arguments(self) -> tuple[Any, ...]:
        return (self.listed_operations(), self.least_first, self.asked)

    def canonical(self) -> Any:
        return [self.operations, self.least_first, self.asked]

    def followed(self) -> tuple[list[str], list[int], list[int]]:
        """The lines, the array at the end and what was taken."""
        a: list[int] = []
        lines, taken = [], []
        for operation in self.operations:
            swaps = []
            if operation[0] == "push":
                a.append(operation[1])
                i = len(a) - 1
                while i and self.above(a[i], a[(i - 1) // 2]):
                    parent = (i - 1) // 2
                    swaps.append(f"{a[i]} rises above {a[parent]}")
                    a[i], a[parent] = a[parent], a[i]
                    i = parent
            else:
                taken.append(a[0])
                last = a.pop()
                swaps.append(f"removes {taken[-1]}")
                if a:
                    a[0], i = last, 0
                    swaps.append(f"{last} goes to the top")
                    while children := [j for j in (2 * i + 1, 2 * i + 2) if j < len(a)]:
                        best = children[0]
                        if len(children) > 1 and self.above(a[children[1]], a[best]):
                            best = children[1]
                        if not self.above(a[best], a[i]):
                            break
                        swaps.append(f"{a[i]} sinks below {a[best]}")
                        a[i], a[best] = a[best], a[i]
                        i = best
            told = f", {', '.join(swaps)}" if swaps else ""
            lines.append(f"{said(operation)}{told}: {a}")
        return lines, a, taken

    def above(self, one: int, other: int) -> bool:
        return one < other if self.least_first else one > other

    def value(self) -> Any:
        _, array, taken = self.followed()
        return array if self.asked == "contents" else taken

    def states(self) -> Iterator[str]:
        lines, _, taken = self.followed()
        yield from lines
        if self.asked == "taken":
            yield f"Removed, in order: {', '.join(map(str, taken))}"

    def interesting(self) -> bool:
        lines, array, taken = self.followed()
        moves = sum("rises" in line or "sinks" in line for line in lines)
        if self.asked == "taken":
            return taken != sorted(taken, reverse=not self.least_first)
        return moves >= 2 and len(array) > 2 and array != sorted(array, reverse=not self.least_first)

    def noun(self) -> str:
        return "min-heap" if self.least_first else "max-heap"

    def meaning(self) -> str:
        order, small = ("smaller", "smallest") if self.least_first else ("larger", "largest")
        return (
            f"[A binary {self.noun()} is stored in an array|This binary {self.noun()} is stored in an array] in "
            "which the children of position i are at 2i + 1 and 2i + 2. `push(x)` adds x at the end and exchanges "
            f"it with its parent as long as it is {order} than the parent. `pop()` removes the {small} element, at "
            f"position 0, moves the last element of the array to position 0 and exchanges it with its {order} child "
            f"as long as that child is {order} than it."
        )

    def asks(self) -> tuple[str, str]:
        if self.asked == "taken":
            return "Which elements does `pop()` remove, in order?", LIST_FORM
        return "[What is the array|What does the array look like] [at|in] the end?", LIST_FORM


class SearchTree(Log, frozen=True, tag="search_tree"):
    """A binary search tree without balancing."""

    SIMULATOR = search_tree

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> SearchTree:
        operations: list[Operation] = []
        keys: list[int] = []
        fresh = stream.shuffled(range(1, 50 if level == 1 else 100))
        for _ in range(stream.integer(*cls.RANGES[level])):
            if level > 1 and len(keys) > 4 and stream.chance(1, 4):
                key = stream.choice(keys)
                keys.remove(key)
                operations.append(("delete", key))
            else:
                keys.append(fresh.pop())
                operations.append(("insert", keys[-1]))
        return cls(tuple(operations), stream.choice(("preorder", "preorder", "postorder", "levels", "height")))

    def arguments(self) -> tuple[Any, ...]:
        return (self.listed_operations(), self.asked)

    def canonical(self) -> Any:
        if self.asked != "height":
            return [self.operations, self.asked]
        ranks = sorted({key for _, key in self.operations})
        return [[[name, ranks.index(key)] for name, key in self.operations], self.asked]

    def followed(self) -> tuple[list[str], dict[int, tuple[int | None, int | None]], int | None]:
        """The lines, the children of each key, and the root."""
        children: dict[int, list[int | None]] = {}
        root: int | None = None
        lines = []
        for name, key in self.operations:
            path, side, now = [], 0, root
            while now is not None and now != key:
                side = int(key > now)
                path.append(now)
                now = children[now][side]
            way = "".join(f", {one} {'right' if other > one else 'left'}" for one, other in pairwise([*path, key]))
            if name == "insert":
                children[key] = [None, None]
                if path:
                    children[path[-1]][side] = key
                    lines.append(f"insert({key}){way}: {'right' if side else 'left'} child of {path[-1]}")
                else:
                    root = key
                    lines.append(f"insert({key}): the root")
                continue
            left, right = children.pop(key)
            heir: int | None
            if left is None or right is None:
                heir = right if left is None else left
                told = "a leaf" if heir is None else f"one child, {heir} takes its place"
            else:
                heir, above = right, key
                while (lower := children[heir][0]) is not None:
                    heir, above = lower, heir
                if above != key:
                    children[above][0] = children[heir][1]
                    children[heir][1] = right
                children[heir][0] = left
                told = f"two children, the next larger key {heir} takes its place"
            if path:
                children[path[-1]][side] = heir
            else:
                root = heir
            lines.append(f"delete({key}): {told}")
        return lines, {key: (left, right) for key, (left, right) in children.items()}, root

    def value(self) -> Any:
        _, children, root = self.followed()
        return _walked(children, root, self.asked)

    def states(self) -> Iterator[str]:
        lines, children, root = self.followed()
        yield from lines
        if self.asked in ("preorder", "postorder"):
            yield "Children (left, right), then the order of each subtree from below:"
        else:
            yield "Level by level, with children (left, right):"
        level = [root] if root is not None else []
        found = []
        while level:
            yield f"  {', '.join(f'{key} ({children[key][0]}, {children[key][1]})' for key in level)}"
            found += level
            level = [child for key in level for child in children[key] if child is not None]
        if self.asked in ("preorder", "postorder"):
            for key in reversed(found):
                if children[key] != (None, None):
                    yield f"  {key}: {', '.join(map(str, _walked(children, key, self.asked)))}"
        elif self.asked == "height":
            depth = _walked(children, root, "height")
            yield f"The levels are {depth + 1}, so the deepest leaf is {depth} edges below the root."

    def interesting(self) -> bool:
        _, children, root = self.followed()
        value = _walked(children, root, "height")
        deleted = any(name == "delete" for name, _ in self.operations)
        return 2 <= value < len(children) - 1 and (deleted or len(self.operations) < 9)

    def noun(self) -> str:
        return "binary search tree"

    def meaning(self) -> str:
        text = (
            "[In a binary search tree|In this binary search tree], smaller keys are in the left subtree of a node "
            "and larger ones in the right subtree; `insert(k)` goes down from the root and adds k as a new leaf."
        )
        if any(name == "delete" for name, _ in self.operations):
            text += (
                " `delete(k)` removes k: a leaf just goes; if k has one child, that child takes its place; if it has "
                "two, the smallest key of its right subtree takes its place, and that key's own right subtree moves "
                "up to where the key stood."
            )
        return text + " Nothing is balanced."

    def asks(self) -> tuple[str, str]:
        if self.asked == "height":
            return "What is the height of the tree in the end, counted in edges from the root to the deepest leaf?", (
                NUMBER_FORM
            )
        orders = {
            "preorder": "preorder (a node, then its left subtree, then its right one)",
            "postorder": "postorder (the left subtree, then the right one, then the node)",
            "levels": "level order (level by level from the root, each from left to right)",
        }
        return f"[What are the keys|Which keys does the tree hold] in the end, in {orders[self.asked]}?", LIST_FORM


def _walked(children: dict[int, tuple[int | None, int | None]], root: int | None, asked: str) -> Any:
    order: list[int] = []
    if asked in ("levels", "height"):
        level, depth = [root] if root is not None else [], -1
        while level:
            depth += 1
            order += level
            level = [child for key in level for child in children[key] if child is not None]
        return order if asked == "levels" else depth
    # Postorder is the reverse of a preorder that takes the right subtree first.
    waiting = [root] if root is not None else []
    while waiting:
        key = waiting.pop()
        order.append(key)
        left, right = children[key]
        both = (right, left) if asked == "preorder" else (left, right)
        waiting += [child for child in both if child is not None]
    return order if asked == "preorder" else order[::-1]


class Fenwick(Log, frozen=True, tag="fenwick"):
    """A Fenwick tree (binary indexed tree)."""

    size: int

    SIMULATOR = fenwick
    RANGES = {2: (4, 7), 3: (8, 13)}

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Fenwick:
        size = stream.integer(6, 8) if level == 2 else stream.integer(8, 12)
        asked = "sums" if stream.chance(1, 3) else "contents"
        operations: list[Operation] = []
        for i in range(stream.integer(*cls.RANGES[level])):
            if asked == "sums" and i > 1 and stream.chance(2, 5):
                operations.append(("sum", stream.integer(2, size)))
            else:
                operations.append(
                    ("add", stream.integer(1, size), stream.choice((1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -2, -3)))
                )
        return cls(tuple(operations), asked, size)

    def arguments(self) -> tuple[Any, ...]:
        return (self.listed_operations(), self.size, self.asked)

    def canonical(self) -> Any:
        return [self.operations, self.size, self.asked]

    def followed(self) -> tuple[list[str], list[int], list[int]]:
        """The lines, the array from index 1 on and the sums."""
        tree = [0] * (self.size + 1)
        lines, sums = [], []
        for operation in self.operations:
            i, places = operation[1], []
            if operation[0] == "add":
                while i <= self.size:
                    places.append(i)
                    tree[i] += operation[2]
                    i += i & -i
                lines.append(f"{said(operation)}, indexes {', '.join(map(str, places))}: {tree[1:]}")
            else:
                while i:
                    places.append(i)
                    i -= i & -i
                parts = [tree[place] for place in places]
                sums.append(sum(parts))
                terms = " + ".join(f"({part})" if part < 0 else str(part) for part in parts)
                equation = f"{terms} = {sums[-1]}" if len(parts) > 1 else terms
                lines.append(f"{said(operation)}, indexes {', '.join(map(str, places))}: {equation}")
        return lines, tree[1:], sums

    def value(self) -> Any:
        _, tree, sums = self.followed()
        return tree if self.asked == "contents" else sums

    def states(self) -> Iterator[str]:
        lines, _, sums = self.followed()
        yield from lines
        if self.asked == "sums":
            yield f"Sums, in order: {', '.join(map(str, sums))}"

    def interesting(self) -> bool:
        value = self.value()
        return len(value) > 1 and len(set(value)) > 1

    def noun(self) -> str:
        return "Fenwick tree"

    def start(self) -> str:
        return "[At the start all entries of t are 0|All entries of t are 0 at the start]."

    def meaning(self) -> str:
        text = (
            f"[A Fenwick tree|This Fenwick tree] is an array t with indexes 1 to {self.size}; low(i) is the largest "
            "power of two that divides i. `add(i, x)` adds x to the entry at i, then goes on to i + low(i) and adds "
            f"x there, and so on as long as the index is at most {self.size}."
        )
        if self.asked == "sums":
            text += (
                " `sum(i)` adds up the entries at i, i - low(i) and so on, as long as the index is not 0, and returns "
                "the sum."
            )
        return text

    def asks(self) -> tuple[str, str]:
        if self.asked == "sums":
            return (
                "[What do the calls of `sum` return|Which numbers do the calls of `sum` return], in order?",
                LIST_FORM,
            )
        return "[What is in t|What are the entries of t] in the end?", (
            f"[Give|Write] a Python list of {self.size} integers, the entries at 1 to {self.size}."
        )


class Trie(Log, frozen=True, tag="trie"):
    """A trie of words."""

    SIMULATOR = trie
    RANGES = {1: (3, 4), 2: (5, 8), 3: (9, 14)}

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Trie:
        letters = stream.choice(("abc", "aelrst", "xyz", "enot"))
        longest = 3 + level
        words: list[str] = []
        operations: list[Operation] = []
        asked = "counts" if level > 1 and stream.chance(2, 5) else "nodes"
        for i in range(stream.integer(*cls.RANGES[level])):
            if asked == "counts" and i > 2 and stream.chance(2, 5):
                word = stream.choice(words)
                operations.append(("count", word[: stream.integer(1, 2)]))
                continue
            start = stream.choice(words)[: stream.integer(1, 3)] if words and stream.chance(2, 3) else ""
            size = stream.integer(max(2, len(start)), longest)
            word = start + "".join(stream.choice(letters) for _ in range(size - len(start)))
            if word not in words:
                words.append(word)
                operations.append(("insert", word))
        return cls(tuple(operations), asked)

    def form(self) -> str:
        return "integer" if self.asked == "nodes" else self.FORM

    def arguments(self) -> tuple[Any, ...]:
        return (self.listed_operations(), self.asked)

    def canonical(self) -> Any:
        letters = "".join(word for _, word in self.operations)
        order = {letter: i for i, letter in enumerate(dict.fromkeys(letters))}
        return [[[name, [order[letter] for letter in word]] for name, word in self.operations], self.asked]

    def followed(self) -> tuple[list[str], int, list[int]]:
        """The lines, the number of nodes and the counts."""
        passing: dict[str, int] = {}  # how many words go through each prefix
        lines, counts = [], []
        for name, word in self.operations:
            if name == "count":
                counts.append(passing.get(word, 0))
                lines.append(f"{said((name, word))}: {counts[-1]}")
                continue
            prefixes = [word[:size] for size in range(1, len(word) + 1)]
            fresh = [prefix for prefix in prefixes if prefix not in passing]
            for prefix in prefixes:
                passing[prefix] = passing.get(prefix, 0) + 1
            told = f"new {', '.join(fresh)}" if fresh else "nothing new"
            lines.append(f"{said((name, word))}: {told}; nodes {len(passing) + 1}")
        return lines, len(passing) + 1, counts

    def value(self) -> Any:
        _, nodes, counts = self.followed()
        return nodes if self.asked == "nodes" else counts

    def states(self) -> Iterator[str]:
        lines, _, counts = self.followed()
        yield from lines
        if self.asked == "counts":
            yield f"Counts, in order: {', '.join(map(str, counts))}"

    def interesting(self) -> bool:
        _, nodes, counts = self.followed()
        letters = sum(len(word) for name, word in self.operations if name == "insert")
        return nodes < letters and (self.asked == "nodes" or (len(counts) > 1 and len(set(counts)) > 1))

    def noun(self) -> str:
        return "trie"

    def start(self) -> str:
        return "[At the start the trie is only the root|The trie starts with its root only]."

    def meaning(self) -> str:
        text = (
            "[A trie|This trie] stores words: each node but the root stands for one letter, words with the same "
            "beginning share its nodes, and `insert(w)` adds the nodes that are missing for w."
        )
        if self.asked == "counts":
            text += " `count(p)` returns how many of the words inserted so far begin with p."
        return text

    def asks(self) -> tuple[str, str]:
        if self.asked == "counts":
            return (
                "[What do the calls of `count` return|Which numbers do the calls of `count` return], in order?",
                LIST_FORM,
            )
        return "How many nodes does the trie have in the end, the root included?", NUMBER_FORM
