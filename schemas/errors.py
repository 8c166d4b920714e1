"""The one error a person sees when something they wrote is wrong."""

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
