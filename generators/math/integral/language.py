"""The words in which integrals are asked for: for each kind of question, skeletons over its formulas."""

from __future__ import annotations

SKELETONS: dict[str, dict[str, str]] = {
    "antiderivative": {
        "integrate": "Integrate {f} with respect to {x}.\n{ending}",
        "find": "[Find|Determine|Work out] an antiderivative of {f}.\n{ending}",
        "indefinite": "[Find|Evaluate] the indefinite integral {integral}.\n{ending}",
        "reverse": "Which functions have the derivative {f}?\n{ending}",
        "prime": "Find a function F with {prime_is}.\n{ending}",
        "slope": "The slope of a curve at {x} is {f}. [Which equation {curve}|Which function {result}] can the curve "
        "have?\n{ending}",
        "student": "{name} has to integrate {f}. What should {who.they} write, up to a constant?\n{ending}",
        "velocity": "The velocity of a train is {f} at time {x}. Give its position as a function of {x}, up to a "
        "constant.\n{ending}",
        "undo": "{name} differentiated a function and got {f}. What was it, up to a constant?\n{ending}",
    },
    "definite": {
        "evaluate": "[Evaluate|Compute] {integral_from}.\n{ending}",
        "find": "[Find|Work out] the integral of {f} [from|over the interval from] {x_low} to {x_high}.\n"
        "{ending}",
        "rate": "A quantity changes at the rate {f} at time {x}. By how much does it change from {x_low} to "
        "{x_high}?\n{ending}",
        "velocity": "A particle moves along a line with velocity {f}. What is its displacement between {x_low} and "
        "{x_high}?\n{ending}",
        "primitive": "Let F be a function with {prime_is}. What is {rise}?\n{ending}",
        "student": "{name} integrates {f} from {low} to {high}. What is the result?\n{ending}",
        "signed": "The graph of {f} and the {x}-axis bound a region between {x_low} and {x_high}. What is its "
        "signed area, parts below the axis counted as negative?\n{ending}",
        "work": "A force of {f} newtons acts at position {x}. What work does it do from {x_low} to {x_high}?\n"
        "{ending}",
    },
    "area": {
        "enclosed": "Find the area of the region enclosed by {first} and {second}.\n{ending}",
        "between": "The curves {first} and {second} meet in two points. How large is the area between them?\n{ending}",
        "garden": "A flower bed is bounded by the curves {first} and {second}. What is its area?\n{ending}",
        "bounded": "Which area do the graphs {first} and {second} bound?\n{ending}",
        "student": "{name} shades the region between {first} and {second}. What is the area of the shaded region?\n"
        "{ending}",
    },
}  # fmt: skip
