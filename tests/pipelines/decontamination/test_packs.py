"""Packs: the same bytes from the same items, whole or refused, and no text to be read from them."""

import json
import random
import struct
import zlib
from pathlib import Path

import pytest

from pipelines.decontamination import packs, skeletons
from pipelines.decontamination.packs import MAGIC, Item, Pack, Source
from pipelines.decontamination.scoring import score_batch
from schemas import BadInput
from schemas.release import PackProbe, Recall
from schemas.resources import data_path


def test_the_order_of_items_and_sources_leaves_the_bytes_alone(items: list[Item], sources: list[Source]) -> None:
    more = [*sources, Source(name="aside", licence="MIT")]
    given = [*items, Item("aside", "1", "How many legs do seven spiders and three beetles have between them?")]
    mixed = random.Random(1).sample(given, len(given))
    assert packs.build("p", "1", more, given) == packs.build("p", "1", more[::-1], mixed)
    assert packs.build("p", "1", more, given) != packs.build("p", "2", more, given)


def test_what_a_pack_says_of_itself(pack: Pack) -> None:
    assert pack.id.startswith("invented@1#") and len(pack.digest) == 32
    assert [(source.name, source.items, source.licence) for source in pack.sources] == [("invented", 30, "Apache-2.0")]
    assert pack.item(3) == "invented/03"


def test_no_word_of_an_item_stands_in_the_file(pack_file: Path, items: list[Item]) -> None:
    data = pack_file.read_bytes()
    (length,) = struct.unpack_from("<I", data, len(MAGIC))
    start = len(MAGIC) + 4
    header = json.loads(data[start : start + length])
    header["arrays"] = []  # whose names are words of ours
    body = json.dumps(header).encode() + zlib.decompress(data[start + length :])
    for item in items:
        for word in item.text.split():
            assert len(word) < 6 or word.encode() not in body


@pytest.mark.parametrize("name", ["cut off", "a byte changed", "nothing", "text", "no header", "another array", "bomb"])
def test_a_damaged_pack_is_refused_with_its_path(name: str, pack_file: Path, tmp_path: Path) -> None:
    data = pack_file.read_bytes()
    start = len(MAGIC) + 4
    (length,) = struct.unpack_from("<I", data, len(MAGIC))
    header = json.loads(data[start : start + length])

    def with_header(changed: dict[str, object], body: bytes) -> bytes:
        told = json.dumps(changed).encode()
        return MAGIC + struct.pack("<I", len(told)) + told + body

    body = data[start + length :]
    damaged = {
        "cut off": data[:-100],
        "a byte changed": data[:-2000] + bytes([data[-2000] ^ 1]) + data[-1999:],
        "nothing": b"",
        "text": b"no pack at all",
        "no header": MAGIC + struct.pack("<I", 9) + b"{" * 9,
        "another array": with_header({**header, "arrays": header["arrays"][1:]}, body),
        "bomb": with_header({**header, "arrays": [{**each, "count": 1 << 40} for each in header["arrays"]]}, body),
    }[name]
    path = tmp_path / "broken.fp"
    path.write_bytes(damaged)
    with pytest.raises(BadInput) as error:
        packs.load(path)
    assert error.value.place == str(path)


def test_every_single_changed_byte_is_seen(pack_file: Path, tmp_path: Path) -> None:
    data, path = pack_file.read_bytes(), tmp_path / "changed.fp"
    for place in range(0, len(data), max(1, len(data) // 150)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x20]) + data[place + 1 :])
        with pytest.raises(BadInput):
            packs.load(path)


def test_arrays_that_lead_outside_are_refused_although_their_digest_is_right(
    items: list[Item], sources: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = packs._raw_arrays
    monkeypatch.setattr(packs, "_raw_arrays", lambda batch: {**built(batch), "raw_part": built(batch)["raw_part"] + 99})
    path = tmp_path / "outside.fp"
    packs.write(path, packs.build("p", "1", sources, items))
    with pytest.raises(BadInput, match="do not fit together"):
        packs.load(path)


def test_a_pack_of_other_skeletons_is_refused(pack_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skeletons, "VERSION", skeletons.VERSION + 1)
    with pytest.raises(BadInput, match="skeletons are of version"):
        packs.load(pack_file)


def test_a_pack_of_an_older_format_is_refused_with_what_to_do(pack_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.fp"
    path.write_bytes(packs.OLDER[0] + pack_file.read_bytes()[len(MAGIC) :])
    with pytest.raises(BadInput, match=r"older format.*provender fingerprint build"):
        packs.load(path)


def test_what_a_probe_found_travels_with_the_pack_under_its_digest(pack_file: Path, pack: Pack) -> None:
    probe = PackProbe(0.3, (Recall("exact", 30, 29, 28),), "rows of files", 7, 1)
    data = packs.with_probe(pack_file.read_bytes(), probe)
    found = packs.loaded(data, "here")
    assert found.probe == probe and pack.probe is None and found.digest != pack.digest
    assert packs.with_probe(data, probe) == data
    with pytest.raises(BadInput, match="digest"):
        packs.loaded(data.replace(b'"caught":29', b'"caught":30'), "here")


def test_items_that_cannot_be_told_apart_or_recognised_are_refused(sources: list[Source]) -> None:
    with pytest.raises(BadInput, match="two items have this id"):
        packs.build("p", "1", sources, [Item("invented", "1", "one text"), Item("invented", "1", "another")])
    with pytest.raises(BadInput, match="long enough"):
        packs.build("p", "1", sources, [Item("invented", "1", "2"), Item("invented", "2", "")])
    with pytest.raises(BadInput, match="same name"):
        packs.build("p", "1", sources * 2, [])


def test_an_item_of_many_pages_is_recognised_by_any_of_its_parts(tmp_path: Path) -> None:
    words = [f"word{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(3000)]
    path = tmp_path / "long.fp"
    packs.write(path, packs.build("p", "1", [Source(name="s", licence="MIT")], [Item("s", "1", " ".join(words))]))
    pack = packs.load(path)
    found = score_batch([" ".join(words[1000:1500]), " ".join(words[:40])], pack)
    assert found[0].score == 1.0 and found[0].item == "s/1"
    assert found[1].rules == {"raw n-gram": "s/1"}


def test_the_shipped_pack_is_whole_small_and_names_its_sources() -> None:
    path = data_path("benchmarks", "default.fp")
    pack = packs.load(path)
    assert path.stat().st_size < 2_200_000
    assert pack.probe is not None and pack.probe.clean > 1_000
    assert pack.behaviours > 700 and len(pack.views) > 300
    recalls = {each.kind: each for each in pack.probe.recalls}
    assert recalls["exact"].caught == recalls["exact"].planted == len(pack.ids)
    assert 0.7 < recalls["reworded by rule"].caught / recalls["reworded by rule"].planted < 1
    assert sum(source.items for source in pack.sources) == len(pack.ids) > 4_500
    assert all(source.licence and source.url and len(source.sha256) == 64 for source in pack.sources)
    assert not [file for file in path.parent.iterdir() if file.suffix not in (".fp", ".yaml")]
