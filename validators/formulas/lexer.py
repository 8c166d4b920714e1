"""Cuts a formula in plain text, LaTeX, Unicode or Python writing into tokens that no longer tell which it was.

Everything is bounded and linear in the text. Digits are the ten of ASCII: look-alikes of other scripts are refused,
not folded.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from msgspec import Struct

MOST_CHARACTERS = 10_000
MOST_TOKENS = 4_000
MOST_DIGITS = 4_000


class Unreadable(Exception):
    """The text is no formula that is read here; the message says what stood in the way."""


class Token(Struct, frozen=True, gc=False):
    """A piece of a formula.

    `kind` is one of ``num`` (digits with at most one point), ``sym`` (a variable), ``const``, ``fn`` (a known
    function), ``word`` (letters in a row), ``text`` (words set as text), ``cmd`` (a construct: ``frac``, ``sqrt``,
    ``begin``, ...) and ``op``; `spaced` says whether blanks stood before it.
    """

    kind: str
    text: str
    spaced: bool = False


FUNCTIONS = {
    "sin": "sin", "cos": "cos", "tan": "tan", "tg": "tan", "cot": "cot", "ctg": "cot", "sec": "sec", "csc": "csc",
    "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "coth": "coth", "arcsin": "asin", "arccos": "acos",
    "arctan": "atan", "asin": "asin", "acos": "acos", "atan": "atan", "arcsinh": "asinh", "arccosh": "acosh",
    "arctanh": "atanh", "asinh": "asinh", "acosh": "acosh", "atanh": "atanh", "arsinh": "asinh", "arcosh": "acosh",
    "artanh": "atanh", "ln": "ln", "log": "log", "lg": "log", "exp": "exp", "sqrt": "sqrt", "cbrt": "cbrt",
    "abs": "abs",
    "gcd": "gcd", "lcm": "lcm", "max": "max", "min": "min", "floor": "floor", "ceil": "ceil", "sgn": "sign",
    "sign": "sign", "binom": "binom", "factorial": "factorial", "Re": "re", "Im": "im", "arg": "arg",
    "conj": "conj",
}  # fmt: skip
"""Names of functions as written, and what they are called in a tree."""

_CONSTANTS = {"pi": "pi", "infty": "inf", "infinity": "inf", "inf": "inf", "oo": "inf", "Infinity": "inf"}
_GREEK = frozenset(
    """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho sigma tau
    upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Sigma Phi Psi Omega ell hbar""".split()
)
_OPERATORS = {
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "pm": "pm", "mp": "mp", "le": "<=", "leq": "<=",
    "leqslant": "<=",
    "ge": ">=", "geq": ">=", "geqslant": ">=", "ne": "!=", "neq": "!=", "lt": "<", "gt": ">", "in": "in", "cup": "cup",
    "cap": "cap", "setminus": "minus", "backslash": "minus", "lor": "or", "vee": "or", "land": "and", "wedge": "and",
    "mid": "|", "vert": "|", "lvert": "|", "rvert": "|", "colon": ":", "degree": "deg", "circ": "deg", "prime": "'",
    "lbrace": "set{", "rbrace": "set}", "lbrack": "[", "rbrack": "]", "lparen": "(", "rparen": ")",
    "langle": "(", "rangle": ")", "bmod": "mod", "mod": "mod", "to": "->", "rightarrow": "->",
    "Rightarrow": "=>", "implies": "=>", "iff": "=>", "Leftrightarrow": "=>", "equiv": "equiv", "approx": "approx",
}  # fmt: skip
_CONSTRUCTS = frozenset("frac sqrt binom overline sum prod begin end lfloor rfloor lceil rceil".split())
_ALIASES = {
    "dfrac": "frac",
    "tfrac": "frac",
    "cfrac": "frac",
    "nicefrac": "frac",
    "dbinom": "binom",
    "tbinom": "binom",
    "bar": "overline",
}
_IGNORED = frozenset(
    """left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr displaystyle textstyle limits nolimits quad qquad
    hspace mathstrut strut middle rm""".split()
)
_TEXT = frozenset("text textbf textit textrm texttt textsf textnormal mbox operatorname".split())
_FONT = frozenset("mathrm mathit mathsf mathtt mathcal mathbf boldsymbol bm vec hat overrightarrow mathbb".split())
_ARROWED = frozenset("mathbf boldsymbol bm vec hat overrightarrow".split())

_UNICODE = {
    "−": "-", "–": "-", "‐": "-", "‑": "-", "﹣": "-", "－": "-", "＋": "+", "×": "*", "·": "*", "⋅": "*", "∙": "*",
    "∗": "*", "÷": "/", "⁄": "/", "∕": "/", "＝": "=", "≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=", "≠": "!=",
    "√": "\\sqrt ", "∛": "\\cbrt ", "π": "\\pi ", "∞": "\\infty ", "∈": "\\in ", "∪": "\\cup ", "∩": "\\cap ",
    "∖": "\\setminus ", "∅": "\\emptyset ", "⌀": "\\emptyset ", "Ø": "\\emptyset ", "ℝ": "\\mathbb{R}",
    "±": "\\pm ", "∓": "\\mp ", "°": "\\degree ", "º": "\\degree ", "∨": "\\lor ", "∧": "\\land ", "′": "'", "’": "'",
    "‘": "'", "“": '"', "”": '"', "⟨": "\\langle ", "⟩": "\\rangle ", "〈": "\\langle ", "〉": "\\rangle ",
    "⌊": "\\lfloor ", "⌋": "\\rfloor ", "⌈": "\\lceil ", "⌉": "\\rceil ", "∑": "\\sum ", "∏": "\\prod ",
    "→": "\\to ", "⇒": "\\Rightarrow ", "≡": "\\equiv ", "≈": "\\approx ", "…": "\\ldots ", "％": "%", "，": ",",
    "；": ";", "：": ":", "（": "(", "）": ")", "［": "[", "］": "]", "｛": "{", "｝": "}", "｜": "|", "∣": "|",
    "．": ".", "€": "\\text{euro}", "£": "\\text{pound}", "ⅈ": "i", "ⅇ": "e",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2007": " ", "\u200a": " ", "\u3000": " ", "\u2061": "",
    "\u2062": "*", "\t": " ", "\r": " ",
}  # fmt: skip
for _place, _letter in enumerate("αβγδεζηθικλμνξ_ρ_στυφχψω"):
    if _letter != "_":
        _UNICODE[_letter] = f"\\{unicodedata.name(_letter).split()[-1].lower().replace('lamda', 'lambda')} "
for _sign in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞":
    _part = Fraction(unicodedata.numeric(_sign)).limit_denominator(9)
    _UNICODE[_sign] = f"\\frac{{{_part.numerator}}}{{{_part.denominator}}}"
_TRANSLATION = str.maketrans(_UNICODE)
_SUPERSCRIPTS = {c: str(n) for n, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")} | {"⁻": "-", "⁺": "+", "ⁿ": "n", "ˣ": "x"}
_SUBSCRIPTS = {c: str(n) for n, c in enumerate("₀₁₂₃₄₅₆₇₈₉")}
_RAISED = re.compile(f"[{''.join(_SUPERSCRIPTS)}]+")
_LOWERED = re.compile(f"[{''.join(_SUBSCRIPTS)}]+")

_GROUPED = re.compile(r"(?<=[0-9])(?:\{,\}|,\s?\\!\s{0,4}|\\[,;!:]\s?|\{\\,\})(?=[0-9]{3}(?![0-9]))")
_TOKEN = re.compile(
    r"(?P<space>\s+|\\[,;:!> ]|~)"
    r"|(?P<num>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?P<power>[eE][+-]?[0-9]{1,6}(?![0-9A-Za-z.]))?"
    r"|\\?(?P<log>log)(?=(?:10|2)\()"
    r"|\\(?P<name>[A-Za-z]+)\s{0,8}"
    r"|(?P<run>[A-Za-z]+)"
    r"|(?P<dots>\.{2,})"
    r"|(?P<op>\*\*|<=|>=|=<|=>|!=|==|->|\\\\|\\[{}%$&#_|]|[-+*/^_=<>!|,;:()\[\]{}'%&$\"])"
)
_ROW_GAP = re.compile(r"\\\\\[[0-9.]{1,6}(?:pt|em|ex|mm|cm)\]")
_OVER = re.compile(r"\{([^{}]{1,200})\\(over|choose)(?![A-Za-z])([^{}]{1,200})\}")
_ARGUMENT = re.compile(r"\{([^{}\\]{0,400})\}")
_BARE_ARGUMENT = re.compile(r"([A-Za-z0-9])")
_PLAIN_OPERATORS = {
    "**": "^", "=<": "<=", "==": "=", "\\\\": "row", "\\{": "set{", "\\}": "set}", "\\%": "%", "\\$": "$", "\\&": "and",
    "\\|": "||", "\\_": "_",
}  # fmt: skip


def tokens(text: str) -> list[Token]:
    """The tokens of a formula. Raises `Unreadable`."""
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(f"longer than {MOST_CHARACTERS} characters")
    if not text.isascii():
        text = _in_ascii(text)
    text = _GROUPED.sub("", text)
    if "\\" in text:
        text = _ROW_GAP.sub(r"\\\\", text)
        text = _OVER.sub(lambda m: f"\\{'frac' if m[2] == 'over' else 'binom'}{{{m[1]}}}{{{m[3]}}}", text)
    found: list[Token] = []
    place, spaced = 0, False
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise Unreadable(f"the character {text[place]!a}")
        place = match.end()
        kind = match.lastgroup
        if kind == "space":
            spaced = True
            continue
        if kind == "num" or kind == "power":
            if match.end() - match.start() > MOST_DIGITS:
                raise Unreadable(f"a number of more than {MOST_DIGITS} digits")
            if kind == "power":
                found += [
                    Token("op", "(", spaced),
                    Token("num", match["num"]),
                    *_TIMES_TEN,
                    Token("num", match["power"][1:]),
                ]
                found.append(Token("op", ")"))
            else:
                found.append(Token("num", match["num"], spaced))
        elif kind == "log":  # log2(8), as programs name it
            found += [Token("fn", "log", spaced), Token("op", "_")]
        elif kind == "run":
            found += _run(match["run"], spaced)
        elif kind == "op":
            sign = match["op"]
            found.append(Token("op", _PLAIN_OPERATORS.get(sign, sign), spaced))
        elif kind == "dots":
            found.append(Token("op", "dots", spaced))
        else:
            place = _command(match["name"], text, place, spaced, found)
        if len(found) > MOST_TOKENS:
            raise Unreadable(f"more than {MOST_TOKENS} symbols")
        spaced = False
    return found


_TIMES_TEN = (Token("op", "*"), Token("num", "10"), Token("op", "^"))


def _in_ascii(text: str) -> str:
    text = text.translate(_TRANSLATION)
    text = _RAISED.sub(lambda m: "^{" + "".join(map(_SUPERSCRIPTS.__getitem__, m[0])) + "}", text)
    text = _LOWERED.sub(lambda m: "_{" + "".join(map(_SUBSCRIPTS.__getitem__, m[0])) + "}", text)
    strange = next((c for c in text if not c.isascii()), None)
    if strange is not None:
        raise Unreadable(f"the character {strange!a}")
    return text


def _run(run: str, spaced: bool) -> list[Token]:
    """Letters in a row: a function, a constant, a variable, a function with its variable (``sinx``), or a word."""
    if len(run) == 1:
        return [Token("const" if run in "ei" else "sym", run, spaced)]
    if run in FUNCTIONS:
        return [Token("fn", FUNCTIONS[run], spaced)]
    if run in _CONSTANTS:
        return [Token("const", _CONSTANTS[run], spaced)]
    if run in ("or", "and", "in", "mod"):
        return [Token("op", run, spaced)]
    if run[:-1] in FUNCTIONS:
        return [Token("fn", FUNCTIONS[run[:-1]], spaced), *_run(run[-1], False)]
    return [Token("word", run, spaced)]


def _command(name: str, text: str, place: int, spaced: bool, found: list[Token]) -> int:
    """Append the tokens of the command that ends at `place`, and return where reading goes on."""
    name = _ALIASES.get(name, name)
    if name in _IGNORED:
        # ``\left.`` sets an invisible bracket.
        return place + 1 if name in ("left", "right") and text[place : place + 1] == "." else place
    if name in _TEXT or name in _FONT:
        argument = _ARGUMENT.match(text, place) or (_BARE_ARGUMENT.match(text, place) if name in _FONT else None)
        if argument is None:
            raise Unreadable(f"\\{name} without plain text in its braces")
        found.append(_styled(name, argument[1], spaced))
        return argument.end()
    if name in ("begin", "end"):
        argument = _ARGUMENT.match(text, place)
        if argument is None:
            raise Unreadable(f"\\{name} without a name")
        found.append(Token("cmd", f"{name} {argument[1].strip('*')}", spaced))
        place = argument.end()
        columns = _ARGUMENT.match(text, place) if argument[1] == "array" and name == "begin" else None
        return place if columns is None else columns.end()
    if name in _CONSTRUCTS:
        found.append(Token("cmd", name, spaced))
    elif name in FUNCTIONS:
        found.append(Token("fn", FUNCTIONS[name], spaced))
    elif name in _CONSTANTS:
        found.append(Token("const", _CONSTANTS[name], spaced))
    elif name in _GREEK:
        found.append(Token("sym", name, spaced))
    elif name in _OPERATORS:
        found.append(Token("op", _OPERATORS[name], spaced))
    elif name in ("emptyset", "varnothing"):
        found.append(Token("cmd", "emptyset", spaced))
    elif name in ("ldots", "dots", "cdots", "dotsc"):
        found.append(Token("op", "dots", spaced))
    elif name == "pmod":
        found.append(Token("op", "pmod", spaced))
    else:
        raise Unreadable(f"the command \\{name[:40]}")
    return place


def _styled(name: str, inside: str, spaced: bool) -> Token:
    """What a piece of text or a letter in a font of its own stands for."""
    words = " ".join(inside.replace("~", " ").split())
    if name == "mathbb":
        return Token("cmd", "reals", spaced) if words == "R" else Token("sym", f"mathbb {words}", spaced)
    if words in FUNCTIONS and name != "text":
        return Token("fn", FUNCTIONS[words], spaced)
    if name in _FONT and len(words) == 1:
        if name in _ARROWED:
            return Token("sym", f"vector {words}", spaced)
        return Token("num" if words.isdigit() else "const" if words in "ei" else "sym", words, spaced)
    return Token("text", words, spaced)
