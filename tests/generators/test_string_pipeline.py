"""Ciphers are taken back by their way back, in the tables and in the code that the checker runs."""

import pytest

from generators.code.string_pipeline import Step, StringPipeline, _arguments, _given
from generators.code.string_pipeline.ciphers import CIPHERS
from generators.family import draw
from generators.randomness import Stream

FAMILY = StringPipeline()


@pytest.mark.parametrize("name", sorted(CIPHERS))
def test_a_cipher_is_taken_back(name: str) -> None:
    stream = Stream("test", name)
    for text in ("abcz", "mississippi", "zz", "keellstoo"):
        arguments = _given(Step(name, _arguments(stream, name, text)))
        encoded = CIPHERS[name].encode(text, *arguments)
        assert CIPHERS[name].decode(encoded, *arguments) == text


@pytest.mark.parametrize("level", FAMILY.levels)
def test_the_source_that_is_run_gives_the_gold(level: int) -> None:
    for index in range(60):
        check = draw(FAMILY, 4, index, level).check
        space: dict = {}
        exec(check.source, space)  # the generator's own program
        assert repr(space[check.entry](*check.arguments)) == check.gold


def test_both_directions_come_up_and_every_cipher_in_each() -> None:
    found = {
        (step.cipher, message.decode)
        for index in range(400)
        for message in (FAMILY.sample(Stream("facts", "test", index), 3),)
        for step in message.steps
    }
    assert {name for name, back in found if not back} == set(CIPHERS)
    assert {name for name, back in found if back} == set(CIPHERS) - {"check_digits"}
