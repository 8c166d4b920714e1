"""A second solver for code/regular_language: the conditions are read from the prompt, words are tried one by one.

Expressions, which are the generator's own, are put to Python's `re`; conditions are predicates on whole words.
"""

import re
from functools import lru_cache
from itertools import product

from schemas import Problem

NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
W, L, L2 = r"`(\w+)`", r"`(\w)`", r"an? `(\w)`"
N = "(one|two|three|four|five)"
P = "(first|second|third|fourth|fifth)"


def runs(word, letter):
    return [len(run) for run in re.findall(f"{letter}+", word)]


# phrase (with the verb in either number), and the predicate of the word and the phrase's arguments
PHRASES = [
    (rf"(?:does|do) not contain {W}", lambda w, x: x not in w),
    (rf"contains? {W}(?= a multiple)", None),
    (rf"contains? {W}(?= a number of times)", None),
    (rf"contains? {W}", lambda w, x: x in w),
    (rf"(?:does|do) not (?:start|begin) with {W}", lambda w, x: not w.startswith(x)),
    (rf"(?:starts?|begins?) with {W}", lambda w, x: w.startswith(x)),
    (rf"(?:does|do) not end (?:with|in) {W}", lambda w, x: not w.endswith(x)),
    (rf"ends? (?:with|in) {W}", lambda w, x: w.endswith(x)),
    (rf"(?:contains?|have|has) at least {N} {L}s?", lambda w, k, x: w.count(x) >= NUMBERS[k]),
    (rf"(?:contains?|have|has) at most {N} {L}s?(?! in a row)", lambda w, k, x: w.count(x) <= NUMBERS[k]),
    (rf"(?:contains?|have|has) exactly {N} {L}s?", lambda w, k, x: w.count(x) == NUMBERS[k]),
    (rf"(?:contains?|have|has) an even number of {L}s", lambda w, x: w.count(x) % 2 == 0),
    (rf"(?:contains?|have|has) an odd number of {L}s", lambda w, x: w.count(x) % 2 == 1),
    (rf"(?:have|has) a number of {L}s that is divisible by (\d)", lambda w, x, n: w.count(x) % int(n) == 0),
    (rf"contains? {L} a multiple of (\d) times", lambda w, x, n: w.count(x) % int(n) == 0),
    (
        rf"(?:have|has) a number of {L}s that leaves the remainder (\d) when divided by (\d)",
        lambda w, x, r, n: w.count(x) % int(n) == int(r),
    ),
    (rf"contains? {L} a number of times that is (\d) modulo (\d)", lambda w, x, r, n: w.count(x) % int(n) == int(r)),
    (r"(?:have|has) an even (?:length|number of letters)", lambda w: len(w) % 2 == 0),
    (r"(?:have|has) an odd (?:length|number of letters)", lambda w: len(w) % 2 == 1),
    (r"(?:have|has) a length that is (?:divisible by|a multiple of) (\d)", lambda w, n: len(w) % int(n) == 0),
    (rf"(?:have|has|are|is) at least {N} letters", lambda w, k: len(w) >= NUMBERS[k]),
    (rf"(?:have|has|are|is) at most {N} letters", lambda w, k: len(w) <= NUMBERS[k]),
    (
        rf"(?:have|has) {L} as the {P} letter from the end",
        lambda w, x, k: w[-PLACES[k] :][:1] == x and len(w) >= PLACES[k],
    ),
    (
        rf"(?:have|has) {L} in the {P} place counted from the end",
        lambda w, x, k: w[-PLACES[k] :][:1] == x and len(w) >= PLACES[k],
    ),
    (rf"(?:have|has) {L} as the {P} letter(?! from)", lambda w, x, k: w[PLACES[k] - 1 : PLACES[k]] == x),
    (rf"(?:have|has) {L} in the {P} place from the start", lambda w, x, k: w[PLACES[k] - 1 : PLACES[k]] == x),
    (
        r"(?:(?:have|has) no two equal letters next to each other|(?:do|does) not have the same letter twice in a row)",
        lambda w: re.search(r"(.)\1", w) is None,
    ),
    (r"begins? and ends? with the same letter", lambda w: bool(w) and w[0] == w[-1]),
    (r"begins? and ends? with different letters", lambda w: bool(w) and w[0] != w[-1]),
    (rf"(?:have|has) {L2} right after every {L}", lambda w, y, x: re.search(f"{x}(?!{y})", w) is None),
    (rf"(?:have|has) every {L} directly followed by {L2}", lambda w, x, y: re.search(f"{x}(?!{y})", w) is None),
    (rf"(?:have|has) no {L} anywhere after {L2}", lambda w, x, y: re.search(f"{y}.*{x}", w) is None),
    (rf"(?:do|does) not have {L2} anywhere after {L2}", lambda w, x, y: re.search(f"{y}.*{x}", w) is None),
    (rf"(?:have|has) {L}s only in unbroken runs of even length", lambda w, x: all(n % 2 == 0 for n in runs(w, x))),
    (
        rf"(?:have|has) only unbroken runs of {L}s that are of even length",
        lambda w, x: all(n % 2 == 0 for n in runs(w, x)),
    ),
    (rf"(?:have|has) no {L} without another `\w` next to it", lambda w, x: all(n > 1 for n in runs(w, x))),
    (rf"(?:do|does) not have {L2} without an? `\w` next to it", lambda w, x: all(n > 1 for n in runs(w, x))),
    (rf"(?:have|has) at most {N} {L}s? in a row", lambda w, k, x: all(n <= NUMBERS[k] for n in runs(w, x))),
    (rf"(?:have|has) no run of more than {N} {L}s?", lambda w, k, x: all(n <= NUMBERS[k] for n in runs(w, x))),
]
COMPILED = [(re.compile(rf"\b{phrase}"), holds) for phrase, holds in PHRASES if holds]


def conditions(prompt):
    """The predicates that the prompt states, in its order, and the end of the last phrase."""
    found = []
    for pattern, holds in COMPILED:
        for match in pattern.finditer(prompt):
            found.append((match.start(), match.end(), holds, match.groups()))
    found.sort(key=lambda each: (each[0], -each[1]))
    kept = []
    for each in found:
        if not kept or each[0] >= kept[-1][1]:
            kept.append(each)
    return [lambda w, holds=holds, groups=groups: holds(w, *groups) for _, _, holds, groups in kept]


def member(prompt):
    """The prompt's description as a predicate on words."""
    parts = conditions(prompt)
    assert parts, prompt
    if "but not both" in prompt or "xactly one of" in prompt:
        assert len(parts) == 2, prompt
        return lambda w: parts[0](w) is not parts[1](w)
    if "free otherwise" in prompt:
        assert len(parts) == 2, prompt
        return lambda w: parts[0](w) or not parts[1](w)
    if "whenever the first" in prompt or "implies the second" in prompt:
        return lambda w: parts[1](w) or not parts[0](w)
    if "in addition" in prompt or "the others" in prompt or "of the rest" in prompt:
        assert len(parts) == 3, prompt
        return lambda w: parts[0](w) and (parts[1](w) or parts[2](w))
    if "(or both)" in prompt or "(or several" in prompt or "at least one of these" in prompt or "one or more" in prompt:
        return lambda w: any(part(w) for part in parts)
    return lambda w: all(part(w) for part in parts)


def alphabet_of(prompt):
    listed = re.search(r"`\w`(?:, `\w`)* and `\w`", prompt)
    return "".join(re.findall(r"`(\w)`", listed.group()))


@lru_cache
def words(alphabet, length):
    return ["".join(word) for word in product(alphabet, repeat=length)]


def run(prompt, alphabet):
    """The automaton in the prompt as a predicate on words."""
    rows = [re.findall(r"[\w*]+", line) for line in prompt.split("\n") if re.match(r"\| \w+\*? \|", line)][1:]
    if rows:
        table = {row[0].rstrip("*"): dict(zip(alphabet, row[1:], strict=True)) for row in rows}
        final = {row[0][:-1] for row in rows if row[0].endswith("*")}
    else:
        lines = re.findall(r"^- (\w+): (.*)$", prompt, re.M)
        table = {name: dict(re.findall(r"`(\w)` to (\w+)", rest)) for name, rest in lines}
        listed = re.search(r"(?:accepts in|Accepting:) ([\w, ]+)\.", prompt).group(1)
        final = set(re.split(r", | and ", listed))
    start = re.search(r"(?:starts in(?: state)?|begins in|beginning in) (\w+)", prompt).group(1)

    def holds(word):
        state = start
        for letter in word:
            state = table[state][letter]
        return state in final

    return holds


def agrees(problem: Problem) -> bool:
    """Whether the gold is what the prompt asks for: an expression is tried on all short words and some longer ones."""
    prompt, check = problem.prompt, problem.check
    kind = problem.template.split("/")[0]
    if kind == "matches":
        text = re.search(r"`(?:re\.fullmatch\(r\")?([^`]*?)(?:\", word\)`|`)", _expression_first(prompt)).group(1)
        tried = [word for word in re.findall(r"`(\w+)`", prompt) if word != text]
        assert tuple(tried) == check.words, prompt
        return check.gold == f"{{{', '.join(word for word in tried if re.fullmatch(text, word))}}}"
    alphabet = alphabet_of(prompt)
    if kind == "count":
        length = int(re.search(r"(?:length|exactly|consist of) (\d+)", prompt).group(1))
        holds = member(_described(prompt))
        return check.gold == str(count(holds, alphabet, length, check))
    holds = member(_described(prompt)) if kind == "describe" else run(prompt, alphabet)
    gold = re.compile(check.gold)
    most = {2: 9, 3: 6, 4: 5}[len(alphabet)]
    return all(
        holds(word) is (gold.fullmatch(word) is not None) for size in range(most + 1) for word in words(alphabet, size)
    )


def count(holds, alphabet, length, check):
    """The number of words of the length; for long ones by the automaton, once it agrees on all short words."""
    if len(alphabet) ** length <= 20_000:
        return sum(map(holds, words(alphabet, length)))
    table, final = check.automaton.transitions, set(check.automaton.accepting)

    def state_of(word):
        state = 0
        for letter in word:
            state = table[state][alphabet.index(letter)]
        return state

    most = {2: 10, 3: 7, 4: 5}[len(alphabet)]
    assert all(holds(word) is (state_of(word) in final) for size in range(most + 1) for word in words(alphabet, size))
    ways = {0: 1}
    for _ in range(length):
        ways = {
            after: sum(n * table[state].count(after) for state, n in ways.items())
            for after in {after for state in ways for after in table[state]}
        }
    return sum(n for state, n in ways.items() if state in final)


def _expression_first(prompt):
    """The prompt from its expression on: the code that is not a plain word, or that a match is asked for with."""
    found = re.search(r"`re\.fullmatch|expression `|matches `|pattern `", prompt)
    return prompt[found.end() - 1 :] if not found.group().startswith("`re") else prompt[found.start() :]


def _described(prompt):
    """The prompt without what it says of the syntax and of the answer."""
    return re.split(r"You may use letters|The expression is matched against|Allowed are letters|Answer:", prompt)[0]
