"""Machines to be followed step by step: Turing machines, tag systems, registers, stacks, cells, rewriting."""

from __future__ import annotations

from generators.code.abstract_machine.cellular import Life, Ring
from generators.code.abstract_machine.machine import FOREVER, Machine
from generators.code.abstract_machine.register import Register, RegisterHalts
from generators.code.abstract_machine.rewriting import Rewriting, RewritingHalts, Tag, TagHalts
from generators.code.abstract_machine.stack import Stack
from generators.code.abstract_machine.turing import Turing, TuringHalts
from generators.code.simulated import SimulatedFamily
from generators.registry import register


@register
class AbstractMachine(SimulatedFamily):
    """A machine is given in full; asked is where it stands after some steps, or when and how it halts.

    A twin is a machine that never halts, proved by a configuration that comes again; it is one edit away from one
    that halts within the level's steps.
    """

    name = "code/abstract_machine"
    version = 2
    title = "Abstract machines followed step by step"
    levels = {
        1: "3 to 9 steps of a small machine, or 1 to 2 of a ring of 5 to 6 cells",
        2: "9 to 24 steps, 3 to 5 of a ring of 8 to 10 cells, or 1 to 2 generations of Life; it may not halt",
        3: "23 to 60 steps, 6 to 9 of a ring of 11 to 14 cells, or 3 to 4 generations of Life; it may not halt",
    }
    tags = ("code", "execution", "automata")
    twins = (2, 3)
    kinds = {
        1: {Turing: 22, Tag: 16, Rewriting: 16, Register: 16, Stack: 16, Ring: 14},
        2: {
            Turing: 10, TuringHalts: 14, Tag: 6, TagHalts: 9, Rewriting: 6, RewritingHalts: 9, Register: 6,
            RegisterHalts: 10, Stack: 12, Ring: 9, Life: 9,
        },
        3: {
            Turing: 10, TuringHalts: 14, Tag: 6, TagHalts: 9, Rewriting: 6, RewritingHalts: 9, Register: 6,
            RegisterHalts: 10, Stack: 12, Ring: 9, Life: 9,
        },
    }  # fmt: skip


__all__ = ["FOREVER", "AbstractMachine", "Machine"]
