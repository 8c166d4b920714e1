"""The language of puzzles about newly defined operations."""

from __future__ import annotations

from typing import Any

from generators.family import Wording
from generators.language.instructions import answer_line
from generators.language.lexicon import PEOPLE, in_words, listed
from generators.language.wording import fill
from generators.math.arithmetic import PLAIN, STARRED, Expression, Style, put, show
from generators.math.new_operator.puzzles import BEFORE, Operation, Puzzle, uses, written
from generators.randomness import Stream

_FIND = "[Find {asked}.|What is {asked}?|Compute {asked}.|Work out {asked}.|Evaluate {asked}.]"
_SKELETONS = {
    "define": "[Define|We define] a new operation by {definition}. {find}\n{ending}",
    "stand": "Let {use} stand for {formula}. {find}\n{ending}",
    "all": "For all [numbers|integers] {a} and {b}, let {definition}. {find}\n{ending}",
    "planet": "On [a distant planet|planet Zog|an island], {use} means {formula}. "
    "[What do people there get for {asked}?|What is {asked} there?]\n{ending}",
    "calculator": "A calculator has an extra key {symbol}: it works out {use} as {formula}. "
    "What does it show for {asked}?\n{ending}",
    "lines": "{definition}\n{find}\n{ending}",
    "invents": "{who} invents [an operation|a sign] {symbol} with {definition}. "
    "[What does {who.they} get for|What is] {asked}?\n{ending}",
    "rule": "[The rule of a puzzle|Here is a rule]: {definition}. {find}\n{ending}",
    "if": "If {definition}, what is {asked}?\n{ending}",
    "written": "[In a notebook|On the blackboard] stands: {use} = {formula}. By this rule, what is {asked}?\n{ending}",
    "instead": "The sign {symbol} is short for this: {definition}. {find}\n{ending}",
    "given": "Given that {definition} for all {a} and {b}, [find|compute|determine] {asked}.\n{ending}",
}  # fmt: skip
# One operation told in words.
_SPOKEN = {
    "is": "For two numbers {a} and {b}, the result of {use} is {spoken}. {find}\n{ending}",
    "sign": "The sign {symbol} is explained like this: {use} is {spoken}. {find}\n{ending}",
    "take": "To work out {use}, take {spoken}. {find}\n{ending}",
    "who": "{who} writes {use} for {spoken}. What is {asked}?\n{ending}",
    "club": "In a puzzle club, {use} stands for {spoken}. [What do the members get for {asked}?|{find}]\n{ending}",
}
# One operation with cases.
_CASES = {
    "define": "[Define|We define] an operation by {cases}. {find}\n{ending}",
    "lines": "{use} = {one}, if {condition}\n{use} = {other}, otherwise\n{find}\n{ending}",
    "depends": "What {use} means depends on the numbers: it is {one} if {condition}, and {other} otherwise. {find}\n"
    "{ending}",
    "calculator": "A calculator has an extra key {symbol}. For {use} it looks whether {condition}: if so, it shows "
    "{one}, and if not, {other}. What does it show for {asked}?\n{ending}",
    "rules": "{who} works out {use} by two rules. If {condition}, the result is {one}; otherwise it is {other}. "
    "[What does {who.they} get for|What is] {asked}?\n{ending}",
    "planet": "On planet Zog, {use} means {one} whenever {condition}, but {other} in all other cases. "
    "What is {asked} there?\n{ending}",
}
# Several operations.
_SEVERAL = {
    "define": "[Define|We define] {count} operations: {definitions}. {find}\n{ending}",
    "lines": "{lines}\n{find}\n{ending}",
    "let": "Let {definitions}. {find}\n{ending}",
    "calculator": "A calculator has {count} extra keys, {symbols}. They work like this: {definitions}. {find}\n"
    "{ending}",
    "planet": "On planet Zog people use {count} signs of their own: {definitions}. {find}\n{ending}",
    "notebook": "A notebook explains {count} signs: {definitions}. {find}\n{ending}",
    "invents": "{who} invents {count} operations, {symbols}: {definitions}. {find}\n{ending}",
    "rules": "[Rules|The rules of a puzzle]: {definitions}. {find}\n{ending}",
}
# An unknown, with one operation.
_SOLVE = {
    "define": "[Define|We define] a new operation by {definition}. {find}\n{ending}",
    "stand": "Let {use} stand for {formula}. {find}\n{ending}",
    "all": "For all numbers {a} and {b}, let {definition}. {find}\n{ending}",
    "lines": "{definition}\n{find}\n{ending}",
    "rule": "[The rule of a puzzle|Here is a rule]: {definition}. {find}\n{ending}",
    "instead": "The sign {symbol} is short for this: {definition}. {find}\n{ending}",
    "thinks": "{who} invents an operation with {definition}, thinks of a number {unknown} and finds that {asked} = "
    "{target}. What is {unknown}?\n{ending}",
    "machine": "A machine works out {use} as {formula}. With a number {unknown} put in, {asked} = {target}. "
    "Which number is {unknown}?\n{ending}",
}
_FIND_UNKNOWN = (
    "[Find the {unknown} for which {asked} = {target}.|For which {unknown} is {asked} = {target}?|"
    "Solve {asked} = {target} for {unknown}.|If {asked} = {target}, what is {unknown}?]"
)
# The usual signs with other meanings.
_SIGNS = {
    "puzzle": "In this puzzle the usual signs have other meanings: {meanings}. {rule} What is {asked}?\n{ending}",
    "land": "In a land far away {meanings}. {rule} What do people there get for {asked}?\n{ending}",
    "code": "In a secret code {meanings}. {rule} Work out {asked} in this code.\n{ending}",
    "suppose": "Suppose that {meanings}. {rule} Find the value of {asked}.\n{ending}",
    "keys": "The keys of a calculator are mixed up: {meanings}. {rule} What should it show for {asked}?\n{ending}",
    "who": "{who} gives the signs new meanings: {meanings}. {rule} What does {who.they} get for {asked}?\n{ending}",
    "board": "On the blackboard stands {asked}. But {meanings}. {rule} What is the result?\n{ending}",
    "game": "Rules of a game: {meanings}. {rule} Which number is {asked}?\n{ending}",
}
_LEFT_TO_RIGHT = (
    "[Work strictly from left to right, without any other order of operations.|"
    "The signs are worked out one after the other from left to right.|"
    "No sign goes before another: always work from left to right.]"
)
_USUAL_ORDER = (
    "[Put in the new meanings first, and then follow the usual order of operations.|"
    "After the meanings are put in, multiplication goes before addition and subtraction as usual.]"
)
# An operation that is defined step by step.
_STEPWISE = {
    "define": "[Define|We define] {use} step by step: {zero}, and {next} for n = 1, 2, 3, ... {find}\n{ending}",
    "lines": "{zero}\n{next} for every whole number n ≥ 1\n{find}\n{ending}",
    "let": "Let {zero} and, for n ≥ 1, {next}. {find}\n{ending}",
    "recursive": "The operation {symbol} is defined recursively by {zero} and {next} (n ≥ 1). {find}\n{ending}",
    "tower": "{who} builds up {use} from below: {zero}, and from n - 1 to n it goes by {next}. "
    "[What does {who.they} get for|What is] {asked}?\n{ending}",
    "given": "Given that {zero} and that {next} whenever n ≥ 1, [find|compute|determine] {asked}.\n{ending}",
}
# The number that changes nothing.
_IDENTITY = {
    "exactly": "[Define|We define] {definition}. There is exactly one number e with {neutral} for all {a}. {find}\n"
    "{ending}",
    "let": "Let {definition} for all numbers {a} and {b}, and let e be the number with {neutral} for every {a}. "
    "{find}\n{ending}",
    "plays": "For the operation {definition}, a certain number e changes nothing: {neutral} for all {a}. {find}\n"
    "{ending}",
    "lines": "{definition}\n{neutral} for all {a}\n{find}\n{ending}",
}
_MULTIPLES = {2: "twice", 3: "three times"}


def worded(puzzle: Puzzle, stream: Stream) -> Wording:
    """The puzzle's text and the name of its skeleton."""
    if _is_plain(puzzle):
        return _plain(puzzle, stream)
    kind, table = _table(puzzle, stream)
    skeleton = stream.choice(tuple(table))
    slots = _slots(puzzle, stream)
    slots["ending"] = answer_line(stream, "fraction or integer" if puzzle.ask == "inverse" else "integer")
    slots["who"] = stream.choice(PEOPLE)
    slots["find"] = fill(_find(puzzle), stream, slots)
    return Wording(fill(table[skeleton], stream, slots), f"{kind}: {skeleton}")


def _is_plain(puzzle: Puzzle) -> bool:
    (first, *others) = puzzle.operations
    simple = first.condition is None and first.start is None and not puzzle.line
    return puzzle.ask == "value" and simple and not others and len(uses(puzzle)) < 3


def _plain(puzzle: Puzzle, stream: Stream) -> Wording:
    """One operation with one formula, used once or twice."""
    skeleton = stream.choice(tuple(_SKELETONS))
    (operation,) = puzzle.operations
    use = _use(operation)
    formula = show(operation.tree, stream.choice((PLAIN, PLAIN, STARRED)))
    slots = {
        "a": operation.left,
        "b": operation.right,
        "symbol": operation.symbol,
        "use": use,
        "formula": formula,
        "definition": f"{use} = {formula}",
        "asked": written(puzzle, puzzle.asked),
        "who": stream.choice(PEOPLE),
        "ending": answer_line(stream, "integer"),
    }
    slots["find"] = fill(_FIND, stream, slots)
    return Wording(fill(_SKELETONS[skeleton], stream, slots), skeleton)


def _table(puzzle: Puzzle, stream: Stream) -> tuple[str, dict[str, str]]:
    """The skeletons that fit, and what they have in common."""
    (first, *others) = puzzle.operations
    if puzzle.line:
        return "signs", _SIGNS
    if puzzle.ask in ("identity", "inverse"):
        return puzzle.ask, _IDENTITY
    if others:
        return ("several" if puzzle.ask == "value" else "solve with several"), _SEVERAL
    if puzzle.ask == "solve":
        return "solve", _SOLVE
    if first.start is not None:
        return "step by step", _STEPWISE
    if first.condition is not None:
        return "cases", _CASES
    if spoken(first) and stream.chance(1, 2):
        return "in words", _SPOKEN
    return "three uses", _SKELETONS


def _find(puzzle: Puzzle) -> str:
    match puzzle.ask:
        case "solve":
            return _FIND_UNKNOWN
        case "identity":
            return "[Find e.|What is e?|Which number is e?]"
        case "inverse":
            return (
                "[Find the {unknown} for which {asked} = e.|For which {unknown} is {asked} = e?|"
                "Which number {unknown} gives {asked} = e?]"
            )
    return _FIND


def _slots(puzzle: Puzzle, stream: Stream) -> dict[str, Any]:
    style = stream.choice((PLAIN, PLAIN, STARRED))
    first = puzzle.operations[0]
    definitions = [_definition(each, style) for each in puzzle.operations]
    parted = any(each.condition is not None for each in puzzle.operations)
    slots: dict[str, Any] = {
        "a": first.left,
        "b": first.right,
        "symbol": first.symbol,
        "symbols": listed([each.symbol for each in puzzle.operations]),
        "use": _use(first),
        "formula": show(first.tree, style),
        "definition": definitions[0],
        "definitions": "; ".join(definitions) if parted else listed(definitions),
        "lines": "\n".join(definitions),
        "count": in_words(len(definitions)),
        "unknown": puzzle.unknown,
        "target": puzzle.target,
        "asked": puzzle.line or written(puzzle, puzzle.asked),
        "spoken": spoken(first),
        "neutral": f"{first.left} {first.symbol} e = {first.left}",
    }
    if puzzle.ask == "inverse":
        slots["asked"] = written(puzzle, (0, puzzle.asked, puzzle.unknown))
    if first.condition is not None:
        slots |= {"condition": _condition(first.condition, style), "one": slots["formula"]}
        slots |= {"other": show(first.other, style), "cases": definitions[0]}
    if first.start is not None:
        slots["zero"], slots["next"] = _steps(first, style)
    if puzzle.line:
        slots["rule"] = fill(_LEFT_TO_RIGHT if puzzle.order == "left" else _USUAL_ORDER, stream, {})
        slots["meanings"] = _meanings(puzzle, style, stream)
    return slots


def _use(operation: Operation) -> str:
    return f"{operation.left} {operation.symbol} {operation.right}"


def _definition(operation: Operation, style: Style) -> str:
    use = _use(operation)
    text = f"{use} = {show(operation.tree, style)}"
    if operation.condition is None:
        return text
    return f"{text} if {_condition(operation.condition, style)}, and {use} = {show(operation.other, style)} otherwise"


def _condition(condition: Any, style: Style) -> str:
    kind, *sides = condition
    texts = [show(side, style) for side in sides]
    return " > ".join(texts) if kind == "greater" else f"{texts[0]} is even"


def _steps(operation: Operation, style: Style) -> tuple[str, str]:
    """The two equations of a definition step by step."""
    left, symbol = operation.left, operation.symbol
    tree = put(operation.tree, {BEFORE: f"({left} {symbol} (n - 1))"})
    return f"{left} {symbol} 0 = {show(operation.start, style)}", f"{left} {symbol} n = {show(tree, style)}"


_ORDINARY = {"+": ("plus", "addition"), "-": ("minus", "subtraction"), "*": ("times", "multiplication")}


def _meanings(puzzle: Puzzle, style: Style, stream: Stream) -> str:
    """What the usual signs mean: ordinary operations, or formulas."""
    if all(each.tree in (("+", "a", "b"), ("-", "a", "b"), ("*", "a", "b")) for each in puzzle.operations):
        which = stream.below(2)
        verb = ("means", "stands for")[which]
        return listed([f"{each.symbol} {verb} {_ORDINARY[each.tree[0]][which]}" for each in puzzle.operations])
    verb = stream.choice(("stands for", "means"))
    text = listed([f"{_use(each)} {verb} {show(each.tree, style)}" for each in puzzle.operations])
    return f"{text}, where the signs in the formulas are those of ordinary arithmetic"


def spoken(operation: Operation) -> str:
    """The formula in words, such as ``twice a plus b, minus 4``; nothing where that would not be clear."""
    parts = _summands(operation.tree, 1)
    texts = [_summand(part) for _, part in parts]
    if not all(texts):
        return ""
    result = texts[0]
    for i, ((sign, _), text) in enumerate(zip(parts[1:], texts[1:], strict=True), 2):
        result += f"{',' if i == 3 else ''} {'plus' if sign > 0 else 'minus'} {text}"
    return result if parts[0][0] > 0 else ""


def _summands(tree: Expression, sign: int) -> list[tuple[int, Expression]]:
    if isinstance(tree, tuple) and tree[0] in ("+", "-"):
        return _summands(tree[1], sign) + _summands(tree[2], sign if tree[0] == "+" else -sign)
    return [(sign, tree)]


def _summand(tree: Expression) -> str:
    match tree:
        case str() | int():
            return str(tree)
        case ("*", int(factor), str(name)):
            return f"{_MULTIPLES.get(factor, f'{factor} times')} {name}"
        case ("*", str(one), str(other)):
            return f"the product of {one} and {other}"
        case ("*", int(factor), ("+", str(one), str(other))):
            return f"{_MULTIPLES.get(factor, f'{factor} times')} the sum of {one} and {other}"
        case ("^", str(name), 2):
            return f"the square of {name}"
    return ""
