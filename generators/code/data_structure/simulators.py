"""Plain versions of the data structures: what the checks run. Each function stands alone, and no prompt shows one.

Operations are lists of a name and its arguments.
"""

from __future__ import annotations


def linear(operations: list, capacity: int, asked: str) -> object:
    """A stack, queue, deque or linked list: its contents from the bottom, front or head, or all that was removed."""
    items: list = []
    removed: list = []
    largest = 0
    for name, *values in operations:
        if name in ("push", "enqueue", "append", "insert_last"):
            items.append(values[0])
        elif name in ("append_left", "insert_first"):
            items.insert(0, values[0])
        elif name == "pop":
            removed.append(items.pop())
        elif name in ("dequeue", "pop_left"):
            removed.append(items.pop(0))
        elif name == "insert_after":
            items.insert(items.index(values[0]) + 1, values[1])
        elif name == "remove":
            items.remove(values[0])
        elif name == "reverse":
            items = items[::-1]
        elif name == "rotate":
            for _ in range(values[0]):
                items.insert(0, items.pop())
        largest = max(largest, len(items))
    return {"contents": items, "removed": removed, "largest": largest}[asked]


def ring_buffer(operations: list, capacity: int, asked: str) -> object:
    """The cells with None where nothing is stored, or all that was read."""
    cells: list = [None] * capacity
    oldest, count, read = 0, 0, []
    for name, *values in operations:
        if name == "write":
            if count == capacity:
                oldest = (oldest + 1) % capacity
                count -= 1
            cells[(oldest + count) % capacity] = values[0]
            count += 1
        else:
            read.append(cells[oldest])
            cells[oldest] = None
            oldest = (oldest + 1) % capacity
            count -= 1
    return cells if asked == "contents" else read


def binary_heap(operations: list, least_first: bool, asked: str) -> object:
    """The array of a binary heap, or all that was taken from its top."""
    sign = 1 if least_first else -1
    a: list = []
    taken = []
    for name, *values in operations:
        if name == "push":
            a.append(sign * values[0])
            i = len(a) - 1
            while i > 0 and a[(i - 1) // 2] > a[i]:
                a[i], a[(i - 1) // 2] = a[(i - 1) // 2], a[i]
                i = (i - 1) // 2
        else:
            taken.append(sign * a[0])
            last = a.pop()
            if a:
                a[0] = last
                i = 0
                while 2 * i + 1 < len(a):
                    child = 2 * i + 1
                    if child + 1 < len(a) and a[child + 1] < a[child]:
                        child += 1
                    if a[child] >= a[i]:
                        break
                    a[i], a[child] = a[child], a[i]
                    i = child
    return [sign * value for value in a] if asked == "contents" else taken


def search_tree(operations: list, asked: str) -> object:
    """A binary search tree in preorder, in postorder or level by level, or its height in edges."""
    root = None

    def insert(node, key):  # type: ignore[no-untyped-def]
        if node is None:
            return [key, None, None]
        side = 1 if key < node[0] else 2
        node[side] = insert(node[side], key)
        return node

    def delete(node, key):  # type: ignore[no-untyped-def]
        if key != node[0]:
            side = 1 if key < node[0] else 2
            node[side] = delete(node[side], key)
            return node
        if node[1] is None or node[2] is None:
            return node[1] or node[2]
        following = node[2]
        while following[1] is not None:
            following = following[1]
        node[0] = following[0]
        node[2] = delete(node[2], following[0])
        return node

    for name, key in operations:
        root = insert(root, key) if name == "insert" else delete(root, key)
    order: list = []
    height = -1
    level = [root] if root else []
    while level:
        height += 1
        order += [node[0] for node in level]
        level = [child for node in level for child in node[1:] if child]

    def walk(node) -> list:  # type: ignore[no-untyped-def]
        if node is None:
            return []
        parts = walk(node[1]), walk(node[2])
        return [node[0], *parts[0], *parts[1]] if asked == "preorder" else [*parts[0], *parts[1], node[0]]

    if asked in ("preorder", "postorder"):
        return walk(root)
    return order if asked == "levels" else height


def cache(operations: list, policy: str, capacity: int, asked: str) -> object:
    """Accesses to an LRU or LFU cache: the keys from the one least recently used on, the evicted ones, or the hits."""
    keys: list = []  # the least recently used first
    uses: dict = {}
    evicted, hits = [], 0
    for _, key in operations:
        if key in keys:
            hits += 1
            keys.remove(key)
        else:
            if len(keys) == capacity:
                victim = keys[0] if policy == "LRU" else min(keys, key=lambda each: (uses[each], keys.index(each)))
                keys.remove(victim)
                evicted.append(victim)
            uses[key] = 0
        keys.append(key)
        uses[key] += 1
    return {"contents": keys, "evicted": evicted, "hits": hits}[asked]


def hash_table(operations: list, size: int, asked: str) -> object:
    """Linear probing: the cells, with None where a cell is empty and 'X' where a key was deleted, or the probes."""
    cells: list = [None] * size
    probes = 0
    for name, key in operations:
        place = key % size
        probes += 1
        free = None
        while cells[place] is not None and cells[place] != key:
            if cells[place] == "X" and free is None:
                free = place
            place = (place + 1) % size
            probes += 1
        if name == "insert":
            cells[place if free is None else free] = key
        else:
            cells[place] = "X"
    return cells if asked == "contents" else probes


def fenwick(operations: list, size: int, asked: str) -> object:
    """A Fenwick tree: the array from index 1 on, or the sums asked for."""
    tree = [0] * (size + 1)
    sums = []
    for name, *values in operations:
        i = values[0]
        if name == "add":
            while i <= size:
                tree[i] += values[1]
                i += i & -i
        else:
            total = 0
            while i > 0:
                total += tree[i]
                i -= i & -i
            sums.append(total)
    return tree[1:] if asked == "contents" else sums


def trie(operations: list, asked: str) -> object:
    """A trie of words: how many nodes it has, the root included, or the words with each prefix asked for."""
    words: list = []
    counts = []
    for name, text in operations:
        if name == "insert":
            words.append(text)
        else:
            counts.append(sum(word.startswith(text) for word in words))
    prefixes = {word[:size] for word in words for size in range(len(word) + 1)}
    return len(prefixes) if asked == "nodes" else counts
