"""The words in which derivatives are asked for: for each kind of question, skeletons over its formulas."""

from __future__ import annotations

SKELETONS: dict[str, dict[str, str]] = {
    "function": {
        "differentiate": "Differentiate {f} with respect to {x}.\n{ending}",
        "find": "[Find|Work out|Determine] the derivative of {f}.\n{ending}",
        "prime": "Let {f_is}. [Find {f_prime}.|What is {f_prime}?]\n{ending}",
        "operator": "[Compute|Evaluate] {operator}.\n{ending}",
        "leibniz": "Given {y_is}, find {dydx}.\n{ending}",
        "rate": "A quantity is {f} at time {x}. [Give|Write down] its rate of change as a function of {x}.\n{ending}",
        "slope": "Which function of {x} gives the slope of the curve {y_is}?\n{ending}",
        "student": "{name} has to differentiate {f}. What should {who.they} get?\n{ending}",
        "robot": "A robot on a rail is at position {f} after {x} seconds. Give its velocity as a function of {x}.\n"
        "{ending}",
    },
    "value": {
        "prime": "Let {f_is}. Find {f_prime_at}.\n{ending}",
        "slope": "What is the slope of the curve {y_is} [at|where] {x_is}?\n{ending}",
        "evaluate": "Find the derivative of {f} at {x_is}.\n{ending}",
        "rate": "How fast does {f} change [when|at the moment that] {x_is}?\n{ending}",
        "tangent": "A line touches the graph of {f} at {x_is}. How steep is it?\n{ending}",
        "student": "{name} needs the gradient of {y_is} at {x_is}. What is it?\n{ending}",
        "given": "Given {g_is}, compute {g_prime_at}.\n{ending}",
    },
    "second": {
        "second": "[Find the second derivative of {f}.|What is the second derivative of {f}?]\n{ending}",
        "twice": "Differentiate {f} twice.\n{ending}",
        "prime": "Let {f_is}. Find {f_second}.\n{ending}",
        "acceleration": "After {x} seconds a lift is at height {f}. Give its acceleration as a function of {x}.\n"
        "{ending}",
        "leibniz": "For {y_is}, find {d2ydx2}.\n{ending}",
    },
    "higher": {
        "order": "Find the {order:ordinal} derivative of {f}.\n{ending}",
        "times": "Differentiate {f} {order:words} times.\n{ending}",
        "leibniz": "Given {y_is}, work out {dnydxn}.\n{ending}",
        "index": "Let {f_is}, and write {f_n} for its derivative of order {order}. Which function is {f_n}?\n{ending}",
        "repeat": "{name} differentiates {f}, then differentiates the result, and so on, {order:words} times in all. "
        "What does {who.they} end with?\n{ending}",
    },
    "tangent": {
        "find": "Find the equation of the tangent to the curve {y_is} at the point where {x_is}.\n{ending}",
        "line": "Which line touches the graph of {f_is} at {x_is}? Give its equation in {x} and {y}.\n{ending}",
        "approximate": "Near {x_is}, the graph of {y_is} is close to a straight line. Find the equation of this "
        "tangent.\n{ending}",
        "student": "{name} draws the tangent to {y_is} at the point with {x_is}. What is the equation of this line?\n"
        "{ending}",
        "road": "A road follows the curve {y_is}. At {x_is} a car leaves it and goes straight on along the tangent. "
        "On which line does it move?\n{ending}",
    },
    "implicit": {
        "slope": "The curve {curve} passes through {point}. [Find its slope|What is its slope] [there|at that point]"
        "[.|, that is, the value of {dydx}?]\n{ending}",
        "implicit": "Use implicit differentiation to find {dydx} at {point} on the curve {curve}.\n{ending}",
        "tangent": "How steep is the tangent to {curve} at the point {point}?\n{ending}",
        "function": "Near {point}, the equation {curve} defines {y} as a function of {x}. Find its derivative there.\n"
        "{ending}",
        "ant": "An ant walks along the curve {curve}. When it is at {point}, what is the slope of its path?\n{ending}",
    },
    "bend": {
        "second": "The equation {curve} defines {y} as a function of {x} near {point}. Find {d2ydx2} at that point.\n"
        "{ending}",
        "value": "What is the value of {d2ydx2} at the point {point} of the curve {curve}?\n{ending}",
        "twice": "Differentiate {curve} implicitly twice to find the second derivative of {y} with respect to {x} at "
        "{point}.\n{ending}",
        "change": "Along the curve {curve}, how fast does the slope {dydx} change with {x} at the point {point}?\n"
        "{ending}",
    },
    "parametric": {
        "slope": "A curve is given by {path}. Find {dydx} at {t_is}.\n{ending}",
        "point": "A point moves in the plane: {path} at time {t}. What is the slope of its path at {t_is}?\n{ending}",
        "tangent": "How steep is the tangent to the curve {path} at the parameter value {t_is}?\n{ending}",
        "drone": "A drone flies in the plane with {path}. Find the slope of its path when {t_is}.\n{ending}",
        "let": "Let {path}. Work out the slope of this curve at {t_is}.\n{ending}",
    },
    "parametric bend": {
        "second": "A curve is given by {path}. Find {d2ydx2} at {t_is}.\n{ending}",
        "value": "For the curve {path}, what is the second derivative of {y} with respect to {x} at {t_is}?\n{ending}",
        "change": "Let {path}. At what rate does the slope {dydx} change with {x} when {t_is}?\n{ending}",
        "bead": "A bead slides along the curve {path}. Find {d2ydx2} at the moment when {t_is}.\n{ending}",
    },
}  # fmt: skip
