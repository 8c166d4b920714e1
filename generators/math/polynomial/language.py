"""The words in which questions on polynomials are put: for each kind, skeletons over the formulas that it is about.

``{x}`` is the letter, ``{xs}`` all letters as the arguments of a function.
"""

from __future__ import annotations

SKELETONS: dict[str, dict[str, str]] = {
    "expand": {
        "expand": "Expand {product}[| and collect like terms].\n{ending}",
        "brackets": "[Remove the brackets|Multiply out] and simplify: {product}\n{ending}",
        "no brackets": "Write {product} [without brackets|as a sum of powers of {x}].\n{ending}",
        "teacher": "{name} multiplies {first} by {second}. [Which polynomial|What] comes out, fully expanded?\n"
        "{ending}",
        "definition": "Let {p_is} and {q_is}. [Find|Give] {pq} in expanded form.\n{ending}",
        "blank": "Fill the gap with an expanded polynomial: {product} = ___\n{ending}",
        "what": "What is {product} when it is multiplied out?\n{ending}",
        "one term": "Rewrite {product} so that no brackets remain and [no two terms are alike|every power occurs once]."
        "\n{ending}",
        "marks": "[Exercise|Question] 4. Expand and simplify fully.\n{product}\n{ending}",
    },
    "combine": {
        "simplify": "Simplify {sum}.\n{ending}",
        "brackets": "[Remove the brackets and collect|Expand and collect] like terms: {sum}\n{ending}",
        "task": "{name} is [asked|told] to simplify {sum}. What is the result?\n{ending}",
        "what": "Which polynomial in {x}, without brackets, equals {sum}?\n{ending}",
        "let": "Let {p_is_sum}. [Write|Give] {p} in expanded form.\n{ending}",
        "blank": "Fill the gap with an expanded polynomial: {sum} = ___\n{ending}",
    },
    "collect": {
        "collect": "[Collect|Combine] like terms: {terms}\n{ending}",
        "simplify": "Simplify {terms}.\n{ending}",
        "note": "{name}'s notebook reads {terms}. [Write this with one term per power.|Tidy it up by adding like "
        "terms.]\n{ending}",
        "let": "Let {q_is_terms}. Write {q} with each power of {x} only once.\n{ending}",
        "how": "How does {terms} read once like terms are added?\n{ending}",
    },
    "products": {
        "simplify": "Expand and simplify {sum}.\n{ending}",
        "brackets": "Remove all brackets from {sum} and collect like terms.\n{ending}",
        "board": "{name} writes {sum} on the board. [Which expanded polynomial is it equal to?|What is it, "
        "simplified?]\n{ending}",
        "check": "{name} wants to check a simplification of {sum}. What should the expanded result be?\n{ending}",
        "let": "Let {p_is_sum}. Give {p} as a polynomial without brackets.\n{ending}",
        "blank": "Fill the gap with an expanded polynomial: {sum} = ___\n{ending}",
    },
    "coefficient": {
        "find": "[Find the coefficient of {power} in {product}.|What is the coefficient of {power} in {product}?]\n"
        "{ending}",
        "number": "Which number stands before {power} when {product} is expanded?\n{ending}",
        "only": "{name} expands {product}. What is {who.their} coefficient of {power}?\n{ending}",
        "let": "Let {f_is}. How large is the coefficient of {power} in {f}?\n{ending}",
        "without": "Without expanding all of {product}, find the coefficient of {power}.\n{ending}",
    },
    "remainder": {
        "find": "[Find the remainder when {dividend} is divided by {divisor}.|"
        "What remains when {dividend} is divided by {divisor}?]\n{ending}",
        "division": "Divide {dividend} by {divisor}. [What is left over?|What is the remainder?]\n{ending}",
        "let": "Let {p_is}. Which remainder does {p} leave on division by {divisor}?\n{ending}",
        "student": "{name} divides {dividend} by {divisor}. What remainder does {who.they} get?\n{ending}",
        "modulo": "Reduce {dividend} modulo {divisor}: which polynomial of degree below {degree} is left?\n{ending}",
    },
    "division": {
        "long": "[Carry out the polynomial division of|Use long division to divide] {dividend} by {divisor}, and give "
        "quotient and remainder.\n{ending}",
        "find": "Find the quotient and the remainder when {dividend} is divided by {divisor}.\n{ending}",
        "identity": "Find polynomials {qr} with {identity}, where the degree of {r} is below {degree}.\n{ending}",
        "let": "Let {p_is} and {d_is}. What are the quotient and the remainder of {p} divided by {d}?\n{ending}",
        "student": "{name} divides {dividend} by {divisor}. Which quotient and which remainder should {who.they} "
        "get?\n{ending}",
    },
    "compose": {
        "functions": "Let {f_is} and {g_is}. Find {fg} in expanded form.\n{ending}",
        "given": "Given {f_is} and {g_is}, [expand|write out] {fg}.\n{ending}",
        "replace": "Replace {x} by {inner} in {outer} and simplify.\n{ending}",
        "machines": "A machine turns {x} into {inner}, the next turns its input {x} into {outer}. What do both make "
        "of {x} together?\n{ending}",
    },
    "chain": {
        "functions": "Let {f_is}, {g_is} and {h_is}. Find {fgh} in expanded form.\n{ending}",
        "given": "[Given|For] {f_is}, {g_is} and {h_is}, write {fgh} as a polynomial without brackets.\n{ending}",
        "machines": "Three machines stand in a row. The first turns {x} into {inner}, the second turns its input {x} "
        "into {middle}, and the third turns its input {x} into {outer}. As an expanded polynomial in the {x} that is "
        "put in, what comes out?\n{ending}",
        "order": "First {hn} is applied to {x}, then {gn} to the result, then {fn}, where {f_is}, {g_is} and {h_is}. "
        "Give the result in expanded form.\n{ending}",
    },
    "shift": {
        "difference": "Let {f_is}. [Find|Work out] {shifted} in expanded form.\n{ending}",
        "grow": "By how much does {poly} change when {x} is replaced by {inner}? Give an expanded polynomial in {x}.\n"
        "{ending}",
        "sequence": "For {f_is}, write the difference {shifted} as a polynomial without brackets.\n{ending}",
        "student": "{name} subtracts {f} from {f_there}, where {f_is}. [Which|What] polynomial is left?\n{ending}",
    },
    "reduce": {
        "simplify": "[Simplify|Reduce to lowest terms]: {quotient}\n{ending}",
        "cancel": "Cancel all common factors of numerator and denominator in {quotient}.\n{ending}",
        "common": "Numerator and denominator of {quotient} have [something|a factor] in common. Write the fraction in "
        "lowest terms.\n{ending}",
        "division": "{name} divides {above} by {below} and writes the result as a fraction that cannot be reduced "
        "further. What does {who.they} write?\n{ending}",
        "let": "Let {r_is}. Give {r} as a fraction in lowest terms, for all {x} for which it is defined.\n{ending}",
    },
    "fractions": {
        "single": "Write {sum} as a single fraction in lowest terms.\n{ending}",
        "combine": "Combine into one fraction and reduce it: {sum}\n{ending}",
        "common": "Bring {sum} to a common denominator and simplify.\n{ending}",
        "student": "{name} has to turn {sum} into one reduced fraction. What is the result?\n{ending}",
        "let": "Let {r_is}. Find polynomials without a common factor whose quotient is {r}.\n{ending}",
    },
}  # fmt: skip
