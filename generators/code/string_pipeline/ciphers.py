"""Classical ciphers and encodings: each with its English, its meaning in both directions, its code and a worked trace.

Texts are lower-case letters; a cipher that is `last` gives something else and can only end a pipeline. Methods as in
Singh, The Code Book (1999); the run lengths, numbers and check digits are those of any textbook on coding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

SEPARATOR = "-"
_A = ord("a")


class Cipher(NamedTuple):
    """`clauses` say as commands what is done to a text; `undo` how it is taken back. `encode` and `decode` take the
    text and the arguments; so do the traces, with the result after the text. In the code {x} is the text, {y} the
    result and {0}, {1} the arguments."""

    clauses: tuple[str, ...]
    undo: str
    encode: Callable[..., str]
    decode: Callable[..., str]
    encoding: str
    decoding: str
    trace: Callable[..., list[str]]
    back: Callable[..., list[str]]
    last: bool = False


def shifted(text: str, places: int) -> str:
    """Every letter moved on in the alphabet."""
    return "".join([chr((ord(c) - _A + places) % 26 + _A) for c in text])


def _mirrored(text: str) -> str:
    return "".join([chr(2 * _A + 25 - ord(c)) for c in text])


def _vigenere(text: str, key: str, sign: int) -> str:
    return "".join([shifted(c, sign * (ord(key[i % len(key)]) - _A)) for i, c in enumerate(text)])


def _rail_order(size: int, rails: int) -> list[int]:
    period = 2 * rails - 2
    return sorted(range(size), key=lambda i: min(i % period, period - i % period))


def _column_order(size: int, width: int) -> list[int]:
    return [i for column in range(width) for i in range(column, size, width)]


def _placed(text: str, order: Sequence[int]) -> str:
    letters = [""] * len(text)
    for place, letter in zip(order, text, strict=True):
        letters[place] = letter
    return "".join(letters)


def _swapped(text: str) -> str:
    return "".join([text[i : i + 2][::-1] for i in range(0, len(text), 2)])


def _run_lengths(text: str) -> str:
    return "".join([f"{letter}{len(list(run))}" for letter, run in groupby(text)])


def _spread(text: str) -> str:
    found, at = "", 0
    while at < len(text):
        end = at + 1
        while end < len(text) and text[end].isdigit():
            end += 1
        found += text[at] * int(text[at + 1 : end])
        at = end
    return found


def in_base(number: int, base: int) -> str:
    """A positive number's digits in the base."""
    digits = ""
    while number:
        digits = str(number % base) + digits
        number //= base
    return digits


def _numbers(text: str, base: int) -> str:
    return SEPARATOR.join([in_base(ord(c) - _A + 1, base) for c in text])


def _from_numbers(text: str, base: int) -> str:
    return "".join([chr(_A - 1 + int(part, base)) for part in text.split(SEPARATOR)])


def _signals(text: str, table: dict[str, str]) -> str:
    return "/".join([table[c] for c in text])


def _from_signals(text: str, table: dict[str, str]) -> str:
    letters = {code: letter for letter, code in table.items()}
    return "".join([letters[code] for code in text.split("/")])


def _check_digits(text: str) -> str:
    return f"{text}{sum([ord(c) - _A + 1 for c in text]) % 97:02}"


# Traces


def _letterwise(text: str, result: str, *_: Any) -> list[str]:
    return [", ".join([f"{a} → {b}" for a, b in zip(text, result, strict=True)])]


def _keyed(text: str, result: str, key: str) -> list[str]:
    """The keyword is repeated below the text; each of its letters says how far to go."""
    rows = [(c, key[i % len(key)], result[i]) for i, c in enumerate(text)]
    return [", ".join([f"{c} ({k}: {ord(k) - _A}) → {r}" for c, k, r in rows])]


def _rails(text: str, result: str, rails: int) -> list[str]:
    period = 2 * rails - 2
    rows: list[list[str]] = [[] for _ in range(rails)]
    for i, letter in enumerate(text):
        rows[min(i % period, period - i % period)].append(letter)
    return [f"rail {number}: {' '.join(row)}" for number, row in enumerate(rows, 1)]


def _columns(text: str, result: str, width: int) -> list[str]:
    return [f"row {i // width + 1}: {' '.join(text[i : i + width])}" for i in range(0, len(text), width)]


def _pairs(text: str, result: str, *_: Any) -> list[str]:
    return [", ".join([f"{text[i : i + 2]} → {result[i : i + 2]}" for i in range(0, len(text), 2)])]


def _plainly(text: str, result: str, *_: Any) -> list[str]:
    return [f"{' '.join(text)} → {' '.join(result)}"]


def _parts(text: str, result: str, *_: Any) -> list[str]:
    return [", ".join([f"{''.join(run)} → {c}{len(run)}" for c, run in [(c, list(g)) for c, g in groupby(text)]])]


def _places(text: str, result: str, base: int) -> list[str]:
    parts = zip(text, result.split(SEPARATOR), strict=True)
    return [", ".join([f"{c} = {ord(c) - _A + 1} → {part}" for c, part in parts])]


def _from_places(text: str, result: str, base: int) -> list[str]:
    parts = zip(text.split(SEPARATOR), result, strict=True)
    return [", ".join([f"{part} → {ord(c) - _A + 1} = {c}" for part, c in parts])]


def _signs(text: str, result: str, table: dict[str, str]) -> list[str]:
    return [", ".join([f"{c} → {table[c]}" for c in text])]


def _sums(text: str, result: str, *_: Any) -> list[str]:
    places = [ord(c) - _A + 1 for c in text]
    return [f"{' + '.join(map(str, places))} = {sum(places)}", f"{sum(places)} mod 97 = {sum(places) % 97}"]


def _turned(trace: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """The trace of the encoding, told for the way back: what stands on the left of an arrow is what is found."""

    def back(text: str, result: str, *arguments: Any) -> list[str]:
        lines = trace(result, text, *arguments)
        return [", ".join([" → ".join(reversed(part.split(" → "))) for part in line.split(", ")]) for line in lines]

    return back


_PUT = (
    'letters = [""] * len({x})\nfor place, letter in zip(order, {x}):\n    letters[place] = letter\n'
    '{y} = "".join(letters)'
)
_RAIL_ORDER = "order = sorted(range(len({x})), key=lambda i: min(i % (2 * {0} - 2), 2 * {0} - 2 - i % (2 * {0} - 2)))\n"
_COLUMN_ORDER = "order = [i for column in range({0}) for i in range(column, len({x}), {0})]\n"

CIPHERS: dict[str, Cipher] = {
    "caesar": Cipher(
        ("replace every letter by the one {0} places later in the alphabet, going on from 'z' with 'a'",
         "apply a Caesar shift of {0}: each letter moves {0} places forward, and after 'z' comes 'a' again"),
        "Move every letter {0} places back.",
        shifted, lambda text, k: shifted(text, -k),
        '{y} = "".join(chr((ord(c) - 97 + {0}) % 26 + 97) for c in {x})',
        '{y} = "".join(chr((ord(c) - 97 - {0}) % 26 + 97) for c in {x})',
        _letterwise, _letterwise,
    ),
    "atbash": Cipher(
        ("exchange the first letter of the alphabet with the last, the second with the last but one, and so on ("
         "'a' and 'z', 'b' and 'y', ...)",
         "apply the Atbash cipher, which turns the alphabet round: 'a' becomes 'z', 'b' becomes 'y', and so on"),
        "Turn the alphabet round again.",
        _mirrored, _mirrored,
        '{y} = "".join(chr(219 - ord(c)) for c in {x})', '{y} = "".join(chr(219 - ord(c)) for c in {x})',
        _letterwise, _letterwise,
    ),
    "vigenere": Cipher(
        ("apply the Vigenère cipher with the keyword '{0}': write the keyword over and over below the text and move "
         "each letter forward by the keyword letter's distance from 'a' ('a' is 0, 'b' is 1, ...), going on "
         "from 'z' with 'a'",
         "move the letters forward by the letters of the keyword '{0}', which is repeated as often as needed: a "
         "keyword letter 'a' moves by 0, 'b' by 1, 'c' by 2 and so on, and after 'z' comes 'a' again (Vigenère)"),
        "Move every letter back by its keyword letter.",
        lambda text, key: _vigenere(text, key, 1), lambda text, key: _vigenere(text, key, -1),
        'key = "{0}"\n{y} = "".join(chr((ord(c) + ord(key[i % len(key)]) - 194) % 26 + 97) for i, c in enumerate({x}))',
        'key = "{0}"\n{y} = "".join(chr((ord(c) - ord(key[i % len(key)])) % 26 + 97) for i, c in enumerate({x}))',
        _keyed, _keyed,
    ),
    "rails": Cipher(
        ("write the text in a zigzag on {0} rails (down from the first rail to the last, up again to the first, and so "
         "on) and read the rails one after another, from the first to the last",
         "apply a rail fence of {0} rails: the letters go down rail by rail to the last and up again to the first, "
         "over and over; then the rails are read in order, each from left to right"),
        "Lay out the zigzag on {0} rails, fill the rails in order and read along the zigzag.",
        lambda text, k: "".join([text[i] for i in _rail_order(len(text), k)]),
        lambda text, k: _placed(text, _rail_order(len(text), k)),
        _RAIL_ORDER + '{y} = "".join({x}[i] for i in order)', _RAIL_ORDER + _PUT,
        _rails, lambda text, result, k: _rails(result, text, k),
    ),
    "columns": Cipher(
        ("write the text in rows of {0} letters (the last row may be shorter) and read it column by column, from left "
         "to right",
         "arrange the letters in rows of {0}, with what is left over in a shorter last row, and read down the columns, "
         "the leftmost first"),
        "Lay out rows of {0}, fill the columns in order and read the rows.",
        lambda text, k: "".join([text[i] for i in _column_order(len(text), k)]),
        lambda text, k: _placed(text, _column_order(len(text), k)),
        _COLUMN_ORDER + '{y} = "".join({x}[i] for i in order)', _COLUMN_ORDER + _PUT,
        _columns, lambda text, result, k: _columns(result, text, k),
    ),
    "reverse": Cipher(
        ("reverse the text", "write the text backwards"), "Reverse the text again.",
        lambda text: text[::-1], lambda text: text[::-1], "{y} = {x}[::-1]", "{y} = {x}[::-1]", _plainly, _plainly,
    ),
    "swap": Cipher(
        ("swap the first letter with the second, the third with the fourth, and so on (a letter left over at the end "
         "stays)",
         "exchange the two letters of every pair, the pairs being letters 1 and 2, 3 and 4, and so on; a last letter "
         "without a partner stays where it is"),
        "Swap the letters of every pair again.",
        _swapped, _swapped, '{y} = "".join({x}[i:i + 2][::-1] for i in range(0, len({x}), 2))',
        '{y} = "".join({x}[i:i + 2][::-1] for i in range(0, len({x}), 2))', _pairs, _pairs,
    ),
    "rotate": Cipher(
        ("move the first {0} letters to the end, in their order", "take the first {0} letters away and append them at "
         "the end"),
        "Move the last {0} letters to the front.",
        lambda text, k: text[k:] + text[:k], lambda text, k: text[-k:] + text[:-k],
        "{y} = {x}[{0}:] + {x}[:{0}]", "{y} = {x}[-{0}:] + {x}[:-{0}]", _plainly, _plainly,
    ),
    "run_lengths": Cipher(
        ("run-length encode the text: write each run of equal letters as the letter followed by the length of the run, "
         "also where that is 1",
         "replace every run of equal neighbouring letters, single letters included, by the letter and the number of "
         "times that it stands there"),
        "Write every letter as often as the number after it says.",
        _run_lengths, _spread,
        "runs = []\nfor c in {x}:\n    if runs and runs[-1][0] == c:\n        runs[-1][1] += 1\n    else:\n"
        "        runs.append([c, 1])\n{y} = \"\".join(c + str(n) for c, n in runs)",
        "runs = []\nfor c in {x}:\n    if c.isdigit():\n        runs[-1][1] += c\n    else:\n"
        "        runs.append([c, \"\"])\n{y} = \"\".join(c * int(n) for c, n in runs)",
        _parts, _turned(_parts), last=True,
    ),
    "numbers": Cipher(
        ("replace every letter by its place in the alphabet ('a' is 1, 'z' is 26), written in base {0}, with hyphens "
         "between the numbers",
         "write the letters as numbers in base {0}, that is from 1 for 'a' to 26 (in decimal) for 'z', and put a "
         "hyphen between one number and the next"),
        "Read the numbers in base {0} as places in the alphabet.",
        _numbers, _from_numbers,
        "parts = []\nfor c in {x}:\n    number, digits = ord(c) - 96, \"\"\n    while number:\n"
        "        digits = str(number % {0}) + digits\n        number //= {0}\n    parts.append(digits)\n"
        "{y} = \"-\".join(parts)",
        '{y} = "".join(chr(96 + int(part, {0})) for part in {x}.split("-"))',
        _places, _from_places, last=True,
    ),
    "signals": Cipher(
        ("write every letter as its signal in this table ({0}), with slashes between the signals",
         "replace the letters by signals ({0}) and put a slash between one signal and the next"),
        "Look the signals up in the table.",
        _signals, _from_signals,
        'table = {1}\n{y} = "/".join(table[c] for c in {x})',
        'table = {1}\nletters = {{code: letter for letter, code in table.items()}}\n'
        '{y} = "".join(letters[code] for code in {x}.split("/"))',
        _signs, _turned(_signs), last=True,
    ),
    "check_digits": Cipher(
        ("add up the places of the letters in the alphabet ('a' is 1, 'z' is 26), take the remainder on division by 97 "
         "and append it to the text as two digits",
         "append two check digits: the sum of the letters' places in the alphabet (1 for 'a' to 26 for 'z') modulo 97, "
         "with a leading 0 if it is less than 10"),
        "Take the two check digits away.",
        _check_digits, lambda text: text[:-2],
        '{y} = {x} + f"{{sum(ord(c) - 96 for c in {x}) % 97:02}}"', "{y} = {x}[:-2]",
        _sums, _plainly, last=True,
    ),
}  # fmt: skip
