"""A second solver for code/data_structure: reads the log in the prompt and finds the outcome in another way.

Trees are rebuilt from the times at which their keys were inserted, Fenwick entries from the sums that they stand for,
and the rest is followed with other containers than the generator's.
"""

import heapq
import re
from ast import literal_eval
from collections import Counter, OrderedDict, deque

from schemas import Problem

Operation = tuple


def solve(problem: Problem) -> str:
    """The canonical answer, worked out from the prompt's text alone."""
    text = problem.prompt
    for mark, solver in _SOLVERS.items():
        if mark in text:
            return repr(solver(text, operations(text)))
    raise AssertionError(text)


def operations(text: str) -> list[Operation]:
    """The log: in a fence, in a numbered list or in a table."""
    fenced = re.search(r"```\n(.*?)\n```", text, re.S)
    calls = re.findall(r"\w+\([^()]*\)", fenced[1]) if fenced else []
    calls = calls or re.findall(r"^(?:\d+\. |\| \d+ \| )`(\w+\([^()]*\))`(?: \|)?$", text, re.M)
    found = []
    for call in calls:
        name, arguments = re.fullmatch(r"(\w+)\((.*)\)", call).groups()
        found.append((name, *(literal_eval(f"({arguments},)") if arguments else ())))
    assert len(found) > 2, text
    return found


def _linear(text: str, log: list[Operation]) -> object:
    items: deque = deque()
    removed, sizes = [], []
    for name, *values in log:
        match name:
            case "push" | "enqueue" | "append" | "insert_last":
                items.append(values[0])
            case "append_left" | "insert_first":
                items.appendleft(values[0])
            case "pop":
                removed.append(items.pop())
            case "dequeue" | "pop_left":
                removed.append(items.popleft())
            case "rotate":
                items.rotate(values[0])
            case "reverse":
                items.reverse()
            case "remove":
                items.remove(values[0])
            case "insert_after":
                items.insert(items.index(values[0]) + 1, values[1])
            case _:
                raise AssertionError(name)
        sizes.append(len(items))
    if "largest number of elements" in text:
        return max(sizes)
    return removed if "Which elements" in text else list(items)


def _ring(text: str, log: list[Operation]) -> object:
    size = int(re.search(r"has (\d+) cells", text)[1])
    stored: deque = deque(maxlen=size)  # pairs of the number of the write and the element
    read, writes = [], 0
    for name, *values in log:
        if name == "write":
            stored.append((writes, values[0]))
            writes += 1
        else:
            read.append(stored.popleft()[1])
    if "in order?" in text:
        return read
    cells = {number % size: value for number, value in stored}
    return [cells.get(place) for place in range(size)]


def _heap(text: str, log: list[Operation]) -> object:
    sign = 1 if "min-heap" in text else -1
    if "Which elements does" in text:
        heap: list[int] = []
        taken = []
        for name, *values in log:
            if name == "push":
                heapq.heappush(heap, sign * values[0])
            else:
                taken.append(sign * heapq.heappop(heap))
        return taken
    a: dict[int, int] = {}  # by places that count from 1

    def rise(i: int) -> None:
        if i > 1 and a[i] < a[i // 2]:
            a[i], a[i // 2] = a[i // 2], a[i]
            rise(i // 2)

    def sink(i: int) -> None:
        below = [j for j in (2 * i, 2 * i + 1) if j in a]
        best = min(below, key=a.__getitem__, default=i)
        if a[best] < a[i]:
            a[i], a[best] = a[best], a[i]
            sink(best)

    for name, *values in log:
        if name == "push":
            a[len(a) + 1] = sign * values[0]
            rise(len(a))
        else:
            a[1] = a[len(a)]
            del a[len(a)]
            sink(1)
    return [sign * a[i] for i in sorted(a)]


def _tree(text: str, log: list[Operation]) -> object:
    times: dict[int, int] = {}

    def rooted(keys: list[int]):
        """The tree of these keys: its root came first."""
        if not keys:
            return None
        root = min(keys, key=times.__getitem__)
        return (
            root,
            rooted([key for key in keys if key < root]),
            rooted([key for key in keys if key > root]),
        )

    def under(node, key: int):
        return node if node[0] == key else under(node[1 if key < node[0] else 2], key)

    for time, (name, key) in enumerate(log):
        if name == "insert":
            times[key] = time
            continue
        _, left, right = under(rooted(sorted(times)), key)
        if left and right:
            following = min(other for other in times if other > key)
            times[following] = times[key]  # it stands where the deleted key stood
        del times[key]
    tree = rooted(sorted(times))

    def height(node) -> int:
        return 1 + max(height(node[1]), height(node[2])) if node else -1

    def preorder(node) -> list[int]:
        return [node[0], *preorder(node[1]), *preorder(node[2])] if node else []

    def postorder(node) -> list[int]:
        return [*postorder(node[1]), *postorder(node[2]), node[0]] if node else []

    def level(node, depth: int) -> list[int]:
        if not node:
            return []
        return [node[0]] if not depth else level(node[1], depth - 1) + level(node[2], depth - 1)

    if "height of the tree" in text:
        return height(tree)
    if "in level order" in text:
        return [key for depth in range(height(tree) + 1) for key in level(tree, depth)]
    return postorder(tree) if "in postorder" in text else preorder(tree)


def _cache(text: str, log: list[Operation]) -> object:
    size = int(re.search(r"at most (\d+) keys", text)[1])
    held: OrderedDict[str, int] = OrderedDict()  # the uses of each key, the last used one last
    evicted, hits = [], 0
    for _, key in log:
        hits += key in held
        if key not in held and len(held) == size:
            least = min(held.values()) if "fewest accesses" in text else None
            victim = next(each for each, uses in held.items() if least in (None, uses))
            del held[victim]
            evicted.append(victim)
        held[key] = held.get(key, 0) + 1
        held.move_to_end(key)
    if "ow many" in text:
        return hits
    return evicted if "in order?" in text else list(held)


def _hash(text: str, log: list[Operation]) -> object:
    size = int(re.search(r"cells 0 to (\d+)", text)[1]) + 1
    cells: dict[int, object] = {}
    probes = 0
    for name, key in log:
        route = [(key + step) % size for step in range(size)]
        end = next(i for i, place in enumerate(route) if place not in cells or cells[place] == key)
        probes += end + 1
        if name == "delete":
            assert cells[route[end]] == key
            cells[route[end]] = "X"
        else:
            cells[next(place for place in route if cells.get(place, "X") == "X")] = key
    return probes if "How many probes" in text else [cells.get(place) for place in range(size)]


def _fenwick(text: str, log: list[Operation]) -> object:
    size = int(re.search(r"indexes 1 to (\d+)", text)[1])
    values: Counter = Counter()
    sums = []
    for name, *arguments in log:
        if name == "add":
            values[arguments[0]] += arguments[1]
        else:
            sums.append(sum(values[i] for i in range(1, arguments[0] + 1)))
    if "calls of `sum`" in text:
        return sums
    lows = {i: next(p for p in (64, 32, 16, 8, 4, 2, 1) if i % p == 0) for i in range(1, size + 1)}
    return [sum(values[j] for j in range(i - low + 1, i + 1)) for i, low in lows.items()]


def _trie(text: str, log: list[Operation]) -> object:
    root: dict = {}
    counts = []

    def words(node: dict) -> int:
        return sum(words(below) if letter else 1 for letter, below in node.items())

    def nodes(node: dict) -> int:
        return 1 + sum(nodes(below) for letter, below in node.items() if letter)

    for name, word in log:
        node = root
        for letter in word:
            node = node.setdefault(letter, {}) if name == "insert" else node.get(letter, {})
        if name == "insert":
            node[""] = {}
        else:
            counts.append(words(node))
    return nodes(root) if "How many nodes" in text else counts


_SOLVERS = {
    "Fenwick tree": _fenwick,
    "trie": _trie,
    "hash table": _hash,
    "cache": _cache,
    "binary search tree": _tree,
    "ring buffer": _ring,
    "-heap": _heap,
    "": _linear,
}
