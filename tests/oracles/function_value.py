"""A second solver for math/function_value: definitions, tables and conditions are read from the prompt; values come
from calls by name, unknowns from SymPy's solvers."""

import re
from fractions import Fraction

import sympy

from oracles.notation import python, value
from schemas import Problem

_NAMES = "fghpqruvw"
_DEFINED = re.compile(rf"\b([{_NAMES}])(?:\(x\) =|: x ↦) ([-+*·/()^²\dx ]+)")
_RANGE = r"(-?\d+ ≤ x < -?\d+|x [<≥] -?\d+)"


def solve(problem: Problem) -> str:
    """The canonical answer, worked out from the prompt's text alone."""
    body = problem.prompt.rpartition("\n")[0].replace("$", "").replace("\\cdot", "·")
    return str(_KINDS[problem.template.partition("/")[0]](body))


def _trimmed(text: str) -> str:
    text = text.strip()
    while text.count("(") > text.count(")"):
        text = text[: text.rindex("(")].strip()
    return text


def _formulas(body: str) -> dict[str, str]:
    found = {name: python(_trimmed(right)) for name, right in _DEFINED.findall(body) if "x" in right}
    machines = re.findall(rf"[Mm]achine ([{_NAMES}]) (?:turns x )?into ([-+*·/()^²\dx ]+)", body)
    return found | {name: python(_trimmed(right)) for name, right in machines}


def _functions(body: str) -> dict:
    return {name: lambda x, text=text: value(text, {"x": x}) for name, text in _formulas(body).items()}


def _calls(body: str) -> list[str]:
    """Every call of a function at a number, with whatever calls are inside it."""
    found = []
    for start in re.finditer(rf"(?<![a-z])[{_NAMES}](?:⁻¹)?(?=\()", body):
        depth, end = 0, start.end()
        while end < len(body):
            depth += (body[end] == "(") - (body[end] == ")")
            end += 1
            if depth == 0:
                break
        text = body[start.start() : end]
        if re.search(r"\d", text) and not re.search(r"[xy]", text):
            found.append(text)
    return found


def _compose(body: str) -> Fraction:
    functions = _functions(body)
    chained = re.search(rf"\(([{_NAMES}]) ∘ ([{_NAMES}])\)\((-?\d+)\)", body)
    if chained:
        return functions[chained[1]](functions[chained[2]](Fraction(chained[3])))
    machines = re.search(rf"The number (-?\d+) goes into ([{_NAMES}]).* goes into ([{_NAMES}])\.", body)
    if machines:
        return functions[machines[3]](functions[machines[2]](Fraction(machines[1])))
    first = re.search(rf"First ([{_NAMES}]), then ([{_NAMES}]) is applied to (-?\d+)", body)
    if first:
        return functions[first[2]](functions[first[1]](Fraction(first[3])))
    return value(python(max(_calls(body), key=len)), {}, functions)


def _combine(body: str) -> Fraction:
    one, other = _calls(body)
    line = re.search(rf"\d*{re.escape(one)}.{{1,4}}?\d*{re.escape(other)}|-?\d*{re.escape(other)}", body)
    start = body.index(one) - (1 if body[body.index(one) - 1].isdigit() else 0)
    text = body[start : body.index(other) + len(other)]
    assert line
    return value(python(text), {}, _functions(body))


def _images(body: str) -> dict[str, dict[int, int]]:
    """The tables, by function."""
    images: dict[str, dict[int, int]] = {}
    rows = [line.split(" | ") for line in body.split("\n") if " | " in line]
    if rows:
        if rows[0][1].endswith("(x)"):
            rows = [list(column) for column in zip(*rows, strict=True)]
        points, *others = rows
        for name, *row in others:
            images[name[0]] = dict(zip(map(int, points[1:]), map(int, row), strict=True))
    else:
        for name, point, image in re.findall(rf"([{_NAMES}])\((\d+)\) = (\d+)", body):
            images.setdefault(name, {})[int(point)] = int(image)
    return images


def _table(body: str) -> int:
    images = _images(body)
    current = max(_calls(body), key=len)
    result = int(re.search(r"\((\d+)\)", current)[1])
    for name, inverse in reversed(re.findall(rf"([{_NAMES}])(⁻¹)?\(", current)):
        table = images[name]
        result = next(point for point, image in table.items() if image == result) if inverse else table[result]
    return result


def _many_times(body: str) -> int:
    ((_, table),) = _images(body).items()
    numbers = re.sub(rf"[{_NAMES}]\(\d+\) = \d+|.*\|.*", "", body)
    power = re.search(rf"[{_NAMES}]\^(\d+)\((\d+)\)", body)
    if power:
        count, current = int(power[1]), int(power[2])
    else:
        found = [int(each) for each in re.findall(r"\d+", numbers)]
        count, current = max(found), min(found)
    # By doubling: the table of 2, 4, 8 ... steps.
    while count:
        if count & 1:
            current = table[current]
        table = {point: table[image] for point, image in table.items()}
        count >>= 1
    return current


def _cases(body: str) -> Fraction:
    pieces = re.findall(rf"(?:\(x\) = )([-+*·/()^²\dx ]+?) for {_RANGE}", body)
    pieces += [(right, when) for when, right in re.findall(rf"If {_RANGE}, it gives ([-+*·/()^²\dx ]+)\.", body)]

    def holds(when: str, x: Fraction) -> bool:
        between = re.match(r"(-?\d+) ≤ x < (-?\d+)", when)
        if between:
            return int(between[1]) <= x < int(between[2])
        return x < int(when[4:]) if "<" in when else x >= int(when[4:])

    def function(x: Fraction) -> Fraction:
        (right,) = [right for right, when in pieces if holds(when, x)]
        return value(python(right), {"x": x})

    fed = re.search(r"fed with (-?\d+), and then (?:(\d+) more times )?with", body)
    if fed:
        current = Fraction(fed[1])
        for _ in range(int(fed[2] or 1) + 1):
            current = function(current)
        return current
    call = max(_calls(body), key=len)
    return value(call, {}, dict.fromkeys(_NAMES, function))


_X = sympy.Symbol("x")


def _symbolic(text: str, functions: dict[str, str], x):
    """A nested call such as ``f(g(x))`` as a SymPy expression."""
    names = re.findall(rf"([{_NAMES}])\(", text)
    for name in reversed(names):
        x = _expression(functions[name], x)
    return x


def _expression(text: str, x):
    one, two, three = (value(text, {"x": Fraction(place)}) for place in (7, 11, 13)) if "/" in text else (0, 0, 0)
    if "/" not in text:
        zero, plus, minus = (sympy.Rational(str(value(text, {"x": place}))) for place in (0, 1, -1))
        return (plus + minus - 2 * zero) / 2 * x**2 + (plus - minus) / 2 * x + zero
    assert (one, two, three) is not None
    top, bottom = re.fullmatch(r"(.+?)/\((.+)\)", text).groups()
    top = top.strip()
    top = top[1:-1] if top.startswith("(") and top.endswith(")") else top
    return _expression(top, x) / _expression(bottom, x)


def _inverse(body: str) -> str:
    functions = _formulas(body)
    power = re.search(rf"([{_NAMES}])⁻¹\((-?\d+)\)", body)
    put = re.search(
        rf"puts a number into ((?:[{_NAMES}](?:, then the result into )?)+), where .* and gets (-?\d+)\.", body
    )
    if power:
        call, target = f"{power[1]}(x)", power[2]
    elif put:
        order = re.findall(rf"\b([{_NAMES}])\b", put[1])
        call = "x"
        for name in order:
            call = f"{name}({call})"
        target = put[2]
    else:
        call, target = re.search(rf"((?:[{_NAMES}]\()+x\)+) = (-?\d+)(?=[,.?]| for x)", body).groups()
    (result,) = sympy.solve(_symbolic(call, functions, _X) - int(target), _X)
    return str(result)


def _without_definitions(body: str) -> str:
    return _DEFINED.sub(" ", body)


def _shifted(body: str) -> Fraction:
    inside, right = re.search(rf"[{_NAMES}]\(([-+\dx ]+)\) = ([-+*·/()^²\dx ]+)", body).groups()
    (call,) = _calls(body.replace(f"({inside}) =", ""))
    wanted = Fraction(re.search(r"\((-?\d+)\)", call)[1])
    text = python(inside)
    start, step = value(text, {"x": 0}), value(text, {"x": 1}) - value(text, {"x": 0})
    return value(python(_trimmed(right)), {"x": (wanted - start) / step})


def _through(body: str) -> str:
    points = [(int(x), int(y)) for x, y in re.findall(rf"[{_NAMES}]\((-?\d+)\) = (-?\d+)", body)]
    points = points or [(int(x), int(y)) for x, y in re.findall(r"\((-?\d+), (-?\d+)\)", body)]
    asked = next(call for call in _calls(body) if not re.search(rf"{re.escape(call)} = ", body) and "," not in call)
    polynomial = sympy.interpolate(points, _X)
    return str(polynomial.subs(_X, int(re.search(r"\((-?\d+)\)", asked)[1])))


def _reflected(body: str) -> str:
    equation = re.search(rf"(\S*[{_NAMES}]\(x\) .+?) = ([-+\dx ]+)", body)
    inner = next(each for each in re.findall(rf"[{_NAMES}]\(([^()]+)\)", equation[1]) if each != "x")
    name = re.search(rf"([{_NAMES}])\(x\)", equation[1])[1]
    at = int(re.search(r"\((-?\d+)\)", _calls(body)[-1])[1])
    partner = value(python(inner), {"x": Fraction(at)})
    y, z = sympy.symbols("y z")
    left = python(equation[1].replace(f"{name}({inner})", "Z").replace(f"{name}(x)", "Y"))
    factors = [value(left, {"Y": a, "Z": b}) for a, b in ((1, 0), (0, 1))]
    rights = [value(python(_trimmed(equation[2])), {"x": place}) for place in (Fraction(at), partner)]
    p, q, one, other = (sympy.Rational(str(each)) for each in (*factors, *rights))
    solution = sympy.solve([p * y + q * z - one, p * z + q * y - other], [y, z])
    return str(solution[y])


def _additive(body: str) -> str:
    name, right = re.search(rf"([{_NAMES}])\(x \+ y\) = (.+?)(?: for all|,| and [{_NAMES}]\(|\.|\n)", body).groups()
    first = int(re.search(r"\(1\) = (-?\d+)", body)[1])
    at = int(re.search(r"\((-?\d+)\)", _calls(body.replace("(1) =", ""))[-1])[1])
    text = python(right.replace(f"{name}(x)", "A").replace(f"{name}(y)", "B").replace("xy", "P"))

    def joined(x: int, fx: Fraction, y: int, fy: Fraction) -> Fraction:
        return value(text, {"A": fx, "B": fy, "P": x * y})

    # By halves, where the generator goes step by step.
    def at_whole(n: int) -> Fraction:
        if n == 1:
            return Fraction(first)
        half = n // 2
        return joined(half, at_whole(half), n - half, at_whole(n - half))

    return str(at_whole(at))


def _composition(body: str) -> str:
    call = re.search(rf"((?:[{_NAMES}]\()+x\)+)", re.sub(r"[a-z]\(x\) =", " ", _without_definitions(body)))[1]
    polynomial = sympy.Poly(sympy.expand(_symbolic(call, _formulas(body), _X)), _X)
    return ", ".join(f"{letter} = {each}" for letter, each in zip("abc", polynomial.all_coeffs(), strict=False))


def _inverse_function(body: str) -> str:
    text = re.sub(r"[a-z]\(x\) =", " ", _without_definitions(body))
    call = re.search(rf"((?:[{_NAMES}]\()+x\)+)", text)[1]
    y = sympy.Symbol("y")
    (result,) = sympy.solve(_symbolic(call, _formulas(body), _X) - y, _X)
    a, b = sympy.Poly(sympy.expand(result), y).all_coeffs()
    return f"a = {a}, b = {b}"


_KINDS = {
    "compose": _compose, "combine": _combine, "table": _table, "cases": _cases, "fractions": _compose,
    "many_times": _many_times, "inverse": _inverse, "shifted": _shifted, "through": _through, "reflected": _reflected,
    "additive": _additive, "composition": _composition, "inverse_function": _inverse_function,
}  # fmt: skip
