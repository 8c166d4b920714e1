"""Tasks for `re`: finding, cutting and rewriting by regular expressions."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from generators.code.library_call.task import Task, task

_RE = "import re"


def _pieces(text: str, inside: Callable[[str], bool]) -> list[tuple[bool, str]]:
    """The text cut into longest runs of characters that all are, or all are not, `inside`."""
    pieces: list[tuple[bool, str]] = []
    for c in text:
        if pieces and pieces[-1][0] == inside(c):
            pieces[-1] = (inside(c), pieces[-1][1] + c)
        else:
            pieces.append((inside(c), c))
    return pieces


def _found(text: str, inside: Callable[[str], bool]) -> list[str]:
    return [piece for is_inside, piece in _pieces(text, inside) if is_inside]


def _rewritten(text: str, inside: Callable[[str], bool], change: Callable[[str], str]) -> str:
    return "".join([change(piece) if is_inside else piece for is_inside, piece in _pieces(text, inside)])


def _digit(c: str) -> bool:
    return "0" <= c <= "9"


def _letter(c: str) -> bool:
    return c.isascii() and c.isalpha()


def _numbers(text: str, signed: bool = True) -> list[int]:
    numbers, before = [], ""
    for is_number, piece in _pieces(text, _digit):
        if is_number:
            numbers.append(-int(piece) if signed and before.endswith("-") else int(piece))
        before = piece
    return numbers


def _tags(text: str) -> list[str]:
    tags = []
    for after in text.split("#")[1:]:
        size = 0
        while size < len(after) and "a" <= after[size] <= "z":
            size += 1
        if size:
            tags.append(after[:size])
    return tags


def _days(text: str) -> list[tuple[int, int, int, int, int]]:
    """Where dates written day.month.year stand: start, end, year, month, day."""
    found, at = [], 0
    while at < len(text):
        size = 0
        while at + size < len(text) and (_digit(text[at + size]) or text[at + size] == "."):
            size += 1
        parts = text[at : at + size].split(".")
        if (
            size
            and [len(part) for part in parts[2:]] in ([4], [4, 0])
            and all(len(part) in (1, 2) for part in parts[:2])
        ):
            end = at + len(".".join(parts[:3]))
            found.append((at, end, int(parts[2]), int(parts[1]), int(parts[0])))
        at += max(1, size)
    return found


def _iso(year: int, month: int, day: int) -> str:
    return f"{year}-{month // 10}{month % 10}-{day // 10}{day % 10}"


def _iso_text(text: str, iso: Callable[[int, int, int], str] = _iso) -> str:
    out, last = "", 0
    for start, end, *day in _days(text):
        out += text[last:start] + iso(*day)
        last = end
    return out + text[last:]


def _settings(text: str, last: bool = True) -> dict[str, int]:
    values: dict[str, int] = {}
    sides = text.split("=")
    for left, right in pairwise(sides):
        name, value = "", ""
        for c in reversed(left.rstrip(" ")):
            if not "a" <= c <= "z":
                break
            name = c + name
        for i, c in enumerate(right.lstrip(" ")):
            if not _digit(c) and not (i == 0 and c == "-"):
                break
            value += c
        if name and value.strip("-") and (last or name not in values):
            values[name] = int(value)
    return values


def _snake(name: str) -> str:
    return "".join([("_" if i else "") + c.lower() if c.isupper() else c for i, c in enumerate(name)])


def _camel(name: str, first: bool = False) -> str:
    parts = name.split("_")
    return "".join([part[0].upper() + part[1:] if i or first else part for i, part in enumerate(parts)])


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    kinds = "".join(["d" if _digit(c) else "l" if _letter(c) else " " if c == " " else "s" for c in text])
    for i, c in enumerate(text):
        if kinds[i] == " ":
            continue
        if i and kinds[i] == kinds[i - 1] and kinds[i] in "dl":
            tokens[-1] += c
        else:
            tokens.append(c)
    return tokens


def _entries(text: str, marks: str = ",;|") -> list[str]:
    for mark in marks:
        text = text.replace(mark, "\n")
    return [entry.strip(" ") for entry in text.split("\n") if entry.strip(" ")]


def _shortened(text: str, most: int) -> str:
    out = ""
    for c in text:
        if most < 1 or out[-most:] != c * most:
            out += c
    return out


def _log_levels(lines: list[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for line in lines:
        parts = line.split(" ", 2)
        times = parts[0].split(":")
        if (
            len(parts) == 3
            and [len(t) for t in times] == [2, 2]
            and all(map(str.isdigit, times))
            and parts[1].endswith(":")
            and len(parts[1]) > 1
            and all("A" <= c <= "Z" for c in parts[1][:-1])
        ):
            counts[parts[1][:-1]] = counts.get(parts[1][:-1], 0) + 1
    return counts


def _log_minutes(lines: list[str], word: str) -> list[int]:
    return [
        int(line[:2]) * 60 + int(line[3:5]) for line in lines if _log_levels([line]) and line[6:].startswith(word + ":")
    ]


def _masked(text: str, least: int) -> str:
    return _rewritten(text, _digit, lambda run: "*" * len(run) if len(run) >= least else run)


TASKS: dict[str, Task] = {
    "numbers_in": task(
        "note", "ints", (),
        ("extract all whole numbers from the text, in order, as integers: a number is a longest run of digits, and a "
         "hyphen directly before it makes it negative",
         "list the integers that are written in the text, from left to right; each longest run of digits is one, with "
         "a minus sign if a hyphen stands immediately in front of it"),
        "found", r'{y} = [int(digits) for digits in re.findall(r"-?[0-9]+", {x})]', _numbers, _RE,
        edge="A text without digits gives an empty list.",
        how="`re.findall` returns all matches from left to right; the sign is optional in the pattern.",
        slips=(lambda s: _numbers(s, False), lambda s: [int(c) for c in s if _digit(c)]),
    ),
    "numbers_scaled": task(
        "note", "line", ("factor",),
        ("multiply every number in the text by {0} and leave all other characters as they are; a number is a longest "
         "run of digits",
         "replace each longest run of digits in the text by the number that it stands for times {0}, and keep the rest "
         "of the text"),
        "scaled", '{y} = re.sub(r"[0-9]+", lambda match: str(int(match.group()) * {0}), {x})',
        lambda s, k: _rewritten(s, _digit, lambda run: str(int(run) * k)), _RE,
        how="`re.sub` calls the function for every match and puts its result in the match's place.",
        slips=(lambda s, k: "".join([str(int(c) * k) if _digit(c) else c for c in s]),
               lambda s, k: _rewritten(s, _digit, lambda run: str(int(run) + k))),
    ),
    "digits_masked": task(
        "note", "line", ("digits",),
        ("replace every digit that belongs to a run of at least {0} neighbouring digits by a '*', and leave all else "
         "as it is",
         "mask the long numbers of the text: each longest run of {0} or more digits becomes as many asterisks ('*'), "
         "and shorter runs stay"),
        "masked", '{y} = re.sub(r"[0-9]{{{0},}}", lambda match: "*" * len(match.group()), {x})', _masked, _RE,
        how="`{k,}` behind a class asks for k or more characters of it, and the match is as long as it can be.",
        slips=(lambda s, k: _masked(s, 1), lambda s, k: _rewritten(s, _digit, lambda r: "*" if len(r) >= k else r)),
    ),
    "tags": task(
        "note", "words", (),
        ("list the tags in the text in order, without their '#': a tag is a '#' with one or more lower-case letters "
         "directly after it and reaches as far as these letters do",
         "extract the words that are marked by a '#' right before them, where a word is a longest run of lower-case "
         "letters, and list them from left to right without the '#'"),
        "tags", '{y} = re.findall(r"#([a-z]+)", {x})', _tags, _RE, edge="A text without tags gives an empty list.",
        how="With one group in the pattern, `re.findall` returns what the group matched.",
        slips=(lambda s: list(dict.fromkeys(_tags(s))), lambda s: _found(s, lambda c: "a" <= c <= "z")),
    ),
    "words_in": task(
        "note", "words", (),
        ("list all words of the text in order and in lower case, a word being a longest run of letters (a to z, of "
         "either case)",
         "cut the text into its words (the longest runs of letters, whatever stands between them) and write them in "
         "lower case"),
        "found", '{y} = re.findall(r"[a-z]+", {x}.lower())', lambda s: _found(s.lower(), _letter), _RE,
        edge="A text without letters gives an empty list.", how="`[a-z]+` matches one run of letters at a time.",
        slips=(lambda s: s.lower().split(), lambda s: [w for w in _found(s, _letter) if w.islower()]),
    ),
    "dates_rewritten": task(
        "dated", "line", (),
        ("rewrite every date in the text from the form day.month.year with a four-digit year (such as 7.3.2024) to "
         "the form YYYY-MM-DD (then "
         "2024-03-07), with month and day always of two digits, and leave the rest of the text alone",
         "turn the dates in the text, which are written as day, month and four-digit year with dots between them "
         "(such as "
         "7.3.2024 or 07.03.2024), into ISO dates (2024-03-07) and change nothing else"),
        "rewritten",
        "def iso(match):\n    day, month, year = match.groups()\n"
        '    return f"{{year}}-{{int(month):02}}-{{int(day):02}}"\n\n'
        '{y} = re.sub(r"\\b([0-9]{{1,2}})\\.([0-9]{{1,2}})\\.([0-9]{{4}})\\b", iso, {x})',
        _iso_text, _RE,
        how="The three groups of the pattern are the parts of the date, and `re.sub` calls a function for each match.",
        slips=(lambda s: _iso_text(s, lambda y, m, d: f"{y}-{m}-{d}"), lambda s: _iso_text(s,
               lambda y, m, d: _iso(y, d, m))),
    ),
    "dates_in": task(
        "dated", "dates", (),
        ("extract all dates from the text in order: they are written as day.month.year with a four-digit year (such "
         "as 7.3.2024) and are "
         "wanted in the form YYYY-MM-DD (2024-03-07)",
         "list the dates that the text mentions, from left to right; in the text they have the form day.month.year "
         "with a year of four digits, "
         "such as 7.3.2024 or 07.03.2024, and in the list the form 2024-03-07"),
        "dates",
        'parts = re.findall(r"\\b([0-9]{{1,2}})\\.([0-9]{{1,2}})\\.([0-9]{{4}})\\b", {x})\n'
        '{y} = [f"{{year}}-{{int(month):02}}-{{int(day):02}}" for day, month, year in parts]',
        lambda s: [_iso(*day) for _, _, *day in _days(s)], _RE,
        edge="A text without dates gives an empty list.",
        how="With three groups in the pattern, `re.findall` returns tuples of three strings.",
        slips=(lambda s: [_iso(y, d, m) for _, _, y, m, d in _days(s)],
               lambda s: [f"{y}-{m}-{d}" for _, _, y, m, d in _days(s)]),
    ),
    "settings": task(
        "settings", "text_counts", (),
        ("read the settings in the text into a dictionary: a setting is a name of lower-case letters, an equals sign "
         "and a whole number (possibly with a minus sign), with or without spaces around the equals sign; the value "
         "goes in as an integer, and a later setting of the same name replaces an earlier one",
         "build a dictionary from names to integers out of all parts of the text of the form name=number, where the "
         "name is a run of lower-case letters, the number may be negative and spaces may stand around the '='; if a "
         "name comes several times, the last value counts"),
        "values",
        'pairs = re.findall(r"([a-z]+) *= *(-?[0-9]+)", {x})\n{y} = {{name: int(value) for name, value in pairs}}',
        _settings, _RE, edge="Anything else in the text is ignored.",
        how="The two groups of the pattern become pairs, and `dict` keeps the last value of every key.",
        slips=(lambda s: _settings(s, False), lambda s: {k: abs(v) for k, v in _settings(s).items()},
               lambda s: _settings(s.replace(" =", " ;"))),
    ),
    "camel_to_snake": task(
        "camel", "words", (),
        ("turn each name from camelCase into snake_case: every capital letter becomes the small letter, with an "
         "underscore before it unless it is the name's first character",
         "rewrite the names in snake_case, that is, all in small letters and with an underscore in front of every "
         "letter that was a capital and not the first of its name"),
        "names", '{y} = [re.sub(r"(?<!^)(?=[A-Z])", "_", {v}).lower() for {v} in {x}]',
        lambda names: [_snake(name) for name in names], _RE,
        how="The pattern matches the empty place before a capital letter that is not at the start.",
        slips=(lambda names: [_snake("x" + name)[1:] for name in names],
               lambda names: [name.lower() for name in names]),
    ),
    "snake_to_camel": task(
        "snake", "words", (),
        ("turn each name from snake_case into camelCase: the underscores go, and the letter after each of them becomes "
         "a capital",
         "rewrite the names in camelCase by removing every underscore and capitalising the letter that followed it"),
        "names", '{y} = [re.sub(r"_([a-z])", lambda match: match.group(1).upper(), {v}) for {v} in {x}]',
        lambda names: [_camel(name) for name in names], _RE,
        how="`re.sub` replaces an underscore together with its letter by the capital.",
        slips=(lambda names: [_camel(name, True) for name in names], lambda names: [n.replace("_", "") for n in names]),
    ),
    "runs_shortened": task(
        "text", "text", ("often",),
        ("cut down the runs of equal neighbouring characters that are too long, so that no character stands more than "
         "{0} in a row",
         "whenever a character stands more than {0} in a row, remove the surplus ones"),
        "shortened", '{y} = re.sub(r"(.)\\1{{{0},}}", lambda match: match.group(1) * {0}, {x})', _shortened, _RE,
        how="`\\1` in the pattern stands for the character just matched.",
        slips=(lambda s, k: _shortened(s, k + 1), lambda s, k: _shortened(s, k - 1) if k > 1 else ""),
    ),
    "valid_codes": task(
        "codes", "words", ("format",),
        ("keep only the entries that consist, from beginning to end, of {0}",
         "remove every entry that is not of this form and nothing more: {0}"),
        "valid", "{y} = [{v} for {v} in {x} if re.fullmatch({0}, {v})]",
        lambda codes, test: [code for code in codes if test(code)], _RE,
        how="`re.fullmatch` asks for a match of the whole string.",
        slips=(lambda codes, test: [c for c in codes if any(test(c[:i]) for i in range(len(c) + 1))],
               lambda codes, test: [c for c in codes if any(test(c[i:]) for i in range(len(c)))]),
    ),
    "tokens": task(
        "formula", "words", (),
        ("split the formula into its tokens, as strings: a token is a longest run of digits, a longest run of letters, "
         "or any other single character but a space",
         "list the parts of the formula from left to right, where digits side by side form one part, letters side by "
         "side form one part, every other character is a part of its own and spaces are left out"),
        "tokens", r'{y} = re.findall(r"[0-9]+|[a-z]+|[^0-9a-z ]", {x})', _tokens, _RE,
        how="The alternatives of the pattern are the three kinds of tokens.",
        slips=(lambda s: s.split(), lambda s: [c for c in s if c != " "], lambda s: _found(s, lambda c: c.isalnum())),
    ),
    "entries": task(
        "listing", "words", (),
        ("split the text into its entries, which are separated by commas, semicolons or vertical bars; strip the "
         "spaces at both ends of each entry and leave out entries that are then empty",
         "list what stands between the separators ',', ';' and '|', without surrounding spaces and without empty "
         "entries"),
        "entries", '{y} = [{v}.strip() for {v} in re.split(r"[,;|]", {x}) if {v}.strip()]', _entries, _RE,
        how="`re.split` accepts a class of separators, where `str.split` takes only one.",
        slips=(lambda s: _entries(s, ",;"), lambda s: _entries(s, ",|"), lambda s: _entries(s, ";|"),
               lambda s: _entries(s, ",;| ")),
    ),
    "log_levels": task(
        "log", "text_counts", (),
        ("count the log entries by level in a dictionary: an entry is a line of the form 'HH:MM LEVEL: message', where "
         "the level is a run of capital letters, and the levels are the keys",
         "build a dictionary from levels to numbers of lines; a line belongs to a level if it has the form "
         "'HH:MM LEVEL: message', with a time of two digits, a colon and two digits, and a level of capital letters"),
        "levels",
        'matches = [re.match(r"[0-9]{{2}}:[0-9]{{2}} ([A-Z]+): ", {v}) for {v} in {x}]\n'
        "{y} = dict(Counter(match.group(1) for match in matches if match))",
        _log_levels, _RE, "from collections import Counter", edge="Lines of any other form are ignored.",
        how="`re.match` looks at the start of the line and gives None where the form is another.",
        slips=(lambda lines: _log_levels([line.upper() for line in lines]),
               lambda lines: _log_levels(["00:00 " + line.partition(" ")[2] for line in lines])),
    ),
    "log_minutes": task(
        "log", "ints", ("level",),
        ("list the times of all {0} entries as minutes after midnight, in the order of the lines: such an entry is a "
         "line that begins with a time HH:MM, a space, the word {0} and a colon",
         "find the lines of the form 'HH:MM {0}: message' and turn the time of each into minutes after midnight"),
        "minutes",
        'matches = [re.match(r"([0-9]{{2}}):([0-9]{{2}}) {0}: ", {v}) for {v} in {x}]\n'
        "{y} = [int(match.group(1)) * 60 + int(match.group(2)) for match in matches if match]",
        _log_minutes, _RE, edge="Lines of any other form are ignored.",
        how="The groups hold hours and minutes, still as strings.",
        slips=(lambda lines, word: _log_minutes([line.upper() for line in lines], word),
               lambda lines, word: [m for line in lines if line[2:3] == ":" and word in line
                                    for m in _log_minutes([line[:6] + word + ": "], word)]),
    ),
}  # fmt: skip
