"""The prompt of a solution style: what an engine is told before the problem is put to it."""

from __future__ import annotations

from typing import Annotated, Literal as Lit

from msgspec import Meta, Struct

from schemas.recipe import Style

Domain = Lit["default", "math", "logic", "optimization", "code"]


class StylePrompt(Struct, frozen=True, forbid_unknown_fields=True):
    """A versioned file of `data/prompts`. `system` is the instruction by domain; `default` serves those not named.

    The user message is the problem exactly as it is published, so a row of a release reads the same whatever the style,
    and models whose chat template has no system message still see what they were trained on.
    """

    provender_prompt: Lit[1]
    style: Style
    version: Annotated[int, Meta(ge=1)]
    system: dict[Domain, Annotated[str, Meta(min_length=1, max_length=4000)]]

    def instruction(self, domain: str) -> str:
        """The system message for problems of this domain."""
        return self.system.get(domain, self.system["default"])  # type: ignore[call-overload, no-any-return]
