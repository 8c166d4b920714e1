"""Input prediction: every stage is undone by its inverse, and worked solutions pass through the values Python does."""

import ast

import pytest

from generators.code.input_prediction import InputPrediction
from generators.code.input_prediction.stages import EXACT, OPEN, SINGLE, STAGES, names_in, read
from generators.code.mini_python import Stopped, Style, run, written
from generators.family import draw
from generators.randomness import Stream

FAMILY = InputPrediction()
INPUTS = {
    "numbers": lambda s: [s.integer(-9, 30) for _ in range(s.integer(2, 7))],
    "text": lambda s: "".join([s.choice("abceiosz") for _ in range(s.integer(3, 8))]),
    "string": lambda s: "".join([s.choice("aB -7") for _ in range(s.integer(3, 8))]),
    "number": lambda s: s.integer(2, 500),
    "pair": lambda s: (s.integer(1, 60), s.integer(1, 60)),
}


@pytest.mark.parametrize("name", sorted(STAGES))
def test_what_a_stage_is_undone_to_gives_the_same_again(name: str) -> None:
    stage = STAGES[name]
    assert {each for each in names_in(read(stage.code)) if each.isupper()} == set(stage.constants)
    stream, undone = Stream("stage", name), 0
    for _ in range(150):
        constants = {key: stream.integer(bounds[0], bounds[1]) for key, bounds in stage.constants.items()}
        if any(len(bounds) == 3 for bounds in stage.constants.values()):
            constants = {key: value - value % 2 for key, value in constants.items()}
        given = INPUTS[stage.takes](stream)
        value = called(stage, constants, given, stream.integer(2, 5))
        way = stage.undo(value, **constants)
        if way is not None:
            undone += 1
            assert called(stage, constants, way.value, way.key or 0) == value, (constants, given, value, way)
            assert stage.inverse not in (EXACT, SINGLE) or way.value == given
    assert undone >= 75


def called(stage, constants, given, key):
    pair = stage.takes == "pair"
    block = stage.block("$src", "$result", constants)
    result = ("tuple", ("name", "$x"), ("name", "$y")) if stage.gives == "pair" else ("name", "$result")
    parameters = ("$x", "$y") if pair else ("$src", "$k")
    arguments = list(given) if pair else [given, key]
    return run(parameters, (*block, ("return", result)), arguments, 5000).value


def test_at_most_one_stage_is_open_and_all_before_it_are_exact() -> None:
    for level in FAMILY.levels:
        for index in range(60):
            inverses = [STAGES[name].inverse for name, _ in draw(FAMILY, 3, index, level).params["stages"]]
            assert inverses.count(OPEN) <= 1
            assert OPEN not in inverses or set(inverses[: inverses.index(OPEN)]) <= {EXACT}


def test_the_values_on_the_way_are_those_that_python_has() -> None:
    for level in (2, 3):
        for index in range(60):
            problem = draw(FAMILY, 3, index, level)
            gold = ast.literal_eval(problem.check.gold)
            arguments = gold if problem.check.parameters > 1 else (gold,)
            head, _, last = problem.check.source.rstrip().rpartition("return ")
            space: dict = {}
            exec(f"{head}return {{**locals(), 0: {last}}}\n", space)
            values = list(map(repr, space[problem.check.entry](*arguments).values()))
            told = problem.reference.rpartition("Check, going forward: ")[2].partition(".\nAnswer")[0].split(" -> ")
            if problem.params["takes"] != "pair":  # its numbers change where they are
                assert set(told[1:]) <= set(values), (told, values, problem.prompt)
            assert told[0] == problem.check.gold and told[-1] in values


def test_an_interpreted_program_is_the_one_that_is_written_out() -> None:
    for index in range(60):
        instance = FAMILY.sample(Stream("facts", "written", index), 3)
        lines = written(instance.block, instance.names, Style(*instance.style))
        space: dict = {}
        names = ", ".join(instance.names[name] for name in instance.parameters)
        exec("\n".join([f"def f({names}):", *lines]), space)
        stream = Stream("written", index)
        kind = {"pair": "pair", "number": "number", "text": "text", "numbers": "numbers"}[instance.takes]
        given = INPUTS[kind](stream)
        arguments = list(given) if kind == "pair" else [given, 2][: len(instance.parameters)]
        try:
            expected = run(instance.parameters, instance.block, arguments, 5000).value
        except Stopped:
            continue
        assert space["f"](*arguments) == expected
