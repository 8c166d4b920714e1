"""The worked solution of a dependency-graph problem, step by step, with letters for what is not known."""

from __future__ import annotations

from fractions import Fraction

from generators.language.lexicon import listed
from generators.math.dependency_graph.facts import Fact, Situation, behind, gold, value_of
from generators.math.dependency_graph.language import MEANING, nouns_of, relation_slots
from generators.randomness import Stream


def solution(instance: Situation, stream: Stream) -> str:
    """The worked solution: the needed quantities one after another, with letters for those not known."""
    nouns = nouns_of(instance)
    if instance.conflict is not None:
        lines = _contradiction(instance, nouns)
    elif instance.backward and instance.missing is None and stream.chance(1, 2) and (path := _only_path(instance)):
        lines = _unwound(instance, path, nouns, stream)
    elif instance.backward or instance.missing is not None:
        lines = _with_letters(instance, nouns, stream)
    else:
        lines = _straight(instance, nouns, stream)
    return "\n".join([*lines, f"Answer: {gold(instance)}"])


def _straight(instance: Situation, nouns: list[str], stream: Stream) -> list[str]:
    lines = [_start(instance, nouns, stream)]
    values = instance.values
    for i in instance.needed:
        fact = instance.facts[i]
        lines.append(_step(fact, nouns, [str(value) for value in values], str(values[fact.of[0]])))
    if len(instance.asked) > 1:
        sign = " − " if instance.question == "difference" else " + "
        lines.append(f"What is asked for is {sign.join(str(values[q]) for q in instance.asked)} = {instance.answer}.")
    return lines


def _start(instance: Situation, nouns: list[str], stream: Stream) -> str:
    asked = [nouns[q] for q in instance.asked]
    goal = {
        "value": f"the number of {asked[0]}",
        "total": f"the combined number of {listed(asked)}",
        "difference": f"the number by which the {asked[0]} outnumber the {asked[-1]}",
    }[instance.question]
    start = stream.choice(("We are to find {}.", "The question asks for {}.", "Wanted: {}.")).format(goal)
    unused = len(instance.facts) - len(instance.needed)
    if unused:
        start += stream.choice((" Not every statement is needed for it.", " Only some of the statements bear on it."))
    return start


def _step(fact: Fact, nouns: list[str], shown: list[str], result: str) -> str:
    """``The number of … is 5 more than twice the number of …: 2 · 12 + 5 = 29.``"""
    if not fact.parts:
        return f"The number of {nouns[fact.of[0]]} is given: {fact.number}."
    worked = _worked(fact, shown)
    end = result if worked.replace(" / ", "/") == result else f"{worked} = {result}"
    meaning = MEANING[fact.kind].format_map(relation_slots(fact, nouns, str))
    return f"The number of {nouns[fact.of[0]]} is {meaning}: {end}."


def _worked(fact: Fact, shown: list[str]) -> str:
    """The right side with `shown` for its parts."""
    parts = [shown[q] for q in fact.parts]
    scaled = fact.factor > 1 or fact.divisor > 1
    if fact.kind == "difference" and " " in parts[1]:
        parts[1] = f"({parts[1]})"
    text = (" − " if fact.kind == "difference" else " + ").join(parts)
    if scaled and " " in text:
        text = f"({text})"
    if fact.factor > 1:
        text = f"{fact.factor} · {text}"
    if fact.divisor > 1:
        text = f"{text} / {fact.divisor}"
    if fact.number:
        text = f"{text} {'+' if fact.number > 0 else '−'} {abs(fact.number)}"
    return text


def _only_path(instance: Situation) -> list[Fact]:
    """The facts from the told quantity down to the asked one, or none when they meet in more than one way."""
    touched = {instance.asked[0]}
    path: list[Fact] = []
    *facts, told = [instance.facts[i] for i in instance.needed]
    for fact in facts:
        met = len(touched.intersection(fact.parts))
        if met > 1:
            return []
        if met:
            touched.add(fact.of[0])
            path.append(fact)
    return path[::-1] if len(touched.intersection(told.of)) == 1 else []


def _unwound(instance: Situation, path: list[Fact], nouns: list[str], stream: Stream) -> list[str]:
    """What does not depend on the unknown is worked out first; then each relation is undone, last to first."""
    lines = [_start(instance, nouns, stream)]
    shown = [str(value) for value in instance.values]
    *facts, told = [instance.facts[i] for i in instance.needed]
    lines += [_step(fact, nouns, shown, shown[fact.of[0]]) for fact in facts if fact not in path]
    lines.append("From here work backward.")
    end = path[0].of[0]
    group = listed([f"the {nouns[q]}" for q in told.of])
    if len(told.of) == 1:
        lines.append(f"The statement says that {group} number {told.number}.")
    else:
        rest = "".join([f" − {shown[q]}" for q in told.of if q != end])
        lines.append(
            f"The statement says that {group} add up to {told.number}, "
            f"so the number of {nouns[end]} is {told.number}{rest} = {shown[end]}."
        )
    below = [fact.of[0] for fact in path[1:]] + [instance.asked[0]]
    for fact, q in zip(path, below, strict=True):
        meaning = MEANING[fact.kind].format_map(relation_slots(fact, nouns, str))
        lines.append(
            f"The number of {nouns[fact.of[0]]} is {meaning}, "
            f"so the number of {nouns[q]} is {_undone(fact, q, shown)} = {shown[q]}."
        )
    return lines


def _undone(fact: Fact, part: int, shown: list[str]) -> str:
    """The fact solved for one of its parts."""
    text = shown[fact.of[0]]
    if fact.kind == "difference":
        first, second = fact.parts
        return f"{shown[first]} − {text}" if part == second else f"{text} + {shown[second]}"
    if fact.number:
        text = f"{text} {'−' if fact.number > 0 else '+'} {abs(fact.number)}"
        if fact.factor > 1 or fact.divisor > 1:
            text = f"({text})"
    if fact.divisor > 1:
        text = f"{text} · {fact.divisor}"
    if fact.factor > 1:
        text = f"{text} / {fact.factor}"
    return text + "".join([f" − {shown[q]}" for q in fact.parts if q != part])


_Number = int | Fraction
_Form = tuple[_Number, _Number, _Number]  # constant, coefficient of x, coefficient of y


def _with_letters(instance: Situation, nouns: list[str], stream: Stream) -> list[str]:
    """The needed quantities as linear forms in the unknown leaves: x for the one asked for, y for the missing one."""
    lines = [_start(instance, nouns, stream)]
    forms: list[_Form] = [(value, 0, 0) for value in instance.values]
    shown = [str(value) for value in instance.values]
    unknown = [(instance.asked[0], "x")] if instance.backward else []
    if instance.missing is not None:
        unknown.append((instance.missing, "y"))
    for q, letter in unknown:
        forms[q] = (0, int(letter == "x"), int(letter == "y"))
        shown[q] = letter
        told = "" if q in instance.asked else ", which is not given"
        lines.append(f"Let {letter} be the number of {nouns[q]}{told}.")
    facts = [instance.facts[i] for i in instance.needed]
    told_last = facts.pop() if instance.backward else None
    for fact in facts:
        q = fact.of[0]
        if any(forms[part][1] or forms[part][2] for part in fact.parts):
            forms[q] = _form(fact, forms)
            result = _text(forms[q])
        else:
            result = shown[q]
        lines.append(_step(fact, nouns, shown, result))
        shown[q] = result
    if told_last is not None:
        return lines + _traced_back(instance, told_last, forms, nouns)
    return lines + _left_open(instance, forms)


def _left_open(instance: Situation, forms: list[_Form]) -> list[str]:
    assert instance.missing is not None
    signs = (1, -1) if instance.question == "difference" else (1,) * len(instance.asked)
    total = _combined([forms[q] for q in instance.asked], signs)
    one, two = instance.values[instance.missing], instance.others[instance.missing]
    first = value_of(instance.question, instance.asked, instance.values)
    second = value_of(instance.question, instance.asked, instance.others)
    proof = f"With y = {one} it would be {first}, with y = {two} it would be {second}; "
    return [
        f"So the number asked for is {_text(total)}, and no statement settles y.",
        f"{proof}every statement can hold in both cases, so the number is not fixed.",
    ]


def _traced_back(instance: Situation, told: Fact, forms: list[_Form], nouns: list[str]) -> list[str]:
    x = instance.asked[0]
    left = _combined([forms[q] for q in told.of], (1,) * len(told.of))
    group = listed([f"the {nouns[q]}" for q in told.of])
    equation = f"{_text(left)} = {told.number}"
    if len(told.of) > 1:
        parts = [_text(forms[q]) for q in told.of]
        spelt = " + ".join([f"({part})" if " " in part else part for part in parts])
        lines = [f"The statement says that {group} add up to {told.number}, so {spelt} = {told.number}."]
        if spelt != _text(left):
            lines.append(f"This simplifies to {equation}.")
    else:
        lines = [f"The statement says that {group} number {told.number}, so {equation}."]
    if instance.missing is not None:
        y = instance.missing
        here, there = instance.values, instance.others
        lines.append(
            f"That is one equation for two unknowns: x = {here[x]}, y = {here[y]} satisfies it and so does "
            f"x = {there[x]}, y = {there[y]}. Every statement can hold in both cases, so x is not fixed."
        )
        return lines
    solved = f"x = {instance.answer}"
    moved = f"{_text((0, left[1], 0))} = {_plain(told.number - left[0])}"
    if moved == solved:
        lines.append(f"Hence {solved}." if equation != solved else f"This is the answer: {solved}.")
    else:
        lines.append(f"Hence {moved} and {solved}." if moved != equation else f"Hence {solved}.")
    return lines


def _contradiction(instance: Situation, nouns: list[str]) -> list[str]:
    """Only the facts that clash are worked out: whatever the question, they cannot hold together."""
    shown = [str(value) for value in instance.values]
    lines = ["Check first whether the statements fit together."]
    *chain, last = behind(instance)
    for i in chain:
        fact = instance.facts[i]
        lines.append(_step(fact, nouns, shown, shown[fact.of[0]]))
    clash = instance.facts[last]
    total = sum(instance.values[q] for q in clash.of)
    lines.append(
        f"Together {listed([f'the {nouns[q]}' for q in clash.of])} then number "
        f"{' + '.join(shown[q] for q in clash.of)} = {total}, but another statement says {clash.number}."
    )
    lines.append("The statements contradict each other, so they cannot all be true.")
    return lines


def _combined(forms: list[_Form], signs: tuple[int, ...]) -> _Form:
    constant, x, y = (sum([sign * form[i] for form, sign in zip(forms, signs, strict=True)]) for i in range(3))
    return constant, x, y


def _form(fact: Fact, forms: list[_Form]) -> _Form:
    signs = (1, -1) if fact.kind == "difference" else (1,) * len(fact.parts)
    scale: _Number = fact.factor if fact.divisor == 1 else Fraction(fact.factor, fact.divisor)
    constant, x, y = _combined([forms[q] for q in fact.parts], signs)
    return scale * constant + fact.number, scale * x, scale * y


def _text(form: _Form) -> str:
    """``3x/2 − y + 12``"""
    text = ""
    terms: list[tuple[_Number, str]] = [(form[1], "x"), (form[2], "y"), (form[0], "")]
    for coefficient, letter in terms:
        if not coefficient:
            continue
        size = coefficient if coefficient > 0 else -coefficient
        term = str(size)
        if letter:
            top = "" if size.numerator == 1 else str(size.numerator)
            term = f"{top}{letter}" if size.denominator == 1 else f"{top}{letter}/{size.denominator}"
        sign = ("−" if coefficient < 0 else "") if not text else (" − " if coefficient < 0 else " + ")
        text += f"{sign}{term}"
    return text or "0"


def _plain(value: _Number) -> str:
    return str(value).replace("-", "−")
