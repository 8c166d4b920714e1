"""Trivial programs per second through the sandbox, beside weaker ways in the same run. Prints JSON.

Each way runs the same program, whose value is compared outside, by as many processes as there are cores: all layers;
without the system-call filter; a plain fork with no walls; `python3 -I -S` anew for every job. Where their interpreters
are installed, JavaScript and Lua with all layers and with none.
"""

from __future__ import annotations

import json
import marshal
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

from validators.sandbox import LANGUAGES, Job, Limits, RunStatus, supervisor
from validators.sandbox.zygotes import Zygote

SOURCE = "def f(n):\n    return n + 1\n"
OTHERS = {"javascript": "function f(n) { return n + 1; }", "lua": "function f(n) return n + 1 end"}
SECONDS = 4.0
WORKERS = len(os.sched_getaffinity(0))


def sandbox(without: tuple[str, ...] = ()) -> Callable[[int], int]:
    zygote = Zygote(0, without=without)

    def one(n: int) -> int:
        ending = zygote.run(Job(SOURCE, "f", [[n]], Limits()))
        assert ending.status is RunStatus.RETURNED, ending
        return int(json.loads(ending.result)["values"][0])

    return one


def other_language(which: tuple[str, ...]) -> Callable[[int], int]:
    (language,) = which
    zygote = Zygote(0, language)

    def one(n: int) -> int:
        ending = zygote.run(Job(OTHERS[language], "f", [[n]], Limits(), 0, language))
        assert ending.status is RunStatus.RETURNED, ending
        return int(json.loads(ending.result)["values"][0])

    return one


def other_interpreter(which: tuple[str, ...]) -> Callable[[int], int]:
    (language,) = which
    path = LANGUAGES[language].found()
    show = "console.log(f({}))" if language == "javascript" else "print(f({}))"

    def one(n: int) -> int:
        return int(subprocess.check_output([path, "-e", f"{OTHERS[language]}\n{show.format(n)}"]))

    return one


def plain_fork(_: tuple[str, ...] = ()) -> Callable[[int], int]:
    def one(n: int) -> int:
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            scope: dict = {}
            exec(compile(SOURCE, "candidate.py", "exec"), scope)
            os.write(theirs, marshal.dumps(scope["f"](n)))
            os._exit(0)
        os.close(theirs)
        value = marshal.loads(os.read(ours, 100))
        os.close(ours)
        os.waitpid(child, 0)
        return int(value)

    return one


def new_interpreter(_: tuple[str, ...] = ()) -> Callable[[int], int]:
    def one(n: int) -> int:
        program = f"{SOURCE}print(f({n}))"
        return int(subprocess.check_output([sys.executable, "-I", "-S", "-c", program]))

    return one


WAYS = {
    "sandbox, all layers": (sandbox, ()),
    "sandbox without the filter": (sandbox, ("seccomp",)),
    "plain fork, no walls": (plain_fork, ()),
    "python3 -I -S per job": (new_interpreter, ()),
}
for _name, _language in LANGUAGES.items():
    if _language.found():
        WAYS[f"{_language.title}, all layers"] = (other_language, (_name,))
        WAYS[f"{_language.commands[0]} per job"] = (other_interpreter, (_name,))


def rate(way: str) -> tuple[int, float, float]:
    """Jobs done in the time, the seconds, and the median job's milliseconds."""
    make, without = WAYS[way]
    one = make(without)
    assert one(1) == 2
    spent: list[float] = []
    start = time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        before = time.perf_counter()
        assert one(len(spent)) == len(spent) + 1
        spent.append(time.perf_counter() - before)
    total = time.perf_counter() - start
    supervisor.close()
    return len(spent), total, 1000 * sorted(spent)[len(spent) // 2]


def main() -> None:
    figures = {}
    for way in WAYS:
        with ProcessPoolExecutor(WORKERS) as pool:
            found = list(pool.map(rate, [way] * WORKERS))
        figures[way] = {
            "per_second": round(sum(done / seconds for done, seconds, _ in found)),
            "median_ms": round(sum(median for *_, median in found) / len(found), 2),
        }
    figures["workers"] = WORKERS  # type: ignore[assignment]
    json.dump(figures, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
