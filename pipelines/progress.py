"""What a person sees while a build runs: a line per stage on a terminal, plain lines elsewhere, JSON lines on request.

Progress is read from the shards' markers, so it is the same on every runner and on every host.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from pipelines.shards import Marker, read_marker

POLL_SECONDS = 0.25
PLAIN_SECONDS = 10.0


class Report:
    """Tells how a build goes. `log` also receives every plain line, with the time, for reading afterwards."""

    def __init__(self, console: Console, *, as_json: bool = False, log: IO[str] | None = None) -> None:
        self._console = console
        self._json = as_json
        self._log = log

    def log_to(self, log: IO[str]) -> None:
        """Also write every line to this file."""
        self._log = log

    def line(self, text: str, **facts: Any) -> None:
        """One event: a sentence for people, its facts for machines."""
        if self._log is not None:
            self._log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}\n")
            self._log.flush()
        if self._json:
            print(json.dumps({"event": text, **facts}), file=sys.stderr, flush=True)
        else:
            self._console.print(text, highlight=False, markup=False)

    @contextmanager
    def stage(self, name: str, folder: Path, shards: int, missing: list[int]) -> Iterator[None]:
        """Follow a stage from its first shard to its last; of its `shards` the `missing` ones are still to be made."""
        todo = len(missing)
        done = shards - todo
        if done:
            what = "nothing to do" if not todo else f"{todo} to do"
            self.line(
                f"{name}: {done} of {shards} shards were finished before and are kept; {what}",
                stage=name, kept=done, todo=todo,
            )  # fmt: skip
        if not todo:
            yield
            return
        watch = _Watch(name, folder, missing)
        stop = threading.Event()
        start = time.monotonic()
        live = self._console.is_terminal and not self._json
        follow = threading.Thread(target=self._follow, args=(watch, stop, live), daemon=True)
        follow.start()
        finished = False
        try:
            yield
            finished = True
        finally:
            stop.set()
            follow.join()
            watch.look()
            seconds = time.monotonic() - start
            if finished:
                rate = watch.rows / seconds if seconds else 0.0
                self.line(
                    f"{name}: {todo} shards, {watch.rows:,} rows in {seconds:.1f} s ({rate:,.0f}/s){watch.verdicts()}",
                    stage=name, shards=todo, rows=watch.rows, seconds=round(seconds, 3), **watch.counts,
                )  # fmt: skip

    def _follow(self, watch: _Watch, stop: threading.Event, live: bool) -> None:
        if live:
            columns = (
                TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(),
                TextColumn("shards  {task.fields[note]}"),
            )  # fmt: skip
            with Progress(*columns, console=self._console, transient=True) as bar:
                task: TaskID = bar.add_task(watch.name, total=watch.shards, note="")
                while not stop.wait(POLL_SECONDS):
                    watch.look()
                    bar.update(task, completed=watch.done, note=watch.note())
            return
        said = time.monotonic()
        while not stop.wait(POLL_SECONDS):
            if time.monotonic() - said >= PLAIN_SECONDS:
                watch.look()
                said = time.monotonic()
                self.line(
                    f"{watch.name}: {watch.done} of {watch.shards} shards, {watch.note()}",
                    stage=watch.name, done=watch.done, shards=watch.shards, rows=watch.rows,
                )  # fmt: skip


class _Watch:
    """The markers of the shards that a stage is making, each read once."""

    def __init__(self, name: str, folder: Path, missing: list[int]) -> None:
        self.name = name
        self.shards = len(missing)
        self.counts = {"accepted": 0, "rejected": 0, "undecided": 0}
        self.rows = 0
        self._folder = folder
        self._start = time.monotonic()
        self._left = set(missing)

    @property
    def done(self) -> int:
        return self.shards - len(self._left)

    def look(self) -> None:
        for shard in sorted(self._left):
            marker = read_marker(self._folder, shard)
            if marker is not None:
                self._left.remove(shard)
                self._take(marker)

    def _take(self, marker: Marker) -> None:
        self.rows += marker.rows_out
        for name, count in marker.counts.items():
            kind, _, rest = name.partition("|")
            status = rest.rpartition("|")[2]
            if kind == "sample" and status in self.counts:
                self.counts[status] += count

    def note(self) -> str:
        seconds = time.monotonic() - self._start
        left = f", ETA {seconds / self.done * (self.shards - self.done):,.0f} s" if self.done else ""
        return f"{self.rows:,} rows, {self.rows / seconds if seconds else 0:,.0f}/s{left}{self.verdicts()}"

    def verdicts(self) -> str:
        total = sum(self.counts.values())
        if not total:
            return ""
        return f", accepted {self.counts['accepted'] / total:.1%}, undecided {self.counts['undecided']:,}"
