"""Completions whose verdict is known beforehand: a gold answer written in many right ways, and many wrong answers.

A checker that refuses one of the first errs on the side of waste; one that accepts one of the second lets a wrong row
into the data. Every text is made from the problem's own check and from another problem of its family.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fractions import Fraction

import msgspec
from msgspec import Struct

from generators.code.mutation import mutants
from pipelines import assay_blocks
from pipelines.assay_programs import right_programs, wrong_programs
from schemas import Check
from schemas.answers import (
    Answer,
    Assignment,
    Calculation,
    Choice,
    Decimal,
    FiniteSet,
    Formula,
    Integer,
    Literal,
    Outcome,
    Pattern,
    Program,
    Rational,
    Tuple,
)
from schemas.checks import Calculus, Difference, HiddenTests, MutantKilling, Query, Witness


class Item(Struct, frozen=True):
    """What the texts are made of: a problem's check, prompt and worked solution."""

    check: Check
    prompt: str
    reference: str


def read_item(check: str, prompt: str, reference: str) -> Item:
    """The same of a row, whose check is JSON."""
    return Item(msgspec.json.decode(check, type=Check), prompt, reference)


Texts = dict[str, str]  # a kind of text, and a text of that kind

_WORKING = "First I look at what is given, then I work it out step by step.\n"


def right(problem: Item) -> Texts:
    """The gold of a problem in the ways in which a solution may well put it."""
    answer, gold = problem.check.answer, problem.check.gold
    if isinstance(answer, Program) and answer.language != "python":
        return right_programs(answer.language, answer.entry, gold)
    if isinstance(answer, Program):
        return _right_programs(gold, repair=isinstance(problem.check, HiddenTests) and bool(problem.check.most_changed))
    if isinstance(answer, Pattern):
        return assay_blocks.right_patterns(gold)
    if isinstance(problem.check, Query):
        return assay_blocks.right_queries(gold, ordered=problem.check.ordered)
    texts = {
        "answer line": f"{_WORKING}Answer: {gold}",
        "no working": f"Answer: {gold}",
        "full stop": f"{_WORKING}Answer: {gold}.",
        "lower case": f"{_WORKING}answer: {gold}",
        "final answer": f"{_WORKING}Final answer: {gold}",
        "bold label": f"{_WORKING}**Answer:** {gold}",
        "bold line": f"{_WORKING}**Answer: {gold}**",
        "heading": f"{_WORKING}\n## Answer\n\n{gold}\n",
        "sentence": f"{_WORKING}So the answer is {gold}.",
        "sentence and line": f"{_WORKING}So the answer is {gold}.\n\nAnswer: {gold}",
        "hashes": f"{_WORKING}#### {gold}",
        "lines after": f"{_WORKING}Answer: {gold}\n\n\n",
        "Windows line ends": f"{_WORKING}Answer: {gold}\n".replace("\n", "\r\n"),
        "tail of praise": f"{_WORKING}Answer: {gold}\n\nI hope this helps.",
        "after thoughts": f"<think>Could it be 17? Let me see.</think>\n{_WORKING}Answer: {gold}",
        "long working": _WORKING * 300 + f"Answer: {gold}",
        "code marks": f"{_WORKING}Answer: `{gold}`",
        "indented": f"{_WORKING}   Answer:   {gold}   ",
    }
    if not isinstance(answer, Literal):
        boxed = f"\\text{{{gold}}}" if _is_words(answer, gold) else gold.replace("{", "\\{").replace("}", "\\}")
        texts |= {
            "boxed": f"{_WORKING}Therefore \\boxed{{{boxed}}}.",
            "boxed in display": f"{_WORKING}\\[\n\\boxed{{{boxed}}}\n\\]",
            "boxed answer line": f"{_WORKING}Answer: \\boxed{{{boxed}}}",
        }
    if _up_to_constant(problem.check):
        bare = gold.removesuffix(" + C")
        texts["no constant"] = f"{_WORKING}Answer: {bare}"
        texts["another constant"] = f"{_WORKING}Answer: {bare} + K"
        texts["a number as constant"] = f"{_WORKING}Answer: {bare} + 17"
        texts["named"] = f"{_WORKING}Answer: F({problem.check.variable}) = {gold}"  # type: ignore[union-attr]
    forms = dict.fromkeys(form for form in _other_forms(answer, gold) if form != gold)
    for number, form in enumerate(forms, 1):
        texts[f"other form {number}"] = f"{_WORKING}Answer: {form}"
    return texts


def _up_to_constant(check: Check) -> bool:
    """Whether a constant may be added to an answer, or left away."""
    return isinstance(check, Calculus) and check.ask == "antiderivative"


def _is_words(answer: Answer, gold: str) -> bool:
    if isinstance(answer, Outcome):
        return gold in answer.outcomes or isinstance(answer.value, Choice)
    return isinstance(answer, Choice)


def _other_forms(answer: Answer, gold: str) -> Iterator[str]:
    """The same value written otherwise."""
    match answer:
        case Outcome(value=inner, outcomes=outcomes):
            if gold in outcomes:
                yield gold.capitalize()
                yield f'"{gold}"'
            else:
                yield from _other_forms(inner, gold)
        case Choice():
            yield gold.upper()
            yield f'"{gold}"'
            yield f"({gold})"
        case Integer():
            number = int(gold)
            yield f"${number}$"
            yield f"{number}.0"
            if number >= 0:
                yield f"+{number}"
            else:
                yield f"−{-number}"
            if abs(number) >= 1000:
                yield f"{number:,}"
                yield f"{number:,}".replace(",", "{,}")
        case Rational() | Decimal():
            value = Fraction(gold)
            top, bottom = value.numerator, value.denominator
            yield f"\\frac{{{top}}}{{{bottom}}}"
            yield f"{3 * top}/{3 * bottom}"
            yield f"${top}/{bottom}$"
            if bottom > 1 and not 10**6 % bottom:
                yield str(float(value))
        case FiniteSet():
            members = [part.strip() for part in gold.strip("{}").split(",")]
            yield ", ".join(reversed(members))
            yield "\\{" + ", ".join(members) + "\\}"
            yield "{" + ", ".join([*members, members[0]]) + "}"
        case Tuple():
            yield gold.strip("()")
            yield gold.replace(" ", "")
        case Assignment():
            parts = gold.split(", ")
            yield ", ".join(reversed(parts))
            yield "\n".join(parts)
            yield "; ".join(parts)
            yield " and ".join(parts) if len(parts) == 2 else ", ".join(parts[:-1]) + f", and {parts[-1]}"
            yield gold.replace(" = ", "=")
            yield gold.replace(" = ", ": ")
        case Literal():
            yield gold.replace(", ", ",")
            yield gold.replace("[", "[ ").replace("]", " ]") if "'" not in gold else gold
        case Calculation():
            yield gold.replace("*", "\\times").replace("/", "\\div")
            yield gold.replace("*", "×").replace("-", "−")
            yield f"${gold}$"
            yield f"({gold})"
            yield gold.replace(" ", "")
        case Formula():
            yield f"${gold}$"
            yield f"\\({gold}\\)"


def _right_programs(gold: str, *, repair: bool) -> Texts:
    """The gold as a program; one that may differ from another in few lines only comes without further lines."""
    texts = {
        "fenced": f"{_WORKING}```python\n{gold}\n```",
        "no working": f"```python\n{gold}\n```",
        "untagged": f"{_WORKING}```\n{gold}\n```",
        "short tag": f"{_WORKING}```py\n{gold}\n```",
        "capital tag": f"{_WORKING}```Python\n{gold}\n```",
        "tildes": f"{_WORKING}~~~python\n{gold}\n~~~",
        "four marks": f"{_WORKING}````python\n{gold}\n````",
        "words after": f"{_WORKING}```python\n{gold}\n```\nThis follows the steps one by one.",
        "after thoughts": f"<think>\n```python\ndef draft(): pass\n```\n</think>\n```python\n{gold}\n```",
        "after a draft": f"A first try:\n```python\nx = 1\n```\nNow in full:\n```python\n{gold}\n```",
        "with a comment": f"```python\n# The whole function.\n{gold}\n```",
        "with blank lines": f"```python\n\n\n{gold}\n\n\n```",
        "with a main part": f'```python\n{gold}\n\nif __name__ == "__main__":\n    print("ready")\n```',
        "with an import": f"```python\nimport math\n\n{gold}\n```",
        "with a helper": f"```python\ndef helper(value):\n    return value\n\n\n{gold}\n```",
        "Windows line ends": f"```python\n{gold}\n```\n".replace("\n", "\r\n"),
        "not fenced": gold,
        "example in another tongue": f"```python\n{gold}\n```\nIn a shell:\n```sh\npython solution.py\n```",
    }
    further = ("with a main part", "with an import", "with a helper")
    return {kind: text for kind, text in texts.items() if not (repair and kind in further)}


MUTANTS = 4  # of each program, from all over it


def nearly_right(problem: Item) -> list[str]:
    """Mutants of the gold, where it is a Python program that hidden tests judge. One that does the same as the gold
    may pass; any other that passes is wrong and taken for right."""
    check = problem.check
    if not isinstance(check, HiddenTests) or check.answer.language != "python":
        return []
    found = list(mutants(check.gold))
    count = min(MUTANTS, len(found))
    return [f"```python\n{found[place * len(found) // count]}```" for place in range(count)]


def wrong(problem: Item, other: Item) -> Texts:
    """Answers that are wrong for the problem, however right they look; `other` is another problem of the family."""
    answer, gold = problem.check.answer, problem.check.gold
    if isinstance(answer, Program) and answer.language != "python":
        return wrong_programs(answer.language, answer.entry, gold, other.check.gold)
    if isinstance(answer, Program):
        return _wrong_programs(answer.entry, gold, other.check.gold)
    if isinstance(answer, Pattern):
        others = assay_blocks.wrong_blocks(gold, problem.prompt, other.check.gold, other.reference)
        return others | assay_blocks.wrong_patterns(answer.alphabet, gold)
    if isinstance(problem.check, Query):
        others = assay_blocks.wrong_blocks(gold, problem.prompt, other.check.gold, other.reference)
        return others | assay_blocks.wrong_queries(problem.check)
    false = list(_false_values(answer, gold))
    whole = gold
    if isinstance(problem.check, Calculus) and _up_to_constant(problem.check):
        whole = gold.removesuffix(" + C")
        false = [f"{gold} + {problem.check.variable}", f"-({gold}) + 12345", f"({gold})^2", problem.check.function]
    several = isinstance(problem.check, Difference | MutantKilling | Witness)
    if several:
        # What is near to one right answer may be another: for certain only what has another type is wrong.
        whole, false = f"[{gold}]", list(_of_other_types(answer, gold))
    first = false[0]
    texts = {
        "empty": "",
        "blank": " \n\t\n",
        "junk": "lorem ipsum dolor",
        "dots": f"{_WORKING}Answer: ...",
        "refusal": "I am sorry, but I cannot solve this.",
        "echo of the question": problem.prompt,
        "placeholder": f"{_WORKING}Answer: <answer>",
        "trivial truth": f"{_WORKING}Answer: the answer to the question",
        "hedge": f"{_WORKING}The answer is probably {gold}.",
        "question": f"{_WORKING}Answer: {gold}?",
        "one or the other": f"{_WORKING}Answer: {gold} or {first}",
        "list of all": f"{_WORKING}Answer: {gold}, {', '.join(false[:3])}",
        "contradiction": f"{_WORKING}Answer: {gold}\nAnswer: {first}",
        "two boxes": f"{_WORKING}\\boxed{{{gold}}} \\boxed{{{first}}}" if _boxes(gold) else f"Answer: {first}\n{gold}",
        "denial": f"{_WORKING}The answer is not {gold}.",
        "taken back": f"{_WORKING}Answer: {gold}\n\nWait, this is wrong.",
        "in thoughts only": f"<think>{_WORKING}Answer: {gold}</think>",
        "never closed thought": f"<think>{_WORKING}Answer: {gold}",
        "open box": f"{_WORKING}\\boxed{{{gold}" if not isinstance(answer, Literal) else "Answer:",
        "never claimed": f"{_WORKING}Along the way {gold} came up.",
        "code": f"{_WORKING}Answer: __import__('os').getenv('HOME')",
        "format string": f"{_WORKING}Answer: {{0.__class__}} %s%n",
        "control characters": f"{_WORKING}Answer: \x00\x1b[2J",
        "huge": f"{_WORKING}Answer: {'9' * 20_000}",
        "junk behind it": f"{_WORKING}Answer: {gold} " + "7 apples and 8 pears " * 200,
        "cut off": f"{_WORKING}Answer: {_cut_off(whole, words=_is_words(answer, gold))}",
    }
    if other.check.gold != gold and not several:
        texts["another problem's answer"] = f"{_WORKING}Answer: {other.check.gold}"
        texts["another problem's solution"] = other.reference
    for number, value in enumerate(false, 1):
        texts[f"false value {number}"] = f"{_WORKING}Answer: {value}"
    lookalike = gold.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    if lookalike != gold:
        texts["digits of another script"] = f"{_WORKING}Answer: {lookalike}"
    return texts


def _cut_off(gold: str, *, words: bool) -> str:
    """The beginning of the gold; of words only letters that are no word yet (*several* says *several solutions*)."""
    return gold[: len(gold) // 2] if len(gold) > 3 and not words else gold[:2] if len(gold) > 5 else ""


def _boxes(gold: str) -> bool:
    return not set(gold) & set("'\"\\")


def _false_values(answer: Answer, gold: str) -> Iterator[str]:
    """Values near the gold that are not it; the first is of the gold's own kind."""
    match answer:
        case Outcome(value=inner, outcomes=outcomes):
            if gold in outcomes:
                yield next((each for each in outcomes if each != gold), "42")
            else:
                yield from _false_values(inner, gold)
                yield outcomes[0]
        case Choice(options=options):
            yield from [each for each in options if each != gold][:5]
            yield f"not {gold}"
            yield " ".join(options)
        case Integer():
            number = int(gold)
            yield from map(str, (number + 1, number - 1, number * 10 or 10, number + 1000))
            if number:
                yield str(-number)
                yield f"{number}%"
                yield f"{number}/2"
            swapped = _swapped(gold)
            if swapped != gold:
                yield swapped
            yield f"{number}.5"
            yield f"{number} + 1"
        case Rational() | Decimal():
            value = Fraction(gold)
            yield str(value + 1)
            yield str(value - 1)
            if value:
                yield str(-value)
                yield str(2 * value)
                yield f"{gold}%"
            if value not in (0, 1, -1):
                yield str(1 / value)
            if value.denominator > 1 and 10**6 % value.denominator:
                yield f"{float(value):.3f}"
            yield str(value + Fraction(1, 10**9))
        case FiniteSet():
            members = [part.strip() for part in gold.strip("{}").split(",") if part.strip()]
            yield "{" + ", ".join([*members, "987654"]) + "}"
            yield "{" + ", ".join(members[1:]) + "}"
        case Tuple():
            parts = gold.strip("()").split(", ")
            yield "(" + ", ".join([*parts, parts[0]]) + ")"
            if len(set(parts)) > 1:
                yield "(" + ", ".join([*parts[1:], parts[0]]) + ")"
        case Assignment(variables=variables):
            named = dict(part.split(" = ", 1) for part in gold.split(", "))
            for name in list(named)[:4]:
                near = next(iter(_false_values(variables[name], named[name])))
                yield ", ".join(f"{each} = {near if each == name else own}" for each, own in named.items())
            yield ", ".join(f"{each} = {own}" for each, own in list(named.items())[1:]) or "nothing"
            yield gold + ", " + ", ".join(f"{each} = 12345" for each in list(named)[:1])
            yield ", ".join(named.values())
        case Literal():
            yield f"[{gold}]"
            yield from _false_literals(gold)
        case Calculation():
            yield f"{gold} + 1"
            yield f"{gold} * 2"
            yield f"({gold}) * 1"
            yield f"{gold} = 7"
            yield f"1{gold}"
            yield "0 + 0"
        case Formula():
            yield f"{gold} + 1"
            yield f"-({gold}) + 12345"


def _of_other_types(answer: Answer, gold: str) -> Iterator[str]:
    yield "{'x': 1}"
    yield "None"
    yield "1.5"
    if isinstance(answer, Outcome) and gold in answer.outcomes:
        return
    yield f"[{gold}]"
    match ast.literal_eval(gold):  # the gold is the generator's own text
        case int():
            yield f"{gold}.0"
            yield f"'{gold}'"
        case str():
            yield repr(list(gold[1:-1]))
        case list() as items:
            yield repr(tuple(items))
            yield repr([*items, None])
        case tuple() as items:
            yield repr(list(items))
            yield repr((*items, None))


def _swapped(gold: str) -> str:
    """The number with its first two different neighbouring digits exchanged."""
    for place in range(len(gold) - 1):
        if gold[place].isdigit() and gold[place + 1].isdigit() and gold[place] != gold[place + 1]:
            return gold[:place] + gold[place + 1] + gold[place] + gold[place + 2 :]
    return gold


def _false_literals(gold: str) -> Iterator[str]:
    value = ast.literal_eval(gold)  # the gold is the generator's own text
    match value:
        case bool():
            yield str(not value)
            yield str(int(value))
        case int():
            yield str(value + 1)
            yield f"{value}.0"
            yield f"'{value}'"
        case str():
            yield repr(value + "x")
            yield repr(value[::-1] + "y")
            yield repr(value.swapcase() if value.swapcase() != value else value + " ")
        case list():
            yield repr(tuple(value))
            yield repr([*value, 0])
            yield repr(value[:-1] if value else [0])
        case tuple():
            yield repr(list(value))
            yield repr(value[:-1])
        case dict():
            yield repr(list(value.items()))
            yield repr({**value, "another": 1})
        case None:
            yield "'None'"


_EXITS = "    import sys\n    sys.exit(0)"
_EQUAL = """class Equal:
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return False
"""


def _wrong_programs(entry: str, gold: str, other: str) -> Texts:
    """Programs that must not pass: those that do nothing, cheat, or compute something else."""

    def fenced(source: str) -> str:
        return f"{_WORKING}```python\n{source}\n```"

    def body(lines: str) -> str:
        return fenced(f"def {entry}(*arguments):\n{lines}")

    return {
        "empty": "",
        "junk": "lorem ipsum dolor",
        "empty block": fenced(""),
        "no program": f"{_WORKING}Answer: 42",
        "in words": f"{_WORKING}The function {entry} does as asked.",
        "in thoughts only": f"<think>{fenced(gold)}</think>",
        "syntax error": fenced(gold.replace(":", "", 1)),
        "cut off": fenced(gold[: len(gold) // 2]),
        "another name": fenced(gold.replace(f"def {entry}(", f"def {entry}_too(")),
        "another problem's program": fenced(other.replace("def ", "def _", 1) + f"\n\n{entry} = None"),
        "nothing returned": body("    pass"),
        "nothing returned after all": fenced(gold + f"\n\n_inner = {entry}\ndef {entry}(*a):\n    _inner(*a)"),
        "constant 0": body("    return 0"),
        "constant empty list": body("    return []"),
        "constant empty text": body("    return ''"),
        "first argument": body("    return arguments[0] if not isinstance(arguments[0], list) else None"),
        "wrapped": fenced(gold + f"\n\n_inner = {entry}\ndef {entry}(*a):\n    return [_inner(*a)]"),
        "as text": fenced(gold + f"\n\n_inner = {entry}\ndef {entry}(*a):\n    return repr(_inner(*a))"),
        "printed": fenced(gold + f"\n\n_inner = {entry}\ndef {entry}(*a):\n    print(_inner(*a))"),
        "equal to all": fenced(_EQUAL + f"\ndef {entry}(*a):\n    return Equal()"),
        "leaves with 0": body(_EXITS),
        "leaves when read": fenced(f"import sys\nsys.exit(0)\n{gold}"),
        "raises": body("    raise ValueError('no')"),
        "right once": fenced(
            gold + f"\n\n_inner, _calls = {entry}, []\ndef {entry}(*a):\n    _calls.append(1)\n"
            "    return _inner(*a) if len(_calls) < 2 else None"
        ),
        "reads the frame": body("    import sys\n    return sys._getframe(1).f_locals.get('expected')"),
    }
