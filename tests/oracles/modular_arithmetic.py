"""A second solver for math/modular_arithmetic: reads the prompt's words and tries numbers one after the other."""

import datetime
import itertools
import math
import re

from oracles.notation import value
from oracles.plain_text import body, find, kind, numbers
from schemas import Problem


def solve(problem: Problem) -> str:
    """The canonical answer, worked out from the prompt's text alone."""
    return str(_SOLVERS[kind(problem)](body(problem)))


_BY = r"(?:divided by|division by|mod|modulo|%|divides [\d*^+ -]+ by) \(?(?:mod )?(?P<m>\d+)"


def _remainder(text: str) -> int:
    written = re.search(r"\d+(?: ?[*+-] ?\d+)+", text)
    if written:
        return int(value(written[0], {})) % find(text.replace("(mod", "mod"), _BY)["m"]
    *parts, m = numbers(text)
    return (parts[0] * parts[1] + sum(parts[2:])) % m


_POWER = r"(?P<b>\d+)\s?\^\s?(?P<k>\d+)"
_FACTORS = r"(?P<k>\d+) factors, all equal to (?P<b>\d+)"


def _last_digit(text: str) -> int:
    found = find(text.replace("**", "^"), _POWER, _FACTORS)
    return int(str(found["b"] ** found["k"])[-1])


def _power_steps(text: str) -> int:
    direct = re.search(r"pow\((\d+), (\d+), (\d+)\)", text)
    if direct:
        b, k, m = map(int, direct.groups())
    else:
        found = find(text, _POWER, _FACTORS)
        b, k, m = found["b"], found["k"], find(text.replace("(mod", "mod"), _BY, r"bags of (?P<m>\d+)")["m"]
    return b**k % m


def _clock(text: str) -> int:
    hour, hours = numbers(re.sub(r"12-hour|1 to 12|12 numbers", "", text))
    back = re.search(r"\bago\b|before\?|anticlockwise|after a journey", text) is not None
    for _ in range(hours):
        hour += -1 if back else 1
        hour = 12 if hour == 0 else 1 if hour == 13 else hour
    return hour


def _weekday(text: str) -> str:
    (name,) = re.findall(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day", text)
    (days,) = numbers(text)
    back = re.search(r"\bago\b|before\.|after sowing", text) is not None
    start = next(
        day for day in (datetime.date(2024, 1, 1) + datetime.timedelta(i) for i in range(7)) if f"{day:%A}" == name
    )
    return f"{start + datetime.timedelta(-days if back else days):%A}"


def _pattern(text: str) -> str:
    colours = "red|blue|green|yellow|white|black|orange|purple"
    row = re.search(rf"(?:{colours})(?:, (?:{colours}))+", text)[0].split(", ")
    (place,) = numbers(text)
    return next(itertools.islice(itertools.cycle(row), place - 1, None))


def _division(text: str) -> int:
    found = find(
        text,
        r"(?P<a>\d+)x ≡ (?P<b>\d+) \(?mod (?P<m>\d+)",
        r"\((?P<a>\d+) \* x\) % (?P<m>\d+) == (?P<b>\d+)",
        r"[Mm]ultiplied by (?P<a>\d+), (?:it )?leaves remainder (?P<b>\d+) .*by (?P<m>\d+)",
        r"packs (?P<a>\d+) equal boxes of cards into albums of (?P<m>\d+) and has (?P<b>\d+) card",
        r"fields 0 to (?P<top>\d+)\. From field 0, x jumps of (?P<a>\d+) fields lead to field (?P<b>\d+)",
    )
    m = found.get("m") or found["top"] + 1
    (x,) = [x for x in range(m) if found["a"] * x % m == found["b"]]
    return x


def _two_remainders(text: str) -> int:
    found = find(
        text,
        r"remainder (?P<r>\d+) (?:when divided|on division) by (?P<m>\d+) "
        r"and (?:remainder )?(?P<s>\d+) .* by (?P<n>\d+)",
        r"x ≡ (?P<r>\d+) \(?mod (?P<m>\d+)\)? and x ≡ (?P<s>\d+) \(?mod (?P<n>\d+)",
        r"[Cc]ounted by (?P<m>\d+)s, .* leave (?P<r>\d+) over; counted by (?P<n>\d+)s, (?P<s>\d+)\.",
        r"rows of (?P<m>\d+) leave (?P<r>\d+) over; in rows of (?P<n>\d+) they leave (?P<s>\d+)",
        r"% (?P<m>\d+) == (?P<r>\d+) and x % (?P<n>\d+) == (?P<s>\d+)",
        r"by (?P<m>\d+) it leaves (?P<r>\d+), divided by (?P<n>\d+) it leaves (?P<s>\d+)",
        r"bags of (?P<m>\d+) they leave (?P<r>\d+) over, and in bags of (?P<n>\d+), (?P<s>\d+)\.",
    )
    return next(x for x in itertools.count(1) if x % found["m"] == found["r"] and x % found["n"] == found["s"])


def _missing_digit(text: str) -> int:
    (shown,) = re.findall(r"\b(?=\d*d\d)\d+d\d*\b|\b\d+d\b", text)
    if re.search(r"\b9\b", text):
        fits = [d for d in range(10) if int(shown.replace("d", str(d))) % 9 == 0]
    else:
        fits = [d for d in range(10) if sum(map(int, shown.replace("d", str(d)))) % 10 == 0]
    (digit,) = fits
    return digit


def _negative(text: str) -> int:
    found = find(
        text,
        r"fields 0 to (?P<top>\d+)\. .* back by (?P<n>\d+)",
        r"added to (?P<n>\d+) to get a multiple of (?P<m>\d+)",
        r"has (?P<n>\d+) .* boxes of (?P<m>\d+)",
        r"-(?P<n>\d+) (?:% |mod |modulo |≡ r \(mod )(?P<m>\d+)",
    )
    m = found.get("m") or found["top"] + 1
    return next(r for r in itertools.count() if (r + found["n"]) % m == 0)


def _nearest(text: str) -> int:
    found = find(
        text,
        r"(?P<n>\d+)(?: on)? that leaves remainder (?P<r>\d+) .*by (?P<m>\d+)",
        r"x [≤≥] (?P<n>\d+) with x ≡ (?P<r>\d+) \(?mod (?P<m>\d+)",
        r"at (?:most|least) (?P<n>\d+) .* of (?P<m>\d+), exactly (?P<r>\d+)",
        r"up to (?P<n>\d+), which is the largest one that is (?P<r>\d+) more than a multiple of (?P<m>\d+)",
        r"in minute (?P<r>\d+) and then every (?P<m>\d+) minutes.* from minute (?P<n>\d+) on",
    )
    step = -1 if re.search("largest|at most", text) else 1
    return next(x for x in itertools.count(found["n"], step) if x % found["m"] == found["r"])


def _power(text: str) -> int:
    digits = {"two": 100, "three": 1000}.get((re.search(r"last (two|three) digits", text) or ["", ""])[1])
    if digits:
        found = find(text, _POWER)
        return int(str(pow(found["b"], found["k"], digits)))
    found = find(
        text,
        r"pow\((?P<b>\d+), (?P<k>\d+), (?P<m>\d+)\)",
        r"modulo (?P<m>\d+) the public base is (?P<b>\d+) and .* exponent is (?P<k>\d+)",
        r"multiplies by (?P<b>\d+) modulo (?P<m>\d+) at every step\. .* step (?P<k>\d+)",
        r"to chair (?P<b>\d+)c modulo (?P<m>\d+)\. .* after (?P<k>\d+) moves",
        r"splits into (?P<b>\d+)\. After (?P<k>\d+) days .* groups of (?P<m>\d+)",
        _POWER,
        _FACTORS,
    )
    m = found.get("m") or find(text.replace("(mod", "mod"), _BY)["m"]
    result = 1
    for bit in f"{found['k']:b}":  # from the left, where the worked solution goes from the right
        result = result * result * (found["b"] if bit == "1" else 1) % m
    return result


def _power_sum(text: str) -> int:
    text = text.replace("**", "^").replace(" \\cdot ", "*")
    written = re.search(r"(?:\d+ ?\* ?)?\d+\^\d+(?: [+-] (?:\d+ ?\* ?)?\d+\^\d+)+", text)[0]
    m = find(text.replace("(mod", "mod"), r"divisible by (?P<m>\d+)", r"multiple of (?P<m>\d+)", _BY)["m"]
    total = 0
    for sign, weight, base, exponent in re.findall(r"([+-]?) ?(?:(\d+) ?\* ?)?(\d+)\^(\d+)", written):
        total += int(f"{sign}{weight or 1}") * int(base) ** int(exponent)
    return total % m


def _tower(text: str) -> int:
    found = find(
        text.replace("(mod", "mod"),
        r"pow\((?P<b>\d+), (?P<c>\d+)\*\*(?P<d>\d+), (?P<m>\d+)\)",
        r"N = (?P<b>\d+)\^E .* E = (?P<c>\d+)\^(?P<d>\d+)\. .*by (?P<m>\d+)\?",
        r"Starting with (?P<b>\d+), .* power of (?P<c>\d+) .* (?P<d>\d+) times in all\. .*by (?P<m>\d+)\?",
        r"(?P<b>\d+)\^\(?(?P<c>\d+)\^(?P<d>\d+)\)?.*(?:mod|modulo|by) (?P<m>\d+)",
    )
    result = found["b"]
    for _ in range(found["d"]):
        result = pow(result, found["c"], found["m"])
    return result


def _exponent(text: str) -> str:
    """The smallest exponent of orders and logarithms."""
    found = find(
        text,
        r"order of (?P<b>\d+) modulo (?P<m>\d+)",
        r"pow\((?P<b>\d+), k, (?P<m>\d+)\)(?: ==|) (?:equal to )?(?P<v>\d+)",
        r"multiplies by (?P<b>\d+) modulo (?P<m>\d+) .* first show (?P<v>\d+)",
        r"multiplies by (?P<b>\d+) modulo (?P<m>\d+) .* show (?P<v>1) again",
        r"place (?P<b>\d+)p modulo (?P<m>\d+)\. .* on place (?P<v>\d+) for the first",
        r"(?P<m>\d+) divides (?P<b>\d+)\^k - (?P<v>\d+)",
        r"(?P<b>\d+)\^k leaves remainder (?P<v>\d+) on division by (?P<m>\d+)",
        r"key exchange modulo (?P<m>\d+) with public base (?P<b>\d+), .* sent (?P<v>\d+)",
        r"powers of (?P<b>\d+) are taken modulo (?P<m>\d+)",
        r"(?P<b>\d+)\^k ≡ (?P<v>\d+) \(?mod (?P<m>\d+)",
    )
    b, m, wanted = found["b"], found["m"], found.get("v", 1)
    value = 1
    for k in range(1, m + 1):
        value = value * b % m
        if value == wanted:
            return str(k)
    return "no solution"


def _exponent_count(text: str) -> int:
    found = find(
        text,
        r"k from 1 to (?P<n>\d+) is (?P<b>\d+)\^k ≡ (?P<v>\d+) \(?mod (?P<m>\d+)",
        r"\.\.\., (?P<b>\d+)\^(?P<n>\d+) leave remainder (?P<v>\d+) on division by (?P<m>\d+)",
        r"range\(1, (?P<over>\d+)\) satisfy pow\((?P<b>\d+), k, (?P<m>\d+)\) == (?P<v>\d+)",
        r"by (?P<b>\d+) modulo (?P<m>\d+) .* first (?P<n>\d+) steps does (?P<v>\d+)",
        r"k ≤ (?P<n>\d+) are there such that (?P<b>\d+)\^k - (?P<v>\d+) is divisible by (?P<m>\d+)",
        r"place (?P<b>\d+)p modulo (?P<m>\d+)\. In (?P<n>\d+) jumps, .* on place (?P<v>\d+)",
    )
    last = found.get("n") or found["over"] - 1
    return sum(pow(found["b"], k, found["m"]) == found["v"] for k in range(1, last + 1))


def _decimal_digit(text: str) -> int:
    found = find(
        text,
        r"(?P<a>\d+)/(?P<b>\d+)",
        r"divides (?P<a>\d+) by (?P<b>\d+)",
    )
    place = find(text, r"(?:place|number) (?P<n>\d+)")["n"]
    return found["a"] * 10**place // found["b"] % 10


def _inverse(text: str) -> str:
    found = find(
        text,
        r"inverse of (?P<a>\d+) modulo (?P<m>\d+)",
        r"(?P<a>\d+)x ≡ 1 \(?mod (?P<m>\d+)",
        r"pow\((?P<a>\d+), -1, (?P<m>\d+)\)",
        r"must (?P<a>\d+) be multiplied .* by (?P<m>\d+)\?",
        r"(?P<a>\d+)\^\(-1\) mod (?P<m>\d+)",
        r"every number by (?P<a>\d+) modulo (?P<m>\d+)",
        r"Dividing by (?P<a>\d+) modulo (?P<m>\d+)",
        r"has (?P<m>\d+) places, .*Jumping (?P<a>\d+) places",
    )
    fits = [x for x in range(1, found["m"]) if found["a"] * x % found["m"] == 1]
    return str(fits[0]) if fits else "no inverse"


def _polynomial(text: str, letter: str, x: int) -> int:
    """The value of an expression such as ``3x^2 + 5x + 7``."""
    text = text.replace("**", "^").replace(" * ", "").replace(" ", "")
    total = 0
    for sign, weight, name, power in re.findall(rf"([+-]?)(\d*)({letter}?)(?:\^(\d))?", text):
        if weight or name:
            total += int(f"{sign}{weight or 1}") * (x ** int(power or 1) if name else 1)
    return total


def _roots(left: str, right: str, m: int) -> str:
    found = [x for x in range(m) if (_polynomial(left, "x", x) - _polynomial(right, "x", x)) % m == 0]
    return "{" + ", ".join(map(str, found)) + "}" if found else "no solution"


_SIDE = r"[\dx^ +]*?"


def _solutions(text: str) -> str:
    """All solutions of a linear or quadratic congruence."""
    written = re.search(rf"(\d*x{_SIDE}) ≡ ({_SIDE}) \(?mod (\d+)", text)
    if written:
        return _roots(written[1], written[2], int(written[3]))
    code = re.search(r"range\((\d+)\) if \((.+?)(?: - \(?([^()]+)\)?)?\) % \d+ == (\d+)", text)
    if code:
        return _roots(code[2], code[3] or code[4], int(code[1]))
    found = find(
        text,
        r"has (?P<m>\d+) places, .* place (?P<p>\d+) and moves (?P<a>\d+) places .*on place (?P<b>\d+)\?",
        r"packs x boxes of (?P<a>\d+) .*, x < (?P<m>\d+), and (?P<p>\d+) loose .*; (?P<b>\d+) (?:is|are) left over",
        r"square roots of (?P<b>\d+) modulo (?P<m>\d+)",
        r"square that leaves remainder (?P<b>\d+) on division by (?P<m>\d+)",
        r"does (?P<m>\d+) divide x\^2 - (?P<b>\d+)",
        r"into \((?P<a>\d+)x(?: \+ (?P<p>\d+))?\) mod (?P<m>\d+)\. .* give (?P<b>\d+)\?",
    )
    left = f"{found['a']}x + {found.get('p', 0)}" if "a" in found else "x^2"
    return _roots(left, str(found["b"]), found["m"])


def _system(text: str) -> str:
    rows = [(int(a or 1), int(r), int(m)) for a, r, m in re.findall(r"(\d*)x ≡ (\d+) \(?mod (\d+)", text)]
    for a, m, r in re.findall(r"(?:\((\d+) \* x\)|x) % (\d+) == (\d+)", text):
        rows.append((int(a or 1), int(r), int(m)))
    for pattern, turned in (
        (r"remainder (\d+) on division by (\d+)", False),
        (r"by (\d+)s, (\d+) remain", True),
        (r"in rows of (\d+), (\d+) (?:is|are) left over", True),
        (r"by (\d+) it leaves remainder (\d+)", True),
        (r"every (\d+) (?:seconds|years), first in (?:second|year) (\d+)", True),
    ):
        for one, other in re.findall(pattern, text):
            rows.append((1, int(other), int(one)) if turned else (1, int(one), int(other)))
    assert len(rows) > 1, text
    period = math.lcm(*(m for _, _, m in rows))
    return str(next((x for x in range(period) if all(a * x % m == r for a, r, m in rows)), "no solution"))


def _root_count(text: str) -> int:
    text = text.replace("**", "^")
    found = re.search(r"x\^(\d) ≡ (1|0|x) \(?mod (\d+)", text)
    if found:
        exponent, right, m = int(found[1]), found[2], int(found[3])
    else:
        exponent, minus = re.search(r"x\^(\d)(?: - (1|x))?", text).groups()
        exponent, right = int(exponent), minus or "0"
        m = find(text, r"divisible by (?P<m>\d+)", r"range\((?P<m>\d+)\)")["m"]
    return sum((x**exponent - (x if right == "x" else int(right))) % m == 0 for x in range(m))


def _pair(text: str) -> str:
    rows = [tuple(map(int, row)) for row in re.findall(r"(\d+)x \+ (\d+)y ≡ (\d+) \(?mod (\d+)", text)]
    code = re.findall(r"\((\d+) \* x \+ (\d+) \* y\) % (\d+) == (\d+)", text)
    rows += [(int(a), int(b), int(e), int(m)) for a, b, m, e in code]
    cipher = re.search(r"below (\d+) into \((\d+)x \+ (\d+)y, (\d+)x \+ (\d+)y\).* becomes \((\d+), (\d+)\)", text)
    if cipher:
        m, a, b, c, d, e, f = map(int, cipher.groups())
        rows = [(a, b, e, m), (c, d, f, m)]
    (a, b, e, m), (c, d, f, _) = rows
    fits = [(x, y) for x in range(m) for y in range(m) if (a * x + b * y - e) % m == 0 and (c * x + d * y - f) % m == 0]
    assert len(fits) < 2
    return f"x = {fits[0][0]}, y = {fits[0][1]}" if fits else "no solution"


_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def _date(text: str) -> str:
    (day,) = re.findall("|".join(_DAYS), text)
    dates = re.findall(rf"(\d+) ({'|'.join(_MONTHS)})(?: (\d{{4}}))?", text)
    if not dates[0][2]:
        common = "not a leap year" in text
        year = next(
            y
            for y in range(2000, 2060)
            if (y % 4 > 0) is common
            and datetime.date(y, _MONTHS.index(dates[0][1]) + 1, int(dates[0][0])).strftime("%A") == day
        )
        dates = [(d, m, str(year)) for d, m, _ in dates]
    start, end = (datetime.date(int(y), _MONTHS.index(m) + 1, int(d)) for d, m, y in dates)
    assert start.strftime("%A") == day and start < end
    return end.strftime("%A")


def _fridays(text: str) -> int:
    days = re.findall("|".join(_DAYS), text)
    place = find(text, r"[Dd]ay (?P<d>\d+)")["d"]
    first = re.search(rf"(?:1 January is a|begins with a|starts on a|first day is a) ({'|'.join(_DAYS)})", text)[1]
    days.remove(first)
    (wanted,) = set(days) or {first}
    common = "not a leap year" in text
    year = next(
        y for y in range(2000, 2060) if (y % 4 > 0) is common and datetime.date(y, 1, 1).strftime("%A") == first
    )
    return sum(datetime.date(year, month, place).strftime("%A") == wanted for month in range(1, 13))


def _check_digit(text: str) -> int:
    (code,) = re.findall(r"\b(?=\d*d\d)\d+d\d*\b|\b\d{3,}d\b", text)
    m = find(text, r"multiple of (?P<m>\d+)", r"divisible by (?P<m>\d+)", r"if (?P<m>\d+) divides")["m"]
    listed = re.search(r"weights(?: of the digits of a serial number are)? (\d+(?:, \d+)+)", text)
    odd = re.search(r"odd places are multiplied by (\d+), those in even places by (\d+)", text)
    if listed:
        weights = numbers(listed[1])
    elif odd:
        weights = [int(odd[1 + place % 2]) for place in range(len(code))]
    elif "down to 1" in text:
        weights = list(range(len(code), 0, -1))
    else:
        weights = list(range(1, len(code) + 1))
    assert len(weights) == len(code)
    (digit,) = [
        d
        for d in range(10)
        if sum(w * int(c) for w, c in zip(weights, code.replace("d", str(d)), strict=True)) % m == 0
    ]
    return digit


def _inference(text: str) -> str:
    text = re.sub(r"(?:Say|If no integer) .*$", "", text)
    rows = [(int(r), int(m)) for r, m in re.findall(r"remainder (\d+) on division by (\d+)", text)]
    rows += [(int(r), int(m)) for r, m in re.findall(r"n ≡ (\d+) \(?mod (\d+)", text)]
    rows += [(int(r), int(m)) for m, r in re.findall(r"n % (\d+) == (\d+)", text)]
    asked = re.search(
        r"(?:remainder (?:does|of)|Which remainder does|Determine|Find|What is) \(?(\d*(?: \* )?n[\dn^* +]*)\)?"
        r"(?: leave (?:on division|when divided) by| modulo| mod| %| by) (\d+)",
        text,
    )
    expression, t = asked[1], int(asked[2])
    period = math.lcm(t, *(m for _, m in rows))
    values = {_polynomial(expression, "n", n) % t for n in range(period) if all(n % m == r for r, m in rows)}
    return str(*values) if len(values) == 1 else "not determined" if values else "no such number"


_SOLVERS = {
    "remainder": _remainder,
    "last_digit": _last_digit,
    "power_steps": _power_steps,
    "clock": _clock,
    "weekday": _weekday,
    "pattern": _pattern,
    "division": _division,
    "two_remainders": _two_remainders,
    "missing_digit": _missing_digit,
    "negative": _negative,
    "nearest": _nearest,
    "power": _power,
    "power_sum": _power_sum,
    "tower": _tower,
    "order": _exponent,
    "logarithm": _exponent,
    "exponent_count": _exponent_count,
    "decimal_digit": _decimal_digit,
    "inverse": _inverse,
    "linear": _solutions,
    "quadratic": _solutions,
    "system": _system,
    "root_count": _root_count,
    "pair": _pair,
    "date": _date,
    "fridays": _fridays,
    "check_digit": _check_digit,
    "inference": _inference,
}
