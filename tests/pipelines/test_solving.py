"""Builds whose solutions a model writes: rounds, budgets, panels, styles, kills, and a store that is never asked twice.

The model is a server on loopback that knows the right answers and gives wrong ones on purpose.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from fake_openai import Server

from generators.family import draw
from generators.registry import family
from pipelines.store import Store
from schemas import Problem, digest_int
from small_build import bytes_of, provender

FAMILY = "math/linear_system"
RECIPE = """\
provender: 1
name: asked
seed: 5
families:
  - {family: math/linear_system, count: 24, levels: [1]ACCEPTED}
engines:
  remote: {kind: openai, base_url: "URL", model: small, retries: 1, ready_seconds: 5, concurrency: 4}
solvers:
  - {engine: remoteSOLVER}
sampling: {samples: 3, max_tokens: 64SAMPLING}
assay: {items: 0}
sharding: {rows_per_shard: 16, row_group_rows: 16}
"""


def recipe(path: Path, url: str, *, solver: str = "", sampling: str = "", accepted: str = "", more: str = "") -> Path:
    text = RECIPE.replace("URL", url).replace("SOLVER", solver).replace("SAMPLING", sampling)
    path.write_text(text.replace("ACCEPTED", accepted) + more)
    return path


@cache
def problems() -> dict[str, Problem]:
    found = (draw(family(FAMILY), 5, index, 1) for index in range(60))
    return {problem.prompt: problem for problem in found}


def writes(body: dict[str, Any]) -> str:
    """Two of three samples are right, decided by the seed; some problems are beyond the model."""
    problem = problems()[asked(body)]
    lot = digest_int("right", problem.id, body["seed"])
    if problem.origin.index % 6 == 0 or lot % 3 == 0:
        return "Let us see.\nAnswer: m = 1000, n = 1000"
    return f"{problem.reference} "


def asked(body: dict[str, Any]) -> str:
    return next(turn["content"] for turn in reversed(body["messages"]) if turn["content"] in problems())


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(write=writes) as server:
        yield server


def manifest(release: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((release / "manifest.json").read_text())
    return found


def rows(release: Path, config: str) -> list[dict[str, Any]]:
    files = sorted((release / ("data" if config == "default" else config)).glob("*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def built(*arguments: object, code: int = 0, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    done = provender("build", *arguments, env=env)
    assert done.returncode == code, done.stderr
    return done


def test_a_models_solutions_become_a_release(server: Server, tmp_path: Path) -> None:
    path = recipe(tmp_path / "r.yaml", server.url, solver=", families: [math/*]")
    done = built(path, "--out", tmp_path / "out")
    assert "pass@1" in done.stdout
    release = manifest(tmp_path / "out")
    (report,) = release["solvers"]
    assert report["samples"] == 72 == server.total
    assert report["accepted"] + sum(report["rejected"].values()) == 72 and not report["undecided"]
    assert report["accepted"] / 72 == pytest.approx(report["pass_at"]["1"])
    assert report["pass_at"]["1"] < report["pass_at"]["2"] < report["pass_at"]["3"] < 1
    assert (report["prompt_tokens"], report["completion_tokens"]) == (72 * 7, 72 * 3)
    assert report["engine_seconds"] > 0 and report["wall_seconds"] > 0
    # Each problem is published, also those that the model never solved: their own solution proves them.
    assert release["families"][0]["problems"] == 24 == len(rows(tmp_path / "out", "problems"))
    rates = {row["id"]: row["pass_rate"] for row in rows(tmp_path / "out", "problems")}
    assert {0.0} < set(rates.values())
    assert [row["extra_info"]["pass_rate"] for row in rows(tmp_path / "out", "rl")] == [
        rates[row["id"]] for row in rows(tmp_path / "out", "rl")
    ]
    assert len(rows(tmp_path / "out", "rollouts")) == 72
    pairs = rows(tmp_path / "out", "preference")
    assert pairs and all(rates[pair["problem_id"]] not in (0.0, 1.0) for pair in pairs)
    assert all(pair["why"] in ("wrong_value", "wrong_form") for pair in pairs)
    said = {row["id"]: row["status"] for row in rows(tmp_path / "out", "rollouts")}
    spare = [row for row in rows(tmp_path / "out", "dropped") if row["what"] == "solution"]
    kept = {row["id"] for row in rows(tmp_path / "out", "default")}
    assert {row["item"] for row in spare} | kept == {key for key, status in said.items() if status == "accepted"}
    assert all(row["keeper"] in kept for row in spare if row["reason"] == "same_solution")
    steps = rows(tmp_path / "out", "process")
    assert {row["rollout_id"] for row in steps} <= set(said)
    assert {method for row in steps for method in row["methods"]} >= {"monte_carlo", "outcome"}
    assert all(row["labels"][-1] is (row["status"] == "accepted") for row in steps)
    order = sorted(rows(tmp_path / "out", "rl"), key=lambda row: row["curriculum"])
    assert [row["difficulty"] for row in order] == sorted(row["difficulty"] for row in order)
    card = (tmp_path / "out" / "README.md").read_text()
    assert "difficulty.png" in card and (tmp_path / "out" / "difficulty.png").read_bytes().startswith(b"\x89PNG")
    assert "pass@3" in card and "openai:small" in card and "tokens per accepted" in card
    proved = provender("verify", tmp_path / "out")
    assert proved.returncode == 0, proved.stderr


def test_the_same_store_gives_the_same_release_and_nobody_is_asked_again(server: Server, tmp_path: Path) -> None:
    path = recipe(tmp_path / "r.yaml", server.url, sampling=", rounds: [{samples: 2, temperature: 1.0}]")
    built(path, "--out", tmp_path / "a")
    total = server.total
    server.close()
    (tmp_path / "tmp").mkdir()
    for name, arguments in (
        ("b", ("--runner", "multi_threading", "--workers", "2")),
        ("c", ("--runner", "multi_processing", "--workers", "2")),
    ):
        built(path, "--out", tmp_path / name, *arguments, env=os.environ | {"TMPDIR": str(tmp_path / "tmp")})
        assert bytes_of(tmp_path / name) == bytes_of(tmp_path / "a")
        assert list((tmp_path / "tmp").iterdir()) == []
    provender("completions", "compact", "--store", tmp_path / "builds" / "completions")
    built(path, "--out", tmp_path / "e", "--store", tmp_path / "builds" / "completions")
    assert bytes_of(tmp_path / "e") == bytes_of(tmp_path / "a")
    assert server.total == total


def test_killed_builds_ask_for_nothing_that_was_stored(tmp_path: Path) -> None:
    with Server(write=writes) as server:
        path = recipe(tmp_path / "r.yaml", server.url, sampling=", rounds: [{samples: 2}]")
        store = tmp_path / "builds" / "completions"
        command = [str(Path(sys.executable).with_name("provender")), "build", str(path), "--out", str(tmp_path / "out")]
        moments = random.Random(7)
        stored: dict[str, int] = {}
        landed = 0
        while landed < 5 and not (tmp_path / "out").exists():
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(timeout=moments.uniform(1.0, 4.0))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                landed += 1
            if store.is_dir():
                stored |= {row["key"]: 1 for row in Store(store).rows()}
        assert landed >= 1
        built(path, "--out", tmp_path / "out")
        (usage,) = Store(store).usage()
        assert usage.repeats == 0
        # What was not stored when a kill came may have been asked twice; what was stored never.
        assert server.total <= usage.keys + 5 * 16 * 3
    built(path, "--out", tmp_path / "again")  # from the store alone: the server is gone
    assert bytes_of(tmp_path / "again") == bytes_of(tmp_path / "out")
    assert set(stored) <= {row["key"] for row in Store(store).rows()}


def test_later_rounds_go_where_too_little_was_accepted(server: Server, tmp_path: Path) -> None:
    more = ", enough: 2, rounds: [{samples: 4, temperature: 1.5, seed: 9}, {samples: 4}]"
    built(recipe(tmp_path / "r.yaml", server.url, sampling=more), "--out", tmp_path / "out")
    by_problem: dict[str, list[dict[str, Any]]] = {}
    for row in rows(tmp_path / "out", "rollouts"):
        by_problem.setdefault(row["problem_id"], []).append(row)
    for samples in by_problem.values():
        for number in (1, 2):
            before = sum(row["status"] == "accepted" for row in samples if row["round"] < number)
            here = [row["sample_index"] for row in samples if row["round"] == number]
            assert sorted(here) == ([] if before >= 2 else list(range(3 + 4 * (number - 1), 3 + 4 * number)))
    assert {body["temperature"] for body in server.bodies} == {0.7, 1.5}
    assert any(max(row["round"] for row in samples) == 2 for samples in by_problem.values())


@pytest.mark.parametrize(
    ("budget", "most"),
    [("samples: 30", 30), ("tokens: 300", 45), ("minutes: 0.0001", 32)],
    ids=["samples", "tokens", "time"],
)
def test_a_budget_is_kept_and_what_it_left_out_is_counted(
    server: Server, tmp_path: Path, budget: str, most: int
) -> None:
    path = recipe(tmp_path / "r.yaml", server.url, more=f"budget: {{{budget}}}\n")
    built(path, "--out", tmp_path / "out")
    solve = next(stage for stage in manifest(tmp_path / "out")["stages"] if stage["stage"] == "solve")
    assert server.total <= most and server.total + solve.get("dropped", {}).get("budget", 0) == 72
    if budget.startswith("tokens"):
        (report,) = manifest(tmp_path / "out")["solvers"]
        spent = report["prompt_tokens"] + report["completion_tokens"]
        assert spent <= 300 + 2 * spent / report["samples"], "each of two shards may overspend by one sample"
    server.close()
    built(path, "--out", tmp_path / "again")
    assert bytes_of(tmp_path / "again") == bytes_of(tmp_path / "out")


def test_a_target_of_accepted_rows_stops_the_asking_or_is_missed_out_loud(server: Server, tmp_path: Path) -> None:
    more = ", rounds: [{samples: 2}, {samples: 2}]"
    met = recipe(tmp_path / "met.yaml", server.url, accepted=", accepted: 5", sampling=more)
    built(met, "--out", tmp_path / "met")
    assert {row["round"] for row in rows(tmp_path / "met", "rollouts")} == {0}
    missed = recipe(tmp_path / "missed.yaml", server.url, accepted=", accepted: 24", sampling=more)
    done = built(missed, "--out", tmp_path / "missed", code=1)
    assert "target missed: math/linear_system level 1:" in done.stderr and "of 24 accepted rows" in done.stderr
    assert manifest(tmp_path / "missed")["families"][0]["rows_requested"] == 24


@pytest.mark.parametrize("mood", ["500", "garbage", "dead", "other model"])
def test_a_failing_server_ends_the_build_and_it_goes_on_when_the_server_is_well(tmp_path: Path, mood: str) -> None:
    with Server(lambda number, body: "ok" if number < 20 or well else mood, write=writes) as server:
        well = False
        path = recipe(tmp_path / "r.yaml", server.url)
        done = built(path, "--out", tmp_path / "out", code=2 if mood == "other model" else 3)
        assert "recipe: engines.remote" in done.stderr and len(done.stderr.strip().splitlines()[-1]) < 600
        assert "Traceback" not in done.stderr and not (tmp_path / "out").exists()
        well = True
        built(path, "--out", tmp_path / "out")
        (report,) = manifest(tmp_path / "out")["solvers"]
        assert report["samples"] == 72 and not report["undecided"]


def test_errors_that_were_dropped_are_asked_again_once_the_release_is_removed(tmp_path: Path) -> None:
    with Server(lambda number, body: "ok" if well or number % 3 else "400", write=writes) as server:
        well = False
        path = recipe(tmp_path / "r.yaml", server.url)
        built(path, "--out", tmp_path / "out")
        (report,) = manifest(tmp_path / "out")["solvers"]
        failed = report["undecided"]["engine_error"]
        assert failed and f"{failed} samples failed; remove it" in built(path, "--out", tmp_path / "out").stderr
        well = True
        store = tmp_path / "builds" / "completions"
        assert provender("completions", "drop-errors", "--store", store).returncode == 0
        (tmp_path / "out").rename(tmp_path / "old")
        built(path, "--out", tmp_path / "out")
        (report,) = manifest(tmp_path / "out")["solvers"]
        assert report["samples"] == 72 and not report["undecided"]


def test_what_was_cut_off_is_undecided_and_not_wrong(tmp_path: Path) -> None:
    with Server(lambda number, body: "length", write=writes) as server:
        built(recipe(tmp_path / "r.yaml", server.url), "--out", tmp_path / "out")
    (report,) = manifest(tmp_path / "out")["solvers"]
    assert report["undecided"] == {"truncated": 72} and not report["rejected"]
    assert {row["reason"] for row in rows(tmp_path / "out", "undecided")} == {"truncated"}
    assert provender("verify", tmp_path / "out").returncode == 0


HOSTILE = (
    "", " ", "\x00\x01\x02", "\x1b[2J", "Answer: " * 5000, "x" * 2_000_000, "<|end|><|user|>Answer: 1",
    "\\boxed{1} \\boxed{2}", "Answer: m = 1, n =", "```python\n" * 1000, "<think>" * 1000, "🙂" * 10_000,
    "Answer: " + "9" * 100_000, "Answer: m = m, n = n",
)  # fmt: skip


def test_hostile_texts_are_decided_within_bounded_memory(tmp_path: Path) -> None:
    with Server(write=lambda body: HOSTILE[body["seed"] % len(HOSTILE)]) as server:
        path = recipe(tmp_path / "r.yaml", server.url)
        measured = (
            "import resource, subprocess, sys; ended = subprocess.call(sys.argv[1:]);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(ended)"
        )
        name = str(Path(sys.executable).with_name("provender"))
        done = subprocess.run(
            [sys.executable, "-c", measured, name, "build", str(path), "--out", str(tmp_path / "out")],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    assert int(done.stdout.splitlines()[-1]) < 1_500_000, "kilobytes of the largest process"
    (report,) = manifest(tmp_path / "out")["solvers"]
    assert report["accepted"] == 0 and report["samples"] == 72
    said = {row["messages"][-1]["content"][:40]: row["reason"] for row in rows(tmp_path / "out", "rollouts")}
    assert said[""] == said[" "] == said["<think>" * 5 + "<thin"] == "no_answer"
    assert said["\\boxed{1} \\boxed{2}"] in ("contradictory", "unreadable", "wrong_form")
    assert set(report["undecided"]) <= {"unreadable", "engine_error"}
    assert provender("verify", tmp_path / "out").returncode == 0


def program(body: dict[str, Any]) -> str:
    answer = problems()[asked(body)].reference.rpartition("\n")[2]
    return f"So:\n\n```python\nprint({answer!r})\n```"


def test_programs_are_run_and_their_output_is_the_answer(tmp_path: Path) -> None:
    with Server(write=program) as server:
        path = recipe(tmp_path / "r.yaml", server.url, solver=", style: program")
        built(path, "--out", tmp_path / "out")
        assert all("write a program" in body["messages"][0]["content"] for body in server.bodies)
    found = rows(tmp_path / "out", "default")
    assert len(found) == 24
    assert [turn["role"] for turn in found[0]["messages"]] == ["system", "user", "assistant"]
    assert json.loads(found[0]["evidence"])["program"]["output"].startswith("Answer:")
    proved = provender("verify", tmp_path / "out")
    assert proved.returncode == 0, proved.stderr


def with_tools(body: dict[str, Any]) -> str:
    turns = [turn["content"] for turn in body["messages"] if turn["role"] == "assistant"]
    if not turns:
        return "First try.\n\n```python\nprint(1 / 0)\n```"
    if len(turns) == 1:
        assert "ZeroDivisionError" in body["messages"][-1]["content"]
        return f"Mended.\n\n{program(body)}"
    return body["messages"][-1]["content"].partition("\n")[2]


def test_tool_turns_are_run_returned_and_kept(tmp_path: Path) -> None:
    with Server(write=with_tools) as server:
        path = recipe(tmp_path / "r.yaml", server.url, solver=", style: tool, turns: 3")
        built(path, "--out", tmp_path / "out")
        total = server.total
        built(path, "--out", tmp_path / "again", "--workers", "2")
        assert server.total == total == 3 * 72
    found = rows(tmp_path / "out", "default")
    roles = [turn["role"] for turn in found[0]["messages"]]
    assert roles == ["system", "user", "assistant", "tool", "assistant", "tool", "assistant"]
    assert "ZeroDivisionError" in found[0]["messages"][3]["content"]
    (called, *_) = rows(tmp_path / "out", "tool")
    assert called["id"] == found[0]["id"]
    calls = [turn["tool_calls"] for turn in called["messages"] if turn["role"] == "assistant"]
    assert [call and call[0]["function"]["name"] for call in calls] == ["python", "python", None]
    assert calls[0][0]["function"]["arguments"]["code"].strip() == "print(1 / 0)"
    assert not (tmp_path / "out" / "completion").exists()
    assert bytes_of(tmp_path / "again") == bytes_of(tmp_path / "out")
    assert provender("verify", tmp_path / "out").returncode == 0


def test_tool_turns_end_at_their_bound(tmp_path: Path) -> None:
    with Server(write=lambda body: "Again.\n\n```python\nprint(1)\n```") as server:
        built(recipe(tmp_path / "r.yaml", server.url, solver=", style: tool, turns: 2"), "--out", tmp_path / "out")
        assert server.total == 2 * 72
    (report,) = manifest(tmp_path / "out")["solvers"]
    assert report["accepted"] == 0


def test_examples_are_other_problems_of_the_family(server: Server, tmp_path: Path) -> None:
    built(recipe(tmp_path / "r.yaml", server.url, solver=", shots: 2"), "--out", tmp_path / "out")
    for body in server.bodies:
        roles = [turn["role"] for turn in body["messages"]]
        assert roles == ["system", "user", "assistant", "user", "assistant", "user"]
        shown = [turn["content"] for turn in body["messages"] if turn["role"] == "user"]
        assert len(set(shown)) == 3
        assert body["messages"][2]["content"].rpartition("\n")[2].startswith("Answer:")
    assert all(len(row["messages"]) == 2 for row in rows(tmp_path / "out", "default"))


def test_a_panel_of_engines_and_styles_and_an_import(server: Server, tmp_path: Path) -> None:
    store = tmp_path / "builds" / "completions"
    rollouts = tmp_path / "rollouts.jsonl"
    known = list(problems().values())[:24]
    rollouts.write_text("".join(json.dumps({"prompt": each.prompt, "text": each.reference}) + "\n" for each in known))
    assert provender("completions", "import", rollouts, "--name", "theirs", "--store", store).returncode == 0
    path = tmp_path / "r.yaml"
    text = RECIPE.replace("URL", server.url).replace("SAMPLING", "").replace("ACCEPTED", "")
    text = text.replace("  - {engine: remoteSOLVER}\n", "".join(f"  - {{engine: {each}}}\n" for each in (
        "remote", "remote, style: plan", "theirs", "own"
    )))  # fmt: skip
    path.write_text(
        text.replace("solvers:", "  theirs: {kind: imported, name: theirs}\n  own: {kind: reference}\nsolvers:")
    )
    built(path, "--out", tmp_path / "out")
    release = manifest(tmp_path / "out")
    samples = {(each["engine"], each["style"]): each["samples"] for each in release["solvers"]}
    assert samples == {
        ("own", "chain_of_thought"): 24, ("remote", "chain_of_thought"): 72, ("remote", "plan"): 72,
        ("theirs", "chain_of_thought"): 24,
    }  # fmt: skip
    solve = next(stage for stage in release["stages"] if stage["stage"] == "solve")
    assert solve["dropped"] == {"not_imported": 48}
    assert release["engines"]["theirs"] == "imported:theirs"
    passes = json.loads(rows(tmp_path / "out", "problems")[0]["passes"])
    assert set(passes) == {"remote/chain_of_thought", "remote/plan", "theirs/chain_of_thought"}


OPENED = 'base_url: "URL", model: small'


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("engine: remote}", "engine: remot}"), "'remot' is none of the engines"),
        (("engine: remote}", "engine: remote, families: [logic/*]}"), "none of the recipe's families"),
        (("engine: remote}", "engine: remote, levels: [3]}"), "no problem of the recipe"),
        (("engine: remote}", "engine: remote}\n  - {engine: remote}"), "given twice"),
        (("engine: remote}", "engine: remote, style: program, shots: 1}"), "shots must be 0"),
        (("engine: remote}", "engine: remote, style: haiku}"), "style"),
        (("kind: openai", "kind: oracle"), "kind"),
        (("max_tokens: 64", "max_tokens: 64, structured: {}"), "exactly one of regex"),
        (("max_tokens: 64", "max_tokens: 64, temperature: -1"), "temperature"),
        (("max_tokens: 64", 'max_tokens: 64, structured: {regex: "(a"}'), "not a regular expression"),
        (
            ('kind: openai, base_url: "URL", model: small', "kind: ctranslate2, model: nowhere"),
            "no model folder 'nowhere'",
        ),
        (
            ('kind: openai, base_url: "URL", model: small', 'kind: openai, base_url: "file:///etc", model: small'),
            "base_url",
        ),
    ],
)
def test_a_bad_solver_is_one_clear_line_and_exit_code_2(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    text = RECIPE.replace("SOLVER", "").replace("SAMPLING", "").replace("ACCEPTED", "")
    if change[0].startswith("kind: openai,"):
        text = text.replace(", retries: 1, ready_seconds: 5, concurrency: 4", "")
    (tmp_path / "r.yaml").write_text(text.replace(*change, 1).replace("URL", "http://127.0.0.1:9/v1"))
    done = built(tmp_path / "r.yaml", "--out", tmp_path / "out", code=2)
    assert said in done.stderr and len(done.stderr.strip().splitlines()) == 1, done.stderr
