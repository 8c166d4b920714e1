"""A second solver for math/recurrence: rules and question are read from the prompt, formulas or words, and every term
is asked for from the top down; terms far along come from matrix powers, unknown ones from two trials."""

import re
from collections.abc import Callable
from functools import cache

import sympy

from oracles.notation import python, value
from schemas import Problem

Terms = Callable[[str, int], int]

_MULTIPLE = r"(twice|three times|[0-9]+ times)"
_TIMES = {"twice": 2, "three times": 3, "": 1}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth".split()
)
_NUMBERS = {"Twice": 2, "Three": 3, "Four": 4, "Five": 5, "Six": 6, "Seven": 7, "Eight": 8, "Nine": 9, "Ten": 10}
_DOES = (
    r"(?P<by>doubl\w+|tripl\w+|multipl\w+(?: (?:it|the number))? by (?P<factor>\d+)"
    r"|(?:becomes|takes) (?P<fold>\d+) times)"
)
_ADDS = r"(?:adds?|subtracts?) (\d+)|(\d+) is (?:added|subtracted)|(\d+) (?:more|of them) (?:join|leave)"


def solve(problem: Problem) -> str:
    """The canonical answer, worked out from the prompt's text alone."""
    body = problem.prompt.rpartition("\n")[0].replace("$", "")
    for latex, plain in (("\\ge", "≥"), ("\\cdot", "·"), ("\\bmod", "mod"), ("\\dots", "...")):
        body = body.replace(latex, plain)
    body = re.sub(r"_\{?(n[-+][\dp]|\w+)\}?", r"(\1)", body)
    if "(n)" in body:
        return _by_formula(body)
    if re.search(r"\bnew (?:red|left|upper)|(?:Red|Left|Upper): ", body):
        return str(_two_in_words(body))
    return str(_by_words(body))


# Formulas.


def _by_formula(body: str) -> str:
    stop = r"(?= for | \(n|\. |\.$| whenever|,|;|\n|$| if | when | after | and [a-z]\(|\?)"
    rules = re.findall(rf"\b([a-z])\(n\) = ((?:(?! for all)[^A-Z])+?){stop}", body, re.M)
    closed = re.search(r"\b[a-z]\(n\) = (A\S* .+?)(?= for all| holds|,)", body)
    given = {(name, int(n)): int(v) for name, n, v in re.findall(r"\b([a-z])\((\d+)\) = (-?\d+)", body)}
    relation, last = re.search(r"\bn ([>≥]) (\d+)", body).groups()
    first_by_rule = int(last) + (relation == ">")
    names = sorted({name for name, _ in rules})
    terms = _terms(rules, given, first_by_rule, parity="even" in body)
    base = min(n for _, n in _mentioned(body))
    if closed:
        return _factors(python(closed[1].replace(f"{names[0]}(", "(")), terms, names[0], base)
    if "period" in body or "positive p" in body:
        found = [terms(names[0], base + i) for i in range(160)]
        return str(next(p for p in range(1, 80) if found[p:] == found[:-p]))
    bound = re.search(r"(?:\(n\) >|exceeds|greater than|above) (\d+)", body)
    if bound:
        at = next(n for n in range(base, base + 99) if terms(names[0], n) > int(bound[1]))
        return str(terms(names[0], at) if "first term" in body else at)
    if re.search(r"\b[Ss]um of|[Aa]dd up", body):
        return str(sum(terms(names[0], n) for n in range(base, max(n for _, n in _mentioned(body)) + 1)))
    asked = next(each for each in _mentioned(body) if each not in given)
    known = max(given, key=lambda each: each[1])
    if asked[1] < known[1]:
        # The later term depends on the unknown one by a straight line.
        at_0, at_1 = (_terms(rules, {**given, asked: trial}, first_by_rule, without=known)(*known) for trial in (0, 1))
        return str(sympy.Rational(given[known] - at_0, at_1 - at_0))
    outside = re.search(r"divided by (\d+)[.?]$|on division by (\d+)\.$", body)
    modulus = int(outside[1] or outside[2]) if outside and "mod" not in body else 0
    if asked[1] > 150:
        return str(_far(rules, given, first_by_rule, asked[1], modulus))
    return str(terms(*asked) % modulus if modulus else terms(*asked))


def _mentioned(body: str) -> list[tuple[str, int]]:
    return [(name, int(n)) for name, n in re.findall(r"\b([a-z])\((\d+)\)", body)]


def _terms(rules, given, first_by_rule: int, parity: bool = False, without=None) -> Terms:
    texts = [python(re.sub(r"(?<![a-z])([a-z])\(n-", r"term_\1(n-", right)) for _, right in rules]
    given = {each: v for each, v in given.items() if each != without}

    @cache
    def term(name: str, n: int) -> int:
        if n < first_by_rule:
            return given[name, n]
        functions = {f"term_{each}": lambda k, each=each: term(each, int(k)) for each, _ in rules}
        if parity:
            return value(texts[int(term(name, n - 1)) % 2], {"n": n}, functions)
        index = next(i for i, (each, _) in enumerate(rules) if each == name)
        return value(texts[index], {"n": n}, functions)

    return lambda name, n: int(term(name, n))


def _factors(closed: str, terms: Terms, name: str, base: int) -> str:
    letters = [letter for letter in "ABC" if letter in closed]
    rows = []
    for n in range(base, base + len(letters) + 3):
        units = [{each: int(each == letter) for each in letters} for letter in letters]
        rows.append([value(closed, {"n": n, **unit}) for unit in units] + [terms(name, n)])
    matrix = sympy.Matrix(rows)
    (solution,) = sympy.linsolve((matrix[:, :-1], matrix[:, -1]))
    return ", ".join(f"{letter} = {each}" for letter, each in zip(letters, solution, strict=True))


def _far(rules, given, first_by_rule: int, at: int, modulus: int) -> int:
    ((name, right),) = rules
    inside = re.fullmatch(r"\((.+)\) mod (\d+)", right)
    if inside:
        right, modulus = inside[1], int(inside[2])
    base = min(n for _, n in given)
    order = first_by_rule - base
    text = python(right.replace(f"{name}(n-", "lag("))

    def step(state: list[int]) -> int:
        return int(value(text, {}, {"lag": lambda k: state[int(k) - 1]}))

    shift = step([0] * order)
    weights = [step([int(i == j) for j in range(order)]) - shift for i in range(order)]
    size = order + 1
    matrix = [[*weights, shift], *([int(j == i) for j in range(size)] for i in range(order - 1)), [0] * order + [1]]
    state = [given[name, base + order - 1 - i] for i in range(order)] + [1]
    power = [[int(i == j) for j in range(size)] for i in range(size)]
    count = at - (base + order - 1)
    while count:
        if count & 1:
            power = _product(power, matrix, modulus)
        matrix, count = _product(matrix, matrix, modulus), count >> 1
    return sum(a * b for a, b in zip(power[0], state, strict=True)) % modulus


def _product(a, b, modulus: int):
    return [
        [sum(x * y for x, y in zip(row, column, strict=True)) % modulus for column in zip(*b, strict=True)] for row in a
    ]


# Words.


def _by_words(body: str) -> int:
    if re.search(r"\b(?:one|two) before", body):
        return _list(body)
    if "even" in body:
        return _even_or_odd(body)
    done = re.search(_DOES, body)
    factor = int(done["factor"] or done["fold"] or (2 if done["by"].startswith("doubl") else 3))
    add = re.search(_ADDS, body[done.end() :])
    constant = int(add[1] or add[2] or add[3]) * (-1 if "subtract" in add[0] or "of them" in add[0] else 1)
    numbers = [int(each) for each in re.findall(r"\d+", body)]
    for each in (constant, int(done["factor"] or done["fold"] or 0)):
        if abs(each) in numbers and each:
            numbers.remove(abs(each))
    told = re.search(r"(\w+)(?: times)? in a row", body)
    bound = re.search(r"(?:more than|above|greater than|over) (\d+)", body)
    if bound:
        numbers.remove(int(bound[1]))
        (current,) = numbers
        steps = 0
        while current <= int(bound[1]):
            current, steps = factor * current + constant, steps + 1
        over = re.search("What is the first number|first result|first number above", body)
        return current if over else steps
    backward = "thinks of" in body or "put in first" in body or "at first?" in body or "beginning?" in body
    if backward or "secret" in body:
        *rest, current = numbers
        times = _NUMBERS[told[1]] if told else rest[0]
        return next(x for x in range(1, 2000) if _after(x, factor, constant, times) == current)
    times = _NUMBERS[told[1]] if told else numbers.pop()
    (current,) = numbers
    return _after(current, factor, constant, times)


def _after(current: int, factor: int, constant: int, times: int) -> int:
    for _ in range(times):
        current = factor * current + constant
    return current


def _list(body: str) -> int:
    starts = [
        int(each) for each in re.findall(r"\d+", re.split(r"\b(?:Each|Every|From|Then|For each|To go)\b", body)[0])
    ]
    near, far, constant = _weights(body)
    modulus = re.search(r"division by (\d+)", body)
    m = int(modulus[1]) if modulus else 10 if "last digit" in body else 0

    def extend() -> None:
        fresh = near * starts[-1] + (far * starts[-2] if far else 0) + constant
        starts.append(fresh % m if m else fresh)

    bound = re.search(r"(?:shows more than|above|greater than|exceeds) (\d+)", body)
    if bound:
        at = 0
        while starts[at] <= int(bound[1]):
            at += 1
            if at == len(starts):
                extend()
        value_asked = re.search("above \\d+ in the list|on a card\\?|exceeds", body)
        return starts[at] if value_asked else at + 1
    words = "|".join(_ORDINALS)
    question = re.split(r"[.] (?=\D)", body)[-1]
    if re.search(r"sum of the (?:first|numbers)|[Aa]dd up", body):
        at = int(re.search(r"first (\d+)", body)[1])
        while len(starts) < at:
            extend()
        return sum(starts[:at])
    place = re.search(rf"(?:place|number|card) (\d+)|\b({words})\b", question)
    at = int(place[1]) if place[1] else _ORDINALS.index(place[2]) + 1
    while len(starts) < at:
        extend()
    return starts[at - 1]


def _weights(body: str) -> tuple[int, int, int]:
    """What the term before and the one before that count, and what is added."""
    tail = re.search(r", (plus|minus) (\d+)(?:\.|, and)", body)
    constant = int(tail[2]) * (1 if tail[1] == "plus" else -1) if tail else 0
    if "the sum of the two before it" in body:
        return 1, 1, constant
    two = re.search(rf"(?:{_MULTIPLE} )?the one before(?: it)? (plus|minus) (?:{_MULTIPLE} )?the one before that", body)
    if two:
        return _times(two[1]), _times(two[3]) * (1 if two[2] == "plus" else -1), constant
    one = re.search(rf"(?:(\d+) (more|less) than )?{_MULTIPLE} the one before", body)
    if one[1]:
        constant = int(one[1]) * (1 if one[2] == "more" else -1)
    return _times(one[3]), 0, constant


def _times(text: str | None) -> int:
    return _TIMES[text or ""] if (text or "") in _TIMES else int(text.split()[0])


def _even_or_odd(body: str) -> int:
    halving = re.search(r"(?:(add|subtract)s? (\d+) and )?halves? (?:it|the result)", body)
    even = int(halving[2]) * (1 if halving[1] == "add" else -1) if halving[1] else 0
    rest = body[: halving.start()] + body[halving.end() :]
    factor = re.search(r"multipl(?:y|ies) it by (\d+)", rest)
    adding = re.search(r"\b(add|subtract)s? (\d+)", rest)
    odd = int(adding[2]) * (1 if adding[1] == "add" else -1) if adding else 0
    told = re.search(r"(\w+)(?: times)? in a row", body)
    start = int(re.search(r"(?:Start with|at first|puts in) (\d+)", body)[1])
    count = _NUMBERS[told[1]] if told else int(re.findall(r"\d+", body)[-1])
    for _ in range(count):
        start = start * int(factor[1] if factor else 1) + odd if start % 2 else (start + even) // 2
    return start


def _two_in_words(body: str) -> int:
    one, other = next(
        pair for pair in (("red", "blue"), ("left", "right"), ("upper", "lower")) if pair[0] in body.lower()
    )
    times = r"(?:(twice|three times) )?"
    rule = rf"{times}the old {one} number (plus|minus) {times}the old {other} number(?:, (plus|minus) (\d+))?"
    found = re.findall(rule, body)
    numbers = [int(each) for each in re.findall(r"\d+", body)]
    current, count = numbers[:2], numbers[-1]
    for _ in range(count):
        fresh = []
        for near, sign, far, tail, size in found:
            constant = int(size) * (1 if tail == "plus" else -1) if size else 0
            fresh.append(
                _TIMES[near] * current[0] + (1 if sign == "plus" else -1) * _TIMES[far] * current[1] + constant
            )
        current = fresh
    asked = re.findall(rf"(?:the|Which|latest) ({one}|{other}) number", body)[-1]
    return current[asked == other]
