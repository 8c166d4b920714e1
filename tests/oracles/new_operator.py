"""A second solver for math/new_operator: definitions and question are read from the prompt, and the question is worked
out by Python's grammar, with an operator of Python's for each new sign; unknowns come from two trials."""

import ast
import re
from collections.abc import Callable
from fractions import Fraction

from oracles.notation import python, value
from schemas import Problem

Work = Callable[[Fraction, Fraction], Fraction]

_SYMBOLS = "⊕⊗⊙⊖∘★◇△□@&♦↑↓⇑▷⊛"
_USE = rf"([a-z]) ([{_SYMBOLS}]) ([a-z])"
_CASES = (
    rf"{_USE} = (?P<one>[^\n;=]+?) if (?P<when>[^\n;=]+?), and [a-z] . [a-z] = (?P<other>[^\n]+?) otherwise",
    rf"{_USE} = (?P<one>.+), if (?P<when>.+)\n.+? = (?P<other>.+), otherwise",
    rf"{_USE} means depends on the numbers: it is (?P<one>.+?) if (?P<when>.+?), and (?P<other>.+?) otherwise",
    rf"For {_USE} it looks whether (?P<when>.+?): if so, it shows (?P<one>.+?), and if not, (?P<other>.+?)\.",
    rf"works out {_USE} by two rules\. If (?P<when>.+?), the result is (?P<one>.+?); otherwise it is (?P<other>.+?)\.",
    rf"{_USE} means (?P<one>.+?) whenever (?P<when>.+?), but (?P<other>.+?) in all other cases",
)
# A formula over the two names of a use.
_FORMULA = r"((?:\d+|(?<![a-z])(?:\1|\3){1,2}(?![a-z])|(?:max|min)\([a-z], [a-z]\)|mod|[-+*·|²^/() ])+)"
_PLAIN = rf"{_USE} (?:=|means|stands? for|as) {_FORMULA}"
_SPOKEN = rf"{_USE}(?: is| stands for|, take| for) ((?:twice|three times|\d+ times|the |[a-z] (?:plus|minus)).+?)\. "
_MULTIPLES = {"twice": "2*", "three times": "3*"}
_ORDINARY = {"plus": "+", "addition": "+", "minus": "-", "subtraction": "-", "times": "*", "multiplication": "*"}


def solve(problem: Problem) -> str:
    """The canonical answer, worked out from the prompt's text alone."""
    body = problem.prompt.rpartition("\n")[0]
    if re.search(r"left to right|usual order|as usual", body):
        return str(_signs(body))
    neutral = re.search(r"[a-z] . e = [a-z]\b", body)
    works, rest = _definitions(body.replace(neutral[0], "") if neutral else body)
    if neutral:
        return _neutral(works, rest)
    unknown = re.search(r"(?:for|[Ww]hat is|number is|the|[Ff]or which|number) ([xzkt])\b(?! and)", rest)
    letter = unknown[1] if unknown else ""
    piece = rf"(?:\d+|[()]|-(?=\d)|[{_SYMBOLS}]{f'|(?<![a-z]){letter}(?![a-z])' if letter else ''})"
    found = [each for each in re.findall(rf"{piece}(?: ?{piece})+", rest) if re.search(rf"[{_SYMBOLS}]", each)]
    asked = max(found, key=len)
    if not letter:
        return str(_work(asked, works, {}))
    target = int(re.search(r"= (-?\d+)", rest[rest.index(asked) :])[1])
    at = [_work(asked, works, {letter: Fraction(trial)}) for trial in (0, 1)]
    return str((target - at[0]) / (at[1] - at[0]))


def _work(text: str, works: dict[str, Work], names: dict[str, Fraction]) -> Fraction:
    operators = {"@": ast.MatMult, "|": ast.BitOr, ">>": ast.RShift}
    chosen = dict(zip(works, operators.items(), strict=False))
    # The sign @ may be one of the puzzle's own, so it is replaced first.
    for symbol in works:
        text = text.replace(symbol, f" ⟨{list(works).index(symbol)}⟩ ")
    for place, (_, (operator, _)) in enumerate(chosen.items()):
        text = text.replace(f"⟨{place}⟩", operator)
    by_node = {node: works[symbol] for symbol, (_, node) in chosen.items()}

    def go(node: ast.expr) -> Fraction:
        match node:
            case ast.BinOp(left=left, op=op, right=right):
                return by_node[type(op)](go(left), go(right))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -go(operand)
            case ast.Constant(value=number):
                return Fraction(number)
            case ast.Name(id=name):
                return names[name]
        raise AssertionError(ast.dump(node))

    return go(ast.parse(text.strip(), mode="eval").body)


# Definitions.


def _definitions(body: str) -> tuple[dict[str, Work], str]:
    """What each sign does, and the text without its definitions."""
    works: dict[str, Work] = {}
    zero = re.search(rf"([a-z]) ([{_SYMBOLS}]) 0 = ((?:\d+|\1(?![a-z])|[-+*· ])+)", body)
    if zero:
        a, symbol = zero[1], zero[2]
        onward = re.search(rf"{a} {re.escape(symbol)} n = (.)", body)
        earlier = re.escape(f"({a} {symbol} (n - 1))")
        step = python(re.sub(earlier, "before()", _trimmed(_until(body, onward, earlier))))
        works[symbol] = _stepwise(a, python(_trimmed(zero[3])), step)
        return works, body.replace(zero[0], "").replace(f"{a} {symbol} n", "").replace(f"({a} {symbol} (n - 1))", "")
    for pattern in _CASES:
        for found in list(re.finditer(pattern, body)):
            a, symbol, b = found[1], found[2], found[3]
            works[symbol] = _by_cases(a, b, *(found[each] for each in ("when", "one", "other")))
            body = body.replace(found[0], "; ")
    spoken = re.search(_SPOKEN, f"{body} ")
    if spoken:
        a, symbol, b, words = spoken.groups()
        works[symbol] = _formula(a, b, _unspoken(words))
        return works, body.replace(spoken[0].strip(), "")
    for found in list(re.finditer(_PLAIN, body)):
        a, symbol, b, right = found.groups()
        works[symbol] = _formula(a, b, python(_trimmed(right)))
        body = body.replace(f"{found[0][: found.start(4) - found.start()]}{_trimmed(right)}", "; ", 1)
    return works, body


def _until(body: str, found: re.Match[str], earlier: str) -> str:
    """The formula of a step, which holds the sign itself."""
    text = body[found.start(1) :]
    return re.match(rf"(?:{earlier}|\d+|[a-z](?![a-z])|[-+*·() ])+", text)[0]


def _trimmed(text: str) -> str:
    """The formula without what the greedy pattern took of the sentence around it."""
    text = text.strip(" ,")
    while text.count("(") > text.count(")"):
        text = text[: text.rindex("(")].strip(" ,")
    return text


def _formula(a: str, b: str, text: str) -> Work:
    return lambda left, right: value(text, {a: left, b: right})


def _by_cases(a: str, b: str, when: str, one: str, other: str) -> Work:
    then, otherwise = python(one), python(other)
    even = when.removesuffix(" is even")

    def work(left: Fraction, right: Fraction) -> Fraction:
        names = {a: left, b: right}
        if even != when:
            true = value(python(even), names) % 2 == 0
        else:
            greater, smaller = when.split(" > ")
            true = value(python(greater), names) > value(python(smaller), names)
        return value(then if true else otherwise, names)

    return work


def _stepwise(a: str, start: str, step: str) -> Work:
    def work(left: Fraction, right: Fraction) -> Fraction:
        if right == 0:
            return value(start, {a: left})
        before = work(left, right - 1)
        return value(step, {a: left, "n": right}, {"before": lambda: before})

    return work


def _unspoken(words: str) -> str:
    for spoken, product in _MULTIPLES.items():
        words = words.replace(spoken, product)
    words = re.sub(r"(\d+) times", r"\1*", words)
    words = re.sub(r"the sum of ([a-z]) and ([a-z])", r"(\1+\2)", words)
    words = re.sub(r"the product of ([a-z]) and ([a-z])", r"(\1*\2)", words)
    words = re.sub(r"the square of ([a-z])", r"(\1**2)", words)
    return words.replace("plus", "+").replace("minus", "-").replace(",", "")


# The other questions.


def _signs(body: str) -> Fraction:
    numbers = re.findall(r"\d+(?: [-+×] \d+)+", body)
    line = max(numbers, key=len)
    formulas = re.findall(rf"([ab]) ([-+×]) ([ab]) (?:means|stands for) {_FORMULA}", body)
    if formulas:
        works = {sign: _formula(a, b, python(_trimmed(right))) for a, sign, b, right in formulas}
    else:
        meanings = dict(re.findall(r"([-+×]) (?:means|stands for) (\w+)", body))
        if "left to right" not in body:
            return value("".join(_ORDINARY[meanings[each]] if each in meanings else each for each in line), {})
        works = {sign: _formula("a", "b", f"a {_ORDINARY[word]} b") for sign, word in meanings.items()}
    current, *rest = line.split(" ")
    result = Fraction(current)
    for sign, number in zip(rest[::2], rest[1::2], strict=True):
        result = works[sign](result, Fraction(number))
    return result


def _neutral(works: dict[str, Work], rest: str) -> str:
    ((symbol, work),) = works.items()
    at = [work(Fraction(0), Fraction(trial)) for trial in (0, 1)]
    e = -at[0] / (at[1] - at[0])
    assert all(work(Fraction(a), e) == a for a in range(-3, 4))
    question = re.search(rf"\(?(-?\d+)\)? {re.escape(symbol)} [a-z] = e", rest)
    if not question:
        return str(e)
    of = Fraction(question[1])
    at = [work(of, Fraction(trial)) for trial in (0, 1)]
    return str((e - at[0]) / (at[1] - at[0]))
