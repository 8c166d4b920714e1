"""The export for lighteval: a file of custom tasks and its items."""

from __future__ import annotations

import shlex
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.evals.export.contents import FIELDS, NUMBERS, Contents, Files, common, source

_SCHEMA = pa.schema([(name, pa.int64() if name in NUMBERS else pa.string()) for name in FIELDS])


def files(found: Contents) -> Files:
    """The custom task and its items by path. Parquet: of JSON a column of texts like dates would be read as dates."""
    stream = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(list(found.items), schema=_SCHEMA), stream, compression="zstd")
    return {
        **common(found),
        "task.py": source(found, "lighteval_task.py"),
        "items/test.parquet": stream.getvalue().to_pybytes(),
    }


def command(found: Contents, out: Path) -> str:
    """The command that runs the eval against a server that speaks OpenAI's chat completions."""
    model = "model_name=openai/MODEL,provider=openai,base_url=http://HOST/v1,api_key=KEY"
    if temperature := found.config["temperature"]:  # of the model, not of the task; 0 is what it has
        model += f",generation_parameters={{temperature:{temperature}}}"
    task = shlex.quote(str(out / "task.py"))
    return f"lighteval endpoint litellm {shlex.quote(model)} {found.name} --custom-tasks {task} --save-details"
