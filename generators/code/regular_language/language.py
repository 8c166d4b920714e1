"""The wording of questions about regular languages, and how their worked solutions are told."""

from __future__ import annotations

from collections.abc import Sequence

from generators.code.regular_language.automata import Dfa, accepts, access, census, dead
from generators.code.regular_language.conditions import Atom, all_words, remembered, said
from generators.code.regular_language.expressions import (
    EMPTY,
    END,
    NOTHING,
    START,
    Node,
    cost,
    derived,
    eliminated,
    nullable,
    written as spelt,
)
from generators.language.lexicon import listed
from generators.randomness import Stream

SYNTAX = (
    "You may use letters, concatenation, `|`, `*`, `+`, `?`, `{m}` and `{m,n}`, `.`, sets of letters such as `[ab]` or "
    "`[^a]`, and parentheses; the expression has to match a word from its first letter to its last.",
    "The expression is matched against whole words. It may contain letters, parentheses, `|`, the quantifiers `*`, "
    "`+`, `?`, `{m}` and `{m,n}`, the dot, and letter sets like `[ab]` and `[^a]`, but no look-around and no "
    "back-references.",
    "Allowed are letters, `.`, `[...]`, `[^...]`, `(...)`, `|`, `*`, `+`, `?`, `{m}` and `{m,n}`. A word counts as "
    "matched only when the whole of it is.",
)


def letters_of(alphabet: str) -> str:
    """The alphabet as a sentence lists it."""
    return listed([f"`{letter}`" for letter in alphabet])


def clause(mode: str, atoms: Sequence[Atom], alphabet: str, stream: Stream, *, plural: bool) -> str:
    """The conditions as a relative clause without its *that*."""
    parts = [said(atom, alphabet, stream.below(6), plural=plural) for atom in atoms]
    they = "they" if plural else "it"
    if mode == "all":
        return listed(parts) if len(parts) != 2 or stream.chance(1, 2) else f"{parts[0]} and also {parts[1]}"
    if mode == "any":
        both = " (or both)" if len(parts) == 2 else " (or several of these)"
        return listed(parts, "or") + both
    if mode == "one":
        return f"either {parts[0]} or {parts[1]}, but not both"
    if mode == "if":
        return f"{parts[1]} whenever {they} {parts[0]} (and {'are' if plural else 'is'} free otherwise)"
    return f"{parts[0]} and, in addition, {listed(parts[1:], 'or')} (or both)"


_HEADINGS = {
    "all": ("all of the following hold", "each of these conditions is met"),
    "any": ("at least one of these conditions is met", "one or more of the following holds"),
    "one": ("exactly one of these two conditions is met", "exactly one of the following holds"),
    "if": ("the second condition is met whenever the first one is", "the first of these conditions implies the second"),
    "mixed": (
        "the first condition is met, and so is at least one of the others",
        "the first of the following holds together with one or both of the rest",
    ),
}


def bullets(mode: str, atoms: Sequence[Atom], alphabet: str, stream: Stream) -> tuple[str, str]:
    """What holds of the conditions, and the conditions as a numbered list about one word."""
    lines = [f"{i}. It {said(atom, alphabet, stream.below(6), plural=False)}." for i, atom in enumerate(atoms, 1)]
    heading = "this holds" if len(atoms) == 1 else stream.choice(_HEADINGS[mode])
    return heading, "\n".join(lines)


WRITE = {
    "plain": "[Write|Give|Find] a regular expression for the words over the letters {letters} that {plural}. {syntax}\n"
    "{ending}",
    "set": "Let L be the set of all words over {letters} that {plural}. [Give a regular expression for L.|Which "
    "regular expression describes L?] {syntax}\n{ending}",
    "list": "[A word over {letters} is called good|We call a word over {letters} good] if {heading}:\n{bullets}\n[Find "
    "a regular expression that matches exactly the good words.|Write a regular expression that matches the good words "
    "and no others.] {syntax}\n{ending}",
    "field": "[A form has a field|An input field takes codes] that may only hold the letters {letters}. A code is "
    "valid if it {singular}. Write the regular expression that [accepts exactly the valid codes|the form should check "
    "codes with]. {syntax}\n{ending}",
    "log": "[In a log, every line|Every line of a log] is a word over {letters}, one letter per event. [I want to find "
    "those lines|You are to filter out those lines] that {plural}. [Which regular expression does it?|Write the "
    "regular expression for this.] {syntax}\n{ending}",
    "exam": "Exercise. The alphabet consists of {letters}. State a regular expression whose language is the set of "
    "words that {plural}. {syntax}\n{ending}",
    "machine": "A machine reads words over {letters} and lights a green lamp at the end if {heading}:\n{bullets}\n"
    "Describe by a regular expression for which words the lamp lights. {syntax}\n{ending}",
    "colleague": "[A colleague asks for help:|From a mailing list:] \"I need a regex over the letters {letters} for "
    "all words that {plural}. Any other word must be refused.\" [Write that regex.|Help out with such a regex.] "
    "{syntax}\n{ending}",
    "tokens": "A tokenizer treats a word over {letters} as an identifier exactly if it {singular}. Give a regular "
    "expression for its identifiers. {syntax}\n{ending}",
}  # fmt: skip
TABLE = {
    "table": "[This table shows a deterministic finite automaton|Here is a deterministic finite automaton] over the "
    "letters {letters}. It starts in {start}[;| and] the accepting states are marked with *.\n\n{table}\n\n[Write a "
    "regular expression for the language that it accepts.|Which regular expression describes the same language?] "
    "{syntax}\n{ending}",
    "arrows": "A finite automaton over {letters} starts in state {start} and accepts in {accepting}. Its transitions "
    "are:\n{arrows}\n[Find a regular expression for exactly the words that it accepts.|Turn it into a regular "
    "expression.] {syntax}\n{ending}",
    "lock": "An electronic lock has buttons labelled {letters} and is always in one of {states} states. It begins in "
    "{start}, and a button moves it as follows:\n\n{table}\n\nA sequence of presses opens the lock if it ends in a "
    "state marked with *. Describe the opening sequences by a regular expression. {syntax}\n{ending}",
    "code": "The rows below belong to a state machine that reads a word over {letters} letter by letter, beginning in "
    "{start}. Accepting: {accepting}.\n{arrows}\n[Write the regular expression that matches the same words.|I would "
    "like to replace it by a regular expression. Write it.] {syntax}\n{ending}",
}  # fmt: skip
MATCH = {
    "plain": "Which of the words {words} does the regular expression `{expression}` match from end to end?",
    "list": "The regular expression `{expression}` is [tried on|applied to] these words, and a word counts only if all "
    "of it is matched:\n{word_list}\nWhich of them match?",
    "python": "[In Python, for which of the strings|For which of the Python strings] below does `re.fullmatch(r\""
    "{expression}\", word)` find a match?\n{word_list}",
    "language": "Let L be the language of the regular expression `{expression}`. Which of {words} [are words of "
    "L|belong to L]?",
    "filter": "A filter lets a line pass if the whole line matches `{expression}`. The lines are:\n{word_list}\nWhich "
    "lines pass?",
    "test": "[To test|As a test of] the pattern `{expression}`, somebody tries the words {words}. [Name those that the "
    "pattern matches completely.|Which ones are matched completely?]",
}  # fmt: skip
COUNT = {
    "plain": "How many words of length {length} over the letters {letters} {plural}?",
    "list": "A word over {letters} is called good if {heading}:\n{bullets}\nHow many good words of length {length} are "
    "there?",
    "set": "Let L be the set of the words over {letters} that {plural}. How many words of exactly {length} letters "
    "does L contain?",
    "codes": "Codes consist of {length} characters, each one of {letters}. A code is valid if it {singular}. How many "
    "valid codes are there?",
    "match": "A regular expression matches exactly those words over {letters} that {plural}. How many words of length "
    "{length} does it match?",
    "strings": "[Count the strings|Determine the number of strings] of length {length} over {letters} that {plural}.",
}  # fmt: skip


def table_of(dfa: Dfa, alphabet: str, names: Sequence[str]) -> str:
    """The automaton as a Markdown table; accepting states carry a star."""
    head = f"| State | {' | '.join(alphabet)} |\n|---|{'---|' * len(alphabet)}"
    rows = [
        f"| {name}{'*' * accepting} | {' | '.join([names[after] for after in row])} |"
        for name, row, accepting in zip(names, dfa.table, dfa.accepting, strict=True)
    ]
    return "\n".join([head, *rows])


def arrows_of(dfa: Dfa, alphabet: str, names: Sequence[str]) -> str:
    """The automaton's transitions, a line for each state."""
    return "\n".join(
        f"- {name}: " + ", ".join(f"`{letter}` to {names[after]}" for letter, after in zip(alphabet, row, strict=True))
        for name, row in zip(names, dfa.table, strict=True)
    )


def states_of(dfa: Dfa, names: Sequence[str]) -> str:
    """The accepting states as a sentence lists them."""
    return listed([name for name, accepting in zip(names, dfa.accepting, strict=True) if accepting])


# Worked solutions


def memory_lines(atoms: Sequence[Atom], alphabet: str) -> list[str]:
    """What a machine has to remember for each of the conditions."""
    lines = ["While a word is read letter by letter, this has to be remembered:"]
    lines += [f"- {said(atom, alphabet, 0, plural=False)}: {remembered(atom, alphabet)}." for atom in atoms]
    return lines


def automaton_lines(dfa: Dfa, alphabet: str, names: Sequence[str]) -> list[str]:
    """The automaton with a shortest word that leads to each of its states."""
    leading = [_quoted(word, alphabet) for word in access(dfa)]
    lines = [
        "Words after which the same is remembered lead to the same state. Each state with a shortest word that leads "
        "to it, accepting states with a star:",
        table_of(dfa, alphabet, names),
        "; ".join([f"{name}: {word}" for name, word in zip(names, leading, strict=True)]) + ".",
    ]
    return lines


def elimination_lines(dfa: Dfa, alphabet: str, names: Sequence[str]) -> list[str]:
    """The removal of the states one by one, every new label written out."""
    found = eliminated(dfa)
    called = {START: "start", END: "end", **dict(enumerate(names))}
    lost = dead(dfa)
    lines = [
        "Now the states are taken out one by one. The label of an arrow is an expression for the way it stands for; "
        "(nothing) is the empty word."
    ]
    if lost >= 0:
        lines.append(f"From {names[lost]} no accepting state can be reached, so it is left out.")
    lines.append(
        "Arrows: "
        + "; ".join(f"{called[a]} to {called[b]} {_label(label, alphabet)}" for a, b, label in found.edges)
        + "."
    )
    for removal in found.removals:
        loop = f", which has the loop {_label(removal.loop, alphabet)}" if removal.loop != EMPTY else ""
        lines.append(f"Take out {called[removal.state]}{loop}:")
        for detour in removal.detours:
            way = [part for part in (detour.first, removal.loop, detour.last) if part != EMPTY]
            through = " then ".join([_label(part, alphabet) for part in way]) or _label(EMPTY, alphabet)
            there = f", or as before {_label(detour.there, alphabet)}," if detour.there != NOTHING else ""
            label = _label(detour.label, alphabet)
            whole = through + there
            result = "" if whole == label else f" = {label}"
            lines.append(f"- {called[detour.origin]} to {called[detour.target]}: {whole}{result}")
    return lines


def _label(node: Node, alphabet: str) -> str:
    return f"`{spelt(node, alphabet)}`" if node != EMPTY else "(nothing)"


def test_lines(dfa: Dfa, alphabet: str) -> list[str]:
    """The shortest words in the language and outside, to try the expression on."""
    inside: list[tuple[int, ...]] = []
    outside: list[tuple[int, ...]] = []
    for word in all_words(len(alphabet), 5):
        side = inside if accepts(dfa, word) else outside
        if len(side) < 4:
            side.append(word)
        elif len(inside) == len(outside):
            break
    match = f"{listed([_quoted(word, alphabet) for word in inside])} must match"
    fail = f", {listed([_quoted(word, alphabet) for word in outside])} must not" if outside else ""
    return [f"A test on the shortest words: {match}{fail}."]


def census_lines(dfa: Dfa, alphabet: str, names: Sequence[str], length: int) -> list[str]:
    """How many words of each length lead to each state, and their sum over the accepting ones."""
    rows = census(dfa, length)
    lines = ["How many words lead to each state, letter by letter (a state gets the sum over the arrows into it):"]
    for size, row in enumerate(rows):
        counts = ", ".join([f"{name}: {ways}" for name, ways in zip(names, row, strict=True) if ways])
        lines.append(f"- {size} letter{'' if size == 1 else 's'}: {counts}")
    ends = [(name, ways) for name, ways, accepting in zip(names, rows[-1], dfa.accepting, strict=True) if accepting]
    total = sum(ways for _, ways in ends)
    summed = f"{' + '.join([str(ways) for _, ways in ends])} = {total}" if len(ends) > 1 else str(total)
    lines.append(f"Accepting: {listed([name for name, _ in ends])}. The number of words is {summed}.")
    return lines


def matching_lines(node: Node, words: Sequence[str], alphabet: str) -> list[str]:
    """Each word read letter by letter, with what may still follow after each letter."""
    lines = ["Read each word letter by letter and keep an expression for what may still follow."]
    for word in words:
        steps, rest = [], node
        for place, letter in enumerate(word):
            rest = derived(rest, alphabet.index(letter))
            if rest == NOTHING:
                steps.append(f"after `{word[: place + 1]}` nothing can follow: no match")
                break
            steps.append(f"after `{word[: place + 1]}` {_label(rest, alphabet)}")
        else:
            steps.append("the end may be here: match" if nullable(rest) else "something is still missing: no match")
        lines.append(f"- {word}: {'; '.join(steps)}.")
    return lines


def longest_rest(node: Node, word: str, alphabet: str) -> int:
    """The cost of the longest expression that comes up while the word is read."""
    longest = 0
    for letter in word:
        node = derived(node, alphabet.index(letter))
        longest = max(longest, cost(node))
    return longest


def _quoted(word: tuple[int, ...], alphabet: str) -> str:
    return f"`{''.join([alphabet[number] for number in word])}`" if word else "the empty word"
