"""A second solver for code/string_pipeline: the rules read from the prompt's lines and carried out letter by letter.

A text that is asked back is sent through the rules again: they must lead to what the prompt gives.
"""

import ast
import re
import string

from schemas import Problem

ALPHABET = string.ascii_lowercase
_RULE = re.compile(r"^(?:- |\d\. )(.*)$", re.M)


def agrees(problem: Problem) -> bool:
    """Whether the rules of the prompt lead from the one text to the other."""
    rules = _RULE.findall(problem.prompt)
    assert len(rules) == len(problem.params["steps"]), problem.prompt
    given = ast.literal_eval(re.search(r"'[^'\n]*'", _RULE.sub("", problem.prompt)).group())
    gold = ast.literal_eval(problem.check.gold)
    back = problem.check.entry == "decode"
    text, goal = (gold, given) if back else (given, gold)
    assert text.isalpha() and given != gold
    for rule in rules:
        text = _carried_out(rule, text)
    return text == goal


def _carried_out(rule: str, text: str) -> str:
    numbers = [int(number) for number in re.findall(r"\d+", rule)]
    if "signal" in rule:
        table = dict(re.findall(r"(\w): `([+-]+)`", rule))
        return "/".join(table[letter] for letter in text)
    if "Vigenère" in rule:
        key = re.search(r"keyword '(\w+)'", rule).group(1) * len(text)
        return "".join(_moved(letter, ALPHABET.index(k)) for letter, k in zip(text, key, strict=False))
    if "Caesar" in rule or "places later" in rule:
        return "".join(_moved(letter, numbers[0]) for letter in text)
    if "Atbash" in rule or "last but one" in rule:
        return "".join(dict(zip(ALPHABET, reversed(ALPHABET), strict=True))[letter] for letter in text)
    if "rails" in rule:
        rails, rail, step = [""] * numbers[0], 0, 1
        for letter in text:
            rails[rail] += letter
            step = 1 if rail == 0 else -1 if rail == numbers[0] - 1 else step
            rail += step
        return "".join(rails)
    if "column" in rule:
        rows = [text[i : i + numbers[0]] for i in range(0, len(text), numbers[0])]
        return "".join(row[i] for i in range(numbers[0]) for row in rows if i < len(row))
    if "97" in rule:
        total = sum(map(_place, text)) % 97
        return f"{text}{total // 10}{total % 10}"
    if "base" in rule:
        base = int(re.search(r"base (\d+)", rule).group(1))
        return "-".join(_digits(_place(letter), base) for letter in text)
    if "run of equal" in rule or "run-length" in rule:
        return re.sub(r"(.)\1*", lambda run: f"{run.group(1)}{len(run.group())}", text)
    if "pair" in rule or "swap" in rule.lower():
        return re.sub(r"(.)(.)", r"\2\1", text)
    if "backwards" in rule or "Reverse" in rule:
        return "".join(reversed(text))
    assert "end" in rule, rule
    for _ in range(numbers[0]):
        text = text[1:] + text[0]
    return text


def _moved(letter: str, places: int) -> str:
    for _ in range(places):
        letter = "a" if letter == "z" else chr(ord(letter) + 1)
    return letter


def _place(letter: str) -> int:
    return ALPHABET.index(letter) + 1


def _digits(number: int, base: int) -> str:
    return (_digits(number // base, base) if number >= base else "") + str(number % base)
