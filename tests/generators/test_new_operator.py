"""What the generic family tests do not hold of puzzles about new operations."""

from generators.family import draw
from generators.math.new_operator import NewOperator
from generators.math.new_operator.puzzles import at, holds, identity, result, solved, uses
from generators.randomness import Stream

FAMILY = NewOperator()
DRAWS = 150


def instances(level: int):
    return [FAMILY.sample(Stream("test", level, index), level) for index in range(DRAWS)]


def test_the_first_level_is_short() -> None:
    for index in range(DRAWS):
        problem = draw(FAMILY, 3, index, 1)
        assert len(problem.prompt) <= 220 and len(problem.reference) <= 200


def test_an_unknown_has_one_value_only() -> None:
    puzzles = [each for level in (3, 4) for each in instances(level) if each.ask == "solve"]
    assert puzzles
    for puzzle in puzzles:
        x = solved(puzzle)
        assert at(puzzle, x) == puzzle.target
        assert all(at(puzzle, x + step) != puzzle.target for step in range(-30, 31) if step)


def test_every_case_of_a_definition_comes_up() -> None:
    puzzles = [each for each in instances(2) if each.operations[0].condition is not None]
    assert puzzles
    for puzzle in puzzles:
        (operation,) = puzzle.operations
        values = [{operation.left: use.left, operation.right: use.right} for use in uses(puzzle)]
        assert len({holds(operation.condition, each) for each in values}) == 2


def test_the_neutral_number_changes_nothing() -> None:
    for puzzle in instances(4):
        if puzzle.ask in ("identity", "inverse"):
            (operation,) = puzzle.operations
            e = identity(operation)
            assert all(result(operation, a, e) == a for a in range(-9, 10))
