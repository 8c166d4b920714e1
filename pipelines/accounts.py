"""What the samples came to: verdicts, coverage and cost by engine, style, family and level.

Everything is added up from the counters beside the shards, so a report costs nothing, however large the build.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import comb

from pipelines.shards import merged
from schemas.release import SolverReport

Solver = tuple[str, str, str, int]  # engine, style, family, level


def pass_at_k(samples: int, accepted: int, k: int) -> float:
    """The chance that at least one of k samples is accepted, estimated without bias from `accepted` of `samples`.

    1 - C(n-c, k) / C(n, k): Chen et al., Evaluating Large Language Models Trained on Code, 2021. Needs k <= samples.
    """
    return 1.0 - comb(samples - accepted, k) / comb(samples, k)


def coverage(tallies: Mapping[tuple[int, int], int]) -> dict[str, float]:
    """pass@k for k = 1, 2, 4, … and the full number of samples, over problems counted by (samples, accepted).

    A problem that was given fewer than k samples (a budget ran out) says nothing about k and is left out of it.
    """
    most = max((samples for samples, _ in tallies), default=0)
    result: dict[str, float] = {}
    for k in sorted({1 << i for i in range(most.bit_length()) if 1 << i <= most} | {most} - {0}):
        counted = {tally: count for tally, count in tallies.items() if tally[0] >= k}
        total = sum(counted.values())
        estimate = sum(count * pass_at_k(*tally, k) for tally, count in sorted(counted.items())) / total
        result[str(k)] = round(estimate, 6)
    return result


def solver_reports(costs: Mapping[str, int], verdicts: Mapping[str, int]) -> tuple[SolverReport, ...]:
    """The reports of all solvers, from the counters of the solve and the verify stage, in order of name."""
    spent: dict[Solver, dict[str, int]] = {}
    for name, count in costs.items():
        kind, *rest = name.split("|")
        if rest:
            spent.setdefault(_solver(rest), {})[kind] = count
    said: dict[Solver, dict[tuple[str, str], int]] = {}
    tallies: dict[Solver, dict[tuple[int, int], int]] = {}
    for name, count in verdicts.items():
        kind, *rest = name.split("|")
        if kind == "solver":
            said.setdefault(_solver(rest[:4]), {})[rest[4], rest[5]] = count
        elif kind == "passes":
            tallies.setdefault(_solver(rest[:4]), {})[int(rest[4]), int(rest[5])] = count
    return tuple(_report(solver, spent[solver], said[solver], tallies.get(solver, {})) for solver in sorted(spent))


def _solver(parts: list[str]) -> Solver:
    engine, style, family, level = parts
    return engine, style, family, int(level)


def _report(
    solver: Solver,
    spent: Mapping[str, int],
    said: Mapping[tuple[str, str], int],
    tallies: Mapping[tuple[int, int], int],
) -> SolverReport:
    def reasons(status: str) -> dict[str, int]:
        return {reason: count for (other, reason), count in sorted(said.items()) if other == status}

    return SolverReport(
        *solver,
        problems=sum(tallies.values()),
        samples=spent["samples"],
        accepted=sum(reasons("accepted").values()),
        rejected=reasons("rejected"),
        undecided=reasons("undecided"),
        passes={f"{accepted}/{samples}": tallies[samples, accepted] for samples, accepted in sorted(tallies)},
        pass_at=coverage(tallies),
        prompt_tokens=spent["prompt_tokens"],
        completion_tokens=spent["completion_tokens"],
        engine_seconds=spent["engine_us"] / 1e6,
        wall_seconds=spent["wall_us"] / 1e6,
    )


def added(reports: Iterable[SolverReport]) -> SolverReport:
    """Several reports as one: counts add up, and coverage is estimated over all their problems."""
    reports = list(reports)
    first = reports[0]
    passes = merged(each.passes for each in reports)
    tallies = {(int(name.split("/")[1]), int(name.split("/")[0])): count for name, count in passes.items()}
    return SolverReport(
        engine=first.engine,
        style=first.style,
        family=first.family if all(each.family == first.family for each in reports) else "all",
        level=0,
        problems=sum(each.problems for each in reports),
        samples=sum(each.samples for each in reports),
        accepted=sum(each.accepted for each in reports),
        rejected=merged(each.rejected for each in reports),
        undecided=merged(each.undecided for each in reports),
        passes=passes,
        pass_at=coverage(tallies),
        prompt_tokens=sum(each.prompt_tokens for each in reports),
        completion_tokens=sum(each.completion_tokens for each in reports),
        engine_seconds=sum(each.engine_seconds for each in reports),
        wall_seconds=sum(each.wall_seconds for each in reports),
    )
