"""Tokens per second through the solve stage against the same engine called directly, on the same prompts.

    python tests/bench/bench_engines.py [--engine ctranslate2|vllm] [--problems 512] [--samples 8] [--rounds 2]

Prints JSON. Both sides run in turn, each with its model loaded before the clock starts; ratios are of the medians of
one run. The vLLM side needs the environment of `make test-vllm`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rich.console import Console

from pipelines.build import _Build
from pipelines.engines import Prompt, Settings
from pipelines.engines.pool import close_engines, engines
from pipelines.engines.vllm import ENVIRONMENT, ON_CPU
from pipelines.inference import solve_shards
from pipelines.plan import load_recipe
from pipelines.progress import Report
from pipelines.runners import Runner
from pipelines.shards import merged, read_marker
from pipelines.solve import SOLVE
from pipelines.stage import close_guards
from pipelines.store import Store
from schemas import Message
from schemas.resources import data_path

FAMILIES = (
    "math/polynomial", "math/derivative", "math/new_operator", "math/inequality", "math/matrix", "logic/truth_value",
    "code/function_spec",
)  # fmt: skip
SPECS = {
    "vllm": "{kind: vllm, model: seedling, dtype: float32}",
    "ctranslate2": "{kind: ctranslate2, model: seedling}",
}


def recipe(kind: str, problems: int, samples: int) -> str:
    share, rest = divmod(problems, len(FAMILIES))
    each = "".join(
        f"  - {{family: {name}, count: {share + (place < rest)}, levels: [1]}}\n" for place, name in enumerate(FAMILIES)
    )
    return (
        f"provender: 1\nname: bench\nseed: 77\nfamilies:\n{each}engines:\n  model: {SPECS[kind]}\n"
        f"solvers:\n  - {{engine: model}}\nsampling: {{samples: {samples}, max_tokens: 256}}\nassay: {{items: 0}}\n"
    )


def through_the_pipeline(kind: str, problems: int, samples: int, folder: Path) -> tuple[dict[str, Any], list[Any]]:
    """The solve stage on Beam with a fresh store, and what it asked."""
    folder.mkdir()
    (folder / "bench.yaml").write_text(recipe(kind, problems, samples))
    loaded, templates = load_recipe(folder / "bench.yaml")
    work, store = folder / "builds" / "out", folder / "store"
    pool = engines(loaded.engines, str(work), str(store))
    runner = Runner("in_memory", 1)
    build = _Build(loaded, templates, work, store, pool, runner, Report(Console(stderr=True, quiet=True)))
    made, duplicates, _ = build._problems()
    inputs = {"problems": [job.folder for job in made], "duplicates": [duplicates.folder]}
    job = build._job("pipelines.solve:SOLVE", SOLVE, inputs, keys=[duplicates.key])
    warm = pool.requests("model", [(Prompt((Message("user", "Warm up."),)), Settings(max_tokens=8, seed=1), 0)])
    pool.complete("model", warm)
    start = time.perf_counter()
    solve_shards(runner, job, range(job.shards), "bench")
    seconds = time.perf_counter() - start
    markers = [read_marker(job.path, shard) for shard in range(job.shards)]
    counts = merged(marker.counts for marker in markers if marker is not None)
    tokens = sum(count for name, count in counts.items() if name.startswith("completion_tokens|"))
    asked = [
        [row["prompt"], row["key"], row["sample_index"]]
        for row in Store(store).rows()
        if "Warm up." not in row["prompt"]
    ]
    close_engines()
    close_guards()
    return {"tokens": tokens, "seconds": seconds, "rate": tokens / seconds, "shards": job.shards}, asked


def directly(kind: str, asked: list[Any], folder: Path) -> dict[str, Any]:
    """The library itself in a process of its own, one call for all prompts."""
    folder.mkdir()
    (folder / "asked.json").write_text(json.dumps(asked))
    command = [sys.executable, __file__, "--direct", kind, str(folder / "asked.json")]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def direct(kind: str, path: Path) -> None:
    """The other process."""
    asked = json.loads(path.read_text())
    folder = str(data_path("models", "seedling"))
    if kind == "vllm":
        import os

        os.environ.update(ENVIRONMENT)
        import vllm

        from schemas import digest_int

        here = ON_CPU if vllm.platforms.current_platform.is_cpu() else {}
        model = vllm.LLM(folder, dtype="float32", enable_prefix_caching=True, disable_log_stats=True, **here)
        tokenizer = model.get_tokenizer()
        prompts = [{"prompt_token_ids": tokenizer.encode(text, add_special_tokens=False)} for text, *_ in asked]
        parameters = [
            vllm.SamplingParams(temperature=0.7, max_tokens=256, seed=digest_int("sample seed", key) >> 1)
            for _, key, _ in asked
        ]
        model.generate(prompts[:1], vllm.SamplingParams(max_tokens=8), use_tqdm=False)
        start = time.perf_counter()
        results = model.generate(prompts, parameters, use_tqdm=False)
        seconds = time.perf_counter() - start
        tokens = sum(len(result.outputs[0].token_ids) for result in results)
    else:
        import ctranslate2
        from tokenizers import Tokenizer

        encoder = Tokenizer.from_file(f"{folder}/tokenizer.json")
        generator = ctranslate2.Generator(f"{folder}/ctranslate2")
        start = time.perf_counter()
        encoded = [each.tokens for each in encoder.encode_batch([text for text, *_ in asked], add_special_tokens=False)]
        results = generator.generate_batch(
            encoded, max_length=256, max_batch_size=16_384, batch_type="tokens", sampling_topk=0,
            sampling_temperature=0.7, include_prompt_in_result=False, end_token="<|end|>", return_end_token=True,
        )  # fmt: skip
        texts = [encoder.decode(result.sequences_ids[0]) for result in results]
        seconds = time.perf_counter() - start
        assert len(texts) == len(asked)
        tokens = sum(len(result.sequences_ids[0]) for result in results)
    print(json.dumps({"tokens": tokens, "seconds": seconds, "rate": tokens / seconds}))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=tuple(SPECS))
    parser.add_argument("--problems", type=int, default=512)
    parser.add_argument("--samples", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--direct", nargs=2)
    arguments = parser.parse_args()
    if arguments.direct:
        direct(arguments.direct[0], Path(arguments.direct[1]))
        return
    kinds = [arguments.engine] if arguments.engine else ["vllm", "ctranslate2"]
    for kind in kinds:
        if kind == "vllm" and find_spec("vllm") is None:
            print(
                json.dumps({"bench": "engines", "engine": kind, "skipped": "needs the environment of make test-vllm"})
            )
            continue
        ours, theirs = [], []
        with tempfile.TemporaryDirectory() as folder:
            for turn in range(arguments.rounds):
                found, asked = through_the_pipeline(
                    kind, arguments.problems, arguments.samples, Path(folder) / f"ours{turn}"
                )
                ours.append(found)
                theirs.append(directly(kind, asked, Path(folder) / f"theirs{turn}"))
        rates = [statistics.median(each["rate"] for each in side) for side in (ours, theirs)]
        print(
            json.dumps(
                {
                    "bench": "engines", "engine": kind, "problems": arguments.problems, "samples": arguments.samples,
                    "pipeline_tokens_per_s": round(rates[0]), "direct_tokens_per_s": round(rates[1]),
                    "ratio": round(rates[0] / rates[1], 3), "pipeline": ours, "direct": theirs,
                }
            ),
            flush=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
