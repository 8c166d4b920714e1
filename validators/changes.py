"""How many lines a program differs in from another: the smallest number changed, removed or added."""

from __future__ import annotations

import io
import tokenize


def beyond(original: str, changed: str, most: int) -> bool:
    """Whether more than `most` lines would have to be changed, removed or added to make one program of the other.

    Comments, blank lines and blanks at the ends of lines do not count. The work is bounded by the programs' length
    times `most`.
    """
    before, after = _lines(original), _lines(changed)
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    before, after = before[start : len(before) - end], after[start : len(after) - end]
    if abs(len(before) - len(after)) > most:
        return True
    # Levenshtein's distance over lines; places further than `most` from the diagonal cost more than that.
    row = {j: j for j in range(min(most, len(after)) + 1)}
    for i, line in enumerate(before, 1):
        near = range(max(0, i - most), min(len(after), i + most) + 1)
        new: dict[int, int] = {}
        for j in near:
            cost = row.get(j, most) + 1
            if j:
                cost = min(cost, new.get(j - 1, most) + 1, row.get(j - 1, most + 1) + (line != after[j - 1]))
            new[j] = cost
        row = new
    return row.get(len(after), most + 1) > most


def _lines(source: str) -> list[str]:
    lines = source.splitlines()
    for line, column in _comments(source):
        if line <= len(lines):
            lines[line - 1] = lines[line - 1][:column]
    return [bare for line in lines if (bare := line.rstrip())]


def _comments(source: str) -> list[tuple[int, int]]:
    """Where comments begin; none where the text is no Python, which then fails on its own account."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return []
    return [each.start for each in tokens if each.type == tokenize.COMMENT]
