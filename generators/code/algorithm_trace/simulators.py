"""Plain versions of the algorithms: what the checks run. Each function stands alone, and none is shown in a prompt."""

from __future__ import annotations


def sorting(method: str, numbers: list, passes: int | None, asked: str) -> object:
    """The list after so many passes (None: all of them), or the number of exchanges or shifts made in them."""
    a = list(numbers)
    n = len(a)
    changes = 0
    if method == "insertion":
        for i in range(1, n if passes is None else passes + 1):
            taken, j = a[i], i
            while j > 0 and a[j - 1] > taken:
                a[j] = a[j - 1]
                j -= 1
                changes += 1
            a[j] = taken
    elif method == "selection":
        for i in range(n - 1 if passes is None else passes):
            least = min(range(i, n), key=lambda j: (a[j], j))
            if least != i:
                a[i], a[least] = a[least], a[i]
                changes += 1
    elif method == "bubble":
        for i in range(n - 1 if passes is None else passes):
            for j in range(n - 1 - i):
                if a[j] > a[j + 1]:
                    a[j], a[j + 1] = a[j + 1], a[j]
                    changes += 1
    elif method == "merge":
        width = 1
        while width < n and passes != 0:
            for low in range(0, n, 2 * width):
                a[low : low + 2 * width] = sorted(a[low : low + 2 * width])
            width *= 2
            passes = None if passes is None else passes - 1
    elif method == "quick":
        waiting = [(0, n - 1)]
        while waiting and passes != 0:
            low, high = waiting.pop()
            if low >= high:
                continue
            i = low
            for j in range(low, high):
                if a[j] < a[high]:
                    a[i], a[j] = a[j], a[i]
                    i += 1
            a[i], a[high] = a[high], a[i]
            waiting += [(i + 1, high), (low, i - 1)]
            passes = None if passes is None else passes - 1
    else:
        ends = [n] * (n // 2) + list(range(n - 1, n - 1 - (passes or 0), -1))
        for turn, end in enumerate(ends):
            if end == n:
                i = n // 2 - 1 - turn
            else:
                a[0], a[end] = a[end], a[0]
                changes += 1
                i = 0
            while 2 * i + 1 < end:
                child = 2 * i + 1
                if child + 1 < end and a[child + 1] > a[child]:
                    child += 1
                if a[child] <= a[i]:
                    break
                a[i], a[child] = a[child], a[i]
                changes += 1
                i = child
    return a if asked == "list" else changes


def binary_search(numbers: list, target: int, rule: str, asked: str) -> object:
    """`rule` is "exact" (stops where the target is found) or "first" (the first place of a value that is not less)."""
    low, high = (0, len(numbers) - 1) if rule == "exact" else (0, len(numbers))
    places = []
    while low <= high if rule == "exact" else low < high:
        middle = (low + high) // 2
        places.append(middle)
        if rule == "exact" and numbers[middle] == target:
            break
        if numbers[middle] < target:
            low = middle + 1
        else:
            high = middle - 1 if rule == "exact" else middle
    return places if asked == "places" else [numbers[place] for place in places]


def traversal(method: str, edges: list, start: str, removed: int | None, asked: str) -> object:
    """Breadth-first or depth-first search of an undirected graph, neighbours in alphabetical order."""
    near: dict = {}
    for a, b in edges:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    order: list = []
    if method == "depth":
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node not in order:
                order.append(node)
                waiting += [other for other in sorted(near[node], reverse=True) if other not in order]
        return order
    waiting = [start]
    seen = {start}
    while waiting and (removed is None or len(order) < removed):
        node = waiting.pop(0)
        order.append(node)
        for other in sorted(near[node]):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return order if asked == "order" else waiting


def dijkstra(edges: list, directed: bool, start: str, settled: int | None, asked: str) -> object:
    """Distances in alphabetical order of the nodes, None where no path is known; ties go to the first letter."""
    nodes = sorted({node for edge in edges for node in edge[:2]})
    roads = [tuple(edge) for edge in edges]
    if not directed:
        roads += [(b, a, length) for a, b, length in roads]
    far = {start: 0}
    order: list = []
    while len(order) < (len(nodes) if settled is None else settled):
        open_nodes = [node for node in nodes if node in far and node not in order]
        if not open_nodes:
            break
        node = min(open_nodes, key=lambda each: (far[each], each))
        order.append(node)
        for a, b, length in roads:
            if a == node and far[node] + length < far.get(b, float("inf")):
                far[b] = far[node] + length
    return order if asked == "order" else [far.get(node) for node in nodes]


def topological(edges: list, taken: int | None, asked: str) -> object:
    """Always the first letter among the nodes without a predecessor left."""
    left = sorted({node for edge in edges for node in edge})
    order: list = []
    while left and (taken is None or len(order) < taken):
        free = [node for node in left if not any(b == node and a in left for a, b in edges)]
        order.append(free[0])
        left.remove(free[0])
    free = [node for node in left if not any(b == node and a in left for a, b in edges)]
    return order if asked == "order" else free


def floyd_warshall(matrix: list, stages: int, row: int) -> object:
    """A row after so many stages; None is no path."""
    size = len(matrix)
    far = [[float("inf") if value is None else value for value in line] for line in matrix]
    for k in range(stages):
        far = [[min(far[i][j], far[i][k] + far[k][j]) for j in range(size)] for i in range(size)]
    return [None if value == float("inf") else value for value in far[row]]


def union_find(size: int, unions: list, rule: str) -> object:
    """The parents at the end; `rule` says how roots are joined and whether paths are compressed."""
    parent = list(range(size))
    members = [1] * size

    def find(node: int) -> int:
        path = []
        while parent[node] != node:
            path.append(node)
            node = parent[node]
        if rule == "compress":
            for each in path:
                parent[each] = node
        return node

    for a, b in unions:
        one, other = find(a), find(b)
        if one == other:
            continue
        if rule == "size" and members[one] > members[other]:
            one, other = other, one
        if rule == "smaller" and one < other:
            one, other = other, one
        parent[one] = other
        members[other] += members[one]
    return parent


def failure_table(pattern: str) -> object:
    """For each prefix the length of its longest proper prefix that is also its suffix."""
    table = []
    for end in range(1, len(pattern) + 1):
        prefix = pattern[:end]
        table.append(max(size for size in range(end) if prefix[:size] == prefix[end - size :]))
    return table


def word_table(method: str, first: str, second: str, row: int) -> object:
    """A row of the table of the longest common subsequence or of the edit distance."""
    table = [[0 if method == "lcs" else j for j in range(len(second) + 1)]]
    for i, a in enumerate(first, 1):
        line = [0 if method == "lcs" else i]
        for j, b in enumerate(second, 1):
            above, before, corner = table[i - 1][j], line[j - 1], table[i - 1][j - 1]
            if a == b:
                line.append(corner + 1 if method == "lcs" else corner)
            else:
                line.append(max(above, before) if method == "lcs" else 1 + min(above, before, corner))
        table.append(line)
    return table[row]


def knapsack_table(items: list, capacity: int, row: int) -> object:
    """The best values with the first `row` items for each capacity from 0; items are pairs of weight and value."""
    best = [0] * (capacity + 1)
    for weight, value in items[:row]:
        best = [max(best[c], best[c - weight] + value if c >= weight else 0) for c in range(capacity + 1)]
    return best


def euclid(a: int, b: int, asked: str) -> object:
    """The remainders, the quotients, or (g, x, y) with g = a x + b y."""
    remainders, quotients = [], []
    x, next_x, y, next_y = 1, 0, 0, 1
    while b:
        quotient = a // b
        a, b = b, a % b
        x, next_x = next_x, x - quotient * next_x
        y, next_y = next_y, y - quotient * next_y
        quotients.append(quotient)
        remainders.append(b)
    return {"remainders": remainders, "quotients": quotients, "extended": (a, x, y)}[asked]


def sieve(limit: int, primes: int, asked: str) -> object:
    """After the sieve of Eratosthenes has used so many primes: the numbers left, or those crossed out by the last."""
    left = list(range(2, limit + 1))
    crossed: list = []
    for turn in range(primes):
        prime = left[turn]
        crossed = [number for number in left if number > prime and number % prime == 0]
        left = [number for number in left if number not in crossed]
    return left if asked == "left" else crossed
