"""Programming tasks are known by what their solutions do: in packs, in the stage of a build, and in audits."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from generators.randomness import Stream
from pipelines.behaviour import Program, SandboxFault, returned_by
from pipelines.decontamination import packs, stage
from pipelines.decontamination.audit import audit, behaves_like, find_pack
from pipelines.decontamination.packs import Item, Pack, Source
from pipelines.decontamination.probes import REWRITTEN, Clean, probe
from pipelines.decontamination.rewriting import rewritten
from pipelines.decontamination.solutions import program_in
from pipelines.decontamination.stage import decontaminate
from pipelines.engines import EngineFailure
from pipelines.shards import Row
from pipelines.stage import Context
from schemas import BadInput, Recipe, canonical_json
from schemas.answers import Program as Answer
from schemas.checks import HiddenTests, Test
from schemas.recipe import Curation, Deduplication, FamilyRequest
from small_build import provender
from validators.guard import Guard

PEAKS = """
def peaks(xs):
    found = []
    for i in range(1, len(xs) - 1):
        if xs[i] > xs[i - 1] and xs[i] > xs[i + 1]:
            found.append(i)
    return [sum(found), len(found)] + found[::-1]
"""
PEAKS_AGAIN = """
def summit_report(heights):
    tops = [at for at in range(len(heights)) if 0 < at < len(heights) - 1
            and heights[at - 1] < heights[at] > heights[at + 1]]
    total = 0
    for at in tops:
        total = total + at
    tops.reverse()
    return (total, len(tops), *tops)
"""
VOWELS = "def swap(s):\n    return ''.join(c.upper() if c in 'aeiou' else c for c in s)[::-1]\n"
SUM = "def total(xs):\n    return sum(xs)\n"
CLEAN = ((PEAKS_AGAIN, "summit_report"), (SUM, "total"))
ITEMS = [
    Item("tasks", "peaks", "Report the peaks of the list of heights that you are given, please.",
         Program(PEAKS, "peaks", (([1, 3, 1],), ([2, 5, 4, 9, 1],)))),
    Item("tasks", "vowels", "Turn the string round with its vowels written large, whatever it is.",
         Program(VOWELS, "swap", (("tree",), ("moon",)))),
    Item("tasks", "sum", "Add up all the numbers that stand in the list before you.",
         Program(SUM, "total", (([1, 2],), ([7],)))),
    Item("tasks", "text", "How many legs do seven spiders and three beetles have between them?"),
]  # fmt: skip


@pytest.fixture(scope="module")
def built() -> bytes:
    return packs.build("tasks", "1", [Source(name="tasks", licence="MIT")], ITEMS)


@pytest.fixture(scope="module")
def tasks(built: bytes) -> Pack:
    return packs.loaded(built, "tasks.fp")


@pytest.fixture(scope="module")
def tasks_file(built: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tasks") / "tasks.fp"
    packs.write(path, built)
    return path


def test_a_pack_knows_the_tasks_whose_solutions_are_their_own(tasks: Pack, built: bytes) -> None:
    assert tasks.behaviours == 2 and tasks.views  # adding up is nobody's property
    again = Program(PEAKS_AGAIN, "summit_report", (([4, 9, 4],), ([3, 8, 3, 5, 1],)))
    assert behaves_like(again, [tasks]) == "tasks/peaks"
    assert behaves_like(Program(VOWELS.replace("[::-1]", ""), "swap", (("tree",), ("moon",))), [tasks]) == ""
    assert behaves_like(Program(SUM, "total", (([1, 2],), ([7],))), [tasks]) == ""
    assert packs.build("tasks", "1", [Source(name="tasks", licence="MIT")], ITEMS[::-1]) == built
    assert b"found.append" not in built and b"peaks(" not in built


def test_a_probe_tells_how_many_rewritten_solutions_are_caught(tasks: Pack) -> None:
    peaks, total = (Program(source, name, (([4, 9, 4],), ([2, 1],))) for source, name in CLEAN)
    found = probe(ITEMS, [Clean("here", "x", peaks), Clean("there", "y", total), Clean("nowhere", "z")], [tasks])
    assert (found.clean, found.false_alarms, found.alarms) == (3, 1, (("here", "tasks/peaks", "x"),))
    recalls = {each.kind: each for each in found.recalls}
    assert (recalls[REWRITTEN].planted, recalls[REWRITTEN].caught, recalls[REWRITTEN].named) == (3, 2, 2)


def test_behaviours_of_another_version_and_views_that_are_none_are_refused(
    built: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packs, "BEHAVIOURS", packs.BEHAVIOURS + 1)
    with pytest.raises(BadInput, match="its behaviours are of version"):
        packs.loaded(built, "here")
    monkeypatch.undo()
    header, body = packs._opened(built)
    with pytest.raises(BadInput, match="do not fit together"):
        packs.loaded(packs._file(msgspec.structs.replace(header, views=("__import__('os');-;-;-;-",)), body), "here")


def test_no_pack_is_made_where_solutions_cannot_be_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(program: Program) -> None:
        raise SandboxFault("no wall stands")

    monkeypatch.setattr(packs, "uncommon_of", broken)
    with pytest.raises(BadInput, match="no wall stands"):
        packs.build("tasks", "1", [Source(name="tasks", licence="MIT")], ITEMS)


def row(number: int, gold: str, entry: str, *calls: list[Any], language: Any = "python") -> Row:
    tests = tuple(Test(call, None) for call in calls)
    check = HiddenTests(Answer(entry, language=language), gold, tests)
    return {
        "family": "code/any", "level": 1, "index": number, "prompt": f"Invented task {number} in no one's words.",
        "check": canonical_json(check).decode(),
    }  # fmt: skip


def context(tasks_file: Path, guard: Guard | None) -> Context:
    recipe = Recipe(provender=1, name="n", seed=1, families=(FamilyRequest(1, family="math/story"),))
    return Context(recipe, {}, 0, guard, packs=(str(tasks_file),))


def test_a_build_drops_problems_whose_golds_do_what_an_item_does(tasks_file: Path, tasks: Pack) -> None:
    problems = [
        row(0, PEAKS_AGAIN, "summit_report", [[4, 9, 4]], [[3, 8, 3, 5, 1]]),
        row(1, PEAKS_AGAIN.replace("tops.reverse()", "pass"), "summit_report", [[4, 9, 4]], [[3, 8, 3, 5, 1]]),
        row(2, "function summit_report(x) end", "summit_report", [[4, 9, 4]], language="lua"),
        row(3, "def summit_report(x): return unknown", "summit_report", [[4, 9, 4]]),
        {**row(4, "", "f", [1]), "check": '{"kind":"exact","answer":{"type":"integer"},"gold":"3"}'},
    ]
    with Guard(str(stage.DECONTAMINATE.worker), seconds=60, memory_mb=4096) as guard:
        made = decontaminate({"problems": problems, "duplicates": []}, context(tasks_file, guard))
    (dropped,) = made.tables["rows"]
    assert (dropped["index"], dropped["item"], dropped["rules"]) == (0, "tasks/peaks", "behaviour")
    assert dropped["pack"] == tasks.id and made.dropped == {"contaminated": 1}
    assert (made.rows_in, made.rows_out, made.counts["behaviours"]) == (5, 4, 2)


def test_a_build_whose_sandbox_fails_does_not_go_on_as_if_it_had_looked(
    tasks_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def map(self, items: Any) -> Any:
            return [stage.Done(b'{"fault":"no wall stands"}') for _ in items]

    with pytest.raises(EngineFailure, match="no wall stands"):
        decontaminate({"problems": [row(0, PEAKS, "peaks", [[1]])], "duplicates": []}, context(tasks_file, Broken()))  # type: ignore[arg-type]

    def broken(check: object, also: object) -> None:
        raise SandboxFault("no wall stands")

    monkeypatch.setattr(stage, "behaviour", broken)
    check = row(0, PEAKS, "peaks", [[1]])["check"].encode()
    assert stage.behaviour_one(b'{"check":%b,"views":[]}' % check) == b'{"fault":"no wall stands"}'


def test_where_neither_packs_nor_duplicates_are_known_by_programs_none_is_run(pack_file: Path) -> None:
    asked = context(pack_file, None)
    curation = Curation(deduplication=Deduplication(behaviour=False))
    asked = msgspec.structs.replace(asked, recipe=msgspec.structs.replace(asked.recipe, curation=curation))
    made = decontaminate({"problems": [row(0, PEAKS, "peaks", [[1]])], "duplicates": []}, asked)
    assert made.rows_out == 1 and made.counts.get("behaviours", 0) == 0


def test_an_audit_runs_programs_only_when_it_is_told_to(tasks_file: Path, tasks: Pack, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    hidden = row(0, PEAKS_AGAIN, "summit_report", [[4, 9, 4]], [[3, 8, 3, 5, 1]])
    content = [
        {"prompt": "An invented task.", "code": PEAKS_AGAIN},
        {"prompt": "Another.", "response": f"So it is:\n```python\nimport math\n{VOWELS}```\nDone. ```sh\nls\n```"},
        {"prompt": "A third.", "check": hidden["check"]},
        {"prompt": "A fourth.", "code": SUM},
        {"prompt": "A fifth.", "code": "def broken(:"},
        {"prompt": "A sixth.", "check": "{", "code": None},
        {"text": "x", "code": PEAKS, "test_list": ["assert peaks([1, 2, 1]) == [1, 1, 1]"]},
    ]
    path.write_text("".join(json.dumps(each) + "\n" for each in content))
    assert audit([path], [tasks]).contaminated == 0
    found = audit([path], [tasks], code=True)
    assert (found.rows, found.contaminated, found.rules) == (7, 4, {"behaviour": 4})
    assert [(near.item, near.column) for near in found.nearest if near.rules] == [
        ("tasks/peaks", "code"), ("tasks/vowels", "response"), ("tasks/peaks", "tests"),
    ]  # fmt: skip  # the check's program is that of the first row
    done = provender("audit", path, "--against", tasks_file, "--behaviour")
    assert done.returncode == 1 and "by rule: behaviour 4" in done.stdout
    assert provender("audit", path, "--against", tasks_file).returncode == 0


def test_behaviour_is_refused_where_it_would_find_nothing(pack_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"prompt": "x"}\n')
    done = provender("audit", path, "--against", pack_file, "--behaviour")
    assert done.returncode == 2 and "no pack that is named knows programs" in done.stderr


def test_solutions_are_read_as_published_benchmarks_have_them() -> None:
    humaneval = {
        "prompt": "def f(x, k):\n    '''doc'''\n", "canonical_solution": "    return x[:k]\n", "entry_point": "f",
        "test": "def check(candidate):\n    assert candidate([1, 2], 1) == [1]\n    assert abs(candidate([1.5], -1))",
    }  # fmt: skip
    found = program_in(humaneval)
    assert found is not None and (found.entry, found.calls) == ("f", (([1, 2], 1), ([1.5], -1)))
    assert returned_by(found, found.calls) == ["[1]", "[]"]
    mbpp = {
        "code": "def g(t):\r\n    return t\r\n", "challenge_test_list": ["assert g(open('x')) == 1"],
        "test_list": ["assert set(g((1, 2))) == {1}", "assert g((3,)) == (", "assert g((4,)) == (4,)"],
    }  # fmt: skip
    found = program_in(mbpp)
    assert found is not None and (found.entry, found.calls) == ("g", (((1, 2),), ((4,),)))
    for nothing in ({"code": "x"}, {**mbpp, "test_list": []}, {**mbpp, "test_list": None, "challenge_test_list": 3}):
        assert program_in(nothing) is None


@pytest.mark.parametrize("item", [each for each in ITEMS if each.program], ids=lambda each: each.id)
def test_rewritten_programs_do_the_same_in_other_words(item: Item) -> None:
    assert item.program is not None
    changed = rewritten(item.program, Stream("test", item.id))
    assert changed is not None and changed.entry not in item.program.source
    assert not {"found", "xs", "peaks", "swap", "total"} & set(changed.source.replace("(", " ").split())
    assert returned_by(changed, item.program.calls) == returned_by(item.program, item.program.calls) is not None
    assert rewritten(item.program, Stream("test", item.id)) == changed


@pytest.mark.parametrize("source", ["def f(:", "x = 3", "(" * 5_000, "def f(a):\n" + " " * 30_000 + "return a"])
def test_what_cannot_be_rewritten_is_left_out(source: str) -> None:
    assert rewritten(Program(source, "f", ((1,),)), Stream("test")) is None


SHIFT = "def shift(t):\n    return ''.join(map(lambda c: chr(97 + (ord(c) - 93) % 26), t))\n"
LUCAS = "def lucas(n):\n    return [2, 1][n] if n < 2 else lucas(n - 2) + lucas(n - 1)\n"
GAPS = "def gaps(row):\n    return len({x for x in row if row.count(x) > 1}) + 40 * len(row)\n"


@pytest.mark.parametrize(
    ("program", "item"),
    [
        (Program(SHIFT, "shift", (("hi",), ("asdf",))), "humaneval/HumanEval/89"),
        (Program(LUCAS, "lucas", ((9,), (4,))), "mbpp/389"),
        (Program(GAPS, "gaps", (([1, 1],), ([3],))), ""),
    ],
)
def test_the_shipped_pack_knows_tasks_by_what_they_do(program: Program, item: str) -> None:
    assert behaves_like(program, [find_pack("default")]) == item
