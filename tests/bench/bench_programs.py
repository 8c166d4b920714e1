"""Reference solutions of published benchmarks, and their mutants, through the sandbox. Prints JSON.

``python bench_programs.py FOLDER``: the folder holds humaneval/HumanEval.jsonl.gz and mbpp/mbpp.jsonl, which are not
part of this project. Assertions of the form ``f(arguments) == value`` with literal arguments and value become hidden
tests; a task counts as translated when all its assertions do. Of each accepted reference a few mutants (an operator,
a comparison, a constant, a condition or a statement changed) are tried: a mutant that passes was not told apart by the
benchmark's own tests.
"""

from __future__ import annotations

import ast
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generators.code.mutation import mutants
from pipelines.decontamination.solutions import asserts
from schemas.answers import Program
from schemas.checks import HiddenTests, Test
from validators import decide
from validators.sandbox import Undecodable, encode

MUTANTS = 3  # of each task


def tasks(folder: Path) -> Iterator[tuple[str, str, str, list[ast.Assert]]]:
    """(benchmark, source, entry, assertions)."""
    with gzip.open(folder / "humaneval" / "HumanEval.jsonl.gz", "rt") as file:
        for line in file:
            task = json.loads(line)
            source = task["prompt"] + task["canonical_solution"]
            yield "humaneval", source, task["entry_point"], list(asserts([task["test"]]))
    for line in (folder / "mbpp" / "mbpp.jsonl").read_text().splitlines():
        task = json.loads(line)
        found = list(asserts(task["test_list"])) if not task["test_setup_code"] else []
        names = [node.test.left.func.id for node in found if _is_call(node)]  # type: ignore[attr-defined]
        yield "mbpp", task["code"].replace("\r\n", "\n"), names[0] if names else "", found


def _is_call(node: ast.Assert) -> bool:
    match node.test:
        case ast.Compare(left=ast.Call(func=ast.Name()), ops=[ast.Eq()]):
            return True
    return False


def translated(entry: str, assertions: list[ast.Assert]) -> tuple[Test, ...] | None:
    """The assertions as calls with values, or None if one of them says something else."""
    tests = []
    for node in assertions:
        match node.test:
            case ast.Compare(left=ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]), ops=[ast.Eq()],
                             comparators=[value]) if name in (entry, "candidate"):  # fmt: skip
                try:
                    given = [encode(ast.literal_eval(each)) for each in arguments]
                    tests.append(Test(given, encode(ast.literal_eval(value))))
                except (ValueError, Undecodable):
                    return None
            case _:
                return None
    return tuple(tests) or None


def accepted(check: HiddenTests, source: str) -> tuple[bool, str]:
    said = decide(check, f"```python\n{source}\n```")
    return said.status == "accepted", f"{said.reason}: {said.detail}"[:160]


def main() -> None:
    rng = random.Random(1)
    counts: dict[str, Counter[str]] = {"humaneval": Counter(), "mbpp": Counter()}
    refused: list[Any] = []
    for benchmark, source, entry, assertions in tasks(Path(sys.argv[1])):
        count = counts[benchmark]
        count["tasks"] += 1
        tests = translated(entry, assertions)
        if tests is None:
            continue
        count["translated"] += 1
        # An assertion's == does not tell 2 from 2.0.
        check = HiddenTests(Program(entry), source[:20_000], tests, equal_numbers=True)
        right, why = accepted(check, source)
        count["accepted"] += right
        if not right:
            refused.append([benchmark, entry, why])
            continue
        found = list(mutants(source))
        for mutant in rng.sample(found, min(MUTANTS, len(found))):
            count["mutants"] += 1
            count["mutants_rejected"] += not accepted(check, mutant)[0]
    figures: dict[str, Any] = {
        name: {
            **count,
            "accepted_share": round(count["accepted"] / count["translated"], 4),
            "mutants_rejected_share": round(count["mutants_rejected"] / max(1, count["mutants"]), 4),
        }
        for name, count in counts.items()
    }
    json.dump({**figures, "not_accepted": refused}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
