"""A second opinion on math/counting: each problem is read from the prompt's words and counted by trying everything."""

import re
from collections.abc import Callable
from itertools import combinations, pairwise, permutations, product
from math import factorial

from schemas import Problem

_WORDS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
).split()
NUMBERS = {word: value for value, word in enumerate(_WORDS)}


def solve(problem: Problem) -> str:
    """The canonical gold text; `params` only tell the kind of question."""
    body = problem.prompt.rpartition("\n")[0]
    return str(_KINDS[problem.params["kind"]](body))


def number(text: str) -> int:
    return NUMBERS[text.lower()] if text.lower() in NUMBERS else int(text.replace(",", ""))


def numbers(text: str) -> list[int]:
    return [int(each.replace(",", "")) for each in re.findall(r"\d{1,3}(?:,\d{3})+|\d+", text)]


def found(pattern: str, text: str) -> re.Match[str]:
    match = re.search(pattern, text)
    assert match, (pattern, text)
    return match


_LIST = r"((?:\d, )*\d and \d)"


def numerals(body: str) -> int:
    digits = numbers(found(_LIST, body)[1])
    length = number((re.search(r"code of (\d+)", body) or found(r"(\w+)-digit", body))[1])
    lowest = 0 if "code" in body else 10 ** (length - 1)
    different = "digits differ" in body or "no digit" in body
    whole = [int("".join(map(str, written))) for written in product(digits, repeat=length)
             if not (different and len(set(written)) < length)]  # fmt: skip
    return sum(value >= lowest and _meets(body, value, str(value).zfill(length)) for value in whole)


def _meets(body: str, value: int, written: str) -> bool:
    bounds = {"at least": value.__ge__, "less than": value.__lt__}
    for words, holds in bounds.items():
        match = re.search(rf"{words} ([\d,]+)", body)
        if match and not holds(number(match[1])):
            return False
    first, has = re.search(r"first digit is (\d)", body), re.search(r"the digit (\d) occurs", body)
    if (first and written[0] != first[1]) or (has and has[1] not in written):
        return False
    divided = {"is even": value % 2 == 0, "is odd": value % 2 == 1, "divisible by 5": value % 5 == 0}
    return all(truth for words, truth in divided.items() if words in body)


def multiples(body: str) -> int:
    low, high, *divisors = numbers(body)
    assert divisors
    total = 0
    for n in range(low, high + 1):
        hits = [n % each == 0 for each in divisors]
        if "exactly one" in body:
            total += sum(hits) == 1
        elif "but" in body:
            total += hits[0] and not any(hits[1:])
        elif "neither" in body or "none" in body:
            total += not any(hits)
        else:
            assert "or by" in body or "at least one" in body
            total += any(hits)
    return total


def outfits(body: str) -> int:
    things, clashes = {}, []
    for count, noun in re.findall(r"(\d+) (\w+)", body):
        things[noun.rstrip("s")] = int(count)
    one_clash = r"(\w+)(?: of the)? (\w+) clash(?:es)? with (?:the same )?(?:(\w+) (?:of the )?)?(\w+)\."
    for x, first, y, second in re.findall(one_clash, body):
        clashes.append((_key(things, first), number(x), _key(things, second), number(y) if y else 1))
    assert clashes
    names = list(things)
    total = 0
    for choice in product(*(range(count) for count in things.values())):
        chosen = dict(zip(names, choice, strict=True))
        total += not any(chosen[a] < x and chosen[b] < y for a, x, b, y in clashes)
    return total


def _key(things: dict[str, int], noun: str) -> str:
    def stem(word: str) -> str:
        return re.sub(r"(?:y|ie|ve|f)$", "", word.rstrip("s"))

    (key,) = [each for each in things if stem(each) == stem(noun)]
    return key


def overlap(body: str) -> int:
    total, first, second, both = numbers(body)
    asked = body.rpartition(". ")[2] if "\n" not in body else body.rpartition("\n")[2]
    one, other = set(range(first)), set(range(first - both, first - both + second))
    assert len(one & other) == both and max(one | other) < total
    if "neither" in asked:
        return len(set(range(total)) - one - other)
    if "at least one" in asked:
        return len(one | other)
    if "exactly one" in asked:
        return len(one ^ other)
    wanted, unwanted = re.fullmatch(r"How many \w+ (.+) but not (.+)\?", asked).groups()
    facts = body.removesuffix(asked)
    return len(one - other) if facts.index(wanted) < facts.index(unwanted) else len(other - one)


def guarantee(body: str) -> int:
    colours = {
        colour: int(count)
        for count, colour in re.findall(r"(\d+) (red|blue|green|white|black|yellow|brown|grey|pink|purple)", body)
    }
    one = rf"(\w+) ({'|'.join(colours)}) \w+(?:\?| for| from| certain)"
    goal = found(rf"(\w+) of the same colour|(\w+) of each colour|{one}", body)
    need = number(goal[1] or goal[2] or goal[3])

    def reached(drawn: tuple[int, ...]) -> bool:
        if goal[1]:
            return max(drawn) >= need
        if goal[2]:
            return min(drawn) >= need
        return drawn[list(colours).index(goal[4])] >= need

    # Layer by layer: all that can be in the hand after n draws without the goal.
    hands, draws = {(0,) * len(colours)}, 0
    while hands:
        draws += 1
        more = set()
        for hand in hands:
            for place, count in enumerate(colours.values()):
                if hand[place] < count:
                    more.add((*hand[:place], hand[place] + 1, *hand[place + 1 :]))
        hands = {hand for hand in more if not reached(hand)}
    return draws


def payment(body: str) -> int:
    values = numbers(body)
    sizes = numbers(found(r"(?:of|only|many|with|sets of) ((?:\d+(?:-cent)?, )*\d+(?:-cent)? and \d+)", body)[1])
    (amount,) = {each for each in values if values.count(each) > sizes.count(each)}

    def count(left: int, place: int) -> int:
        if place == len(sizes):
            return left == 0
        return sum(count(left - taken, place + 1) for taken in range(0, left + 1, sizes[place]))

    return count(amount, 0)


def team(body: str) -> int:
    groups = re.findall(r"(\d+) (\w+)", body)
    people = [place for place, (count, _) in enumerate(groups) for _ in range(int(count))]
    goal = re.search(r"(exactly|at least|at most) (\w+) \w+|\bno \w+", body)
    bound, count = (goal[1], number(goal[2])) if goal[1] else ("exactly", 0)
    outside = body.replace(goal[0], "")
    size = number(found(r"\b(two|three|four|five|six|seven)\b", outside)[1])
    tests = {"exactly": count.__eq__, "at least": count.__le__, "at most": count.__ge__}
    first = [noun for _, noun in groups].index(next(n for _, n in groups if n.startswith(goal[0].split()[-1][:4])))
    return sum(tests[bound](chosen.count(first)) for chosen in combinations(people, size))


def _points(text: str) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in re.findall(r"\((\d+), (\d+)\)", text)]


def routes(body: str) -> int:
    body = body.replace("steps (1, 0) and (0, 1)", "")
    end = _points(found(r"\(0, 0\) to \(\d+, \d+\)", body)[0])[1]
    passed = re.search(r"pass through \(\d+, \d+\)", body)
    via = _points(passed[0]) if passed else []
    avoid = _points(body.partition("avoid")[2])

    def walk(x: int, y: int, seen: int) -> int:
        if x > end[0] or y > end[1] or (x, y) in avoid:
            return 0
        seen += (x, y) in via
        if (x, y) == end:
            return seen == len(via)
        return walk(x + 1, y, seen) + walk(x, y + 1, seen)

    return walk(0, 0, 0)


def climbs(body: str) -> int:
    strides = numbers(found(r"((?:\d, )*\d or \d)", body)[1])
    rule = re.search(r"(?:[Ss]teps?|[Ss]tones?|[Ss]quares?) ([\d, and]+) (?:is|are) (?:broken|wet|forbidden)", body)
    broken = numbers(rule[1]) if rule else []
    plain = body.replace(rule[0], "") if rule else body
    top = max(numbers(plain.replace(found(r"(?:\d, )*\d or \d", plain)[0], "")))

    def climb(place: int) -> int:
        if place >= top or place in broken:
            return place == top
        return sum(climb(place + stride) for stride in strides)

    return climb(0)


def roads(body: str) -> int:
    links: dict[str, list[tuple[str, int]]] = {}
    for count, start, end in re.findall(r"(\d+)(?: \w+ leads?)? from ([A-Z]) to ([A-Z])", body):
        links.setdefault(start, []).append((end, int(count)))
    start, end = next(
        pair for pair in re.findall(r"from ([A-Z]) to ([A-Z])", re.sub(r"\d+(?: \w+ leads?)? from . to .", "", body))
    )

    def go(place: str) -> int:
        return 1 if place == end else sum(go(target) for target, count in links.get(place, ()) for _ in range(count))

    return go(start)


_ALPHABETS = {"binary": "01", "bits": "01", "coin": "HT"}


def words(body: str) -> int:
    letters = next((each for key, each in _ALPHABETS.items() if key in body), None)
    if letters is None:
        listing = re.search(r"\b((?:\w(?: \(\w+\))?, )*\w(?: \(\w+\))? (?:and|or) \w)\b", body)
        letters = "".join(re.findall(r"\b\w\b", listing[1]))
    length = next(
        each for each in numbers(re.sub(r"0, 1 and 2|blocks? .*", "", body)) if each > 2 or "exactly" not in body
    )
    blocks = body.partition("block")[2]
    banned = re.findall(r"\b([A-Z0-9]{2,3})\b", blocks)
    first, last = re.search(r"begin with (\w)", body), re.search(r"end with (\w)", body)
    exactly = re.search(r"the letter (\w) exactly (\d+) times", body)

    def grow(text: str) -> int:
        if any(text.endswith(word) for word in banned) or (text and first and text[0] != first[1]):
            return 0
        if len(text) == length:
            counted = not exactly or text.count(exactly[1]) == int(exactly[2])
            return counted and (not last or text[-1] == last[1])
        return sum(grow(text + letter) for letter in letters)

    assert banned
    return grow("")


def seating(body: str) -> int:
    rules = re.findall(r"[^.?;]*\bmust (?:not |come)?[^.?;]*", body)
    names = re.findall(
        r"\b(?!(?:For|The|In|How|From)\b)[A-Z][a-z]*\b", re.sub("|".join(map(re.escape, rules)), "", body)
    )
    people = list(dict.fromkeys(names))
    circle = "round table" in body
    rows = [(people[0], *rest) for rest in permutations(people[1:])] if circle else permutations(people)
    return sum(all(_seated(rule, row, people, circle) for rule in rules) for row in rows)


def _seated(rule: str, row: tuple[str, ...], people: list[str], circle: bool) -> bool:
    named = [each for each in re.findall(r"[A-Z][a-z]*", rule) if each in people]
    places = [row.index(each) for each in named]
    size = len(row)
    if "either end" in rule:
        return places[0] not in (0, size - 1)
    if "left" in rule:
        return places == sorted(places)
    runs = [
        {(start + i) % size for i in range(len(named))} for start in range(size if circle else size - len(named) + 1)
    ]
    return (set(places) in runs) != ("must not" in rule)


def letters(body: str) -> int:
    word = found(r"\b([A-Z]{4,})\b", body)[1]
    first = re.search(r"first letter is ([A-Z])", body)
    apart = re.search(r"([A-Z])s (?:do not )?stand side by side", body)
    together = "the vowels stand side by side" in body

    def grow(text: str, left: str) -> int:
        if apart and text.endswith(2 * apart[1]):
            return 0
        if first and text and text[0] != first[1]:
            return 0
        if not left:
            vowels = [place for place, letter in enumerate(text) if letter in "AEIOU"]
            return not together or vowels[-1] - vowels[0] == len(vowels) - 1
        return sum(grow(text + letter, left.replace(letter, "", 1)) for letter in sorted(set(left)))

    return grow("", word)


def spaced(body: str) -> int:
    places = number(found(r"(?:of|has) (\d+)", body)[1])
    count = number(found(r"(\w+) (?:people|guests|coats|lamps)\b", body.replace("of the", "").replace("all ", ""))[1])
    gap = number(found(r"at least (\w+) free", body)[1]) if "free" in body else 1
    circle = "circle" in body or "ring" in body
    chosen = 0
    for spots in combinations(range(places), count):
        gaps = [b - a - 1 for a, b in pairwise(spots)] + ([places - spots[-1] + spots[0] - 1] if circle else [])
        chosen += all(each >= gap for each in gaps)
    return chosen * (factorial(count) if "matters" in body else 1)


def _pairs(text: str) -> list[tuple[str, str]]:
    return re.findall(r"\b([A-H])(?: and |-?)([A-H])\b", text)


def colouring(body: str) -> int:
    alike = re.search(r", and ([A-H]) and ([A-H]) must (?:be|get)", body)
    text = body.replace(alike[0], "") if alike else body
    names = found(r"((?:[A-H], )+[A-H] and [A-H])", text)[1]
    edges = _pairs(text.replace(names, ""))
    colours = number(found(r"(two|three|four|five) (?:colours|pencils|days|frequencies|different tanks|numbered tanks)",
                           body.lower())[1])  # fmt: skip
    vertices = re.findall("[A-H]", names)
    total = 0
    for chosen in product(range(colours), repeat=len(vertices)):
        colour = dict(zip(vertices, chosen, strict=True))
        good = all(colour[a] != colour[b] for a, b in edges)
        total += good and (not alike or colour[alike[1]] == colour[alike[2]])
    return total


def walks(body: str) -> int:
    edges = _pairs(body)
    ends = re.search(r"(?:room|vertex|from|stands on vertex) ([A-H])\b", body)
    start = ends[1]
    rest = body[ends.end() :]
    end = (re.search(r"(?:in room|back to|to|end on) ([A-H])\b(?!-)", rest) or found(r"to ([A-H])\b(?!-)", rest))[1]
    words = "|".join(NUMBERS)
    length = number(found(rf"(?:exactly|through|makes|length) (?:exactly )?({words})\b", body)[1])
    closed = re.search(r"without ever visiting ([A-H])", body)

    def go(place: str, left: int) -> int:
        if closed and place == closed[1]:
            return 0
        if not left:
            return place == end
        ways = [b if a == place else a for a, b in edges if place in (a, b)]
        return sum(go(target, left - 1) for target in ways)

    return go(start, length)


def sharing(body: str) -> int:
    if "+" in body:
        unknowns, total = found(r"((?:\w \+ )+\w) = (\d+)", body).groups()
        names = unknowns.split(" + ")
        bounds = {name: (0, int(total)) for name in names}
        for low, name, high in re.findall(r"(\d+) ≤ (\w) ≤ (\d+)", body):
            bounds[name] = (int(low), int(high))
        for name, sign, value in re.findall(r"(?<!≤ )\b([a-z]) ([≤≥]) (\d+)", body):
            bounds[name] = (int(value), int(total)) if sign == "≥" else (bounds[name][0], int(value))
    else:
        total = str(next(each for each in numbers(body)))
        names = re.findall(r"\b[A-Z]\w*", found(r"((?:[A-Z]\w*, )+[A-Z]\w* and [A-Z]\w*)", body)[1])
        bounds = {name: (0, int(total)) for name in names}
        for name, rule in re.findall(r"(\w+) (?:gets|holds) ((?:(?: and )?at (?:least|most) \d+)+)", body):
            low, high = re.search(r"least (\d+)", rule), re.search(r"most (\d+)", rule)
            bounds[name] = (int(low[1]) if low else 0, int(high[1]) if high else int(total))

    def deal(place: int, left: int) -> int:
        low, high = bounds[names[place]]
        if place == len(names) - 1:
            return low <= left <= high
        return sum(deal(place + 1, left - each) for each in range(low, min(high, left) + 1))

    return deal(0, int(total))


def subsets(body: str) -> int:
    listing = found(r"\d+(?:, \d+)+,? (?:and )?\d+", body)[0]
    values = numbers(listing)
    (total,) = set(numbers(body.replace(listing, "")))
    many = re.search(r"exactly (three|four|five|six|seven|eight)", body)
    sizes = [number(many[1])] if many else range(1, len(values) + 1)
    return sum(sum(group) == total for size in sizes for group in combinations(values, size))


def digit_sum(body: str) -> int:
    digits = numbers(found(r"(?:\d, )+\d (?:and|or) \d", body)[0])
    length = number(found(r"(\w+)-digit|(?:takes|rolled) (\w+)", body)[1] or found(r"(?:takes|rolled) (\w+)", body)[1])
    total = max(numbers(re.sub(r"(?:\d, )+\d (?:and|or) \d", "", body)))
    differ = "no two equal" in body or "in a row" in body
    return sum(
        sum(row) == total and not (differ and any(a == b for a, b in pairwise(row)))
        for row in product(digits, repeat=length)
    )


def residues(body: str) -> int:
    low, high = found(r"(\d+) to (\d+)|{(\d+), \d+, ..., (\d+)}", body).groups()[:2]
    if low is None:
        low, high = found(r"{(\d+), \d+, ..., (\d+)}", body).groups()
    many = number(found(r"\b(two|three|four|five)\b", body.lower())[1])
    divisor = re.search(r"divi(?:ded|sible) by (\d+)", body)
    rest = re.search(r"remainder (\d+)", body)
    modulus = int(divisor[1]) if divisor else 2
    wanted = int(rest[1]) if rest else int("odd" in body)
    return sum(sum(group) % modulus == wanted for group in combinations(range(int(low), int(high) + 1), many))


def three_sets(body: str) -> int:
    asked = body.rpartition("\n" if "\n" in body else ". ")[2]
    facts = body.removesuffix(asked)
    if "\n" in facts:
        listed = [(value, text) for text, value in re.findall(r"(.+): (\d+)", facts)]
    else:
        listed = re.findall(r"(\d+) ([^0-9;.]+?)(?=,? and \d|, \d|[;.:])", facts)
    verb = found(r"How many (\w+) ", asked)[1]
    given: dict[frozenset[str], int] = {}
    none = None
    singles = [(int(value), text.removeprefix(f"{verb} ")) for value, text in listed if text.startswith(verb)]
    objects = [text for _, text in singles if " and " not in text and "three" not in text]
    for value, text in singles:
        if text == "all three":
            given[frozenset(objects)] = value
        elif text == "none of the three":
            none = value
        else:
            given[frozenset(text.split(" and "))] = value
    total = numbers(facts)[0]
    # Every possible number in all three groups; the others follow from the innermost outwards.
    answers = set()
    for inner in range(total + 1):
        if given.get(frozenset(objects), inner) != inner:
            continue
        only = {frozenset(objects): inner}
        for pair in combinations(objects, 2):
            only[frozenset(pair)] = given[frozenset(pair)] - inner
        for each in objects:
            only[frozenset([each])] = given[frozenset([each])] - sum(n for part, n in only.items() if each in part)
        outside = total - sum(only.values())
        if min(*only.values(), outside) < 0 or (none is not None and outside != none):
            continue
        by_size = [sum(n for part, n in only.items() if len(part) == size) for size in (1, 2, 3)]
        answers.add({
            "none of the three": outside, "at least one": sum(by_size), "exactly one": by_size[0],
            "exactly two": by_size[1], "neither": only[frozenset(objects[:1])], "all three": inner,
        }[found(r"none of the three|at least one|exactly one|exactly two|neither|all three", asked)[0]])  # fmt: skip
    (answer,) = answers
    return answer


def rectangles(body: str) -> int:
    sizes = re.search(r"(\d+) columns and (\d+) rows", body) or re.search(r"(\d+) by (\d+) plots", body)
    if sizes:
        width, height = map(int, sizes.groups())
    else:
        height, width = map(int, found(r"(\d+) rows of (\d+) panes", body).groups())
    cells = [(int(x), int(y)) for x, y in re.findall(r"column (\d+), row (\d+)", body)]
    goal = body[max(body.rfind("contain "), body.rfind("not contain ")) :]
    total = 0
    for left, right in combinations(range(width + 1), 2):
        for low, high in combinations(range(height + 1), 2):
            inside = sum(left < x <= right and low < y <= high for x, y in cells)
            if "none of" in goal or "not contain" in body:
                total += inside == 0
            elif "exactly one" in goal:
                total += inside == 1
            elif "at least one" in goal:
                total += inside > 0
            else:
                total += inside == len(cells)
    return total


def boxes(body: str) -> int:
    words = [number(each) for each in re.findall(rf"\b({'|'.join(_WORDS[1:])})\b(?! of (?:them|the))", body.lower())
             if each != "one" or "exactly one" in body.lower()]  # fmt: skip
    exactly = re.search(r"exactly (\w+)", body)
    sizes = [
        number(each) for each in re.findall(rf"\b({'|'.join(_WORDS[2:])})\b", re.sub(r"exactly \w+", "", body.lower()))
    ]
    things, count = sizes[0], sizes[1]
    assert words and len(sizes) == 2, sizes
    full = "None of them stays empty" in body or "at least one task" in body
    total = 0
    for row in product(range(count), repeat=things):
        total += (not full or len(set(row)) == count) and (not exactly or row.count(0) == number(exactly[1]))
    return total


def below(body: str) -> int:
    digits = numbers(found(_LIST, body)[1])
    length = number(found(r"(\w+)-digit", body)[1])
    bound = number(found(r"(?:less than|smaller than|before|below) ([\d,]*\d)", body)[1])
    different = "digits differ" in body or "no digit" in body
    total = 0
    for written in product(digits, repeat=length):
        value = int("".join(map(str, written)))
        total += 10 ** (length - 1) <= value < bound and not (different and len(set(written)) < length)
    return total


_KINDS: dict[str, Callable[[str], int]] = {
    each.__name__: each
    for each in (
        numerals, multiples, outfits, overlap, guarantee, payment, team, routes, climbs, roads, words, seating, letters,
        spaced, colouring, walks, sharing, subsets, digit_sum, residues, three_sets, rectangles, boxes, below,
    )
}  # fmt: skip
