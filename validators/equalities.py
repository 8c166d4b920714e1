"""Finds equalities between numbers in running text, ``12 · 7 = 84``, and says which of them exact arithmetic refutes.

Made to be believed when it says *false*: what is not surely an equality of numbers, or may be rounded, is left alone.
A text in which numbers do not mean what they usually do (in another base, modulo something) must not be put to it; see
`ordinary`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from validators.formulas import Unreadable, read_formula
from validators.formulas.nodes import EXPRESSIONS
from validators.formulas.numbers import Beyond, Undefined, bounded_work, rational

LONGEST = 4_000  # characters of a text that is looked at; of a longer one nothing is said
LONGEST_SIDE = 300  # characters of one side
MOST_DECIMALS = 8  # numbers with a point on one side


class Equality(Struct, frozen=True):
    """Two sides that a text says are equal, as they are written, and whether exact arithmetic refutes it."""

    left: str
    right: str
    false: bool


def refuted(text: str, before: str = "", after: str = "") -> str | None:
    """The first false equality between numbers that the text states, as ``left = right``; None if there is none.

    `before` and `after` are the lines around it. Where one of the three lets doubt whether the equality is stated at
    all (a question, a supposition, a contradiction that is aimed at), nothing is said.
    """
    if len(text) > LONGEST or "=" not in text or _DOUBT.search(text):
        return None
    false = next((each for each in equalities(text) if each.false), None)
    before, after = before[-LONGEST:], after[:LONGEST]
    if false is None or any(each.search(before) for each in (_AROUND, _LEADS)):
        return None
    if _AROUND.search(after) or _REJECTS.match(after):
        return None
    return f"{false.left} = {false.right}"


def ordinary(statement: str) -> bool:
    """Whether numbers mean in answers to this problem what they usually do, as far as its text tells."""
    return len(statement) <= 100 * LONGEST and not _OTHER_NUMBERS.search(statement)


_HOLDS = (
    r"(?:not|n't)\s{1,3}(?:true|hold|holds|correct|right|equal|work|works|possible|satisf\w{0,6}|valid|match|"
    r"the case|what|enough|an?)"
)
_REFUSED = (
    rf"contradict\w{{0,6}}|impossible|absurd|inconsistent|false\w{{0,3}}|wrong\w{{0,3}}|incorrect\w{{0,3}}|"
    rf"mistake\w{{0,2}}|errors?|fail\w{{0,3}}|wait|hmm|actually|instead|suppos\w{{0,6}}|assum\w{{0,6}}|imagine|would|"
    rf"{_HOLDS}"
)
_DOUBT = re.compile(
    r"[?≠≢≡≈≃≅~✗✘❌✖]|!=|\\(?:n?equiv|neq?|approx|sim|pmod|bmod|cong)(?![A-Za-z])|"
    rf"\b(?:{_REFUSED}|mod|modulo|modulus|remainders?|left over|base|binary|octal|hex\w{{0,12}}|floor\w{{0,4}}|"
    r"ceil\w{0,4}|round\w{0,4}|truncat\w{0,4}|approx\w{0,9}|about|roughly|nearly|almost|close|estimat\w{0,4}|were|could|"
    r"no|never|rather|whether|guess|otherwise|unless|becomes?|equation)\b",
    re.I,
)
_AROUND = re.compile(rf"\b(?:{_REFUSED})\b", re.I)
_LEADS = re.compile(r"\b(?:if|try|guess|test|equation)\b", re.I)
_REJECTS = re.compile(r"\s{0,40}\W{0,5}no\b", re.I)
_OTHER_NUMBERS = re.compile(
    r"\b(?:bases?|binary|octal|hexadecimal|hex|modulo|mod|moduli|modulus|residues?|remainders?|congruen\w{0,4}|"
    r"dialect|differs|redefin\w{0,4}|(?:new|other|different|strange|special|own|changed)\s(?:meaning|rule|operation)s?)\b"
    r"|\\pmod|\\bmod|≡",
    re.I,
)

_MARKS = str.maketrans(
    {
        "−": "-", "–": "-", "‐": "-", "‑": "-", "×": "*", "·": "*", "⋅": "*", "∙": "*", "∗": "*", "÷": "/", "∕": "/",
        "⁄": "/", "＝": "=", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\t": " ", "\r": " ", "$": " ", "€": " ",
        "£": " ", "&": " ",
    }
)  # fmt: skip
_RAISED = {sign: str(digit) for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
_POWERS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,9}")
_SET_AS_TEXT = re.compile(r"\\(?:text|textbf|textrm|mathrm|mbox)\s?\{([^{}\\]{0,200})\}")
_NOTHING = re.compile(
    r"\\(?:left|right|displaystyle|quad|qquad|boxed|fbox|bigl?|bigr|Bigl?|Bigr)(?![A-Za-z])|\\[,;:! ()\[\]$]"
)
_COMMANDS = {r"\cdot": "*", r"\times": "*", r"\ast": "*", r"\div": "/", r"\dfrac": r"\frac", r"\tfrac": r"\frac"}
_COMMAND = re.compile(r"\\[A-Za-z]{1,40}")
_BOLD = re.compile(r"(?<![\w)\]}])\*\*|\*\*(?![\w({\\-])")
_LABEL = re.compile(r"\s{0,40}(?:(?:[-*•+]|\(?[0-9]{1,3}[.):]|[#>]{1,6})\s{1,40}){1,3}")

_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<num>(?<![\w.])(?:0|[1-9][0-9]{0,2}(?:(?:,|\{,\})[0-9]{3})+|[1-9][0-9]{0,40})(?:\.[0-9]{1,20})?"
    r"(?!\w)(?!\.[0-9]))"
    r"|(?P<word>(?<!\w)[^\W\d_]{1,60}(?!\w))"
    r"|(?P<frac>\\frac(?![A-Za-z]))"
    r"|(?P<other>[=!<>:+*/^|-]=+|=[<>~]|-->?|\+\+|//)"
    r"|(?P<rel>->|[=<>≤≥⇒→⟹∴])"
    r"|(?P<op>\*\*|[-+*/^])"
    r"|(?P<open>[({])|(?P<close>[)}])"
    r"|(?P<mark>[,;:.])"
    r"|(?P<strange>.)",
    re.S,
)


class _Piece(Struct, frozen=True, gc=False):
    kind: str
    text: str
    start: int
    end: int


def equalities(text: str) -> Iterator[Equality]:
    """All equalities between numbers in the text of which at least one side is worked out."""
    text = _plain(text)
    pieces = [
        _Piece(str(found.lastgroup), found[0], found.start(), found.end())
        for found in _TOKEN.finditer(text)
        if found.lastgroup != "space"
    ]
    for place, piece in enumerate(pieces):
        if piece.kind == "rel" and piece.text == "=":
            left, right = _left(text, pieces, place), _right(text, pieces, place)
            if left and right and max(_numbers(left), _numbers(right)) > 1:
                sides = _written(left), _written(right)
                if max(map(len, sides)) <= LONGEST_SIDE:
                    yield Equality(*sides, _false(*sides))


def _plain(text: str) -> str:
    """The text without what is only layout, and with one sign for each operation."""
    text = text.translate(_MARKS)
    text = _POWERS.sub(lambda found: "^{" + "".join(_RAISED[sign] for sign in found[0]) + "}", text)
    if "\\" in text:
        text = _SET_AS_TEXT.sub(r" \1 ", text).replace("\\\\", " ; ")
        text = _NOTHING.sub(" ", text)
        text = _COMMAND.sub(lambda found: f" {_COMMANDS[found[0]]} " if found[0] in _COMMANDS else found[0], text)
    text = _BOLD.sub(" ", text)
    label = _LABEL.match(text)
    return text[label.end() :] if label else text


# The two sides: as many pieces of a formula as stand there, if what comes behind them is no part of it.

_OPERAND_ENDS = ("num", "close")
_OPERAND_BEGINS = ("num", "open", "frac")
# Words that say what is to be done with the number behind them, or in front of them.
_BINDS_AFTER = frozenset(
    """of mod minus plus times by over from half twice thrice double triple quadruple log ln exp sin cos tan sqrt root
    max min gcd lcm sum product difference quotient ratio square squared cube cubed power per negative less more fewer
    into not and or to the first last factorial subtract add multiply divide""".split()
)
_BINDS_BEFORE = frozenset(
    """mod modulo times plus minus over divided multiplied percent hundred hundreds thousand thousands million millions
    billion billions dozen dozens remainder half halves third thirds quarter quarters fifths sixths eighths tenths
    hundredths squared cubed to or point factorial degrees choose more less fewer""".split()
)


def _left(text: str, pieces: list[_Piece], place: int) -> list[_Piece] | None:
    """The side in front of the sign of equality at this place; None if it is no formula of numbers, or only part."""
    depth, first = 0, place
    while first > 0:
        piece = pieces[first - 1]
        if piece.kind == "close":
            depth += 1
        elif piece.kind == "open":
            if not depth:
                break
            depth -= 1
        elif piece.kind not in ("num", "op", "frac"):
            break
        if first < place and _side_by_side(piece, pieces[first]):
            return None
        first -= 1
    found = pieces[first:place]
    if depth or not _is_formula(found):
        return None
    if not first:
        return found
    edge = pieces[first - 1]
    apart = edge.end < found[0].start
    match edge.kind:
        case "rel":
            return found
        case "mark":
            ratio = edge.text == ":" and edge.start > 0 and text[edge.start - 1].isspace()
            return found if apart and not ratio else None
        case "open":
            called = first > 1 and pieces[first - 2].end == edge.start
            return None if called else found
        case "word":
            binds = len(edge.text) < 2 or edge.text.lower() in _BINDS_AFTER or found[0].kind == "op"
            return found if apart and not binds else None
    return None


def _right(text: str, pieces: list[_Piece], place: int) -> list[_Piece] | None:
    """The side behind the sign of equality."""
    depth, last = 0, place + 1
    while last < len(pieces):
        piece = pieces[last]
        beside = last > place + 1 and _side_by_side(pieces[last - 1], piece)
        if beside and not depth and piece.text == "(" and last + 1 < len(pieces) and pieces[last + 1].kind == "word":
            break  # a remark
        if piece.kind == "open":
            depth += 1
        elif piece.kind == "close":
            if not depth:
                break
            depth -= 1
        elif piece.kind not in ("num", "op", "frac"):
            break
        if beside:
            return None
        last += 1
    found = pieces[place + 1 : last]
    if depth or not _is_formula(found):
        return None
    if last == len(pieces):
        return found
    edge = pieces[last]
    apart = edge.start > found[-1].end
    match edge.kind:
        case "rel" | "close":
            return found
        case "open":
            return found if apart else None
        case "mark":
            following = text[edge.end : edge.end + 1]
            return found if not following or following.isspace() or following in ")}\"'" else None
        case "word":
            return found if apart and len(edge.text) > 1 and not _binds_before(edge, pieces, last) else None
    return None


def _binds_before(edge: _Piece, pieces: list[_Piece], place: int) -> bool:
    word = edge.text.lower()
    if word == "and" and place + 1 < len(pieces):  # 3 and a half
        following = pieces[place + 1]
        return following.text.lower() in ("a", "an", "one") or (
            following.kind == "num" and place + 2 < len(pieces) and pieces[place + 2].text == "/"
        )
    return word in _BINDS_BEFORE


def _side_by_side(one: _Piece, other: _Piece) -> bool:
    """Whether two operands stand side by side with a blank between them: who knows what is meant."""
    return one.kind in _OPERAND_ENDS and other.kind in _OPERAND_BEGINS and one.end < other.start and other.text != "{"


def _is_formula(pieces: list[_Piece]) -> bool:
    """Whether it begins and ends as a formula does. A sign in front must stand at its number: else it may be a dash."""
    if not pieces or pieces[-1].kind not in _OPERAND_ENDS or not any(piece.kind == "num" for piece in pieces):
        return False
    if pieces[0].kind == "op":
        return len(pieces) > 1 and pieces[0].text == "-" and pieces[0].end == pieces[1].start
    return pieces[0].kind in _OPERAND_BEGINS


def _numbers(pieces: list[_Piece]) -> int:
    return sum(piece.kind == "num" for piece in pieces)


def _written(pieces: list[_Piece]) -> str:
    return "".join(
        f" {piece.text} " if piece.kind == "op" and place else piece.text.replace("{,}", "").replace(",", "")
        for place, piece in enumerate(pieces)
    )


# Their values.

_NUMBER = re.compile(r"[0-9]+(?:\.([0-9]+))?")
_UNCLEAR = re.compile(
    r"/[^-+]{0,300}\*"  # a/b*c may mean a/(bc)
    r"|(?:^|[(*/^{+-])\s?-\s?[0-9.]+\s?(?:\^|\*\*)"  # -a^b may mean (-a)^b
    r"|(?:\^|\*\*)\s?-?\s?[0-9.]+\s?(?:\^|\*\*)"  # a^b^c
)
_IMPLICIT = re.compile(r"[0-9)]\s?\(|\)\s?[0-9]")  # a/b(c) may mean a/(b(c))


def _false(left: str, right: str) -> bool:
    if _unclear(left) or _unclear(right):
        return False
    one, other = _value(left), _value(right)
    if one is None or other is None or one == other:
        return False
    doubt = [_rounding(left, one), _rounding(right, other), _cut(left, other), _cut(right, one)]
    return all(each is not None for each in doubt) and abs(one - other) > sum(each or 0 for each in doubt)


def _unclear(side: str) -> bool:
    """Whether people read it in more than one way."""
    return _UNCLEAR.search(side) is not None or ("/" in side and _IMPLICIT.search(side) is not None)


@lru_cache(maxsize=4096)
def _value(side: str) -> Fraction | None:
    try:
        with bounded_work():
            node = read_formula(side)
            value = rational(node) if isinstance(node, EXPRESSIONS) else None
    except (Unreadable, Undefined, Beyond, RecursionError):
        return None
    return None if value is None else Fraction(value)


def _rounding(side: str, value: Fraction) -> Fraction | None:
    """By how much the value may be off because numbers with a point in it were rounded; None if that is not known."""
    doubt = Fraction(0)
    found = [each for each in _NUMBER.finditer(side) if each[1]]
    if len(found) > MOST_DECIMALS:
        return None
    for each in found:
        unit = Fraction(1, 10 ** len(each[1]))
        changes = []
        for moved in (Fraction(each[0]) + unit, abs(Fraction(each[0]) - unit)):
            told = f"({moved.numerator}/{moved.denominator})"
            other = _value(side[: each.start()] + told + side[each.end() :])
            if other is None:
                return None
            changes.append(abs(other - value))
        doubt += max(changes)
    return doubt


def _cut(side: str, value: Fraction) -> Fraction:
    """By how much a number may be off from this value because it does not have as many places."""
    number = _NUMBER.fullmatch(side.removeprefix("-"))
    if number is None:
        return Fraction(0)
    places = 10 ** len(number[1] or "")
    return Fraction(0) if (value * places).denominator == 1 else Fraction(1, places)
