"""Reads the arithmetic that prompts are written in, by Python's grammar, for the second solvers."""

import ast
import math
import re
from fractions import Fraction

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def python(text: str) -> str:
    """The expression as Python writes it: ``2ab + a²`` becomes ``2*a*b + a**2``; calls keep their brackets."""
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: "**" + found[0].translate(_SUPERSCRIPTS), text)
    text = text.replace("·", "*").replace("^", "**").replace("−", "-").replace(" mod ", " % ")
    text = re.sub(r"\|([^|]+)\|", r"abs(\1)", text)
    text = re.sub(r"⌊([^⌋]+)⌋", r"floor(\1)", text)
    text = re.sub(r"(?<=[0-9)])(?=[a-zA-Z(])", "*", text)
    return re.sub(r"(?<![a-zA-Z])([a-z])([a-z])(?![a-zA-Z(])", r"\1*\2", text)


def value(text: str, names: dict[str, Fraction | int], functions=None) -> Fraction:
    """The value of an expression as Python writes it."""
    return _value(ast.parse(text.strip(), mode="eval").body, names, functions or {})


_CALLS = {"abs": abs, "min": min, "max": max, "gcd": math.gcd, "floor": math.floor}


def _value(node: ast.expr, names, functions):
    match node:
        case ast.Constant(value=int(number)):
            return Fraction(number)
        case ast.Name(id=name):
            return Fraction(names[name])
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, names, functions)
        case ast.Call(func=ast.Name(id=name), args=args):
            parts = [_value(each, names, functions) for each in args]
            if name == "gcd":
                parts = [int(part) for part in parts]
            return Fraction((functions.get(name) or _CALLS[name])(*parts))
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _value(left, names, functions), _value(right, names, functions)
            match op:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.Div():
                    return a / b
                case ast.Mod():
                    return a % b
                case ast.Pow():
                    return a ** int(b)
    raise AssertionError(ast.dump(node))
