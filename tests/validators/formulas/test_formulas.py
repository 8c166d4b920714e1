"""Mathematical answers: every pair in the tables beside this file is decided as a mathematician would, by proof."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from validators.formulas import Said, Unreadable, compare, form_of, read_formula
from validators.formulas.normal import Normal

HERE = Path(__file__).parent


def pairs(name: str) -> list[tuple[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [(line[: line.index(" | ")], line[line.index(" | ") + 3 :]) for line in lines if line]


def said(gold: str, given: str) -> Said | str:
    try:
        return compare(read_formula(gold), read_formula(given))
    except Unreadable as unreadable:
        return str(unreadable)


@pytest.mark.parametrize(("gold", "given"), pairs("same.txt"))
def test_the_same_answer_in_another_form_is_accepted(gold: str, given: str) -> None:
    assert said(gold, given) is Said.EQUAL


@pytest.mark.parametrize(("gold", "given"), pairs("different.txt"))
def test_another_answer_is_never_accepted(gold: str, given: str) -> None:
    assert said(gold, given) is not Said.EQUAL


# What a hostile text costs.

HOSTILE = [
    "9^{9^{9^{9^9}}}", "9**9**9**9", "(((9!)!)!)!", "1000000!", "\\binom{10^9}{5\\cdot10^8}", "2^{100000}",
    "\\sqrt{" * 30 + "2" + "}" * 30, "\\sqrt{" * 300 + "2" + "}" * 300, "1" * 10_000, "1" * 1_000_000,
    "(" * 5000 + "1" + ")" * 5000, "x^" * 2000 + "2", "(x+1)^{1000}(y+1)^{1000}(z+1)^{1000}", "(x+y+z+w)^{60}",
    "+".join(f"x_{i}" for i in range(800)), "\\sum_{k=1}^{10^{12}} k", "\\sum_{k=1}^{19999} \\frac{1}{k}",
    "\\sum_{k=1}^{1900} \\sqrt{k}", "\\sin(" * 40 + "x" + ")" * 40, "\\frac{1}{" * 38 + "x" + "}" * 38,
    "\\sqrt{2}^{\\sqrt{2}^{\\sqrt{2}^{\\sqrt{2}}}}", "+".join(f"\\sqrt{{{p}}}" for p in range(2, 60)),
    "\\{" + ",".join(map(str, range(2000))) + "\\}", "\\{" + ",".join(f"x+{i}" for i in range(60)) + "\\}",
    "e^{e^{e^{e^{e^e}}}}", "\\ln" * 200 + "2", "%s%n" * 100, "{0.__class__}", "\x00", "__import__('os')", "\\input{x}",
    "|" * 1000, "(a+b+c+d+e+f+g+h)^{20}", "\\sqrt{x+" * 30 + "1" + "}" * 30, "1," * 4000 + "1", "\\cos(x)^{64}",
    "\\tan(64x)", "\\sin(x+y+z+w+a+b+c+d)", "123456789^{123456}", "1e999999", "1e-999999", "10^{-100000}",
    "\\sqrt[64]{2}+\\sqrt[63]{3}+\\sqrt[61]{5}", "\\sin(10^{5000})", "(1+10^{-20})^{10^{20}}", "x=1," * 900 + "x=1",
    "<".join("x" * 900), "٤٢", "１２", "\\frac" * 3000, "{" * 9000, "\\begin{pmatrix}" * 200, "±" * 2000, "1:" * 3000,
    "x+((9^{4000})^{4000})^{4000}", "(" + "+".join(f"x_{i}" for i in range(60)) + ")^5",
    "((((9+0x)^{40})^{40})^{40})^{40}=x",
    "(" + "+".join("abcdfghjklmnopqrstuvwxyzABCDFGHJKLMNOPQRSTUVWXYZ") + ")^8", "\\max(4)", "x+|x-x|\\sin x",
    "x+\\sum_{k=1}^{200}\\sum_{j=1}^{200}x^{k}\\ln 2", "0+\\sum_{a=1}^{2000}\\sum_{b=1}^{2000}ab",
    "+".join(["x", *["(1+\\sin x)^{60}"] * 20]), "+".join(f"\\frac{{1}}{{x+{k}y+10^{{40}}}}" for k in range(169)),
    ",".join(f"(\\sin x+\\cos x)^{{{k}}}" for k in range(60)), "\\pm x " + "\\bmod 2 " * 1200,
]  # fmt: skip
GOLDS = [
    "42",
    "x^2+1",
    "\\sqrt{2}",
    "(1,2)",
    "\\{1,2,3\\}",
    "\\sin x",
    "x>3",
    "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}",
]

_SCRIPT = """
import resource, sys, threading, time
from test_formulas import GOLDS, HOSTILE, said
from validators.formulas import Said
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
worst = []
def work():
    for text in HOSTILE:
        for gold in [*GOLDS, text]:
            start = time.thread_time()
            found = said(gold, text)
            worst.append((time.thread_time() - start, text[:40]))
            assert gold == text or found is not Said.EQUAL, (gold, text[:80])
thread = threading.Thread(target=work)  # no main thread: nothing may rest on signals
thread.start()
thread.join()
assert len(worst) == len(HOSTILE) * (len(GOLDS) + 1)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))  # not that of the process before
print(*max(worst), peak.split()[1])
"""


def test_a_hostile_answer_costs_little_time_and_memory_on_any_thread() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, cwd=HERE)
    assert done.returncode == 0, done.stderr[-2000:]
    seconds, *_, kilobytes = done.stdout.split()
    assert float(seconds) < 1.0, "of processor time, which no load changes"
    assert int(kilobytes) < 200_000


ALPHABET = "0123456789xyzabei+-*/^_(){}[]|,;=<>!%. \\$&'" + "\\frac\\sqrt\\pi\\cup\\text√²½π∞≤∪±°"


@settings(max_examples=400, deadline=None)
@given(st.text(st.sampled_from(ALPHABET), max_size=40), st.text(st.sampled_from(ALPHABET), max_size=40))
def test_any_text_is_read_or_refused_and_any_two_are_compared(one: str, other: str) -> None:
    for text in (one, other):
        try:
            node = read_formula(text)
        except Unreadable:
            return
        assert form_of(node)
        assert compare(node, node) is not Said.DIFFERENT or said(text, "0") is not Said.EQUAL
    assert (said(one, other) is Said.EQUAL) == (said(other, one) is Said.EQUAL) or "=" in one + other


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_text_at_all_makes_the_reader_fail(text: str) -> None:
    assert said("x^2", text) is not None


# Properties of numbers and functions.

numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)


@given(numbers)
def test_every_writing_of_a_fraction_is_the_same_number(value: Fraction) -> None:
    top, bottom = value.numerator, value.denominator
    for text in (f"{top}/{bottom}", f"\\frac{{{top}}}{{{bottom}}}", f"-\\frac{{{-3 * top}}}{{{3 * bottom}}}"):
        assert said(str(value), text) is Said.EQUAL
    assert said(str(value), f"\\frac{{{top + 1}}}{{{bottom}}}") is Said.DIFFERENT


polynomials = st.recursive(
    st.one_of(st.sampled_from("xyz"), st.integers(-9, 9).map(lambda n: f"({n})")),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("({0[0]} + {0[1]})".format),
        st.tuples(inner, inner).map("({0[0]} - {0[1]})".format),
        st.tuples(inner, inner).map("{0[0]} \\cdot {0[1]}".format),
        st.tuples(inner, st.integers(1, 3)).map("({0[0]})^{{{0[1]}}}".format),
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(polynomials, polynomials)
def test_arithmetic_obeys_its_laws(one: str, other: str) -> None:
    assert said(f"{one} \\cdot ({other})", f"({other}) \\cdot {one}") is Said.EQUAL
    assert said(f"({one} + {other})^2", f"({one})^2 + 2 ({one}) \\cdot ({other}) + ({other})^2") is Said.EQUAL
    assert said(one, f"{one} + 1") is Said.DIFFERENT
    assert said(f"\\frac{{{one}}}{{x^2+1}}", f"\\frac{{({one})(y^2+1)}}{{(x^2+1)(y^2+1)}}") is Said.EQUAL


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from("+-"))
def test_trigonometric_identities_are_proved(a: int, b: int, sign: str) -> None:
    other = {"+": "-", "-": "+"}[sign]
    assert said(
        f"\\sin({a}x {sign} {b}y)", f"\\sin({a}x)\\cos({b}y) {sign} \\cos({a}x)\\sin({b}y)"
    ) is Said.EQUAL  # fmt: skip
    assert said(
        f"\\cos({a}x {sign} {b}y)", f"\\cos({a}x)\\cos({b}y) {other} \\sin({a}x)\\sin({b}y)"
    ) is Said.EQUAL  # fmt: skip
    assert said(f"\\sin({a}x)", f"\\sin({a + 1}x)") is Said.DIFFERENT


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 500), st.integers(2, 500), st.integers(1, 30))
def test_nested_roots_are_proved_equal_or_different(a: int, b: int, c: int) -> None:
    nested = f"\\sqrt{{{a + b}+2\\sqrt{{{a * b}}}}}"
    assert said(nested, f"\\sqrt{{{a}}}+\\sqrt{{{b}}}") is Said.EQUAL
    assert said(nested, f"\\sqrt{{{a}}}+\\sqrt{{{b}}}+10^{{-{c}}}") is Said.DIFFERENT


def test_nothing_is_proved_that_holds_on_one_side_of_zero_only() -> None:
    for one, other in (("\\sqrt{x^2}", "x"), ("\\ln(x^2)", "2\\ln x"), ("\\sqrt{-x}", "i\\sqrt{x}"), ("|x|", "x")):
        assert not Normal().equal(read_formula(one), read_formula(other))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["1 2 3", "1,,2", "(1,2", "\\frac{1}", "x+", "==", "1..2", "\\int x", "007", "5!!"])
def test_what_cannot_be_read_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_formula(text)
    assert str(refused.value)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("42", "number"), ("x^2", "expression"), ("(1, 2)", "tuple"), ("(1, 2]", "region"), ("x > 3", "region"),
        ("x = 1", "solutions"), ("\\{1, 2\\}", "set"), ("1, 2", "list"), ("\\text{yes}", "word"),
        ("y = x + 1", "equation"),
        ("\\begin{pmatrix}1\\\\2\\end{pmatrix}", "matrix"),
    ],
)  # fmt: skip
def test_each_formula_has_its_form(text: str, form: str) -> None:
    assert form in form_of(read_formula(text))
    assert set(form_of(read_formula(text))) < {
        "number", "expression", "equation", "solutions", "set", "list", "tuple", "matrix", "region", "word",
    }  # fmt: skip


def test_declared_variables_are_read_as_such() -> None:
    assert said("e + i", "i + e") is Said.EQUAL
    one = read_formula("ei", frozenset("ei"))
    assert compare(one, read_formula("i \\cdot e", frozenset("ei"))) is Said.EQUAL
    assert compare(one, read_formula("ei")) is not Said.EQUAL


SEEDS = [tuple(json.loads(line)) for line in (HERE / "fuzz_seeds.txt").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("start", range(0, len(SEEDS), 200))
def test_what_fuzzing_found_worth_keeping_is_read_and_compared_alike_both_ways(start: int) -> None:
    """The seeds of coverage-guided runs (`fuzz_formulas`): every branch that they reached."""
    from fuzz_formulas import hold

    for one, other in SEEDS[start : start + 200]:
        hold(one, other)
