"""What a problem and its solution are made of when names and constants do not count: structures, each with its steps.

- of a check its constraints as a graph whose nodes are told apart by what they are and what they are joined to (colour
  refinement; Weisfeiler and Leman, 1968), so that renaming and reordering change nothing;
- of a program its syntax tree, with names by the order in which they come;
- of a text the arithmetic that it writes out: results that are used again are joined to where they came from.

A step is a constraint of a check, an operation or a statement of a program, a calculation of a text.
"""

from __future__ import annotations

import ast
import builtins
import re
import warnings
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from schemas import Check, digest_int
from schemas.checks import (
    Difference,
    Equations,
    Finite,
    HiddenTests,
    Milp,
    MutantKilling,
    Output,
    Query,
    Smt,
    Steps,
    Witness,
)

LONGEST = 20_000  # characters of a program, or of a formula
MOST_NODES = 20_000  # of a graph or a tree
ROUNDS = 12  # of colour refinement
LONGEST_TEXT = 200_000
_MASK = (1 << 64) - 1


class Structure(NamedTuple):
    """What something is made of: what kind of thing it is, the hash of its structure, and how many steps it has."""

    kind: str
    hash: int
    steps: int


def _mixed(*values: int) -> int:
    """A hash of whole numbers in their order, the same in every process."""
    total = 0x9E3779B97F4A7C15
    for value in values:
        total = ((total ^ value) * 0xBF58476D1CE4E5B9) & _MASK
        total ^= total >> 29
    return total


@lru_cache(maxsize=1 << 16)
def _label(*words: str) -> int:
    return digest_int("structure", *words) & _MASK


class _Graph:
    """Nodes with labels, joined by labelled edges."""

    def __init__(self) -> None:
        self.labels: list[int] = []
        self.edges: list[tuple[int, int, int]] = []
        self.names: dict[str, int] = {}

    def node(self, *words: str) -> int:
        if len(self.labels) >= MOST_NODES:
            raise _Unread
        self.labels.append(_label(*words))
        return len(self.labels) - 1

    def name(self, name: str, *words: str) -> int:
        """The node of a name: one for each, whatever it is called."""
        if name not in self.names:
            self.names[name] = self.node("name", *words)
        return self.names[name]

    def join(self, parent: int, child: int, how: str = "") -> None:
        self.edges.append((parent, child, _label("edge", how)))

    def hash(self) -> int:
        colours = list(self.labels)
        classes = len(set(colours))
        for _ in range(ROUNDS):
            around: list[int] = [0] * len(colours)
            for parent, child, how in self.edges:
                around[parent] += _mixed(how, colours[child], 1)
                around[child] += _mixed(how, colours[parent], 2)
            colours = [_mixed(colour, found & _MASK) for colour, found in zip(colours, around, strict=True)]
            found = len(set(colours))
            if found == classes:
                break
            classes = found
        return _mixed(len(colours), sum(_mixed(colour) for colour in colours) & _MASK)


class _Unread(Exception):
    """What is written cannot be read as what it should be."""


_decode = msgspec.json.Decoder(Check)


def of_check(check: str, sizes: Container[tuple[str, int]] | None = None) -> list[Structure]:
    """The structures of a check, as JSON: of its constraints, or of the programs in it. None of what cannot be read,
    and with `sizes` none of constraints of another kind and number of steps, and no programs in Python."""
    if len(check) > 4_000_000:
        return []
    try:
        found = _decode.decode(check)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return []
    match found:
        case HiddenTests() | Output() | Witness() | MutantKilling() | Difference() if sizes is not None:
            gold = found.gold if isinstance(found, HiddenTests) else ""
            return [] if "def " in gold else of_tokens(gold)
        case HiddenTests(gold=gold):
            return of_program(gold)
        case Output(source=source) | Witness(source=source) | MutantKilling(source=source):
            return of_program(source)
        case Difference(source=source, other=other):
            return [*of_program(source), *of_program(other)]
        case Query(gold=gold):
            return of_tokens(gold)
        case _:
            if sizes is not None and _size(found) not in sizes:
                return []
            try:
                return [each] if (each := _of_constraints(found)) is not None else []
            except (_Unread, RecursionError):
                return []


def _size(check: Check) -> tuple[str, int]:
    match check:
        case Equations(equations=equations):
            return "equations", len(equations)
        case Smt(assertions=assertions):
            return "smt", len(assertions)
        case Milp(rows=rows):
            return "milp", len(rows)
        case Finite(conditions=conditions, given=given):
            return "finite", len(conditions) + len(given)
        case Steps(lines=lines):
            return "steps", len(lines) - 1
    return "", 0


def _of_constraints(check: Check) -> Structure | None:
    graph = _Graph()
    match check:
        case Equations(equations=equations, ask=ask):
            for each in equations:
                _formula(graph, each)
            question = graph.node("ask", "equations")
            for name in ask:
                graph.join(question, graph.name(name))
            return Structure("equations", graph.hash(), _size(check)[1])
        case Smt():
            return _of_logic(graph, check)
        case Milp():
            return _of_programme(graph, check)
        case Finite():
            for variable in check.variables:
                graph.name(variable.name, "int")
            question = graph.node("ask", check.ask)
            for how, formulas in (
                ("condition", check.conditions), ("given", check.given), ("option", check.options),
                ("of", (check.of,) if check.of else ()), ("weight", (check.weight,) if check.weight else ()),
            ):  # fmt: skip
                for each in formulas:
                    graph.join(question, _formula(graph, each), how)
            return Structure("finite", graph.hash(), _size(check)[1])
        case Steps(lines=lines, lines_are=are):
            before = graph.node("lines", are)
            for each in lines:
                line = _formula(graph, each)
                graph.join(before, line, "next")
                before = line
            return Structure("steps", graph.hash(), _size(check)[1])
    return None


def _of_logic(graph: _Graph, check: Smt) -> Structure:
    for variable in check.variables:
        node = graph.name(variable.name, variable.__struct_config__.tag or "")  # type: ignore[arg-type]
        for value in getattr(variable, "values", ()):
            graph.join(node, graph.name(f"value {value}", "value"), "value")
            graph.names.setdefault(value, graph.names[f"value {value}"])
    question = graph.node("ask", "smt", check.query.__struct_config__.tag or "")  # type: ignore[arg-type]
    for each in check.assertions:
        graph.join(question, _expression(graph, each), "assertion")
    conclusion = getattr(check.query, "conclusion", "")
    if conclusion:
        graph.join(question, _expression(graph, conclusion), "conclusion")
    return Structure("smt", graph.hash(), _size(check)[1])


def _of_programme(graph: _Graph, check: Milp) -> Structure:
    for column in check.columns:
        graph.name(column.name, "integer" if column.integer else "real", "free" if column.high is None else "bounded")
    objective = graph.node("ask", check.sense, check.ask)
    for name in check.objective:
        graph.join(objective, graph.name(name), "objective")
    for row in check.rows:
        node = graph.node("row", row.relation)
        for name in row.terms:
            graph.join(node, graph.name(name), "term")
    return Structure("milp", graph.hash(), _size(check)[1])


# Formulas: infix as Python reads it, or s-expressions.

_EQUAL = re.compile(r"(?<![<>=!])=(?!=)")
_COMMUTE = {"Add", "Mult", "Eq", "NotEq", "And", "Or", "and", "or", "xor", "distinct", "=", "+", "*", "min", "max",
            "gcd", "lcm"}  # fmt: skip


def _formula(graph: _Graph, text: str) -> int:
    """The node of a formula's root."""
    written = _EQUAL.sub("==", text).replace("^", "**").replace("·", "*").replace("−", "-")
    tree = _parsed(written, "eval")
    if not isinstance(tree, ast.Expression):
        return _tokens(graph, text)
    return _node(graph, tree.body, 0)


def _parsed(source: str, mode: str) -> ast.AST | None:
    if len(source) > LONGEST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree: ast.AST = compile(source, "given", mode, ast.PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None
    return tree


def _node(graph: _Graph, tree: ast.AST, deep: int) -> int:
    if deep > 100:
        raise _Unread
    match tree:
        case ast.Constant():
            return graph.node("constant")
        case ast.Name(id=name):
            return graph.name(name)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=ast.Constant()):
            return graph.node("constant")
        case ast.BinOp(op=op):
            return _operation(graph, type(op).__name__, _operands(tree, type(op)), deep)
        case ast.BoolOp(op=op, values=values):
            return _operation(graph, type(op).__name__, values, deep)
        case ast.UnaryOp(op=op, operand=operand):
            return _operation(graph, type(op).__name__, [operand], deep)
        case ast.Compare(left=left, ops=ops, comparators=others):
            node = graph.node("chain")
            for sign, one, other in zip(ops, [left, *others], others, strict=False):
                name = type(sign).__name__
                pair = [one, other]
                if name in ("Gt", "GtE"):
                    name, pair = name.replace("G", "L"), [other, one]
                graph.join(node, _operation(graph, name, pair, deep), "link")
            return node
        case ast.Call(func=ast.Name(id=name), args=args):
            return _operation(graph, name, args, deep)
    raise _Unread


def _operands(tree: ast.BinOp, kind: type[ast.operator]) -> list[ast.expr]:
    """Both sides; of sums and products all their terms."""
    if kind not in (ast.Add, ast.Mult):
        return [tree.left, tree.right]
    found: list[ast.expr] = []
    waiting: list[ast.expr] = [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, ast.BinOp) and isinstance(each.op, kind):
            waiting += [each.right, each.left]
        else:
            found.append(each)
    return found


def _operation(graph: _Graph, name: str, operands: Sequence[ast.AST], deep: int) -> int:
    node = graph.node("operation", name)
    for place, operand in enumerate(operands):
        graph.join(node, _node(graph, operand, deep + 1), "" if name in _COMMUTE else str(place))
    return node


_SEXPR = re.compile(r"[()]|[^\s()]+")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def _expression(graph: _Graph, text: str) -> int:
    """The node of an s-expression's root."""
    stack: list[tuple[int, bool, int]] = []  # the operation, whether its operands' order is nothing, and how many
    root = -1
    opened = False
    for word in _SEXPR.findall(text):
        if word == "(":
            opened = True
            continue
        if word == ")":
            if not stack:
                raise _Unread
            stack.pop()
            continue
        if opened:
            node = graph.node("operation", word)
        elif _NUMBER.fullmatch(word):
            node = graph.node("constant")
        else:
            node = graph.name(word)
        if stack:
            parent, free, count = stack[-1]
            graph.join(parent, node, "" if free else str(count))
            stack[-1] = parent, free, count + 1
        elif root < 0:
            root = node
        if opened:
            stack.append((node, word in _COMMUTE, 0))
            opened = False
    if root < 0:
        raise _Unread
    return root


_TOKEN = re.compile(r"[^\W\d]\w*|[0-9]+(?:\.[0-9]+)?|\S")


def _tokens(graph: _Graph, text: str) -> int:
    """A formula that is not read: its tokens in their order, with names and constants masked."""
    before = root = graph.node("tokens")
    for token in _TOKEN.findall(text):
        if token[0].isdecimal():
            node = graph.node("constant")
        elif token[0].isalpha():
            node = graph.node("token of a name")
            graph.join(node, graph.name(token), "is")
        else:
            node = graph.node("token", token)
        graph.join(before, node, "next")
        before = node
    return root


# Programs.

_BUILTIN = frozenset(dir(builtins))
_OPERATIONS = (
    ast.BinOp, ast.BoolOp, ast.Compare, ast.Call, ast.Subscript, ast.For, ast.While, ast.If, ast.IfExp, ast.Assign,
    ast.AugAssign, ast.comprehension, ast.Return, ast.Lambda, ast.Yield, ast.Raise, ast.Try, ast.Delete,
)  # fmt: skip


def of_program(source: str) -> list[Structure]:
    """The structure of a program in Python, or else of its tokens."""
    tree = _parsed(source, "exec")
    if not isinstance(tree, ast.Module):
        return of_tokens(source)
    try:
        words: list[int] = []
        steps = _walked(tree, words, {}, 0)
    except (_Unread, RecursionError):
        return []
    return [Structure("program", _mixed(*words), steps)]


def _walked(tree: ast.AST, words: list[int], names: dict[str, int], deep: int) -> int:
    """Append the tree in one order, names by the order in which they come, and count its steps."""
    if deep > 200 or len(words) > MOST_NODES:
        raise _Unread
    steps = int(isinstance(tree, _OPERATIONS))
    words.append(_label("tree", type(tree).__name__))
    for field, value in ast.iter_fields(tree):
        if field in ("annotation", "returns", "type_comment", "type_params", "kind", "ctx", "lineno"):
            continue
        values = value if isinstance(value, list) else [value]
        if field == "body" and isinstance(tree, ast.FunctionDef | ast.Module | ast.ClassDef):
            values = [each for each in values if not _is_remark(each)]
        words.append(_label("field", field, str(len(values))))
        for each in values:
            if isinstance(each, ast.AST):
                steps += _walked(each, words, names, deep + 1)
            elif isinstance(tree, ast.Constant):
                words.append(_label("constant"))
            elif isinstance(each, str):
                kept = field == "attr" or (isinstance(tree, ast.Name) and each in _BUILTIN and each not in names)
                words.append(_label("word", each) if kept else _mixed(names.setdefault(each, len(names)) + 1))
            elif each is not None:
                words.append(_label("value", repr(each)))
    return steps


def _is_remark(statement: Any) -> bool:
    """Whether a statement does nothing: a docstring, or an import."""
    return isinstance(statement, ast.Import | ast.ImportFrom) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


_CODE = re.compile(r"--[^\n]*|//[^\n]*|[^\W\d]\w*|[0-9]+(?:\.[0-9]+)?|'[^'\n]{0,200}'|\"[^\"\n]{0,200}\"|[<>=!]=|\S")
_KEYWORDS = frozenset(
    """
    select from where group by order having join left inner outer on as and or not in between like is null distinct
    count sum avg min max case when then else end union all exists limit desc asc with over partition coalesce cast
    function local return if for while do end then elseif else repeat until break let const var of new this switch
    case default true false nil undefined length push slice map filter reduce sort math abs floor table insert string
    sub len ipairs pairs concat join split tostring tonumber
    """.split()
)
_SIGNS = frozenset("+-*/%<>=([{") | {"<=", ">=", "==", "!="}


def of_tokens(source: str) -> list[Structure]:
    """The structure of a program in another language: its tokens, with names by their order and constants masked."""
    names: dict[str, int] = {}
    words: list[int] = []
    steps = 0
    for token in _CODE.findall(source[:LONGEST]):
        lower = token.lower()
        if token.startswith(("--", "//")):
            continue
        if token[0].isdecimal() or token[0] in "'\"":
            words.append(_label("constant"))
        elif token[0].isalpha() or token[0] == "_":
            known = lower in _KEYWORDS
            words.append(_label("word", lower) if known else _mixed(names.setdefault(token, len(names)) + 1))
            steps += known
        else:
            words.append(_label("sign", token))
            steps += token in _SIGNS
    return [Structure("tokens", _mixed(*words), steps // 2)] if words else []


# Arithmetic written out.

_CALCULATION = re.compile(
    r"(?<![\w.])(?P<left>\(?-?[0-9][0-9 ().,+*/^-]{1,120}?)\s?=\s?\$?(?P<right>-?[0-9][0-9,]{0,20}(?:\.[0-9]{1,10})?)"
    r"(?![0-9]|\.[0-9])"
)
_MARKS = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "$": None, "€": None, "£": None})
_COMMAND = re.compile(r"\\(?:cdot|times)(?![A-Za-z])")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")


def of_text(text: str) -> list[Structure]:
    """The calculations of a text: one structure for each result that is not used again, with all that it rests on."""
    if "=" not in text or len(text) > LONGEST_TEXT:
        return []
    if not text.isascii() or "\\" in text or "$" in text:
        text = _COMMAND.sub("*", text).translate(_MARKS)
    results: dict[str, int] = {}
    hashes: list[int] = []
    steps: list[frozenset[int]] = []  # by calculation those that it rests on, itself included
    used: set[int] = set()
    for left, right in _calculations(text):
        rests: set[int] = set()
        found = _calculated(left, results, hashes, rests)
        if found is None:
            continue
        number = len(hashes)
        if number >= 400:
            break
        hashes.append(found)
        used |= rests
        steps.append(frozenset({number}).union(*(steps[each] for each in rests)))
        results[_value(right)] = number
    return [
        Structure("text", _mixed(hashes[number], len(steps[number])), len(steps[number]))
        for number in range(len(hashes))
        if number not in used
    ]


def _calculations(text: str) -> Iterator[tuple[str, str]]:
    for found in _CALCULATION.finditer(_THOUSANDS.sub("", text)):
        yield found["left"], found["right"]


def _calculated(left: str, results: dict[str, int], hashes: list[int], rests: set[int]) -> int | None:
    """The hash of a calculation, whose numbers are earlier results or constants; None if it is none."""
    tree = _parsed(left.strip().replace("^", "**").rstrip(".,"), "eval")
    if not isinstance(tree, ast.Expression) or isinstance(tree.body, ast.Constant | ast.UnaryOp | ast.Tuple):
        return None
    try:
        return _arithmetic(tree.body, results, hashes, rests, 0)
    except _Unread:
        return None


def _arithmetic(tree: ast.AST, results: dict[str, int], hashes: list[int], rests: set[int], deep: int) -> int:
    if deep > 40:
        raise _Unread
    match tree:
        case ast.Constant(value=int() | float() as value):
            at = results.get(_value(str(value)))
            if at is None:
                return _label("constant")
            rests.add(at)
            return hashes[at]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            return _mixed(_label("minus"), _arithmetic(operand, results, hashes, rests, deep + 1))
        case ast.BinOp(op=op):
            kind = type(op)
            each = [_arithmetic(part, results, hashes, rests, deep + 1) for part in _operands(tree, kind)]
            if kind in (ast.Add, ast.Mult):
                each.sort()
            return _mixed(_label("operation", kind.__name__), *each)
    raise _Unread


def _value(text: str) -> str:
    """A number in one writing."""
    plain = text.replace(",", "")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
