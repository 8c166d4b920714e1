"""Problems made for training are kept apart from evals that are sealed already."""

import json
import re
import shutil
from pathlib import Path

from generators.family import draw
from generators.registry import family
from pipelines.evals.holding import sealed_in
from pipelines.evals.home import open_home
from pipelines.evals.items import read_eval
from pipelines.evals.ledger import append
from pipelines.evals.prove.apart import near
from pipelines.expand import problem_row
from pipelines.manifest import read_manifest
from schemas.arrow import PROBLEMS
from schemas.ledger import EvalRevealed
from small_home import DAY, split

RELEASE = f"small-{DAY}"
_NUMBER = re.compile(r"[0-9]+")


def test_an_item_drawn_again_and_one_with_other_numbers_are_found_and_other_problems_are_not(shared: Path) -> None:
    sealed = sealed_in(open_home(shared / "evals"))
    items = read_eval(shared / "evals" / "sealed" / RELEASE).items
    again = {name: items[0].row[name] for name in PROBLEMS.names}
    other = problem_row(draw(family("optimization/knapsack"), 999, 1, 1))
    held = [item.row for item in items if item.tier == "new_template" and sum(map(str.isdigit, item.prompt)) > 4]
    renumbered = [{**other, "prompt": _NUMBER.sub(lambda found: str(int(found[0]) + 1), row["prompt"])} for row in held]
    assert len(renumbered) >= 3
    found = near([again, other, *renumbered], sealed)
    assert found[0] in ("G2", "G3") and found[1] == "" and set(found[2:]) == {"G2"}
    assert near([other], []) == [""]


def test_a_program_that_passes_an_item_s_tests_is_found(shared: Path) -> None:
    items = read_eval(shared / "evals" / "sealed" / RELEASE).items
    code = next((item for item in items if item.family == "code/function_spec"), None)
    assert code is not None
    row = problem_row(draw(family("code/function_spec"), 999, 3, 1))
    check = json.loads(code.check)
    # Written otherwise, so that only what it does is the item's.
    check["gold"] += (
        "\n\ndef unused(value):\n    total = 0\n    for each in value:\n        total += each\n    return total\n"
    )
    copied = {**row, "check": json.dumps(check)}
    assert near([copied, row], sealed_in(open_home(shared / "evals"))) == ["G5", ""]


def test_a_build_says_which_sealed_evals_it_was_kept_apart_from(shared: Path) -> None:
    held = read_manifest(shared / "train").held_out
    (sealed,) = sealed_in(open_home(shared / "evals"))
    assert held is not None and held.key_id == split().key.id and held.evals == (sealed.root,)
    assert held.draws > 0


def test_an_eval_that_was_revealed_is_kept_apart_from_no_more(shared: Path, tmp_path: Path) -> None:
    shutil.copytree(shared / "evals", tmp_path / "evals")
    home = open_home(tmp_path / "evals")
    root = sealed_in(home)[0].root
    append(home.ledger, EvalRevealed(release=RELEASE, date="2026-03-10", root=root, manifest_sha256="ab" * 32,
                                     families=(), templates={}))  # fmt: skip
    assert sealed_in(home) == ()
