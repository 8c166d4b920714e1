"""What every export is made of: the items without their answers, what is asked of the model, and what it is called."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from pipelines.evals.grading import DEFAULT_STYLE
from pipelines.evals.items import EvalSet, Item
from pipelines.manifest import RECIPE
from pipelines.shards import Row
from pipelines.styles import messages
from schemas import canonical_json, digest
from schemas.decoding import decode_yaml, read_text
from schemas.evals import TIERS, EvalRecipe, Guid
from schemas.recipe import Sampling
from schemas.resources import data_path

CONFIG = "export.json"
GRADING = "grading.py"
FIELDS = ("id", "base_id", "version", "versions", "tier", "family", "level", "prompt", "canary")
NUMBERS = ("version", "versions", "level")
_PLACEHOLDER = "provender_eval"  # the eval's name in the files of `data/exports`
Files = Mapping[str, bytes]


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """An eval as a harness is told of it.

    `name` is a word that every harness can call a task, `items` rows of `FIELDS` by base item and version, `tiers`
    what they are grouped by (none if an item has no tier), `root` the folder of the task's own files within the export.
    """

    name: str
    harness: str
    root: str
    digest: str
    canary: str
    private: bool
    tiers: tuple[str, ...]
    items: tuple[Row, ...]
    config: Row


def contents(eval_set: EvalSet, harness: str) -> Contents:
    """What is exported of this eval, the same for the same items and the same place."""
    manifest = eval_set.manifest
    name = "provender_" + (_word(eval_set.name.removesuffix(".jsonl").removesuffix(".parquet")) or "items")
    about = [(each.id, each.base_id, each.version, each.prompt, each.check) for each in eval_set.items]
    digested = manifest.root if manifest else digest(canonical_json(about))
    canary = _guid(manifest.canary if manifest else eval_set.items[0].row.get("canary"))
    bases = eval_set.bases.values()
    # Of a base item that lacks a version nobody can say that all were solved, so its rows ask for one more than it has.
    most = max(map(len, bases))
    rows = tuple(_row(item, most) for versions in bases for item in versions)
    sampling = _sampling(eval_set)
    config = {
        "provender_export": 1,
        "harness": harness,
        "release": _printable(manifest.release) if manifest else name,
        "version": manifest.created if manifest else digested[:12],
        "number": int(manifest.created.replace("-", "")) if manifest else 0,
        "digest": digested,
        "canary": canary,
        "eval": str(eval_set.path.resolve()),
        "items": len(rows),
        "tiers": _tiers(rows),
        "temperature": sampling.temperature,
        "max_tokens": sampling.max_tokens,
        "instructions": {item.domain: _asked(item)[0] for item in eval_set.items},
    }
    return Contents(
        name=name,
        harness=harness,
        root=name if harness == "inspect_ai" else "",
        digest=digested,
        canary=canary,
        private=manifest is None or manifest.revealed is None,
        tiers=_tiers(rows),
        items=rows,
        config=config,
    )


def common(found: Contents) -> Files:
    """The files that stand beside every task: what the export is, and how answers are decided."""
    config = json.dumps(found.config, indent=2, sort_keys=True).encode() + b"\n"
    return {CONFIG: config, GRADING: source(found, GRADING)}


def source(found: Contents, name: str) -> bytes:
    """A shipped file of `data/exports`, of this eval's name and with its canary."""
    text = data_path("exports", name).read_text(encoding="utf-8").replace(_PLACEHOLDER, found.name)
    return f"{notice(found)}{text}".encode()


def notice(found: Contents) -> str:
    """The comment on top of every file of source."""
    canary = f" canary GUID {found.canary}" if found.canary else ""
    return f"# This eval must not be trained on, nor published before it is revealed.{canary}\n"


def _sampling(eval_set: EvalSet) -> Sampling:
    """How the release's recipe has its panel asked; a file of items has none."""
    path = eval_set.path / RECIPE
    if eval_set.manifest is None or not path.is_file():
        return Sampling(temperature=0.0)
    return decode_yaml(read_text(path, "the recipe"), EvalRecipe, str(path), "take the whole release").sampling


def _row(item: Item, versions: int) -> Row:
    values: Row = {
        "id": item.id,
        "base_id": item.base_id,
        "version": item.version,
        "versions": versions,
        "tier": _word(item.tier),
        "family": item.family,
        "level": item.level,
        "prompt": _asked(item)[1],
        "canary": _guid(item.row.get("canary")),
    }
    return {name: values[name] for name in FIELDS}


def _asked(item: Item) -> tuple[str, str]:
    """The instruction and the problem, as an engine is asked in the default style."""
    system, user = messages(DEFAULT_STYLE, {"family": item.family, "prompt": item.prompt})
    return system.content, user.content


def _tiers(rows: tuple[Row, ...]) -> tuple[str, ...]:
    found = {row["tier"] for row in rows}
    known = {str(tier): place for place, tier in enumerate(TIERS)}
    return () if "" in found else tuple(sorted(found, key=lambda tier: (known.get(tier, len(known)), tier)))


def _word(text: str) -> str:
    """The text as a word that is a name in Python, YAML and on a command line."""
    return re.sub(r"[^a-z0-9]+", "_", text[:64].lower()).strip("_")


def _printable(text: str) -> str:
    return re.sub(r"[^ -~]", "?", text[:128])


def _guid(value: Any) -> str:
    """The canary if it is one: it stands in comments of source, where nothing else may come from a file of others."""
    try:
        return msgspec.convert(value, Guid)
    except msgspec.ValidationError:
        return ""
