"""Stages on lists of numbers."""

from __future__ import annotations

from itertools import accumulate, pairwise

from generators.code.input_prediction.stages import EXACT, OPEN, SINGLE, Undone, stage
from generators.code.tagged import signed

# Exact: any list of integers is the result of exactly one.


@stage(
    "numbers", "numbers", EXACT, """
out = []
for i, x in enumerate(src):
    out.append(x + A * i)
""", "shifted raised moved", "Every item was raised by {A} times its position; subtract that again.", A=(2, 6),
)  # fmt: skip
def place_added(value: list[int], A: int) -> Undone:
    found = [x - A * i for i, x in enumerate(value)]
    return Undone(found, [f"{x} - {A} * {i} = {y}" for i, (x, y) in enumerate(zip(value, found, strict=True))])


@stage(
    "numbers", "numbers", EXACT, """
out = []
total = 0
for x in src:
    total += x
    out.append(total)
""", "totals sums running", "These are running totals, so every item is a total minus the total before it.",
)  # fmt: skip
def running_totals(value: list[int]) -> Undone:
    found = [b - a for a, b in pairwise([0, *value])]
    return Undone(found, [f"{b} - {signed(a)} = {b - a}" for a, b in pairwise([0, *value])])


@stage(
    "numbers", "numbers", EXACT, """
out = []
before = A
for x in src:
    out.append(x - before)
    before = x
""", "steps changes gaps",
    "Each result is an item minus the one before it (at the start {A}), so add them up.", A=(0, 9),
)  # fmt: skip
def differences(value: list[int], A: int) -> Undone:
    found = list(accumulate(value, initial=A))[1:]
    return Undone(found, [f"{a} + {signed(v)} = {a + v}" for a, v in zip([A, *found], value, strict=False)])


@stage(
    "numbers", "numbers", EXACT, """
out = []
last = A
for x in src:
    last = x - last
    out.append(last)
""", "mixed chain linked",
    "Each result is the item minus the result before it (at the start {A}), so every item is the "
    "sum of two neighbouring results.", A=(1, 9),
)  # fmt: skip
def alternating_chain(value: list[int], A: int) -> Undone:
    pairs = list(pairwise([A, *value]))
    return Undone([a + b for a, b in pairs], [f"{b} + {signed(a)} = {a + b}" for a, b in pairs])


@stage(
    "numbers", "numbers", EXACT, """
out = []
for x in src:
    if x % 2 == 0:
        out.append(x + A)
    else:
        out.append(x - B)
""", "changed pushed adjusted",
    "Neither {A} nor {B} changes whether a number is even, so even results lose {A} and odd ones gain {B}.",
    A=(2, 10, 4), B=(4, 12, 4),
)  # fmt: skip
def parity_moved(value: list[int], A: int, B: int) -> Undone:
    found = [x + B if x % 2 else x - A for x in value]
    lines = [f"{x} is odd: {x} + {B} = {x + B}" if x % 2 else f"{x} is even: {x} - {A} = {x - A}" for x in value]
    return Undone(found, lines)


@stage(
    "numbers", "numbers", EXACT, """
out = []
for i, x in enumerate(src):
    if i % 2 == 1:
        x = A - x
    out.append(x)
""", "mirrored folded turned",
    "At the positions 1, 3, 5, ... an item x became {A} - x, and the same again turns it back.",
    A=(5, 20),
)  # fmt: skip
def odd_places_mirrored(value: list[int], A: int) -> Undone:
    found = [A - x if i % 2 else x for i, x in enumerate(value)]
    return Undone(found, [f"{A} - {signed(x)} = {A - x}" for x in value[1::2]])


# Single: no two lists have the same result.


@stage(
    "numbers", "numbers", SINGLE, "out = [A * x + B for x in src]", "scaled stretched mapped",
    "Each item was multiplied by {A} and {B} was added, so subtract {B} and divide by {A}.", A=(2, 5), B=(1, 9),
)  # fmt: skip
def scaled(value: list[int], A: int, B: int) -> Undone:
    return Undone([(v - B) // A for v in value], [f"({v} - {B}) / {A} = {(v - B) // A}" for v in value])


@stage(
    "numbers", "numbers", SINGLE, """
out = []
for i, x in enumerate(src):
    out.append(x * (i + A))
""", "weighted multiplied products", "The item at position i was multiplied by i + {A}, so divide by that.", A=(1, 3),
)  # fmt: skip
def place_multiplied(value: list[int], A: int) -> Undone:
    found = [v // (i + A) for i, v in enumerate(value)]
    return Undone(found, [f"{v} / {i + A} = {x}" for i, (v, x) in enumerate(zip(value, found, strict=True))])


@stage(
    "numbers", "numbers", SINGLE, "out = src + [sum(src)]", "extended signed checked",
    "The last item is the sum of all the others; leave it out.",
)  # fmt: skip
def sum_appended(value: list[int]) -> Undone:
    *rest, last = value
    return Undone(rest, [f"{' + '.join(map(signed, rest))} = {last}"])


@stage(
    "numbers", "numbers", SINGLE, """
out = []
for x in src:
    if x % 2 == 0:
        out.append(2 * x)
    else:
        out.append(x)
""", "doubled blown grown", "Even items were doubled and odd ones left alone, so halve what is even.",
)  # fmt: skip
def even_doubled(value: list[int]) -> Undone:
    found = [v if v % 2 else v // 2 for v in value]
    return Undone(found, [f"{v} is odd and stays" if v % 2 else f"{v} / 2 = {v // 2}" for v in value])


# Open: several lists have the same result.


@stage(
    "numbers", "numbers", OPEN, "out = [x // A for x in src]", "parts shares quotients",
    "Division by {A} rounds down: v comes from {A} * v up to {A} * v plus {A} - 1. Take {A} * v + 1.", A=(2, 6),
)  # fmt: skip
def floored(value: list[int], A: int) -> Undone:
    return Undone([A * v + 1 for v in value], [f"{A} * {signed(v)} + 1 = {A * v + 1}" for v in value])


@stage(
    "numbers", "numbers", OPEN, """
out = []
for a, b in zip(src, src[1:]):
    out.append(a + b)
""", "pairs sums joined", "Each result is the sum of two neighbours. The first item is free; with 1 the rest follows.",
)  # fmt: skip
def neighbour_sums(value: list[int]) -> Undone:
    found, lines = [1], []
    for v in value:
        lines.append(f"{v} - {signed(found[-1])} = {v - found[-1]}")
        found.append(v - found[-1])
    return Undone(found, lines)


@stage(
    "numbers", "numbers", OPEN, """
out = []
for a, b in zip(src, src[1:]):
    out.append(abs(b - a))
""", "distances jumps gaps", "Each result is the distance of two neighbours. Start with 0 and always go up.",
)  # fmt: skip
def neighbour_distances(value: list[int]) -> Undone:
    found = list(accumulate(value, initial=0))
    return Undone(found, [f"{a} + {v} = {a + v}" for a, v in zip(found, value, strict=False)])


@stage(
    "numbers", "numbers", OPEN, """
out = []
for x in src:
    if x > A:
        out.append(x - B)
    else:
        out.append(x + C)
""", "levelled pulled balanced", "A result v comes from v + {B} if that is above {A}, or from v - {C} if that is not.",
    A=(5, 15), B=(2, 6), C=(2, 6),
)  # fmt: skip
def split_at_bound(value: list[int], A: int, B: int, C: int) -> Undone:
    found, lines = [], []
    for v in value:
        above = v + B > A
        found.append(v + B if above else v - C)
        lines.append(
            f"{v} + {B} = {v + B} is above {A}" if above
            else f"{v} + {B} = {v + B} is not above {A}, so {v} - {C} = {v - C}"
        )  # fmt: skip
    return Undone(found, lines)


@stage(
    "numbers", "numbers", OPEN, """
out = []
for x in src:
    if x % A == 0:
        out.append(x // A)
    else:
        out.append(x + B)
""", "reduced shrunk worked", "A multiple of {A} is divided by {A}, so v comes from {A} * v, whatever v is.",
    A=(2, 4), B=(1, 7),
)  # fmt: skip
def multiples_divided(value: list[int], A: int, B: int) -> Undone:
    return Undone([A * v for v in value], [f"{A} * {signed(v)} = {A * v}" for v in value])


@stage(
    "numbers", "numbers", OPEN, "out = [x % A for x in src]", "rests remainders clock",
    "Only the remainder modulo {A} counts; add {A} to each result.", A=(7, 12),
)  # fmt: skip
def remainders(value: list[int], A: int) -> Undone:
    return Undone([v + A for v in value], [f"{v} + {A} = {v + A}" for v in value])


@stage(
    "numbers", "numbers", OPEN, "out = [x for x in src if x % A != B]", "kept left remaining",
    "Items with remainder {B} modulo {A} were dropped. No result has this remainder, so all can stay as they are.",
    A=(2, 4), B=(0, 1),
)  # fmt: skip
def some_dropped(value: list[int], A: int, B: int) -> Undone:
    return Undone(list(value), [f"{v} % {A} = {v % A}" for v in value])


@stage(
    "numbers", "numbers", OPEN, "out = sorted(src)", "ordered ranked sorted_items",
    "Sorting forgets the order the items had, so they may come in any order, also in this one.",
)  # fmt: skip
def put_in_order(value: list[int]) -> Undone:
    return Undone(list(value), [])


# Lists to a few figures, always with the list's size among them: else one item would do.


@stage(
    "numbers", "figures", OPEN, """
total = A
for x in src:
    total = total * B + x
out = (len(src), total)
""", "outcome figures",
    "Take the total apart from the end: as items the remainders modulo {B}, and for the first item what "
    "is then left over from {A} * {B}.", A=(1, 3), B=(2, 4),
)  # fmt: skip
def horner(value: tuple[int, int], A: int, B: int) -> Undone:
    size, total = value
    found, lines = [], []
    for _ in range(size - 1):
        found.append(total % B)
        lines.append(f"{total} = {B} * {signed(total // B)} + {total % B}")
        total //= B
    found.append(total - A * B)
    lines.append(f"{total} - {A} * {B} = {total - A * B}")
    return Undone(found[::-1], lines)


@stage(
    "numbers", "figures", OPEN, "out = (len(src), sum(src), max(src))", "outcome figures",
    "The list has as many items as the first figure says, the largest is the third, and the others share what then is "
    "missing from the sum.",
)  # fmt: skip
def size_sum_largest(value: tuple[int, int, int]) -> Undone:
    size, total, largest = value
    left, others = total - largest, size - 1
    share = [left // others + (i < left % others) for i in range(others)] if others else []
    lines = [f"{total} - {signed(largest)} = {left}"]
    if others:
        lines.append(f"{' + '.join(map(signed, share))} = {left}, and no item is above {largest}")
    return Undone([largest, *share], lines)


@stage(
    "numbers", "figures", OPEN, """
total = 0
for i, x in enumerate(src):
    total += (i + A) * x
out = (len(src), sum(src), total)
""", "outcome figures",
    "Let all items be 0 except the last two, a and b: a + b is the sum, and the weights of their two "
    "positions give the total.", A=(1, 4),
)  # fmt: skip
def weighted_sum(value: tuple[int, int, int], A: int) -> Undone:
    size, plain, total = value
    weight = size - 2 + A
    b = total - weight * plain
    a = plain - b
    lines = [
        f"{weight} * a + {weight + 1} * b = {total} and a + b = {plain}",
        f"b = {total} - {weight} * {signed(plain)} = {b}",
        f"a = {plain} - {signed(b)} = {a}",
    ]  # fmt: skip
    return Undone([0] * (size - 2) + [a, b], lines)


@stage(
    "numbers", "figures", OPEN, """
evens = 0
rest = 0
for x in src:
    if x % 2 == 0:
        evens += 1
    else:
        rest += x
out = (len(src), evens, rest)
""", "outcome figures",
    "As many even items as the second figure says; the odd ones, whose number is the difference, have to "
    "add up to the third. Take 1 for all of these but the last, and 2 for the even ones.",
)  # fmt: skip
def evens_and_odd_sum(value: tuple[int, int, int]) -> Undone:
    size, evens, rest = value
    odd = size - evens
    lines = [f"{size} - {evens} = {odd} odd items"]
    found = [2] * evens
    if odd:
        lines.append(f"{rest} - {odd - 1} * 1 = {rest - odd + 1} for the last")
        found += [1] * (odd - 1) + [rest - odd + 1]
    return Undone(found, lines)


@stage(
    "numbers", "figures", OPEN, """
ups = 0
for a, b in zip(src, src[1:]):
    if a < b:
        ups += 1
out = (len(src), ups, src[-1])
""", "outcome figures",
    "Among the neighbours there must be as many rises as the second figure says. Rise by 1 that often and "
    "stay level before that, so that the last item is the third figure.",
)  # fmt: skip
def rises(value: tuple[int, int, int]) -> Undone:
    size, ups, last = value
    lines = [
        f"{size} items have {size - 1} pairs of neighbours",
        f"{size - 1} - {ups} = {size - 1 - ups} without a rise",
    ]
    lines.append(f"{last} - {ups} = {last - ups} to start with")
    return Undone([last - ups] * (size - 1 - ups) + list(range(last - ups, last + 1)), lines)


@stage(
    "numbers", "figures", OPEN, """
low = 0
high = 0
for i, x in enumerate(src):
    if i % 2 == 0:
        low += x
    else:
        high += x
out = (len(src), low - high, low + high)
""", "outcome figures",
    "Half the sum of the two last figures is the total at the positions 0, 2, 4, ..., and the rest of "
    "their sum lies at 1, 3, 5, .... Put each into one item.",
)  # fmt: skip
def places_apart(value: tuple[int, int, int]) -> Undone:
    size, minus, plus = value
    low = (minus + plus) // 2
    high = plus - low
    lines = [f"({minus} + {signed(plus)}) / 2 = {low}", f"{plus} - {signed(low)} = {high}"]
    return Undone([low, high, *[0] * (size - 2)], lines)


@stage(
    "numbers", "string", SINGLE, 'out = " ".join([str(x) for x in src])', "line label joined",
    "The text is the items with spaces between them.",
)  # fmt: skip
def spaced(value: str) -> Undone:
    return Undone([int(piece) for piece in value.split()], [])
