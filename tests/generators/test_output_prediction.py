"""Output prediction: answers against Python itself, traces, identity, and the interpreter that they come from."""

import ast
import re
from functools import lru_cache

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from generators.code.mini_python import Stopped, Style, expression, nesting, run, statements, written
from generators.code.output_prediction import OutputPrediction
from generators.code.output_prediction.programs import program
from generators.family import draw
from generators.randomness import Stream
from oracles.output_prediction import solve
from schemas import Problem, fingerprint_of

FAMILY = OutputPrediction()
LEVELS = sorted(FAMILY.levels)
DRAWS = 60


@lru_cache
def problems(level: int) -> list[Problem]:
    return [draw(FAMILY, 3, index, level) for index in range(DRAWS)]


@lru_cache
def instances(level: int) -> list:
    return [FAMILY.sample(Stream("facts", "test", index), level) for index in range(DRAWS)]


@pytest.mark.parametrize("level", LEVELS)
def test_python_gives_the_gold_for_the_program_and_call_in_the_prompt(level: int) -> None:
    for problem in problems(level):
        assert solve(problem) == problem.check.gold, problem.prompt


@pytest.mark.parametrize("level", LEVELS)
def test_the_checks_program_is_the_one_shown_and_its_gold_is_a_short_literal(level: int) -> None:
    for problem in problems(level):
        assert problem.check.source.rstrip("\n") in problem.prompt
        assert repr(ast.literal_eval(problem.check.gold)) == problem.check.gold and len(problem.check.gold) <= 120


@pytest.mark.parametrize("level", LEVELS)
def test_the_trace_ends_in_the_answer_and_claims_it_once(level: int) -> None:
    for problem in problems(level):
        assert problem.reference.endswith(f"\nAnswer: {problem.check.gold}")
        assert len(re.findall(r"\banswer\b", problem.reference, re.I)) == 1


@pytest.mark.parametrize("level", LEVELS)
def test_the_trace_leaves_every_returned_variable_at_the_value_python_gives_it(level: int) -> None:
    for problem in problems(level):
        final = state_at_return(problem)
        trace = problem.reference.rpartition("The function returns")[0]
        returned = problem.check.source.rstrip().rpartition("return ")[2]
        for name in re.findall(r"\b[a-z]\w*\b", returned):
            mentions = list(re.finditer(rf"(?<!\w){name} = ", trace))
            if name in final and mentions:
                assert trace[mentions[-1].end() :].startswith(repr(final[name])), (name, problem.reference)


def state_at_return(problem: Problem) -> dict:
    source, _, _ = problem.check.source.rstrip().rpartition("return ")
    space: dict = {}
    exec(f"{source}return locals()\n", space)
    arguments = [list(a) if isinstance(a, list) else a for a in problem.check.arguments]
    return space[problem.check.entry](*arguments)


def test_levels_differ_in_executed_steps_and_nesting() -> None:
    for level, (low, high) in {1: (8, 25), 2: (26, 80), 3: (81, 250)}.items():
        for problem in problems(level):
            assert low <= problem.measures["executed_steps"] <= high
            assert problem.measures["nesting"] >= (2 if level == 3 else 1)


def test_every_variable_is_read_and_every_statement_reached() -> None:
    for level in LEVELS:
        for instance, problem in zip(instances(level), problems(level), strict=True):
            tree = ast.parse(problem.check.source)
            names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
            loads = {node.id for node in names if isinstance(node.ctx, ast.Load)}
            stores = {node.id for node in names if isinstance(node.ctx, ast.Store)}
            parameters = {argument.arg for argument in tree.body[0].args.args}  # type: ignore[attr-defined]
            # A loop that only counts its passes has a variable that nobody reads.
            assert stores | parameters <= loads | {"_", "turn", "rnd"}, problem.check.source
            arguments = [list(a) if isinstance(a, list) else a for a in instance.arguments]
            assert run(instance.parameters, instance.block, arguments, 1000).unreached == 0


def test_trivial_results_and_results_equal_to_the_argument_are_rare() -> None:
    for level in LEVELS:
        golds = [(problem.check.gold, problem.check.arguments) for problem in problems(level)]
        assert sum(gold in ("0", "1", "[]", "''", "{}", "None") for gold, _ in golds) <= DRAWS // 10
        assert sum(ast.literal_eval(gold) in arguments for gold, arguments in golds) <= DRAWS // 10


def test_names_style_and_function_leave_the_fingerprint_alone_and_arguments_do_not() -> None:
    for instance in instances(2):
        names = {name: f"name_{i}" for i, name in enumerate(instance.names)}
        renamed = msgspec.structs.replace(instance, names=names, function="other", style=("'", False))
        ids = {name: f"$v{i}" for i, name in enumerate(sorted(instance.names, reverse=True))}
        respelt = msgspec.structs.replace(
            instance, block=replaced(instance.block, ids), parameters=replaced(instance.parameters, ids)
        )
        assert fingerprint(renamed) == fingerprint(instance) == fingerprint(respelt)
        first = instance.arguments[0]
        other = [first + 1 if isinstance(first, int) else first[:-1], *instance.arguments[1:]]
        assert fingerprint(msgspec.structs.replace(instance, arguments=other)) != fingerprint(instance)


def replaced(part, ids: dict[str, str]):
    if isinstance(part, tuple):
        return tuple(replaced(inner, ids) for inner in part)
    return ids.get(part, part) if isinstance(part, str) else part


def fingerprint(instance: object) -> str:
    return fingerprint_of(FAMILY.name, FAMILY.canonical(instance))  # type: ignore[arg-type]


def test_the_same_draw_is_the_same_problem_and_none_is_drawn_twice() -> None:
    assert [draw(FAMILY, 3, index, 3) for index in range(5)] == problems(3)[:5]
    for level in LEVELS:
        assert len({problem.id for problem in problems(level)}) == DRAWS


def test_at_least_ten_frames_are_seen_and_none_states_the_answer() -> None:
    everything = [problem for level in LEVELS for problem in problems(level)]
    assert len({problem.template for problem in everything}) >= 10
    assert all(f"Answer: {problem.check.gold}" not in problem.prompt for problem in everything)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(LEVELS), st.booleans(), st.sampled_from(["'", '"']))
def test_the_interpreter_agrees_with_python_on_programs_as_drawn(
    key: int, level: int, augmented: bool, quote: str
) -> None:
    drawn = program(Stream("programs", key), level)
    names = {name: f"n{i}" for i, (name, _) in enumerate(drawn.roles)}
    lines = written(drawn.block, names, Style(quote, augmented))
    space: dict = {}
    exec("\n".join([f"def f({', '.join(names[name] for name in drawn.parameters)}):", *lines]), space)
    try:
        outcome = run(drawn.parameters, drawn.block, drawn.arguments, 400)
    except Stopped:
        return
    arguments = [list(a) if isinstance(a, list) else a for a in drawn.arguments]
    assert repr(space["f"](*arguments)) == repr(outcome.value)


NUMBERS = st.integers(-9, 9).map(lambda value: ("lit", value))
TREES = st.recursive(
    NUMBERS,
    lambda inner: st.one_of(
        st.tuples(st.just("bin"), st.sampled_from(["+", "-", "*"]), inner, inner),
        st.tuples(st.just("cmp"), st.sampled_from(["<", ">=", "=="]), inner, inner),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner),
        st.tuples(st.just("not"), inner),
        st.tuples(st.just("choose"), inner, inner, inner),
    ),
    max_leaves=12,
)


@given(TREES)
def test_parentheses_keep_the_meaning_of_an_expression(tree: tuple) -> None:
    text = expression(tree, {}, Style())
    outcome = run((), (("return", tree),), (), 10)
    assert repr(eval(text, {"__builtins__": {}})) == repr(outcome.value)


@pytest.mark.parametrize(
    ("block", "why"),
    [
        ((("while", ("lit", 1), (("set", "$a", ("lit", 1)),)),), "steps"),
        ((("set", "$a", ("list",)), ("return", ("at", ("name", "$a"), ("lit", 0)))), "IndexError"),
        ((("set", "$a", ("lit", 1)),), "without a return"),
        ((("set", "$a", ("bin", "*", ("lit", 10**6), ("lit", 10**6))), ("return", ("lit", 1))), "too large"),
    ],
)
def test_a_program_that_runs_away_or_fails_is_stopped(block: tuple, why: str) -> None:
    with pytest.raises(Stopped, match=why):
        run((), block, (), 50)


def test_statements_and_nesting_count_what_stands_inside() -> None:
    inner = ("for", ("$j",), ("name", "$x"), (("break",),))
    block = (("if", ((("lit", True), (inner,)),), (("continue",),)), ("for", ("$i",), ("name", "$x"), (inner,)))
    assert [node[0] for node in statements(block)] == ["if", "for", "break", "continue", "for", "for", "break"]
    assert nesting(block) == 2
