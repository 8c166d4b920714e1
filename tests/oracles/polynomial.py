"""A second solver for math/polynomial: SymPy on the formulas that stand in the prompt."""

import re

import sympy

from oracles.formula_text import formulas, parsed, plain, question
from schemas import Problem

_NAME = r"\b[fghpqrd]\((?:[a-z](?:, [a-z])*|[fg]\([fgh]?\(?[a-z]\)?\))\)(?: = |(?= =))?"


def agrees(problem: Problem) -> bool:
    letters, gold = problem.params["letters"], problem.check.gold
    found = _answer(problem, letters)
    if problem.template.startswith("division"):
        return all(
            sympy.expand(a - parsed(b, letters)) == 0 for a, b in zip(found, gold[1:-1].split(", "), strict=True)
        )
    if problem.template.startswith(("reduce", "fractions")):
        top, bottom = (parsed(part, letters) for part in gold.split("/"))
        return sympy.cancel(found - top / bottom) == 0 and sympy.gcd(sympy.expand(top), sympy.expand(bottom)).is_number
    if re.fullmatch(r"-?\d+", gold):
        return str(found) == gold
    return "(" not in gold and sympy.expand(found - parsed(gold, letters)) == 0


def _answer(problem: Problem, letters: list[str]) -> sympy.Expr:
    prompt = question(problem.prompt)
    kind = problem.template.partition(":")[0]
    x = sympy.Symbol(letters[0])
    if kind == "shift":
        flat = plain(prompt)
        (step,) = set(re.findall(rf"f\({letters[0]} ?([-+] ?\d+)\)|replaced by\W*{letters[0]} ?([-+] ?\d+)", flat))
        shift = int("".join(step).replace(" ", ""))
        prompt = re.sub(r"f\([^()]*\)( [-=] )?|by \W*\w [-+] \d+\W*", " ", prompt)
    prompt = re.sub(_NAME, "", prompt)
    texts = formulas(prompt, letters)
    if kind == "coefficient":
        power = re.search(
            rf"(?:coefficient of|number stands before) [\\(`]*((?:[{''.join(letters)}](?:\^\(?|\*\*)?\d*\)?\*?)+)",
            plain(prompt),
        )
        texts = [text for text in texts if re.search(r"\([^()]*[a-z]", text)]
        target = sympy.Poly(
            parsed(power[1].rstrip(") ") + (")" if "(" in power[1] else ""), letters), *map(sympy.Symbol, letters)
        ).monoms()[0]
    if kind == "division" and "where the degree" in prompt:
        texts = _from_identity(prompt, letters)
    parts = [
        parsed(text.strip(" *"), letters) for text in texts if not re.fullmatch(rf"[{''.join(letters)}]|[fgh]|\d", text)
    ]
    match kind:
        case "expand":
            return sympy.prod(parts)
        case "combine" | "collect" | "products" | "reduce" | "fractions":
            if len(parts) == 2:
                return parts[0] / parts[1]
            (total,) = parts
            return total
        case "coefficient":
            (product,) = parts
            return sympy.Poly(product, *map(sympy.Symbol, letters)).coeff_monomial(target)
        case "remainder" | "division":
            dividend, divisor = parts
            quotient, remainder = sympy.div(dividend, divisor, x)
            return remainder if kind == "remainder" else (quotient, remainder)
        case "compose":
            if not re.search("[Ll]et|[Gg]iven|For|where", problem.prompt):
                parts = parts[::-1]  # what is put in comes first
            result = parts[-1]
            for outer in reversed(parts[:-1]):
                result = sympy.expand(outer.subs(x, result))
            return result
        case "shift":
            (poly,) = parts
            return poly.subs(x, x + shift) - poly
    raise AssertionError(kind)


def _from_identity(prompt: str, letters: list[str]) -> list[str]:
    flat = plain(prompt).replace("`", "")
    found = re.search(r"with \W*?([-\w(].*?) = \((.*?)\) ?\*", flat)
    return [found[1].strip("\\( "), found[2]]
