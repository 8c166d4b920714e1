"""JSON Schemas of everything that travels, generated from the structs.

``python -m schemas.json_schema docs/schemas`` writes them; editors can then complete and check a recipe while it is
written (``# yaml-language-server: $schema=…``).
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from schemas.evals import Commitment, EvalManifest, EvalRecipe
from schemas.ledger import Line
from schemas.prompt import StylePrompt
from schemas.recipe import Recipe
from schemas.records import Completion, Problem, Verdict
from schemas.release import Release
from schemas.template import SeedTemplate

KINDS: dict[str, type] = {
    "commitment": Commitment,
    "completion": Completion,
    "eval_recipe": EvalRecipe,
    "eval_release": EvalManifest,
    "ledger_line": Line,
    "problem": Problem,
    "prompt": StylePrompt,
    "recipe": Recipe,
    "release": Release,
    "template": SeedTemplate,
    "verdict": Verdict,
}


def json_schema(name: str) -> bytes:
    """The JSON Schema (2020-12) of the kind of record with this name, as text for a file."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(KINDS[name])}
    return msgspec.json.format(msgspec.json.encode(schema, order="sorted"), indent=2) + b"\n"


def write(folder: Path) -> None:
    """Write every schema as ``<name>.schema.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in KINDS:
        (folder / f"{name}.schema.json").write_bytes(json_schema(name))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
