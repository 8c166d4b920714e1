"""A second opinion on math/matrix: SymPy on the matrices that the prompt shows."""

import ast
import re

import sympy

from oracles.written_algebra import expression
from schemas import Problem

k = sympy.Symbol("k", real=True)


def agrees(problem: Problem) -> bool:
    """Whether the gold answers the prompt."""
    prompt = problem.prompt.rpartition("\n")[0]
    return _JUDGES[problem.template.partition("/")[0]](prompt, problem.check.gold)


def shown(prompt: str) -> list[sympy.Matrix]:
    """The matrices of the prompt, in nested brackets, in TeX, or row by row."""
    prompt = prompt.replace("k", "'k'") if "[k" in prompt or " k]" in prompt or ", k," in prompt else prompt
    found = [(each.start(), ast.literal_eval(each[0])) for each in re.finditer(r"\[\[.*?\]\]", prompt)]
    for each in re.finditer(r"\\begin\{pmatrix\} (.*?) \\end\{pmatrix\}", prompt):
        found.append((each.start(), [row.split(" & ") for row in each[1].strip().split(" \\\\ ")]))
    for each in re.finditer(r"(?:^-?\d+(?: -?\d+)*$\n?)+", prompt, re.MULTILINE):
        found.append((each.start(), [row.split() for row in each[0].strip().split("\n")]))
    return [
        sympy.Matrix([[_entry(str(entry)) for entry in row] for row in rows])
        for _, rows in sorted(found, key=lambda each: each[0])
    ]  # fmt: skip


def _entry(text: str):
    return k if text.strip("'") == "k" else sympy.Rational(text)


def _vectors(prompt: str) -> list[sympy.Matrix]:
    return [sympy.Matrix(ast.literal_eval(each)) for each in re.findall(r"\(-?\d+(?:, -?\d+)+\)", prompt)]


def _read(gold: str) -> sympy.Matrix:
    return sympy.Matrix(
        [[sympy.Rational(each) for each in row.split(", ")] for row in re.findall(r"\[([^\[\]]+)\]", gold)]
    )


def _same(found, gold: str) -> bool:
    """Whether the gold gives the matrix found, or says that there is none (None)."""
    if found is None:
        return not gold.startswith("[")
    return gold.startswith("[") and found == _read(gold)


def _determinant(prompt, gold):
    (matrix,) = shown(prompt)
    return gold == (str(matrix.det()) if matrix.is_square else "undefined")


def _image(prompt, gold):
    (matrix,), (vector,) = shown(prompt), _vectors(prompt)
    return gold == "(" + ", ".join(map(str, matrix * vector)) + ")"


def _product(prompt, gold):
    a, b = shown(prompt)
    if "first by [[" in prompt:
        a, b = b, a
    return _same(a * b if a.cols == b.rows else None, gold)


def _trace(prompt, gold):
    a, b = shown(prompt)
    fits = a.cols == b.rows and a.rows == b.cols
    return gold == (str((a * b).trace()) if fits else "undefined")


def _inverse(prompt, gold):
    (matrix,) = shown(prompt)
    return _same(matrix.inv() if matrix.det() else None, gold)


def _power(prompt, gold):
    (matrix,) = shown(prompt)
    text = re.sub(r"\[\[.*?\]\]|\\begin.*?\\end\{pmatrix\}|^-?\d+(?: -?\d+)*$", "", prompt, flags=re.MULTILINE)
    exponent = int(
        re.search(r"A\^(\d+)|exponent (\d+)|power (\d+)|applied (\d+)|state (\d+)", text)[0].split("^")[-1].split()[-1]
    )
    return _same(matrix**exponent if matrix.is_square else None, gold)


def _rank(prompt, gold):
    (matrix,) = shown(prompt)
    return gold == str(matrix.rank())


def _eigenvalues(prompt, gold):
    (matrix,) = shown(prompt)
    polynomial = matrix.charpoly(sympy.Symbol("x"))
    roots = [
        root
        for factor, times in polynomial.factor_list()[1]
        for root in sympy.roots(factor.as_expr(), polynomial.gen, multiple=True)
        for _ in range(times)
    ]
    real = [root for root in roots if root.is_real]
    if len(real) < matrix.rows:
        return gold == "non-real eigenvalues"
    given = [expression(each) for each in gold.split(", ")]
    return len(given) == len(real) and all(
        sympy.simplify(a - b) == 0 for a, b in zip(sorted(real, key=float), given, strict=True)
    )


def _solve(prompt, gold):
    (matrix,) = shown(prompt)
    right = _vectors(prompt)[-1]
    unknowns = sympy.symbols(f"x0:{matrix.cols}")
    found = sympy.linsolve((matrix, right), *unknowns)
    if not found:
        return gold == "no solution"
    (values,) = found
    if any(each.free_symbols for each in values):
        return gold == "infinitely many solutions"
    return gold == "(" + ", ".join(map(str, values)) + ")"


def _singular(prompt, gold):
    (matrix,) = shown(prompt)
    value = sympy.expand(matrix.det())
    if not value.has(k):
        return gold == ("all real numbers" if value == 0 else "no solution")
    roots = sorted(sympy.solve(value, k), key=float)
    if not roots:
        return gold == "no solution"
    given = [expression(each) for each in gold.split(", ")]
    return len(given) == len(roots) and all(sympy.simplify(a - b) == 0 for a, b in zip(roots, given, strict=True))


def _rules(prompt, gold):
    size = int(re.search(r"(\d) by \d", prompt)[1])
    numbers = re.search(
        r"det A = (-?\d+)\D+?det B = (-?\d+)|are (-?\d+) and (-?\d+)|"
        r"determinant (-?\d+), the second with determinant (-?\d+)", prompt
    )  # fmt: skip
    first, second = (int(each) for each in numbers.groups() if each is not None)
    text = re.search(r"(-?\d?)A(\^\(?-?\d\)?)?(?:\^T)? B(\^\(?-?\d\)?)?", prompt)
    by = int(text[1] + "1") if text[1] in ("", "-") else int(text[1])
    # Diagonal matrices stand for all others with their determinants.
    a = sympy.diag(first, *[1] * (size - 1))
    b = sympy.diag(*[1] * (size - 1), second)
    one, other = (int((each or "^1").strip("^()")) for each in (text[2], text[3]))
    return (by * a**one * b**other).det() == sympy.Rational(gold)


_JUDGES = {
    "determinant": _determinant, "large_determinant": _determinant, "image": _image, "product": _product,
    "large_product": _product, "trace": _trace, "inverse": _inverse, "power": _power, "rank": _rank,
    "eigenvalues": _eigenvalues, "solve": _solve, "singular": _singular, "rules": _rules,
}  # fmt: skip
