"""All kinds of question on polynomials, in the order in which they are drawn."""

from __future__ import annotations

from generators.math.polynomial.compositions import COMPOSITIONS
from generators.math.polynomial.products import PRODUCTS
from generators.math.polynomial.quotients import QUOTIENTS
from generators.math.polynomial.steps import Kind

_ORDER = (
    "expand", "combine", "collect", "coefficient", "remainder", "compose", "products", "division", "shift", "reduce",
    "fractions",
)  # fmt: skip
_ALL = PRODUCTS | QUOTIENTS | COMPOSITIONS
KINDS: dict[str, Kind] = {name: _ALL[name] for name in _ORDER}
