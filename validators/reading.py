"""Reads the text of an answer as a value of its answer type, by small bounded grammars of our own.

Values: `Integer` is an ``int``, `Rational` and `Decimal` a ``Fraction``, `Choice` the option as declared, `FiniteSet`
a ``frozenset``, `Tuple` a ``tuple``, `Assignment` a ``dict`` with the declared names in the declared order, `Literal`
the Python value, and `Outcome` either the outcome as declared (a ``str``) or the value. A `Program` is not read here.

The grammars take the usual spellings of one value (``1,234``, ``\\frac{3}{4}``, ``12 apples``) and nothing that would
need to be worked out: ``2+2``, ``2^{10}`` and ``12%`` are not read. A text that gives several values, or denies one,
is told apart from one that cannot be read: the first is a wrong answer, the second is left undecided.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from schemas import Reason
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
    Rational,
    Tuple,
)
from validators.calculations import Calculated, Unread as NoCalculation, calculated
from validators.extraction import LONGEST_CLAIM, Claim, Refusal, final_claim
from validators.formulas import Said, Unreadable, Written, compare, has_form, read_formula
from validators.formulas.nodes import Add, Call, Either, Mul, Pow, Relation, Set, Tup, Union, symbols

Value = Any
"""A value as the module's docstring lists them."""

MOST_DIGITS = 1_000
LARGEST_EXPONENT = 400
DEEPEST_LITERAL = 20


class Unread(Exception):
    """The text gives no value of the type: `reason` is one of ``unreadable``, ``wrong_form``, ``contradictory``,
    ``hedged`` and, from `read_final`, ``no_answer``; `detail` says what stood in the way."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[Unread], tuple[Reason, str]]:
        return type(self), (self.reason, self.detail)


def read_final(answer_type: Answer, text: str) -> Value:
    """The value of the one final answer in a completion; all its claims must agree. Raises `Unread`."""
    claim = final_claim(text)
    if type(claim) is Refusal:
        raise Unread(claim.reason, claim.detail)
    assert type(claim) is Claim
    try:
        value = read(answer_type, claim.text)
    except Unread as unread:
        if not claim.firm and unread.reason in _NOT_GIVEN and not any(c.isdigit() for c in claim.text):
            # "The answer is a whole number" describes the answer and does not give it.
            raise Unread(Reason.NO_ANSWER, "no final answer is marked") from None
        raise
    if claim.others or claim.asides or claim.denied or claim.tail:
        _agree(answer_type, value, claim)
    return value


_NOT_GIVEN = (Reason.UNREADABLE, Reason.WRONG_FORM)


def read(answer_type: Answer, text: str) -> Value:
    """The value that `text` gives under `answer_type`. Raises `Unread`."""
    kind = type(answer_type)
    if kind is Integer and _SHORT_INTEGER.fullmatch(text):
        return int(text)
    if len(text) > LONGEST_CLAIM:
        raise Unread(Reason.UNREADABLE, f"the answer is longer than {LONGEST_CLAIM} characters")
    reader = _READERS.get(kind)
    if reader is None:
        raise Unread(Reason.UNREADABLE, f"answers of type '{kind.__struct_config__.tag}' are not read as values")
    return reader(answer_type, text)


def read_gold(answer_type: Answer, text: str) -> Value:
    """The value of a check's gold, which must be in canonical form: a gold with a unit or a name is a fault of the
    family that wrote it. The members of a set may come in any order; floats and decimals may end in zeros.

    Raises `Unread`.
    """
    value = read(answer_type, text)
    kind = answer_type.value if isinstance(answer_type, Outcome) else answer_type
    expected = canonical(answer_type, value)
    if isinstance(kind, Literal) or text == expected:
        return value
    if isinstance(kind, Decimal) and _GOLD_DECIMAL.fullmatch(text):
        return value
    if isinstance(kind, FiniteSet) and sorted(text.strip("{}").split(", ")) == sorted(expected.strip("{}").split(", ")):
        return value
    raise Unread(Reason.UNREADABLE, f"{_excerpt(text)} is not in canonical form, which is {_excerpt(expected)}")


_GOLD_DECIMAL = re.compile(r"-?[0-9]{1,1000}(?:\.[0-9]{1,1000}|/[0-9]{1,1000})?")


def same(answer_type: Answer, candidate: Value, reference: Value) -> bool:
    """Whether two values are the same answer; a relative tolerance is relative to `reference`.

    Raises `Unread` (``unproved``) for formulas that are proved neither equal nor different.
    """
    if isinstance(answer_type, Formula):
        said = compare(reference.node, candidate.node)
        if said is Said.UNDECIDED:
            raise Unread(Reason.UNPROVED, "neither shown equal to the gold nor different from it")
        return said is Said.EQUAL
    if isinstance(answer_type, Calculation):
        return bool(candidate.value == reference.value and candidate.numbers == reference.numbers)
    if isinstance(answer_type, Literal):
        return _strict_equal(candidate, reference)
    if isinstance(answer_type, Decimal):
        return bool(abs(candidate - reference) <= _allowed(answer_type, reference))
    if isinstance(answer_type, Outcome):
        if type(candidate) is str or type(reference) is str:
            return type(candidate) is type(reference) and candidate == reference
        return same(answer_type.value, candidate, reference)
    return bool(candidate == reference)


def canonical(answer_type: Answer, value: Value) -> str:
    """The canonical text of a value, as `schemas.answers` lists it."""
    match answer_type:
        case Integer() | Rational():
            return str(value)
        case Decimal():
            return _decimal_text(value)
        case Choice():
            return str(value)
        case FiniteSet(element=element):
            if isinstance(element, Choice):
                order = {option: place for place, option in enumerate(element.options)}
                return "{" + ", ".join(sorted(value, key=order.__getitem__)) + "}"
            return "{" + ", ".join(str(member) for member in sorted(value)) + "}"
        case Tuple():
            return "(" + ", ".join(str(part) for part in value) + ")"
        case Assignment(variables=variables):
            return ", ".join(f"{name} = {value[name]}" for name in variables)
        case Literal():
            return repr(value)
        case Formula() | Calculation():
            return str(value.text)
        case Outcome(value=inner):
            return value if type(value) is str else canonical(inner, value)
    raise ValueError(f"answers of type {type(answer_type).__name__} have no canonical value")


# Agreement of several claims.

_TAIL_LINES = 32


def _agree(answer_type: Answer, value: Value, claim: Claim) -> None:
    """Raise `Unread` unless all that the text claims, denies and adds goes with `value`."""
    for other in claim.others:
        if other != claim.text and not _gives(answer_type, other, value):
            raise Unread(Reason.CONTRADICTORY, "the text claims several final answers that differ")
    for aside in claim.asides:
        if _differs(answer_type, aside, value):
            raise Unread(Reason.CONTRADICTORY, "the text claims several final answers that differ")
    for denied in claim.denied:
        if _gives(answer_type, denied, value):
            raise Unread(Reason.CONTRADICTORY, "the text both claims and denies its answer")
    if claim.tail and not claim.tail.isspace():
        lines = [line for line in claim.tail[:LONGEST_CLAIM].split("\n") if 0 < len(line) <= 120]
        for line in lines[:_TAIL_LINES]:
            if _differs(answer_type, line.strip(" \t\r*_`").removesuffix("."), value):
                raise Unread(Reason.CONTRADICTORY, "another value follows the final answer")


_NOTHING = object()


def _try(answer_type: Answer, text: str) -> Value:
    try:
        return read(answer_type, text)
    except Unread:
        return _NOTHING


def _gives(answer_type: Answer, text: str, value: Value) -> bool:
    given = _try(answer_type, text)
    return given is not _NOTHING and _agrees(answer_type, given, value)


_BARE_NUMBER = re.compile(r"[-+−$£€]{0,3}[0-9][0-9.,/ ]{0,200}")


def _differs(answer_type: Answer, text: str, value: Value) -> bool:
    """Whether `text` gives another value than `value`, be it a number where the type asks for something else."""
    kind = answer_type.value if type(answer_type) is Outcome else answer_type
    if type(kind) is Formula and _FORMULA.search(text) is None:
        # A remark: almost any words could be read as a label. Only an outcome that it names counts.
        return type(answer_type) is Outcome and _named(answer_type, text) not in (None, value)
    given = _try(answer_type, text)
    if given is _NOTHING:
        return _BARE_NUMBER.fullmatch(text) is not None
    return not _agrees(answer_type, given, value)


_FORMULA = re.compile(r"[0-9=\\]")


def _agrees(answer_type: Answer, given: Value, value: Value) -> bool:
    return same(answer_type, given, value) or same(answer_type, value, given)


# Why a text gives no value.

_DENIES = re.compile(
    r"\b(?:not|no|never|wrong|incorrect|but|however|instead|actually|rather|nope|neither|nor|cannot|except|answer|wait|"
    r"unless|false alarm)\b|n't\b|!=|≠|\\neq?\b",
    re.IGNORECASE,
)
_WAVERS = re.compile(
    r"\b(?:or|either|maybe|perhaps|possibly|probably|about|approx|approximately|around|roughly|nearly|almost|likely|"
    r"unsure|uncertain|guess|might|may|could|between|at least|at most|to|versus|vs|through)\b"
    r"|[?±≈~|]|\\(?:pm|mp|approx|sim|lor|vee)\b",
    re.IGNORECASE,
)
_LIST_OF_NUMBERS = re.compile(
    r"[+-]?[$£€]?[0-9][0-9./]*(?:(?:\s*[,;&|]\s*(?:and\s+)?|\s+and\s+|\s*[-–]\s*|\s+)[+-]?[$£€]?[0-9][0-9./]*)+",
)


# What is plainly an answer to a question of another kind: a few words, values under several names, a set of several.
_SEVERAL_IN_A_SET = re.compile(r"\{ ?[+-]?[0-9]{1,1000}(?: ?, ?[+-]?[0-9]{1,1000})+ ?\}")
_A_FEW_WORDS = re.compile(r"[A-Za-z]{1,30}(?: [A-Za-z]{1,30}){0,5}")
_CLOSED = ("a number", "one of the options")
_NUMBER_WORDS = frozenset(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen half
    third quarter fifth sixth seventh eighth ninth tenth minus negative pi infinity inf nan
    """.split()
)


def _other_form(text: str) -> bool:
    """Whether the text answers in another form than any that could be meant: then it is wrong, not unreadable."""
    if _A_FEW_WORDS.fullmatch(text):
        return _NUMBER_WORDS.isdisjoint(text.lower().split())
    parts = text.split(", ")
    if len(parts) > 1 and all(part[:1].isalpha() and part.count("=") == 1 for part in parts):
        return True
    if _SEVERAL_IN_A_SET.fullmatch(text):
        return True
    if _LETTER_TERM.search(text) is not None and _is_function(text):
        return True
    return _SEVERAL.search(text) is not None and _is_several(text)


_LETTER_TERM = re.compile(r"[+-]\s?[0-9]{0,9}[a-z](?![A-Za-z])|(?<![A-Za-z])[a-z](?:\^[0-9]{1,9})?\s?[+-]")


def _is_function(text: str) -> bool:
    """Whether the text is a formula with a sum in which a variable occurs: no unit could explain it."""
    try:
        node = read_formula(text[:200])
    except Unreadable:
        return False
    return _has_open_sum(node)


_SEVERAL = re.compile(r"[<>≤≥,]|\\[lg]eq?(?![A-Za-z])")


def _is_several(text: str) -> bool:
    """Whether the text is a list of values or an inequality."""
    try:
        node = read_formula(text[:200])
    except Unreadable:
        return False
    if isinstance(node, Relation):
        return not set(node.signs) <= {"=", "in"}
    return isinstance(node, Tup | Set | Union | Either)


def _has_open_sum(node: Any) -> bool:
    match node:
        case Add():
            return bool(symbols(node))
        case Mul(parts) | Call(_, parts):
            return any(map(_has_open_sum, parts))
        case Pow(base, exponent):
            return _has_open_sum(base) or _has_open_sum(exponent)
    return False


def _refused(text: str, expected: str, reason: Reason = Reason.UNREADABLE) -> Unread:
    """The refusal of `text`, which is not `expected`: a denial, a choice left open, another form, or `reason`."""
    if _DENIES.search(text):
        return Unread(Reason.CONTRADICTORY, f"the answer contradicts itself: {_excerpt(text)}")
    if _WAVERS.search(text) or _LIST_OF_NUMBERS.fullmatch(text):
        return Unread(Reason.HEDGED, f"the answer leaves several values open: {_excerpt(text)}")
    if expected in _CLOSED and _other_form(text):
        reason = Reason.WRONG_FORM
    return Unread(reason, f"not {expected}: {_excerpt(text)}")


def _excerpt(text: str) -> str:
    """A short quotation, in ASCII so that any text fits into a verdict."""
    return ascii(text if len(text) <= 60 else text[:57] + "...")


# Plain text: what is left when LaTeX, Markdown and typography are taken off.

_PLAIN = re.compile(r"[A-Za-z0-9+\-=/():;,.]+(?: [A-Za-z0-9+\-=/():;,.]+)*")
_TYPOGRAPHY = str.maketrans({
    "−": "-", "–": "-", "‐": "-", "‑": "-", "﹣": "-", "－": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " ",
    "\u2007": " ", "\u200a": " ", "\u3000": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "×": "*", "·": "*",
    "，": ",", "：": ":", "；": ";", "（": "(", "）": ")", "\t": " ", "\r": " ",
})  # fmt: skip
_GROUP = "\x1f"
"""Stands for a separator that can only be one of thousands (``{,}``), never one between elements."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_FRACTION = re.compile(
    r"\\[dtc]?frac\s{0,4}(?:\{\s{0,4}([+-]?[0-9]{1,1000})\s{0,4}\}\s{0,4}\{\s{0,4}([0-9]{1,1000})\s{0,4}\}"
    r"|([0-9])\s?([0-9]))"
)
_WRAPPER = re.compile(
    r"\\(?:text|textbf|textit|textrm|texttt|textsf|mathrm|mathbf|mathit|mathsf|mathtt|operatorname|mbox|boxed|fbox)"
    r"\s{0,4}\{([^{}]*)\}"
)
_LAYOUT = re.compile(r"\\(?:left|right|displaystyle|textstyle|big|Big|bigg|Bigg|bigl|bigr|Bigl|Bigr)(?![A-Za-z])")
_SPACING = re.compile(r"\\[;: ,>]|\\q?quad(?![A-Za-z])|~")
_SUBSCRIPT = re.compile(r"_\{([A-Za-z0-9]{1,16})\}")


def _plain(text: str) -> str:
    """`text` without markup: numbers, words and separators as one would type them."""
    if _PLAIN.fullmatch(text):
        return _unstopped(text)
    text = text.translate(_TYPOGRAPHY)
    if _CONTROL.search(text):
        raise Unread(Reason.UNREADABLE, "control characters in the answer")
    text = text.replace("{,}", _GROUP)
    if "\\" in text:
        text = _without_latex(text)
    if "_{" in text:
        text = _SUBSCRIPT.sub(r"_\1", text)
    text = text.strip(" \n*`")
    if text.count("$") % 2 == 0:
        text = text.replace("$", "")
    return _unstopped(re.sub(r" {2,}", " ", text).strip(" \n*`"))


def _unstopped(text: str) -> str:
    """`text` without a stop at its end; an exclamation mark is one only after a word, since ``5!`` is not 5."""
    if text.endswith((".", ",", ";")) and not text.endswith(".."):
        return text[:-1].rstrip()
    return text[:-1] if text.endswith("!") and text[-3:-1].isalpha() else text


def _without_latex(text: str) -> str:
    text = re.sub(r",\s?\\!\s?", _GROUP, text)
    text = re.sub(r"(?<=[0-9])\\,(?=[0-9]{3}(?![0-9]))", _GROUP, text)
    text = text.replace("\\!", "").replace("\\{", "\x02").replace("\\}", "\x03")
    text = text.replace("\\lbrace", "\x02").replace("\\rbrace", "\x03").replace("\\_", "_").replace("\\%", "%")
    text = text.replace("\\(", " ").replace("\\)", " ").replace("\\[", " ").replace("\\]", " ")
    text = text.replace("\\\\", "\n").replace("\\cdot", "*").replace("\\times", "*")
    text = text.replace("\\$", "$").replace("\\&", "&")
    text = _LAYOUT.sub("", text)
    text = _SPACING.sub(" ", text)
    text = _FRACTION.sub(lambda m: f" {m[1] or m[3]}/{m[2] or m[4]} ", text)
    for _ in range(4):
        text, count = _WRAPPER.subn(r"\1", text)
        if not count:
            break
    return text.replace("\x02", "{").replace("\x03", "}")


# Numbers.

_SHORT_INTEGER = re.compile(r"-?[0-9]{1,18}")
_WHOLE = r"(?:[0-9]{1,1000}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,300}|[1-9][0-9]{0,2}(?:[ \x1f][0-9]{3}){1,300})"
_WHOLE_IN_LIST = r"(?:[0-9]{1,1000}|[1-9][0-9]{0,2}(?:\x1f[0-9]{3}){1,300})"
_NAMED = re.compile(
    r"(?:[^\W\d_][\w ]{0,40}?|[A-Za-z]'{0,3}(?:\([-\w., ]{1,20}\))?"  # x = 3, f'(2) = 3
    r"|d(?:\^?\{?\d\}?)?[a-z]/d[a-z](?:\^?\{?\d\}?)?"  # dy/dx = 3
    r"|\\d?frac\{d(?:\^\{?\d\}?)?[a-z]\}\{d[a-z](?:\^\{?\d\}?)?\}"
    r")? ?= ?(?=[-+$£€(.0-9])"
)


def _number_pattern(whole: str) -> re.Pattern[str]:
    power = r"(?:[eE]([+-]?[0-9]{1,4})| ?[*x] ?10 ?\^ ?(?:\{ ?([+-]?[0-9]{1,4}) ?\}|([+-]?[0-9]{1,4})))?"
    return re.compile(
        rf"(?P<sign>[+-]?) ?[$£€]? ?(?:"
        rf"(?P<mixed>{whole}) (?P<over>[0-9]{{1,1000}}) ?/ ?(?P<under>[0-9]{{1,1000}})|"
        rf"(?P<top>{whole}) ?/ ?(?P<bottom>{whole})|"
        rf"(?P<whole>{whole})?(?:\.(?P<part>[0-9]{{0,1000}}))?(?P<power>{power})"
        rf")(?P<unit>(?: [A-Za-z]{{1,20}}){{0,3}})"
    )


_NUMBER = _number_pattern(_WHOLE)
_ELEMENT = _number_pattern(_WHOLE_IN_LIST)
_POWER = re.compile(r"([+-]?[0-9]+)\D*$")
_SHORT_UNITS = frozenset({"m", "g", "s", "h", "l", "L"})
_NO_UNITS = frozenset(
    """
    about actually almost although and answer approx approximately are around at base because between billion
    billions binary bn but cos could cube cubed decimal digits divided double doubtful dozen dozens eight eighteen
    eighth eighty either eleven equal equals error estimate estimated even except exp exponent factorial false fewer
    fifteen fifth fifths fifty five forty four fourteen fourth fourths from greater guess half halves hex however
    hundred hundreds hundredth hundredths if impossible incorrect inf infinity instead invalid is ish isnt k least
    less lie likely ln log may maybe might million millions minus mn mod modulo more most multiplied nearly negative
    neither never nine nineteen ninety ninth no nor not octal odd one only or over pair pairs pct per percent
    percentage perhaps pi plus plusminus point positive possibly power powers probably quarter quarters rather
    recurring remainder repeating root roughly score seven seventeen seventh seventy should sin since six sixteen
    sixth sixths sixty so something sqrt square squared tan tau ten tenth tenths than then third thirds thirteen
    thirty though thousand thousands thousandth thousandths three through times to trillion trillions triple true
    twelve twenty twice two uncertain under unknown unless unsure until untrue wait was when while without would
    wrong zero
    """.split()
)
"""Words that change, deny or doubt the number before them, so that they cannot be its unit."""


def _number(text: str, pattern: re.Pattern[str] = _NUMBER) -> Fraction | int:
    """The exact number that plain `text` gives, perhaps after ``x =`` or in parentheses, perhaps with a unit."""
    if _SHORT_INTEGER.fullmatch(text):
        return int(text)
    full = text
    if pattern is _NUMBER and "=" in text:
        name = _NAMED.match(text)
        if name is not None and _NO_UNITS.isdisjoint(name[0].lower().split()):
            text = text[name.end() :]
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    found = pattern.fullmatch(text.strip())
    if found is None or not (found["whole"] or found["part"] or found["top"] or found["mixed"]):
        raise _refused(full, "a number")
    unit = found["unit"]
    if unit and not all(_is_unit(word) for word in unit.split()):
        raise _refused(full, "a number")
    value = _magnitude(found, full)
    return -value if found["sign"] == "-" else value


def _is_unit(word: str) -> bool:
    lowered = word.lower()
    return word in _SHORT_UNITS if len(word) == 1 else not (lowered in _NO_UNITS or lowered.endswith("ly"))


def _magnitude(found: re.Match[str], text: str) -> Fraction | int:
    if found["mixed"] is not None:
        over, under = _digits(found["over"]), _digits(found["under"])
        if not over < under:
            raise _refused(text, "a number")
        return Fraction(_digits(found["mixed"]) * under + over, under)
    if found["top"] is not None:
        bottom = _digits(found["bottom"])
        if not bottom:
            raise Unread(Reason.WRONG_FORM, "division by zero in the answer")
        return Fraction(_digits(found["top"]), bottom)
    part = found["part"] or ""
    value: Fraction | int = _digits(found["whole"] or "0")
    if part.strip("0"):
        value = Fraction(value * 10 ** len(part) + int(part), 10 ** len(part))
    if found["power"]:
        found_power = _POWER.search(found["power"])
        power = int(found_power[1]) if found_power is not None else 0
        if abs(power) > LARGEST_EXPONENT:
            raise Unread(Reason.UNREADABLE, f"an exponent beyond {LARGEST_EXPONENT}")
        value = value * 10**power if power >= 0 else Fraction(value, 10**-power)
    return value


def _digits(text: str) -> int:
    text = text.replace(",", "").replace(" ", "").replace(_GROUP, "")
    if len(text) > MOST_DIGITS:
        raise Unread(Reason.UNREADABLE, f"a number of more than {MOST_DIGITS} digits")
    return int(text)


def _as_integer(number: Fraction | int, text: str) -> int:
    if type(number) is int:
        return number
    # A fraction bar in a whole number is arithmetic left undone (or a choice left open: "12/13").
    if number.denominator != 1 or "/" in text:
        raise Unread(Reason.WRONG_FORM, f"not a whole number: {_excerpt(text)}")
    return int(number)


def _read_integer(answer_type: Answer, text: str) -> int:
    plain = _plain(text)
    return _as_integer(_number(_single(plain)), plain)


def _read_rational(answer_type: Answer, text: str) -> Fraction:
    return Fraction(_number(_single(_plain(text))))


_ABOUT = re.compile(r"(?:≈|~|\\approx|\\sim|(?:approximately|approx\.?|about|roughly) ) ?", re.IGNORECASE)


def _read_decimal(answer_type: Answer, text: str) -> Fraction:
    # Under a tolerance "about 2.75" is no evasion.
    plain = _plain(text.replace("\\approx", "≈").replace("\\sim", "≈"))
    name = _NAMED_ABOUT.match(plain)
    if name is not None:
        plain = plain[name.end() :]
    about = _ABOUT.match(plain)
    return Fraction(_number(_single(plain[about.end() :] if about is not None else plain)))


_NAMED_ABOUT = re.compile(r"[^\W\d_][\w ]{0,40}? ?(?=≈)")
_PAIR = re.compile(r"[(\[{][^()\[\]{}]*[,;][^()\[\]{}]*[)\]}]")
_ROWS = re.compile(r"[(\[]{2}[^()\[\]{}]*(?:[)\]][,;] ?[(\[][^()\[\]{}]*){0,64}[)\]]{2}")


def _single(plain: str) -> str:
    """`plain`, unless it is a collection, which no number is."""
    if plain[:1] in "([{" and (_PAIR.fullmatch(plain) or _ROWS.fullmatch(plain)):
        raise Unread(Reason.WRONG_FORM, f"a collection where one number is asked: {_excerpt(plain)}")
    return plain


def _allowed(answer_type: Decimal, reference: Fraction) -> Fraction:
    tolerance = Fraction(answer_type.tolerance)
    return tolerance * abs(reference) if answer_type.relative else tolerance


def _decimal_text(value: Fraction) -> str:
    """The finite decimal that equals `value`, or the fraction where there is none."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    if rest != 1 or places == 0:
        return str(value)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


# Choices and outcomes.

_JOINED = re.compile(r"(?<=\w)[-_](?=\w)")
_AROUND = " \n.,;:!'\"()[]{}*`"
_LETTERED = re.compile(r"(?:the )?(?:option|choice|answer) \(?([^()]{1,64}?)\)?", re.IGNORECASE)


def _key(text: str) -> str:
    """The form in which options are compared: case, quotes, brackets and spacing do not matter."""
    return " ".join(_JOINED.sub(" ", text.casefold()).strip(_AROUND).split())


Keyed = tuple[dict[str, str], Callable[[str], str]]
"""Declared words by their key, and the function that gives the key of a written word."""


@lru_cache(maxsize=512)
def _options(options: tuple[str, ...]) -> Keyed:
    """Options by `_key`, or letter for letter where two of them share a key."""
    return _keyed(options, _key)


def _keyed(words: tuple[str, ...], key: Callable[[str], str]) -> Keyed:
    keyed = {key(word): word for word in words}
    if len(keyed) == len(words) and "" not in keyed:
        return keyed, key
    return {word: word for word in words}, str


def _read_choice(answer_type: Answer, text: str) -> str:
    assert type(answer_type) is Choice
    return _chosen(answer_type.options, _plain(text))


def _chosen(options: tuple[str, ...], plain: str) -> str:
    """The option that `plain` names. Raises `Unread`, with ``hedged`` where it names several."""
    keyed, key = _options(options)
    found = keyed.get(key(plain))
    if found is None:
        lettered = _LETTERED.fullmatch(plain)
        found = keyed.get(key(lettered[1])) if lettered is not None else None
    if found is not None:
        return found
    mentioned, _ = _mentioned(keyed, key(plain))
    if mentioned > 1:
        raise Unread(Reason.HEDGED, f"the answer names several options: {_excerpt(plain)}")
    bare = _BARE_NUMBER.fullmatch(plain) is not None and not any(letter.isdigit() for letter in "".join(options))
    raise _refused(plain, "one of the options", Reason.WRONG_FORM if bare else Reason.UNREADABLE)


def _mentioned(keyed: dict[str, str], text: str) -> tuple[int, str]:
    """How many of the options stand in `text` as whole words, and the text without them.

    Longer options take precedence over those inside them.
    """
    present = 0
    for key in sorted(keyed, key=len, reverse=True):
        text, count = re.subn(rf"(?<!\w){re.escape(key)}(?!\w)", " ", text)
        present += bool(count)
    return present, text


_SAID_OF_OUTCOME = re.compile(
    r"(?:there (?:is|are)|(?:the|this) (?:[a-z]{1,12} )?(?:system|problem|programme|program|model|puzzle|equations?|lp)"
    r" (?:has|have|is|are)|it (?:is|has)|they have|has|have|is) (?:an? )?"
)


def _read_outcome(answer_type: Answer, text: str) -> Value:
    assert type(answer_type) is Outcome
    keyed, key = _options(answer_type.outcomes)
    if not _SHORT_INTEGER.fullmatch(text):
        plain = _plain(text)
        outcome = _outcome(keyed, key(plain))
        if outcome is not None:
            return outcome
        mentioned, rest = _mentioned(keyed, key(plain))
        if mentioned and not _DENIES.search(rest) and (mentioned > 1 or any(c.isdigit() for c in rest)):
            raise Unread(Reason.HEDGED, f"the answer leaves several outcomes open: {_excerpt(plain)}")
        if mentioned:
            raise _refused(rest, f"an outcome alone: {_excerpt(plain)}")
    return read(answer_type.value, text)


def _named(answer_type: Outcome, text: str) -> str | None:
    """The outcome that a text without formulas names, if it names one."""
    keyed, key = _options(answer_type.outcomes)
    try:
        return _outcome(keyed, key(_plain(text)))
    except Unread:
        return None


def _outcome(keyed: dict[str, str], stated: str) -> str | None:
    """The outcome that `stated` gives, in the label's words or in a short sentence around them."""
    said = _SAID_OF_OUTCOME.match(stated)
    for form in (stated, stated[said.end() :] if said is not None else stated):
        stem = form.removesuffix("s")
        for spelling in (form, stem, f"{form}s", f"{form} solutions", stem.removesuffix(" solution")):
            if spelling in keyed:
                return keyed[spelling]
    return None


# Collections.

_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_NAME_OF_WHOLE = re.compile(r"[^\W\d_]\w{0,40} ?= ?(?=[({\[∅])")
_EMPTY = frozenset({"{}", "{ }", "∅", "\\emptyset", "\\varnothing", "empty set", "the empty set", "empty"})


def _parts(text: str, elements: Iterable[Answer] = ()) -> list[str]:
    """The elements of a list written with commas or semicolons, the last perhaps after *and*."""
    separator = ";" if ";" in text else ","
    parts = [part.strip() for part in text.split(separator)]
    if _say_and(elements):
        return parts
    if len(parts) > 1 and parts[-1][:4].lower() == "and ":
        parts[-1] = parts[-1][4:].strip()
    elif parts[-1].count(" and ") == 1:
        parts[-1:] = [part.strip() for part in parts[-1].split(" and ")]
    return parts


def _say_and(elements: Iterable[Answer]) -> bool:
    """Whether an option among `elements` holds the word *and*, which then separates nothing."""
    return any(_AND.search(option) for element in elements if type(element) is Choice for option in element.options)


def _element(element: Integer | Rational | Choice, text: str) -> Value:
    if type(element) is Choice:
        return _chosen(element.options, text)
    number = _number(text, _ELEMENT)
    return _as_integer(number, text) if type(element) is Integer else Fraction(number)


def _read_set(answer_type: Answer, text: str) -> frozenset[Value]:
    assert type(answer_type) is FiniteSet
    plain = _plain(text)
    name = _NAME_OF_WHOLE.match(plain)
    inside = plain[name.end() :] if name is not None else plain
    if inside.casefold() in _EMPTY:
        return frozenset()
    if inside[:1] == "{" and inside[-1:] == "}":
        inside = inside[1:-1].strip()
    elif inside[:1] == "{":
        raise _refused(plain, "a set of values")
    elif inside[:1] in "([" and _PAIR.fullmatch(inside):
        raise Unread(Reason.WRONG_FORM, f"a tuple where a set is asked: {_excerpt(plain)}")
    elif "," in inside and re.fullmatch(_WHOLE, inside):
        raise Unread(Reason.UNREADABLE, f"one number or several: {_excerpt(plain)}")
    return frozenset(_members(answer_type.element, inside, plain))


def _members(element: Integer | Rational | Choice, inside: str, plain: str) -> list[Value]:
    members = []
    for part in _parts(inside, (element,)):
        if not part:
            raise _refused(plain, "a set of values")
        members.append(_element(element, part))
    return members


def _read_tuple(answer_type: Answer, text: str) -> tuple[Value, ...]:
    assert type(answer_type) is Tuple
    plain = _plain(text)
    name = _NAME_OF_WHOLE.match(plain)
    inside = plain[name.end() :] if name is not None else plain
    if inside[:1] == "{":
        raise Unread(Reason.WRONG_FORM, f"a set where a tuple is asked: {_excerpt(plain)}")
    if inside[:1] in ("(", "[") and inside[-1:] == _BRACKETS[inside[:1]]:
        inside = inside[1:-1].strip()
    parts = _parts(inside, answer_type.elements)
    if len(parts) > 1 and not parts[-1]:
        parts.pop()
    if not all(parts):
        raise _refused(plain, "a tuple of values")
    values = [_element(element, part) for element, part in zip(answer_type.elements, parts, strict=False)]
    if len(parts) != len(answer_type.elements):
        raise Unread(Reason.WRONG_FORM, f"{len(parts)} values where {len(answer_type.elements)} are asked")
    return tuple(values)


# Assignments.

_PAIRED = re.compile(r"\(([^()]{1,4000})\) ?= ?\(([^()]{1,4000})\)")
_BINDING = re.compile(r"(?P<name>[^=:]{1,80}?) ?(?:=|:|->|→|\\to) ?(?P<value>[^=]*)", re.DOTALL)
_COPULA = re.compile(r"(?P<name>.{1,80}?) is (?P<value>.*)", re.DOTALL)
_ARTICLE = re.compile(r"^(?:an?|the) ", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_AND = re.compile(r"(?<!\w)and(?!\w)|&")
_ITEM_END = re.compile(r"[,;\n]|(?<!\w)and(?!\w)|&")
_ITEM_END_WITHOUT_AND = re.compile(r"[,;\n]")
_BULLET = re.compile(r"(?:[-*•] |\(?[0-9]{1,2}[.)] )")


def _read_assignment(answer_type: Answer, text: str) -> dict[str, Value]:
    assert type(answer_type) is Assignment
    plain = _plain(text)
    names, key = _names(tuple(answer_type.variables))
    given: dict[str, Value] = {}
    repeated = ""
    for written, value_text in _bindings(answer_type, plain):
        name = names.get(key(written))
        if name is None:
            raise _refused_binding(plain, f"an assignment of the variables asked (found {_excerpt(written)})")
        kind = answer_type.variables[name]
        if type(kind) is Choice and value_text not in kind.options:
            value_text = _ARTICLE.sub("", value_text)
        value = _element(kind, value_text)
        if name in given:
            if given[name] != value:
                raise Unread(Reason.CONTRADICTORY, f"two values for {_excerpt(name)}")
            repeated = name
        given[name] = value
    if repeated:
        raise Unread(Reason.WRONG_FORM, f"{_excerpt(repeated)} is given twice")
    missing = [name for name in answer_type.variables if name not in given]
    if missing:
        raise Unread(Reason.WRONG_FORM, f"no value for {_excerpt(missing[0])}")
    return {name: given[name] for name in answer_type.variables}


def _bindings(answer_type: Assignment, plain: str) -> list[tuple[str, str]]:
    """The pairs of a written name and the text of its value. Raises `Unread` where a piece is no such pair."""
    paired = _PAIRED.fullmatch(plain)
    if paired is not None:
        names, values = _parts(paired[1]), _parts(paired[2])
        if len(names) != len(values):
            raise Unread(Reason.WRONG_FORM, f"{len(values)} values for {len(names)} variables")
        return list(zip(names, values, strict=True))
    if plain[:1] in _BRACKETS and plain[-1:] == _BRACKETS[plain[:1]]:
        plain = plain[1:-1]
    # A number without a name of its own can only be the rest of the number before it.
    plain = _THOUSANDS.sub(_GROUP, plain)
    pairs = []
    for item in _item_end(answer_type).split(plain):
        item = item.strip()
        if not item:
            continue
        bullet = _BULLET.match(item)
        if bullet is not None:
            item = item[bullet.end() :]
        binding = _BINDING.fullmatch(item) or _COPULA.fullmatch(item)
        if binding is None:
            raise _refused_binding(plain, "a list of 'name = value'")
        value = binding["value"].strip(" '\"")
        pairs.append((binding["name"].strip(" '\"*`"), value.removesuffix(".")))
    return pairs


def _refused_binding(plain: str, expected: str) -> Unread:
    if _LIST_OF_NUMBERS.fullmatch(plain) or _SHORT_INTEGER.fullmatch(plain):
        return Unread(Reason.WRONG_FORM, f"values without names: {_excerpt(plain)}")
    return _refused(plain, expected, Reason.WRONG_FORM)


def _item_end(answer_type: Assignment) -> re.Pattern[str]:
    named = any(_AND.search(name) for name in answer_type.variables)
    return _ITEM_END_WITHOUT_AND if named or _say_and(answer_type.variables.values()) else _ITEM_END


def _name_key(name: str) -> str:
    return name.casefold().replace("_", "").replace(" ", "").strip("$()")


@lru_cache(maxsize=512)
def _names(names: tuple[str, ...]) -> Keyed:
    """Declared names by `_name_key`, or letter for letter where two of them share a key."""
    return _keyed(names, _name_key)


# Python literals.

_LITERAL_TOKEN = re.compile(
    r"\s*(?:(?P<float>[+-]?(?:[0-9]{1,400}\.[0-9]{0,400}(?:[eE][+-]?[0-9]{1,4})?|\.[0-9]{1,400}(?:[eE][+-]?[0-9]{1,4})?"
    r"|[0-9]{1,400}[eE][+-]?[0-9]{1,4})(?![\w.]))"
    r"|(?P<int>[+-]?(?:0|[1-9][0-9]{0,999})(?![\w.]))"
    r"|(?P<word>True|False|None)(?!\w)"
    r"|(?P<text>'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")"
    r"|(?P<mark>[\[\](){},:]))"
)
_WORDS = {"True": True, "False": False, "None": None}
_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U(00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})"
    r"|([nrtabfv\\'\"]|0(?![0-9]))|(.))",
    re.DOTALL,
)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\\": "\\",
            "'": "'", '"': '"'}  # fmt: skip


def _read_literal(answer_type: Answer, text: str) -> Value:
    stripped = text.strip()
    try:
        return _LiteralReader(stripped).whole()
    except Unread:
        # Inside a box or dollars the braces of a dictionary and underscores are escaped.
        bare = _plain_literal(stripped)
        if bare == stripped:
            raise
    return _LiteralReader(bare).whole()


def _plain_literal(text: str) -> str:
    text = text.strip("$` \n")
    boxed = re.fullmatch(r"\\(?:boxed|text|texttt|mathtt|mathrm)\s?\{(.*)\}", text, re.DOTALL)
    if boxed is not None:
        text = boxed[1]
    text = text.removeprefix("\\(").removesuffix("\\)")
    return text.replace("\\{", "{").replace("\\}", "}").replace("\\_", "_").replace("\\left", "").replace(
        "\\right", "").replace("\\text{True}", "True").replace("\\text{False}", "False").replace(
        "\\text{None}", "None").strip("$` \n")  # fmt: skip


class _LiteralReader:
    """A recursive-descent reader of Python literals, bounded in length, digits and depth."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.kind = ""
        self.token = ""

    def whole(self) -> Value:
        """The value of the whole text."""
        self.advance()
        value = self.value(0)
        if self.kind:
            raise self.refused()
        return value

    def advance(self) -> None:
        """Move to the next token; `kind` is empty at the end."""
        found = _LITERAL_TOKEN.match(self.text, self.place)
        if found is None:
            if self.text[self.place :].strip():
                raise self.refused()
            self.kind, self.token = "", ""
            return
        self.place = found.end()
        self.kind = found.lastgroup or ""
        self.token = found[self.kind]

    def refused(self) -> Unread:
        unquoted = re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "''", self.text)
        return _refused(unquoted, "a Python literal")

    def value(self, depth: int) -> Value:
        """The value that begins at the present token; leaves the token after it."""
        if depth > DEEPEST_LITERAL:
            raise Unread(Reason.UNREADABLE, f"a literal nested deeper than {DEEPEST_LITERAL}")
        kind, token = self.kind, self.token
        if kind == "mark" and token in "([{":
            return self.collection(token, depth)
        if not kind or kind == "mark":
            raise self.refused()
        self.advance()
        if kind == "int":
            return int(token)
        if kind == "word":
            return _WORDS[token]
        if kind == "text":
            return self.unescaped(token[1:-1])
        number = float(token)
        if not math.isfinite(number):
            raise Unread(Reason.UNREADABLE, "a float that is not finite")
        return number

    def unescaped(self, inside: str) -> str:
        """The characters a string's inside stands for."""
        if "\\" not in inside:
            return inside

        def character(found: re.Match[str]) -> str:
            code = found[1] or found[2] or found[3]
            if code:
                return chr(int(code, 16))
            if found[4]:
                return _ESCAPED[found[4]]
            raise Unread(Reason.UNREADABLE, "an escape that is not read")

        return _ESCAPE.sub(character, inside)

    def collection(self, opening: str, depth: int) -> Value:
        """The list, tuple, dictionary or parenthesised value that begins here."""
        closing = _BRACKETS[opening]
        self.advance()
        if opening == "{":
            return self.dictionary(depth)
        items: list[Value] = []
        comma = False
        while self.token != closing or self.kind != "mark":
            if items and not comma:
                raise self.refused()
            items.append(self.value(depth + 1))
            comma = self.kind == "mark" and self.token == ","
            if comma:
                self.advance()
        self.advance()
        if opening == "[":
            return items
        return items[0] if len(items) == 1 and not comma else tuple(items)

    def dictionary(self, depth: int) -> dict[Value, Value]:
        """The dictionary whose opening brace was just passed."""
        entries: dict[Value, Value] = {}
        comma = True
        while self.kind != "mark" or self.token != "}":
            if not comma:
                raise self.refused()
            key = self.value(depth + 1)
            if self.kind != "mark" or self.token != ":":
                raise self.refused()
            self.advance()
            if not _is_hashable(key) or key in entries:
                raise Unread(Reason.UNREADABLE, "a dictionary with a repeated or impossible key")
            entries[key] = self.value(depth + 1)
            comma = self.kind == "mark" and self.token == ","
            if comma:
                self.advance()
        self.advance()
        return entries


def _is_hashable(key: Value) -> bool:
    return all(_is_hashable(part) for part in key) if type(key) is tuple else type(key) not in (list, dict)


def _strict_equal(left: Value, right: Value) -> bool:
    """Equality that also asks for the same types throughout; dictionaries without regard to order."""
    if type(left) is not type(right):
        return False
    if type(left) in (list, tuple):
        return len(left) == len(right) and all(map(_strict_equal, left, right))
    if type(left) is dict:
        if len(left) != len(right):
            return False
        # Keys that compare equal (1 and True) are found by each other and must be of the same type as well.
        own = {key: key for key in right}
        return all(
            key in own and _strict_equal(key, own[key]) and _strict_equal(value, right[key])
            for key, value in left.items()
        )
    return bool(left == right)


# Calculations.


def _read_calculation(answer_type: Answer, text: str) -> Calculated:
    try:
        return calculated(text)
    except NoCalculation as unread:
        raise _refused(_plain(text), f"a calculation ({unread})") from None


# Formulas.


def _read_formula(answer_type: Answer, text: str) -> Written:
    assert type(answer_type) is Formula
    try:
        node = read_formula(text, frozenset(answer_type.variables))
    except Unreadable as unreadable:
        if _DENIES.search(text):
            raise Unread(Reason.CONTRADICTORY, f"the answer contradicts itself: {_excerpt(text)}") from None
        if _HEDGES.search(text):
            raise Unread(Reason.HEDGED, f"the answer leaves several values open: {_excerpt(text)}") from None
        raise Unread(Reason.UNREADABLE, f"{unreadable}: {_excerpt(text)}") from None
    if not has_form(node, answer_type.form):
        raise Unread(Reason.WRONG_FORM, f"not of the form '{answer_type.form}': {_excerpt(text)}")
    return Written(text.strip(), node)


_HEDGES = re.compile(
    r"\b(?:maybe|perhaps|possibly|probably|about|approximately|roughly|or|either|guess|might)\b|\?", re.I
)


_READERS: dict[type, Callable[[Any, str], Value]] = {
    Integer: _read_integer,
    Rational: _read_rational,
    Decimal: _read_decimal,
    Choice: _read_choice,
    FiniteSet: _read_set,
    Calculation: _read_calculation,
    Formula: _read_formula,
    Tuple: _read_tuple,
    Assignment: _read_assignment,
    Literal: _read_literal,
    Outcome: _read_outcome,
}

__all__: Sequence[str] = ["Unread", "Value", "canonical", "read", "read_final", "read_gold", "same"]
