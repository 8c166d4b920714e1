"""Exports as their harnesses run them, against a model on loopback: item by item what `provender score` says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import pytest
from fake_openai import Server

from pipelines.evals.items import EvalSet, read_eval
from pipelines.styles import messages
from schemas.evals import TIERS
from small_build import provender
from small_eval import eval_rows, write_eval

PROVENDER = Path(sys.executable).with_name("provender")
FAMILIES = ("math/linear_system", "math/derivative", "logic/entailment", "code/output_prediction", "code/function_spec")
NAME = "provender_small"
NEVER_DECIDED = {"math/linear_system": "Answer: " + "1" * 100_000, "math/derivative": "Answer: 9^(9^(9^(9^9)))"}
SECONDS = 300


class Score(NamedTuple):
    """What is compared: who was accepted and who undecided, by item, and the figures of the whole and of tiers."""

    accepted: dict[str, bool]
    undecided: dict[str, bool]
    accuracy: dict[str, float]
    eacc: dict[str, float]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> EvalSet:
    rows = eval_rows(FAMILIES, 4, 3, tiers=TIERS, distinct=False)
    rows[0]["prompt"] += " {{ 7 * 7 }} {x} %s \u2028 \\n"  # no harness's templates may touch it
    return read_eval(write_eval(tmp_path_factory.mktemp("eval") / "small.jsonl", rows))


@pytest.fixture(scope="module")
def written(small: EvalSet) -> dict[str, str]:
    """A model's words on each item: mostly the reference, else wrong, no answer, nothing at all, or what no checker
    decides. Of some base items all versions are solved."""
    found = {}
    for number, (_, versions) in enumerate(small.bases.items()):
        for place, item in enumerate(versions):
            others = ("Answer: 123456789", "I would rather not say.", "", NEVER_DECIDED.get(item.family, "```python"))
            found[item.id] = others[number % 4] if place < number % 3 else item.reference
    return found


@pytest.fixture(scope="module")
def scored(small: EvalSet, written: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Score:
    """What `provender score` says of the same responses."""
    folder = tmp_path_factory.mktemp("scored")
    responses = folder / "responses.jsonl"
    responses.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in written.items()))
    done = provender("score", small.path, responses, "--json", "-", "--per-item", folder / "verdicts.jsonl")
    assert done.returncode == 0, done.stderr
    (model,) = json.loads(done.stdout)["models"]
    verdicts = lines_of(folder / "verdicts.jsonl")
    assert len(verdicts) == len(written)
    tiers = {group["name"]: group for group in model["groups"] if group["by"] == "tier"}
    found = Score(
        {each["id"]: each["status"] == "accepted" for each in verdicts},
        {each["id"]: each["status"] == "undecided" for each in verdicts},
        {"": model["accuracy"]["value"], **{tier: group["accuracy"]["value"] for tier, group in tiers.items()}},
        {"": model["eacc"]["value"], **{tier: group["eacc"]["value"] for tier, group in tiers.items()}},
    )
    assert 0.3 < found.accuracy[""] < 0.9 and 0 < found.eacc[""] < found.accuracy[""] and set(tiers) == set(TIERS)
    assert 2 <= sum(found.undecided.values()) < len(written) / 2  # or less would be compared than seems
    return found


@pytest.fixture
def model(small: EvalSet, written: dict[str, str]) -> Iterator[Server]:
    def write(body: dict[str, Any]) -> str:
        (item,) = (item for item in small.items if body["messages"][-1]["content"].endswith(f"\n\n{item.prompt}"))
        return written[item.id]

    # Of the model "cut" every text is cut off.
    with Server(lambda number, body: "length" if body["model"] == "cut" else "ok", write) as server:
        yield server


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a harness's command, offline and with nothing of ours but the path of `provender`."""
    path = os.environ["PROVENDER_HARNESSES"]
    (tmp_path / "home").mkdir()
    plain = {
        "PATH": f"{path}:/usr/bin:/bin", "HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1", "NO_COLOR": "1",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True", "LOCAL_API_KEY": "none", "OPENAI_API_KEY": "none",
        "PROVENDER": str(PROVENDER),
    }  # fmt: skip

    def command(*words: object, **env: str) -> subprocess.CompletedProcess[str]:
        found = shutil.which(str(words[0]), path=path)
        assert found, f"{words[0]} is not in {path}"
        return subprocess.run(
            [found, *map(str, words[1:])], cwd=tmp_path, env={**plain, **env}, capture_output=True, text=True,
            timeout=SECONDS,
        )  # fmt: skip

    return command


def lines_of(path: Path) -> list[dict[str, Any]]:
    """JSON lines end with a line feed: within a text may stand whatever else ends lines."""
    return [json.loads(line) for line in path.read_text().split("\n") if line]


def exported(eval_set: EvalSet, harness: str, out: Path) -> Path:
    done = provender("export", eval_set.path, "--to", harness, "--out", out)
    assert done.returncode == 0, done.stderr
    return out


def lm_eval_words(out: Path, url: str) -> list[object]:
    return [
        "lm_eval", "run", "--tasks", NAME, "--include_path", out, "--apply_chat_template", "--model",
        "local-chat-completions", "--model_args", f"model=small,base_url={url}/chat/completions,max_retries=1",
        "--output_path", out.parent / "results", "--log_samples",
    ]  # fmt: skip


def inspect_words(task: object, url: str, log: Path, model: str = "small") -> list[object]:
    return [
        "inspect", "eval", task, "--model", f"openai-api/local/{model}", "--model-base-url", url, "--log-dir", log,
        "--log-format", "json", "--display", "plain", "--max-retries", "0",
    ]  # fmt: skip


def lighteval_words(out: Path, url: str) -> list[object]:
    model = f"model_name=openai/small,provider=openai,base_url={url},api_key=none,cache_dir={out.parent / 'cache'}"
    return [
        "lighteval", "endpoint", "litellm", model, NAME, "--custom-tasks", out / "task.py", "--save-details",
        "--output-dir", out.parent / "results",
    ]  # fmt: skip


def was_asked(server: Server, small: EvalSet) -> None:
    """Each item was asked as `provender score` has an engine asked, the instruction before the problem."""
    asked = {"\n\n".join(each.content for each in messages("chain_of_thought", item.row)) for item in small.items}
    assert {body["messages"][-1]["content"] for body in server.bodies} == asked
    assert {(len(body["messages"]), body["messages"][0]["role"]) for body in server.bodies} == {(1, "user")}
    assert {(body["temperature"], body["max_tokens"]) for body in server.bodies} == {(0, 1024)}
    assert not [body for body in server.bodies if body.get("stop")]


def test_lm_evaluation_harness(
    small: EvalSet, scored: Score, model: Server, run: Callable[..., Any], tmp_path: Path
) -> None:
    out = exported(small, "lm_eval", tmp_path / "out")
    done = run(*lm_eval_words(out, model.url))
    assert done.returncode == 0, done.stdout + done.stderr
    was_asked(model, small)
    assert model.total == len(small.items)
    samples = [row for path in (tmp_path / "results").rglob("samples_*.jsonl") for row in lines_of(path)]
    assert {each["doc"]["id"]: bool(each["acc"]) for each in samples} == scored.accepted
    assert {each["doc"]["id"]: bool(each["undecided"]) for each in samples} == scored.undecided
    (path,) = (tmp_path / "results").rglob("results_*.json")
    results = json.loads(path.read_text())["results"]
    tasks = {tier: results["_".join(filter(None, (NAME, tier)))] for tier in ("", *TIERS)}
    assert {tier: each["acc,none"] for tier, each in tasks.items()} == pytest.approx(scored.accuracy, abs=1e-6)
    assert {tier: each["eacc,none"] for tier, each in tasks.items()} == pytest.approx(scored.eacc, abs=1e-6)
    assert round(tasks[""]["acc,none"] * len(small.items)) == sum(scored.accepted.values())
    rows = [each["eacc"] for each in samples if each["doc"]["tier"] == "new_draw"]
    assert tasks["new_draw"]["acc_stderr,none"] == pytest.approx(clustered(rows), abs=1e-9)
    assert "acc_stderr" not in done.stdout and "|±" in done.stdout.replace(" ", "")  # it stands in the error's column
    assert copies_of_items(tmp_path) == {"out"}


def copies_of_items(folder: Path) -> set[str]:
    """In which folders copies lie that `datasets` made of the items."""
    return {path.relative_to(folder).parts[0] for path in folder.rglob("*.arrow")}


def clustered(rows: list[dict[str, Any]]) -> float:
    """The standard error of a mean with base items as clusters, written down another way."""
    mean = sum(each["accepted"] for each in rows) / len(rows)
    bases = {each["base_id"] for each in rows}
    pairs = sum(
        (a["accepted"] - mean) * (b["accepted"] - mean) for a in rows for b in rows if a["base_id"] == b["base_id"]
    )
    return float((pairs * len(bases) / (len(bases) - 1)) ** 0.5 / len(rows))


def inspected(log: Path) -> tuple[Score, dict[str, float]]:
    (path,) = log.glob("*.json")
    found = json.loads(path.read_text())
    assert found["status"] == "success", found.get("error")
    (results,) = found["results"]["scores"]
    metrics = {name: each["value"] for name, each in results["metrics"].items()}
    samples = {each["id"]: each["scores"]["checked"] for each in found["samples"]}
    score = Score(
        {name: each["value"] == "C" for name, each in samples.items()},
        {name: each["metadata"]["status"] == "undecided" for name, each in samples.items()},
        {tier: metrics["_".join(filter(None, ("accuracy", tier)))] for tier in ("", *TIERS)},
        {tier: metrics["_".join(filter(None, ("eacc", tier)))] for tier in ("", *TIERS)},
    )
    return score, metrics


def test_inspect_ai(small: EvalSet, scored: Score, model: Server, run: Callable[..., Any], tmp_path: Path) -> None:
    out = exported(small, "inspect_ai", tmp_path / "out")
    done = run(*inspect_words(f"{out / NAME / 'task.py'}@{NAME}", model.url, tmp_path / "logs"))
    assert done.returncode == 0, done.stdout + done.stderr
    was_asked(model, small)
    found, metrics = inspected(tmp_path / "logs")
    assert (found.accepted, found.undecided) == (scored.accepted, scored.undecided)
    assert found.accuracy == pytest.approx(scored.accuracy, abs=1e-6)
    assert found.eacc == pytest.approx(scored.eacc, abs=1e-6)
    assert metrics["undecided"] == pytest.approx(sum(scored.undecided.values()) / len(small.items))
    rows = [{"base_id": item.base_id, "accepted": scored.accepted[item.id]} for item in small.items]
    assert metrics["stderr"] == pytest.approx(clustered(rows), abs=1e-9)


def test_an_installed_inspect_package_is_found_by_its_name(
    small: EvalSet, scored: Score, model: Server, run: Callable[..., Any], tmp_path: Path
) -> None:
    out = exported(small, "inspect_ai", tmp_path / "out")
    done = run("pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", out)
    assert done.returncode == 0, done.stdout + done.stderr
    try:
        done = run(*inspect_words(f"{NAME}/{NAME}", model.url, tmp_path / "logs"))
    finally:
        run("pip", "uninstall", "--quiet", "--yes", NAME)
    assert done.returncode == 0, done.stdout + done.stderr
    assert inspected(tmp_path / "logs")[0].accepted == scored.accepted


def test_what_inspect_ai_knows_to_be_cut_off_is_undecided(
    small: EvalSet, model: Server, run: Callable[..., Any], tmp_path: Path
) -> None:
    out = exported(small, "inspect_ai", tmp_path / "out")
    done = run(*inspect_words(f"{out / NAME / 'task.py'}@{NAME}", model.url, tmp_path / "logs", model="cut"))
    assert done.returncode == 0, done.stdout + done.stderr
    found, metrics = inspected(tmp_path / "logs")
    assert all(found.undecided.values()) and (metrics["undecided"], metrics["accuracy"]) == (1, 0)


def test_lighteval(small: EvalSet, scored: Score, model: Server, run: Callable[..., Any], tmp_path: Path) -> None:
    out = exported(small, "lighteval", tmp_path / "out")
    done = run(*lighteval_words(out, model.url))
    assert done.returncode == 0, done.stdout + done.stderr
    was_asked(model, small)
    (path,) = (tmp_path / "results").rglob("details_*.parquet")
    details = pq.read_table(path).to_pylist()
    assert {each["doc"]["specific"]["id"]: each["metric"]["accuracy"] == 1 for each in details} == scored.accepted
    assert {each["doc"]["specific"]["id"]: each["metric"]["undecided"] == 1 for each in details} == scored.undecided
    (path,) = (tmp_path / "results").rglob("results_*.json")
    figures = json.loads(path.read_text())["results"][f"{NAME}|0"]
    for name, expected in (("accuracy", scored.accuracy), ("eacc", scored.eacc)):
        found = {tier: figures["_".join(filter(None, (name, tier)))] for tier in ("", *TIERS)}
        assert found == pytest.approx(expected, abs=1e-6)
    rows = [{"base_id": item.base_id, "accepted": scored.accepted[item.id]} for item in small.items]
    assert figures["accuracy_stderr"] == pytest.approx(clustered(rows), abs=1e-9)


@pytest.mark.parametrize("harness", ["lm_eval", "inspect_ai", "lighteval"])
def test_nothing_is_asked_when_answers_could_not_be_decided(
    small: EvalSet, model: Server, run: Callable[..., Any], harness: str, tmp_path: Path
) -> None:
    out = exported(small, harness, tmp_path / "out")
    words = {
        "lm_eval": lm_eval_words(out, model.url),
        "inspect_ai": inspect_words(f"{out / NAME / 'task.py'}@{NAME}", model.url, tmp_path / "logs"),
        "lighteval": lighteval_words(out, model.url),
    }[harness]
    done = run(*words, PROVENDER="/no/such/provender")
    said = " ".join((done.stdout + done.stderr).replace("│", " ").split())
    assert done.returncode != 0 and "'/no/such/provender' is not found, so no answer can be decided" in said
    assert not model.total


def test_an_eval_that_moved_is_found_again(
    small: EvalSet, scored: Score, model: Server, run: Callable[..., Any], tmp_path: Path
) -> None:
    there = Path(shutil.copy(small.path, tmp_path / "small.jsonl"))
    exported(read_eval(there), "inspect_ai", tmp_path / "out").rename(tmp_path / "renamed")
    moved = there.rename(tmp_path / "elsewhere.jsonl")
    words = inspect_words(f"{tmp_path / 'renamed' / NAME / 'task.py'}@{NAME}", model.url, tmp_path / "logs")
    done = run(*words)
    assert done.returncode != 0 and "is not there: set PROVENDER_EVAL" in done.stdout + done.stderr
    assert not model.total
    done = run(*words, PROVENDER_EVAL=str(moved))
    assert done.returncode == 0, done.stdout + done.stderr
    assert inspected(tmp_path / "logs")[0].accepted == scored.accepted
