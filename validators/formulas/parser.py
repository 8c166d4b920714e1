"""Reads tokens as a formula: a recursive descent that knows how mathematicians leave out signs and brackets.

Decisions where writing is ambiguous:

- Letters side by side multiply, numbers side by side do not: ``1 2 3`` is not read. ``2\\frac{1}{3}`` and ``2 1/3`` are
  mixed numbers; ``1/2x`` is ``x/2``, as in most programs.
- ``log`` without a base is to base 10, ``ln`` to base e; ``e`` and ``i`` are the constants.
- ``sin 2x`` is the sine of ``2x``; ``sin^2 x`` the square of the sine, ``sin^{-1} x`` the inverse function.
- ``f`` and ``g`` before a bracket are functions, ``h`` before a single letter; other letters are factors.
- ``(1, 2)`` is a pair or an open interval: the other side decides. Braces make a set, a bare list has none.
"""

from __future__ import annotations

from fractions import Fraction

from validators.formulas.lexer import FUNCTIONS, Token, Unreadable
from validators.formulas.nodes import (
    EMPTY,
    EXPRESSIONS,
    MINUS_ONE,
    Add,
    Based,
    Builder,
    Call,
    Cases,
    Const,
    Either,
    Expr,
    Matrix,
    Mul,
    Node,
    Num,
    Pow,
    Quantity,
    Ratio,
    Reals,
    Relation,
    Series,
    Set,
    Sym,
    Tup,
    Union,
    Word,
    add,
    mul,
    neg,
    over,
)
from validators.formulas.units import Unit, is_known, unit_of

DEEPEST = 40
LONGEST_GROUP = 200  # tokens within square brackets that stand for round ones behind a factor
_RELATIONS = frozenset(("=", "!=", "<", ">", "<=", ">=", "in"))
_SEPARATORS = frozenset((",", ";", "and", "or"))
_SAMPLE_FUNCTIONS = frozenset("fgFG")
_GREEK_WORDS = frozenset("alpha beta gamma delta theta lambda mu sigma phi omega".split())
_MATRICES = frozenset("matrix pmatrix bmatrix Bmatrix array smallmatrix".split())
_END = Token("end", "")
_FACTORS = ("sym", "const")
_SIGNS = frozenset(("+", "-", "pm", "mp"))
_BEHIND = frozenset(("^", "!", "%", "deg"))
_ENDS_PRODUCT = frozenset(("+", "-", ")", "}", "]", ",", "="))
_HUNDREDTH = Num(Fraction(1, 100))


class Parser:
    """One reading of one list of tokens; `variables` are letters or names known to be variables."""

    def __init__(self, tokens: list[Token], variables: frozenset[str] = frozenset()) -> None:
        self.variables = variables
        self.tokens = self.parted([_connective(token) if token.kind == "text" else token for token in tokens])
        self.tokens.append(_END)
        self.place = 0
        self.depth = 0
        self.in_braces = 0
        self.bars = 0
        self.both_signs = False  # whether a plus-or-minus sign was read
        self.sign_here = False  # and on this side of the relation

    def parted(self, tokens: list[Token]) -> list[Token]:
        """The tokens with words that stand for variables side by side cut into their letters, so that a power binds to
        the last alone."""
        result: list[Token] = []
        for token in tokens:
            word = token.text
            if token.kind != "word" or word in self.variables or word in _GREEK_WORDS or word in ("per", "men"):
                result.append(token)
                continue
            own = all(letter in self.variables for letter in word)
            short = len(word) <= 3 and (word.islower() or len(tokens) > 1)
            behind_number = bool(result) and result[-1].kind == "num"
            if own or (short and not (behind_number and self.is_unit(token))):
                kinds = ["const" if c in "ei" and c not in self.variables else "sym" for c in word]
                result += [
                    Token(k, c, token.spaced and not n) for n, (k, c) in enumerate(zip(kinds, word, strict=True))
                ]
            else:
                result.append(token)
        return result

    # The whole.

    def whole(self) -> Node:
        """The formula that the tokens are. Raises `Unreadable`."""
        node = self.answer()
        if self.peek() is not _END:
            raise Unreadable(f"{_shown(self.peek())} is not expected there")
        return node

    def answer(self) -> Node:
        """Items with commas, *and* or *or* between them."""
        items = [self.item()]
        words: set[str] = set()
        while self.peek().kind == "op" and self.peek().text in _SEPARATORS:
            words.add(self.next().text)
            while self.at("and") or self.at("or"):
                words.add(self.next().text)
            if self.peek() is _END:
                raise Unreadable("the list breaks off")
            items.append(self.item())
        return items[0] if len(items) == 1 else _joined(items, words)

    def item(self) -> Node:
        """A relation, or what can stand on one side of it; with a unit, or as part of a ratio."""
        first = self.side()
        if self.accept("approx"):
            self.side()  # an approximation beside the exact value
        if self.at(":") and type(first) in EXPRESSIONS and not self.in_braces:
            parts = [first]
            while self.accept(":"):
                parts.append(self.side())
            return Ratio(tuple(_expression(part) for part in parts))
        if not (self.peek().kind == "op" and self.peek().text in _RELATIONS):
            return first
        sides, signs = [first], []
        while self.peek().kind == "op" and self.peek().text in _RELATIONS:
            signs.append(self.next().text)
            sides.append(self.side())
        return Relation(tuple(sides), tuple(signs))

    def side(self) -> Node:
        """An expression or a region, with its unit."""
        self.sign_here = False
        after = self.tokens[min(self.place + 1, len(self.tokens) - 1)]
        if self.peek().kind == "word" and after.kind == "op" and after.text == "=":
            return Word(_label(self.next().text))  # Area = 5
        if self.peek().kind == "text" and not self.peek().text.startswith(("if", "for")):
            return Word(_label(self.next().text))
        if self.at("$"):
            self.next()
            return Quantity(self.sum(), (("dollar", 1),))
        first = self.sum()
        rest: list[tuple[str, Node]] = []
        while self.joins_regions(first):
            sign = self.next().text
            rest.append(("cup" if sign == "U" else sign, self.sum()))
        if rest:
            return Union(first, tuple(rest))
        if type(first) in EXPRESSIONS:
            unit = self.unit()
            if unit == (("degree", 1),):
                return self.in_degrees(first)
            if unit:
                return Quantity(first, unit)
        return first

    def unit(self) -> Unit | None:
        """The unit that stands here, if one does."""
        start = self.place
        pieces: list[str] = []
        while True:
            token = self.peek()
            letter = token.kind in ("sym", "const") and bool(pieces) and pieces[-1] in ("/", "*", " per ")
            letter = letter or (token.kind == "fn" and token.text in ("min", "sec"))
            if token.kind in ("text", "word") or letter:
                pieces.append(self.next().text)
                if self.at("^"):
                    self.next()
                    exponent = _whole(self.argument())
                    if exponent is None:
                        break
                    pieces.append(f"^{exponent}")
            elif pieces and (self.at("/") or self.at("*")):
                pieces.append(self.next().text)
            else:
                break
            if self.peek().kind in ("text", "word") and pieces[-1] not in ("/", "*"):
                pieces.append(" ")
        found = unit_of("".join(pieces)) if pieces else None
        if found is None:
            self.place = start
        return found

    # Arithmetic, from the loosest sign to the tightest.

    def sum(self) -> Node:
        """Terms with plus, minus and plus-or-minus."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable(f"brackets nested deeper than {DEEPEST}")
        sign = self.sign()
        first = self.product()
        terms = [first if sign == "+" else _signed(sign, first)]
        while (token := self.tokens[self.place]).kind == "op" and token.text in _SIGNS:
            sign = self.sign()
            terms.append(_signed(sign, self.product()))
        self.depth -= 1
        return terms[0] if len(terms) == 1 else add(*map(_expression, terms))

    def sign(self) -> str:
        """The sign that stands here: ``+`` if none; two minus signs make a plus."""
        sign = "+"
        while (token := self.tokens[self.place]).kind == "op" and token.text in _SIGNS:
            self.place += 1
            found = token.text
            if found == "+" and self.at("-") and not self.peek().spaced:
                raise Unreadable("'+-', which may mean plus or minus")
            if found in ("pm", "mp"):
                if self.sign_here and found == "pm":
                    raise Unreadable("several plus-or-minus signs")
                sign = found
                self.both_signs = self.sign_here = True
            elif found == "-":
                sign = {"+": "-", "-": "+", "pm": "mp", "mp": "pm"}[sign]
        return sign

    def product(self) -> Node:
        """Factors with signs between them or none."""
        value = self.factor()
        while True:
            token = self.tokens[self.place]
            if token.kind == "op":
                if token.text in _ENDS_PRODUCT:
                    return value
                if token.text == "*":
                    self.next()
                    value = mul(_expression(value), _expression(self.signed_factor()))
                    continue
                if token.text == "/":
                    self.next()
                    value = over(_expression(value), _expression(self.signed_factor()))
                    continue
                if token.text == "mod":
                    self.next()
                    value = Call("mod", (_expression(value), _expression(self.signed_factor())))
                    continue
            plain = type(value) in EXPRESSIONS and token.kind in _FACTORS and token.text != "U"
            if not plain and (self.joins_regions(value) or not self.multiplies(token, value)):
                return value
            value = mul(_expression(value), _expression(self.factor()))

    def joins_regions(self, before: Node) -> bool:
        """Whether a sign between regions comes next; after one of them a letter U is the sign of union."""
        token = self.peek()
        if token.kind == "op":
            return token.text in ("cup", "cap", "minus")
        closes = type(before) in (Tup, Set, Reals) or self.tokens[self.place - 1].text == "}"
        after = self.tokens[min(self.place + 1, len(self.tokens) - 1)]
        return token.kind == "sym" and token.text == "U" and closes and after.text in ("(", "[", "]", "{", "set{")

    def multiplies(self, token: Token, before: Node) -> bool:
        """Whether what begins at `token` is a factor of what stands before, with no sign between."""
        match token.kind:
            case "sym" | "const" | "fn":
                return not (token.text in ("min", "sec") and self.ends_after(token))
            case "word":
                return self.is_product(token.text) and not self.is_unit(token)
            case "cmd":
                return token.text in ("frac", "sqrt", "binom", "lfloor", "lceil", "sum", "prod")
            case "num":
                last = self.tokens[self.place - 1]
                return not token.spaced and (last.kind == "sym" or (last.kind == "op" and last.text in ("!", ")")))
            case "op":
                if token.text == "|":
                    return not (self.in_braces or self.bars) and (
                        type(before) is Num or self.tokens[self.place - 1].text == ")"
                    )
                return token.text == "(" or (token.text == "[" and self.groups_here())
        return False

    def groups_here(self) -> bool:
        """Whether the square bracket that comes next is closed by another around one expression, and is not the end of
        an interval as in ``[1, 2[``."""
        depth = 0
        for token in self.tokens[self.place : self.place + LONGEST_GROUP]:
            if token.kind != "op":
                continue
            if token.text in ("(", "[", "{", "set{"):
                depth += 1
            elif token.text in (")", "]", "}", "set}"):
                depth -= 1
                if not depth:
                    return token.text == "]"
            elif depth == 1 and token.text in (",", ";", "cup", "cap", "minus"):
                return False
        return False

    def ends_after(self, token: Token) -> bool:
        """Whether nothing that a function could be applied to follows: ``5 min``."""
        after = self.tokens[min(self.place + 1, len(self.tokens) - 1)]
        return after is _END or (after.kind == "op" and after.text in (",", "/", ")", "="))

    def signed_factor(self) -> Node:
        sign = self.sign()
        return _signed(sign, self.factor()) if sign != "+" else self.factor()

    def factor(self) -> Node:
        """A primary with its powers, factorials, percent and degree signs."""
        value = self.primary()
        while True:
            token = self.tokens[self.place]
            if token.kind != "op" or token.text not in _BEHIND:
                return value
            match token.text:
                case "^":
                    self.next()
                    if self.degree():
                        value = self.in_degrees(value)
                        continue
                    value = Pow(_expression(value), self.exponent())
                case "!":
                    self.next()
                    if self.at("!"):
                        raise Unreadable("a double factorial")
                    value = Call("factorial", (_expression(value),))
                case "%":
                    self.next()
                    value = mul(_expression(value), _HUNDREDTH)
                case "deg":
                    self.next()
                    value = self.in_degrees(value)
                case _:
                    return value

    def degree(self) -> bool:
        """Whether a degree sign stands in the exponent that begins here; it is then passed."""
        if self.accept("deg"):
            return True
        if self.at("{") and [t.text for t in self.tokens[self.place + 1 : self.place + 3]] == ["deg", "}"]:
            self.place += 3
            return True
        return False

    def in_degrees(self, value: Node) -> Node:
        scale = self.peek()
        if scale.kind in ("sym", "text") and scale.text in ("C", "F"):
            self.next()
            return Quantity(value, ((f"degree {scale.text}", 1),))
        return mul(_expression(value), Const("pi"), Num(Fraction(1, 180)))

    def exponent(self) -> Expr:
        """What stands after ``^``; towers group from the right."""
        negative = self.accept("-")
        if not negative:
            self.accept("+")
        value = _expression(self.argument(names=True))
        if self.accept("^"):
            value = Pow(value, self.exponent())
        return neg(value) if negative else value

    def argument(self, names: bool = False) -> Node:
        """What a command or a sign binds: a group in braces or brackets, or a single sign."""
        token = self.peek()
        if self.accept("{"):
            value = self.sum()
            self.expect("}")
            return value
        if token.kind == "op" and token.text == "(":
            return self.primary()
        if token.kind in ("sym", "const", "num") or (names and token.kind in ("fn", "cmd")):
            return self.primary() if token.kind != "num" else self.number(mixed=False)
        raise Unreadable(f"{_shown(token)} cannot be bound")

    # Primaries.

    def primary(self) -> Node:
        token = self.peek()
        match token.kind:
            case "num":
                return self.number()
            case "sym":
                return self.symbol()
            case "const":
                self.next()
                return Const(token.text) if token.text not in self.variables else Sym(token.text)
            case "fn":
                return self.function()
            case "cmd":
                return self.construct()
            case "word":
                if self.is_product(token.text):
                    self.next()
                    if token.text in _GREEK_WORDS or token.text in self.variables:
                        return Sym(token.text)
                    return mul(*(Const(c) if c in "ei" and c not in self.variables else Sym(c) for c in token.text))
            case "op":
                match token.text:
                    case "(" | "[" | "]":
                        return self.group()
                    case "set{" | "{":
                        return self.braces()
                    case "|":
                        self.next()
                        self.bars += 1
                        inside = _expression(self.sum())
                        self.bars -= 1
                        self.expect("|")
                        return Call("abs", (inside,))
                    case "-" | "+":
                        return self.signed_factor()
        raise Unreadable(f"{_shown(token)} is not expected there" if token is not _END else "the formula breaks off")

    def is_product(self, word: str) -> bool:
        """Whether a word of plain letters stands for variables side by side."""
        return (
            word in self.variables or word in _GREEK_WORDS or (len(word) <= 3 and word.islower())
            or all(letter in self.variables for letter in word)
        )  # fmt: skip

    def is_unit(self, token: Token) -> bool:
        """Whether a word behind a number is a unit (``10cm``), or names what is counted (``12 men``)."""
        if token.text in self.variables or all(letter in self.variables for letter in token.text):
            return False
        return is_known(token.text) or (token.spaced and unit_of(token.text) is not None)

    def number(self, mixed: bool = True) -> Node:
        """A number: whole, decimal, repeating, mixed, or with its base."""
        text = self.next().text
        value = _value(text)
        token = self.peek()
        if "." in text and not token.spaced:
            digits = self.repeating()
            if digits:
                places = len(text) - text.index(".") - 1
                tail = Fraction(int(digits), 10**places * (10 ** len(digits) - 1))
                return Num(value + tail)
            return Num(value)
        if not mixed or "." in text:
            return Num(value)
        if token.kind == "op" and token.text == "_":
            self.next()
            base = _whole(self.argument())
            if base is None or not 2 <= base <= 36:
                raise Unreadable("a base that is not read")
            return _based(text, base)
        if token.kind == "cmd" and token.text == "frac":
            start = self.place
            part = self.construct()
            if type(part) is Num and 0 < part.value < 1:
                return Num(value + part.value)
            self.place = start
        if token.kind == "num" and token.spaced and "." not in token.text:
            after = self.tokens[self.place + 1 : self.place + 3]
            if len(after) == 2 and after[0].text == "/" and after[1].kind == "num" and "." not in after[1].text:
                self.place += 3
                fraction = Fraction(int(token.text), int(after[1].text) or 1)
                if 0 < fraction < 1:
                    return Num(value + fraction)
                raise Unreadable("a mixed number with an improper part")
        return Num(value)

    def repeating(self) -> str:
        """The digits set to repeat after a decimal, as ``\\overline{6}`` or ``(6)``; they are passed."""
        start = self.place
        if self.peek().text == "overline" and self.peek().kind == "cmd":
            self.next()
            self.accept("{")
            opened = "}"
        elif self.accept("("):
            opened = ")"
        else:
            return ""
        token = self.next()
        if token.kind == "num" and "." not in token.text and self.accept(opened):
            return token.text
        self.place = start
        return ""

    def symbol(self) -> Node:
        """A variable with its index, or a function without a formula."""
        name = self.next().text
        token = self.peek()
        if token.kind == "num" and not token.spaced and token.text.isdigit():
            after = self.tokens[min(self.place + 1, len(self.tokens) - 1)]
            # x2 is x·2, but x1 is an index, and so is what stands before an equals sign: x2 = 5.
            if token.text[0] in "01" or (after.kind == "op" and after.text == "="):
                name = f"{name}_{self.next().text}"
        if self.at("_"):
            self.next()
            index = self.argument()
            match index:
                case Num(value):
                    name = f"{name}_{value}"
                case Sym(inner) | Const(inner):
                    name = f"{name}_{inner}"
                case _:
                    raise Unreadable("an index that is not read")
        primes = 0
        while self.at("'"):
            self.next()
            primes += 1
        opens = self.at("(") and not self.peek().spaced
        if primes or (opens and name not in self.variables and self.is_function(name)):
            arguments = self.arguments() if opens else ()
            return Call(f"?{name}{primes * chr(39)}", arguments)
        return Sym(name)

    def is_function(self, name: str) -> bool:
        """Whether a letter before a bracket is more likely a function without a formula than a factor."""
        behind = [token.text for token in self.tokens[self.place + 2 : self.place + 4]]
        known = name in _SAMPLE_FUNCTIONS or (name in "hH" and behind[:1] == [")"])
        return known or (name in "pqrPQR" and behind == [")", "="])  # p(x) = ...

    def function(self) -> Node:
        """A known function with its power and its argument."""
        name = self.next().text
        base: Expr | None = None
        power: Expr | None = None
        while self.at("_") or self.at("^"):
            if self.next().text == "_":
                base = _expression(self.argument())
            else:
                power = self.exponent()
        if self.at("(") or self.at("{") or self.at("["):
            arguments = self.arguments()
        elif name in ("gcd", "lcm", "max", "min", "binom"):
            raise Unreadable(f"{name} without brackets")
        else:
            arguments = (self.bare_argument(),)
        inverse = _INVERSE.get(name) if power == MINUS_ONE else None
        if inverse is not None:
            return _applied(inverse, arguments, None)
        value = _applied(name, arguments, base)
        return value if power is None else Pow(value, power)

    def bare_argument(self) -> Expr:
        """What a function without brackets is applied to: factors up to the next sign, bracket or function."""
        value = _expression(self.factor())
        while True:
            token = self.peek()
            ends = token.kind == "fn" or (token.kind == "op") or token.kind == "word"
            if ends or not self.multiplies(token, value):
                return value
            value = mul(value, _expression(self.factor()))

    def arguments(self) -> tuple[Expr, ...]:
        """Expressions in brackets, with commas between them."""
        opening = self.next().text
        values = [_expression(self.sum())]
        while self.accept(","):
            values.append(_expression(self.sum()))
        self.expect({"(": ")", "{": "}", "[": "]"}[opening])
        return tuple(values)

    def construct(self) -> Node:
        """What a LaTeX command sets: fractions, roots, matrices and the like."""
        name = self.next().text
        match name:
            case "frac":
                top, bottom = self.fraction_parts()
                return over(_expression(top), _expression(bottom))
            case "binom":
                top, bottom = self.fraction_parts()
                return Call("binom", (_expression(top), _expression(bottom)))
            case "sqrt":
                index: Expr = Num(2)
                if self.accept("["):
                    index = _expression(self.sum())
                    self.expect("]")
                return Call("root", (_expression(self.argument(names=True)), index))
            case "lfloor" | "lceil":
                inside = _expression(self.sum())
                if self.next().text != name.replace("l", "r", 1):
                    raise Unreadable(f"\\{name} is not closed")
                return Call(name[1:], (inside,))
            case "sum" | "prod":
                return self.series(name)
            case "emptyset":
                return EMPTY
            case "reals":
                return Reals()
        if name.startswith("begin "):
            return self.environment(name.removeprefix("begin "))
        raise Unreadable(f"\\{name} is not expected there")

    def fraction_parts(self) -> tuple[Node, Node]:
        """The two arguments of ``\\frac``; without braces each is one digit."""
        token = self.peek()
        if token.kind == "num" and len(token.text) > 1:
            self.next()
            if len(token.text) > 2 or not token.text.isdigit():
                raise Unreadable("a fraction without braces around its parts")
            return Num(int(token.text[0])), Num(int(token.text[1]))
        return self.argument(), self.argument()

    def series(self, kind: str) -> Node:
        index, low, high = "", None, None
        while self.at("_") or self.at("^"):
            if self.next().text == "_":
                self.expect("{")
                index = self.next().text
                self.expect("=")
                low = _expression(self.sum())
                self.expect("}")
            else:
                high = _expression(self.argument())
        if not index or low is None or high is None:
            raise Unreadable(f"a {kind} without its bounds")
        known = self.variables
        self.variables = known | {index}
        body = _expression(self.product())
        self.variables = known
        return Series(kind, index, low, high, body)

    def environment(self, name: str) -> Node:
        """A matrix or a list of cases, up to its end."""
        if name != "cases" and name not in _MATRICES:
            raise Unreadable(f"the environment {name[:40]}")
        rows: list[list[Node]] = [[]]
        while True:
            token = self.peek()
            if token.kind == "cmd" and token.text == f"end {name}":
                self.next()
                break
            if self.accept("row"):
                rows.append([])
                continue
            rows[-1].append(self.condition() if name == "cases" and rows[-1] else self.sum())
            if not (self.accept("&") or (name == "cases" and len(rows[-1]) == 1 and self.accept(","))):
                token = self.peek()
                if token.text != "row" and token.text != f"end {name}":
                    raise Unreadable(f"{_shown(token)} inside {name}")
        rows = [row for row in rows if row]
        if not rows:
            raise Unreadable(f"{name} without rows")
        if name == "cases":
            return _cases(rows)
        if len({len(row) for row in rows}) > 1:
            raise Unreadable("rows of different lengths")
        return Matrix(tuple(tuple(row) for row in rows))

    def condition(self) -> Node:
        """The condition of a case; ``otherwise`` is told by a `Word`."""
        self.accept("&")
        token = self.peek()
        if token.kind in ("text", "word") and token.text.lower().rstrip(" .,") in ("otherwise", "else", "elsewhere"):
            self.next()
            return Word("otherwise")
        if token.kind in ("text", "word") and token.text.lower() in ("if", "for", "when", "where"):
            self.next()
        parts = [self.item()]
        joined: set[str] = set()
        while self.at("and") or self.at("or") or self.at(","):
            joined.add(self.next().text)
            parts.append(self.item())
        return parts[0] if len(parts) == 1 else Either(tuple(parts), "or" not in joined)

    def group(self) -> Node:
        """What round or square brackets hold: one expression, a tuple or an interval (``]1, 2[`` is open)."""
        opening = self.next().text
        items: list[Node] = []
        if not (self.at(")") or self.at("]")):
            items.append(self.item())
            while self.accept(",") or self.accept(";"):
                items.append(self.item())
        closing = self.next()
        if closing.kind != "op" or closing.text not in (")", "]", "["):
            raise Unreadable(f"'{opening}' is not closed")
        left = "(" if opening == "]" else opening
        right = ")" if closing.text == "[" else closing.text
        if len(items) == 1 and (left, right) in (("(", ")"), ("[", "]")):
            return items[0]
        if (left, right) in (("(", ")"), ("[", "]")) or len(items) == 2:
            return Tup(tuple(items), left, right)
        raise Unreadable("brackets that do not match")

    def braces(self) -> Node:
        """A set: its elements, or the condition that they fulfil."""
        closing = "set}" if self.next().text == "set{" else "}"
        self.in_braces += 1
        items: list[Node] = []
        if not self.at(closing):
            items.append(self.item())
            if self.accept("|") or self.accept(":"):
                parts = [self.item()]
                while self.at(",") or self.at("and") or self.at("or"):
                    either = self.next().text == "or"
                    parts.append(self.item())
                    if either:
                        parts[-2:] = [Either(tuple(parts[-2:]))]
                self.expect(closing)
                self.in_braces -= 1
                return _builder(items[0], parts)
            while self.accept(",") or self.accept(";"):
                items.append(self.item())
        self.expect(closing)
        self.in_braces -= 1
        if closing == "}" and len(items) == 1:
            return items[0]
        return Set(tuple(items))

    # Tokens.

    def peek(self) -> Token:
        return self.tokens[self.place]

    def next(self) -> Token:
        token = self.tokens[self.place]
        if token is not _END:
            self.place += 1
        return token

    def at(self, sign: str) -> bool:
        token = self.tokens[self.place]
        return token.kind == "op" and token.text == sign

    def accept(self, sign: str) -> bool:
        if self.at(sign):
            self.place += 1
            return True
        return False

    def expect(self, sign: str) -> None:
        if not self.accept(sign):
            raise Unreadable(f"{_shown(self.peek())} where '{sign}' is expected")


_INVERSE = {"sin": "asin", "cos": "acos", "tan": "atan", "sinh": "asinh", "cosh": "acosh", "tanh": "atanh"}


def _applied(name: str, arguments: tuple[Expr, ...], base: Expr | None) -> Expr:
    """A known function at its arguments, in the fewest functions."""
    several = {"gcd", "lcm", "max", "min", "binom", "log"}
    if (len(arguments) != 1 and name not in several) or (base is not None and name != "log"):
        raise Unreadable(f"{name} of {len(arguments)} arguments")
    match name:
        case "exp":
            return Pow(Const("e"), arguments[0])
        case "sqrt":
            return Call("root", (arguments[0], Num(2)))
        case "cbrt":
            return Call("root", (arguments[0], Num(3)))
        case "log":
            value, *bases = arguments
            if len(bases) + (base is not None) > 1:
                raise Unreadable("a logarithm of several arguments")
            return over(Call("ln", (value,)), Call("ln", (base or (bases[0] if bases else Num(10)),)))
    return Call(name, arguments)


def _connective(token: Token) -> Token:
    """*and* and *or* set as text join as they do in plain words."""
    word = token.text.strip(" ,").lower()
    return Token("op", word) if word in ("and", "or") else token


def _joined(items: list[Node], words: set[str]) -> Node:
    """What several items together are: alternatives, conditions that all hold, or a list."""
    if all(type(item) is Relation for item in items):
        signs = {sign for item in items for sign in item.signs}  # type: ignore[union-attr]
        if signs != {"="} or "or" in words:
            return Either(tuple(items), all="or" not in words)
    if "or" in words and any(_is_region(item) for item in items):
        return Union(items[0], tuple(("cup", item) for item in items[1:]))
    if words == {"and"} and len(items) == 2 and all(type(item) in EXPRESSIONS for item in items):
        return Set(tuple(items))  # "1 and 3" has no order
    return Tup(tuple(items), "", "")


def _is_region(item: Node) -> bool:
    """Whether a node can be no point: half-open, closed, or with an infinite end."""
    if type(item) is Tup and len(item.items) == 2:
        ends = [end.factors[-1] if type(end) is Mul else end for end in item.items]
        return "[" in item.open or "]" in item.close or Const("inf") in ends
    return type(item) in (Builder, Union)


def _builder(first: Node, parts: list[Node]) -> Node:
    condition = parts[0] if len(parts) == 1 else Either(tuple(parts), all=True)
    match first:
        case Sym(name):
            return Builder(name, condition)
        case Relation((Sym(name), Reals()), ("in",)):
            return Builder(name, condition)
    raise Unreadable("a set whose members are not named by a variable")


def _cases(rows: list[list[Node]]) -> Node:
    cases: list[tuple[Expr, Node | None]] = []
    for row in rows:
        if len(row) != 2:
            raise Unreadable("a case without its condition")
        cases.append((_expression(row[0]), None if type(row[1]) is Word else row[1]))
    if any(condition is None for _, condition in cases[:-1]):
        raise Unreadable("'otherwise' before the last case")
    return Cases(tuple(cases))


def _based(text: str, base: int) -> Node:
    try:
        return Based(int(text, base), base)
    except ValueError:
        raise Unreadable(f"a digit that base {base} does not have") from None


def _expression(node: Node) -> Expr:
    if type(node) in EXPRESSIONS:
        return node  # type: ignore[return-value]
    raise Unreadable("arithmetic with something that is no number")


def _signed(sign: str, node: Node) -> Node:
    match sign:
        case "-":
            return neg(_expression(node))
        case "pm":
            return Call("pm", (_expression(node),))
        case "mp":
            return Call("pm", (neg(_expression(node)),))
    return node


def _value(text: str) -> Fraction | int:
    if text.startswith("0") and len(text) > 1 and text[1] != ".":
        raise Unreadable("a number with a leading zero")
    return Fraction(f"{text}0" if text.endswith(".") else text) if "." in text else int(text)


def _whole(node: Node) -> int | None:
    if type(node) is Num and type(node.value) is int:
        return node.value
    if type(node) is Mul and len(node.factors) == 2 and node.factors[0] == MINUS_ONE:
        inner = _whole(node.factors[1])
        return None if inner is None else -inner
    return None


def _label(text: str) -> str:
    return " ".join(text.split()).strip(" .,;:()").casefold()


def _shown(token: Token) -> str:
    return "the end" if token is _END else ascii(token.text[:40])


__all__ = ["FUNCTIONS", "Add", "Parser"]
