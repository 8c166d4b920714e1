"""How a derivation that may be wrong somewhere is put into words: who wrote it, what is asked, how it is numbered."""

from __future__ import annotations

ALL_RIGHT = "all correct"
FORM = f"line number | {ALL_RIGHT}"

# Level 1 goes to the smallest models: a short question and the lines.
SHORT = {
    "which": "[Which line|Which of these lines] is the first wrong one?\n{lines}\n{ending}",
    "find": "[Find the first wrong line|Look for the first mistake], if there is one.\n{lines}\n{ending}",
    "mistake": "{lines}\nIn which line is the first mistake[, if any|, if there is one]?\n{ending}",
    "pupil": "{name} wrote:\n{lines}\n[Which line is wrong first, if any?|Where is the first mistake?]\n{ending}",
    "mark": "[Mark|Check] {name}'s work. Where does it first go wrong?\n{lines}\n{ending}",
    "every": "{lines}\n[Is every line right|Are all lines right]? If not, which is wrong first?\n{ending}",
    "working": "Where does this [calculation|working] first go wrong?\n{lines}\n{ending}",
    "follow": "[Find|Name] the first line that does not follow from the one before.\n{lines}\n{ending}",
    "proofread": "[Proofread these lines|Read closely].\n{lines}\n[Name|Give] the first wrong line.\n{ending}",
    "step": "[Test|Check] each step.\n{lines}\n[Which line is wrong first?|Where is the first false step?]\n{ending}",
}

LONG = {
    "homework": "{name} [handed in|submitted] this {thing} as homework:\n{lines}\n{rule} [Find the first line that is "
    'wrong|Name the first wrong line], or [answer|say] "{all_right}" if there is none.\n{ending}',
    "marking": "[You are marking|Suppose you mark] an exam in which marks are given up to the first mistake. {rule}\n"
    "{lines}\n[Where do the marks end?|Which line gets the first red cross?] [Write|Answer] "
    '"{all_right}" if the whole {thing} earns full marks.\n{ending}',
    "proofreading": "A [textbook|set of lecture notes] is being proofread, and this {thing} may contain a "
    '[slip|mistake]. {rule}\n{lines}\nGive the number of the first wrong line, or "{all_right}" '
    "[if the text can be printed as it is|if nothing is wrong].\n{ending}",
    "board": "On the board [stands|there is] the following {thing}:\n{lines}\n{name} claims that one of the lines is "
    'wrong. {rule} [Check the claim|Is there such a line]: give the first wrong line, or "{all_right}".\n{ending}',
    "plain": "{lines}\n{rule} [Which line is the first that is not right?|What is the number of the first line that is "
    'not right?] [If all of them are right|If there is none], the answer is "{all_right}".\n{ending}',
    "forum": "{name} asks in a forum: \"[My result disagrees with a friend's|I am not sure about this {thing}]. Where, "
    'if anywhere, did I go wrong?"\n{lines}\n{rule} Reply with the number of the first wrong line or with '
    '"{all_right}".\n{ending}',
    "program": "A [program|piece of software] that explains {thing}s step by step printed\n{lines}\nThe developers "
    "suspect a bug. {rule} Name the first line where [it shows|something is wrong], or say "
    '"{all_right}".\n{ending}',
    "definition": "{rule}\n\n{lines}\n\n[Going by this,|By that standard,] [find|determine] the first line that is not "
    'right; if there is none, [state|answer] "{all_right}".\n{ending}',
    "two_readers": "Two readers of this {thing} disagree: one thinks that it is flawless, the other that [some "
    "line|one of the lines] does not follow.\n{lines}\n{rule} Settle it by giving the first wrong line or "
    '"{all_right}".\n{ending}',
    "verify": "[Verify the following {thing} line by line|Go through the following {thing} line by line]. {rule}\n"
    "{lines}\n[Stop at the first line that fails and give its number|Report the number of the first line that "
    'fails]; if none fails, report "{all_right}".\n{ending}',
    "tutor": "As {name}'s tutor you look over {who.their} {thing}:\n{lines}\n{rule} Which line has to be mended first? "
    '[If none has to|If no line has to], answer "{all_right}".\n{ending}',
    "chain": "[Someone|A classmate] is sure that the last line below follows from the first.\n{lines}\n{rule} Look for "
    'the first line that breaks the chain. [Say|Answer] "{all_right}" if no line does.\n{ending}',
}

THINGS = {
    "expressions": ("calculation", "transformation", "simplification"),
    "equations": ("solution", "derivation"),
    "derivative": ("differentiation", "calculation"),
}
RULES = {
    "expressions": (
        "A line is right if it equals the line before it wherever both are defined.",
        "A line is correct when it has the same value as the one above it wherever both have a value.",
        "Every line ought to be equal to the line before it, wherever both are defined.",
    ),
    "equations": (
        "A line is right if it has exactly the same real solutions as the line before it.",
        "A line is correct when exactly the same real numbers satisfy it as satisfy the line above it.",
        "Every line ought to have the same real solutions as the line before it, none lost and none gained.",
    ),
    "derivative": (
        "The first line is a function, and each of the others should equal its derivative wherever both are defined.",
        "After the first line, a line is right if it equals the derivative of f wherever both are defined.",
    ),
}
POSITIVE = "[The letters stand for positive numbers|Each letter stands for a positive number]. "
LABELS = ("{n}. ", "({n}) ", "Line {n}: ", "[{n}] ", "{n}) ", "{n}: ")
SHORT_LABELS = ("{n}. ", "({n}) ", "{n}) ", "{n}: ")
