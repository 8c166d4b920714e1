"""What a person sees while a build runs: a line per stage on a terminal, plain lines elsewhere, JSON lines on request.

Progress is read from the shards' markers, so it is the same on every runner and on every host.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from pipelines.live import Live, read_live
from pipelines.shards import read_marker

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
        self._kept(name, shards, len(missing))
        if not missing:
            yield
            return
        with self._watched(_Watch(name, folder, missing)):
            yield

    @contextmanager
    def solving(
        self, folders: tuple[Path, Path], shards: int, unsolved: list[int], unchecked: list[int]
    ) -> Iterator[None]:
        """Follow solve and verify (their folders, in this order) at work side by side."""
        self._kept("solve", shards, len(unsolved))
        self._kept("verify", shards, len(unchecked))
        if not unchecked:
            yield
            return
        with self._watched(_Solving(folders, unsolved, unchecked)):
            yield

    def _kept(self, name: str, shards: int, todo: int) -> None:
        done = shards - todo
        if done:
            what = "nothing to do" if not todo else f"{todo} to do"
            self.line(
                f"{name}: {done} of {shards} shards were finished before and are kept; {what}",
                stage=name, kept=done, todo=todo,
            )  # fmt: skip

    @contextmanager
    def _watched(self, watch: _Watch | _Solving) -> Iterator[None]:
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
            if finished:
                for text, facts in watch.ended(time.monotonic() - start):
                    self.line(text, **facts)

    def _follow(self, watch: _Watch | _Solving, stop: threading.Event, live: bool) -> None:
        if live:
            columns = (
                TextColumn("{task.description:<26}"), BarColumn(24), MofNCompleteColumn(),
                TextColumn("{task.fields[note]}"),
            )  # fmt: skip
            tasks: dict[str, TaskID] = {}
            with Progress(*columns, console=self._console, transient=True) as bar:
                while not stop.wait(POLL_SECONDS):
                    watch.look()
                    for each in watch.bars():
                        if each.name not in tasks:
                            tasks[each.name] = bar.add_task(each.name, note="")
                        bar.update(tasks[each.name], completed=each.done, total=each.total, note=each.note)
            return
        said = time.monotonic()
        while not stop.wait(POLL_SECONDS):
            if time.monotonic() - said >= PLAIN_SECONDS:
                watch.look()
                said = time.monotonic()
                bars = watch.bars()
                self.line(
                    "; ".join(f"{each.name}: {each.done:,} of {each.total:,} {each.note}" for each in bars),
                    progress=[msgspec.to_builtins(each) for each in bars],
                )


class _Bar(msgspec.Struct, frozen=True):
    """One line of a live display."""

    name: str
    done: int
    total: int
    note: str


class _Watch:
    """The markers of the shards that a stage is making, each read once."""

    def __init__(self, name: str, folder: Path, missing: list[int]) -> None:
        self.name = name
        self.shards = len(missing)
        self.rows = 0
        self.counts: Counter[str] = Counter()
        self._folder = folder
        self._start = time.monotonic()
        self.left = set(missing)

    @property
    def done(self) -> int:
        return self.shards - len(self.left)

    def look(self) -> None:
        for shard in sorted(self.left):
            marker = read_marker(self._folder, shard)
            if marker is not None:
                self.left.remove(shard)
                self.rows += marker.rows_out
                self.counts.update(marker.counts)

    def bars(self) -> list[_Bar]:
        seconds = time.monotonic() - self._start
        eta = f", ETA {seconds / self.done * len(self.left):,.0f} s" if self.done else ""
        note = f"shards  {self.rows:,} rows, {_rate(self.rows, seconds)}{eta}"
        return [_Bar(self.name, self.done, self.shards, note)]

    def ended(self, seconds: float) -> list[tuple[str, dict[str, Any]]]:
        text = f"{self.name}: {self.shards} shards, {self.rows:,} rows in {seconds:.1f} s ({_rate(self.rows, seconds)})"
        return [(text, {"stage": self.name, "shards": self.shards, "rows": self.rows, "seconds": round(seconds, 3)})]


FAMILIES = 8  # that are told of at a time: those with the most left to do


class _Solving:
    """Solve and verify side by side: what engines have written, what waits for them, and how much was accepted.

    Totals by family are what the shards seen so far say of all: shards are cut by hash, so they are alike.
    """

    def __init__(self, folders: tuple[Path, Path], unsolved: list[int], unchecked: list[int]) -> None:
        self._folder = folders[0]
        self._solve = _Watch("solve", folders[0], unsolved)
        self._verify = _Watch("verify", folders[1], unchecked)
        self._start = time.monotonic()
        self._live: list[Live] = []

    def look(self) -> None:
        self._solve.look()
        self._verify.look()
        found = (read_live(self._folder, shard) for shard in sorted(self._solve.left))
        self._live = [live for live in found if live is not None]

    def bars(self) -> list[_Bar]:
        seconds = time.monotonic() - self._start
        writing = sum(live.tokens / max(0.001, time.monotonic() - live.started) for live in self._live)
        queue = sum(live.queue for live in self._live)
        note = f"shards  {writing:,.0f} tokens/s, {queue:,} in the queue" if self._live else "shards"
        bars = [
            _Bar("solve", self._solve.done, self._solve.shards, note),
            _Bar("verify", self._verify.done, self._verify.shards, f"shards{_accepted(self._verify.counts)}"),
        ]
        scale = self._solve.shards / max(1, self._solve.done + len(self._live))
        done, asked = self._families()
        verdicts = self._verdicts()
        most_left = sorted(asked, key=lambda family: (done[family] - asked[family], family))[:FAMILIES]
        for family in sorted(most_left):
            total = max(done[family], round(asked[family] * scale))
            eta = f"ETA {seconds / done[family] * (total - done[family]):,.0f} s" if done[family] else ""
            note = f"samples  {eta}{_accepted(verdicts.get(family, {}))}"
            bars.append(_Bar(f"  {family}", done[family], total, note))
        return bars

    def _families(self) -> tuple[Counter[str], Counter[str]]:
        """Samples done and samples asked for, by family, in the shards seen so far."""
        done: Counter[str] = Counter()
        for name, count in self._solve.counts.items():
            if name.startswith("samples|"):
                done[name.split("|")[3]] += count
        asked = Counter(done)
        for live in self._live:
            done.update(live.done)
            asked.update(live.asked)
        return done, asked

    def _verdicts(self) -> dict[str, Counter[str]]:
        result: dict[str, Counter[str]] = {}
        for name, count in self._verify.counts.items():
            kind, *rest = name.split("|")
            if kind == "sample":
                result.setdefault(rest[0], Counter())[f"sample|{rest[-1]}"] += count
        return result

    def ended(self, seconds: float) -> list[tuple[str, dict[str, Any]]]:
        tokens = sum(count for name, count in self._solve.counts.items() if name.startswith("completion_tokens|"))
        (solved, facts), (checked, verdicts) = self._solve.ended(seconds)[0], self._verify.ended(seconds)[0]
        written = f", {tokens:,} tokens" if tokens else ""
        said = _statuses(self._verify.counts)
        return [
            (f"{solved}{written}", {**facts, "tokens": tokens}),
            (f"{checked}{_accepted(self._verify.counts)}", {**verdicts, **said}),
        ]


def _rate(rows: int, seconds: float) -> str:
    return f"{rows / seconds if seconds else 0.0:,.0f}/s"


def _statuses(counts: Mapping[str, int]) -> dict[str, int]:
    said = dict.fromkeys(("accepted", "rejected", "undecided"), 0)
    for name, count in counts.items():
        status = name.rpartition("|")[2]
        if name.startswith("sample|") and status in said:
            said[status] += count
    return said


def _accepted(counts: Mapping[str, int]) -> str:
    said = _statuses(counts)
    total = sum(said.values())
    return f", accepted {said['accepted'] / total:.1%}, undecided {said['undecided']:,}" if total else ""
