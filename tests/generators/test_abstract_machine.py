"""Abstract machines: runs known from the literature, and twins that differ from a machine that halts in one place."""

import pytest

from generators.code.abstract_machine import simulators
from generators.code.abstract_machine.machine import FOREVER, MOST_STEPS
from generators.code.abstract_machine.register import RegisterHalts
from generators.code.abstract_machine.rewriting import RewritingHalts, Tag, TagHalts
from generators.code.abstract_machine.turing import Turing, TuringHalts
from generators.randomness import Stream

BEAVER = (("A", "_", "1", "R", "B"), ("A", "1", "1", "L", "B"), ("B", "_", "1", "L", "A"))
HALTING = (TuringHalts, TagHalts, RewritingHalts, RegisterHalts)


def test_the_busy_beaver_of_two_states_writes_four_ones() -> None:
    machine = Turing("tape", None, BEAVER, "", "A")
    run = machine.run()
    assert run is not None
    # The usual machine makes a sixth step into its halting state, which here is the missing rule of B on 1.
    assert (machine.value(), run.steps) == ("1111", 5)
    assert simulators.turing_machine([list(rule) for rule in BEAVER], "", "A", None, "tape") == "1111"


def test_the_tag_system_of_the_collatz_sequence_halts_as_is_known() -> None:
    rules = (("a", "bc"), ("b", "a"), ("c", "aaa"))
    assert Tag("word", None, rules, 2, "aaa").value() == "a"  # De Mol 2008: from three a's to one


def test_rule_90_is_the_exclusive_or_of_the_neighbours() -> None:
    assert simulators.ring_automaton(90, "0001000", 2, "cells") == "0100010"


def test_a_glider_moves_by_one_cell_in_four_generations() -> None:
    glider = ["-O----", "--O---", "OOO---", "------", "------", "------"]
    moved = simulators.game_of_life(glider, 4, "rows")
    assert moved == ["------", "--O---", "---O--", "-OOO--", "------", "------"]


@pytest.mark.parametrize("kind", HALTING)
def test_a_twin_is_told_to_run_forever_and_its_simulator_says_so(kind: type) -> None:
    stream = Stream("twins")
    found = [twin for _ in range(400) if (twin := kind.twinned(stream, 2)) is not None]
    assert found
    for twin in found:
        run = twin.run(MOST_STEPS)
        assert run.back is not None and run.configurations[run.back] == run.configurations[-1]
        assert kind.SIMULATOR(*twin.arguments()) == twin.value() == FOREVER
