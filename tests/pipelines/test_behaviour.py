"""Behaviours: rewritten functions have one hash, others do not, and nothing that is run can upset who asks."""

import subprocess
import sys

import pytest

from pipelines.behaviour import Behaviour, Program, behaviour, behaviour_of, hashes_in, program_of, uncommon_of
from pipelines.behaviour.common import source_of
from pipelines.behaviour.inputs import inputs_of
from pipelines.behaviour.shapes import Unshaped, coarse, read_view, view_of, wide
from schemas.answers import Literal, Outcome, Program as Answer
from schemas.checks import Difference, HiddenTests, Output, Test

CALLS = (([3, -1, 2], 2), ([5], 1), ([0, 7, 7, 2], 3))


def of(source: str, entry: str, *calls: tuple[object, ...]) -> Behaviour | None:
    return behaviour_of(Program(source, entry, calls or CALLS))


def known(source: str, entry: str, *calls: tuple[object, ...]) -> Behaviour:
    found = of(source, entry, *calls)
    assert found is not None
    return found


TOP = "def top(values, count):\n    return sorted(values, reverse=True)[:count] + [sum(values)]\n"
# The same with other names, loops and a helper, the parameters exchanged, and tuples for lists.
TOP_AGAIN = """
def add(items):
    result = 0
    for item in items:
        result += item
    return result

def best(k, row):
    left = list(row)
    found = []
    while left and len(found) < k:
        largest = left[0]
        for each in left:
            if each > largest:
                largest = each
        left.remove(largest)
        found.append(largest)
    return tuple(found) + (add(row),)
"""


def test_a_function_is_known_again_under_other_names_loops_orders_and_containers() -> None:
    again = known(TOP_AGAIN, "best", (2, (3, 1, 2)), (1, (4, 4, 0, 9)))
    assert known(TOP, "top", ([8, 1, 1], 2), ([0], 1)).alike(again) == "[int],int;0;-;-;f"
    assert known(TOP, "top").alike(again) == ""  # where counts may be negative the two differ
    asked = behaviour_of(Program(TOP, "top", CALLS), again.hashes)
    assert asked is not None and asked.alike(again) == "[int],int;0;-;-;f"


@pytest.mark.parametrize(
    "other",
    [
        TOP.replace("reverse=True", "reverse=False"),
        TOP.replace("[:count]", "[:count + 1]"),
        TOP.replace("sum(values)", "sum(values[1:])"),
        TOP.replace("sorted(values,", "sorted(set(values),"),
    ],
)
def test_a_function_that_does_something_else_has_another_hash(other: str) -> None:
    assert not known(TOP, "top").alike(known(other, "top"))


def test_parameters_of_one_type_may_be_exchanged() -> None:
    one = known("def f(a, b):\n    return 3 * a - b\n", "f", (1, 2), (5, 9))
    assert one.alike(known("def f(b, a):\n    return 3 * a - b\n", "f", (4, 2), (5, 9)))
    assert not one.alike(known("def f(a, b):\n    return 3 * a - 2 * b\n", "f", (1, 2), (5, 9)))


def test_a_length_beside_its_list_is_no_parameter_of_its_own() -> None:
    with_length = "def f(arr, n):\n    return [arr[i] * i for i in range(n)]\n"
    without = "def g(arr):\n    return [value * place for place, value in enumerate(arr)]\n"
    assert known(with_length, "f", ([4, 1], 2), ([9, 9, 9], 3)).alike(known(without, "g", ([4, 1],), ([9, 9, 9],)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("return 2 * n / 2 + .5", "return n + 0.5"),
        ("return (n, n + 7)", "return [n, n + 7]"),
        ("return {n: 1, 'b': [n]}", "return {'b': [n], n: True}"),
        ("return {n, n * n, -n}", "return {-n, n * n, n}"),
        ("yield n\n    yield n * n", "return [n, n ** 2]"),
    ],
)
def test_values_that_are_equal_are_one_outcome(one: str, other: str) -> None:
    first, second = (known(f"def f(n):\n    {body}\n", "f", (3,), (8,)) for body in (one, other))
    assert first == second


@pytest.mark.parametrize(
    "body",
    [
        "return 7",
        "return None",
        "raise ValueError(n)",
        "return 1 // 0 if n < 3000 else n",
        "return n > 4000",
        "while True: n += 1",
        "import os\n    os._exit(0)",
        "return object()",
        "return [0] * 10 ** 12",
        "return g(n)",
        "return n +",
    ],
)
def test_what_says_too_little_or_cannot_be_run_has_no_behaviour(body: str) -> None:
    assert of(f"def f(n):\n    {body}\n", "f", (3,), (8,)) is None


def test_a_program_that_its_steps_do_not_stop_is_stopped_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.behaviour.CPU_SECONDS", 1)
    assert of("def f(n):\n    try: raise ValueError\n    finally:\n        while True: pass\n", "f", (3,), (8,)) is None


def test_a_program_cannot_upset_who_asks_by_what_it_puts_into_its_interpreter() -> None:
    source = (
        "import builtins, sys\n"
        "def f(n):\n"
        "    names = sys._getframe(1).f_globals\n"
        "    names['_text'] = lambda *any: {'t': 3}\n"
        "    names['_batches'] = lambda *any: [[1, None], 'x']\n"
        "    return n\n"
    )
    assert of(source, "f", (3,), (8,)) is None
    assert hashes_in("def f(n, *, m): return n\n" + source, ("int;-;-;-;-",)) == []


def test_a_slow_and_a_fast_program_agree_on_small_numbers() -> None:
    slow = "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n"
    fast = "def f(n):\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a\n"
    first = known(slow, "f", (3,), (8,))
    assert all(view.endswith("s") for view in first.hashes)
    again = behaviour_of(Program(fast, "f", ((1,), (5,))), first.hashes)
    assert again is not None and first.alike(again)


def test_what_is_asked_beside_a_view_does_not_matter() -> None:
    alone = known(TOP, "top")
    beside = behaviour_of(Program(TOP, "top", CALLS), ("[int],int;1;-;-;f", "[int],int;0;-;-;r", "str;-;-;-;-"))
    assert beside is not None and alone.hashes.items() < beside.hashes.items()
    assert "[int],int;1;-;-;f" in beside.hashes and "str;-;-;-;-" not in beside.hashes


def test_inputs_and_hashes_are_the_same_in_every_process() -> None:
    # Written down, so that nobody changes them without a new version: hashes in packs that are out would mean nothing.
    told = (
        "from pipelines.behaviour import Program, behaviour_of\n"
        f"print(behaviour_of(Program({TOP!r}, 'top', {CALLS!r})).hashes)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "77"}
    )
    assert done.stdout.strip() == str(known(TOP, "top").hashes) == HASHES


HASHES = "{'[int],int;-;-;-;f': 'ea2459a7f64a7d75', '[int],int;-;-;-;-': 'fea48fc4c00520eb'}"


def test_inputs_keep_to_the_bounds_of_their_view() -> None:
    for text in ("[int],int,str;1;lower;-;f", "[[int]];0;-;square;fr", "[(str,int)],{str:[float]};0;bits;pairs;f"):
        for call in inputs_of(read_view(text)):
            view, _ = view_of([call, call])
            again = view.bounds
            assert again.least in {"1": ("1",), "0": ("0", "1")}[text.split(";")[1]]
            assert again.full
            assert "str" not in text or again.letters in ("bits", "digits", "lower", "alnum", "alpha")
    squares = [call[0] for call in inputs_of(read_view("[[int]];0;-;square;f"))]
    assert all(len(row) == len(table) for table in squares for row in table) and len(set(map(len, squares))) > 2


@pytest.mark.parametrize(
    ("calls", "view"),
    [
        ([([1, 2], 3), ([], 1)], "[int],int;1;-;-;-"),
        ([("ab", [[1], [2, 3]])], "[[int]],str;1;lower;-;f"),
        ([((1, "a"), 2.5), ((2, "b"), 1)], "(int,str),float;1;lower;-;f"),
        ([([("a", 1), ("b", 2)],)], "[(str,int)];1;lower;-;f"),
        ([({"a": [True]}, None)], "none,{str:[bool]};-;lower;-;f"),
        ([([1, "x", 2],), (["y", 0],)], "[int|str];0;lower;-;f"),
        ([([["a", 1], ["b", 2]],)], "[[str,int]];1;lower;-;f"),
        ([([1, 2, 3], 3), ([4], 1)], "[int];1;-;-;f"),
        ([([[1, 2], [3, 4]], 2, 2), ([[1, 2, 3]], 1, 3)], "[[int]];1;-;rect;fr"),
    ],
)
def test_a_view_is_read_off_the_calls(calls: list[tuple[object, ...]], view: str) -> None:
    found, _ = view_of(calls)
    assert str(found) == view and read_view(view) == found
    for other in (coarse(found), wide(found)):
        assert read_view(str(other)) == other


@pytest.mark.parametrize("calls", [[], [()], [tuple(range(9))], [({1, 2},)], [([[[[[[1]]]]]],)], [(1j,)]])
def test_calls_that_nothing_is_known_for_are_refused(calls: list[tuple[object, ...]]) -> None:
    with pytest.raises(Unshaped):
        view_of(calls)


@pytest.mark.parametrize(
    "text", ["", ";;;;", "int", "int;2;-;-;-", "int;-;-;-;x", "[int;-;-;-;-", "[" * 90 + ";-;-;-;-", "eval;-;-;-;-"]
)
def test_a_view_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Unshaped):
        read_view(text)


def test_what_one_operator_or_built_in_does_is_nobodys_property() -> None:
    for source in (
        "def f(xs):\n    t = 0\n    for x in xs:\n        t += x\n    return t\n",
        "def f(xs):\n    r = []\n    for x in xs:\n        r.insert(0, x)\n    return r\n",
        # the same as sorting but for one input in hundreds
        "def f(xs):\n    return [1] if xs == [1, 12, 7] else sorted(xs)\n",
    ):
        program = Program(source, "f", (([3, 1],), ([2, 2, 9],)))
        assert behaviour_of(program) is not None and uncommon_of(program) is None
    program = Program("def f(xs):\n    return [x * x for x in sorted(xs)]\n", "f", (([3, 1],), ([2, 2, 9],)))
    assert uncommon_of(program) == behaviour_of(program) is not None
    assert {number: source_of(number).count("def ") > 20 for number in range(5)} == {
        0: False, 1: True, 2: True, 3: True, 4: False,
    }  # fmt: skip


def test_checks_with_a_program_in_python_have_a_behaviour() -> None:
    tests = (Test([[3, 1], 1], [3, 4]), Test([[2, 2, 9], 2], [9, 2, 13]), Test([5], 5, entry="helper"))
    hidden = HiddenTests(Answer("top"), TOP, tests)
    assert program_of(hidden) == Program(TOP, "top", (([3, 1], 1), ([2, 2, 9], 2)))
    found = behaviour(hidden)
    assert found is not None and found.alike(known(TOP, "top", ([3, 1], 1), ([2, 2, 9], 2)))
    assert behaviour(HiddenTests(Answer("top", language="lua"), "function top() end", tests)) is None
    output = Output(Literal(), "[3, 4]", TOP, "top", [[3, 1], 1])
    assert program_of(output) == Program(TOP, "top", (([3, 1], 1),))
    source = "def f(a, b):\n    return a + b\n"
    difference = Difference(Outcome(Literal(), ("same",)), "same", source, source, "f", ((1, 2, 3), (0, 5)))
    assert program_of(difference) == Program(source, "f", ((1, 0), (2, 5), (3, 0)))


def test_programs_without_tests_are_known_by_the_views_that_fit() -> None:
    mine = known(TOP_AGAIN, "best", (2, [3, 1, 2]), (1, [4, 4, 0, 9]))
    views = tuple(mine.hashes)
    found = dict(
        hashes_in(TOP + "\nimport math\nclass A: pass\ndef other(x):\n    return x\n", (*views, "int;-;-;-;-"))
    )
    assert set(found) == {"top", "other"}
    assert found["top"] & set(mine.hashes.values())
