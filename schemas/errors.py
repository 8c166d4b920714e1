"""The errors that a person can do something about: what they wrote is wrong, or another run is at work."""

from __future__ import annotations


class BadInput(ValueError):
    """Input that cannot be used: says where it is, what is wrong with it and how to mend it.

    `place` is a file and a path inside it (``recipe.yaml:12: families[2].levels``), `problem` what was
    found against what was expected, `remedy` the next thing to do. The command line prints the three on
    one line and exits 2.
    """

    def __init__(self, place: str, problem: str, remedy: str) -> None:
        super().__init__(f"{place}: {problem}; {remedy}")
        self.place = place
        self.problem = problem
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[BadInput], tuple[str, str, str]]:
        # Worker processes hand errors back by pickle, which would replay the joined message as `place`.
        return type(self), (self.place, self.problem, self.remedy)


class Busy(Exception):
    """Another run is at work in the same place, which only one may be.

    `place` is where, `problem` what is known of the other run, `remedy` what to do. The command line prints the three
    on one line and exits 4: nothing is wrong and nothing was done.
    """

    def __init__(self, place: str, problem: str, remedy: str) -> None:
        super().__init__(f"{place}: {problem}; {remedy}")
        self.place = place
        self.problem = problem
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[Busy], tuple[str, str, str]]:
        return type(self), (self.place, self.problem, self.remedy)
