"""Programs rewritten by rule, to measure whether what they do is known again: other names, other loops, a helper."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence
from typing import Any

from generators.randomness import Stream
from pipelines.behaviour import Program

LONGEST = 20_000  # characters of a program
_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}


def rewritten(program: Program, stream: Stream) -> Program | None:
    """The program with everything renamed, ``for`` loops as ``while`` loops, comprehensions as loops, branches
    exchanged and the whole behind a helper, with half of its calls; None where it cannot be read."""
    if len(program.source) > LONGEST:
        return None
    try:
        tree = ast.parse(program.source)
        names = _Names(tree)
        if program.entry not in names.new:
            return None
        tree = ast.fix_missing_locations(names.visit(_Loops(stream).visit(tree)))
        source = ast.unparse(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    inner = names.new[program.entry]
    source += f"\n\ndef solve_task(*given):\n    outcome = {inner}(*given)\n    return outcome\n"
    calls = program.calls[1::2] if len(program.calls) > 4 else program.calls[1:] or program.calls
    return Program(source, "solve_task", calls)


class _Loops(ast.NodeTransformer):
    """Loops, comprehensions, branches and comparisons in other forms, three in four of those that can be."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.fresh = 0

    def name(self) -> str:
        self.fresh += 1
        return f"fresh_{self.fresh}"

    def visit_For(self, node: ast.For) -> Any:
        self.generic_visit(node)
        if node.orelse or not self.stream.chance(3, 4):
            return node
        items, at = self.name(), self.name()
        start = ast.parse(
            f"{items} = list(0)\n{at} = 0\nwhile {at} < len({items}):\n    x = {items}[{at}]\n    {at} += 1"
        )
        first, second, loop = start.body
        assert isinstance(first, ast.Assign) and isinstance(first.value, ast.Call) and isinstance(loop, ast.While)
        first.value.args = [node.iter]
        assert isinstance(loop.body[0], ast.Assign)
        loop.body[0].targets = [node.target]
        loop.body += node.body
        return [first, second, loop]

    def visit_Assign(self, node: ast.Assign) -> Any:
        self.generic_visit(node)
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            return self.spread(node.value, lambda name: ast.Assign([node.targets[0]], _load(name))) or node
        return node

    def visit_Return(self, node: ast.Return) -> Any:
        self.generic_visit(node)
        return (self.spread(node.value, lambda name: ast.Return(_load(name))) if node.value else None) or node

    def spread(self, value: ast.expr, then: Any) -> list[ast.stmt] | None:
        """A comprehension as a loop that fills a list, and then what is to be done with the list."""
        if not isinstance(value, ast.ListComp) or not self.stream.chance(3, 4):
            return None
        name = self.name()
        call = ast.Call(ast.Attribute(_load(name), "append", ast.Load()), [value.elt], [])
        body: list[ast.stmt] = [ast.Expr(call)]
        for part in reversed(value.generators):
            for condition in reversed(part.ifs):
                body = [ast.If(condition, body, [])]
            body = [ast.For(part.target, part.iter, body, [])]
        return [ast.Assign([ast.Name(name, ast.Store())], ast.List([], ast.Load())), *body, then(name)]

    def visit_If(self, node: ast.If) -> Any:
        self.generic_visit(node)
        if not node.orelse or not self.stream.chance(3, 4):
            return node
        return ast.If(ast.UnaryOp(ast.Not(), node.test), node.orelse, node.body)

    def visit_Compare(self, node: ast.Compare) -> Any:
        self.generic_visit(node)
        turned = _TURNED.get(type(node.ops[0]))
        if len(node.ops) > 1 or turned is None or not self.stream.chance(3, 4):
            return node
        return ast.Compare(node.comparators[0], [turned()], [node.left])


class _Names(ast.NodeTransformer):
    """Every name that the program gives becomes another, the same wherever it stands."""

    def __init__(self, tree: ast.Module) -> None:
        given: dict[str, None] = {}
        kept = set(dir(builtins))
        for node in ast.walk(tree):
            match node:
                case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.FunctionDef(name=name):
                    given[name] = None
                case ast.keyword(arg=str(name)) | ast.ClassDef(name=name):
                    kept.add(name)
                case ast.Import(names=names) | ast.ImportFrom(names=names):
                    kept.update((each.asname or each.name).partition(".")[0] for each in names)
        self.new = {name: f"part{number}" for number, name in enumerate(given) if name not in kept}

    def visit_Name(self, node: ast.Name) -> Any:
        return ast.Name(self.new.get(node.id, node.id), node.ctx)

    def visit_arg(self, node: ast.arg) -> Any:
        return ast.arg(self.new.get(node.arg, node.arg))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        node.name = self.new.get(node.name, node.name)
        body: Sequence[ast.stmt] = node.body
        if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and len(body) > 1:
            node.body = list(body[1:])  # the docstring
        node.returns = None
        self.generic_visit(node)
        return node

    def visit_Nonlocal(self, node: ast.Nonlocal) -> Any:
        return ast.Nonlocal([self.new.get(name, name) for name in node.names])

    def visit_Global(self, node: ast.Global) -> Any:
        return ast.Global([self.new.get(name, name) for name in node.names])


def _load(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())
