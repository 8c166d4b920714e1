"""Views: what a row of each of a release's configs holds.

Each view has one Arrow schema (`schemas.arrow.VIEWS`). Rows are made here without their `digest`, which is over all
other columns, so that a changed row can be named.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from pipelines.difficulty import Passes, summed
from pipelines.shards import Row
from pipelines.styles import published
from pipelines.tool import step
from schemas import Message, canonical_json, digest, json_text


class _Gold(msgspec.Struct):
    gold: str


_gold = msgspec.json.Decoder(_Gold)
_steps = msgspec.json.Decoder(tuple[Message, ...])

CONTAMINATED = "contaminated"  # the reason of a problem that is too near to a benchmark's item
TOOL = "python"
TOOLS = json_text(
    [
        {
            "type": "function",
            "function": {
                "name": TOOL,
                "description": "Run a complete Python script and return what it prints.",
                "parameters": {
                    "type": "object",
                    "properties": {"code": {"type": "string", "description": "The script."}},
                    "required": ["code"],
                },
            },
        }
    ]
)


def solution_row(problem: Row, rollout: Row, verdict: Row) -> Row:
    """A row of `rejected` and `undecided`, which add `detail`, and the beginning of one of `default`."""
    return {
        "id": rollout["key"],
        "problem_id": problem["id"],
        "sample_index": rollout["sample_index"],
        "messages": [*question(problem, rollout["style"]), *_answer(rollout)],
        "check": problem["check"],
        "status": verdict["status"],
        "reason": verdict["reason"],
        "checker": verdict["checker"],
        "checker_version": verdict["checker_version"],
        "answer": verdict["answer"],
        "evidence": verdict["evidence"],
        "engine": rollout["engine"],
        "style": rollout["style"],
        "finish_reason": rollout["finish_reason"],
        **origin(problem),
    }


def default_row(problem: Row, rollout: Row, verdict: Row, training: Row) -> Row:
    """A row of `default`: an accepted solution as chat messages. `training` is what `training_of` gives."""
    return {**solution_row(problem, rollout, verdict), **training, **_size(_said(rollout))}


def completion_row(problem: Row, rollout: Row, training: Row) -> Row | None:
    """A row of `completion`: the same solution as two texts, to be put one behind the other as they are; None for a
    conversation of several turns."""
    if rollout["steps"]:
        return None
    return {
        "id": rollout["key"],
        "problem_id": problem["id"],
        "prompt": "".join(f"{message['content']}\n\n" for message in question(problem, rollout["style"])),
        "completion": rollout["text"],
        **origin(problem),
        **training,
        **_size(rollout["text"]),
    }


def tool_row(problem: Row, rollout: Row, training: Row) -> Row | None:
    """A row of `tool`: the same solution with its programs as tool calls; None where no program was run."""
    if not rollout["steps"]:
        return None
    turns = [{**message, "name": None, "tool_calls": None} for message in question(problem, rollout["style"])]
    called = False
    for message in _steps.decode(rollout["steps"]):
        turn: Row = {"role": message.role, "content": message.content, "name": None, "tool_calls": None}
        if called:  # what comes after a call is its output
            turn.update(role="tool", name=TOOL)
            called = False
        elif (script := step(message.content)) is not None:
            call = {"type": "function", "function": {"name": TOOL, "arguments": {"code": script}}}
            turn["tool_calls"] = [call]
            called = True
        turns.append(turn)
    if not any(turn["tool_calls"] for turn in turns):
        return None
    return {
        "id": rollout["key"], "problem_id": problem["id"], "messages": turns, "tools": TOOLS, **origin(problem),
        **training,
    }  # fmt: skip


def rollout_row(problem: Row, rollout: Row, verdict: Row) -> Row:
    """A row of `rollouts`: a sample with its verdict and what it cost."""
    told = ("solver", "style_version", "round", "completion", "prompt_tokens", "completion_tokens", "logprob", "error")
    return {
        **solution_row(problem, rollout, verdict),
        "detail": verdict["detail"],
        **{name: rollout[name] for name in told},
    }


LONGER = "longer"  # why the other one of a pair by length is not the chosen one


def preference_row(problem: Row, chosen: Row, rejected: Row, verdict: Row, training: Row) -> Row:
    """A row of `preference` in TRL's fields; `verdict` says why the rejected one was."""
    accepted = verdict["status"] == "accepted"
    return {
        "id": digest("preference", chosen["key"], rejected["key"]),
        "problem_id": problem["id"],
        "prompt": question(problem, chosen["style"]),
        "chosen": _answer(chosen),
        "rejected": _answer(rejected),
        "chosen_id": chosen["key"],
        "rejected_id": rejected["key"],
        "why": LONGER if accepted else verdict["reason"],
        "detail": "" if accepted else verdict["detail"],
        "check": problem["check"],
        "chosen_engine": chosen["engine"],
        "rejected_engine": rejected["engine"],
        "style": chosen["style"],
        **origin(problem),
        **training,
    }


def problems_row(problem: Row, passes: Passes, place: int | None) -> Row:
    """A row of `problems`: the problem with its measured difficulty, and its place in the curriculum if it has one."""
    right, asked = summed(passes)
    rate = right / asked if asked else None
    return {
        **problem,
        "pass_rate": rate,
        "passes": json_text(dict(sorted(passes.items()))),
        "difficulty": None if rate is None else 1 - rate,
        "curriculum": place,
        **_size(problem["reference"]),
    }


def training_of(problem: Row) -> Row:
    """What the views for training say of a problem, given its row in `problems`."""
    return {"difficulty": problem["difficulty"], "curriculum": problem["curriculum"]}


def rl_row(problem: Row, split: str) -> Row:
    """A row of `rl` in verl's fields, from one of `problems`; `check` is what a reward function needs."""
    return {
        "id": problem["id"],
        "data_source": f"provender/{problem['family']}",
        "prompt": [{"role": "user", "content": problem["prompt"]}],
        "ability": problem["family"].partition("/")[0],
        "reward_model": {"style": "rule", "ground_truth": _gold.decode(problem["check"]).gold},
        "extra_info": {
            "index": problem["index"],
            "split": split,
            "family": problem["family"],
            "family_version": problem["family_version"],
            "level": problem["level"],
            "seed": problem["seed"],
            "pass_rate": problem["pass_rate"],
        },
        "check": problem["check"],
        **training_of(problem),
    }


def dropped_problem(problem: Row, reason: str, keeper: str, score: float | None = None, detail: str = "") -> Row:
    """A row of `dropped` for a problem: why, and the id of the one that stays, if it is for another one.

    What is too near to a benchmark has no text here either: family, level, seed and index make it again.
    """
    prompt = "" if reason == CONTAMINATED else problem["prompt"]
    return {
        "id": digest("dropped", problem["family"], problem["index"]), "what": "problem", "item": problem["id"],
        "reason": reason, "keeper": keeper, "score": score, "detail": detail, "prompt": prompt, "text": "",
        **origin(problem),
    }  # fmt: skip


def dropped_solution(problem: Row, rollout: Row, reason: str, keeper: str = "") -> Row:
    """A row of `dropped` for an accepted solution that is not among those of `default`."""
    return {
        "id": digest("dropped", rollout["key"]), "what": "solution", "item": rollout["key"], "reason": reason,
        "keeper": keeper, "score": None, "detail": "", "prompt": problem["prompt"], "text": _said(rollout),
        **origin(problem),
    }  # fmt: skip


def question(problem: Row, style: str) -> list[Row]:
    """The messages that a released row shows before the solution."""
    return [msgspec.to_builtins(message) for message in published(style, problem)]


def _answer(rollout: Row) -> list[Row]:
    if not rollout["steps"]:
        return [{"role": "assistant", "content": rollout["text"]}]
    return [msgspec.to_builtins(message) for message in _steps.decode(rollout["steps"])]


def _said(rollout: Row) -> str:
    """All that the model wrote, turn by turn."""
    return "\n".join(message["content"] for message in _answer(rollout) if message["role"] == "assistant")


def _size(text: str) -> Row:
    return {"steps": sum(1 for line in text.splitlines() if line.strip()), "characters": len(text)}


def origin(problem: Mapping[str, object]) -> Row:
    """Where a problem came from: the columns by which its family makes it again."""
    return {name: problem[name] for name in ("family", "family_version", "template", "level", "seed", "index")}


def row_digest(row: Row) -> str:
    """The digest of all columns of a view's row but the digest itself."""
    return digest(canonical_json({name: value for name, value in row.items() if name != "digest"}))
