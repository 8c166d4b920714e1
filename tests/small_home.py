"""A small home of evals for tests: a fixed split key, an eval recipe, a sealed release, and a train release."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import yaml

from pipelines.evals.founding import evenness, make_home
from pipelines.evals.home import KEY, Key, write_secret
from pipelines.evals.split import TRAINED, Split
from pipelines.schedule import REHEARSED
from schemas.evals import EvalRecipe, Holdout, Items
from small_build import provender

POOL = (
    "math/linear_system", "math/polynomial", "math/new_operator", "math/recurrence", "math/countdown",
    "logic/entailment", "logic/truth_value", "code/function_spec",
)  # fmt: skip
HOLDOUT = Holdout(start="2026-01-01", pool=POOL, families=0.5, templates=0.4, anchors=0.2, term_days=30, terms=2)
DAY, NEXT_TERM, AFTER = "2026-01-10", "2026-02-10", "2026-03-10"
RECIPE = EvalRecipe(
    provender_eval=1, name="small", holdout=HOLDOUT, versions=2, levels=(1, 2), assay=1,
    items=Items(new_draw=6, new_template=4, new_family=6, anchors=2),
)  # fmt: skip


def secret() -> bytes:
    """The first of some fixed keys under which every term and the anchors have families of the pool."""
    keys = (hashlib.sha256(f"test {number}".encode()).digest() for number in range(200))
    return max(keys, key=lambda each: evenness(Key(each), HOLDOUT, POOL))


def split() -> Split:
    """The split of that key."""
    return Split(Key(secret()), HOLDOUT)


def write_recipe(path: Path, recipe: EvalRecipe = RECIPE) -> Path:
    """Write the recipe as a person would."""
    path.write_text(yaml.safe_dump(msgspec.to_builtins(recipe), sort_keys=False))
    return path


def new_home(path: Path) -> Path:
    """A home with that key and its ledger, and nothing else."""
    write_secret(path / KEY, secret().hex().encode() + b"\n")
    make_home(path, HOLDOUT, POOL)
    return path


def train_recipe(path: Path, home: str) -> Path:
    """A build's recipe over what is not held out."""
    names = [name for name in POOL if split().family(name) == TRAINED]
    families = [{"family": name, "count": 60, "levels": [1, 2]} for name in names]
    path.write_text(
        yaml.safe_dump(
            {"provender": 1, "name": "trained", "seed": 11, "holdout": home, "assay": {"items": 0},
             "curation": {"decontamination": {"packs": []}}, "families": families}
        )
    )  # fmt: skip
    return path


def on(day: str) -> dict[str, str]:
    """The environment of a command that believes it is this day."""
    return os.environ | {REHEARSED: day}


def made_home(folder: Path) -> Path:
    """The folder with ``recipe.yaml``, ``evals`` (a home with a release of `DAY`) and ``train`` (a release that kept to
    its split), made once for all processes of a test run."""
    with _alone(folder):
        if not (folder / "train").is_dir():
            shutil.rmtree(folder / "evals", ignore_errors=True)
            recipe = write_recipe(folder / "recipe.yaml")
            home = new_home(folder / "evals")
            for arguments in (
                ("refresh", recipe, "--home", home, "--as-of", DAY),
                ("build", train_recipe(folder / "train.yaml", "evals"), "--out", folder / "train"),
            ):
                done = provender(*arguments, env=on(DAY))
                assert done.returncode == 0, done.stderr
    return folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
