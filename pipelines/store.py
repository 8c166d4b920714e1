"""The completions store: what engines wrote, kept for ever under the hash of what they were asked.

A sampler cannot be asked twice for the same text, so a completion is written as its batch ends and never made again.
The store is append-only: each batch is one Parquet part, named by the digest of its content, written under a temporary
name and renamed. Two builds may append at once; a part that is there twice is the same part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from pipelines.shards import Row, read_rows, write_parquet
from schemas import Completion, digest
from schemas.arrow import COMPLETIONS
from schemas.records import FinishReason

FOLDER = "completions"
_ROW_GROUP = 1024
_Key = np.dtype("S16")


class Store:
    """A folder of parts, with an index of their keys in memory: 20 bytes a completion, sorted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: list[Path] = []
        self._keys = np.empty(0, dtype=_Key)
        self._part_of = np.empty(0, dtype=np.int32)
        self.refresh()

    def refresh(self) -> None:
        """Take in the parts that others have added since."""
        known = set(self._parts)
        fresh = sorted(path for path in self._folder.glob("part-*.parquet") if path not in known)
        if not fresh:
            return
        keys, numbers = [self._keys], [self._part_of]
        for path in fresh:
            column = pq.read_table(path, columns=["key"])["key"].to_pylist()
            found = np.array([bytes.fromhex(key) for key in column], dtype=_Key)
            keys.append(found)
            numbers.append(np.full(len(found), len(self._parts), dtype=np.int32))
            self._parts.append(path)
        self._keys = np.concatenate(keys)
        self._part_of = np.concatenate(numbers)
        order = np.argsort(self._keys, kind="stable")
        self._keys, self._part_of = self._keys[order], self._part_of[order]

    def find(self, keys: Sequence[str]) -> dict[str, Completion]:
        """The completions that are there, by key."""
        wanted = np.array([bytes.fromhex(key) for key in keys], dtype=_Key)
        if not len(wanted) or not len(self._keys):
            return {}
        at = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        present = self._keys[at] == wanted
        ask = set(keys)
        found: dict[str, Completion] = {}
        for number in np.unique(self._part_of[at[present]]):
            for row in read_rows(self._parts[number]):
                if row["key"] in ask:
                    found[row["key"]] = completion(row)
        return found

    def append(self, completions: Iterable[Completion]) -> None:
        """Keep a batch. The part is whole on disk when this returns."""
        rows = sorted((completion_row(each) for each in completions), key=lambda row: row["key"])
        if not rows:
            return
        name = digest(*[f"{row['key']}{row['text']}{row['finish_reason']}" for row in rows])
        write_parquet(self._folder / f"part-{name}.parquet", rows, COMPLETIONS, _ROW_GROUP)


def completion_row(completion: Completion) -> Row:
    """The completion as a row of the COMPLETIONS table."""
    return {
        "key": completion.key,
        "problem_id": completion.problem_id,
        "sample_index": completion.sample_index,
        "engine": completion.engine,
        "text": completion.text,
        "finish_reason": completion.finish_reason.value,
        "prompt_tokens": completion.prompt_tokens,
        "completion_tokens": completion.completion_tokens,
        "error": completion.error,
    }


def completion(row: Row) -> Completion:
    """The row of the COMPLETIONS table as a completion."""
    return Completion(**{**row, "finish_reason": FinishReason(row["finish_reason"])})
