"""Texts sent through a pipeline of ciphers and encodings: what comes out, or what was put in."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from generators.code.string_pipeline.ciphers import CIPHERS
from generators.family import Family, Impossible, Wording
from generators.language.instructions import answer_line
from generators.language.lexicon import in_words
from generators.language.wording import fill
from generators.randomness import Stream
from generators.registry import register
from schemas.answers import Literal
from schemas.checks import Check, Output


class Step(Struct, frozen=True):
    """A cipher with its arguments; a table is a tuple of (letter, signal) pairs."""

    cipher: str
    arguments: tuple[Any, ...]


class Message(Struct, frozen=True):
    """A plain text, the ciphers that it goes through, the text after each of them, and whether the plain text is
    what is asked for."""

    plain: str
    steps: tuple[Step, ...]
    states: tuple[str, ...]
    decode: bool


# level: numbers of ciphers, syllables of the plain text, how many of six problems ask for the way back
_LEVELS: dict[int, tuple[tuple[int, ...], tuple[int, ...], int]] = {
    1: ((1,), (2, 3), 2),
    2: ((2,), (3,), 3),
    3: ((3, 4), (3, 4), 3),
}


@register
class StringPipeline(Family[Message]):
    """Carry out ciphers one after another, or take them back; the answer is the text."""

    name = "code/string_pipeline"
    version = 1
    title = "Texts through ciphers and encodings, and back"
    levels = {1: "1 cipher", 2: "2 ciphers in a row", 3: "3 or 4 ciphers in a row"}
    tags = ("code", "execution", "strings")

    def sample(self, stream: Stream, level: int) -> Message:
        lengths, syllables, back = _LEVELS[level]
        length, decode = stream.choice(lengths), stream.below(6) < back
        for _ in range(60):
            plain = _plain(stream, stream.choice(syllables))
            states, steps = [plain], list[Step]()
            for name in _names(stream, length, decode):
                step = Step(name, _arguments(stream, name, states[-1]))
                steps.append(step)
                states.append(CIPHERS[name].encode(states[-1], *_given(step)))
            # Every cipher changes the text, and no state comes twice.
            if len(set(states)) == len(states):
                return Message(plain, tuple(steps), tuple(states[1:]), decode)
        raise Impossible(f"no text that {length} ciphers all change in 60 attempts")

    def phrase(self, instance: Message, stream: Stream, language: str) -> Wording:
        skeleton = stream.choice(tuple(_BACK if instance.decode else _FORTH))
        said = [_said(step, stream) for step in instance.steps]
        slots = {
            "given": repr(instance.states[-1] if instance.decode else instance.plain),
            "count": in_words(len(said)),
            "rules": _rules(said),
            "order": ", in this order" if len(said) > 1 else "",
            "number": "step" if len(said) == 1 else "steps",
        }
        text = fill((_BACK if instance.decode else _FORTH)[skeleton], stream, slots)
        return Wording(f"{text}\n{answer_line(stream, 'text in quotes')}", skeleton)

    def check(self, instance: Message) -> Check:
        given = instance.states[-1] if instance.decode else instance.plain
        entry = "decode" if instance.decode else "encode"
        gold = repr(instance.plain if instance.decode else instance.states[-1])
        return Output(answer=Literal(), gold=gold, source=_source(instance), entry=entry, arguments=[given])

    def reference(self, instance: Message, stream: Stream) -> str:
        states = [instance.plain, *instance.states]
        lines = [stream.choice(_INTRODUCTIONS[instance.decode])]
        order = range(len(instance.steps))
        for number, i in enumerate(reversed(order) if instance.decode else order, 1):
            step, cipher = instance.steps[i], CIPHERS[instance.steps[i].cipher]
            if instance.decode:
                source, result = states[i + 1], states[i]
                said, trace = cipher.undo.format(*_shown(step)), cipher.back(source, result, *_given(step))
            else:
                source, result = states[i], states[i + 1]
                clause = _said(step, stream)
                said, trace = f"{clause[0].upper()}{clause[1:]}.", cipher.trace(source, result, *_given(step))
            lines += [f"{number}. {said}", *[f"   {line}" for line in trace], f"   This gives '{result}'."]
        gold = instance.plain if instance.decode else instance.states[-1]
        return "\n".join([*lines, f"Answer: {gold!r}"])

    def canonical(self, instance: Message) -> Any:
        return [instance.plain, [[step.cipher, step.arguments] for step in instance.steps], instance.decode]

    def measures(self, instance: Message) -> dict[str, int]:
        characters = sum(map(len, [instance.plain, *instance.states[:-1]]))
        return {"ciphers": len(instance.steps), "characters_worked": characters, "decoding": int(instance.decode)}


_FORTH = {
    "plain": "[Encode|Encipher] the text {given} [as follows|in {count} {number}]:\n{rules}\n\n[What is the "
    "result?|What comes out?|Which text do you get?]",
    "machine": "A cipher machine is set up with {count} {number}:\n{rules}\n\nThe text {given} is put in. [What comes "
    "out?|What does the machine print?]",
    "spy": "An agent wants to send {given}. Before sending, the text is treated like this:\n{rules}\n\n[What is "
    "sent?|Which message goes out?]",
    "exam": "Exercise. Rules of a cipher:\n{rules}\n\n[Apply them to {given}.|Work out what they make of {given}.]",
    "text_first": "Take the text {given}. This is [what has to be|to be] done with it{order}:\n{rules}\n\nGive the "
    "final text.",
    "form": "Input: {given}\nProcessing:\n{rules}\nOutput: ?\n\n[Fill in the output.|What is the output?]",
    "club": "In the puzzle club of a school, secret notes are written by this recipe:\n{rules}\n\nHow does a member "
    "write the word {given}?",
    "function": "A function `encode` does the following with its argument, and returns the outcome:\n{rules}\n\nWhat "
    "does `encode({given})` return?",
    "stamp": "[Labels in a warehouse|Part names in a catalogue] are turned into codes by this "
    "procedure:\n{rules}\n\nWhich code belongs to {given}?",
}
_BACK = {
    "plain_back": "A text was [encoded|enciphered] [as follows|in {count} {number}]:\n{rules}\n\nThe result is "
    "{given}. [What was the text?|Find the original text.]",
    "machine_back": "A cipher machine is set up with {count} {number}:\n{rules}\n\nIt has printed {given}. "
    "What was put in?",
    "spy_back": "You have intercepted the message {given}. You know how the sender treats a text before sending "
    "it:\n{rules}\n\n[Decipher the message.|What does the message say?]",
    "exam_back": "Exercise. Rules of a cipher:\n{rules}\n\n[Undo them for {given}.|"
    "Which text do they turn into {given}?]",
    "text_first_back": "{given} is what became of a text after this [was|had been] done with "
    "it{order}:\n{rules}\n\nGive the text as it was at first.",
    "form_back": "Input: ?\nProcessing:\n{rules}\nOutput: {given}\n\n[Fill in the input.|What was the input?]",
    "club_back": "In the puzzle club of a school, secret notes are written by this recipe:\n{rules}\n\nA note reads "
    "{given}. What did its writer have in mind?",
    "function_back": "A function `encode` does the following with its argument, and returns the "
    "outcome:\n{rules}\n\nFor which text does it return {given}?",
    "stamp_back": "[Labels in a warehouse|Part names in a catalogue] are turned into codes by this "
    "procedure:\n{rules}\n\n[Which label has the code {given}?|What stands behind the code {given}?]",
}
_INTRODUCTIONS = {
    False: (
        "I carry out the rules one by one.", "I write down the text after every rule.",
        "From the first rule to the last:",
    ),
    True: (
        "I undo the rules, beginning with the last.", "From the last rule back to the first:",
        "What was done last is undone first.",
    ),
}  # fmt: skip
_ONSETS = ("b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "br", "st", "tr", "pl")
_VOWELS = ("a", "e", "i", "o", "u", "ee", "oo")
_CODAS = ("", "", "n", "l", "r", "s", "tt", "ll", "m", "ss")
_KEYWORDS = ("key", "cab", "dog", "fig", "sun", "ball", "cold", "jam", "hub", "lamp", "wind", "bed")
_TRANSPOSITIONS = ("rails", "columns", "reverse", "swap", "rotate")
_SUBSTITUTIONS = ("caesar", "atbash", "vigenere")
_LAST = ("run_lengths", "numbers", "signals", "check_digits")


def _plain(stream: Stream, syllables: int) -> str:
    """A word that can be spoken and means nothing."""
    parts = [stream.choice(_ONSETS) + stream.choice(_VOWELS) + stream.choice(_CODAS) for _ in range(syllables)]
    return "".join(parts)[:12]


def _names(stream: Stream, length: int, decode: bool) -> list[str]:
    """Different ciphers, of which only the last may give something other than letters."""
    last = [name for name in _LAST if not (decode and name == "check_digits")]
    names = stream.sample((*_TRANSPOSITIONS, *_SUBSTITUTIONS), length)
    if stream.chance(2, 5):
        names[-1] = stream.choice(last)
    return names


def _arguments(stream: Stream, name: str, text: str) -> tuple[Any, ...]:
    match name:
        case "caesar":
            return (stream.integer(2, 12),)
        case "vigenere":
            return (stream.choice(_KEYWORDS),)
        case "rails" | "columns" | "rotate":
            return (stream.integer(2, 4 if name != "rails" else 3),)
        case "numbers":
            return (stream.integer(2, 8),)
        case "signals":
            others = [letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter not in text]
            letters = sorted({*text, *stream.sample(others, 2)})
            signals = stream.sample([f"{a}{b}{c}{d}".strip() for a in "+-" for b in "+-" for c in ("+", "-", " ")
                                     for d in (("+", "-", " ") if c != " " else (" ",))], len(letters))  # fmt: skip
            return (tuple(zip(letters, signals, strict=True)),)
    return ()


def _given(step: Step) -> tuple[Any, ...]:
    """The arguments as a cipher wants them."""
    return tuple([dict(each) if isinstance(each, tuple) else each for each in step.arguments])


def _shown(step: Step) -> tuple[Any, ...]:
    """The arguments in English, and a table in Python after it."""
    if step.cipher != "signals":
        return step.arguments
    (table,) = step.arguments
    return ", ".join([f"{letter}: `{signal}`" for letter, signal in table]), repr(dict(table))


def _said(step: Step, stream: Stream) -> str:
    return stream.choice(CIPHERS[step.cipher].clauses).format(*_shown(step))


def _rules(said: list[str]) -> str:
    lines = [f"{clause[0].upper()}{clause[1:]}." for clause in said]
    if len(lines) == 1:
        return f"- {lines[0]}"
    return "\n".join(f"{i}. {line}" for i, line in enumerate(lines, 1))


def _source(instance: Message) -> str:
    """The program that carries the pipeline out, or takes it back."""
    lines = [f"def {'decode' if instance.decode else 'encode'}(text):"]
    for step in reversed(instance.steps) if instance.decode else instance.steps:
        cipher = CIPHERS[step.cipher]
        code = (cipher.decoding if instance.decode else cipher.encoding).format(*_shown(step), x="text", y="text")
        lines += [f"    {line}" for line in code.split("\n")]
    return "\n".join([*lines, "    return text"]) + "\n"
