"""Solves small linear and integer programmes so that the result is proved in exact rational arithmetic.

A linear programme is solved by a rational simplex of our own, whose result is nothing but a claim until its certificate
is verified against the programme as stated: multipliers for optimality, Farkas multipliers for infeasibility, a ray for
unboundedness. An integer programme is solved by CP-SAT, which is exact on integers, or by branch and bound over the
same simplex. HiGHS, which is neither exact nor ours, must agree with every result.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from schemas import Reason
from schemas.checks import Milp

MAX_DIGITS = 30
MAX_CELLS = 20_000
MAX_BITS = 512
MAX_WORK = 10_000_000
"""What one run of the exact simplex may cost: entries updated, times the 64-bit words of the common denominator."""
MAX_NODES = 400
MAX_INTEGER = 2**40
MAX_SUM = 2**48
CP_SAT_WORK = 10.0
"""CP-SAT's deterministic time: about as many seconds on a quiet core, but the same on every machine."""
HIGHS_SECONDS = 20.0
HIGHS_NODES = 100_000
TOLERANCE = 1e-6
"""How far HiGHS's objective may be from the exact one, relative to the larger of it and 1."""

Vector = tuple[Fraction, ...]


class BadProgramme(ValueError):
    """The programme is not one: says what was found and where."""


class Undecided(Exception):
    """No proved result: `reason` is one of the undecided ones."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Column(Struct, frozen=True):
    """A variable with exact bounds; `high` is None when there is none."""

    name: str
    low: Fraction
    high: Fraction | None
    integer: bool


class Row(Struct, frozen=True):
    """``coefficients · x  relation  rhs`` with one coefficient for each column."""

    coefficients: Vector
    relation: str
    rhs: Fraction


class Programme(Struct, frozen=True):
    """Minimise (or maximise) ``objective · x`` over the columns' bounds and the rows."""

    maximize: bool
    objective: Vector
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def costs(self) -> Vector:
        """The objective as one to be minimised."""
        return tuple(-c for c in self.objective) if self.maximize else self.objective

    def value(self, point: Sequence[Fraction]) -> Fraction:
        """The objective at a point, in the programme's own sense."""
        return _dot(self.objective, point)

    def violation(self, point: Sequence[Fraction]) -> str | None:
        """The first bound, integrality or row that a point breaks, in words; None when it is feasible."""
        for column, x in zip(self.columns, point, strict=True):
            if column.integer and x.denominator != 1:
                return f"{column.name} = {x} is not whole"
            if x < column.low:
                return f"{column.name} = {x} is below {column.low}"
            if column.high is not None and x > column.high:
                return f"{column.name} = {x} is above {column.high}"
        for index, row in enumerate(self.rows):
            left = _dot(row.coefficients, point)
            if not _holds(left, row.relation, row.rhs):
                return f"row {index}: {left} {row.relation} {row.rhs} does not hold"
        return None


class Outcome(StrEnum):
    """What can be true of a programme."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"


class Result(Struct, frozen=True):
    """What is true of a programme, with its proof.

    `point` is optimal (or merely feasible, when unbounded); `multipliers`, one for each row, prove the bound of a
    linear programme or its infeasibility (see `dual_bound`); `ray` is a direction of endless improvement.
    `decided_by` names the two deciders that agreed, and `nodes` counts those of a branch and bound.
    """

    outcome: Outcome
    objective: Fraction | None = None
    point: Vector | None = None
    multipliers: Vector | None = None
    ray: Vector | None = None
    decided_by: tuple[str, ...] = ()
    nodes: int = 0


def read_programme(check: Milp) -> Programme:
    """The check's programme in exact numbers; raises `BadProgramme`, or `Undecided` where it is too large for us."""
    places: dict[str, int] = {}
    columns = []
    for column in check.columns:
        if column.name in places:
            raise BadProgramme(f"column '{column.name}' is declared twice")
        places[column.name] = len(places)
        high = None if column.high is None else _rational(column.high)
        columns.append(Column(column.name, _rational(column.low), high, column.integer))
    rows = tuple(
        Row(_vector(row.terms, places, f"row {index}"), row.relation, _rational(row.rhs))
        for index, row in enumerate(check.rows)
    )
    objective = _vector(check.objective, places, "objective")
    return Programme(check.sense == "maximize", objective, tuple(columns), rows)


def solve(programme: Programme) -> Result:
    """The outcome of a programme, proved exactly and agreed on by two deciders.

    Without integer columns the proof is a full certificate. With them it is an exactly feasible point whose objective
    CP-SAT and HiGHS both prove optimal; where a column is continuous or has no finite bound, branch and bound over the
    exact simplex takes CP-SAT's place. An integer programme is called unbounded on an exact feasible point and a ray of
    its relaxation (rational data: Meyer 1974). Raises `Undecided` when a limit is reached or the deciders disagree.
    """
    relaxed = solve_exactly(programme)
    if relaxed.decided_by:  # bounds that cross need no solver, and HiGHS does not take them
        return relaxed
    integers = any(column.integer for column in programme.columns)
    if not integers or relaxed.outcome is Outcome.INFEASIBLE:
        _agree_with_highs(programme, relaxed, integers=False)
        return replace(relaxed, decided_by=("exact simplex", "highs"))
    if relaxed.outcome is Outcome.UNBOUNDED:
        anywhere = solve(replace(programme, objective=(Fraction(0),) * len(programme.columns)))
        if anywhere.outcome is Outcome.INFEASIBLE:
            return anywhere
        return replace(anywhere, outcome=Outcome.UNBOUNDED, objective=None, multipliers=None, ray=relaxed.ray)
    result = _cp_sat(programme) or _branch_and_bound(programme)
    _agree_with_highs(programme, result, integers=True)
    return replace(result, decided_by=(*result.decided_by, "highs"))


def dual_bound(programme: Programme, costs: Sequence[Fraction], multipliers: Sequence[Fraction]) -> Fraction | None:
    """What `multipliers` prove: no point of the programme (integrality aside) has ``costs · x`` below the bound.

    For any feasible x and y with y_i >= 0 on ``>=`` rows and y_i <= 0 on ``<=`` rows,
    costs·x >= y·rhs + (costs - yA)·x, and the last term is smallest at a bound of each column.
    With zero costs a positive bound proves infeasibility (Farkas). None when a sign is wrong or a needed bound is
    absent: nothing is proved.
    """
    bound = Fraction(0)
    reduced = list(costs)
    for row, y in zip(programme.rows, multipliers, strict=True):
        if (row.relation == ">=" and y < 0) or (row.relation == "<=" and y > 0):
            return None
        bound += y * row.rhs
        for place, coefficient in enumerate(row.coefficients):
            reduced[place] -= y * coefficient
    for column, d in zip(programme.columns, reduced, strict=True):
        if d >= 0:
            bound += d * column.low
        elif column.high is None:
            return None
        else:
            bound += d * column.high
    return bound


def solve_exactly(programme: Programme) -> Result:
    """The linear relaxation solved by the exact simplex alone, its certificate verified against the programme."""
    for column in programme.columns:
        if column.high is not None and column.high < column.low:
            return Result(Outcome.INFEASIBLE, decided_by=(f"bounds of {column.name}",))
    result = _simplex(programme)
    if not _verified(programme, result):
        raise Undecided(Reason.SOLVER_UNKNOWN, f"the certificate of '{result.outcome}' does not hold")
    return result


def _verified(programme: Programme, result: Result) -> bool:
    relaxed = _relaxation(programme)
    zero = (Fraction(0),) * len(programme.columns)
    if result.outcome is Outcome.INFEASIBLE:
        assert result.multipliers is not None
        bound = dual_bound(programme, zero, result.multipliers)
        return bound is not None and bound > 0
    assert result.point is not None
    if relaxed.violation(result.point) is not None:
        return False
    if result.outcome is Outcome.OPTIMAL:
        assert result.multipliers is not None
        return dual_bound(programme, programme.costs, result.multipliers) == _dot(programme.costs, result.point)
    assert result.ray is not None
    return (
        _dot(programme.costs, result.ray) < 0
        and all(r >= 0 and (r == 0 or c.high is None) for c, r in zip(programme.columns, result.ray, strict=True))
        and all(_holds(_dot(row.coefficients, result.ray), row.relation, Fraction(0)) for row in programme.rows)
    )


def _relaxation(programme: Programme) -> Programme:
    return replace(programme, columns=tuple(replace(column, integer=False) for column in programme.columns))


# The exact simplex


def _simplex(programme: Programme) -> Result:
    """The two-phase simplex method of Chvátal (Linear Programming, 1983, ch. 3 and 8) in integers.

    Maximise c·y with A y <= b, y >= 0, where y is x less its lower bounds, an equality is two inequalities and an upper
    bound is a row. Bland's rule makes it end. The tableau is integer with one common denominator, the last pivot
    (Edmonds 1967), so that no fraction is ever reduced.
    """
    inequalities, sources = _inequalities(programme)
    scale = math.lcm(*(c.denominator for c in programme.costs))
    tableau = _Tableau(inequalities, _bounded_integers([c * scale for c in programme.costs]))
    if not tableau.find_feasible():
        return Result(Outcome.INFEASIBLE, multipliers=_multipliers(programme, sources, tableau.duals()))
    entering = tableau.optimise()
    low = [column.low for column in programme.columns]
    point = tuple(base + y for base, y in zip(low, tableau.point(), strict=True))
    if entering is not None:
        return Result(Outcome.UNBOUNDED, point=point, ray=tableau.ray(entering))
    duals = [dual / scale for dual in tableau.duals()]
    multipliers = _multipliers(programme, sources, duals)
    return Result(Outcome.OPTIMAL, objective=programme.value(point), point=point, multipliers=multipliers)


class _Source(Struct, frozen=True):
    """Where an inequality came from: the row (None for an upper bound) and the factor it was multiplied by."""

    row: int | None
    factor: Fraction


def _inequalities(programme: Programme) -> tuple[list[list[int]], list[_Source]]:
    """Rows ``[a…, b]`` of integers that mean ``a · y <= b``, and where each came from."""
    stated: list[tuple[int | None, int, list[Fraction]]] = []
    low = [column.low for column in programme.columns]
    for index, row in enumerate(programme.rows):
        line = [*row.coefficients, row.rhs - _dot(row.coefficients, low)]
        if row.relation != ">=":
            stated.append((index, 1, line))
        if row.relation != "<=":
            stated.append((index, -1, line))
    for place, column in enumerate(programme.columns):
        if column.high is not None:
            line = [Fraction(0)] * (len(low) + 1)
            line[place], line[-1] = Fraction(1), column.high - column.low
            stated.append((None, 1, line))
    if (len(stated) + 2) * (len(low) + 2) > MAX_CELLS:
        raise Undecided(Reason.SOLVER_UNKNOWN, f"{len(stated)} inequalities over {len(low)} columns are too many")
    lines = []
    sources = []
    for source, sign, line in stated:
        factor = sign * math.lcm(*(entry.denominator for entry in line))
        lines.append(_bounded_integers([entry * factor for entry in line]))
        sources.append(_Source(source, Fraction(factor)))
    return lines, sources


def _bounded_integers(values: Sequence[Fraction]) -> list[int]:
    integers = [int(value) for value in values]
    if any(value.bit_length() > MAX_BITS for value in integers):
        raise Undecided(Reason.SOLVER_UNKNOWN, f"a row needs integers of more than {MAX_BITS} bits")
    return integers


def _multipliers(programme: Programme, sources: Sequence[_Source], duals: Sequence[Fraction]) -> Vector:
    """Multipliers of the stated rows from those of the inequalities; the bounds' follow from them (`dual_bound`)."""
    result = [Fraction(0)] * len(programme.rows)
    for source, dual in zip(sources, duals, strict=True):
        if source.row is not None:
            result[source.row] -= dual * source.factor
    return tuple(result)


class _Tableau:
    """``x_basic + T·x_nonbasic = b`` with integer entries over one positive denominator.

    Variables are numbered: the programme's own, then one slack for each inequality, then the one that measures
    infeasibility. The last two lines are the objectives of the two phases, the last column the right-hand side.
    """

    def __init__(self, inequalities: Sequence[Sequence[int]], costs: Sequence[int]) -> None:
        self._columns = len(costs)
        self._inequalities = len(inequalities)
        self._excess = self._columns + self._inequalities
        self._denominator = 1
        self._work = 0
        self._nonbasic = [*range(self._columns), self._excess]
        self._basic = list(range(self._columns, self._excess))
        self._lines: list[list[int]] = [[*line[:-1], -1, line[-1]] for line in inequalities]
        self._lines.append([*costs, 0, 0])
        self._lines.append([0] * self._columns + [1, 0])

    def find_feasible(self) -> bool:
        """Phase one; afterwards the tableau is feasible, or `duals` are those of the least infeasibility."""
        place = self._nonbasic.index(self._excess)
        worst = min(range(self._inequalities), key=lambda i: self._lines[i][-1], default=None)
        if worst is not None and self._lines[worst][-1] < 0:
            self._pivot(worst, place)
            self._improve()
            if self._lines[-1][-1] < 0:
                return False
            if self._excess in self._basic:  # at zero: any pivot takes it out, and none spoils feasibility
                line = self._basic.index(self._excess)
                self._pivot(line, next(j for j, entry in enumerate(self._lines[line][:-1]) if entry))
            place = self._nonbasic.index(self._excess)
        del self._nonbasic[place]
        self._lines.pop()
        for entries in self._lines:
            del entries[place]
        return True

    def optimise(self) -> int | None:
        """Phase two; returns the column along which the objective improves without end, if there is one."""
        return self._improve()

    def point(self) -> Vector:
        """The values of the programme's own variables."""
        values = [Fraction(0)] * self._columns
        for variable, line in zip(self._basic, self._lines, strict=False):
            if variable < self._columns:
                values[variable] = Fraction(line[-1], self._denominator)
        return tuple(values)

    def ray(self, entering: int) -> Vector:
        """The direction in which the programme's own variables move along a column."""
        direction = [Fraction(0)] * self._columns
        if self._nonbasic[entering] < self._columns:
            direction[self._nonbasic[entering]] = Fraction(1)
        for variable, line in zip(self._basic, self._lines, strict=False):
            if variable < self._columns:
                direction[variable] = Fraction(-line[entering], self._denominator)
        return tuple(direction)

    def duals(self) -> list[Fraction]:
        """The multiplier of each inequality in the last line's objective."""
        values = [Fraction(0)] * self._inequalities
        for variable, entry in zip(self._nonbasic, self._lines[-1], strict=False):
            if self._columns <= variable < self._excess:
                values[variable - self._columns] = Fraction(entry, self._denominator)
        return values

    def _improve(self) -> int | None:
        """Pivot by Bland's rule until the last line's objective is greatest, or return the column it grows along."""
        while True:
            line = self._lines[-1]
            candidates = [j for j, entry in enumerate(line[:-1]) if entry < 0]
            if not candidates:
                return None
            entering = min(candidates, key=self._nonbasic.__getitem__)
            leaving = self._leaving(entering)
            if leaving is None:
                return entering
            self._pivot(leaving, entering)

    def _leaving(self, entering: int) -> int | None:
        best: int | None = None
        for i, variable in enumerate(self._basic):
            step = self._lines[i][entering]
            if step <= 0:
                continue
            if best is not None:
                difference = self._lines[i][-1] * self._lines[best][entering] - self._lines[best][-1] * step
                if difference > 0 or (difference == 0 and variable > self._basic[best]):
                    continue
            best = i
        return best

    def _pivot(self, row: int, column: int) -> None:
        self._work += len(self._lines) * len(self._lines[0]) * (1 + self._denominator.bit_length() // 64)
        if self._work > MAX_WORK:
            raise Undecided(Reason.SOLVER_UNKNOWN, f"the exact simplex did not end within {MAX_WORK} units of work")
        pivot_line = self._lines[row]
        pivot = pivot_line[column]
        before = self._denominator
        sign = 1 if pivot > 0 else -1
        size = pivot * sign
        for i, line in enumerate(self._lines):
            if i == row:
                continue
            factor = line[column] * sign
            if factor:
                self._lines[i] = [(size * a - factor * b) // before for a, b in zip(line, pivot_line, strict=True)]
            elif size != before:
                self._lines[i] = [size * a // before for a in line]
            self._lines[i][column] = -factor
        if sign < 0:
            self._lines[row] = pivot_line = [-entry for entry in pivot_line]
        pivot_line[column] = before * sign
        self._denominator = size
        self._basic[row], self._nonbasic[column] = self._nonbasic[column], self._basic[row]


# Integer programmes


def _cp_sat(programme: Programme) -> Result | None:
    """CP-SAT's proved result, or None when a column is continuous or no finite bound for it follows from the rows."""
    if not all(column.integer for column in programme.columns):
        return None
    bounded = _bounded(programme)
    if bounded is None:
        return None
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    bounds = [(math.ceil(column.low), math.floor(column.high or 0)) for column in bounded.columns]
    if any(low > high for low, high in bounds):
        return Result(Outcome.INFEASIBLE, decided_by=("cp-sat",))  # no whole number between the bounds
    reach = [max(abs(low), abs(high)) for low, high in bounds]
    variables = [model.new_int_var(low, high, f"x{place}") for place, (low, high) in enumerate(bounds)]
    for row in programme.rows:
        *coefficients, rhs = _integers([*row.coefficients, row.rhs])
        _require_room(coefficients, reach, rhs)
        left = cp_model.LinearExpr.weighted_sum(variables, coefficients)
        model.add(left <= rhs if row.relation == "<=" else left >= rhs if row.relation == ">=" else left == rhs)
    costs = _integers(programme.costs)
    _require_room(costs, reach, 0)
    model.minimize(cp_model.LinearExpr.weighted_sum(variables, costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = CP_SAT_WORK
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return Result(Outcome.INFEASIBLE, decided_by=("cp-sat",))
    if status != cp_model.OPTIMAL:
        raise Undecided(Reason.SOLVER_UNKNOWN, f"cp-sat ended with {solver.status_name(status)}")
    point = tuple(Fraction(solver.value(variable)) for variable in variables)
    if (broken := programme.violation(point)) is not None:
        raise Undecided(Reason.ORACLES_DISAGREE, f"cp-sat's point is not feasible: {broken}")
    # The bound comes back as a scaled double (-6.999999999999999 for -7). The objective is whole: less than a half
    # away, no better one is left.
    if abs(Fraction(solver.best_objective_bound) - _dot([Fraction(c) for c in costs], point)) >= Fraction(1, 2):
        raise Undecided(Reason.SOLVER_UNKNOWN, "cp-sat's bound is not its objective")
    return Result(Outcome.OPTIMAL, objective=programme.value(point), point=point, decided_by=("cp-sat",))


def _bounded(programme: Programme) -> Programme | None:
    """The programme with an upper bound on every column, the missing ones proved by the exact simplex."""
    columns = list(programme.columns)
    for place, column in enumerate(columns):
        if column.high is None:
            unit = tuple(Fraction(int(other == place)) for other in range(len(columns)))
            furthest = solve_exactly(replace(programme, maximize=True, objective=unit))
            if furthest.objective is None:
                return None
            columns[place] = replace(column, high=furthest.objective)
    return replace(programme, columns=tuple(columns))


def _require_room(coefficients: Sequence[int], reach: Sequence[int], rhs: int) -> None:
    """CP-SAT counts in 64 bits and reports its bound as a double: keep all it adds up well below 2**53."""
    total = sum(abs(c) * x for c, x in zip(coefficients, reach, strict=True))
    if max(map(abs, (*coefficients, *reach, rhs)), default=0) > MAX_INTEGER or total > MAX_SUM:
        raise Undecided(Reason.SOLVER_UNKNOWN, f"the numbers are too large: over {MAX_INTEGER}, or {MAX_SUM} in sum")


def _integers(values: Sequence[Fraction]) -> list[int]:
    scale = math.lcm(*(value.denominator for value in values))
    return [int(value * scale) for value in values]


def _branch_and_bound(programme: Programme) -> Result:
    """Land and Doig's method over the exact simplex, depth first, branching on the first fractional column."""
    best: Result | None = None
    nodes = 0
    pending = [programme]
    while pending:
        nodes += 1
        if nodes > MAX_NODES:
            raise Undecided(Reason.SOLVER_UNKNOWN, f"branch and bound did not end within {MAX_NODES} nodes")
        node = pending.pop()
        relaxed = solve_exactly(node)
        if relaxed.point is None or relaxed.objective is None:
            continue
        if best is not None and _dot(programme.costs, relaxed.point) >= _dot(programme.costs, best.point or ()):
            continue
        place = next(
            (p for p, x in enumerate(relaxed.point) if programme.columns[p].integer and x.denominator != 1), None
        )
        if place is None:
            best = Result(Outcome.OPTIMAL, objective=relaxed.objective, point=relaxed.point)
            continue
        floor = Fraction(math.floor(relaxed.point[place]))
        column = node.columns[place]
        for half in (replace(column, low=floor + 1), replace(column, high=floor)):
            pending.append(replace(node, columns=(*node.columns[:place], half, *node.columns[place + 1 :])))
    if best is None:
        return Result(Outcome.INFEASIBLE, decided_by=("branch and bound",), nodes=nodes)
    if (broken := programme.violation(best.point or ())) is not None:
        raise Undecided(Reason.ORACLES_DISAGREE, f"branch and bound's point is not feasible: {broken}")
    return replace(best, decided_by=("branch and bound",), nodes=nodes)


# HiGHS


def _agree_with_highs(programme: Programme, result: Result, *, integers: bool) -> None:
    """Raise `Undecided` unless HiGHS comes to the same outcome and objective."""
    outcome, objective, point = _highs(programme, integers=integers)
    if outcome is not result.outcome:
        detail = f"highs calls the programme {outcome}, exact methods {result.outcome}"
        raise Undecided(Reason.ORACLES_DISAGREE, detail)
    if result.objective is None:
        return
    exact = result.objective
    if abs(Fraction(objective) - exact) > Fraction(TOLERANCE) * max(Fraction(1), abs(exact)):
        raise Undecided(Reason.ORACLES_DISAGREE, f"highs finds the optimum {objective!r}, exact methods {exact}")
    if integers:
        rounded = _on_the_lattice(programme, point)
        if rounded != exact:
            raise Undecided(
                Reason.ORACLES_DISAGREE, f"highs's point is worth {rounded} exactly, the optimum is {exact}"
            )


def _on_the_lattice(programme: Programme, point: Sequence[float]) -> Fraction | None:
    """The exact objective of HiGHS's point with its integer columns rounded; None when that is not feasible."""
    columns = []
    for column, x in zip(programme.columns, point, strict=True):
        if column.integer:
            whole = Fraction(round(x))
            if whole < column.low or (column.high is not None and whole > column.high):
                return None
            column = Column(column.name, whole, whole, False)
        columns.append(column)
    if all(column.integer for column in programme.columns):
        exact = tuple(column.low for column in columns)
        return programme.value(exact) if programme.violation(exact) is None else None
    return solve_exactly(replace(programme, columns=tuple(columns))).objective


def _highs(programme: Programme, *, integers: bool) -> tuple[Outcome, float, list[float]]:
    limits: dict[str, Any] = {"time_limit": HIGHS_SECONDS, "node_limit": HIGHS_NODES, "mip_rel_gap": 0.0}
    minimise = _sound_highs()
    found = minimise(programme, integers, limits)
    if found.status == 4:  # presolve may stop at "unbounded or infeasible"; without it HiGHS says which
        found = minimise(programme, integers, limits | {"presolve": False})
    if found.status == 1:
        reason = Reason.TIMEOUT if "ime limit" in str(found.message) else Reason.SOLVER_UNKNOWN
        raise Undecided(reason, f"highs: {found.message}")
    outcome = {0: Outcome.OPTIMAL, 2: Outcome.INFEASIBLE, 3: Outcome.UNBOUNDED}.get(found.status)
    if outcome is None:
        raise Undecided(Reason.SOLVER_UNKNOWN, f"highs: {found.message}")
    if outcome is not Outcome.OPTIMAL:
        return outcome, 0.0, []
    return outcome, float(-found.fun if programme.maximize else found.fun), [float(x) for x in found.x]


@cache
def _sound_highs() -> Callable[[Programme, bool, dict[str, Any]], Any]:
    """SciPy's HiGHS, once it has solved a programme that HiGHS 1.14.0 gets wrong (HiGHS issue 2957: 15 for 9)."""
    import numpy
    from scipy import optimize

    def minimise(programme: Programme, integers: bool, options: dict[str, Any]) -> Any:
        high = [numpy.inf if column.high is None else float(column.high) for column in programme.columns]
        constraints = []
        if programme.rows:
            rhs = numpy.array([float(row.rhs) for row in programme.rows])
            below = numpy.array([row.relation == "<=" for row in programme.rows])
            above = numpy.array([row.relation == ">=" for row in programme.rows])
            matrix = numpy.array([[float(a) for a in row.coefficients] for row in programme.rows])
            least, most = numpy.where(below, -numpy.inf, rhs), numpy.where(above, numpy.inf, rhs)
            constraints.append(optimize.LinearConstraint(matrix, least, most))
        return optimize.milp(
            [float(c) for c in programme.costs],
            integrality=[int(integers and column.integer) for column in programme.columns],
            bounds=optimize.Bounds([float(column.low) for column in programme.columns], high),
            constraints=constraints,
            options=options,
        )

    found = minimise(KNOWN_DEFECT, True, {"mip_rel_gap": 0.0})
    if found.status != 0 or abs(found.fun - 9) > TOLERANCE:
        raise RuntimeError(f"this HiGHS cannot be trusted: it gives {found.fun} where 9 is right (HiGHS issue 2957)")
    return minimise


# Reading


_RATIONAL = re.compile(r"(-?[0-9]+)(?:/([0-9]+))?")


def _rational(text: str) -> Fraction:
    if len(text) > 2 * MAX_DIGITS:
        raise Undecided(Reason.SOLVER_UNKNOWN, f"a number of {len(text)} characters is too long")
    parts = _RATIONAL.fullmatch(text)
    if parts is None or (parts[2] is not None and not int(parts[2])):
        raise BadProgramme(f"'{text}' is not a rational number")
    return Fraction(int(parts[1]), int(parts[2] or 1))


def _vector(terms: Mapping[str, str], places: Mapping[str, int], where: str) -> Vector:
    vector = [Fraction(0)] * len(places)
    for name, text in terms.items():
        if name not in places:
            raise BadProgramme(f"{where}: '{name}' is not a column")
        vector[places[name]] = _rational(text)
    return tuple(vector)


def _dot(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(left, right, strict=True) if a and b), Fraction(0))


def _holds(left: Fraction, relation: str, right: Fraction) -> bool:
    return left <= right if relation == "<=" else left >= right if relation == ">=" else left == right


KNOWN_DEFECT = Programme(
    maximize=False,
    objective=(Fraction(2), Fraction(3)),
    columns=(Column("x", Fraction(0), None, False), Column("z", Fraction(0), None, True)),
    rows=(Row((Fraction(1), Fraction(1)), ">=", Fraction(9, 2)),),
)
"""Minimise 2x + 3z with x + z >= 9/2 and z whole: 9, at x = 9/2."""
