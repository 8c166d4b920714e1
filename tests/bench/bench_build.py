"""Whole builds: rows per second with one and two workers, and peak memory at 10,000 and 100,000 problems. Prints JSON.

``--sizes 10000 100000`` chooses the sizes of the memory runs, ``--rows 4000`` that of the speed runs. Memory is the sum
of the resident sets of the command and its children, sampled ten times a second.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RECIPE = """\
provender: 1
name: bench
seed: 3
families:
  - {{family: math/linear_system, count: {half}}}
  - {{family: math/dependency_graph, count: {half}}}
"""
MIXED = """\
provender: 1
name: bench
seed: 3
families:
{families}
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--rows", type=int, default=3_600)
    arguments = parser.parse_args()
    figures: dict[str, dict[str, float]] = {}
    from generators import families

    names = list(families())
    mixed = MIXED.format(
        families="\n".join(f"  - {{family: {name}, count: {arguments.rows // len(names)}}}" for name in names)
    )
    for workers in (1, 2):
        figures[f"all families, {arguments.rows} problems, {workers} workers"] = run(mixed, arguments.rows, workers)
    for size in arguments.sizes:
        figures[f"light families, {size} problems, 2 workers"] = run(RECIPE.format(half=size // 2), size, 2)
    json.dump(figures, sys.stdout, indent=1)
    print()


def run(recipe: str, rows: int, workers: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.yaml"
        path.write_text(recipe)
        command = [Path(sys.executable).with_name("provender"), "build", path, "--out", Path(folder) / "out"]
        start = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--workers", str(workers)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        peak = 0
        while process.poll() is None:
            peak = max(peak, resident(process.pid))
            time.sleep(0.1)
        seconds = time.perf_counter() - start
        assert process.returncode == 0, process.stderr and process.stderr.read().decode()
    return {"seconds": round(seconds, 1), "rows_per_second": round(rows / seconds), "peak_mb": round(peak / 1024)}


def resident(root: int) -> int:
    """Kilobytes resident in the process and all its descendants."""
    parents: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = dict(
                    line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line
                )
            except OSError:
                continue  # it ended between the listing and the look
            parents[int(folder.name)] = int(fields["PPid"])
            sizes[int(folder.name)] = int(fields.get("VmRSS", "0 kB").split()[0])
    total, todo = 0, [root]
    while todo:
        process = todo.pop()
        total += sizes.get(process, 0)
        todo.extend(child for child, parent in parents.items() if parent == process)
    return total


if __name__ == "__main__":
    main()
