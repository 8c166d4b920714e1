"""Tables and number sequences: KMP's failure table, word tables, the knapsack's rows, Euclid and the sieve."""

from __future__ import annotations

from typing import Any

from generators.code.algorithm_trace.simulators import euclid, failure_table, knapsack_table, sieve, word_table
from generators.code.algorithm_trace.trace import Followed, Texts, Trace
from generators.language.lexicon import listed
from generators.randomness import Stream

_LIST_FORM = "[The answer is|Give|Write] a Python list of integers."


class FailureTable(Trace, frozen=True, tag="failure_table"):
    """The failure table of the Knuth-Morris-Pratt search."""

    pattern: str

    SIMULATOR = failure_table
    RANGES = {1: (7, 11), 2: (10, 16), 3: (17, 34)}
    FORM = "Python list of integers"

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> FailureTable:
        letters = stream.choice(("ab", "abc", "abc", "xy", "xyz", "nma", "01"))
        size = stream.integer(*{1: (7, 9), 2: (9, 12), 3: (13, 18)}[level])
        start = "".join(stream.choice(letters) for _ in range(stream.integer(2, 5)))
        text = start
        while len(text) < size:
            text += start[: stream.integer(1, len(start))] if stream.chance(2, 3) else stream.choice(letters)
        return cls(text[:size])

    def arguments(self) -> tuple[Any, ...]:
        return (self.pattern,)

    def canonical(self) -> Any:
        order = {letter: i for i, letter in enumerate(dict.fromkeys(self.pattern))}
        return [order[letter] for letter in self.pattern]

    def followed(self) -> Followed:
        p, table, k, steps = self.pattern, [0], 0, 1
        lines = [f"i = 0: {p[0]}, f = 0"]
        for i in range(1, len(p)):
            said = []
            while k > 0 and p[i] != p[k]:
                said.append(f"p[{k}] = {p[k]} differs, k = f[{k - 1}] = {table[k - 1]}")
                k = table[k - 1]
                steps += 1
            steps += 1
            if p[i] == p[k]:
                k += 1
                said.append(f"p[{k - 1}] = {p[i]} agrees, k = {k}")
            else:
                said.append(f"p[{k}] = {p[k]} differs, k = 0")
            table.append(k)
            lines.append(f"i = {i}: {p[i]}; {'; '.join(said)}; f[{i}] = {k}")
        return Followed(lines, table, steps)

    def interesting(self, run: Followed) -> bool:
        back = any("k = f[" in line for line in run.lines)
        return len(set(run.value)) > 2 and (back or len(self.pattern) < 9) and max(run.value) < len(self.pattern) - 2

    def described(self) -> Texts:
        return Texts(
            "the Knuth-Morris-Pratt preprocessing",
            "The failure table f of a pattern, as in the search of Knuth, Morris and Pratt, holds for each position "
            "i the length of the longest string, shorter than `p[0..i]`, that is both a prefix and a suffix of "
            "`p[0..i]`.",
            "f[0] = 0\nk = 0\nfor i = 1 to n - 1:\n    while k > 0 and p[i] != p[k]:\n        k = f[k - 1]\n"
            "    if p[i] == p[k]: k = k + 1\n    f[i] = k",
            f"[The pattern p is|The table is computed for the pattern p =] `{self.pattern!r}`, and n is its length.",
            f"```\np = {self.pattern!r}\n```",
            "[The data are the pattern p|The pattern p is shown], and positions count from 0.",
        )

    def asks(self) -> tuple[str, str]:
        return "[What is the table f|Which numbers are in the table f]?", _LIST_FORM


class WordTable(Trace, frozen=True, tag="word_table"):
    """A row of the table of two words: longest common subsequence or edit distance."""

    method: str
    first: str
    second: str
    row: int

    SIMULATOR = word_table
    RANGES = {1: (6, 9), 2: (10, 25), 3: (26, 64)}
    FORM = "Python list of integers"

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> WordTable | None:
        low, high = {1: (3, 4), 2: (4, 6), 3: (6, 9)}[level]
        letters = stream.choice(("abc", "abcd", "xyz", "acgt", "pqr"))
        first = "".join(stream.choice(letters) for _ in range(stream.integer(low, high)))
        if stream.chance(1, 2):
            changed = [stream.choice(letters) if stream.chance(1, 3) else letter for letter in first]
            changed.insert(stream.below(len(first)), stream.choice(letters))
            second = "".join(changed)[:high]
        else:
            second = "".join(stream.choice(letters) for _ in range(stream.integer(low, high)))
        if first == second:
            return None
        return cls(stream.choice(("lcs", "edit")), first, second, stream.integer(2, len(first)))

    def arguments(self) -> tuple[Any, ...]:
        return (self.method, self.first, self.second, self.row)

    def canonical(self) -> Any:
        order = {letter: i for i, letter in enumerate(dict.fromkeys(self.first + self.second))}
        return [self.method, [[order[letter] for letter in word] for word in (self.first, self.second)], self.row]

    def followed(self) -> Followed:
        lcs = self.method == "lcs"
        above = [0 if lcs else j for j in range(len(self.second) + 1)]
        lines = [f"Row 0: {above}"]
        for i, a in enumerate(self.first[: self.row], 1):
            row, said = [0 if lcs else i], []
            for j, b in enumerate(self.second, 1):
                if a == b:
                    new = above[j - 1] + lcs
                    said.append(f"{b}: same, {above[j - 1]}{' + 1' if lcs else ''}{f' = {new}' if lcs else ''}")
                elif lcs:
                    new = max(above[j], row[-1])
                    said.append(f"{b}: max({above[j]}, {row[-1]}) = {new}")
                else:
                    new = 1 + min(above[j], row[-1], above[j - 1])
                    said.append(f"{b}: 1 + min({above[j]}, {row[-1]}, {above[j - 1]}) = {new}")
                row.append(new)
            lines += [f"Row {i}, letter {a}:", *(f"  {each}" for each in said), f"  {row}"]
            above = row
        return Followed(lines, above, self.row * len(self.second))

    def interesting(self, run: Followed) -> bool:
        return len(set(run.value)) > 2 and len(set(self.first)) > 1

    def described(self) -> Texts:
        lcs = self.method == "lcs"
        return Texts(
            "the dynamic programme for the " + ("longest common subsequence" if lcs else "edit distance"),
            _LCS if lcs else _EDIT,
            _LCS_CODE if lcs else _EDIT_CODE,
            f"[The words are|The table is filled in for] a = `{self.first!r}` and b = `{self.second!r}`.",
            f"```\na = {self.first!r}\nb = {self.second!r}\n```",
            "[The data are the two words|The two words are shown].",
        )

    def asks(self) -> tuple[str, str]:
        last = len(self.second)
        return (
            f"What is row {self.row} of [the table d|d]?",
            f"[Give|Write] a Python list of {last + 1} integers.",
        )


class Knapsack(Trace, frozen=True, tag="knapsack_table"):
    """A row of the table for a knapsack, each item at most once."""

    items: tuple[tuple[int, int], ...]
    capacity: int
    row: int

    SIMULATOR = knapsack_table
    RANGES = {2: (12, 24), 3: (25, 60)}
    FORM = "Python list of integers"

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Knapsack:
        count = stream.integer(2, 3) if level == 2 else stream.integer(3, 5)
        capacity = stream.integer(5, 8) if level == 2 else stream.integer(8, 12)
        weights = [stream.integer(1, capacity - 2) for _ in range(count)]
        items = tuple((weight, stream.integer(1, 4) + 2 * weight - stream.integer(0, weight)) for weight in weights)
        return cls(items, capacity, count if level == 2 else stream.integer(3, count))

    def arguments(self) -> tuple[Any, ...]:
        return ([list(item) for item in self.items], self.capacity, self.row)

    def canonical(self) -> Any:
        return [self.items, self.capacity, self.row]

    def followed(self) -> Followed:
        best = [0] * (self.capacity + 1)
        lines = [f"Row 0: {best}"]
        for number, (weight, value) in enumerate(self.items[: self.row], 1):
            new = list(best)
            lines.append(f"Item {number}, weight {weight}, value {value}:")
            if weight:
                lines.append(f"  below c = {weight} as before: {best[:weight]}")
            for c in range(weight, self.capacity + 1):
                new[c] = max(best[c], best[c - weight] + value)
                taken = f"{best[c - weight]} + {value}"
                lines.append(f"  c = {c}: max({best[c]}, {taken}) = {new[c]}")
            best = new
            lines.append(f"  row {number}: {best}")
        return Followed(lines, best, self.row * (self.capacity + 1))

    def interesting(self, run: Followed) -> bool:
        return len(set(run.value)) > 3

    def described(self) -> Texts:
        items = ", ".join(f"({weight}, {value})" for weight, value in self.items)
        return Texts(
            "the dynamic programme for a knapsack",
            "[A knapsack is filled|Items are chosen for a knapsack], each item at most once. In the table, "
            "`best[i][c]` is the largest total value of items among the first i whose weights add up to at most c; "
            "row i holds `best[i][0]`, `best[i][1]`, ... up to the capacity.",
            "best[0][c] = 0 for all c from 0 to the capacity\nfor i = 1 to the number of items:\n"
            "    for c = 0 to the capacity:\n        best[i][c] = best[i - 1][c]\n"
            "        if the weight w of item i is at most c:\n"
            "            best[i][c] = max(best[i][c], best[i - 1][c - w] + value of item i)",
            f"[The items, as (weight, value), are|As pairs of weight and value, the items are] `{items}`. The "
            f"capacity is {self.capacity}.",
            "| item | weight | value |\n|---|---|---|\n"
            + "\n".join(f"| {number} | {weight} | {value} |" for number, (weight, value) in enumerate(self.items, 1)),
            f"[The table shows the items|The items are listed], and the capacity is {self.capacity}.",
        )

    def asks(self) -> tuple[str, str]:
        return f"What is row {self.row} of [the table best|best]?", (
            f"[Give|Write] a Python list of {self.capacity + 1} integers, for c = 0 to {self.capacity}."
        )


class Euclid(Trace, frozen=True, tag="euclid"):
    """Euclid's algorithm, plain and extended."""

    a: int
    b: int
    asked: str

    SIMULATOR = euclid
    RANGES = {1: (3, 4), 2: (5, 7), 3: (8, 10)}

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Euclid:
        low, high = {1: (20, 150), 2: (150, 1_500), 3: (2_000, 40_000)}[level]
        a, b = stream.integer(low, high), stream.integer(low // 2, high)
        common = stream.integer(1, 6) if stream.chance(1, 2) else 1
        a, b = a // common * common, b // common * common
        asked = stream.choice(("remainders", "quotients") if level == 1 else ("remainders", "extended", "extended"))
        return cls(max(a, b), min(a, b), asked)

    def form(self) -> str:
        return "Python tuple of integers" if self.asked == "extended" else "Python list of integers"

    def arguments(self) -> tuple[Any, ...]:
        return (self.a, self.b, self.asked)

    def canonical(self) -> Any:
        return [self.a, self.b, self.asked]

    def followed(self) -> Followed:
        a, b, lines = self.a, self.b, []
        remainders, quotients = [], []
        rows = [(1, 0), (0, 1)]
        while b:
            q, r = divmod(a, b)
            quotients.append(q)
            remainders.append(r)
            lines.append(f"{a} = {q} * {b} + {r}")
            if self.asked == "extended":
                (x, y), (u, v) = rows[-2:]
                rows.append((x - q * u, y - q * v))
                lines.append(f"  x: {x} - {q} * {_signed(u)} = {x - q * u}, y: {y} - {q} * {_signed(v)} = {y - q * v}")
            a, b = b, r
        value: Any = {"remainders": remainders, "quotients": quotients}.get(self.asked)
        if self.asked == "extended":
            x, y = rows[-2]
            value = (a, x, y)
            lines.append(f"The last x and y before the remainder 0 are {x} and {y}.")
            lines.append(f"{x} * {self.a} + {_signed(y)} * {self.b} = {x * self.a} + {_signed(y * self.b)} = {a}")
        return Followed(lines, value, len(quotients))

    def interesting(self, run: Followed) -> bool:
        return self.a != self.b

    def described(self) -> Texts:
        extended = self.asked == "extended"
        return Texts(
            "the extended Euclidean algorithm" if extended else "the Euclidean algorithm",
            _EXTENDED if extended else _EUCLID,
            _EXTENDED_CODE if extended else _EUCLID_CODE,
            f"[The algorithm is run on|The start is] a = {self.a} and b = {self.b}.",
            f"```\na = {self.a}\nb = {self.b}\n```",
            "[The algorithm is run on the numbers shown|The numbers a and b are shown].",
        )

    def asks(self) -> tuple[str, str]:
        if self.asked == "extended":
            return "What are g, x and y [at|in] the end?", "[Give|Write] the Python tuple (g, x, y)."
        name = "q" if self.asked == "quotients" else "r"
        return f"Which values does {name} take, [in order|one after the other]?", _LIST_FORM


class Sieve(Trace, frozen=True, tag="sieve"):
    """The sieve of Eratosthenes after some primes."""

    limit: int
    primes: int
    asked: str

    SIMULATOR = sieve
    RANGES = {1: (1, 2), 2: (2, 4)}
    FORM = "Python list of integers"

    @classmethod
    def sketched(cls, stream: Stream, level: int) -> Sieve:
        if level == 1:
            return cls(stream.integer(12, 34), stream.integer(1, 2), stream.choice(("left", "crossed")))
        return cls(stream.integer(45, 110), stream.integer(2, 4), "crossed" if stream.chance(2, 3) else "left")

    def arguments(self) -> tuple[Any, ...]:
        return (self.limit, self.primes, self.asked)

    def canonical(self) -> Any:
        return [self.limit, self.primes, self.asked]

    def followed(self) -> Followed:
        left = list(range(2, self.limit + 1))
        lines, crossed = [f"Start: 2 to {self.limit}"], []
        for number in range(self.primes):
            prime = left[number]
            crossed = [each for each in left if each > prime and each % prime == 0]
            left = [each for each in left if each not in crossed]
            lines.append(f"Prime {prime}, crossed out now: {', '.join(map(str, crossed)) or 'none'}")
            lines.append(f"  left: {', '.join(map(str, left))}")
        return Followed(lines, left if self.asked == "left" else crossed, self.primes)

    def interesting(self, run: Followed) -> bool:
        return 2 <= len(run.value) <= 24

    def described(self) -> Texts:
        return Texts(
            "the sieve of Eratosthenes",
            "The sieve of Eratosthenes takes the primes 2, 3, 5, ... one by one and crosses out the multiples of "
            "each, but not the prime itself; a number that is crossed out stays so.",
            "",
            "",
            f"```\n2, 3, 4, ..., {self.limit}\n```",
            f"[The sieve works on|The sieve is used on] the numbers from 2 to {self.limit}.",
        )

    def asks(self) -> tuple[str, str]:
        primes = "2, 3, 5, 7, 11".split(", ")[: self.primes]
        last = primes[-1]
        if self.asked == "crossed":
            return f"Which numbers are crossed out [for the first time|newly] [with|by] the prime {last}?", (
                "[Give|Write] a Python list of integers in ascending order."
            )
        done = f"the multiples of {listed(primes)}"
        return f"Which numbers are [left|not crossed out] when {done} have been crossed out?", (
            "[Give|Write] a Python list of integers in ascending order."
        )


def _signed(value: int) -> str:
    return f"({value})" if value < 0 else str(value)


_LCS = (
    "In the table of the longest common subsequence of the words `a` and `b`, `d[i][j]` is the length of the longest "
    "common subsequence of the first i letters of `a` and the first j letters of `b`. Row i holds `d[i][0]`, "
    "`d[i][1]`, ... up to the last letter of `b`."
)
_LCS_CODE = (
    "d[0][j] = 0 and d[i][0] = 0 for all i, j\nfor i = 1 to len(a):\n    for j = 1 to len(b):\n"
    "        if a[i - 1] == b[j - 1]: d[i][j] = d[i - 1][j - 1] + 1\n"
    "        else: d[i][j] = max(d[i - 1][j], d[i][j - 1])"
)
_EDIT = (
    "In the table of the edit distance of the words `a` and `b`, `d[i][j]` is the least number of insertions, "
    "deletions and replacements of one letter that turn the first i letters of `a` into the first j letters of `b`. "
    "Row i holds `d[i][0]`, `d[i][1]`, ... up to the last letter of `b`."
)
_EDIT_CODE = (
    "d[0][j] = j and d[i][0] = i for all i, j\nfor i = 1 to len(a):\n    for j = 1 to len(b):\n"
    "        if a[i - 1] == b[j - 1]: d[i][j] = d[i - 1][j - 1]\n"
    "        else: d[i][j] = 1 + min(d[i - 1][j], d[i][j - 1], d[i - 1][j - 1])"
)
_EUCLID = (
    "The Euclidean algorithm repeats, until b is 0: it divides a by b, with the whole quotient q and the remainder "
    "r, and then b becomes the new a and r the new b. The last remainder, 0, counts as well."
)
_EUCLID_CODE = "while b != 0:\n    q = a // b\n    r = a % b\n    a = b\n    b = r"
_EXTENDED = (
    "The extended Euclidean algorithm begins with (x, y) = (1, 0) for a and (0, 1) for b. Until b is 0, it divides a "
    "by b with the quotient q and the remainder r; the pair for r is the pair for a minus q times the pair for b, "
    "and then b becomes the new a and r the new b, with their pairs. At the end g is a, and x and y are its pair."
)
_EXTENDED_CODE = (
    "x, y = 1, 0\nu, v = 0, 1\nwhile b != 0:\n    q = a // b\n    a, b = b, a % b\n    x, u = u, x - q * u\n"
    "    y, v = v, y - q * v\ng = a"
)
