"""Stages on one number, and on two."""

from __future__ import annotations

from generators.code.input_prediction.stages import EXACT, OPEN, SINGLE, Undone, stage
from generators.code.tagged import signed

# One number.


@stage("number", "number", EXACT, "out = src - A", "less lowered rest", "Add {A}.", A=(3, 30))
def lowered(value: int, A: int) -> Undone:
    return Undone(value + A, [f"{value} + {A} = {value + A}"])


@stage("number", "number", EXACT, "out = A - src", "gap rest missing", "Subtract from {A} again.", A=(40, 90))
def complement(value: int, A: int) -> Undone:
    return Undone(A - value, [f"{A} - {signed(value)} = {A - value}"])


@stage(
    "number", "number", EXACT, """
out = src
if out % 2 == 0:
    out += A
else:
    out -= B
""", "moved changed pushed", "Neither {A} nor {B} changes whether a number is even.", A=(2, 18, 4), B=(4, 20, 4),
)  # fmt: skip
def parity_moved_number(value: int, A: int, B: int) -> Undone:
    if value % 2:
        return Undone(value + B, [f"{value} is odd: {value} + {B} = {value + B}"])
    return Undone(value - A, [f"{value} is even: {value} - {A} = {value - A}"])


@stage(
    "number", "number", SINGLE, "out = A * src + B", "scaled grown product", "Subtract {B}, then divide by {A}.",
    A=(2, 7), B=(1, 30),
)  # fmt: skip
def scaled_number(value: int, A: int, B: int) -> Undone:
    return Undone((value - B) // A, [f"{value} - {B} = {value - B}", f"{value - B} / {A} = {(value - B) // A}"])


@stage(
    "number", "number", SINGLE, """
out = src
for i in range(A):
    out = B * out + i
""", "looped grown climbed",
    "The loop ran for i = 0 to {A} - 1. Undo it from the last i: subtract i, then divide by {B}.",
    A=(2, 5), B=(2, 3),
)  # fmt: skip
def repeated_scaling(value: int, A: int, B: int) -> Undone:
    lines = []
    for i in reversed(range(A)):
        lines.append(f"({value} - {i}) / {B} = {(value - i) // B}")
        value = (value - i) // B
    return Undone(value, lines)


@stage(
    "number", "numbers", SINGLE, """
out = []
left = src
while left > 0:
    out.append(left % A)
    left = left // A
""", "digits places parts",
    "These are the digits in base {A}, the last one first. Go through them from the other end, each "
    "time multiplying by {A} and adding.", A=(2, 9),
)  # fmt: skip
def digits(value: list[int], A: int) -> Undone:
    total, lines = 0, []
    for digit in reversed(value):
        lines.append(f"{A} * {total} + {digit} = {A * total + digit}")
        total = A * total + digit
    return Undone(total, lines)


@stage(
    "number", "number", OPEN, "out = src // A", "share part quotient",
    "Division by {A} rounds down, so there are {A} numbers with this result. Take the second of them.", A=(3, 9),
)  # fmt: skip
def floored_number(value: int, A: int) -> Undone:
    return Undone(A * value + 1, [f"{A} * {signed(value)} + 1 = {A * value + 1}"])


@stage(
    "number", "number", OPEN, """
out = src
if out > A:
    out -= B
else:
    out += C
""", "moved balanced levelled",
    "Either {B} was subtracted from a number above {A}, or {C} was added to one that is not.",
    A=(20, 60), B=(5, 15), C=(3, 12),
)  # fmt: skip
def split_number(value: int, A: int, B: int, C: int) -> Undone:
    if value + B > A:
        return Undone(value + B, [f"{value} + {B} = {value + B} is above {A}"])
    return Undone(
        value - C, [f"{value} + {B} = {value + B} is not above {A}", f"{value} - {C} = {value - C} is not either"]
    )


@stage(
    "number", "number", OPEN, """
out = src
for _ in range(A):
    if out % B == 0:
        out = out // B
    else:
        out = out + C
""", "worked shrunk looped",
    "A multiple of {B} is divided by {B}, so {B} times a number always comes back to it. Do that for "
    "each of the {A} passes.", A=(2, 4), B=(2, 3), C=(1, 7),
)  # fmt: skip
def repeated_choice(value: int, A: int, B: int, C: int) -> Undone:
    lines = []
    for _ in range(A):
        lines.append(f"{B} * {signed(value)} = {B * value}")
        value *= B
    return Undone(value, lines)


@stage(
    "number", "number", OPEN, """
out = 0
left = src
while left > A:
    if left % 2 == 0:
        left = left // 2
    else:
        left -= 1
    out += 1
""", "rounds passes count",
    "The loop ends at {A} or below. Start there and double once for every pass: the halving leads back.",
    A=(1, 9),
)  # fmt: skip
def passes(value: int, A: int) -> Undone:
    found, lines = A, []
    for _ in range(value):
        lines.append(f"2 * {found} = {2 * found}")
        found *= 2
    return Undone(found, lines)


@stage(
    "number", "figures", OPEN, """
total = 0
count = 0
left = src
while left > 0:
    total += A * (left % 10)
    count += 1
    left = left // 10
out = (count, total)
""", "outcome figures",
    "Take a number of as many digits as the first figure says; the second is {A} times their sum. Begin with 1, "
    "and fill up from the end with nines.",
    A=(2, 9),
)  # fmt: skip
def digit_sum(value: tuple[int, int], A: int) -> Undone:
    size, total = value[0], value[1] // A
    found = [1] + [0] * (size - 1)
    left, lines = total - 1, [f"{value[1]} / {A} = {total}", f"{total} - 1 = {total - 1} is left to share out"]
    for place in range(size - 1, 0, -1):
        found[place] = min(9, left)
        left -= found[place]
    found[0] += left
    lines.append(f"{' + '.join(map(str, found))} = {total}")
    return Undone(int("".join(map(str, found))), lines)


# Two numbers, x and y, which stages change where they are.


@stage(
    "pair", "pair", EXACT, """
for i in range(A):
    x, y = y, x + y
""", "", "Before each pass the second number was what is now the first, and the first was the difference.", A=(2, 5),
)  # fmt: skip
def fibonacci(value: tuple[int, int], A: int) -> Undone:
    x, y = value
    lines = []
    for _ in range(A):
        lines.append(f"{y} - {signed(x)} = {y - x}, so ({y - x}, {x})")
        x, y = y - x, x
    return Undone((x, y), lines)


@stage("pair", "pair", EXACT, "x = x + A * y", "", "The first number grew by {A} times the second.", A=(1, 5))
def first_raised(value: tuple[int, int], A: int) -> Undone:
    x, y = value
    return Undone((x - A * y, y), [f"{x} - {A} * {signed(y)} = {x - A * y}"])


@stage("pair", "pair", EXACT, "y = y - A * x", "", "The second number fell by {A} times the first.", A=(1, 5))
def second_lowered(value: tuple[int, int], A: int) -> Undone:
    x, y = value
    return Undone((x, y + A * x), [f"{y} + {A} * {signed(x)} = {y + A * x}"])


@stage("pair", "pair", SINGLE, "x, y = A * y, x + B", "",
    "Divide the first by {A} and take {B} from the second; then they "
       "change places.", A=(2, 5), B=(1, 9))  # fmt: skip
def crossed(value: tuple[int, int], A: int, B: int) -> Undone:
    x, y = value
    return Undone((y - B, x // A), [f"{x} / {A} = {x // A}", f"{y} - {B} = {y - B}"])


@stage(
    "pair", "figures", SINGLE, "out = (x + y, x - y)", "outcome", "Half the sum of the two figures is the first number."
)
def sum_and_difference(value: tuple[int, int]) -> Undone:
    total, gap = value
    x = (total + gap) // 2
    return Undone((x, total - x), [f"({total} + {signed(gap)}) / 2 = {x}", f"{total} - {signed(x)} = {total - x}"])


@stage(
    "pair", "figures", SINGLE, "out = (A * x + B * y, y - x)", "outcome",
    "The second is the first plus the difference d, so the first figure is ({A} + {B}) times the first plus {B} * d.",
    A=(2, 6), B=(1, 6),
)  # fmt: skip
def weighted_pair(value: tuple[int, int], A: int, B: int) -> Undone:
    total, gap = value
    left = total - B * gap
    x = left // (A + B)
    lines = [f"{total} - {B} * {signed(gap)} = {left}", f"{left} / {A + B} = {x}", f"{x} + {signed(gap)} = {x + gap}"]
    return Undone((x, x + gap), lines)


@stage(
    "pair", "figures", OPEN, "out = (x // y + A, x % y)", "outcome",
    "Let q be the quotient and r the remainder. Any second number above r will do, and the first is q times it plus r. "
    "Take r + 1.",
    A=(1, 20),
)  # fmt: skip
def quotient_and_remainder(value: tuple[int, int], A: int) -> Undone | None:
    quotient, rest = value[0] - A, value[1]
    if rest < 0:
        return None
    y = rest + 1
    x = quotient * y + rest
    lines = [f"q = {value[0]} - {A} = {quotient}", f"{rest} + 1 = {y}"]
    return Undone((x, y), [*lines, f"{quotient} * {y} + {rest} = {x}"])


@stage(
    "pair", "figures", OPEN, "out = (x * y, x + A)", "outcome",
    "The second figure gives the first number, and dividing by it gives the other.",
    A=(2, 20),
)  # fmt: skip
def product_and_first(value: tuple[int, int], A: int) -> Undone | None:
    product, x = value[0], value[1] - A
    if not x:
        return None
    return Undone((x, product // x), [f"{value[1]} - {A} = {x}", f"{product} / {x} = {product // x}"])


@stage(
    "pair", "figures", OPEN, """
count = 0
while y > 0:
    x, y = y, x % y
    count += A
out = (B * x, count)
""", "outcome",
    "At the end the second number is 0 and {B} times the first is the first figure, after as many passes as {A} goes "
    "into the second figure. One pass earlier the first was twice that; before every other it was the sum of both, and "
    "the second what is now the first.",
    A=(1, 9), B=(2, 9),
)  # fmt: skip
def euclid(value: tuple[int, int], A: int, B: int) -> Undone | None:
    x, passes = value[0] // B, value[1] // A
    if x <= 0 or not passes:
        return None
    y = 0
    lines = [f"{value[0]} / {B} = {x}", f"{value[1]} / {A} = {passes}"]
    for turn in range(passes):
        before = x + y if turn else 2 * x
        lines.append(f"({before}, {x})")
        x, y = before, x
    return Undone((x, y), lines)


# A list or a text, and a number k that only the last stage uses.


@stage(
    "numbers", "figures", SINGLE, "out = ([k * x for x in src], k + len(src))", "outcome",
    "The list had as many items as the one returned. Take that from the second part to get the second argument, and "
    "divide by it.",
)  # fmt: skip
def multiplied_by_key(value: tuple[list[int], int]) -> Undone:
    items, second = value
    k = second - len(items)
    lines = [f"{second} - {len(items)} = {k}", *[f"{v} / {k} = {v // k}" for v in items]]
    return Undone([v // k for v in items], lines, k)


@stage(
    "text", "figures", SINGLE, "out = (src[k:] + src[:k], k * len(src))", "outcome",
    "The second part is the second argument times the length of the text; that many letters go from the end back to "
    "the front.",
)  # fmt: skip
def rotated_by_key(value: tuple[str, int]) -> Undone:
    text, second = value
    k = second // len(text)
    return Undone(text[-k:] + text[:-k], [f"{second} / {len(text)} = {k}", f"{text[-k:]!r} + {text[:-k]!r}"], k)
