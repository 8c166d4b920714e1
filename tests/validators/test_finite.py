"""Questions about finite domains, decided by going through all points."""

import math
import random
import time
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from schemas import Reason
from schemas.answers import Assignment, Choice, FiniteSet, Integer, Outcome, Rational
from schemas.checks import Finite, IntRange
from validators import validate
from validators.finite import solve
from validators.finite_formulas import Malformed, compiled
from validators.number_tables import TABLES


def over(*names: str, low: int = 0, high: int = 9) -> tuple[IntRange, ...]:
    return tuple(IntRange(name, low, high) for name in names)


COUNT = Finite(Integer(), "10", over("a", "b"), "count", ("a + b == 9",))


def reason(check: Finite, text: str) -> Reason:
    return validate(check, text).reason


def test_counts_are_by_enumeration() -> None:
    assert reason(COUNT, "Answer: 10") == "correct"
    assert reason(COUNT, "Answer: 11") == "wrong_value"
    assert reason(COUNT, "Answer: ten or so") in ("wrong_form", "hedged")


def test_a_gold_that_differs_from_the_enumeration_is_believed_by_nobody() -> None:
    wrong = Finite(Integer(), "11", over("a", "b"), "count", ("a + b == 9",))
    assert reason(wrong, "Answer: 11") == "oracles_disagree"
    assert reason(wrong, "Answer: 10") == "oracles_disagree"


QUESTIONS = [
    ({"ask": "points", "conditions": ("3*x % 7 == 5",), "variables": over("x", high=6)}, FiniteSet(Integer()), "{4}"),
    (
        {"ask": "points", "conditions": ("x*x % 8 == 1",), "variables": over("x", high=7)},
        FiniteSet(Integer()),
        "{1, 3, 5, 7}",
    ),
    (
        {"ask": "points", "conditions": ("x + y == 17", "x < y"), "variables": over("x", "y")},
        Assignment({"x": Integer(), "y": Integer()}),
        "x = 8, y = 9",
    ),
    ({"ask": "maximum", "of": "a*b", "conditions": ("a + b == 9",), "variables": over("a", "b")}, Integer(), "20"),
    (
        {"ask": "minimum", "of": "k", "conditions": ("pow(3, k, 7) == 1",), "variables": over("k", low=1)},
        Integer(),
        "6",
    ),
    (
        {"ask": "sum", "of": "d", "conditions": ("28 % d == 0",), "variables": over("d", low=1, high=28)},
        Integer(),
        "56",
    ),
    ({"ask": "values", "of": "x*x % 10", "variables": over("x")}, FiniteSet(Integer()), "{0, 1, 4, 5, 6, 9}"),
    ({"ask": "value", "of": "x % 3", "conditions": ("x % 6 == 4",), "variables": over("x", high=50)}, Integer(), "1"),
    (
        {"ask": "probability", "conditions": ("a + b == 7",), "variables": over("a", "b", low=1, high=6)},
        Rational(),
        "1/6",
    ),
    (
        {
            "ask": "probability",
            "conditions": ("a == 6",),
            "given": ("max(a, b) == 6",),
            "variables": over("a", "b", low=1, high=6),
        },
        Rational(),
        "6/11",
    ),
    (
        {"ask": "probability", "conditions": ("c == 0",), "weight": "3 - 2*c", "variables": over("c", high=1)},
        Rational(),
        "3/4",
    ),
    ({"ask": "expectation", "of": "max(a, b)", "variables": over("a", "b", low=1, high=6)}, Rational(), "161/36"),
    (
        {"ask": "count", "conditions": ("distinct(a, b, c)", "digitsum(a + b) == c"), "variables": over("a", "b", "c")},
        Integer(),
        None,
    ),
    (
        {"ask": "count", "conditions": ("(a > 4) + (b > 4) == 1 and not a == b",), "variables": over("a", "b")},
        Integer(),
        "50",
    ),
    (
        {"ask": "count", "conditions": ("2 <= abs(a - b) < 4 or gcd(a, 6) == 6",), "variables": over("a", "b")},
        Integer(),
        None,
    ),
]


@pytest.mark.parametrize(("question", "answer", "gold"), QUESTIONS)
def test_every_question_is_answered_as_plain_python_answers_it(question, answer, gold) -> None:
    expected = plainly(**question)
    if gold is None:
        gold = str(expected)
    check = Finite(answer=answer, gold=gold, **question)
    assert reason(check, f"Answer: {gold}") == "correct"
    assert reason(check, "Answer: 987654321") in ("wrong_value", "wrong_form")
    if isinstance(expected, int | Fraction):
        assert str(expected) == gold


def plainly(variables, ask, conditions=(), of=None, given=(), weight=None):
    scope = {"gcd": math.gcd, "distinct": lambda *each: len(set(each)) == len(each), "digitsum": digit_sum}
    points = [
        {**scope, **dict(zip([each.name for each in variables], point, strict=True))}
        for point in product(*(range(each.low, each.high + 1) for each in variables))
    ]
    allowed = [point for point in points if all(eval(text, point) for text in given)]
    held = [point for point in allowed if all(eval(text, point) for text in conditions)]
    weigh = (lambda point: eval(weight, point)) if weight else (lambda point: 1)
    match ask:
        case "count":
            return len(held)
        case "maximum" | "minimum":
            return (max if ask == "maximum" else min)(eval(of, point) for point in held)
        case "sum":
            return sum(eval(of, point) for point in held)
        case "probability":
            return Fraction(sum(map(weigh, held)), sum(map(weigh, allowed)))
        case "expectation":
            return Fraction(sum(weigh(point) * eval(of, point) for point in held), sum(map(weigh, held)))
    return None


def digit_sum(number: int) -> int:
    return sum(map(int, str(abs(number))))


def test_any_of_the_points_will_do_and_no_other() -> None:
    check = Finite(
        Outcome(Assignment({"x": Integer(), "y": Integer()}), ("impossible",)),
        "x = 3, y = 0",
        over("x", "y"),
        "any",
        ("3*x + 5*y == 9 or 3*x + 5*y == 14",),
    )
    assert reason(check, "Answer: x = 3, y = 0") == "correct"
    assert reason(check, "Answer: x = 3, y = 1") == "correct"
    assert reason(check, "Answer: x = -2, y = 3") == "wrong_value"
    assert reason(check, "Answer: x = 1/3, y = 8/5") in ("wrong_value", "wrong_form")
    assert reason(check, "Answer: impossible") == "wrong_value"


def test_outcomes_say_that_there_is_no_point_or_more_than_one_value() -> None:
    none = Finite(
        Outcome(Assignment({"x": Integer()}), ("no solution",)), "no solution", over("x"), "points", ("2*x == 7",)
    )
    assert reason(none, "Answer: no solution") == "correct"
    assert reason(none, "Answer: x = 3") == "wrong_value"
    several = Finite(
        Outcome(Integer(), ("impossible", "not determined")),
        "not determined",
        over("x", "y"),
        "value",
        ("x + y == 5",),
        "x",
    )
    assert reason(several, "Answer: not determined") == "correct"
    assert reason(several, "Answer: 2") == "wrong_value"


@pytest.mark.parametrize(
    "change",
    [
        {"conditions": ("a +",)},
        {"conditions": ("a + b",)},
        {"conditions": ("a == q",)},
        {"conditions": ("1 // a == 0",)},
        {"conditions": ("a ** 200 == 1",)},
        {"conditions": ("a.real == 1",)},
        {"conditions": ("__import__('os') == 1",)},
        {"conditions": ("(lambda: 1)() == 1",)},
        {"conditions": ("a == 1.5",)},
        {"conditions": ("a == '1'",)},
        {"conditions": ("abs(a, b) == 1",)},
        {"conditions": ("-" * 3900 + "a == 1",)},
        {"conditions": ("(" * 1900 + "a" + ")" * 1900 + " == 1",)},
        {"conditions": ("a" + "*9" * 1900 + " == 1",)},
        {"conditions": ("\x00 == 1",)},
        {"of": "a"},
        {"ask": "maximum"},
        {"ask": "maximum", "of": "a", "conditions": ("a > 10",)},
        {"weight": "a - 3", "ask": "probability"},
        {"variables": over("a", "a")},
        {"variables": over("a", "b", low=3, high=1)},
        {"ask": "any"},
    ],
)
def test_malformed_questions_are_the_checks_own_error(change) -> None:
    fields = {
        "answer": Integer(),
        "gold": "10",
        "variables": over("a", "b"),
        "ask": "count",
        "conditions": ("a + b == 9",),
    } | change
    assert reason(Finite(**fields), "Answer: 10") == "checker_error"


def test_a_domain_too_large_is_given_up_in_bounded_time_and_memory() -> None:
    start = time.process_time()
    check = Finite(Integer(), "1", over(*"abcdefghijkl"), "count", ("a + b + c + d + e + f + g + h + i + j + k == l",))
    assert validate(check, "Answer: 1").status == "undecided"
    heavy = Finite(Integer(), "1", over("a", low=0, high=10**9), "count", ("pow(a, a, 2147483646) == 5",))
    assert validate(heavy, "Answer: 1").status == "undecided"
    assert time.process_time() - start < 20


def test_formulas_agree_with_python_on_random_points() -> None:
    rng = random.Random(5)
    ranges = {"a": (-20, 20), "b": (1, 15), "c": (-9, -2)}
    texts = (
        "a // b",
        "a % b",
        "a // c",
        "a % c",
        "abs(a) ** 3",
        "min(a, b, c)",
        "max(a, 3)",
        "a*b - c*(a - 7)",
        "b ** 2",
        "a % b ** 3",
        "a // 3 ** b",
        "a // math.gcd(a, b)",
    )
    for text in texts:
        formula = compiled(text.replace("math.", ""), ranges)
        for _ in range(200):
            point = {name: rng.randint(*ends) for name, ends in ranges.items()}
            value = int(formula.value(point))
            assert value == eval(text, {"math": math}, point)
            assert formula.low <= value <= formula.high


def test_powers_to_a_modulus_are_pythons() -> None:
    ranges = {"a": (-50, 50), "k": (0, 200), "m": (1, 2**31 - 1)}
    formula = compiled("pow(a, k, m)", ranges)
    rng = random.Random(6)
    for _ in range(300):
        point = {name: rng.randint(*ends) for name, ends in ranges.items()}
        assert int(formula.value(point)) == pow(point["a"], point["k"], point["m"])


def test_functions_of_number_theory_are_what_their_definitions_say() -> None:
    ranges = {"n": (0, 700)}
    column = np.arange(701)
    found = {name: compiled(f"{name}(n)", ranges).value({"n": column}) for name in TABLES}
    for n in range(1, 701):
        divisors = [d for d in range(1, n + 1) if n % d == 0]
        primes = [d for d in divisors if d > 1 and all(d % e for e in range(2, d))]
        powers = [d for d in divisors if d > 1 and sum(d % p == 0 for p in primes) == 1]
        expected = {
            "prime": n in primes,
            "leastprime": min(primes, default=1),
            "distinctprimes": len(primes),
            "primefactors": len(powers),
            "divisors": len(divisors),
            "divisorsum": sum(divisors),
            "totient": sum(math.gcd(n, k) == 1 for k in range(1, n + 1)),
        }
        assert {name: int(found[name][n]) for name in TABLES} == expected
    assert solve(over("n", high=200_000), "count", ("prime(n)",)).value == 17_984
    assert solve(over("n", low=1, high=200_000), "maximum", (), "divisors(n)").value < TABLES["divisors"]
    assert solve(over("n", low=1, high=200_000), "maximum", (), "divisorsum(n)").value < TABLES["divisorsum"]
    for text in ("prime(a - 1) ", "divisors(200001)", "totient(a, a)"):
        with pytest.raises(Malformed):
            compiled(text, {"a": (0, 9)})


def test_roots_are_whole_parts() -> None:
    column = np.array([*range(3000), *(n**k + d for n in (7, 99, 9999) for k in (2, 3) for d in (-1, 0, 1)), 10**12])
    for degree in (2, 3, 4, 7, 39, 62):
        found = compiled(f"root(n, {degree})", {"n": (0, 10**12)}).value({"n": column})
        assert all(r**degree <= n < (r + 1) ** degree for n, r in zip(column.tolist(), found.tolist(), strict=True))
    for text in ("root(n, n)", "root(n, 1)", "root(n, 63)", "root(n - 1, 2)", "root(n * n, 2)"):
        with pytest.raises(Malformed):
            compiled(text, {"n": (0, 10**12)})


def test_amounts_are_payable_as_trying_all_numbers_of_coins_says() -> None:
    amounts = np.arange(120)
    for coins in ((3, 5), (6, 9, 20), (7,), (4, 6, 10, 30), (200_000, 11)):
        found = compiled(f"payable(n, {', '.join(map(str, coins))})", {"n": (0, 119)}).value({"n": amounts})
        made = {sum(n * c for n, c in zip(each, coins, strict=True)) for each in product(range(18), repeat=len(coins))}
        assert [bool(each) for each in found] == [n in made or (coins == (7,) and n % 7 == 0) for n in amounts.tolist()]
    for text in ("payable(n, n)", "payable(n, 0)", "payable(n)", "payable(n - 1, 3)", "payable(2000 * n, 3)"):
        with pytest.raises(Malformed):
            compiled(text, {"n": (0, 119)})


def test_a_choice_is_the_option_at_the_place_found() -> None:
    days = ("Monday", "Tuesday", "Wednesday")
    check = Finite(Choice(days), "Wednesday", over("d", high=2), "value", ("(d - 8) % 3 == 0",), "d")
    assert reason(check, "Answer: Wednesday") == "correct"
    assert reason(check, "Answer: Monday") == "wrong_value"
    beyond = Finite(Choice(days), "Wednesday", over("d", high=9), "maximum", (), "d")
    assert reason(beyond, "Answer: Wednesday") == "checker_error"


def test_what_could_overflow_is_refused() -> None:
    with pytest.raises(Malformed, match="2\\^62"):
        compiled("a * a * a", {"a": (0, 10**9)})


def test_large_but_pruned_domains_are_quick() -> None:
    colours = over(*(f"n{i}" for i in range(12)), low=1, high=3)
    ring = tuple(f"n{i} != n{(i + 1) % 12}" for i in range(12))
    assert solve(colours, "count", ring).value == 2**12 + 2


def test_several_points_are_the_second_outcome_of_an_assignment() -> None:
    answer = Outcome(Assignment({"x": Integer(), "y": Integer()}), ("no solution", "several solutions"))

    def reasons(total: int, gold: str) -> list[Reason]:
        check = Finite(answer, gold, over("x", "y"), "points", (f"x + 2*y == {total}", "x < y"))
        return [reason(check, f"Answer: {text}") for text in (gold, "x = 1, y = 2", "no solution", "several solutions")]

    assert reasons(5, "x = 1, y = 2") == ["correct", "correct", "wrong_value", "wrong_value"]
    assert reasons(8, "several solutions") == ["correct", "wrong_value", "wrong_value", "correct"]
    assert reasons(99, "no solution") == ["correct", "wrong_value", "correct", "wrong_value"]
    assert reasons(8, "x = 2, y = 3")[0] == "oracles_disagree"
