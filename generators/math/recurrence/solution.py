"""Worked solutions of recurrence problems."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from generators.math.arithmetic import linear, put, show, steps, worked
from generators.math.integers import divided
from generators.math.recurrence.sequences import (
    FACTORS,
    Recurrence,
    Rule,
    basis_at,
    cycle,
    extend,
    factors,
    gold,
    in_words,
    lags,
    name,
    paired,
    passed_at,
    run,
    started,
    step,
    tree,
)
from generators.randomness import Stream


def solution(problem: Recurrence, stream: Stream) -> list[str]:
    """The lines before the answer."""
    match problem.ask:
        case "sum" if problem.modulus:
            return _long_sum(problem)
        case "sum":
            return [*_terms(problem, problem.at), *_added(run(problem, problem.at)[0])]
        case "first" | "over":
            return _compared(problem)
        case "start" if lags(problem) == 1 and not paired(problem):
            return _back(problem)
        case "start":
            return _with_unknown(problem)
        case "period":
            return _repeated(problem)
        case "closed":
            return _fitted(problem)
    if problem.modulus and problem.at - problem.base > 60:
        return _far(problem)
    return _terms(problem, problem.at)


def _terms(problem: Recurrence, last: int) -> list[str]:
    """The terms one after the other, to the one of this number; of two sequences the last one only if it is asked."""
    found = started(problem)
    lines = _reduced_starts(problem)
    while (number := problem.base + len(found[0])) <= last:
        lines += [
            _term(problem, found, number, of)
            for of in range(len(found))
            if not (paired(problem) and number == problem.at and of != problem.of)
        ]
        extend(problem, found)
    return lines


def _reduced_starts(problem: Recurrence) -> list[str]:
    if not problem.modulus or problem.inside:
        return []
    lines = [f"Only remainders on division by {problem.modulus} matter."]
    for place, term in enumerate(problem.first):
        if term >= problem.modulus:
            lines.append(f"{name(problem, problem.base + place)}: {_remainder(term, problem.modulus)}")
    return lines


def _term(problem: Recurrence, found: list[list[int]], number: int, of: int = 0) -> str:
    """One term from those before it, operation by operation."""
    sign = ":" if in_words(problem) else " ="
    called = name(problem, number, of)
    whole = step(problem, found, of)
    if problem.parity:
        odd = found[0][-1] % 2
        return f"{found[0][-1]} is {'odd' if odd else 'even'}: {called}{sign} {worked(whole)}"
    if not problem.modulus:
        return f"{called}{sign} {worked(whole)}"
    if in_words(problem) or not problem.inside:
        return f"{called}: {worked(whole)}{_rest(whole, problem.modulus)}"
    texts = [show(("mod", each, problem.modulus)) for each in steps(whole)]
    value = steps(whole)[-1]
    return f"{called} = {' = '.join(texts)} = {value % problem.modulus}"


def _rest(whole: object, modulus: int) -> str:
    value = steps(whole)[-1]
    return f"; {_remainder(value, modulus)}" if value >= modulus else ""


def _remainder(value: int, modulus: int) -> str:
    """``38 - 3·10 = 38 - 30 = 8``."""
    quotient = value // modulus
    if quotient == 1:
        return f"{value} - {modulus} = {value - modulus}"
    return f"{value} - {quotient}·{modulus} = {value} - {quotient * modulus} = {value % modulus}"


def _added(terms: list[int]) -> list[str]:
    """A sum, term by term."""
    lines, total = [], terms[0]
    for term in terms[1:]:
        lines.append(f"{total} + {f'({term})' if term < 0 else term} = {total + term}")
        total += term
    return ["Now add them up:", *lines]


def _compared(problem: Recurrence) -> list[str]:
    found = started(problem)
    last = passed_at(problem)
    lines = []
    while (number := problem.base + len(found[0])) <= last:
        text = _term(problem, found, number)
        extend(problem, found)
        above = found[0][-1] > problem.known
        lines.append(f"{text}, {'above' if above else 'not above'} {problem.known}")
    return lines


# The way back.


def _back(problem: Recurrence) -> list[str]:
    """Each term from the one after it."""
    (rule,) = problem.rules
    (weight,) = rule.weights
    terms = run(problem, problem.at)[0]
    lines = []
    for place in range(len(terms) - 1, 0, -1):
        number = problem.base + place
        shift = rule.constant + rule.index * number
        earlier = name(problem, number - 1)
        value = terms[place]
        if in_words(problem):
            text = f"Before step {number}: "
        else:
            whole = put(tree(rule), {"p1": earlier, "n": number})
            text = f"{name(problem, number)} = {show(whole)}"
            if rule.index:
                text += f" = {show(linear([(weight, earlier)], shift))}"
            text += f" = {value}: "
        if shift:
            text += f"{value} {'-' if shift > 0 else '+'} {abs(shift)} = {value - shift}"
        if weight != 1:
            divisor = f"({weight})" if weight < 0 else str(weight)
            text += f"{', ' if shift else ''}{value - shift}/{divisor} = {terms[place - 1]}"
        lines.append(text if in_words(problem) else f"{text}, so {earlier} = {terms[place - 1]}")
    return lines


UNKNOWN = "k"  # no sequence is called so


class _Form(NamedTuple):
    """``factor·k + constant``."""

    factor: int
    constant: int

    def __str__(self) -> str:
        return show(linear([(self.factor, UNKNOWN)], self.constant)) if self.factor else str(self.constant)


def _with_unknown(problem: Recurrence) -> list[str]:
    """Give the unknown a letter, write the later terms with it, and solve for it."""
    width = 2 if paired(problem) else 1
    unknown = name(problem, problem.base, problem.of) if paired(problem) else name(problem, problem.base + problem.of)
    forms = [_Form(1, 0) if place == problem.of else _Form(0, term) for place, term in enumerate(problem.first)]
    found = [[form] for form in forms] if paired(problem) else [forms]
    lines = [f"Let {UNKNOWN} = {unknown}."]
    seen = problem.of if paired(problem) else 0
    while (number := problem.base + len(found[0])) <= problem.at:
        fresh = []
        for of in range(width):
            terms = [each[-1] for each in found] if paired(problem) else found[0][::-1][: len(problem.first)]
            form, text = _combined(problem.rules[of], terms, number)
            fresh.append(form)
            if not (number == problem.at and of != seen):
                lines.append(f"{name(problem, number, of)} = {text}")
        for each, form in zip(found, fresh, strict=True):
            each.append(form)
    last = found[seen][-1]
    value = problem.known
    lines.append(f"So {last} = {value}.")
    if last.constant:
        sign = "-" if last.constant > 0 else "+"
        left = show(linear([(last.factor, UNKNOWN)]))
        lines.append(f"{left} = {value} {sign} {abs(last.constant)} = {value - last.constant}")
    if last.factor != 1:
        divisor = f"({last.factor})" if last.factor < 0 else str(last.factor)
        lines.append(f"{UNKNOWN} = {value - last.constant}/{divisor} = {gold(problem)}")
    return lines


def _combined(rule: Rule, terms: list[_Form], number: int) -> tuple[_Form, str]:
    """The next term as a form, and how it comes about: put in, multiplied out, gathered."""
    pieces: list[tuple[int, str]] = []
    products: list[_Form] = []
    for weight, form in zip(rule.weights, terms, strict=True):
        if weight:
            plain = (form.factor == 0 or form.constant == 0) and (form.factor or form.constant) >= 0
            inside = str(form) if plain or (weight == 1 and not pieces) else f"({form})"
            pieces.append((weight, inside))
            products.append(_Form(weight * form.factor, weight * form.constant))
    shift = rule.constant + rule.index * number
    if shift:
        products.append(_Form(0, shift))
    put = ""
    for weight, inside in pieces:
        sign = (" - " if weight < 0 else " + ") if put else ("-" if weight < 0 else "")
        put += f"{sign}{'' if abs(weight) == 1 else f'{abs(weight)}·'}{inside}"
    if rule.index:
        put += f" {'+' if rule.index > 0 else '-'} {abs(rule.index)}·{number}"
    if rule.constant:
        put += f" {'+' if rule.constant > 0 else '-'} {abs(rule.constant)}"
    total = _Form(sum(form.factor for form in products), sum(form.constant for form in products))
    gathered = show(linear([(form.factor, UNKNOWN) for form in products], 0))
    constants = [form.constant for form in products if form.constant]
    out = gathered if total.factor or any(form.factor for form in products) else ""
    for constant in constants:
        out += (f" {'+' if constant > 0 else '-'} " if out else ("-" if constant < 0 else "")) + str(abs(constant))
    texts = [put, out if len(products) > 1 else "", str(total)]
    return total, " = ".join(text for i, text in enumerate(texts) if text and text not in texts[:i])


# Sequences of remainders that repeat.


def _until_repeated(problem: Recurrence) -> tuple[list[str], int, int]:
    """The terms until they repeat, after how many they do so, and the length of what repeats."""
    repeats = cycle(problem)
    assert repeats is not None
    lead, length = repeats
    order = lags(problem)
    lines = _terms(problem, problem.base + lead + length + order - 1)
    one = [name(problem, problem.base + lead + i) for i in range(order)]
    other = [name(problem, problem.base + lead + length + i) for i in range(order)]
    if order == 1:
        lines.append(f"{other[0]} is the first term that has come before: {other[0]} = {one[0]}.")
    else:
        values = run(problem, problem.base + lead + order - 1)[0][lead:]
        lines.append(
            f"The {'pair' if order == 2 else 'group'} {', '.join(other)} = {', '.join(map(str, values))} is the first "
            f"that has come before: as {', '.join(one)}."
        )
    return lines, lead, length


def _repeated(problem: Recurrence) -> list[str]:
    lines, _, length = _until_repeated(problem)
    return [*lines, f"From there on everything repeats, so the shortest period is {length}."]


def _far(problem: Recurrence) -> list[str]:
    lines, lead, length = _until_repeated(problem)
    begin = problem.base + lead
    away = problem.at - begin
    place = begin + away % length
    value = run(problem, place)[0][-1]
    lines.append(f"From {name(problem, begin)} on the terms repeat with period {length}.")
    if begin:
        lines.append(f"{problem.at} - {begin} = {away}")
    lines.append(divided(away, length))
    reached = f"{begin} + {away % length} = {place}, so " if begin else "So "
    lines.append(f"{reached}{name(problem, problem.at)} is the same as {name(problem, place)} = {value}.")
    return lines


def _long_sum(problem: Recurrence) -> list[str]:
    count = problem.at - problem.base + 1
    repeats = cycle(problem)
    if repeats is None or count < 2 * repeats[1] or repeats[0]:
        return [*_terms(problem, problem.at), *_added(run(problem, problem.at)[0])]
    lines, _, length = _until_repeated(problem)
    terms = run(problem, problem.base + length - 1)[0]
    lines.append(f"The terms repeat with period {length}. One period:")
    lines += _added(terms)[1:]
    whole, rest = divmod(count, length)
    total = sum(terms)
    lines.append(f"{divided(count, length)}, so there are {whole} periods" + (f" and {rest} more." if rest else "."))
    lines.append(f"{whole}·{total} = {whole * total}")
    for term in terms[:rest]:
        lines.append(f"{whole * total} + {term} = {whole * total + term}")
        whole, total = 1, whole * total + term
    return lines


# Closed forms.


def _fitted(problem: Recurrence) -> list[str]:
    """As many terms as there are factors, put into the closed form, and the system solved."""
    size = len(problem.basis)
    terms = run(problem, problem.base + size - 1)[0]
    lines = _terms(problem, problem.base + size - 1)
    rows = []
    for place in range(size):
        number = problem.base + place
        row = [Fraction(basis_at(each, number)) for each in problem.basis]
        rows.append([*row, Fraction(terms[place])])
        lines.append(f"n = {number}: {_row(rows[-1])}")
    letters = FACTORS[:size]
    found = factors(problem)
    # Clear one letter after the other from the rows below, then put the values in from the last to the first.
    done: list[tuple[int, list[Fraction]]] = []
    for column in range(size):
        pivot = min((row for row in rows if row[column]), key=lambda row: abs(row[column]))
        rows.remove(pivot)
        done.append((column, pivot))
        for i, row in enumerate(rows):
            if row[column]:
                factor = row[column] / pivot[column]
                if factor.denominator > 1:
                    row = [entry * factor.denominator for entry in row]
                    lines.append(f"Times {factor.denominator}: {_row(row)}")
                    factor = row[column] / pivot[column]
                scaled = [entry * abs(factor) for entry in pivot]
                if abs(factor) != 1:
                    lines.append(f"{abs(factor)} times ({_row(pivot)}): {_row(scaled)}")
                word = "Subtract" if factor > 0 else "Add"
                new = [a - (b if factor > 0 else -b) for a, b in zip(row, scaled, strict=True)]
                lines.append(f"{word} {_row(scaled)} {'from' if factor > 0 else 'to'} {_row(row)}: {_row(new)}")
                rows[i] = new
    for column, row in reversed(done):
        left, right = show(linear([(int(row[column]), letters[column])])), row[-1]
        known = [(int(row[i]), found[i]) for i in range(column + 1, size) if row[i]]
        if known:
            put = left + "".join(
                _signed(weight, f"{abs(weight)}·" if abs(weight) > 1 else "", v) for weight, v in known
            )
            out = left + "".join(_signed(weight * value, "", abs(weight * value)) for weight, value in known)
            lines.append(f"Put in: {put} = {right}" + (f", so {out} = {right}" if out != put else ""))
            for weight, value in known:
                lines.append(f"{right}{_signed(-weight * value, '', abs(weight * value))} = {right - weight * value}")
                right -= weight * value
        lines.append(f"{left} = {right}")
        if row[column] != 1:
            lines.append(f"{letters[column]} = {right / row[column]}")
    return lines


def _signed(sign: Fraction | int, factor: str, value: Fraction) -> str:
    """A further summand: `` - 3·(-2)``."""
    return f" {'-' if sign < 0 else '+'} {factor}{value if value >= 0 else f'({value})'}"


def _row(row: list[Fraction]) -> str:
    left = linear([(int(entry), letter) for entry, letter in zip(row[:-1], FACTORS, strict=False)], 0)
    return f"{show(left)} = {row[-1]}"
