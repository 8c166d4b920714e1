"""How a derivation to be carried out is asked for: what is to become of the first line, and who asks."""

from __future__ import annotations

# By task: requests with the first line in them, requests about a line that stands by itself, and the noun for both.
REQUESTS = {
    "solve": (
        ("[Solve|Solve the equation] {start}[ for {x}|].", "[Find|Determine] {x}, given that {start}.",
         "Find the solution of {start}."),
        ("[Solve this equation for {x}.|Find the {x} that satisfies this.|Find {x}.]",),
        "{x}",
    ),
    "solutions": (
        ("[Solve|Solve the equation] {start} over the real numbers.", "Find [all|every] real {x} with {start}.",
         "Determine all real solutions of {start}."),
        ("[Solve this over the real numbers.|Find all real {x} that satisfy this.|Find all its real solutions.]",),
        "all real {x}",
    ),
    "value": (
        ("[Work out|Calculate|Evaluate|Find the value of] {start}.", "[Find out|Work out] what {start} is."),
        ("[Work this out.|Find its value.|Find the value.]",),
        "its value",
    ),
    "form": (
        ("Write {start} [as|in the form] {form}.", "[Bring {start} to|Rewrite {start} in] the form {form}.",
         "[Find the numbers with which|Find out with which numbers] {start} is {form}."),
        ("[Write this as|Bring this to the form] {form}.",),
        "the form {form}",
    ),
    "constant": (
        ("Find the number that {start} is equal to for every {x}.", "Show that {start} does not depend on {x}, and "
         "find its value."),
        ("[Find the number that this is for every {x}.|Simplify this to a number.]",),
        "the number that it equals for every {x}",
    ),
    "largest": (
        ("[Find|Determine] the largest integer {x} with {start}.", "[Solve {start}|Solve the inequality {start}] and "
         "give the largest integer that satisfies it."),
        ("Find the largest integer {x} that satisfies this.",),
        "the largest integer {x}",
    ),
    "smallest": (
        ("[Find|Determine] the smallest integer {x} with {start}.", "[Solve {start}|Solve the inequality {start}] and "
         "give the smallest integer that satisfies it."),
        ("Find the smallest integer {x} that satisfies this.",),
        "the smallest integer {x}",
    ),
    "count": (
        ("[Find|Work out] how many integers {x} satisfy {start}.", "[Solve {start}|Solve the inequality {start}] and "
         "give the number of integers that satisfy it."),
        ("[Find|Work out] how many integers {x} satisfy this.",),
        "the number of integers {x}",
    ),
    "count outside": (
        ("[Find|Work out] how many integers {x} do not satisfy {start}.", "[Solve {start}|Solve the inequality "
         "{start}] and give the number of integers that do not satisfy it."),
        ("[Find|Work out] how many integers {x} do not satisfy this.",),
        "the number of integers {x} for which it is false",
    ),
    "derivative": (
        ("[Differentiate|Find the derivative of] f({x}) = {start}.", "[Find|Work out] f'({x}) for f({x}) = {start}."),
        ("[Differentiate this with respect to {x}.|Find the derivative of this with respect to {x}.]",),
        "the derivative with respect to {x}",
    ),
}  # fmt: skip

FORMS = {
    "solve": "number", "solutions": "{..., ...}", "value": "number", "constant": "number", "largest": "integer",
    "smallest": "integer", "count": "integer", "count outside": "integer", "derivative": "formula",
}  # fmt: skip
"""What stands in the answer line; for the task ``form`` it is the numbers of the form."""

# Level 1 goes to the smallest models: a short question.
SHORT = {
    "bare": "{request}\n{ending}",
    "steps": "{request} [Take one step per line.|Go step by step.|Show every step.]\n{ending}",
    "number": "[Exercise|Problem|Question|Task] {n}. {request}\n{ending}",
    "display": "{start}\n{about}\n{ending}",
    "rules": "{request} [Name the rule of each step.|Say what you do in each line.]\n{ending}",
    "pupil": "{name} is told: {request}\n{ending}",
    "to_do": "[To do|Your task|On the board]: {request}\n{ending}",
    "given": "Given: {start}\nWanted: {wanted}\n{ending}",
    "begin": "[Begin with|Start from] {start}. {about}\n{ending}",
    "chain": "[Carry this on|Continue from here], one step per line:\n{start}\n{about}\n{ending}",
}

LONG = {
    "bare": "{condition}{request}\n{ending}",
    "steps": "{condition}{request} [Take one small step per line.|Show every step on a line of its own.]\n{ending}",
    "rules": "{condition}{request} [Name the rule that leads to each line.|Say for each line which rule gives it.]\n"
    "{ending}",
    "display": "{condition}Consider\n\n{start}\n\n{about}\n{ending}",
    "given": "{condition}Given: {start}\nWanted: {wanted}\n[Write down the whole chain of steps.|No step may be left "
    "out.]\n{ending}",
    "exam": "[Exam question|Test question] {n}. {condition}{request} [Marks are given for the steps.|Every step "
    "counts.]\n{ending}",
    "tutor": "{condition}Show a beginner how it is done: {request} [Explain each line.|Leave nothing out.]\n{ending}",
    "begun": "{condition}{request} The derivation begins like this:\n{begun}\n[Carry it on to its end.|Finish it.]\n"
    "{ending}",
    "sound": "{condition}{request} Every line must [mean the same as|be equivalent to] the line before.\n{ending}",
    "name": "{condition}{name} has to hand in a complete derivation. The task: {request}\n{ending}",
    "chain": "{condition}Carry this on [line by line|one rule at a time] until nothing is left to do:\n{start}\n"
    "{about}\n{ending}",
    "check": "{condition}{request} [Afterwards test the result.|Check the result at the end.]\n{ending}",
}
CONDITION = "Let {x} and {y} be positive. "
