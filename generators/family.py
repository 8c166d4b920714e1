"""What a family is: a source of problems of one kind, each with its check and its worked solution."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import msgspec

from generators.randomness import Stream
from schemas import Check, Origin, Problem, fingerprint_of, problem_id

Instance = TypeVar("Instance", bound=msgspec.Struct)


class Impossible(Exception):
    """A draw for which no instance was found: it becomes a dead row with this text as its detail."""


class Wording(NamedTuple):
    """A problem's text and the name of the skeleton it was written from."""

    text: str
    skeleton: str


class Family(ABC, Generic[Instance]):
    """A kind of problem. Subclasses give the five methods below and are registered by `generators.registry.register`.

    `levels` says for each level, from 1 up, what makes it harder *in measured units* (depth, search space, solver
    effort), not "bigger numbers". `version` rises with every change that alters any problem.
    An instance is a frozen struct that holds all that is true of one problem, the names in its story included, and
    nothing about how it is worded.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    title: ClassVar[str]
    levels: ClassVar[Mapping[int, str]]
    tags: ClassVar[tuple[str, ...]] = ()
    kin: ClassVar[str] = ""
    """The family of which this one is a variant, such as the same tasks in another programming language: who is trained
    on the one has seen the other, so both are held out together or not at all."""
    twins: ClassVar[Collection[int]] = ()
    """The levels that have twins: problems a small change away from solvable ones that have no (or no single) answer.
    Every problem of a kind that has twins, solvable or not, names the outcomes that there are at these levels."""

    @abstractmethod
    def sample(self, stream: Stream, level: int) -> Instance:
        """A solvable instance of this level. Raises `Impossible` when the stream's first many attempts all fail."""

    def sample_twin(self, stream: Stream, level: int) -> Instance:
        """A twin of this level, which is one of `twins`. Raises `Impossible` likewise."""
        raise NotImplementedError(f"{self.name} says that it has twins and makes none")

    @abstractmethod
    def phrase(self, instance: Instance, stream: Stream, language: str) -> Wording:
        """The problem in words, with the form in which the final answer is wanted."""

    @abstractmethod
    def check(self, instance: Instance) -> Check:
        """What a checker must know, in machine form and from the statement."""

    @abstractmethod
    def reference(self, instance: Instance, stream: Stream) -> str:
        """A worked solution as a person would write it, ending in the final answer."""

    @abstractmethod
    def canonical(self, instance: Instance) -> Any:
        """JSON-able form that is equal for two instances exactly when they are the same problem under renaming,
        reordering and rewording."""

    @abstractmethod
    def measures(self, instance: Instance) -> dict[str, int]:
        """The units in which the levels differ, measured on this instance."""

    def template(self, instance: Instance, wording: Wording) -> str:
        """The seed template the text came from: by default the skeleton."""
        return wording.skeleton


TWINS = 0.1
"""The share of twins where a family has them, unless a recipe says otherwise."""


def draw(
    family: Family[Any], seed: int, index: int, level: int, language: str = "en", *, twins: float = TWINS
) -> Problem:
    """The problem number `index` of a seed. Pure: the same arguments give the same problem everywhere.

    `twins` is the share of twins at a level that has them: with 1 the problem is a twin, with 0 it is none. Facts,
    wording and worked solution come from streams of their own, so that a new phrasing leaves the facts alone.
    """
    if level not in family.levels:
        raise ValueError(f"{family.name} has no level {level}")
    key = (seed, family.name, family.version, index)
    twin = level in family.twins and Stream("twin", *key).below(1_000_000) < round(twins * 1_000_000)
    instance = (family.sample_twin if twin else family.sample)(Stream("facts", *key), level)
    wording = family.phrase(instance, Stream("wording", *key), language)
    fingerprint = fingerprint_of(family.name, family.canonical(instance))
    return Problem(
        id=problem_id(fingerprint),
        fingerprint=fingerprint,
        family=family.name,
        family_version=family.version,
        template=family.template(instance, wording),
        params=msgspec.to_builtins(instance),
        level=level,
        language=language,
        prompt=wording.text,
        check=family.check(instance),
        reference=family.reference(instance, Stream("solution", *key)),
        measures=family.measures(instance),
        origin=Origin(seed, index, twin),
        tags=family.tags,
    )
