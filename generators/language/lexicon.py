"""Words: people with their pronouns, and things that can be counted."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple
from unittest.mock import patch

# inflect has typeguard rewrite its source to check argument types, which costs each process two seconds at import.
with patch("typeguard.typechecked", lambda target: target):
    import inflect

_engine: Any = inflect.engine()  # its parameters are annotated as unions that only typeguard understands


class Person(NamedTuple):
    """A person in a story. `they` is the subject pronoun (she, he, they)."""

    name: str
    they: str

    @property
    def them(self) -> str:
        """The object pronoun."""
        return _OBJECT[self.they]

    @property
    def their(self) -> str:
        """The possessive determiner."""
        return _POSSESSIVE[self.they]


_OBJECT = {"she": "her", "he": "him", "they": "them"}
_POSSESSIVE = {"she": "her", "he": "his", "they": "their"}

_SHE = (
    "Amara Anneke Beatriz Chiara Dalia Elif Fatima Greta Hana Ingrid Jasmine Keiko Leila Maren Nadia Oona Priya Rosa "
    "Saoirse Tamsin Uma Vera Wanjiru Ximena Yara Zofia Aisha Bronwen Camille Esther"
).split()
_HE = (
    "Amir Benedek Carlos Dmitri Emeka Farid Gustavo Hiroshi Ivan Jonas Kofi Liam Mateus Nikhil Omar Pavel Quentin "
    "Rafael Stefan Tariq Ulrich Viktor Wei Yusuf Zoltan Bjorn Cedric Duncan Ewan Felix"
).split()

PEOPLE: tuple[Person, ...] = tuple(sorted([Person(n, "she") for n in _SHE] + [Person(n, "he") for n in _HE]))

ITEMS: dict[str, tuple[str, ...]] = {
    "food": (
        "apple", "bagel", "banana", "biscuit", "carrot", "cherry", "dumpling", "egg", "lemon", "mango", "muffin",
        "orange", "pancake", "peach", "pear", "pepper", "plum", "potato", "radish", "sandwich", "strawberry", "tomato",
    ),
    "thing": (
        "badge", "ball", "bead", "book", "bottle", "box", "brush", "button", "candle", "card", "coin", "crayon", "cup",
        "envelope", "key", "lamp", "marble", "notebook", "pencil", "plate", "postcard", "ribbon", "seashell", "stamp",
        "sticker", "toy", "watch",
    ),
    "plant": ("bush", "daisy", "fern", "lily", "orchid", "rose", "seedling", "shrub", "sunflower", "tree", "tulip"),
    "animal": ("calf", "chicken", "duck", "goat", "goose", "horse", "lamb", "pony", "rabbit", "sheep", "turkey"),
}  # fmt: skip


@lru_cache(maxsize=4096)
def plural(noun: str) -> str:
    """The noun's plural: ``cherry`` → ``cherries``, ``sheep`` → ``sheep``."""
    return str(_engine.plural_noun(noun))


@lru_cache(maxsize=4096)
def article(noun: str) -> str:
    """The noun with its indefinite article: ``an apple``."""
    return str(_engine.a(noun))


@lru_cache(maxsize=8192)
def in_words(number: int) -> str:
    """The number in English words: ``forty-two``, ``one thousand and five``."""
    return str(_engine.number_to_words(number, comma=""))


@lru_cache(maxsize=4096)
def ordinal(number: int) -> str:
    """The ordinal in words: ``twenty-first``."""
    return str(_engine.ordinal(_engine.number_to_words(number, comma="")))


def counted(number: int, noun: str) -> str:
    """The number and the noun in agreement: ``1 apple``, ``3 apples``."""
    return f"{number} {noun if number == 1 else plural(noun)}"


def listed(parts: list[str], word: str = "and") -> str:
    """The parts as a sentence lists them: ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"
