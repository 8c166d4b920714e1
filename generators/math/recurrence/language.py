"""The language of recurrence problems: formulas in several notations, rules told in words, and small stories."""

from __future__ import annotations

from generators.family import Wording
from generators.language.instructions import answer_line
from generators.language.lexicon import PEOPLE, in_words as spelled, listed
from generators.language.wording import fill
from generators.math.arithmetic import PLAIN, STARRED, put, show
from generators.math.recurrence.sequences import (
    FACTORS,
    STEP,
    TERM,
    Recurrence,
    Rule,
    before,
    in_words,
    lags,
    name,
    paired,
    tree,
)
from generators.randomness import Stream

_FIND = "[Find {term}.|What is {term}?|Compute {term}.|Work out {term}.|Determine {term}.]"
_NAMED = {
    "let": "Let {starts} and {rule} for {range}. {find}\n{ending}",
    "sequence": "A sequence is [defined|given] by {starts} and {rule} for {range}. {find}\n{ending}",
    "given": "Given {starts} and {rule} ({range}), [find|compute|determine] {term}.\n{ending}",
    "suppose": "Suppose that {starts}, and that {rule} whenever {range}. {find}\n{ending}",
    "lines": "{lines}\n{rule} for {range}\n{find}\n{ending}",
    "student": "{who} [extends|continues] {starts} by {rule} for {range}. "
    "[Which value|What] does {who.they} get for {term}?\n{ending}",
    "rule": "The [recurrence|recursion|rule] {rule} ({range}) starts with {starts}. {find}\n{ending}",
    "value": "What is {term} if {starts} and {rule} for {range}?\n{ending}",
    "starting": "Starting from {starts}, apply {rule} for {range} [until you reach|as far as] {term}. What is it?\n"
    "{ending}",
    "follows": "Each term follows from {those}: {rule} for {range}. With {starts}, what is {term}?\n{ending}",
}  # fmt: skip
_TERMS = {
    "list": "A list begins with {values}. Each [further|later] number is {noun}. "
    "[Which number stands in place {at}?|What is number {at} of the list?]\n{ending}",
    "pattern": "A number pattern starts with {values}. Then each number is {noun}. "
    "[What is the {at:ordinal} number?|Find the {at:ordinal} number.]\n{ending}",
    "cards": "{who} writes {values} on {cards}. Each further card [shows|gets] {noun}. Which number is on card {at}?\n"
    "{ending}",
    "row": "Numbers in a row: {commas}, ... From [there|then] on, each is {noun}. "
    "[Give|Find] the {at:ordinal} number.\n{ending}",
    "quiz": "Quiz question: {commas}, ... [Each|Every] new number is {noun}. Which number comes {at:ordinal}?\n"
    "{ending}",
}  # fmt: skip
_STEPS = {
    "display": "A display shows {value}. With each press of a button the number is {done}. "
    "What does it show after {presses}?\n{ending}",
    "machine": "A machine takes a number, {does}. {who} puts in {value} and then feeds each result back in. "
    "What comes out of run {at}?\n{ending}",
    "start": "Start with {value}. {times} in a row, {do}. [Which number do you end with?|What is the last number?]\n"
    "{ending}",
    "colony": "{where} there are {value} {things}. Every {period} their number {grows}. "
    "How many {things} are there after {at} {period}s?\n"
    "{ending}",
    "points": "In a game {who} starts with {value:point}. In each round {who.their} score is {done}. "
    "What is {who.their} score after {at} rounds?\n{ending}",
}  # fmt: skip
_COLONIES = (
    ("In a nest", "ants", "week"), ("On a meadow", "rabbits", "year"), ("In a pond", "fish", "year"),
    ("On a lake", "ducks", "year"), ("Under a log", "beetles", "week"), ("In a barn", "mice", "month"),
)  # fmt: skip

# Other questions than for a term, in formulas.
_ASKED = {
    "let": "Let {starts} and {rule} for {range}. {find}\n{ending}",
    "sequence": "{a_sequence} [defined|given] by {starts} and {rule} for {range}. {find}\n{ending}",
    "suppose": "Suppose that {starts}, and that {rule} whenever {range}. {find}\n{ending}",
    "lines": "{lines}\n{rule} for {range}\n{find}\n{ending}",
    "rule": "{the_recurrence} {rule} ({range}) {start} with {starts}. {find}\n{ending}",
    "consider": "Consider {the_sequence} with {starts} and {rule} for {range}. {find}\n{ending}",
    "beginning": "[Beginning|Starting] with {starts}, all further terms are found from {rule} for {range}. {find}\n"
    "{ending}",
    "looks": "{who} [looks at|studies] {the_sequence} with {starts} and {rule} for {range}. {find}\n{ending}",
    "puzzle": "A sequence puzzle: {starts}, and {rule} for {range}. {find}\n{ending}",
}  # fmt: skip
_BACK = {
    "satisfies": "{they_satisfy} {rule} for {range}. If {given}, what is {asked}?\n{ending}",
    "known": "It is known that {given} and that {rule} for {range}. [Find {asked}.|What is {asked}?]\n{ending}",
    "lost": "{who} has computed terms by {rule} for {range}, but a blot hides {asked}. "
    "What [must it be|is under the blot], given that {given}?\n{ending}",
    "back": "Work backwards: {rule} for {range}, and {given}. [Determine|Find|Compute] {asked}.\n{ending}",
    "which": "Which {asked} leads to {later}, if {rule} for {range}{beside}?\n{ending}",
    "let": "Let {rule} for {range}, and let {given}. [Determine {asked}.|What is {asked}?]\n{ending}",
}  # fmt: skip
_PARITY = {
    "let": "Let {starts}. For {range}, let {even} if {last} is even, and {odd} if {last} is odd. {find}\n{ending}",
    "sequence": "A sequence starts with {starts}. If {last} is even, then {even}; if it is odd, then {odd} ({range}). "
    "{find}\n{ending}",
    "lines": "{starts}\n{even}, if {last} is even\n{odd}, if {last} is odd ({range})\n{find}\n{ending}",
    "depends": "In a sequence with {starts}, each term depends on whether the one before is even or odd: for {range}, "
    "{even} when {last} is even, but {odd} when {last} is odd. {find}\n{ending}",
    "follows": "{who} follows two rules for {range}: {even} after an even term, and {odd} after an odd one. "
    "[The start is|It starts with] {starts}. {find}\n{ending}",
}  # fmt: skip
_FINDS = {
    "term": _FIND,
    "remainder": "[What is the remainder when {term} is divided by {modulus}?|"
    "Find the remainder of {term} on division by {modulus}.|"
    "Which remainder does {term} leave when it is divided by {modulus}?]",
    "sum": "[What is the sum of the first {count} terms, {first_term} to {term}?|"
    "Add up the {count} terms from {first_term} to {term}. What is their sum?|"
    "Find {whole}, the sum of {count} terms.]",
    "first": "[What is the smallest n with {above}?|Find the least n for which {an} exceeds {known}.|"
    "For which n is {an} greater than {known} for the first time?]",
    "over": "[Which is the first term greater than {known}?|What is the value of the first term above {known}?|"
    "Find the first term that exceeds {known}.]",
    "period": "[Find the least positive p such that {repeats} for every {n_from}.|"
    "How long is its shortest period, that is, what is the least p > 0 with {repeats} for all {n_from}?|"
    "The sequence is periodic. Find its shortest period: the least p > 0 with {repeats} for all {n_from}.]",
    "closed": "[There are numbers {letters} such that {closed} for all {n_from}. Find them.|"
    "In closed form, {closed} for all {n_from}, with fixed numbers {letters}. What are {letters}?|"
    "Find the numbers {letters} with which {closed} holds for all {n_from}.]",
}
_NOTE = "[Here k mod {modulus} is the remainder when k is divided by {modulus}. |]"

# Other questions than for a term, in words.
_STEPS_BACK = {
    "think": "{who} thinks of a number. {times} in a row {who.they} {does_have} {who.they} has and {adds}. "
    "Now {who.they} has {known}. "
    "[What was the number?|Which number did {who.they} start with?]\n{ending}",
    "machine": "A machine takes a number, {does}. {who} puts in a number and then feeds each result back in. "
    "Run {at} gives {known}. What was put in first?\n{ending}",
    "display": "With each press of a button the number on a display is {done}. After {presses} it shows {known}. "
    "What did it show at first?\n{ending}",
    "colony": "{where} some {things} live. Every {period} their number {grows}. After {at} {period}s there are {known} "
    "{things}. How many were there at the beginning?\n{ending}",
    "points": "{who} starts a game with a secret score. In each round the score is {done}. "
    "After {at} rounds it is {known}. What was it at the start?\n{ending}",
}  # fmt: skip
_STEPS_FIRST = {
    "display": "A display shows {value}. With each press of a button the number is {done}. "
    "After how many presses does it first show more than {known}?\n{ending}",
    "colony": "{where} there are {value} {things}. Every {period} their number {grows}. "
    "After how many {period}s are there more than {known} {things} for the first time?\n{ending}",
    "points": "In a game {who} starts with {value:point}. In each round {who.their} score is {done}. "
    "After how many rounds is it above {known} for the first time?\n{ending}",
    "machine": "A machine takes a number, {does}. {who} puts in {value} and then feeds each result back in. "
    "Which run is the first to give more than {known}?\n{ending}",
    "start": "Start with {value} and keep repeating this: {do}. After how many repetitions is the number above {known} "
    "for the first time?\n{ending}",
}  # fmt: skip
_TERMS_FIRST = {
    "list": "A list begins with {values}. Each [further|later] number is {noun}. In which place of the list stands the "
    "first number above {known}?\n{ending}",
    "cards": "{who} writes {values} on {cards}. Each further card [shows|gets] {noun}. "
    "What is the number of the first card that shows more than {known}?\n{ending}",
    "quiz": "Quiz question: {commas}, ... [Each|Every] new number is {noun}. At which place does a number greater than "
    "{known} come for the first time?\n{ending}",
}  # fmt: skip
_STEPS_OVER = {
    "display": "A display shows {value}. With each press of a button the number is {done}. "
    "What is the first number above {known} that it shows?\n{ending}",
    "machine": "A machine takes a number, {does}. {who} puts in {value} and then feeds each result back in. "
    "Which is the first result greater than {known}?\n{ending}",
    "start": "Start with {value} and keep repeating this: {do}. [Stop|You stop] at the first number above {known}. "
    "Which number is it?\n{ending}",
}  # fmt: skip
_TERMS_OVER = {
    "list": "A list begins with {values}. Each [further|later] number is {noun}. "
    "Which is the first number above {known} in the list?\n{ending}",
    "cards": "{who} writes {values} on {cards}. Each further card [shows|gets] {noun}. "
    "What is the first number greater than {known} on a card?\n{ending}",
    "row": "Numbers in a row: {commas}, ... From [there|then] on, each is {noun}. "
    "Find the first one that exceeds {known}.\n{ending}",
}  # fmt: skip
_TERMS_SUM = {
    "list": "A list begins with {values}. Each [further|later] number is {noun}. "
    "[What is the sum of the first {at} numbers?|What do the first {at} numbers add up to?]\n{ending}",
    "cards": "{who} writes {values} on {cards}. Each further card [shows|gets] {noun}. "
    "What is the sum of the numbers on the first {at} cards?\n{ending}",
    "pattern": "A number pattern starts with {values}. Then each number is {noun}. "
    "[Add up the first {at} numbers. What is the sum?|Find the sum of the first {at} numbers.]\n{ending}",
}  # fmt: skip
_TERMS_MODULAR = {
    "list": "A list begins with {values}. For each [further|later] number, work out {noun}, and keep only {kept}. "
    "[Which number stands in place {at}?|What is number {at} of the list?]\n{ending}",
    "cards": "{who} writes {values} on {cards}. For each further card {who.they} works out {noun}, and writes down "
    "only {kept}. Which number is on card {at}?\n{ending}",
    "row": "Numbers in a row: {commas}, ... To go on, take {noun}, and write down only {kept}. "
    "[Give|Find] the {at:ordinal} number.\n{ending}",
}  # fmt: skip
_STEPS_PARITY = {
    "start": "Start with {value}. {times} in a row, do this: if the number is even, {do_even}; if it is odd, {do_odd}. "
    "[Which number do you end with?|What is the last number?]\n{ending}",
    "machine": "A machine looks at the number put in. If it is even, the machine {does_even}; if it is odd, it "
    "{does_odd}. {who} puts in {value} and then feeds each result back in. What comes out of run {at}?\n{ending}",
    "game": "{who} plays with a number, at first {value}. In each move {who.they} {does_even} if it is even, and "
    "{does_odd} if it is odd. Which number is there after {at} moves?\n{ending}",
}  # fmt: skip
_PAIR_WORDS = {
    "rounds": "There is {one:a} number, {value}, and {other:a} number, {value_two}. In each round both are "
    "replaced at once: the new {one} number is {new_one}, and the new {other} number is {new_other}. "
    "What is the {asked} number after {at} rounds?\n{ending}",
    "screen": "A screen shows two numbers, {one:a} one ({value}) and {other:a} one ({value_two}). Every second both "
    "change at the same time. {one}: {new_one}. {other}: {new_other}. "
    "Which {asked} number does it show after {at} seconds?\n{ending}",
    "writes": "{who} writes {one:a} number, {value}, and {other:a} number, {value_two}. Below them come a new {one} "
    "number, {new_one}, and a new {other} number, {new_other}; and so on with the new ones. "
    "After {at} such lines, what is the latest {asked} number?\n{ending}",
}  # fmt: skip
_IN_WORDS = {
    (STEP, "term"): ("", _STEPS),
    (STEP, "start"): ("back in words", _STEPS_BACK),
    (STEP, "first"): ("first step", _STEPS_FIRST),
    (STEP, "over"): ("over step", _STEPS_OVER),
    (TERM, "term"): ("", _TERMS),
    (TERM, "sum"): ("sum in words", _TERMS_SUM),
    (TERM, "first"): ("first place", _TERMS_FIRST),
    (TERM, "over"): ("over place", _TERMS_OVER),
}
_MULTIPLES = {2: "twice", 3: "three times"}
_VERBS = {2: ("double", "doubles", "doubled"), 3: ("triple", "triples", "tripled")}


def worded(problem: Recurrence, stream: Stream) -> Wording:
    """The problem's text and the name of its skeleton."""
    form = "integer"
    if problem.ask == "closed":
        form = ", ".join(f"{letter} = ..." for letter in FACTORS[: len(problem.basis)])
    slots: dict[str, object] = {"ending": answer_line(stream, form), "who": stream.choice(PEOPLE)}
    kind, table = _table(problem)
    skeleton = stream.choice(tuple(table))
    slots |= _words(problem, stream) if in_words(problem) else _formulas(problem, stream)
    if not in_words(problem):
        note = fill(_NOTE, stream, slots) if problem.modulus and problem.inside else ""
        slots["find"] = note + fill(_FINDS.get(_question(problem), ""), stream, slots)
    return Wording(fill(table[skeleton], stream, slots), f"{kind}: {skeleton}" if kind else skeleton)


def _question(problem: Recurrence) -> str:
    return "remainder" if problem.ask == "term" and problem.modulus and not problem.inside else problem.ask


def _table(problem: Recurrence) -> tuple[str, dict[str, str]]:
    """The skeletons that fit, and what they have in common."""
    ask = problem.ask
    if in_words(problem):
        if paired(problem):
            return "two in words", _PAIR_WORDS
        if problem.parity:
            return "even or odd in words", _STEPS_PARITY
        if problem.modulus:
            return "remainders in words", _TERMS_MODULAR
        return _IN_WORDS[problem.notations[0], ask]
    if problem.parity:
        return "even or odd", _PARITY
    if ask == "start":
        return "back", _BACK
    plain = ask == "term" and not paired(problem) and not problem.modulus
    return ("", _NAMED) if plain else (_question(problem), _ASKED)


# Formulas.


def _formulas(problem: Recurrence, stream: Stream) -> dict[str, object]:
    subscripts = "_" in problem.notations[0]
    style = PLAIN if subscripts else stream.choice((PLAIN, PLAIN, STARRED))

    def called(number: int | str, of: int = 0) -> str:
        text = str(number)
        return name(problem, f"{{{text}}}" if subscripts and len(text) > 1 else text, of)

    def math(text: str) -> str:
        return f"${text.replace('·', ' {times} ').replace('mod', '{mod}')}$" if subscripts else text

    order, base = lags(problem), problem.base
    at_least = " \\ge " if subscripts else " ≥ "
    terms = (
        [[called("n-1", of)] for of in range(2)]
        if paired(problem)
        else [[called(f"n-{lag}") for lag in range(order, 0, -1)]]
    )
    names = before(problem, terms)
    rules = []
    for of, rule in enumerate(problem.rules):
        whole = put(tree(rule), names)
        if problem.modulus and problem.inside:
            whole = ("mod", whole, problem.modulus)
        rules.append(math(f"{called('n', of if paired(problem) else 0)} = {show(whole, style)}"))
    starts = [
        math(f"{called(base, i) if paired(problem) else called(base + i)} = {term}")
        for i, term in enumerate(problem.first)
    ]
    hidden = problem.of if problem.ask == "start" else -1
    known = [start for i, start in enumerate(starts) if i != hidden]
    later = math(f"{called(problem.at, problem.of if paired(problem) else 0)} = {problem.known}")
    last = base + order - 1
    slots: dict[str, object] = {
        "starts": ", ".join(starts),
        "lines": "\n".join(starts),
        "rule": ", ".join(rules),
        "range": math(stream.choice((f"n > {last}", f"n{at_least}{last + 1}"))),
        "term": math(called(problem.at, problem.of if paired(problem) else 0)),
        "those": ("the one before", "the two before", "the three before")[order - 1],
        "an": math(called("n")),
        "repeats": math(f"{called('n+p')} = {called('n')}"),
        "whole": math(f"{called(base)} + {'{dots}' if subscripts else '...'} + {called(problem.at)}"),
        "above": math(f"{called('n')} > {problem.known}"),
        "n_from": math(f"n{at_least}{base}"),
        "first_term": math(called(base)),
        "count": problem.at - base + 1,
        "known": problem.known,
        "modulus": problem.modulus,
        "given": ", ".join([*known, later]),
        "later": later,
        "beside": f" and {', '.join(known)}" if known else "",
        "asked": math(called(base, hidden) if paired(problem) else called(base + hidden)),
        "letters": listed(list(FACTORS[: len(problem.basis)])),
        "closed": math(f"{called('n')} = {_closed(problem)}"),
        "a_sequence": "Two sequences are" if paired(problem) else "A sequence is",
        "the_sequence": "the two sequences" if paired(problem) else "the sequence",
        "the_recurrence": "The two recurrences" if paired(problem) else "The recurrence",
        "start": "start" if paired(problem) else "starts",
        "they_satisfy": "Two sequences satisfy" if paired(problem) else "A sequence satisfies",
    }
    if problem.parity:
        slots |= {"even": rules[0], "odd": rules[1], "last": math(called("n-1"))}
    return {key: _set(text) if isinstance(text, str) else text for key, text in slots.items()}


def _set(text: str) -> str:
    """The commands of LaTeX for what stands in braces that no pattern would take for its own."""
    return text.replace("{times}", "\\cdot").replace("{dots}", "\\dots").replace("{mod}", "\\bmod")


def _closed(problem: Recurrence) -> str:
    """Such as ``A·2^n + B·n + C``."""
    parts = []
    for letter, (degree, root) in zip(FACTORS, problem.basis, strict=False):
        power = f"({root})^n" if root < 0 else f"{root}^n" if root != 1 else ""
        index = "n" if degree == 1 else f"n^{degree}" if degree else ""
        parts.append("·".join(part for part in (letter, index, power) if part))
    return " + ".join(parts)


# Words.


def _words(problem: Recurrence, stream: Stream) -> dict[str, object]:
    if paired(problem):
        return _two_in_words(problem)
    rule, first = problem.rules[0], problem.first
    at, known = problem.at, problem.known
    slots: dict[str, object] = {"value": first[0], "values": listed([str(term) for term in first]), "at": at}
    slots |= {"point": "point", "cards": "a card" if len(first) == 1 else "two cards", "known": known}
    slots["commas"] = ", ".join(map(str, first))
    slots["kept"] = "its last digit" if problem.modulus == 10 else f"its remainder on division by {problem.modulus}"
    if len(first) > 1:
        slots["noun"] = _noun_of_two(rule, stream)
        return slots
    slots["presses"] = f"{at} presses"
    slots["times"] = "Twice" if at == 2 else f"{spelled(at).capitalize()} times"
    if problem.parity:
        for kind, each in zip(("even", "odd"), problem.rules, strict=True):
            slots[f"do_{kind}"], slots[f"does_{kind}"] = _change(each)
        return slots
    weight, constant = rule.weights[0], rule.constant
    slots["noun"] = _noun_of_one(rule, stream)
    verb, verbs, verbed = _VERBS.get(weight, ("", "", ""))
    size = abs(constant)
    sign = ("add", "adds", "added") if constant > 0 else ("subtract", "subtracts", "subtracted")
    slots["do"] = (verb + " the number" if verb else f"multiply the number by {weight}") + f" and {sign[0]} {size}"
    slots["does"] = (verbs + " it" if verb else f"multiplies it by {weight}") + f" and {sign[1]} {size}"
    slots["does_have"] = f"{verbs or f'takes {weight} times'} what"
    slots["adds"] = f"{sign[1]} {size}"
    slots["done"] = (verbed or f"multiplied by {weight}") + f", and then {size} is {sign[2]}"
    slots["where"], slots["things"], slots["period"] = stream.choice(_COLONIES)
    come = "more" if constant > 0 else "of them"
    verbs_of = ("joins", "join") if constant > 0 else ("leaves", "leave")
    grows = verbs or f"becomes {weight} times as large"
    slots["grows"] = f"{grows}, and then {size} {come} {verbs_of[size > 1]}"
    return slots


def _change(rule: Rule) -> tuple[str, str]:
    """What is done to a number, as an order and as a statement: ``add 4 and halve the result``."""
    (weight,), size = rule.weights, abs(rule.constant)
    sign = "add" if rule.constant > 0 else "subtract"
    if rule.halved:
        if not size:
            return "halve it", "halves it"
        return f"{sign} {size} and halve the result", f"{sign}s {size} and halves the result"
    parts = [f"multiply it by {weight}"] if weight > 1 else []
    parts += [f"{sign} {size}"] if size else []
    saying = [f"multiplies it by {weight}"] if weight > 1 else []
    saying += [f"{sign}s {size}"] if size else []
    return " and ".join(parts), " and ".join(saying)


def _two_in_words(problem: Recurrence) -> dict[str, object]:
    names = [notation.split()[0].lower() for notation in problem.notations]
    one, other = names
    new = []
    for rule in problem.rules:
        near, far = rule.weights
        parts = [
            f"{_times(abs(weight))}the old {called} number" for called, weight in zip(names, (near, far), strict=True)
        ]
        text = f"{parts[0]} {'plus' if far > 0 else 'minus'} {parts[1]}"
        if rule.constant:
            text += f", {'plus' if rule.constant > 0 else 'minus'} {abs(rule.constant)}"
        new.append(text)
    return {
        "one": one,
        "other": other,
        "value": problem.first[0],
        "value_two": problem.first[1],
        "new_one": new[0],
        "new_other": new[1],
        "asked": names[problem.of],
        "at": problem.at,
    }


def _times(weight: int) -> str:
    return "" if weight == 1 else f"{_MULTIPLES.get(weight, f'{weight} times')} "


def _noun_of_one(rule: Rule, stream: Stream) -> str:
    """Such as ``3 more than twice the one before``."""
    (weight,) = rule.weights
    multiple = _MULTIPLES.get(weight, f"{weight} times")
    size, more = abs(rule.constant), rule.constant > 0
    return stream.choice((
        f"{size} {'more' if more else 'less'} than {multiple} the one before",
        f"{multiple} the one before, {'plus' if more else 'minus'} {size}",
    ))  # fmt: skip


def _noun_of_two(rule: Rule, stream: Stream) -> str:
    """Such as ``the sum of the two before it`` or ``twice the one before, minus the one before that``."""
    near, far = rule.weights
    if near == far == 1 and stream.chance(3, 4):
        text = "the sum of the two before it"
    else:
        text = f"{_times(near)}the one before {'plus' if far > 0 else 'minus'} {_times(abs(far))}the one before that"
    if rule.constant:
        text += f", {'plus' if rule.constant > 0 else 'minus'} {abs(rule.constant)}"
    return text
