"""A second opinion on math/polynomial_roots: SymPy on the polynomials that the prompt shows."""

import re

import sympy

from oracles.written_algebra import expression
from schemas import Problem

x, k, a, b = (sympy.Symbol(name, real=True) for name in "xkab")


def agrees(problem: Problem) -> bool:
    """Whether the gold answers the prompt."""
    letter, kind = problem.params["letter"], problem.template.partition("/")[0]
    prompt = problem.prompt.rpartition("\n")[0].replace("$", "")
    # The letter of the polynomial is called x in what follows.
    prompt = re.sub(rf"(?<![A-Za-z]){letter}(?![A-Za-z])|(?<=k){letter}(?![A-Za-z])", "x", prompt)
    if kind == "two_parameters":
        prompt = re.sub(rf"(?<![A-Za-z])([ab]){letter}(?![A-Za-z])", r"\1x", prompt)
    gold = re.sub(rf"(?<![A-Za-z]){letter}(?![A-Za-z])", "x", problem.check.gold)
    return _JUDGES[kind](prompt, gold)


def shown(prompt: str, letters: str = "xk") -> list[str]:
    """The runs of the prompt that are formulas in these letters, without what names them."""
    text = re.sub(r"\bp\([^)]*\)( = )?|\\text\{.*?\}", "; ", prompt.replace("\n", ";"))
    text = re.sub(r"(?<!\\)(?<![A-Za-z])[A-Za-z]+", lambda m: m[0] if set(m[0]) <= set(letters) else ";", text)
    runs = [run.strip(" .?,:()") if run.count("(") != run.count(")") else run.strip(" .?,:") for run in
            re.split(r"[;:?,]|\.(?:\s|$)", text)]  # fmt: skip
    return [run for run in runs if re.search(r"[A-Za-z]", run) and len(run) > 1]


def poly(text: str) -> sympy.Poly:
    return sympy.Poly(expression(text.split("=")[0]), x)


def values(gold: str) -> list[sympy.Expr]:
    return [expression(each) for each in gold.split(", ")]


def equal(one: list, other: list) -> bool:
    return len(one) == len(other) and all(sympy.simplify(a - b) == 0 for a, b in zip(one, other, strict=True))


def _roots(prompt, gold):
    same = re.search(r"(?:are (.*) and (.*) equal|is (.*) equal to (.*))\?", prompt)
    if same:
        left, right = filter(None, same.groups())
    else:
        left, right = next(each for each in shown(prompt) if "=" in each).split("=")
    found = sympy.Poly(expression(left) - expression(right), x)
    return equal(_real(found), values(gold))


def _real(found: sympy.Poly) -> list[sympy.Expr]:
    """The different real roots in rising order, by the roots of the factors."""
    roots = {root for factor, _ in found.factor_list()[1] for root in sympy.roots(factor) if root.is_real}
    return sorted(roots, key=lambda root: root.evalf(30))


def _repeated(prompt, gold):
    roots = [root for root, times in poly(shown(prompt)[0]).real_roots(multiple=False) for _ in range(times)]
    return equal(roots, values(gold))


def _rational(prompt, gold):
    factors = [each for each, _ in poly(next(each for each in shown(prompt) if "^" in each)).factor_list()[1]]
    roots = sorted(-each.nth(0) / each.nth(1) for each in factors if each.degree() == 1)
    return roots == values(gold)


def _count(prompt, gold):
    return poly(next(each for each in shown(prompt) if "^" in each)).count_roots() == int(gold)


def _factors(prompt, gold):
    constant, factors = poly(shown(prompt)[0]).factor_list()
    number = re.match(r"-?\d*", gold)[0]
    rest = gold[len(number) :]
    written = [(inside or "x", int(power or 1)) for inside, power in re.findall(r"(?:\(([^)]*)\)|x)(?:\^(\d+))?", rest)]
    if "(" not in gold and " " in gold:
        written, number = [(gold, 1)], ""
    total = int(number + "1" if number in ("", "-") else number)
    own = [(sympy.Poly(expression(inside), x), power) for inside, power in written]
    return total == constant and sorted(own, key=str) == sorted(factors, key=str)


def _divided(place):
    def judge(prompt, gold):
        p, d = (
            re.findall(r"Write (.*) = \((.*)\)q \+ r", prompt)[0] if prompt.startswith("Write") else shown(prompt)[:2]
        )
        if "with remainder, where" in prompt:
            p, d = d, p
        return sympy.div(poly(p), poly(d))[place] == sympy.Poly(expression(gold), x)

    return judge


def _parameter(prompt, gold):
    texts = shown(prompt)
    p = next(expression(text.split("=")[0]) for text in texts if "k" in text and len(text) > 5)
    root, rest = _condition(prompt, [text for text in texts if "k" not in text])
    return sympy.solve(p.subs(x, root) - rest, k) == [expression(gold)]


def _condition(prompt: str, others: list[str]) -> tuple[sympy.Expr, sympy.Expr]:
    """The point, and the value that the polynomial has there."""
    for pattern in (r"p\((-?\d+)\) = (-?\d+)", r"point \((-?\d+), ?(-?\d+)\)"):
        if found := re.search(pattern, prompt):
            return expression(found[1]), expression(found[2])
    if found := re.search(r"value (-?\d+) at x = (-?\d+)", prompt):
        return expression(found[2]), expression(found[1])
    rest = re.search(r"[Rr]emainder(?: is|:)? (-?\d+)", prompt)
    value = expression(rest[1]) if rest else sympy.Integer(0)
    (text,) = others
    if "=" in text:
        return expression(text.split("=")[1]), value
    (root,) = sympy.solve(expression(text), x)
    return root, value


def _two_parameters(prompt, gold):
    texts = shown(prompt, "xab")
    p = next(expression(text) for text in texts if "a" in text and "b" in text)
    pairs = re.findall(r"p\((-?\d+)\) = (-?\d+)", prompt) or re.findall(r"\((-?\d+), ?(-?\d+)\)", prompt)
    if not pairs:
        divisors = [sympy.solve(expression(text), x)[0] for text in texts if re.fullmatch(r"x [+-] \d+", text)]
        rests = re.search(r"remainders (-?\d+) and (-?\d+)|remainder(?: is)? (-?\d+)\D*[^;]*?"
                          r"(?:remainder|and) (-?\d+)(?: for|\.)", prompt)  # fmt: skip
        numbers = [each for each in rests.groups() if each is not None]
        pairs = zip(divisors, numbers, strict=True)
    found = sympy.solve([p.subs(x, int(at)) - int(value) for at, value in pairs], [a, b])
    return f"a = {found[a]}, b = {found[b]}" == gold


def _double_root(prompt, gold):
    p = next(expression(text.split("=")[0]) for text in shown(prompt) if "k" in text and "^" in text)
    return equal(sorted(sympy.solve(sympy.discriminant(p, x), k)), values(gold))


_WORDS = {
    "sum of the squares": "r^2", "sum of the cubes": "r^3", "reciprocals of the squares": "1/r^2",
    "sum of the reciprocals of the roots": "1/r",
}  # fmt: skip


def _function(prompt, gold):
    texts = shown(prompt, "xuvws")
    p = next(poly(text) for text in texts if "x" in text and "^" in text)
    roots = p.nroots(n=40, maxsteps=500)
    own = next((text for text in texts if "x" not in text and re.search(r"u.*[+(v]", text)), None)
    if own is not None:
        names = [sympy.Symbol(name, real=True) for name in "uvws"[: len(roots)]]
        found = expression(own).subs(dict(zip(names, roots, strict=True)))
    else:
        over = re.search(r"(sum|product) of (.*) over all roots r", prompt)
        text = over[2] if over else next(each for words, each in _WORDS.items() if words in prompt)
        r = sympy.Symbol("r", real=True)
        parts = [expression(text).subs(r, root) for root in roots]
        found = sympy.prod(parts) if over and over[1] == "product" else sum(parts)
    return _close(found, expression(gold))


def _close(one: sympy.Expr, other: sympy.Expr) -> bool:
    return abs(complex(sympy.N(one - other, 40, chop=True))) < 1e-15


def _new_polynomial(prompt, gold):
    texts = shown(prompt, "xr")
    p = next(poly(text) for text in texts if "x" in text and "^" in text)
    of = next((text for text in texts if "x" not in text and re.search(r"\dr|r[\^ ]|/|-r|\}", text)), None)
    if of is None:
        of = "r^2" if "squares" in prompt else "1/r"
    of = of.removeprefix("r by ").strip()
    r = sympy.Symbol("r", real=True)
    roots = [sympy.N(expression(of).subs(r, root), 40) for root in p.nroots(n=40, maxsteps=500)]
    found = [sympy.Integer(1)]
    for root in roots:
        found = [one - root * other for one, other in zip([*found, 0], [0, *found], strict=True)]
    wanted = sympy.Poly(expression(gold), x).all_coeffs()
    return len(found) == len(wanted) and all(_close(*each) for each in zip(found, wanted, strict=True))


def _both(join):
    def judge(prompt, gold):
        roots = sympy.roots(poly(next(each for each in shown(prompt) if "^" in each)), multiple=True)
        return sympy.simplify(join(*roots) - expression(gold)) == 0

    return judge


_JUDGES = {
    "roots": _roots, "repeated": _repeated, "rational": _rational, "count": _count, "factors": _factors,
    "remainder": _divided(1), "long_remainder": _divided(1), "high_remainder": _divided(1), "quotient": _divided(0),
    "parameter": _parameter, "parameter_remainder": _parameter, "two_parameters": _two_parameters,
    "double_root": _double_root, "root_function": _function, "new_polynomial": _new_polynomial,
    "sum": _both(lambda one, other: one + other), "product": _both(lambda one, other: one * other),
}  # fmt: skip
