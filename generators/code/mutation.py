"""Mutants of a program: its source with one thing changed, to measure how much hidden tests see.

Mutation testing after DeMillo, Lipton and Sayward (1978): operators and comparisons exchanged, constants moved by one,
conditions decided, statements and elements of expressions left out. A mutant that passes all tests either does the same
as the program or would be taken for a solution.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator


def mutants(source: str) -> Iterator[str]:
    """Every mutant of the source, in the order of the places changed; none is the source itself."""
    number = len(list(ast.walk(ast.parse(source))))
    for place in range(number):
        way = 0
        while True:
            tree = ast.parse(source)
            nodes = list(ast.walk(tree))
            options = list(_changed(nodes[place]))
            if way >= len(options):
                break
            _put(nodes, nodes[place], options[way])
            way += 1
            yield ast.unparse(ast.fix_missing_locations(tree)) + "\n"


_SWAPPED: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Add,), ast.Div: (ast.Mult,), ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,), ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.And: (ast.Or,), ast.Or: (ast.And,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip


def _changed(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the node's place."""
    for operator in _SWAPPED.get(type(node), ()):
        yield operator()
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand):
            yield operand
        case ast.IfExp(body=body, orelse=other):
            yield body
            yield other
        case ast.If(test=ast.expr()):
            yield ast.If(ast.Constant(True), node.body, node.orelse)
            yield ast.If(ast.Constant(False), node.body, node.orelse)
        case ast.comprehension(ifs=[_, *_]):
            yield ast.comprehension(node.target, node.iter, [], node.is_async)
        case ast.Assign() | ast.AugAssign() | ast.Break() | ast.Continue():
            yield ast.Pass()
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()


def _put(nodes: list[ast.AST], old: ast.AST, new: ast.AST) -> None:
    for parent in nodes:
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list):
                for i, each in enumerate(value):
                    if each is old:
                        value[i] = new
