"""A second solver for math/number_base: numerals are read from the prompt and worked with by Python's own conversions
and bit operations; negative bases, missing digits and unknown bases by trying all."""

import ast
import re
from fractions import Fraction
from itertools import count

from schemas import Problem

_RAISED = str.maketrans("₋₀₁₂₃₄₅₆₇₈₉", "-0123456789")
_NUMERAL = re.compile(r"<([\d.x]+)\|(-?\d+)>")


def solve(problem: Problem) -> str:
    """The canonical answer, worked out from the prompt's text alone."""
    body = _marked(problem.prompt.rpartition("\n")[0])
    kind = problem.template.partition("/")[0]
    return str(_KINDS[kind](body))


def _marked(text: str) -> str:
    """The text with every numeral of a named base as ``<digits|base>``."""
    text = text.replace("$", "").replace("Base", "base")
    text = re.sub(r"([\d.x]+)([₋₀-₉]+)", lambda found: f"<{found[1]}|{found[2].translate(_RAISED)}>", text)
    text = re.sub(r"\(([\d.x]+)\)_\{?(-?\d+)\}?", r"<\1|\2>", text)
    text = re.sub(r"([\d.x]+)_\{?(-?\d+)\}?", r"<\1|\2>", text)
    return re.sub(r"([\d.x]+) \(base (-?\d+)\)", r"<\1|\2>", text)


def _bases(body: str) -> list[int]:
    return [int(each) for each in re.findall(r"base(?: |-(?=\d))(-?\d+)", body)]


def _numbers(body: str) -> list[str]:
    """The numbers that are neither a base nor one of the places' values or digits that explain it."""
    body = re.sub(r"base(?: |-(?=\d))-?\d+|powers of -?\d+", " ", body)
    body = re.sub(r"1, -?\d+(?:, \d+)?|digits(?: from)? 0 to \d+|\b0 to \d+", " ", body)
    return re.findall(r"(?<![\w.])-?\d+(?!\w)", body)


def _read(digits: str, base: int) -> int:
    return sum(int(digit) * base**place for place, digit in enumerate(reversed(digits)))


def _written(value: int, base: int) -> str:
    """The numeral: in a negative base digit by digit from the left, by what the places behind can still make up for."""
    if base > 0:
        digits = ""
        while value or not digits:
            value, digit = divmod(value, base)
            digits = f"{digit}{digits}"
        return digits
    for length in count(1):
        low = sum((-base - 1) * base**place for place in range(1, length, 2))
        high = sum((-base - 1) * base**place for place in range(0, length, 2))
        if low <= value <= high:
            digits = []
            for place in range(length - 1, -1, -1):
                rest_low = sum((-base - 1) * base**i for i in range(1, place, 2))
                rest_high = sum((-base - 1) * base**i for i in range(0, place, 2))
                digit = next(d for d in range(-base) if rest_low <= value - d * base**place <= rest_high)
                digits.append(str(digit))
                value -= digit * base**place
            return "".join(digits)
    raise AssertionError


def _to_ten(body: str) -> int:
    found = _NUMERAL.search(body)
    if found:
        return _read(found[1], int(found[2]))
    (digits,) = _numbers(body)
    named = _bases(body) or [int(re.search(r"powers of (-?\d+)", body)[1])]
    return _read(digits, named[0])


def _from_ten(body: str) -> str:
    (number,) = _numbers(body)
    return _written(int(number), _bases(body)[0])


def _convert(body: str) -> str:
    found = _NUMERAL.search(body)
    if found:
        return _written(_read(found[1], int(found[2])), _bases(body)[0])
    (digits,) = _numbers(body)
    base, other = _bases(body)[:2]
    return _written(_read(digits, base), other)


def _two(body: str) -> tuple[int, int, int]:
    """Base, left and right of a calculation in one base."""
    found = _NUMERAL.findall(body)
    if found:
        base = int(found[0][1])
        values = [_read(digits, base) for digits, _ in found]
    else:
        base = _bases(body)[0]
        values = [_read(digits.lstrip("-"), base) for digits in _numbers(body)]
    if re.search(r"Subtract|takes \d+ away", body):
        values.reverse()
    one, other = values
    return base, one, other


def _sum(body: str) -> str:
    base, one, other = _two(body)
    return _written(one + other, base)


def _difference(body: str) -> str:
    base, one, other = _two(body)
    return _written(one - other, base)


def _product(body: str) -> str:
    base, one, other = _two(body)
    return _written(one * other, base)


def _quotient(body: str) -> str:
    base, one, other = _two(body)
    last = re.search(
        r"remainder\?|remainder (?:when|do|in)|the remainder|left over|Which remainder",
        body.replace("with remainder", ""),
    )
    return _written(one % other if last else one // other, base)


def _mixed(body: str) -> str:
    target = re.search(r"base (ten|\d+)", _NUMERAL.sub("", body))[1]
    line = re.search(r"<[^a-z]+>", body)[0]
    line = _NUMERAL.sub(lambda found: str(int(found[1], int(found[2]))), line).replace("×", "*")
    value = _integer(ast.parse(line, mode="eval").body)
    return str(value) if target == "ten" else _written(value, int(target))


def _negative_sum(body: str) -> str:
    base, one, other = _two(body)
    return _written(one + other, base)


_OPERATIONS = {
    ast.Add: lambda a, b: a + b, ast.Sub: lambda a, b: a - b, ast.Mult: lambda a, b: a * b,
    ast.BitAnd: lambda a, b: a & b, ast.BitOr: lambda a, b: a | b, ast.BitXor: lambda a, b: a ^ b,
    ast.LShift: lambda a, b: a << b, ast.RShift: lambda a, b: a >> b,
}  # fmt: skip


def _integer(node: ast.expr) -> int:
    match node:
        case ast.Constant(value=int(number)):
            return number
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATIONS[type(op)](_integer(left), _integer(right))
    raise AssertionError(ast.dump(node))


def _bitwise(body: str) -> int:
    text = body.replace("AND", "&").replace("XOR", "^").replace("OR", "|")
    pieces = re.findall(r"\(*\d+(?: (?:<<|>>|[&|^]) \(*\d+\)*|\))+", text)
    return _integer(ast.parse(max(pieces, key=len), mode="eval").body)


def _signed(body: str) -> int:
    bits = max(re.findall(r"\b[01]+\b", body), key=len)
    return int.from_bytes(int(bits.rjust(16, bits[0]), 2).to_bytes(2, "big"), "big", signed=True)


def _digit_sum(body: str) -> int:
    bases = _bases(body)
    if bases:
        (number,) = _numbers(body)
        return sum(map(int, _written(int(number), bases[0])))
    base = int(re.search(r"1, (\d+), ", body)[1])
    number = int(re.findall(r"\d+", body)[-1])
    # The fewest coins: a table over all amounts.
    coins = [base**i for i in range(12) if base**i <= number]
    fewest = [0] + [number] * number
    for amount in range(1, number + 1):
        fewest[amount] = min(fewest[amount - coin] + 1 for coin in coins if coin <= amount)
    return fewest[number]


def _missing_digit(body: str) -> int:
    found = _NUMERAL.search(body)
    if found:
        digits, base = found[1], int(found[2])
        number = int(re.search(r"= (\d+)", body)[1])
    else:
        digits = re.search(r"\b\d*x\d*\b", body.replace("where x", "").replace("digit x", ""))[0]
        digits = max(re.findall(r"(?<![a-z])\d*x\d*(?![a-z])", body), key=len)
        base = _bases(body)[0]
        number = int(_numbers(body.replace(digits, ""))[0])
    (digit,) = [d for d in range(base) if _read(digits.replace("x", str(d)), base) == number]
    return digit


def _unknown_base(body: str) -> int:
    one, sign, other, result = re.search(r"(\d+) ([+×]) (\d+) = (\d+)", body).groups()
    least = max(map(int, one + other + result)) + 1
    (base,) = [
        b
        for b in range(max(2, least), 500)
        if (_read(one, b) + _read(other, b) if sign == "+" else _read(one, b) * _read(other, b)) == _read(result, b)
    ]
    return base


def _decimals(body: str) -> Fraction:
    number = r"\d+(?:\.\d+|/\d+)?"
    line = max(re.findall(rf"{number}(?: [-+×·*] {number})+", body), key=len)
    parts = re.split(r" ([-+×·*]) ", line)
    total, product = Fraction(0), Fraction(parts[0])
    for sign, text in zip(parts[1::2], parts[2::2], strict=True):
        if sign in "×·*":
            product *= Fraction(text)
        else:
            total, product = total + product, Fraction(text) * (1 if sign == "+" else -1)
    return total + product


def _repeating(body: str) -> Fraction:
    values = []
    for whole, lead, block in re.findall(r"(\d+)\.(\d*)\((\d+)\)", body):
        values.append(_endless(whole, lead, block))
    if not values:
        whole, digits = re.search(r"(\d+)\.(\d+)\.\.\.", body).groups()
        block = re.search(r"(?:digit|block) (\d+) repeats", body)[1]
        while digits.endswith(block):
            digits = digits[: -len(block)]
        values.append(_endless(whole, digits, block))
    if len(values) == 1:
        return values[0]
    sign = re.search(r"\) ([-+×]) \d", body)[1]
    one, other = values
    return one + other if sign == "+" else one - other if sign == "-" else one * other


def _endless(whole: str, lead: str, block: str) -> Fraction:
    """The sum of the geometric series."""
    first = Fraction(int(block), 10 ** (len(lead) + len(block)))
    return Fraction(f"{whole}.{lead or 0}") + first / (1 - Fraction(1, 10 ** len(block)))


def _point(body: str) -> Fraction:
    found = _NUMERAL.search(body)
    digits, base = (found[1], int(found[2])) if found else (re.search(r"\d+\.\d+", body)[0], _bases(body)[0])
    whole, places = digits.split(".")
    return Fraction(int(whole, base)) + sum(Fraction(int(d), base**i) for i, d in enumerate(places, 1))


_KINDS = {
    "to_ten": _to_ten, "negative_to_ten": _to_ten, "from_ten": _from_ten, "negative_from_ten": _from_ten,
    "convert": _convert, "sum": _sum, "difference": _difference, "product": _product, "quotient": _quotient,
    "mixed": _mixed, "negative_sum": _negative_sum, "bitwise": _bitwise, "signed": _signed, "digit_sum": _digit_sum,
    "missing_digit": _missing_digit, "unknown_base": _unknown_base, "decimals": _decimals, "repeating": _repeating,
    "point": _point,
}  # fmt: skip
