"""Regular languages: expressions as data mean what they say when written out, simplified, derived and eliminated."""

import re
from itertools import product

from hypothesis import given, settings, strategies as st

from generators.code.regular_language.automata import TooManyStates, accepts
from generators.code.regular_language.conditions import KINDS, atomic, drawn_atom, idiom
from generators.code.regular_language.expressions import automaton, either, eliminated, join, letters, repeat, written
from generators.randomness import Stream

BOUNDS = st.sampled_from([(0, None), (1, None), (0, 1), (2, 2), (1, 3), (2, None), (0, 0)])
NODES = st.recursive(
    st.sampled_from([letters(0), letters(1), letters(0, 1)]),
    lambda inner: st.one_of(
        st.builds(join, inner, inner),
        st.builds(either, inner, inner),
        st.builds(lambda node, bounds: repeat(node, *bounds), inner, BOUNDS),
    ),
    max_leaves=8,
)
WORDS = [word for size in range(7) for word in product((0, 1), repeat=size)]


@settings(max_examples=150, deadline=None)
@given(NODES)
def test_an_expression_its_text_and_its_automaton_say_the_same(node: tuple) -> None:
    try:
        dfa = automaton(node, 2)
    except TooManyStates:
        return
    again = written(eliminated(dfa).outcome, "ab")
    for word in WORDS:
        text = "".join("ab"[letter] for letter in word)
        matched = re.fullmatch(written(node, "ab"), text) is not None
        assert matched is accepts(dfa, word) is (re.fullmatch(again, text) is not None), (node, text)


def test_the_expressions_written_down_at_once_are_those_of_their_conditions() -> None:
    for kind in KINDS:
        for key in range(6):
            for size in (2, 3):
                atom = drawn_atom(Stream("atom", kind, key), (kind,), size, 4)
                found = idiom(atom, size)
                assert found is None or automaton(found[0], size) == atomic(atom, size), atom
