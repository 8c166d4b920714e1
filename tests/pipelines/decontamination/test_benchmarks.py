"""The shipped pack on the texts it was made from, which are not part of Provender: PROVENDER_BENCHMARKS names a folder
that holds them as data/benchmarks/sources.yaml lays them out."""

import os
from pathlib import Path

import pytest

from pipelines.decontamination import packs
from pipelines.decontamination.audit import find_pack
from pipelines.decontamination.probes import CASE, EMBEDDED, EXACT, RENAMED, RENUMBERED, REWRITTEN, probe
from pipelines.decontamination.sources import read
from schemas.resources import data_path

FOLDER = Path(os.environ.get("PROVENDER_BENCHMARKS", "/nonexistent"))
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="PROVENDER_BENCHMARKS names no folder")


def test_the_pack_can_be_made_again_byte_by_byte() -> None:
    pack = find_pack("default")
    described, items = read([FOLDER], data_path("benchmarks", "sources.yaml"), "", "", ())
    assert pack.probe is not None  # its false alarms are those of the families of that day
    built = packs.with_probe(packs.build(pack.name, pack.version, described[::-1], items[::-1]), pack.probe)
    assert built == data_path("benchmarks", "default.fp").read_bytes()


def test_recall_holds_and_is_what_the_pack_says() -> None:
    _, items = read([FOLDER], data_path("benchmarks", "sources.yaml"), "", "", ())
    pack = find_pack("default")
    probed = probe(items, [], [pack])
    assert pack.probe is not None and pack.probe.recalls == probed.summary("").recalls
    found = {each.kind: each for each in probed.recalls}
    for kind in (EXACT, CASE, EMBEDDED):
        assert found[kind].caught == found[kind].planted == len(items)
    assert found[RENUMBERED].caught >= 0.96 * found[RENUMBERED].planted > 3_000
    assert found[RENAMED].caught >= 0.92 * found[RENAMED].planted > 1_500
    assert found[REWRITTEN].caught >= 0.68 * found[REWRITTEN].planted > 700
