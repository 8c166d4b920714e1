"""Formulas as prompts write them (plain, LaTeX or Python), found and handed to SymPy."""

from __future__ import annotations

import re

import sympy

_FUNCTIONS = ("sin", "cos", "tan", "ln", "exp", "sqrt", "arctan", "arcsin", "e", "pi")
_MEANING = {
    "ln": sympy.log, "exp": sympy.exp, "e": sympy.E, "pi": sympy.pi, "sin": sympy.sin, "cos": sympy.cos,
    "tan": sympy.tan, "sqrt": sympy.sqrt, "arctan": sympy.atan, "arcsin": sympy.asin,
}  # fmt: skip


def question(prompt: str) -> str:
    """The prompt without the request for an answer line."""
    return re.sub(r"\n[^\n]*Answer:.*", "", prompt)


def formulas(prompt: str, letters: list[str]) -> list[str]:
    """The formulas in a prompt, in order, as plain text; lone letters and numbers are none."""
    if "\\(" in prompt or "\\[" in prompt:
        found = [plain(each[1:-1]) for each in re.findall(r"\\(\(.*?\\\)|\[.*?\\\])", prompt, re.DOTALL)]
        found = [each.rstrip("\\").strip() for each in found]
    elif "`" in prompt:
        found = re.findall(r"`(.*?)`", prompt)
    else:
        names = "|".join(sorted(_FUNCTIONS, key=len, reverse=True))
        letter = "".join(letters)
        token = rf"(?:(?<![A-Za-z])(?:{names})(?![A-Za-z])|\d+|(?<![A-Za-z])[{letter}]+(?![A-Za-z])|[-+*/^()|'])"
        found = [each[0] for each in re.finditer(rf"{token}(?:[ ]?{token})*", prompt)]
    return [each for each in found if re.search(r"[-+*/^(]|\w\w", each) and re.search(r"[a-z]", each)]


def plain(text: str) -> str:
    """LaTeX as plain text."""
    text = re.sub(r"\\(?:left|right|,|;|!)", "", text)
    while True:
        replaced = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text)
        replaced = re.sub(r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)", replaced)
        replaced = re.sub(r"\^\{([^{}]*)\}", r"^(\1)", replaced)
        if replaced == text:
            break
        text = replaced
    text = _powers_behind(text)
    text = text.replace("\\cdot", "*").replace("\\ln", " ln ").replace("\\pi", " pi ")
    return re.sub(r"\\(sin|cos|tan|arctan|arcsin)", r" \1 ", text).replace("  ", " ")


def _powers_behind(text: str) -> str:
    """``\\sin^2(3x)`` with its power behind the argument."""
    while found := re.search(r"\\(sin|cos|tan)\^\(?(\d+)\)?\(", text):
        depth, end = 1, found.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        text = f"{text[: found.start()]}\\{found[1]}({text[found.end() : end]}^{found[2]}{text[end:]}"
    return text


def parsed(text: str, letters: list[str]) -> sympy.Expr:
    """A plain formula as SymPy reads it once the signs left out are put in."""
    names = "|".join(sorted(_FUNCTIONS, key=len, reverse=True))
    tokens = re.findall(rf"(?:{names})(?![a-z])|\d+|\*\*|[a-z]|[-+*/^()|]", text)
    result = ""
    absolute = False
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else ""
        ends = bool(before) and (before[-1].isalnum() or before == ")") and before not in _FUNCTIONS[:8]
        if token == "|":
            absolute = not absolute
            token = "Abs(" if absolute else ")"
        starts = token[0].isalnum() or token == "("
        if ends and starts and not (token.isdigit() and before.isdigit()):
            result += "*"
        result += "**" if token == "^" else token
    return sympy.sympify(result, locals={**_MEANING, **{letter: sympy.Symbol(letter) for letter in letters}})
