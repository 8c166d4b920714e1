"""Small tasks, each with several programs that do it and programs that nearly do it.

``K``, ``M`` and ``N`` in the texts are constants. Which programs do the same on a domain is found out by running them;
`why` says in words what the right ones have in common.
"""

from __future__ import annotations

from typing import NamedTuple


class Task(NamedTuple):
    """A task: its parameters, the domain's kind for each, the ranges of its constants, bodies that do it, bodies that
    nearly do it, and why the first ones are the same."""

    parameters: tuple[str, ...]
    domains: tuple[str, ...]
    constants: dict[str, tuple[int, int]]
    right: tuple[str, ...]
    near: tuple[str, ...]
    why: str


_X, _AB = ("x",), ("a", "b")
_INT, _INTS = ("int",), ("small", "small")

FORMULAS = (
    Task(_X, _INT, {"K": (2, 9)}, ("x // K * K", "x - x % K", "x - (x + K) % K"),
         ("abs(x) // K * K", "x - abs(x) % K", "x - (x + 1) % K", "(x + 1) // K * K"),
         "x is K times the quotient x // K plus the remainder x % K, so taking the remainder off leaves the multiple "
         "of K, and this holds for negative numbers too, because the quotient is rounded down"),
    Task(_X, _INT, {"K": (2, 9)},
         ("(x + K - 1) // K", "x // K if x % K == 0 else x // K + 1", "(x - 1) // K + 1"),
         ("x // K + 1", "(x + K) // K", "(abs(x) + K - 1) // K", "x // K if x % K == 1 else x // K + 1"),
         "each rounds x / K up: a number that is no multiple of K goes to the next quotient, a multiple stays"),
    Task(_X, _INT, {}, ("x % 2 == 0", "x // 2 * 2 == x", "abs(x) % 2 == 0", "(x + 1) % 2 == 1", "x * x % 4 == 0"),
         ("x % 4 == 0", "x // 2 * 2 <= x", "x % 2 == 0 and x != 0", "x * x % 8 == 0"),
         "each is true exactly for the even numbers"),
    Task(_AB, _INTS, {}, ("max(a, b)", "a if a > b else b", "b if a <= b else a", "(a + b + abs(a - b)) // 2"),
         ("(a + b + abs(a) - abs(b)) // 2", "a if abs(a) > abs(b) else b", "max(a, b, 0)", "a if a - b > 1 else b"),
         "each gives the larger of the two numbers, and where they are equal either of them will do"),
    Task(_X, _INT, {"K": (-9, -1), "M": (1, 9)},
         ("max(K, min(x, M))", "min(M, max(x, K))", "K if x < K else min(x, M)", "M if x >= M else max(K, x)"),
         ("min(K, max(x, M))", "K if x < K else x", "max(K, min(x, M - 1))", "K if x <= K + 1 else min(x, M)"),
         "each leaves x alone between K and M and otherwise gives the nearer of the two limits"),
    Task(_AB, _INTS, {}, ("abs(a - b)", "max(a, b) - min(a, b)", "a - b if a > b else b - a", "max(a - b, b - a)"),
         ("abs(abs(a) - abs(b))", "max(a, b) - min(a, abs(b))", "abs(a) - b if a > b else b - a", "max(a - b, b)"),
         "each is the distance of the two numbers, the larger one minus the smaller one"),
    Task(_AB, _INTS, {"K": (1, 9)}, ("(a + b) * (a - b) + K", "a * a - b * b + K", "a * (a + b) - b * (a + b) + K"),
         ("(a - b) * (a - b) + K", "a * a - b * abs(b) + K", "a * (a + b) - b * (b + a + 1) + K"),
         "multiplied out, each is a * a - b * b plus the same constant: the products a * b cancel"),
    Task(_AB, _INTS, {"K": (-4, 4), "M": (-4, 4)},
         ("not (a > K or b > M)", "a <= K and b <= M", "max(a - K, b - M) <= 0", "not a > K and not b > M"),
         ("a <= K or b <= M", "a < K and b <= M", "a + b <= K + M", "max(a, b) <= max(K, M)"),
         "each says that a is not greater than K and b is not greater than M, by De Morgan's rule"),
    Task(_AB, _INTS, {"K": (3, 9)}, ("(a + b) % K", "(a % K + b % K) % K", "(a + b % K) % K", "(a - K + b) % K"),
         ("a % K + b % K", "(abs(a) + abs(b)) % K", "a % K + b"),
         "remainders may be taken early: a multiple of K more or less in a sum does not change its remainder"),
    Task(_X, _INT, {"K": (2, 4), "M": (2, 4)}, ("x // (K * M)", "x // K // M", "x // M // K", "(x - x % K) // (K * M)"),
         ("x // (K + M)", "x // K - x // M", "x // K // M + x % K // M", "abs(x) // K // M"),
         "rounding down in two steps is rounding down once: both ask how often K * M goes into x"),
    Task(_X, _INT, {"K": (2, 4), "M": (2, 5)}, ("x % (K * M) // K", "x // K % M", "(x // K - x // (K * M) * M)"),
         ("x % M // K", "x % (K * M) % K", "x // K % (M + 1)", "abs(x) // K % M"),
         "each is the second digit from the right when x is written with a lowest digit below K and the next below M"),
    Task(_X, _INT, {"K": (2, 9)},
         ("x // K if x >= 0 else 0 - abs(x) // K", "abs(x) // K * (1 if x > 0 else -1)",
          "(x - x % K) // K if x >= 0 else (x + abs(x) % K) // K"),
         ("x // K", "abs(x) // K", "(x - abs(x) % K) // K", "x // K + 1 if x < 0 else x // K"),
         "each divides the absolute value by K, rounding down, and then gives the result the sign of x: it "
         "rounds towards 0"),
    Task(_X, _INT, {"K": (-12, -2), "M": (1, 12)},
         ("K <= x and x <= M", "not (x < K or x > M)", "abs(2 * x - (K + M)) <= M - K", "max(K, min(x, M)) == x"),
         ("K < x and x <= M", "not (x < K or x >= M)", "abs(x) <= max(abs(K), abs(M))", "x % M <= M and x <= M"),
         "each is true exactly from K up to M, with both limits included"),
    Task(_X, _INT, {"K": (5, 10)},
         ("abs(x) % K", "x % K if x >= 0 else (K - x % K) % K", "max(x % K, 0) if x > 0 else abs(x) % K"),
         ("x % K", "x % K if x >= 0 else K - x % K", "abs(x % K)", "(x + K) % K"),
         "each is the remainder of the absolute value: for a negative x the remainder x % K is K minus it, or 0"),
    Task(_AB, _INTS, {}, ("(a + b) % 2 == 0", "a % 2 == b % 2", "(a - b) % 2 == 0", "abs(a) % 2 == abs(b) % 2"),
         ("a * b % 2 == 0", "a % 2 == 0 and b % 2 == 0", "(a + b) % 4 == 0", "a % 2 <= b % 2"),
         "each asks whether both numbers are even or both are odd"),
    Task(_AB, _INTS, {"K": (-3, 3)},
         ("a if a > K else b if b > K else K", "K if a <= K and b <= K else a if a > K else b",
          "b if b > K and a <= K else max(a, K)"),
         ("max(a, b, K)", "b if b > K else a if a > K else K", "a if a >= K else b if b >= K else K + 1",
          "a if a > K else max(b, K + 1)"),
         "each gives a if it is above K, otherwise b if that is above K, and otherwise K"),
)  # fmt: skip

_V, _LIST = ("values",), ("list",)
_N = ("n",)

FUNCTIONS = (
    Task(_N, ("count",), {"K": (1, 5)},
         ("total = 0\nfor i in range(n + 1):\n    total += K * i\nreturn total", "return K * n * (n + 1) // 2",
          "total = 0\nwhile n > 0:\n    total += K * n\n    n -= 1\nreturn total", "return K * sum(range(n + 1))"),
         ("total = 0\nfor i in range(n):\n    total += K * i\nreturn total", "return K * n * (n - 1) // 2",
          "total = 0\nwhile n > 1:\n    total += K * n\n    n -= 1\nreturn total", "return K * n * n // 2 + "
          "n // 2 * K"),
         "each adds up K * 1, K * 2 and so on up to K * n, which is K * n * (n + 1) // 2"),
    Task(_V, _LIST, {},
         ("out = []\nfor value in values:\n    out.insert(0, value)\nreturn out", "return values[::-1]",
          "out = []\nfor i in range(len(values)):\n    out.append(values[len(values) - 1 - i])\nreturn out",
          "out = []\nfor i in range(1, len(values) + 1):\n    out.append(values[len(values) - i])\nreturn out"),
         ("return sorted(values)[::-1]", "return values[-1:] + values[1:-1][::-1] + values[:1]",
          "out = []\nfor i in range(1, len(values)):\n    out.append(values[len(values) - i])\nreturn out + "
          "values[:1][:len(out)]",
          "return values[1:][::-1] + values[:1][:len(values) - 1]"),
         "each lists the values from the last to the first"),
    Task(_V, _LIST, {},
         ("for i in range(len(values) - 1):\n    if values[i] > values[i + 1]:\n        return False\nreturn True",
          "return values == sorted(values)",
          "for i in range(1, len(values)):\n    if values[i] < values[i - 1]:\n        return False\nreturn True",
          "bad = 0\nfor i in range(1, len(values)):\n    if values[i - 1] > values[i]:\n        bad += "
          "1\nreturn bad == 0"),
         ("for i in range(len(values) - 1):\n    if values[i] >= values[i + 1]:\n        return False\nreturn True",
          "return len(values) == 0 or values[0] == min(values) and values[-1] == max(values)",
          "for i in range(len(values) - 2):\n    if values[i] > values[i + 1]:\n        return False\nreturn True",
          "return len(values) < 2 or values[0] <= values[-1]"),
         "each asks whether no value is greater than the one after it"),
    Task(_V, _LIST, {},
         ("return len(set(values)) < len(values)",
          "for i in range(len(values)):\n    for j in range(i + 1, len(values)):\n        if values[i] == values[j]:\n"
          "            return True\nreturn False",
          "for value in values:\n    if values.count(value) > 1:\n        return True\nreturn False",
          "seen = []\nfor value in values:\n    if value in seen:\n        return True\n    "
          "seen.append(value)\nreturn False"),
         ("for i in range(len(values) - 1):\n    if values[i] == values[i + 1]:\n        return True\nreturn False",
          "return len(values) > 1 and values[0] == values[-1]",
          "for value in values[1:]:\n    if value == values[0]:\n        return True\nreturn False",
          "return len(set(values)) < len(values) - 1"),
         "each asks whether some value appears more than once, next to each other or not"),
    Task(_V, _LIST, {"K": (0, 2)},
         ("best = K\nfor value in values:\n    if value > best:\n        best = value\nreturn best",
          "return max(values + [K])", "return K if len(values) == 0 else max(K, max(values))",
          "best = K\nfor i in range(len(values)):\n    best = max(best, values[i])\nreturn best"),
         ("return max(values) if len(values) > 0 else K",
          "best = 0\nfor value in values:\n    if value > best:\n        best = value\nreturn best",
          "best = K\nfor value in values:\n    if value > K:\n        best = value\nreturn best",
          "best = K\nfor value in values[1:]:\n    if value > best:\n        best = value\nreturn best"),
         "each gives the largest of the values and K"),
    Task(_V, _LIST, {},
         ("place = -1\nfor i in range(len(values)):\n    if place == -1 or values[i] > values[place]:\n      "
          "  place = i\n"
          "return place",
          "for i in range(len(values)):\n    if values[i] == max(values):\n        return i\nreturn -1",
          "place = len(values) - 1\nfor i in range(len(values) - 1, -1, -1):\n    if values[i] >= values[place]:\n"
          "        place = i\nreturn place"),
         ("place = -1\nfor i in range(len(values)):\n    if place == -1 or values[i] >= values[place]:\n     "
          "   place = i\n"
          "return place",
          "place = 0\nfor i in range(len(values)):\n    if values[i] > values[place]:\n        place = "
          "i\nreturn place",
          "for i in range(1, len(values)):\n    if values[i] == max(values):\n        return i\nreturn "
          "len(values[:1]) - 1"),
         "each gives the position of the largest value, the first of them where it appears more than once, "
         "and -1 for an "
         "empty list"),
    Task(_V, _LIST, {"K": (0, 2)},
         ("for value in values:\n    if value == K:\n        return True\nreturn False", "return K in values",
          "found = False\nfor value in values:\n    if value == K:\n        found = True\nreturn found",
          "return values.count(K) > 0"),
         ("found = False\nfor value in values:\n    found = value == K\nreturn found",
          "for value in values:\n    if value != K:\n        return False\n    return True\nreturn False",
          "return K in values[1:] or values[:1] == [K] and len(values) > 1", "return values.count(K) > 1"),
         "each asks whether K is among the values, wherever it stands"),
    Task(_V, _LIST, {},
         ("out = []\nfor value in values:\n    if value not in out:\n        out.append(value)\nreturn out",
          "out = []\nfor i in range(len(values)):\n    if values[i] not in values[:i]:\n        "
          "out.append(values[i])\n"
          "return out",
          "return [values[i] for i in range(len(values)) if values[i] not in values[:i]]"),
         ("return sorted(set(values))", "out = []\nfor value in values:\n    if out[-1:] != [value]:\n"
          "        out.append(value)\nreturn out",
          "return [value for value in values if values.count(value) == 1]",
          "out = []\nfor i in range(len(values)):\n    if values[i] not in values[i + 1:]:\n        "
          "out.append(values[i])\n"
          "return out"),
         "each keeps every value only where it comes up for the first time"),
    Task(("values", "k"), ("list", "turn"), {},
         ("if len(values) == 0:\n    return []\nk = k % len(values)\nreturn values[k:] + values[:k]",
          "out = list(values)\nfor i in range(k):\n    if len(out) > 0:\n        out.append(out.pop(0))\nreturn out",
          "out = values[:]\nfor i in range(k):\n    out = out[1:] + out[:1]\nreturn out"),
         ("return values[k:] + values[:k]", "out = values[:]\nfor i in range(k):\n    out = out[-1:] + "
          "out[:-1]\nreturn out",
          "if len(values) == 0:\n    return []\nk = k % len(values)\nreturn values[-k:] + values[:-k]",
          "out = values[:]\nfor i in range(min(k, len(values))):\n    out = out[1:] + out[:1]\nreturn out"),
         "each moves the first value to the end k times, which after len(values) times is back at the start"),
    Task(("text",), ("text",), {},
         ("return text == text[::-1]",
          "left = 0\nright = len(text) - 1\nwhile left < right:\n    if text[left] != text[right]:\n        "
          "return False\n"
          "    left += 1\n    right -= 1\nreturn True",
          "for i in range(len(text) // 2):\n    if text[i] != text[len(text) - 1 - i]:\n        return "
          "False\nreturn True"),
         ("return text[:1] == text[-1:]",
          "for i in range(len(text) // 2 - 1):\n    if text[i] != text[len(text) - 1 - i]:\n        return "
          "False\nreturn True",
          "for i in range(len(text)):\n    if text[i] != text[-i]:\n        return False\nreturn True",
          "return sorted(text[:len(text) // 2]) == sorted(text[(len(text) + 1) // 2:])"),
         "each asks whether the text reads the same from both ends"),
    Task(("a", "b"), ("positive", "positive"), {},
         ("while b > 0:\n    a, b = b, a % b\nreturn a",
          "best = 1\nfor d in range(1, min(a, b) + 1):\n    if a % d == 0 and b % d == 0:\n        best = "
          "d\nreturn best",
          "while a != b:\n    if a > b:\n        a -= b\n    else:\n        b -= a\nreturn a"),
         ("best = 1\nfor d in range(1, min(a, b)):\n    if a % d == 0 and b % d == 0:\n        best = d\nreturn best",
          "for d in range(2, min(a, b) + 1):\n    if a % d == 0 and b % d == 0:\n        return d\nreturn 1",
          "best = 1\nfor d in range(1, min(a, b) + 1):\n    if (a + b) % d == 0:\n        best = d\nreturn best"),
         "each gives the greatest common divisor"),
    Task(_V, _LIST, {"K": (0, 3)},
         ("out = []\ntotal = K\nfor value in values:\n    total += value\n    out.append(total)\nreturn out",
          "return [K + sum(values[:i + 1]) for i in range(len(values))]",
          "out = []\nfor i in range(len(values)):\n    out.append(values[i] + (out[-1] if i > 0 else K))\nreturn out"),
         ("return [K + sum(values[:i]) for i in range(len(values))]",
          "out = []\nfor i in range(len(values)):\n    out.append(values[i] + (values[i - 1] if i > 0 else "
          "K))\nreturn out",
          "out = []\ntotal = K\nfor value in values:\n    out.append(total + value)\n    total += "
          "abs(value)\nreturn out"),
         "each lists K plus the sum of the values up to and including each place"),
    Task(("values", "k"), ("list", "turn"), {},
         ("return values[max(0, len(values) - k):]", "return values[len(values) - min(k, len(values)):]",
          "out = []\nfor i in range(len(values)):\n    if i >= len(values) - k:\n        "
          "out.append(values[i])\nreturn out",
          "return values[::-1][:k][::-1]"),
         ("return values[-k:]", "return values[len(values) - k:]", "return values[-k:] if k > 1 else values[-1:]",
          "return values[max(1, len(values) - k):]"),
         "each gives the last k values, all of them where there are not so many, and none for k = 0"),
    Task(("n", "k"), ("count", "divisor"), {},
         ("count = 0\nfor i in range(1, n + 1):\n    if i % k == 0:\n        count += 1\nreturn count", "return n // k",
          "count = 0\nwhile n >= k:\n    n -= k\n    count += 1\nreturn count", "return len(range(k, n + 1, k))"),
         ("count = 0\nfor i in range(1, n):\n    if i % k == 0:\n        count += 1\nreturn count",
          "return (n + 1) // k",
          "count = 0\nwhile n > k:\n    n -= k\n    count += 1\nreturn count",
          "return len(range(0, n, k))"),
         "each counts the multiples of k from 1 to n"),
    Task(_V, _LIST, {"K": (2, 3)},
         ("out = []\nfor value in values:\n    place = len(out)\n    while place > 0 and out[place - 1] % K "
          "> value % K:\n"
          "        place -= 1\n    out.insert(place, value)\nreturn out",
          "out = []\nfor rest in range(K):\n    for value in values:\n        if value % K == rest:\n"
          "            out.append(value)\nreturn out",
          "out = [value for value in values if value % K == 0]\nout = out + [value for value in values if "
          "value % K == 1]\n"
          "return out + [value for value in values if value % K == 2]"),
         ("out = []\nfor value in values:\n    place = len(out)\n    while place > 0 and out[place - 1] % K "
          ">= value % K:\n"
          "        place -= 1\n    out.insert(place, value)\nreturn out",
          "out = []\nfor rest in range(K):\n    for value in sorted(values):\n        if value % K == rest:\n"
          "            out.append(value)\nreturn out",
          "out = []\nfor rest in range(1, K):\n    for value in values:\n        if value % K == rest:\n"
          "            out.append(value)\nreturn [value for value in values[::-1] if value % K == 0] + out"),
         "each sorts the values by their remainder on division by K, and values with the same remainder keep "
         "their order"),
    Task(("text",), ("text",), {},
         ("count = 0\nfor i in range(len(text) - 1):\n"
          "    if text[i] == \"a\" and text[i + 1] == \"b\":\n        count += 1\n"
          "return count", "return text.count(\"ab\")",
          "count = 0\nbefore = \"\"\nfor char in text:\n    if before + char == \"ab\":\n"
          "        count += 1\n    before = char\n"
          "return count"),
         ("return min(text.count(\"a\"), text.count(\"b\"))",
          "count = 0\nfor i in range(len(text) - 2):\n"
          "    if text[i] == \"a\" and text[i + 1] == \"b\":\n        count += 1\n"
          "return count",
          "count = 0\nopen = 0\nfor char in text:\n    if char == \"a\":\n        open = 1\n    elif char == \"b\":\n"
          "        count += open\n        open = 0\nreturn count",
          "count = 0\nfor i in range(1, len(text)):\n"
          "    if text[i] == \"b\" and text[i - 1] != \"b\":\n        count += 1\n"
          "return count"),
         "each counts the places where an a is directly followed by a b"),
)  # fmt: skip
