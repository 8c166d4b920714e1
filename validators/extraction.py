"""Finds the one final answer in a completion: what it claims, or why it claims nothing that may be judged.

Completions are hostile: every step is linear in the text, looks back or ahead a bounded distance, and reads nothing
as code. Three kinds of marker are known. *Boxed* claims (``\\boxed{12}``) and *line* claims (``Answer: 12`` at the
start of a line) are strong and must all agree; *sentence* claims (``the answer is 12``, ``#### 12``) are weak: they
count when nothing stronger was said, and are held against a strong claim where they differ from it.

What a claim's text is worth under an answer type is `validators.reading`'s to say; this module knows no types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from schemas import Reason

LONG_TEXT = 200_000
"""A text longer than this is read only in its last `LAST_PART` characters."""
LAST_PART = 20_000
MOST_CLAIMS = 256
"""Of each marker only so many occurrences are looked at, from the end."""
LONGEST_CLAIM = 10_000
LONGEST_PROGRAM = 20_000
_LOOK_BACK = 300


class Refusal(Struct, frozen=True):
    """There is no final answer to judge: the reason from the closed list, and what was found."""

    reason: Reason
    detail: str = ""


class Claim(Struct, frozen=True):
    """The final answer a text claims, with all that is said beside it.

    `text` is the final claim. `others` are further claims that must agree with it, `asides` earlier weak claims that
    must not differ from it if they can be read, `denied` claims the text itself denies ("not 13") and that must
    differ from it. `firm` says whether `text` came with a strong marker. `tail` is what follows the last claim.
    """

    text: str
    firm: bool = True
    others: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    tail: str = ""


class _Mark(Struct):
    """One claim as found: where it starts and ends, its text, its strength and how its sentence speaks of it."""

    start: int
    end: int
    text: str
    strong: bool
    denied: bool = False
    hedged: bool = False


def final_claim(text: str) -> Claim | Refusal:
    """The final answer that `text` claims.

    Refused with ``no_answer`` where nothing is claimed (a placeholder such as ``<integer>`` claims nothing),
    ``contradictory`` where the claim is denied or taken back, ``hedged`` where it is only supposed.
    """
    shown = _shown(text)
    marks = _marks(shown)
    if not marks:
        sole = _SOLE.fullmatch(shown) if len(shown) <= 300 else None
        if sole is not None and not _is_placeholder(sole[1]):
            return Claim(sole[1], firm=False)
        return Refusal(Reason.NO_ANSWER, "no final answer is marked")
    if len(marks) == 1 and not (marks[0].denied or marks[0].hedged):
        only = marks[0]
        tail = shown[only.end :]
        if not tail or tail.isspace():
            return Claim(only.text, only.strong)
        return _taken_back(tail) or Claim(only.text, only.strong, tail=tail)
    for mark, following in pairwise(marks):
        if mark.strong and following.strong and _WITHDRAWN.match(shown[mark.end : mark.end + 80].lower()):
            mark.denied = True  # "\\boxed{3}. Wait, no: \\boxed{4}" claims 4
    held = [mark for mark in marks if not (mark.denied or mark.hedged)]
    if not held:
        if any(mark.denied for mark in marks):
            return Refusal(Reason.CONTRADICTORY, "the claimed answer is denied in its own sentence")
        return Refusal(Reason.HEDGED, "the claimed answer is only supposed")
    strong = [mark for mark in held if mark.strong]
    final = strong[-1] if strong else held[-1]
    tail = shown[held[-1].end :]
    refusal = _taken_back(tail)
    if refusal is not None:
        return refusal
    return Claim(
        final.text,
        final.strong,
        others=_distinct(mark.text for mark in held if mark.strong or mark.start > final.start),
        asides=_distinct(mark.text for mark in held if not mark.strong and mark.start < final.start),
        denied=_distinct(mark.text for mark in marks if mark.denied),
        tail=tail,
    )


def final_program(text: str, entry: str | None = None, language: str = "python") -> str | Refusal:
    """The source of the last fenced block in the language that defines something (`entry`, if given, before all else).

    Blocks tagged as another language are passed over. A fence may be left open only at the text's end. A text
    without fences is taken whole when it begins as code does.
    """
    shown = _shown(text)
    tongue = _TONGUES[language]
    blocks = [source for tag, source in _fenced(shown) if tag in tongue.tags and source.strip()]
    if not blocks:
        if tongue.start.match(shown) is None:
            return Refusal(Reason.NO_ANSWER, "no fenced program is given")
        blocks = [shown.strip("\n")]
    source = _last_defining(blocks, entry, tongue)
    if len(source) > LONGEST_PROGRAM:
        return Refusal(Reason.UNREADABLE, f"the program is longer than {LONGEST_PROGRAM} characters")
    return source


def final_block(text: str, tags: frozenset[str]) -> str | Refusal:
    """The content of the last fenced block whose tag (lower case) is one of `tags`, or of the last one that is untagged
    or tagged as plain text if there is none: what follows an answer untagged is mostly what it gives."""
    blocks = [(tag, source) for tag, source in _fenced(_shown(text)) if source.strip()]
    tagged = [source for tag, source in blocks if tag in tags]
    found = tagged or [source for tag, source in blocks if tag in _PLAIN_TAGS]
    if not found:
        return Refusal(Reason.NO_ANSWER, "no fenced block holds the answer")
    if len(found[-1]) > LONGEST_PROGRAM:
        return Refusal(Reason.UNREADABLE, f"the block is longer than {LONGEST_PROGRAM} characters")
    return found[-1].strip("\r\n")


def final_script(text: str) -> str | Refusal:
    """The source of the last fenced block tagged as Python, or of the last untagged one if no block is tagged: what
    follows a program untagged is mostly its output. A text without fences is taken whole when it begins as code does.
    """
    shown = _shown(text)
    blocks = [(tag, source) for tag, source in _fenced(shown) if tag in _PYTHON_TAGS and source.strip()]
    if not blocks:
        return final_program(text)
    source = next((source for tag, source in reversed(blocks) if tag), blocks[-1][1])
    if len(source) > LONGEST_PROGRAM:
        return Refusal(Reason.UNREADABLE, f"the program is longer than {LONGEST_PROGRAM} characters")
    return source


def closing_script(text: str) -> str | None:
    """The source of the fenced Python block with which the text ends, if it ends with one."""
    shown = _shown(text).rstrip()
    blocks = _fenced(shown)
    if not blocks or not _CLOSING_FENCE.search(shown[-64:]):
        return None
    tag, source = blocks[-1]
    return source if tag in _PYTHON_TAGS and source.strip() and len(source) <= LONGEST_PROGRAM else None


# What is shown: the text without its thoughts.

_THOUGHT = re.compile(r"<(/?)think(?:ing)?>", re.IGNORECASE)


def _shown(text: str) -> str:
    """The text outside ``<think>…</think>``; an unclosed thought runs to the end, an unopened one from the start."""
    if "<" in text:
        text = _without_thoughts(text)
    return text if len(text) <= LONG_TEXT else text[-LAST_PART:]


def _without_thoughts(text: str) -> str:
    parts: list[str] = []
    position, thinking = 0, False
    for tag in _THOUGHT.finditer(text):
        if tag[1]:
            if not thinking:
                # The opening tag stood in the prompt: all before this was thought.
                parts.clear()
            thinking = False
            position = tag.end()
        elif not thinking:
            parts.append(text[position : tag.start()])
            thinking = True
    if not thinking:
        parts.append(text[position:])
    return "\n".join(parts) if len(parts) > 1 else parts[0] if parts else ""


# Markers.

_LINE_PREFIX = re.compile(
    r"[\s>#*_`\-•–—.()\d\[]{0,16}(?:(?:so|thus|hence|therefore|then|and|ok|okay|now)[, ]{1,3}){0,2}"
    r"(?:(?:the|my|our)\s{1,3})?(?:(?:final|correct|short|exact|numeric|numerical)\s{1,3})?[*_]{0,3}"
)
_SENTENCE_PREFIX = re.compile(
    r"(?:^|[\s*_(])(?:the|my|our|final|correct)\s{1,3}(?:(?:final|correct|exact|numerical)\s{1,3})?[*_]{0,3}$"
)
_POSSESSIVE = re.compile(r"(?<!\bit)(?<!\bthat)(?<!\bhere)['’]s\s{1,3}(?:\w{1,20}\s{1,3})?$")
_COLON = re.compile(r"[ \t]{0,4}[*_`]{0,4}[ \t]{0,4}(?:[:：=]|is[ \t]{0,2}[:：])[ \t]{0,8}[*_]{0,4}[ \t]{0,4}")
_COPULA = re.compile(
    r"[*_]{0,3}(?:[ \t]+to[ \t]+(?:the|this)[ \t]+(?:question|problem|puzzle))?\s{1,3}"
    r"(?P<verb>is|equals|isn['’]?t|cannot be|can['’]t be|will be|must be)\b[ \t]{0,3}[:：]?"
    r"(?:\s{1,3}(?:therefore|thus|then|hence|simply|indeed|clearly|just|exactly)\b,?)?\s{0,4}",
    re.IGNORECASE,
)
_RESTATED = re.compile(r"(?:(?:the|my)\s{1,3})?(?:(?:final|correct)\s{1,3})?answer\s{1,3}is\b:?\s{0,3}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?](?=\s|$|[\"'”’)*_$])|\n")
_NOT = re.compile(r"(?:(?:certainly|definitely|clearly)\s{1,3})?(?:not|never)\s+", re.IGNORECASE)
_AFFIRMED = ("is", "equals", "will be", "must be")
_QUOTES = "\"'`“”‘’«»„"


def _marks(shown: str) -> list[_Mark]:
    """Every claim that is not a placeholder, in the order of the text."""
    lowered = shown.replace("İ", "I").lower()
    marks: list[_Mark] = []
    boxes: list[_Mark] = []
    if "\\boxed" in lowered:
        boxes = [mark for start in _last(lowered, "\\boxed") if (mark := _boxed(shown, lowered, start)) is not None]
        boxes = _outermost(boxes)
        marks += boxes
    for start in _last(lowered, "answer"):
        mark = _answered(shown, lowered, start)
        if mark is not None and not (boxes and _carried_by_box(mark, boxes, lowered)):
            marks.append(mark)
    if "####" in lowered:
        marks += [mark for start in _last(lowered, "####") if (mark := _hashed(shown, start)) is not None]
    if "<" in lowered:
        asked = _end_of_request(lowered)
        marks = [mark for mark in marks if mark.strong or mark.start >= asked]
    if len(marks) > 1:
        marks.sort(key=lambda mark: mark.start)
    return [mark for mark in marks if not _is_placeholder(mark.text)]


_REQUEST = re.compile(r"answer[*_`]{0,3}[ \t]?[:：][ \t]?[*_`]{0,3}[ \t]?<[^<>\n]{1,400}>")


def _end_of_request(lowered: str) -> int:
    """Where a request such as ``Answer: <integer>`` last ends, or 0: weak claims before it are the question's words."""
    end = 0
    for request in _REQUEST.finditer(lowered):
        end = request.end()
    return end


def _last(lowered: str, marker: str) -> Iterator[int]:
    """Where `marker` stands, the last first, at most `MOST_CLAIMS` times."""
    end = len(lowered)
    for _ in range(MOST_CLAIMS):
        end = lowered.rfind(marker, 0, end)
        if end < 0:
            return
        yield end


def _answered(shown: str, lowered: str, start: int) -> _Mark | None:
    """The claim made by the word *answer* at `start`, if it makes one."""
    line_start = max(lowered.rfind("\n", 0, start) + 1, start - _LOOK_BACK)
    prefix = lowered[line_start:start]
    after = start + len("answer")
    if _LINE_PREFIX.fullmatch(prefix):
        colon = _COLON.match(lowered, after)
        if colon is not None:
            return _on_line(shown, lowered, line_start, colon.end())
        if _is_heading(prefix, lowered, after):
            return _on_line(shown, lowered, line_start, _line_end(lowered, after))
    elif prefix[-1:] in _QUOTES:
        return None
    if _SENTENCE_PREFIX.search(prefix) is None or _POSSESSIVE.search(prefix):
        return None
    marker = _COLON.match(lowered, after) or _COPULA.match(lowered, after)
    return None if marker is None else _in_sentence(shown, lowered, start, marker)


def _is_heading(prefix: str, lowered: str, after: int) -> bool:
    """A line that says only *Answer* or *Final answer*, set as a heading or in bold."""
    if "#" not in prefix and "**" not in prefix:
        return False
    return not lowered[after : min(_line_end(lowered, after), after + 10)].strip(" \t*_#:")


def _on_line(shown: str, lowered: str, line_start: int, start: int) -> _Mark:
    """A line claim: the rest of the marker's line, or the next line that says something if that is empty."""
    end = _line_end(shown, start)
    text = _bare(shown[start : min(end, start + LONGEST_CLAIM + 1)])
    if not text:
        text, end = _next_line(shown, end)
    elif _LISTED.fullmatch(text):
        text, end = _with_listing(shown, text, end)
    restated = _RESTATED.match(text)
    if restated is not None:
        text = text[restated.end() :]
    mark = _Mark(line_start, end, text, True)
    if line_start:
        _judge(mark, _introduction(lowered, line_start))
    return mark


def _next_line(shown: str, end: int) -> tuple[str, int]:
    """The next line with content (and those below it that go on listing ``name = value``), and where it ends."""
    for _ in range(4):
        if end >= len(shown):
            break
        start = end + 1
        end = _line_end(shown, start)
        text = _bare(shown[start : min(end, start + LONGEST_CLAIM + 1)])
        if text.strip("$[]\\") or text == "[]":
            return _with_listing(shown, text, end)
    return "", end


_LISTED = re.compile(r"[-*•]?\s{0,4}[^\W\d_][\w ]{0,63}?\s{0,3}(?:=|:|is\s)\s{0,3}[\w/.\- ]{1,64}[.,;]?")


def _with_listing(shown: str, text: str, end: int) -> tuple[str, int]:
    lines = [text]
    while _LISTED.fullmatch(lines[-1]) and end < len(shown) and len(lines) < 64:
        next_end = _line_end(shown, end + 1)
        line = shown[end + 1 : min(next_end, end + 200)].strip()
        if not _LISTED.fullmatch(line):
            break
        lines.append(line)
        end = next_end
    return "\n".join(lines), end


def _in_sentence(shown: str, lowered: str, start: int, marker: re.Match[str]) -> _Mark:
    """A sentence claim: from the marker to the sentence's end."""
    begin = marker.end()
    stop = _SENTENCE_END.search(shown, begin, begin + LONGEST_CLAIM)
    end = begin + LONGEST_CLAIM if stop is None else stop.end()
    end = min(end, len(shown))
    # A question mark stays: it turns the claim into a question.
    text = _bare(shown[begin:end])
    mark = _Mark(start, end, text, False)
    _judge(mark, _sentence_before(lowered, start), _SUPPOSED)
    negation = _NOT.match(text)
    if negation is not None:
        mark.text = text[negation.end() :]
    if negation is not None or marker.groupdict().get("verb", "is") not in _AFFIRMED:
        mark.denied = True
    return mark


def _boxed(shown: str, lowered: str, start: int) -> _Mark | None:
    """The claim ``\\boxed{…}`` at `start`; an unclosed box claims nothing."""
    opening = start + len("\\boxed")
    while opening < len(shown) and opening < start + 12 and shown[opening] == " ":
        opening += 1
    if shown[opening : opening + 1] != "{":
        return None
    end = _closing(shown, opening)
    if end < 0:
        return None
    mark = _Mark(start, end + 1, shown[opening + 1 : end].strip(), True)
    _judge(mark, _sentence_before(lowered, start))
    rest = lowered[end + 1 : end + 1 + _LOOK_BACK].lstrip("$ )]\\}*")
    stop = _SENTENCE_END.search(rest)
    _judge(mark, rest if stop is None else rest[: stop.start()], _UNSURE_AFTER)
    if rest[:1] == "?":
        mark.hedged = True
    return mark


_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def _closing(shown: str, opening: int) -> int:
    """The place of the brace that closes the one at `opening`, or -1; escaped braces do not count."""
    depth = 0
    for brace in _BRACE.finditer(shown, opening, opening + LONGEST_CLAIM):
        if brace[0] == "{":
            depth += 1
        elif brace[0] == "}":
            depth -= 1
            if depth == 0:
                return brace.start()
    return -1


def _outermost(boxes: list[_Mark]) -> list[_Mark]:
    """The boxes that stand in no other box; `boxes` come last first."""
    kept: list[_Mark] = []
    for box in reversed(boxes):
        if not kept or box.start >= kept[-1].end:
            kept.append(box)
    return kept


def _carried_by_box(mark: _Mark, boxes: list[_Mark], lowered: str) -> bool:
    """Whether a box on the claim's line says the same and the words around it add nothing."""
    inside = [box for box in boxes if mark.start <= box.start and box.end <= mark.end]
    if not inside:
        return False
    around = lowered[mark.start : inside[0].start] + " " + lowered[inside[-1].end : mark.end]
    return len(inside) == 1 and not any(c.isdigit() for c in around) and _DOUBT.search(around) is None


def _hashed(shown: str, start: int) -> _Mark | None:
    """The claim ``#### 12``; weak, since four hashes also begin a heading."""
    line_start = shown.rfind("\n", max(0, start - 8), start) + 1
    if shown[line_start:start].strip(" \t") or (line_start == 0 and start > 7):
        return None
    end = _line_end(shown, start)
    text = _bare(shown[start + 4 : min(end, start + LONGEST_CLAIM)])
    if shown[start + 4 : start + 5] == "#" or "answer" in text[:40].lower():
        return None
    return _Mark(start, end, text, False)


# How a sentence speaks of its claim.

_DENIAL = re.compile(
    r"\b(?:not|never|wrong|incorrect|incorrectly|mistaken|mistakenly|false|falsely|neither|nor|cannot|"
    r"no (?:way|longer|chance|reason)|rather than|instead of|other than|anything but|far from)\b|n't\b|n’t\b"
)
_UNSURE = re.compile(
    r"\b(?:maybe|perhaps|possibly|probably|might|guess|guessing|either|not sure|unsure|some (?:say|people|might)|"
    r"suppose|assume|assuming|for example|e\.g\.|for instance|tempting|looks like)\b"
)
_SUPPOSED = re.compile(
    _UNSURE.pattern + r"|\b(?:if|whether|unless|may|could|would|should|says?|said|claims?|claimed|thinks?|thought|"
    r"until|when|check that|verify that|such that|so that|asks?|format|form|write)\b"
)
_UNSURE_AFTER = re.compile(r"\b(?:or|maybe|perhaps|possibly|probably|not sure|unsure|i guess|might be)\b")
_RETRACTION = re.compile(
    r"\b(?:wait|actually|wrong|incorrect|mistake|mistaken|mistakenly|no longer|instead|scratch that|correction|"
    r"(?:is|are|was|does|do|did|can|could|would) not|cannot|not (?:right|correct|true|the)|but|invalid|flawed|unlikely|"
    r"withdraw[a-z]*|take (?:that|this|it) back|strike that|on reflection|doubtful|nonsense|unless|contradict[a-z]*|"
    r"oops|sorry|apologies|retract|ignore|disregard|just kidding|"
    r"changed? my mind|second thoughts?|should (?:be|have)|rather|however|nope|error|edit|hmm+|misread|miscounted|"
    r"miscalculated|recheck(?:ing)? gives|false)\b|n't\b|n’t\b|\bno\s*[.,!;:—-]|\bno\s*$",
)
_WITHDRAWN = re.compile(
    r"[\s$.,;!\])}*_-]{0,12}(?:wait|no\b|hold on|oops|correction|scratch that|strike that|sorry|actually|"
    r"i made an? (?:mistake|error)|that(?:['’]s| is| was) (?:not right|wrong|incorrect))"
)
_SOLE = re.compile(  # a text of one sentence that gives a value, though nothing marks it as the answer
    r"\s*(?:(?:so|thus|hence|therefore),? )?(?:the|its|their) (?:[a-z]{1,20} ){1,4}(?:is|are|equals) "
    r"(?=[^\n]{0,200}[0-9=\\({\[])([^\n]{1,200}?)[.\s]*",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:maybe|perhaps|possibly|probably|not (?:sure|certain)|unsure|uncertain|guess|might be|could be|or|doubt)\b|\?"
)
_DOUBT_AFTER = re.compile(
    r"\b(?:maybe|perhaps|possibly|probably|not (?:sure|certain)|unsure|uncertain|guess|might be|could be|doubt)\b"
    r"|(?:^|\n)\s*or\b"
)


def _judge(mark: _Mark, sentence: str, unsure: re.Pattern[str] = _UNSURE) -> None:
    """Note on `mark` whether its sentence (lower case) denies it or only supposes it."""
    if not sentence:
        return
    if _DENIAL.search(sentence):
        mark.denied = True
    elif unsure.search(sentence):
        mark.hedged = True


def _sentence_before(lowered: str, start: int) -> str:
    """What stands before `start` in its sentence, within a bounded look back.

    A line that holds nothing but the claim (displayed mathematics) goes on from the line above.
    """
    before = lowered[max(0, start - _LOOK_BACK) : start]
    line = before.rfind("\n")
    if line >= 0 and not before[line:].strip(" \t\n$[(\\*_`>{"):
        before = before[:line].rstrip(" \t\n$[\\(")
        line = before.rfind("\n")
    begin = line + 1
    for stop in _SENTENCE_END.finditer(before, begin):
        begin = stop.end()
    return before[begin:]


def _introduction(lowered: str, line_start: int) -> str:
    """The line above a line claim where it leads into the claim: it ends in a colon or breaks off at a denial."""
    above = lowered[max(0, line_start - _LOOK_BACK) : line_start].rstrip(" \t\n*_`>")
    sentence = above[above.rfind("\n") + 1 :]
    for stop in _SENTENCE_END.finditer(sentence):
        if stop.end() < len(sentence):
            return _introduction(sentence[stop.end() :], len(sentence) - stop.end())
    if sentence.endswith((":", "：", " not", "n't", "n’t", " never", " that")):
        return sentence
    return ""


def _taken_back(tail: str) -> Refusal | None:
    """The refusal of a claim that what follows takes back or puts in doubt."""
    if not tail or tail.isspace():
        return None
    lowered = tail.lower()
    found = _RETRACTION.search(lowered)
    if found is not None:
        return Refusal(Reason.CONTRADICTORY, f"what follows the answer takes it back ('{found[0].strip()}')")
    found = _DOUBT_AFTER.search(lowered)
    if found is not None:
        return Refusal(Reason.HEDGED, f"what follows the answer doubts it ('{found[0].strip()}')")
    if tail.lstrip("$ )]\\}*_`")[:1] == "?":
        return Refusal(Reason.HEDGED, "the answer is a question")
    return None


# The text of a claim.

_PLACEHOLDER_WORDS = (
    r"(?:your|the|my|insert|final|an?|integer|number|numeric|numerical|answer|value|rational|fraction|decimal|"
    r"list|set|tuple|literal|option|choice|label|result|here|python|expression|one|of|whole|exact|n|x)"
)
_BRACKETED = re.compile(r"(?<![\w)}\]])<[^<>\n0-9\s=][^<>\n]{0,400}>")
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
_PLACEHOLDER = re.compile(
    rf"['\"]?[\[({{<]\s*(?:{_PLACEHOLDER_WORDS}\s+){{0,6}}(?:answer|integer|number|value|fraction|option)(?:\s+here)?"
    rf"\s*[\])}}>]['\"]?|(?:your|the|my)\s+(?:final\s+)?answer(?:\s+here)?|[_?\s]+|\W?[.…]+\W?",
    re.IGNORECASE,
)
_DOTS = re.compile(r"\.\.\.|…|\\[lc]?dots")


def _is_placeholder(text: str) -> bool:
    """Whether the claim's text only shows where an answer would go, as the question's own words do."""
    if not text:
        return True
    if text[0].isdigit() and "<" not in text and "." not in text and "…" not in text:
        return False
    if len(text) <= 200 and _PLACEHOLDER.fullmatch(text):
        return True
    if "<" not in text and "..." not in text and "…" not in text and "dots" not in text:
        return False
    unquoted = _QUOTED.sub("", text[:LONGEST_CLAIM]) if "'" in text or '"' in text else text[:LONGEST_CLAIM]
    if _BRACKETED.search(unquoted):
        return True
    return _DOTS.search(unquoted) is not None and not any(c.isdigit() for c in unquoted)


_MARKUP = " \t\r*_`"
_BROKEN_OFF = re.compile(r"[^*\s]\s{1,20}\*\s{0,20}$")


def _bare(text: str) -> str:
    """The text without the Markdown around it and without a closing full stop."""
    if not text.lstrip().startswith("*") and _BROKEN_OFF.search(text[-50:]):
        return text.strip(" \t\r")  # what ends in a sign of multiplication is no calculation
    text = text.strip(_MARKUP)
    if text.endswith((".", "。")) and not text.endswith(".."):
        text = text[:-1].rstrip(_MARKUP)
    return text


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _distinct(texts: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


# Programs.


class _Tongue(NamedTuple):
    """How a language's fences are tagged, how a program in it begins, and what defines something; in `entry` a name is
    to be put for NAME."""

    tags: frozenset[str]
    start: re.Pattern[str]
    defines: re.Pattern[str]
    entry: str


_PLAIN_TAGS = frozenset({"", "text", "txt", "plaintext", "plain"})
_PYTHON_TAGS = frozenset({"", "python", "py", "python3"})
_FENCE = re.compile(r"^[ \t]{0,8}(`{3,9}|~{3,9})[ \t]*([^\n`]{0,60})$", re.MULTILINE)
_CLOSING_FENCE = re.compile(r"(?:^|\n)[ \t]{0,8}(?:`{3,9}|~{3,9})\Z")
_TONGUES = {
    "python": _Tongue(
        _PYTHON_TAGS,
        re.compile(r"\s*(?:def |import |from |class |async def |@)"),
        re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]|^[A-Za-z_]\w{0,63}[ \t]*=[ \t]*lambda\b", re.MULTILINE),
        r"^(?:async[ \t]+)?(?:def|class)[ \t]+NAME\b|^NAME[ \t]*=",
    ),
    "javascript": _Tongue(
        frozenset({"", "javascript", "js", "node", "nodejs", "mjs", "cjs", "ecmascript"}),
        re.compile(r"\s*(?:['\"]use strict['\"]|//|/\*|(?:export |async )*(?:function|const|let|var|class)\b)"),
        re.compile(r"^(?:export[ \t]+|default[ \t]+|async[ \t]+){0,3}(?:function|const|let|var|class)\b", re.MULTILINE),
        r"^(?:export[ \t]+|default[ \t]+|async[ \t]+){0,3}(?:function|const|let|var|class)[ \t]+NAME\b"
        r"|^(?:(?:module\.)?exports\.)?NAME[ \t]*=",
    ),
    "lua": _Tongue(
        frozenset({"", "lua"}),
        re.compile(r"\s*(?:local |function |--(?!-))"),
        re.compile(r"^(?:local[ \t]+)?(?:function\b|[\w.]{1,64}[ \t]*=[ \t]*function\b)", re.MULTILINE),
        r"^(?:local[ \t]+)?function[ \t]+(?:\w{1,64}[.:])?NAME\b|^(?:local[ \t]+)?(?:\w{1,64}\.)?NAME[ \t]*=",
    ),
}


def _fenced(shown: str) -> list[tuple[str, str]]:
    """The fenced blocks with their tags (lower case), in order."""
    blocks: list[tuple[str, str]] = []
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(shown):
        if opened is None:
            opened = fence
        elif fence[1][0] == opened[1][0] and len(fence[1]) >= len(opened[1]) and not fence[2].strip():
            blocks.append((_tag(opened), shown[opened.end() + 1 : fence.start()]))
            opened = None
    if opened is not None:
        blocks.append((_tag(opened), shown[opened.end() + 1 :]))
    return blocks


def _tag(fence: re.Match[str]) -> str:
    words = fence[2].split()
    return words[0].lower().strip("{}.") if words else ""


def _last_defining(blocks: list[str], entry: str | None, tongue: _Tongue) -> str:
    if entry is not None:
        wanted = re.compile(tongue.entry.replace("NAME", re.escape(entry)), re.MULTILINE)
        for source in reversed(blocks):
            if wanted.search(source):
                return source
    for source in reversed(blocks):
        if tongue.defines.search(source):
            return source
    return blocks[-1]
