"""Programs that were trained on, run against the tests of an eval's items."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.behaviour import called, is_plain
from pipelines.evals.items import read_eval
from pipelines.evals.prove.findings import Guarantee
from pipelines.evals.prove.programs import Programs, g5
from pipelines.evals.prove.rows import Records
from small_eval import write_eval

GOLD = "def pick(values, least):\n    return [x + 1 for x in values if x % 3 == least % 3]\n"


def task(name: str, gold: str, calls: list[list[Any]]) -> dict[str, Any]:
    scope: dict[str, Any] = {}
    exec(gold, scope)  # these tests' own program
    entry = gold.partition("def ")[2].partition("(")[0]
    tests = [{"arguments": each, "expected": scope[entry](*each)} for each in calls]
    check = {"kind": "hidden_tests", "answer": {"type": "program", "entry": entry, "language": "python"}, "gold": gold,
             "tests": tests}  # fmt: skip
    return {"id": name, "prompt": f"Write {entry}.", "check": json.dumps(check)}


ITEMS = [
    task("pick", GOLD, [[[1, 2, 3, 4, 5, 6], 1], [[7, 9, 12, 0], 3], [[5, 8, 2], 2], [[-1, -2, 4, 10], 1]]),
    task("ends", "def ends(s):\n    return s[:1] + s[-1:]\n", [["apple"], ["queue"], ["xy"], ["noon"]]),
    task("weak", "def weak(a):\n    return True\n", [[1], [2], [3]]),
]


@pytest.fixture(scope="module")
def looker(tmp_path_factory: pytest.TempPathFactory) -> Programs:
    return Programs(read_eval(write_eval(tmp_path_factory.mktemp("items") / "eval.jsonl", ITEMS)))


def proved(tmp_path: Path, looker: Programs, *texts: str) -> Guarantee:
    eval = read_eval(write_eval(tmp_path / "eval.jsonl", ITEMS))
    train = tmp_path / "train.jsonl"
    train.write_text("".join(json.dumps({"question": "Write it.", "answer": text}) + "\n" for text in texts))
    (chunk,) = Records([train]).chunks()
    return g5(eval, looker.look(chunk), looker)


PASSES = {
    "another name": GOLD.replace("pick", "f"),
    "another form": "def f(a, b):\n    out = []\n    for v in a:\n        if (v - b) % 3 == 0:\n"
    "            out.append(1 + v)\n    return out\n",
    "in a fence": f"I think of this:\n\n```python\n{GOLD}\n```\nThat is all.",
    "in a fence with a title": f'```Python title="a.py"\n{GOLD}\n```',
    "between tildes": f"~~~python\n{GOLD}\n~~~\n",
    "as a method": "class Solution:\n    def solve(self, a, b):\n        return [v + 1 for v in a if v % 3 == b % 3]\n",
    "with an import": "import os\nfrom math import gcd\n" + GOLD,
    "beside others": "def g(a):\n    return a\n\n" + GOLD + "\ndef h(a, b, c):\n    return c\n",
}  # fmt: skip
FAILS = {
    "one test missed": GOLD.replace("x + 1", "x + 1 if x < 12 else 0"),
    "another task": "def f(a, b):\n    return sorted(a)[:b]\n",
    "cannot be read": "def f(a, b:\n    return\n",
    "ends the process": "import os\ndef f(a, b):\n    os._exit(0)\n",
    "never ends": "def f(a, b):\n    while True:\n        pass\n",
    "raises": "def f(a, b):\n    raise SystemExit\n",
    "does too much when it is defined": "x = [0] * 10**12\ndef f(a, b):\n    return []\n",
}


@pytest.mark.parametrize("kind", PASSES)
def test_a_program_that_passes_is_found(tmp_path: Path, looker: Programs, kind: str) -> None:
    told = proved(tmp_path, looker, "def other(a, b):\n    return a", PASSES[kind])
    assert told.outcome == "fails"
    assert [(pair.item, pair.place[-2:]) for pair in told.pairs] == [("pick", ":2")]


def test_programs_that_do_not_pass_do_not_hide_one_that_does(tmp_path: Path, looker: Programs) -> None:
    told = proved(tmp_path, looker, *FAILS.values(), "def e(t):\n    return t[0] + t[-1]")
    assert [(pair.item, pair.place.rpartition(":")[2]) for pair in told.pairs] == [("ends", str(len(FAILS) + 1))]
    assert told.figures["not runnable"] == 3  # it ends the process, cannot be defined, or is no Python
    assert (told.figures["asked"], told.figures["weak"]) == (2, 1)  # tests with one result tell nothing


TAMPERING = (
    "import sys\nsys.modules['builtins'].len = None\ndef f(a, b):\n    return a\n",
    "import gc\ndef f(a, b):\n    return gc.get_objects()\n",
    "def f(a, b):\n    return f.__globals__\n",
    "import math\nmath.floor = 3\ndef f(a, b):\n    return a\n",
    "def f(a, b):\n    return getattr(a, 'x')\n",
    "class A:\n    pass\n",
)


@pytest.mark.parametrize("number", range(len(TAMPERING)))
def test_programs_that_could_reach_another_run_alone(number: int) -> None:
    assert not is_plain(TAMPERING[number])
    honest = "def g(a, b):\n    return len(a)\n"
    assert is_plain(honest)
    assert called([TAMPERING[number], honest], [[([1, 2], 1)]])[1] == [("g", 0, ["2"])]


def test_without_code_items_or_a_run_it_is_said(tmp_path: Path, looker: Programs) -> None:
    eval = read_eval(write_eval(tmp_path / "texts.jsonl", [{"id": "a", "prompt": "What is 1 + 1?"}]))
    none = Programs(eval)
    assert g5(eval, none.look([]), none).summary == "The eval has no items with tests."
    code = read_eval(write_eval(tmp_path / "code.jsonl", ITEMS))
    off = Programs(code, run=False)
    told = g5(code, off.look([]), off)
    assert (told.outcome, told.summary) == ("not_run", "Programs were not to be run.")


def test_items_that_cannot_be_asked_are_told_and_alone_prove_nothing(tmp_path: Path) -> None:
    lua = task("double", "def double(x):\n    return 2 * x\n", [[1], [2], [3]])
    lua["check"] = lua["check"].replace('"python"', '"lua"')
    for name, items, outcome, said in (
        ("mixed", [*ITEMS, lua], "holds", "the tests of 1 items ask for other languages"),
        ("lua", [lua], "not_run", "The tests of 1 items ask for other languages"),
        ("weak", ITEMS[2:], "not_run", "The tests of all 1 items tell too little."),
    ):
        eval = read_eval(write_eval(tmp_path / f"{name}.jsonl", items))
        looker = Programs(eval)
        told = g5(eval, looker.look([]), looker)
        assert told.outcome == outcome and said in told.summary
