"""A second opinion on math/probability: the experiment is read from the prompt's words and played through in full."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import permutations, product
from math import prod

from sympy import Matrix, Rational

from schemas import Problem

_WORDS = "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
NUMBERS = {word: value for value, word in enumerate(_WORDS)}
_COLOUR = "red|blue|green|white|black|yellow|brown|grey|pink|purple"


def solve(problem: Problem) -> str:
    """The canonical gold text; `params` only tell the kind of question."""
    body = problem.prompt.rpartition("\n")[0]
    return str(_KINDS[problem.params["kind"]](body))


def number(text: str) -> int:
    return NUMBERS[text.lower()] if text.lower() in NUMBERS else int(text)


def share(cases: Iterable[bool]) -> Fraction:
    seen = list(cases)
    return Fraction(sum(seen), len(seen))


def _stock(text: str) -> list[str]:
    return [colour for count, colour in re.findall(rf"(\d+) ({_COLOUR})", text) for _ in range(int(count))]


def draws(body: str) -> Fraction:
    stock = _stock(body)
    asked = body.rpartition(" that ")[2] if " that " in body else body.rpartition(" is ")[2]
    take = re.search(r"\b(two|three|four|five)\b", re.sub(r"(exactly|at least) \w+|(?<=that ).*", "", body).lower())
    if not take:
        asked = re.search(rf"((?:not )?(?:(?:{_COLOUR})(?: or )?)+)[?.]", asked)[1]
        wanted = set(re.findall(_COLOUR, asked))
        return share((each in wanted) != asked.startswith("not") for each in stock)
    event = _event(asked, set(stock))
    put_back = "with replacement" in body

    def draw(left: int, row: tuple[str, ...], counts: Counter[str]) -> Fraction:
        if not left:
            return Fraction(event(row))
        total = Fraction(0)
        for colour, count in counts.items():
            if count:
                rest = counts if put_back else counts - Counter([colour])
                total += Fraction(count, sum(counts.values())) * draw(left - 1, (*row, colour), rest)
        return total

    return draw(number(take[1]), (), Counter(stock))


def _event(asked: str, every: set[str] | None = None) -> Callable[[tuple[str, ...]], bool]:
    colours = re.findall(_COLOUR, asked)
    amount = re.search(r"(exactly|at least|at most) (\w+)", asked)
    if "same colour" in asked or "match" in asked:
        return lambda row: len(set(row)) == 1
    if "differ" in asked:
        return lambda row: len(set(row)) == len(row)
    if "every colour" in asked:
        return lambda row: set(row) == every
    if "comes first" in asked:
        return lambda row: list(row) == colours
    if amount:
        count = number(amount[2])
        test = {"exactly": count.__eq__, "at least": count.__le__, "at most": count.__ge__}[amount[1]]
        return lambda row: test(row.count(colours[0]))
    assert re.match(r"(both|all|they) are", asked), asked
    return lambda row: set(row) == {colours[0]}


def two_bags(body: str) -> Fraction:
    facts, asked = body.rpartition(" that ")[::2]
    stocks = re.findall(rf"(?:\d+ (?:{_COLOUR})(?:, | and )?)+", facts)
    assert len(stocks) == 2, stocks
    event = _event(asked)
    return share(event(row) for row in product(*map(_stock, stocks)))


def _property(text: str) -> Callable[[int], bool]:
    kind, bound = re.search(r"is (a multiple of|greater than|less than) (\d+)", text).groups()
    bound = int(bound)
    return {
        "a multiple of": lambda n: n % bound == 0,
        "greater than": lambda n: n > bound,
        "less than": lambda n: n < bound,
    }[kind]


def random_number(body: str) -> Fraction:
    pattern = r"is (?:a multiple of|greater than|less than) \d+"
    facts = re.findall(pattern, body)
    high = max(map(int, re.findall(r"\d+", re.sub(pattern, "", body))))
    known = _property(facts[0]) if len(facts) > 1 else bool
    return share(_property(facts[-1])(n) for n in range(1, high + 1) if known(n))


def independent(body: str) -> Fraction:
    chances = {
        name: Fraction(chance)
        for name, chance in re.findall(r"(\w+)(?: \w+ (?:late )?with| with)(?: probability)? (\d+/\d+)", body)
    }
    asked = body.rpartition(" that ")[2]
    only = re.match(r"only (\w+)", asked)
    total = Fraction(0)
    for truth in product((True, False), repeat=len(chances)):
        happened = dict(zip(chances, truth, strict=True))
        if only:
            counts = happened[only[1]] and sum(truth) == 1
        else:
            counts = {
                "both": all(truth), "all": all(truth), "neither": not any(truth), "none": not any(truth),
                "exactly": sum(truth) == (2 if "two" in asked else 1), "at": any(truth),
            }[asked.split()[0]]  # fmt: skip
        if counts:
            total += prod(chance if yes else 1 - chance for chance, yes in zip(chances.values(), truth, strict=True))
    return total


def survey(body: str) -> Fraction:
    facts = body.rpartition("\n")[0] if "\n" in body else body.partition(". ")[0]
    values = [int(each) for each in re.findall(r"\d+", facts)]
    (n, a, m, b) = values if facts.startswith("Of") or "\n" in body else (values[1], values[0], values[3], values[2])
    people = [(0, i < a) for i in range(n)] + [(1, i < b) for i in range(m)]
    asked = body.removeprefix(facts)
    if re.search(r"is one [\w ]+[?.]$", asked):
        return share(has for _, has in people)
    lacks = "without" in asked or "in good order" in asked or "not on loan" in asked
    return share(group == 0 for group, has in people if has != lacks)


def dice(body: str) -> Fraction:
    good, every = rolls_of(body)
    return Fraction(len(good), every)


def rolls_of(body: str) -> tuple[set[tuple[int, ...]], int]:
    sides: list[int] = []
    for count, size in re.findall(r"(\w+) (?:fair )?(?:(\d+)-sided )?(?:dice|die)\b", body):
        if count.lower() in NUMBERS:
            sides += [int(size or 6)] * NUMBERS[count.lower()]
    tests: list[tuple[str, Callable[[tuple[int, ...], int], bool]]] = [
        (r"sum is (\d+)", lambda roll, n: sum(roll) == n),
        (r"sum is at least (\d+)", lambda roll, n: sum(roll) >= n),
        (r"sum is at most (\d+)", lambda roll, n: sum(roll) <= n),
        (r"sum is a multiple of (\d+)", lambda roll, n: sum(roll) % n == 0),
        (r"product is (\d+)", lambda roll, n: prod(roll) == n),
        (r"differ by exactly (\d+)", lambda roll, n: abs(roll[0] - roll[1]) == n),
        (r"highest number is (\d+)", lambda roll, n: sorted(roll)[-1] == n),
        (r"lowest number is (\d+)", lambda roll, n: sorted(roll)[0] == n),
        (r"number (\d+) comes up", lambda roll, n: n in roll),
        (r"dice show the same number()", lambda roll, n: len(set(roll)) == 1),
    ]
    ((match, test),) = [(re.search(pattern, body), test) for pattern, test in tests if re.search(pattern, body)]
    every = list(product(*(range(1, side + 1) for side in sides)))
    return {roll for roll in every if test(roll, int(match[1] or 0))}, len(every)


def given_roll(body: str) -> Fraction:
    body = re.sub(r"^(\w+) rolls", "Somebody rolls", body)
    events = (
        "sum is (?:at least |at most |a multiple of )?\\d+|differ by exactly \\d+|(?:highest|lowest) number is \\d+|"
    )
    events += "(?:highest|lowest) number is \\d+|number \\d+ comes up"
    first, second = re.findall(events, body)
    known, wanted = (second, first) if "given that" in body else (first, second)
    start = re.sub(events, "", body)

    both = [rolls_of(f"{start} {event}")[0] for event in (known, wanted)]
    return Fraction(len(both[0] & both[1]), len(both[0]))


def tosses(body: str) -> Fraction:
    count = number(re.search(r"(\w+) (?:times|fair coins)", body)[1])
    bound, heads = re.search(r"(exactly|at least|at most) (\w+) heads?", body).groups()
    test = {"exactly": number(heads).__eq__, "at least": number(heads).__le__, "at most": number(heads).__ge__}[bound]
    return share(test(sum(row)) for row in product((0, 1), repeat=count))


def _chances(size: int, chance: Fraction) -> Iterable[tuple[tuple[int, ...], Fraction]]:
    """All outcomes of so many trials with their probabilities."""
    for row in product((0, 1), repeat=size):
        yield row, chance ** sum(row) * (1 - chance) ** (size - sum(row))


def _fraction(text: str) -> Fraction:
    return Fraction(re.search(r"\d+/\d+", text)[0])


def trials(body: str) -> Fraction:
    count = number(
        re.search(
            rf"\b({'|'.join(_WORDS[3:])})\b(?: times| seeds| questions| days| "
            rf"penalties)",
            body.lower(),
        )[1]
    )
    bound, wanted = re.search(r"(exactly|at least|at most) (\w+)", body).groups()
    need = number(wanted)
    total = Fraction(0)
    for row, chance in _chances(count, _fraction(body)):
        if "in a row" in body.rpartition(" ".join((bound, wanted)))[2]:
            good = "1" * need in "".join(map(str, row))
        else:
            good = {"exactly": sum(row) == need, "at least": sum(row) >= need, "at most": sum(row) <= need}[bound]
        total += chance * good
    return total


def sources(body: str) -> Fraction:
    percents = [int(each) for each in re.findall(r"(\d+) %", body)]
    size = len(percents) // 2
    shares, rates = (percents[::2], percents[1::2]) if "|" in body else (percents[:size], percents[size:])
    story = body.rpartition("One " if "One " in body else "A random ")[2]
    words = {"faulty": "sound", "wormy": "unspoilt", "late": "on time", "unwanted": "wanted", "smudged": "clean",
             "burnt": "well baked"}  # fmt: skip
    property_told = next(word for word in words if re.search(rf"\b{word}\b", body))
    lacking = re.search(rf"\b{words[property_told]}\b", story or body) is not None
    if "turns out to be" in body:
        lacking = f"turns out to be {words[property_told]}" in body
    has = [Fraction(a * (100 - b if lacking else b), 10_000) for a, b in zip(shares, rates, strict=True)]
    asked = re.search(r"comes from \w+ ([ABC])\?", body)
    return has["ABC".index(asked[1])] / sum(has) if asked else sum(has, Fraction(0))


def screening(body: str) -> Fraction:
    ill = next(
        Fraction(int(each), 1000)
        for each in re.findall(
            r"(\d+) (?:out of|in) 1000|Of 1000 \w+, "
            r"(\d+)",
            body,
        )[0]
        if each
    )
    hits, alarms = (Fraction(int(each), 100) for each in re.findall(r"(\d+) ?%", body))
    results = {"positive both times": "++", "negative both times": "--", "positive first and then negative": "+-"}
    shown = next((signs for words, signs in results.items() if words in body), None)
    if shown is None:
        shown = "-" if re.search(r"result is negative", body) else "+"
    for sign in shown:
        ill_after = ill * (hits if sign == "+" else 1 - hits)
        ill = ill_after / (ill_after + (1 - ill) * (alarms if sign == "+" else 1 - alarms))
    question = re.search(r"What is the probability that [^?]*\?", body)[0]
    return 1 - ill if " not " in question else ill


def transfer(body: str) -> Fraction:
    stocks = [_stock(each) for each in re.findall(rf"(?:\d+ (?:{_COLOUR})(?:, | and )?)+", body)]
    moved = 2 if re.search(r"\b(?:Two|two)\b", body) else 1
    colour = re.search(rf"(?:it is|It is) ({_COLOUR})", body)[1]
    back = "moved was" in body or "moved were" in body
    hits = both = cases = 0
    for gone in permutations(stocks[0], moved):
        for last in [*stocks[1], *gone]:
            cases += 1
            hits += last == colour
            both += last == colour and set(gone) == {colour}
    return Fraction(both, hits) if back else Fraction(hits, cases)


def match(body: str) -> Fraction:
    goal = number(re.search(rf"({'|'.join(_WORDS[1:])}) (?:games|wins|points)", body)[1])
    score = tuple(map(int, re.search(r"(\d+) : (\d+)", body).groups()))
    chance = _fraction(body)
    exactly = re.search(r"exactly (\w+) more", body)

    def play(mine: int, theirs: int, played: int) -> Fraction:
        if goal in (mine, theirs):
            return Fraction(played == number(exactly[1]) if exactly else mine == goal)
        return chance * play(mine + 1, theirs, played + 1) + (1 - chance) * play(mine, theirs + 1, played + 1)

    return play(*score, 0)


def line_walk(body: str) -> Fraction:
    start = int(re.search(r"(?:has|rung|with|stands) (\d+)", body)[1])
    steps = number(re.search(rf"\b({'|'.join(_WORDS[2:])}) (?:bets|rounds|times|steps)", body)[1])
    chance = _fraction(body)
    asked = body.rpartition(" that ")[2]
    target = re.search(r"(?:has|is on rung|is) (\d+)", asked)
    target = int(target[1]) if target else None

    def go(height: int, left: int) -> Fraction:
        if target is not None and "some time" in asked and height == target:
            return Fraction(1)
        if height == 0:
            return Fraction(0)
        if not left:
            return Fraction(target is None or ("after the last" in asked and height == target))
        return chance * go(height + 1, left - 1) + (1 - chance) * go(height - 1, left - 1)

    return go(start, steps)


def _absorbed(moves: dict[str, dict[str, Fraction]], start: str, home: str) -> Fraction:
    """The chance of ending in `home`, by inverting the matrix of the states that are left again."""
    inner = list(moves)
    left = Matrix(len(inner), len(inner), lambda i, j: int(i == j) - Rational(str(moves[inner[i]].get(inner[j], 0))))
    right = Matrix(len(inner), 1, lambda i, _: Rational(str(moves[inner[i]].get(home, 0))))
    return Fraction(str((left.inv() * right)[inner.index(start)]))


def ruin(body: str) -> Fraction:
    chance = _fraction(body)
    duel = re.search(r"has (\d+) tokens?, \w+ has (\d+)", body)
    if duel:
        start, goal = int(duel[1]), int(duel[1]) + int(duel[2])
        winner = re.search(r"chance that (\w+) gets", body)[1]
        end = goal if body.startswith(winner) else 0
    else:
        start = int(re.search(r"with (\d+) coins?|on stone (\d+)|share is (\d+)|starts at (\d+)", body)[0].split()[-1 if
                    "coin" not in body else 1])  # fmt: skip
        goal = int(re.search(r"has (\d+) coins or|stones 0 to (\d+)|sold at (\d+)|shows 0 or (\d+)", body)[0]
                   .replace(" coins or", "").split()[-1])  # fmt: skip
        end = 0 if re.search(r"ending with no coin|stops at 0\.|sold at 0\?|show 0 in", body) else goal
    moves = {str(i): {str(i + 1): chance, str(i - 1): 1 - chance} for i in range(1, goal)}
    return _absorbed(moves, str(start), str(end))


def graph_walk(body: str) -> Fraction:
    near: dict[str, list[str]] = {}
    for a, b in re.findall(r"([A-H])-([A-H])", body):
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    text = re.sub(r"[A-H]-[A-H]", "", body)
    start = re.search(r"(?:vertex|in room|tourist on|on page) ([A-H])\b", text)[1]
    home = re.search(
        r"comes to ([A-H]) first|Cheese lies in room ([A-H])|that ([A-H]) is visited|sees page "
        r"([A-H])",
        text,
    )
    trap = re.search(
        r"until it comes to [A-H] or ([A-H])|cat sits in room ([A-H])|before ([A-H])\.|before page "
        r"([A-H])",
        text,
    )
    home, trap = (next(each for each in found.groups() if each) for found in (home, trap))
    if "until it comes to" in text:
        pair = re.search(r"until it comes to ([A-H]) or ([A-H])", text).groups()
        trap = pair[0] if pair[1] == home else pair[1]
    moves = {
        v: {w: Fraction(ways.count(w), len(ways)) for w in ways} for v, ways in near.items() if v not in (home, trap)
    }
    return _absorbed(moves, start, home)


def taking_turns(body: str) -> Fraction:
    chances = {name: Fraction(chance) for name, chance in re.findall(
        r"(\w+)(?: succeeds with probability| with) (\d+/\d+)", body)}  # fmt: skip
    asked = re.search(r"(?:probability|likely is it|chance) that (\w+)", body)[1]
    # Ten thousand rounds would do; the part of each round that decides is the same.
    first, left = {}, Fraction(1)
    for name, chance in chances.items():
        first[name] = left * chance
        left *= 1 - chance
    return first[asked] / sum(first.values())


def network(body: str) -> Fraction:
    plan = re.search(r"(?:works if|works when|village when) (.*?)(?:\. (?:The comp|Its )|; the parts)", body)[1]
    chances = {name: Fraction(chance) for name, chance in re.findall(r"([A-H]) with (?:probability )?(\d+/\d+)", body)}
    total = Fraction(0)
    for truth in product((True, False), repeat=len(chances)):
        works = dict(zip(chances, truth, strict=True))
        if _works(plan, works):
            total += prod(chance if works[name] else 1 - chance for name, chance in chances.items())
    return 1 - total if re.search(r"fails\?|fails\.$", body) else total


def _works(plan: str, works: dict[str, bool]) -> bool:
    """Brackets are worked out from the innermost, then simple clauses become T or F, then "and" binds before "or"."""
    inner = re.search(r"\(([^()]*)\)", plan)
    if inner:
        return _works(plan.replace(inner[0], "T" if _works(inner[1], works) else "F"), works)

    def names(text: str) -> list[bool]:
        return [works[name] for name in re.findall(r"[A-H]", text)]

    plan = re.sub(r"at least one of ([A-H, and]+?) works", lambda m: "FT"[any(names(m[1]))], plan)
    plan = re.sub(r"both ([A-H] and [A-H]) work\b", lambda m: "FT"[all(names(m[1]))], plan)
    plan = re.sub(r"((?:[A-H], )+[A-H] and [A-H]) all work", lambda m: "FT"[all(names(m[1]))], plan)
    plan = re.sub(r"([A-H]) works", lambda m: "FT"[works[m[1]]], plan)
    assert re.fullmatch(r"[TF]((,? and |, | or )[TF])*", plan), plan
    if " or " in plan:
        assert " and " not in plan, plan
        return "T" in plan
    return "F" not in plan


_KINDS: dict[str, Callable[[str], Fraction]] = {
    each.__name__: each
    for each in (
        draws, two_bags, random_number, independent, survey, dice, tosses, given_roll, trials, sources, screening,
        transfer, match, line_walk, ruin, graph_walk, taking_turns, network,
    )
}  # fmt: skip
