"""Whether rows of a release teach: models trained from scratch on N of them, and what they then solve.

Every model has the same sizes, the same tokenizer (fitted on the rows that all training sets hold), the same first
weights and the same number of steps; only the rows differ. Some are trained a second time from other first weights and
with another order of the batches, which shows how much of a difference is chance of training. They are scored by the
checkers on problems that are new (`new_draw`), and on those of templates that no row of training has (`new_template`),
beside two controls: the untrained model, and one trained on the most rows with solutions shuffled among prompts of the
same family and level.
Steps, each on the work folder that the one before has filled:

    python data/models/seedling/learning.py rows  WORK   build two releases; choose the rows
    python data/models/seedling/learning.py train WORK   train; goes on with what is missing
    python data/models/seedling/learning.py score WORK   accepted, rejected and undecided answers, into learning.json
    python data/models/seedling/learning.py draw         draw docs/learning.svg; put the tables into docs/learning.md

Needs torch, safetensors and transformers beside Provender itself.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
import train

from pipelines.shards import write_bytes
from schemas import Check, digest

HERE = Path(__file__).parent
SCORES = HERE / "learning.json"
PAGE = HERE.parents[2] / "docs" / "learning.md"
FIGURE = PAGE.with_suffix(".svg")
BEGIN, END = "<!-- measured: written by learning.py -->\n", "\n<!-- end of what was measured -->"

FAMILIES = ("math/derivative", "math/inequality", "math/matrix")
LEVEL = 1
RELEASES = {"training": (7_000_003, 7600), "draws": (7_000_004, 700)}  # seed and problems per family
NUMBERS = (250, 1000, 4000, 16_000)
HELD_OUT = 0.25  # of each family's templates
EVALUATED = 400  # problems per tier and family
KEY = "learning-1"  # of all hashes by which templates and rows are chosen

VOCABULARY = 1024  # at most: 250 rows have fewer
WIDTH, LAYERS, HEADS, HIDDEN, CONTEXT = 128, 3, 2, 344, 512
STEPS = 2400
BATCH_TOKENS = 2048
RATE = 0.01
AGAIN = (4000, 16_000)  # trained a second time, from other first weights
SECOND_SEED = 7_000_005

UNTRAINED, SHUFFLED, SECOND = "untrained", "shuffled", "-again"
TIERS = ("new_draw", "new_template", "seen")
Z = 1.959964  # the normal quantile of 95 % intervals


Line = TypeVar("Line")


class Row(msgspec.Struct, frozen=True):
    """An accepted solution of a release; `id` is the problem's."""

    id: str
    family: str
    level: int
    template: str
    prompt: str
    solution: str
    check: str


class Item(Row, frozen=True, kw_only=True):
    """A row that is asked, and why. A file of them is an eval that `provender score` reads."""

    tier: str


# Rows


def make_rows(work: Path) -> None:
    """Build both releases by `provender build` and write ``train.jsonl``, in the order in which rows are taken, and
    ``items.jsonl``."""
    for name, (seed, count) in RELEASES.items():
        recipe = work / f"{name}.yaml"
        work.mkdir(parents=True, exist_ok=True)
        recipe.write_text(json.dumps(recipe_of(name, seed, count), indent=1) + "\n")
        provender = [sys.executable, "-c", "from pipelines.cli import main; main()"]
        subprocess.run([*provender, "build", str(recipe), "--out", str(work / name)], check=True)
    training, draws = (read_rows(work / name) for name in RELEASES)
    held = held_out((row.family, row.template) for row in training)
    rows = chosen([row for row in training if (row.family, row.template) not in held], NUMBERS[-1])
    items = items_of(training, draws, rows, held)
    _write_lines(work / "train.jsonl", rows)
    _write_lines(work / "items.jsonl", items)
    print(f"{len(training):,} rows, {len(held)} templates held out:", ", ".join(f"{f} {t}" for f, t in sorted(held)))
    print(Counter(row.family for row in rows), Counter((item.tier, item.family) for item in items))


def recipe_of(name: str, seed: int, count: int) -> dict[str, Any]:
    """The recipe of a release: problems of the families' easiest level with their worked solutions."""
    return {
        "provender": 1,
        "name": f"learning-{name}",
        "seed": seed,
        "families": [{"family": family, "count": count, "levels": [LEVEL]} for family in FAMILIES],
        "engines": {"reference": {"kind": "reference"}},
        "solvers": [{"engine": "reference"}],
    }


def read_rows(release: Path) -> list[Row]:
    """The rows of the release's view `default`, in order of their ids."""
    from pyarrow import parquet

    rows = []
    for path in sorted((release / "data").glob("*.parquet")):
        for row in parquet.read_table(path).to_pylist():
            user, assistant = row["messages"]
            origin = (row["family"], row["level"], row["template"])
            rows.append(Row(row["problem_id"], *origin, user["content"], assistant["content"], row["check"]))
    return sorted(rows, key=lambda row: row.id)


def held_out(templates: Iterable[tuple[str, str]], share: float = HELD_OUT) -> set[tuple[str, str]]:
    """Of each family's templates the share, rounded, that comes first by hash; at least one."""
    families: dict[str, set[str]] = {}
    for family, template in templates:
        families.setdefault(family, set()).add(template)
    held = set()
    for family, names in families.items():
        ordered = sorted(names, key=lambda name: digest(KEY, "template", family, name))
        held |= {(family, name) for name in ordered[: max(1, round(share * len(names)))]}
    return held


def chosen(rows: Sequence[Row], number: int) -> list[Row]:
    """The first so many rows by the hash of their problem's id: fewer are a part of more."""
    if len(rows) < number:
        raise ValueError(f"there are {len(rows):,} rows, and {number:,} are wanted: let the recipe make more")
    return sorted(rows, key=lambda row: digest(KEY, "row", row.id))[:number]


def items_of(
    training: Sequence[Row], draws: Sequence[Row], rows: Sequence[Row], held: Collection[tuple[str, str]]
) -> list[Item]:
    """What is asked: by tier and family so many of what there is, and of `rows` those that every training set holds.

    No item but the seen ones shares its problem with any row of the release that is trained on.
    """
    known = {row.id for row in training}
    pools = {
        "new_draw": [row for row in draws if (row.family, row.template) not in held and row.id not in known],
        "new_template": [row for row in training if (row.family, row.template) in held],
    }
    items = [_item("seen", row) for row in rows[: NUMBERS[0]]]
    for tier, pool in pools.items():
        for family in FAMILIES:
            part = [row for row in pool if row.family == family]
            items += [_item(tier, row) for row in chosen(part, EVALUATED)]
    return items


def _item(tier: str, row: Row) -> Item:
    return Item(**msgspec.structs.asdict(row), tier=tier)


def shuffled(rows: Sequence[Row]) -> list[Row]:
    """The rows, each with the solution of another one of its family and level: the next one by hash."""
    cells: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        cells.setdefault((row.family, row.level), []).append(row)
    given = {}
    for cell in cells.values():
        if len(cell) == 1:
            raise ValueError(f"{cell[0].family} has one row of level {cell[0].level}: there is none to swap with")
        ordered = sorted(cell, key=lambda row: digest(KEY, "shuffle", row.id))
        for row, other in zip(ordered, [*ordered[1:], ordered[0]], strict=True):
            given[row.id] = other.solution
    return [msgspec.structs.replace(row, solution=given[row.id]) for row in rows]


# Training


def runs_of(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """What each run is trained on, by the run's name."""
    runs: dict[str, list[Row]] = {str(number): list(rows[:number]) for number in NUMBERS}
    again = {f"{number}{SECOND}": list(rows[:number]) for number in AGAIN}
    return {UNTRAINED: [], **runs, **again, SHUFFLED: shuffled(rows[: NUMBERS[-1]])}


def train_all(work: Path, wanted: Collection[str]) -> None:
    """Train and export those of the runs that are not there yet, in the order given; all if none is given."""
    import torch

    rows = _read_lines(work / "train.jsonl", Row)
    seen = [text for row in rows[: NUMBERS[0]] for text in (row.prompt, row.solution)]
    tokenizer = train.fit_tokenizer(seen, VOCABULARY)
    shape = train.Shape(tokenizer.get_vocab_size(), WIDTH, LAYERS, HEADS, HIDDEN, CONTEXT)
    runs = runs_of(rows)
    for name in wanted or runs:
        own = runs[name]
        folder, target = work / "runs" / name, work / "models" / name
        if target.exists():
            continue
        shutil.rmtree(folder, ignore_errors=True)  # a run that was cut off would go on with a schedule of its own
        folder.mkdir(parents=True)
        tokenizer.save(str(folder / "tokenizer.json"))
        print(f"{name}: {len(own):,} rows", flush=True)
        if own:
            examples = list(train.encode(tokenizer, [(row.prompt, row.solution) for row in own]))
            train.write_examples(folder, [ids for ids, _ in examples], [mask for _, mask in examples])
            seed = SECOND_SEED if name.endswith(SECOND) else train.TRAIN_SEED
            train.train(folder, 0, 1, RATE, steps=STEPS, shape=shape, tokens=BATCH_TOKENS, seed=seed)
        else:
            torch.manual_seed(train.TRAIN_SEED)
            torch.save(train.build_model(shape).state_dict(), folder / "checkpoint.pt")
        train.export(folder, folder / "model", shape)
        target.parent.mkdir(exist_ok=True)
        (folder / "model").replace(target)


# Scores


class Score(msgspec.Struct, frozen=True):
    """What became of a run's answers to the items of a tier, family and kind of question, decoded greedily."""

    run: str
    tier: str
    family: str
    kind: str
    accepted: int
    rejected: int
    undecided: int


class Scores(msgspec.Struct, frozen=True):
    """All scores, and what the training cost."""

    parameters: int
    steps: int
    minutes: dict[str, float]  # of one core, by run
    tokens: dict[str, int]  # that passed through the model
    rows: dict[str, int]
    scores: tuple[Score, ...]


def cell_of(item: Item) -> tuple[str, str, str]:
    """Tier, family, and kind of question: a template of these families is named for its kind, then for its wording."""
    return item.tier, item.family, re.split("[:/]", item.template)[0]


def score_all(work: Path, path: Path) -> None:
    """Ask every run that is there the items, let the checkers decide, and write the counts."""
    import torch

    from validators import validate

    items = _read_lines(work / "items.jsonl", Item)
    checks = [msgspec.json.decode(item.check, type=Check) for item in items]
    rows = runs_of(_read_lines(work / "train.jsonl", Row))
    for name in [name for name in rows if not (work / "models" / name).exists()]:
        print(f"{name}: not trained")
        del rows[name]
    scores, notes = [], {}
    for name in rows:
        start = time.monotonic()
        texts, _ = train.answers(work / "models" / name, [item.prompt for item in items], 0.0, threads=1)
        said = [validate(check, text).status.value for check, text in zip(checks, texts, strict=True)]
        counts = Counter(zip(map(cell_of, items), said, strict=True))
        scores += [
            Score(name, *cell, *(counts[cell, status] for status in ("accepted", "rejected", "undecided")))
            for cell in sorted(set(map(cell_of, items)))
        ]
        note = work / "runs" / name / "training.json"
        notes[name] = json.loads(note.read_text()) if note.exists() else {"minutes": 0, "tokens": 0}
        lines = [{"id": item.id, "text": text} for item, text in zip(items, texts, strict=True)]
        _write_lines(work / "runs" / name / "responses.jsonl", lines)
        told = ", ".join(f"{tier} {share_of(scores, name, tier).value:.1%}" for tier in TIERS)
        print(f"{name}: {told}, {time.monotonic() - start:.0f} s", flush=True)
    state = torch.load(work / "runs" / UNTRAINED / "checkpoint.pt", weights_only=True)
    found = Scores(
        parameters=sum(tensor.numel() for tensor in state.values()),
        steps=STEPS,
        minutes={name: note["minutes"] for name, note in notes.items()},
        tokens={name: note["tokens"] for name, note in notes.items()},
        rows={name: len(own) for name, own in rows.items()},
        scores=tuple(scores),
    )
    write_bytes(path, msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")


class Share(NamedTuple):
    """Accepted answers among all that were asked for, with the 95 % interval; undecided ones are not accepted."""

    value: float
    low: float
    high: float
    asked: int
    undecided: int


def share_of(
    scores: Iterable[Score], run: str, tier: str, families: Collection[str] = FAMILIES, kind: str | None = None
) -> Share:
    """The share of a run's answers to the items of a tier and of these families together, or to those of a kind."""
    from pipelines.intervals import wilson

    own = [score for score in scores if (score.run, score.tier) == (run, tier) and score.family in families]
    own = [score for score in own if kind in (None, score.kind)]
    undecided = sum(score.undecided for score in own)
    asked = sum(score.accepted + score.rejected for score in own) + undecided
    value = sum(score.accepted for score in own) / asked
    return Share(value, *wilson(value, asked, Z), asked, undecided)


# The page's tables and figure


def tables(found: Scores) -> str:
    """Shares by run and tier, by family, and those of the most rows by kind of question, as Markdown."""
    runs = list(found.rows)
    lines = ["| trained on | new draws | new templates | difference | rows seen by all | undecided |"]
    lines.append("|---|---|---|---|---|--:|")
    for run in runs:
        new, template, seen = (share_of(found.scores, run, tier) for tier in TIERS)
        undecided = new.undecided + template.undecided + seen.undecided
        told = f"{_told(new)} | {_told(template)} | {_difference(new, template)} | {_told(seen)} | {undecided}"
        lines.append(f"| {_named(run)} | {told} |")
    lines += ["", "| trained on | tier | " + " | ".join(f"`{family}`" for family in FAMILIES) + " |"]
    lines.append("|---|---|" + "---|" * len(FAMILIES))
    for run in runs:
        for tier in TIERS[:2]:
            told = " | ".join(_told(share_of(found.scores, run, tier, [family])) for family in FAMILIES)
            lines.append(f"| {_named(run)} | {_LOOKS[tier][0]} | {told} |")
    lines += ["", f"| trained on {NUMBERS[-1]:,} rows: family | kind | new draws | new templates | difference |"]
    lines.append("|---|---|---|---|---|")
    run = str(NUMBERS[-1])
    kinds = ({(score.family, score.kind) for score in found.scores if score.tier == tier} for tier in TIERS[:2])
    for family, kind in sorted(set.intersection(*kinds)):
        new, template = (share_of(found.scores, run, tier, [family], kind) for tier in TIERS[:2])
        told = f"{_told(new)} of {new.asked} | {_told(template)} of {template.asked} | {_difference(new, template)}"
        lines.append(f"| `{family}` | {kind} | {told} |")
    return "\n".join(lines)


def with_tables(page: str, found: Scores) -> str:
    """The page with the tables of these scores in place of those that it has."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{tables(found)}\n{END}{after}"


def _named(run: str) -> str:
    match run:
        case "untrained":
            return "nothing"
        case "shuffled":
            return f"{NUMBERS[-1]:,} rows, shuffled"
    return f"{int(run.removesuffix(SECOND)):,} rows" + (", other first weights" if run.endswith(SECOND) else "")


def _told(share: Share) -> str:
    return f"{100 * share.value:.1f} % ({100 * share.low:.1f} to {100 * share.high:.1f})"


def _difference(new: Share, template: Share) -> str:
    from pipelines.intervals import difference

    low, high = difference((template.value, template.asked), (new.value, new.asked), Z)
    return f"{100 * (new.value - template.value):+.1f} ({100 * low:+.1f} to {100 * high:+.1f})"


_LOOKS = {
    "new_draw": ("new draws", "#1f5fa8", "o", "-"),
    "new_template": ("new templates", "#c8590a", "s", "-"),
    "seen": ("the 250 rows that all trained on", "#8a8a8a", "", ":"),
}


def draw(found: Scores, path: Path) -> None:
    """Draw accuracy over the number of rows, for all families and for each; the same scores make the same bytes."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    looks = {"svg.hashsalt": KEY, "svg.fonttype": "none", "font.size": 9, "axes.edgecolor": "#999999"}
    with matplotlib.rc_context(looks):
        figure = Figure(figsize=(10.4, 3.5), layout="constrained", facecolor="white")
        FigureCanvasSVG(figure)
        panels = figure.subplots(1, 1 + len(FAMILIES), sharey=True, width_ratios=[1.5] + [1] * len(FAMILIES))
        for panel, families in zip(panels, (FAMILIES, *((family,) for family in FAMILIES)), strict=True):
            _panel(panel, found, families)
        panels[0].set_ylabel("accepted answers, %")
        handles, names = panels[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside lower center", ncols=len(names), frameon=False)
        title = "Trained from scratch on N rows: answers that the checkers accept (95 % intervals)"
        figure.suptitle(title, fontsize=10)
        figure.savefig(path, metadata={"Date": None})


def _panel(panel: Any, found: Scores, families: Collection[str]) -> None:
    whole, scores = len(families) > 1, found.scores
    numbers = [number for number in NUMBERS if str(number) in found.rows]
    panel.set_title("all families" if whole else next(iter(families)), fontsize=9, fontweight="bold" if whole else None)
    runs = (UNTRAINED, *map(str, numbers))
    for shift, (tier, (label, color, marker, line)) in zip((-0.06, 0.06, 0), _LOOKS.items(), strict=True):
        shares = [share_of(scores, run, tier, families) for run in (*runs, SHUFFLED)]
        values = [100 * share.value for share in shares]
        ends = [
            [max(0.0, 100 * (share.value - share.low)) for share in shares],  # rounding may leave less than nothing
            [max(0.0, 100 * (share.high - share.value)) for share in shares],
        ]
        places = [place + shift for place in range(len(runs) + 1)]
        panel.plot(places[:-1], values[:-1], line, color=color, linewidth=1.4, label=label if marker == "" else None)
        if not marker:
            continue
        panel.errorbar(places, values, ends, fmt=marker, color=color, markersize=4, capsize=2, label=label)
        twice = [number for number in AGAIN if f"{number}{SECOND}" in found.rows]
        if twice:
            again = [100 * share_of(scores, f"{number}{SECOND}", tier, families).value for number in twice]
            places = [runs.index(str(number)) + 3 * shift for number in twice]
            label = f"{label}, trained again"
            panel.plot(places, again, marker, color=color, markersize=4, fillstyle="none", label=label)
    panel.axvline(len(runs) - 0.5, color="#cccccc", linewidth=0.8)
    names = ["0", *(f"{number:,}" if number < 1000 else f"{number // 1000}k" for number in numbers)]
    panel.set_xticks(range(len(runs) + 1), [*names, f"{names[-1]}\nshuffled"], fontsize=8)
    panel.set_ylim(-3, 103)
    panel.set_xlim(-0.4, len(runs) + 0.5)
    panel.grid(axis="y", color="#e6e6e6", linewidth=0.7)
    panel.set_axisbelow(True)
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)


def _write_lines(path: Path, rows: Iterable[Any]) -> None:
    write_bytes(path, b"".join(msgspec.json.encode(row) + b"\n" for row in rows))


def _read_lines(path: Path, kind: type[Line]) -> list[Line]:
    return [msgspec.json.decode(line, type=kind) for line in path.read_bytes().splitlines()]


def main() -> None:
    """The command line; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("rows", "train", "score", "draw"))
    parser.add_argument("work", type=Path, nargs="?", default=Path("learning"), help="the work folder")
    parser.add_argument("--runs", nargs="*", default=[], help="what to train: numbers of rows, shuffled, untrained")
    arguments = parser.parse_args()
    match arguments.step:
        case "rows":
            make_rows(arguments.work)
        case "train":
            train_all(arguments.work, arguments.runs)
        case "score":
            score_all(arguments.work, SCORES)
        case "draw":
            found = msgspec.json.decode(SCORES.read_bytes(), type=Scores)
            draw(found, FIGURE)
            write_bytes(PAGE, with_tables(PAGE.read_text(encoding="utf-8"), found).encode())


if __name__ == "__main__":
    main()
