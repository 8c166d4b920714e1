"""Which forms of answer a formula has: a task that asks for a number is not answered by an inequality."""

from __future__ import annotations

from validators.formulas.nodes import (
    EXPRESSIONS,
    Based,
    Builder,
    Cases,
    Either,
    Matrix,
    Moment,
    Node,
    OneOf,
    Quantity,
    Ratio,
    Reals,
    Relation,
    Set,
    Sym,
    Tup,
    Union,
    Word,
    symbols,
)


def form_of(node: Node) -> frozenset[str]:
    """The names of `schemas.answers.Form` that the formula could be meant as."""
    match node:
        case OneOf(readings):
            return frozenset().union(*map(form_of, readings))
        case Word() | Moment():
            return frozenset(("word",))
        case Quantity() | Ratio() | Based():
            return frozenset(("number", "expression"))
        case Sym():
            return frozenset(("expression", "word"))
        case Cases():
            return frozenset(("expression",))
        case Matrix():
            return frozenset(("matrix", "tuple"))
        case Set(items):
            bare = ("number", "expression") if len(items) == 1 else ()
            return frozenset(("set", "list", "solutions", "region", *bare))
        case Tup(_, "", ""):
            return frozenset(("list", "set", "solutions", "tuple"))
        case Tup(items, left, right):
            forms = {"tuple", "matrix", "list"} if (left, right) in (("(", ")"), ("[", "]")) else set()
            return frozenset(forms | ({"region"} if len(items) == 2 else set()))
        case Union() | Builder() | Reals():
            return frozenset(("region", "solutions", "set"))
        case Relation((left, right), ("=",)):
            named = {"equation", "solutions", "region"}
            return frozenset(named | form_of(right)) if isinstance(left, Sym) or _is_name(left) else frozenset(named)
        case Relation() | Either():
            return frozenset(("equation", "solutions", "region"))
    assert isinstance(node, EXPRESSIONS)
    return frozenset(("expression", "solutions", *(() if symbols(node) else ("number",))))


def _is_name(node: Node) -> bool:
    return isinstance(node, EXPRESSIONS) and getattr(node, "name", "").startswith("?")
