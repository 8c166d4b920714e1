"""Coverage and cost: pass@k without bias, and reports that add up."""

from __future__ import annotations

from itertools import combinations

import pytest

from pipelines.accounts import added, coverage, pass_at_k, solver_reports


@pytest.mark.parametrize("samples", [1, 4, 7])
def test_pass_at_k_is_the_share_of_draws_with_a_success(samples: int) -> None:
    for accepted in range(samples + 1):
        for k in range(1, samples + 1):
            draws = list(combinations([True] * accepted + [False] * (samples - accepted), k))
            assert pass_at_k(samples, accepted, k) == pytest.approx(sum(map(any, draws)) / len(draws))


def test_coverage_leaves_out_problems_with_too_few_samples() -> None:
    assert coverage({(4, 2): 1, (2, 2): 1}) == {"1": 0.75, "2": pytest.approx((5 / 6 + 1) / 2, abs=1e-6), "4": 1.0}
    assert coverage({}) == {}


COUNTED = ("samples", "prompt_tokens", "completion_tokens")


def test_reports_are_made_of_the_counters_and_add_up() -> None:
    costs = {
        "costly": 5,
        **{f"{name}|e|s|math/x|{level}": 10 for name in COUNTED for level in (1, 2)},
        **{f"{name}|e|s|math/x|{level}": 2_000_000 for name in ("engine_us", "wall_us") for level in (1, 2)},
    }  # fmt: skip
    verdicts = {
        "solver|e|s|math/x|1|accepted|correct": 4,
        "solver|e|s|math/x|1|rejected|wrong_value": 6,
        "solver|e|s|math/x|2|undecided|truncated": 10,
        "passes|e|s|math/x|1|5|2": 2,
        "passes|e|s|math/x|2|5|0": 2,
        "sample|math/x|1|accepted": 4,
    }
    first, second = solver_reports(costs, verdicts)
    assert (first.accepted, first.rejected, first.undecided, first.problems) == (4, {"wrong_value": 6}, {}, 2)
    assert first.pass_at["1"] == 0.4 and second.pass_at == {"1": 0.0, "2": 0.0, "4": 0.0, "5": 0.0}
    assert first.passes == {"2/5": 2} and second.passes == {"0/5": 2}
    both = added([first, second])
    assert (both.samples, both.accepted, both.pass_at["1"], both.engine_seconds) == (20, 4, 0.2, 4.0)


def test_problems_with_fewer_samples_say_nothing_about_more() -> None:
    costs = {f"{name}|e|s|math/x|{level}": 1 for name in (*COUNTED, "engine_us", "wall_us") for level in (1, 2)}
    verdicts = {
        "solver|e|s|math/x|1|accepted|correct": 4,
        "solver|e|s|math/x|2|rejected|wrong_value": 1,
        "passes|e|s|math/x|1|4|4": 1,
        "passes|e|s|math/x|2|1|0": 3,
    }
    both = added(solver_reports(costs, verdicts))
    assert both.pass_at == {"1": 0.25, "2": 1.0, "4": 1.0}
