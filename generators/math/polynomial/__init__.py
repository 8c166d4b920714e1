"""Polynomials multiplied out, collected, put into each other and divided, and quotients of them reduced."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.language.lexicon import PEOPLE
from generators.language.wording import fill
from generators.math.polynomial.kinds import KINDS
from generators.math.polynomial.language import SKELETONS
from generators.math.polynomial.products import wanted_power
from generators.math.polynomial.quotients import quotient_text
from generators.math.polynomial.steps import Question, product_of, product_text
from generators.math.polynomials import CODE, LATEX, PLAIN, degree, written
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Formula, Integer
from schemas.checks import Check, Exact

_LETTERS = "xxxxxyzttbnumw"
_PAIRS = (("x", "y"), ("x", "y"), ("u", "v"), ("m", "n"), ("s", "t"))
_TRIPLES = (("x", "y", "z"), ("x", "y", "z"), ("u", "v", "w"))


@register
class Polynomial(Family[Question]):
    """Products, sums, compositions and quotients of polynomials, asked for in expanded or reduced form."""

    name = "math/polynomial"
    version = 1
    title = "Expanding, collecting, composing, dividing and reducing polynomials"
    levels = {
        1: "degree up to 3, one product or sum, about 4 steps",
        2: "up to 3 factors, one division or composition, about 12 steps",
        3: "up to 5 factors or two letters, high powers reduced, about 20 steps",
        4: "up to 6 factors or three letters, three compositions, about 30 steps",
    }
    tags = ("math", "algebra")

    def sample(self, stream: Stream, level: int) -> Question:
        names = [name for name in KINDS if KINDS[name].weights[level - 1]]
        kind = stream.weighted(names, [KINDS[name].weights[level - 1] for name in names])
        letter = stream.choice(_LETTERS)
        for _ in range(200):
            found = KINDS[kind].draw(stream, level)
            if found is not None:
                count = len(found[0][0][0]) - 1
                letters = (letter,) if count == 1 else stream.choice(_PAIRS if count == 2 else _TRIPLES)
                return Question(level, kind, letters, *found)
        raise Impossible(f"no question of kind {kind} at level {level} in 200 attempts")

    def phrase(self, instance: Question, stream: Stream, language: str) -> Wording:
        texts = _skeletons(instance)
        skeleton = stream.choice(tuple(texts))
        who = stream.choice(PEOPLE)
        ending = answer_line(stream, _asked(instance))
        style = PLAIN if instance.level == 1 else stream.weighted((PLAIN, LATEX, CODE), (5, 4, 1))
        slots = {
            **{name: _set(text, style) for name, text in _formulas(instance, style).items()},
            "x": instance.letters[0] if style == PLAIN else _set(instance.letters[0], style),
            "degree": degree(instance.polys[-1]),
            "name": who.name,
            "who": who,
            "ending": ending,
        }
        return Wording(fill(texts[skeleton], stream, slots), f"{instance.kind}: {skeleton}")

    def check(self, instance: Question) -> Check:
        gold = KINDS[instance.kind].answer(instance)
        form = _answer_form(instance)
        if form == "integer":
            return Exact(answer=Integer(), gold=gold)
        return Exact(answer=Formula(variables=instance.letters, form=form), gold=gold)  # type: ignore[arg-type]

    def reference(self, instance: Question, stream: Stream) -> str:
        kind = KINDS[instance.kind]
        return "\n".join([*kind.working(instance), f"Answer: {kind.answer(instance)}"])

    def canonical(self, instance: Question) -> Any:
        orders = permutations(range(len(instance.letters)))
        return min((_canonical(instance, order) for order in orders), key=repr)

    def measures(self, instance: Question) -> dict[str, int]:
        return {
            "steps": len(KINDS[instance.kind].working(instance)),
            "degree": max(map(degree, instance.polys)),
            "terms": sum(map(len, instance.polys)),
            "letters": len(instance.letters),
        }


def _skeletons(instance: Question) -> dict[str, str]:
    kind = "chain" if instance.kind == "compose" and len(instance.polys) > 2 else instance.kind
    texts = SKELETONS[kind]
    if instance.level == 1:
        return {name: text for name, text in texts.items() if name not in ("one term", "marks", "modulo")}
    away = {"no brackets", "teacher", "definition"} if len(instance.letters) > 1 else set()
    if instance.kind == "expand" and sum(instance.numbers) > 2:
        away |= {"teacher", "definition"}
    if instance.kind == "remainder" and degree(instance.polys[1]) == 1:
        away.add("modulo")
    if instance.kind == "collect" and len(instance.letters) > 1:
        away.add("let")
    return {name: text for name, text in texts.items() if name not in away}


def _answer_form(instance: Question) -> str:
    if instance.kind == "remainder" and degree(instance.polys[1]) == 1:
        return "integer"
    return KINDS[instance.kind].form


def _asked(instance: Question) -> str:
    return "integer" if _answer_form(instance) == "integer" else KINDS[instance.kind].asked


def _canonical(instance: Question, order: tuple[int, ...]) -> list[Any]:
    """The question with its letters in this order; factors and terms of a sum in an order of their own."""
    polys = [sorted([term[0], *(term[1:][place] for place in order)] for term in poly) for poly in instance.polys]
    numbers = list(instance.numbers)
    match instance.kind:
        case "expand" | "combine":
            return [instance.kind, sorted(([poly, n] for poly, n in zip(polys, numbers, strict=True)), key=repr)]
        case "coefficient":
            pairs = sorted(([poly, n] for poly, n in zip(polys, numbers, strict=False)), key=repr)
            return [instance.kind, pairs, [wanted_power(instance)[place] for place in order]]
        case "products":
            return [instance.kind, sorted(polys[:2]), sorted(polys[2:]), numbers]
        case "reduce":
            return [instance.kind, sorted(polys[: numbers[0]]), sorted(polys[numbers[0] :])]
    return [instance.kind, polys, numbers]


def _set(text: str, style: str) -> str:
    """A formula as it stands in a sentence."""
    return f"\\({text}\\)" if style == LATEX else f"`{text}`" if style == CODE else text


def _formulas(instance: Question, style: str) -> dict[str, str]:
    """The formulas that the skeletons of the kind name, not yet set."""
    letters, polys, numbers = instance.letters, instance.polys, instance.numbers
    args = ", ".join(letters)
    shown = [written(poly, letters, style) for poly in polys]
    named = {name: f"{name}({args})" for name in "pqfrd"}
    match instance.kind:
        case "expand" | "coefficient":
            product = product_text(polys, numbers[: len(polys)], letters, style)
            sign = " \\cdot " if style == LATEX else " * "
            return named | {
                "product": product,
                "first": shown[0],
                "second": shown[-1],
                "p_is": f"p({args}) = {shown[0]}",
                "q_is": f"q({args}) = {shown[-1]}",
                "pq": f"p({args}){sign}q({args})",
                "f_is": f"f({args}) = {product}",
                "power": written(((1, *wanted_power(instance)),), letters, style) if instance.kind != "expand" else "",
            }
        case "combine" | "products":
            total = _weighted(instance, style) if instance.kind == "combine" else _two_products(instance, style)
            return named | {"sum": total, "p_is_sum": f"p({args}) = {total}"}
        case "collect":
            return named | {"terms": shown[0], "q_is_terms": f"q({args}) = {shown[0]}"}
        case "remainder" | "division":
            above, below = f"p({args})", f"({shown[1]})"
            identity = f"{shown[0]} = {below} \\cdot q({args}) + r({args})" if style == LATEX else ""
            return named | {
                "dividend": shown[0],
                "divisor": shown[1],
                "p_is": f"{above} = {shown[0]}",
                "d_is": f"d({args}) = {shown[1]}",
                "qr": f"q({args}), r({args})",
                "identity": identity or f"{shown[0]} = {below} * q({args}) + r({args})",
            }
        case "compose":
            return named | {
                "outer": shown[0],
                "middle": shown[1],
                "inner": shown[-1],
                "f_is": f"f({args}) = {shown[0]}",
                "g_is": f"g({args}) = {shown[1]}",
                "h_is": f"h({args}) = {shown[-1]}",
                "fg": f"f(g({args}))",
                "fgh": f"f(g(h({args})))",
                "fn": "f",
                "gn": "g",
                "hn": "h",
            }
        case "shift":
            inner = written(((1, 1), (numbers[0], 0)), letters, style)
            return named | {
                "f_is": f"f({args}) = {shown[0]}",
                "poly": shown[0],
                "inner": inner,
                "f_there": f"f({inner})",
                "shifted": f"f({inner}) - f({args})",
            }
        case "reduce":
            above, below = (
                written(product_of(part, [1] * len(part)), letters, style)
                for part in (polys[: numbers[0]], polys[numbers[0] :])
            )
            quotient = f"\\frac{{{above}}}{{{below}}}" if style == LATEX else f"({above})/({below})"
            return named | {"quotient": quotient, "above": above, "below": below, "r_is": f"r({args}) = {quotient}"}
        case "fractions":
            total = _fractions_sum(instance, style)
            return named | {"sum": total, "r_is": f"r({args}) = {total}"}
    raise ValueError(instance.kind)


def _weighted(instance: Question, style: str) -> str:
    """``3(2x - 5) - 2(x + 4)``"""
    text = ""
    for poly, factor in zip(instance.polys, instance.numbers, strict=True):
        size = "" if abs(factor) == 1 else str(abs(factor))
        sign = ("-" if not text else " - ") if factor < 0 else (" + " if text else "")
        text += f"{sign}{size}({written(poly, instance.letters, style)})"
    return text


def _two_products(instance: Question, style: str) -> str:
    """``(x + 1)(x - 2) - (2x + 3)(x - 4)``"""
    one, other = (
        product_text(part, (1, 1), instance.letters, style) for part in (instance.polys[:2], instance.polys[2:])
    )
    return f"{one} {'-' if instance.numbers[0] < 0 else '+'} {other}"


def _fractions_sum(instance: Question, style: str) -> str:
    """``3/(x - 1) - (x + 2)/((x - 1)(x + 4))``"""
    common, first, second, *tops = instance.polys
    shown = [
        quotient_text([top], [poly for poly in (common, own) if degree(poly)], instance.letters, style)
        for own, top in zip((first, second), tops, strict=True)
    ]
    return f"{shown[0]} {'-' if instance.numbers[0] < 0 else '+'} {shown[1]}"
