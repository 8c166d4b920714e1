"""What the dataset card says of the rows themselves: their columns and sizes, how hard the problems were, some of them.

All is read from the release's own files, a column at a time.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq

from pipelines.shards import Row
from schemas.arrow import VIEWS
from schemas.release import File

BINS = 10
SAMPLES = 3  # rows shown, each of another domain
_LONG = 4000  # characters of a sample's prompt and solution; longer ones are passed over if shorter are there


class Facts(msgspec.Struct, frozen=True):
    """`info` is the front matter's ``dataset_info``, `histogram` counts problems by tenth of measured difficulty and by
    domain (empty where no model was asked), `samples` are rows of `default`."""

    info: list[dict[str, Any]]
    histogram: dict[str, tuple[int, ...]]
    samples: tuple[Row, ...]


def facts_of(release: Path, files: list[File]) -> Facts:
    """Read what the card needs from the data files of the release."""
    return Facts(
        info=_info(release, [file for file in files if file.config]),
        histogram=_histogram(release, [file for file in files if file.config == "problems"]),
        samples=_samples(release, [file for file in files if file.config == "default"]),
    )


def _info(release: Path, files: list[File]) -> list[dict[str, Any]]:
    """Columns, rows and bytes of every config, as `datasets` writes them into a card."""
    from datasets import DatasetInfo, Features, SplitDict, SplitInfo
    from datasets.info import DatasetInfosDict
    from huggingface_hub import DatasetCardData

    infos = DatasetInfosDict()
    for view, schema in VIEWS.items():
        own = [file for file in files if file.config == view]
        if not own:
            continue
        splits = SplitDict()
        for split in dict.fromkeys(str(file.split) for file in own):
            parts = [file for file in own if file.split == split]
            unpacked = sum(_unpacked(release / file.path) for file in parts)
            splits.add(SplitInfo(split, num_bytes=unpacked, num_examples=sum(file.rows or 0 for file in parts)))
        infos[view] = DatasetInfo(
            features=Features.from_arrow_schema(schema),
            config_name=view,
            splits=splits,
            download_size=sum(file.bytes for file in own),
            dataset_size=sum(split.num_bytes for split in splits.values()),
        )
    card = DatasetCardData()
    infos.to_dataset_card_data(card)
    told = card.to_dict().get("dataset_info", [])
    return told if isinstance(told, list) else [told]


def _unpacked(path: Path) -> int:
    metadata = pq.read_metadata(path)
    return sum(metadata.row_group(place).total_byte_size for place in range(metadata.num_row_groups))


def _histogram(release: Path, files: list[File]) -> dict[str, tuple[int, ...]]:
    counts: dict[str, Counter[int]] = {}
    for file in files:
        table = pq.read_table(release / file.path, columns=["family", "difficulty"])
        for family, difficulty in zip(*(table.column(name).to_pylist() for name in table.column_names), strict=True):
            if difficulty is not None:
                place = min(int(round(difficulty * BINS, 9)), BINS - 1)  # 1 - 0.9 is not quite a tenth
                counts.setdefault(family.partition("/")[0], Counter())[place] += 1
    return {domain: tuple(found[place] for place in range(BINS)) for domain, found in sorted(counts.items())}


def _samples(release: Path, files: list[File]) -> tuple[Row, ...]:
    """A row of each of the first domains: the one with the smallest id of those that are not too long."""
    least: dict[str, tuple[bool, str]] = {}
    for family, id, length in _sizes(release, files):
        domain = family.partition("/")[0]
        least[domain] = min(least.get(domain, (True, "g")), (length > _LONG, id))
    wanted = {id for _, (_, id) in sorted(least.items())[:SAMPLES]}
    found: list[Row] = []
    for file in files:
        if len(found) < len(wanted):
            table = pq.read_table(release / file.path, filters=[("id", "in", sorted(wanted))])
            found += table.to_pylist()
    return tuple(sorted(found, key=lambda row: str(row["family"])))


def _sizes(release: Path, files: list[File]) -> Iterator[tuple[str, str, int]]:
    for file in files:
        table = pq.read_table(release / file.path, columns=["family", "id", "characters"])
        yield from zip(*(table.column(name).to_pylist() for name in ("family", "id", "characters")), strict=True)


def histogram_png(histogram: dict[str, tuple[int, ...]]) -> bytes:
    """The histogram as a picture: bars by tenth of difficulty, the domains on top of each other."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 3.6), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    bottom = [0] * BINS
    places = [(place + 0.5) / BINS for place in range(BINS)]
    for (domain, counts), colour in zip(histogram.items(), _COLOURS * len(histogram), strict=False):
        axes.bar(places, counts, width=0.92 / BINS, bottom=bottom, label=domain, color=colour)
        bottom = [low + count for low, count in zip(bottom, counts, strict=True)]
    axes.set_xlabel("difficulty: share of the first round's samples that were not accepted")
    axes.set_ylabel("problems")
    axes.set_xlim(0, 1)
    axes.set_xticks([tick / BINS for tick in range(BINS + 1)])
    axes.grid(axis="y", alpha=0.3)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(frameon=False, ncols=len(histogram), loc="upper center", bbox_to_anchor=(0.5, 1.14))
    picture = io.BytesIO()
    # Without its own metadata a picture is the same whenever and wherever it is drawn by the same version.
    figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


_COLOURS = ("#33658a", "#f6ae2d", "#86a873", "#a44a3f", "#7d6b91")  # told apart also by the colour-blind
