"""The export for lm-evaluation-harness: a folder of tasks by tier and the group of them, for `--include_path`."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from pathlib import Path
from typing import Any

from pipelines.evals.export.contents import Contents, Files, common, notice, source
from pipelines.evals.items import json_lines

_METRICS = {
    "acc": ("mean", True),
    "acc_stderr": ("!function task.clustered_stderr", False),
    "eacc": ("!function task.eacc", True),
    "eacc_stderr": ("!function task.eacc_stderr", False),
    "undecided": ("mean", False),
}


def files(found: Contents) -> Files:
    """YAML tasks, their functions and items by path."""
    made = {**common(found), "task.py": source(found, "lm_eval_task.py")}
    for tier in found.tiers or ("",):
        name = "_".join(filter(None, (found.name, tier)))
        made[f"{name}.yaml"] = _task(found, name, tier)
        made[f"items/{tier or 'all'}.jsonl"] = json_lines(row for row in found.items if tier in ("", row["tier"]))
    if found.tiers:
        made[f"{found.name}.yaml"] = _group(found)
    return made


def command(found: Contents, out: Path) -> str:
    """The command that runs the whole eval against a server that speaks OpenAI's chat completions."""
    return (
        f"lm_eval run --tasks {found.name} --include_path {shlex.quote(str(out))} --apply_chat_template "
        "--model local-chat-completions --model_args model=MODEL,base_url=http://HOST/v1/chat/completions"
    )


def _task(found: Contents, name: str, tier: str) -> bytes:
    metrics = "".join(
        f"  - {{metric: {metric}, aggregation: {how}, higher_is_better: {str(higher).lower()}}}\n"
        for metric, (how, higher) in _METRICS.items()
    )
    text = f"""\
task: {name}
dataset_path: json
dataset_kwargs:
  data_dir: !function task.ITEMS
  data_files: {{test: {tier or "all"}.jsonl}}
  features: !function task.FEATURES
  cache_dir: !function task.CACHE
test_split: test
process_docs: !function task.process_docs
output_type: generate_until
doc_to_text: !function task.doc_to_text
doc_to_target: !function task.doc_to_target
process_results: !function task.process_results
num_fewshot: 0
generation_kwargs:
  until: []
  do_sample: {str(found.config["temperature"] > 0).lower()}
  temperature: {found.config["temperature"]}
  max_gen_toks: {found.config["max_tokens"]}
metric_list:
{metrics}metadata: {_metadata(found)}
"""
    return f"{notice(found)}{text}".encode()


def _group(found: Contents) -> bytes:
    """The group of all tiers. Accuracies are weighted by items; EAcc only if that is the weight of base items too."""
    same = len({*Counter(row["base_id"] for row in found.items).values()}) == 1
    members = "".join(f"  - {found.name}_{tier}\n" for tier in found.tiers)
    metrics = "".join(
        f"  - {{metric: {metric}, aggregation: mean, weight_by_size: true}}\n"
        for metric in ("acc", *(("eacc",) if same else ()), "undecided")
    )
    text = f"group: {found.name}\ntask:\n{members}aggregate_metric_list:\n{metrics}metadata: {_metadata(found)}\n"
    return f"{notice(found)}{text}".encode()


def _metadata(found: Contents) -> str:
    about: dict[str, Any] = {name: found.config[name] for name in ("version", "release", "digest", "canary")}
    return json.dumps(about)
