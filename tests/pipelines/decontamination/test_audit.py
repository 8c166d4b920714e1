"""Audits of files: what is read, what is told, and what is refused."""

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.decontamination.audit import Near, audit, find_pack
from pipelines.decontamination.packs import Item, Pack
from pipelines.decontamination.probes import KINDS, Clean, probe
from pipelines.decontamination.reading import items as items_of, texts
from schemas import BadInput
from small_build import provender


def rows(path: Path, *content: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in content))
    return path


def test_an_audit_counts_rows_rules_and_benchmarks_and_tells_the_nearest(
    tmp_path: Path, items: list[Item], pack: Pack
) -> None:
    path = rows(
        tmp_path / "rows.jsonl",
        {"question": "What is the capital of Norway?", "answer": "Oslo"},
        {"question": items[3].text, "answer": "93"},
        {"messages": [{"role": "user", "content": f"Please: {items[1].text}"}, {"role": "assistant", "content": "$3"}]},
        {"prompt": [{"role": "user", "content": items[3].text}], "score": 7, "meta": None},
    )
    told: list[Near] = []
    found = audit([path], [pack], told=told.append)
    assert (found.rows, found.contaminated, found.sources) == (4, 3, {"invented": 3})
    assert found.rules["skeleton"] == 3
    assert [near.item for near in told] == ["invented/03", "invented/01", "invented/03"]
    assert told[0].place == f"{path}:2" and told[0].column == "question" and told[0].pack == pack.id
    best = [(near.item, near.score) for near in found.nearest if near.rules]
    assert sorted(best) == [("invented/01", 1.0), ("invented/03", 1.0)]  # the same text twice is one pair


def test_parquet_json_and_packed_lines_are_read_alike(tmp_path: Path, items: list[Item], pack: Pack) -> None:
    content = [{"problem": items[5].text}, {"problem": None}, {"problem": "Say hello."}]
    pq.write_table(pa.Table.from_pylist(content), tmp_path / "a.parquet")
    rows(tmp_path / "b.jsonl", *content)
    (tmp_path / "d.jsonl.gz").write_bytes(gzip.compress((tmp_path / "b.jsonl").read_bytes(), mtime=0))
    found = audit([tmp_path], [pack])
    assert (found.rows, found.contaminated) == (9, 3)
    (tmp_path / "c.json").write_text(json.dumps(content))
    assert audit([tmp_path / "c.json"], [pack]).contaminated == 1


def test_named_columns_are_looked_at_and_no_others(tmp_path: Path, items: list[Item], pack: Pack) -> None:
    path = rows(tmp_path / "rows.jsonl", {"prompt": "hello", "notes": items[2].text})
    assert audit([path], [pack]).contaminated == 0
    assert audit([path], [pack], columns=("notes",)).contaminated == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.jsonl", b'{"prompt": "fine"}\n{"prompt": "\xff\xfe"}\n', "a.jsonl:2: not JSON in UTF-8"),
        ("a.jsonl", b'{"prompt": "fine"}\n{"prompt": ', "a.jsonl:2: not JSON"),
        ("a.jsonl", b"[" * 100_000, "not JSON"),
        ("a.jsonl", b"3\n", "a JSON int"),
        ("a.jsonl", b"", "there are no rows"),
        ("a.jsonl", b"\n\n", "there are no rows"),
        ("a.jsonl", b'{"label": "x", "number": 3}\n', "there are: label, number"),
        ("a.parquet", b"no parquet", "no Parquet file"),
        ("a.jsonl.gz", b"no gzip", "cannot be read"),
        ("a.jsonl.gz", gzip.compress(b'{"prompt": "x"}\n' * 999, mtime=0)[:-30], "cannot be read"),
        ("a.csv", b"prompt\nx\n", "expected one of"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    name: str, content: bytes, said: str, tmp_path: Path, pack: Pack
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=said):
        audit([tmp_path / name], [pack])


def test_a_missing_column_folder_or_pack_is_told(tmp_path: Path, pack: Pack) -> None:
    path = rows(tmp_path / "rows.jsonl", {"prompt": "x"}, {"prompt": "y", "text": "z"})
    with pytest.raises(BadInput, match=r"rows.jsonl:1: there is no column text; .*there are: prompt"):
        audit([path], [pack], columns=("text",))
    pq.write_table(pa.table({"prompt": ["x"], "n": [1]}), tmp_path / "a.parquet")
    with pytest.raises(BadInput, match="no column body"):
        audit([tmp_path / "a.parquet"], [pack], columns=("body",))
    with pytest.raises(BadInput, match="no such file"):
        audit([tmp_path / "nowhere"], [pack])
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="lies below it"):
        audit([tmp_path / "empty"], [pack])
    with pytest.raises(BadInput, match="cannot be read"):
        find_pack(tmp_path / "nowhere.fp")


def test_a_damaged_parquet_file_is_told_where_its_rows_end(tmp_path: Path, pack: Pack) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"prompt": [f"row {n} of many" * 9 for n in range(5000)]}), path, compression="zstd")
    data = bytearray(path.read_bytes())
    data[200:1200] = bytes(1000)
    path.write_bytes(data)
    with pytest.raises(BadInput, match=r"a\.parquet:\d+: the rows from here on cannot be read"):
        audit([path], [pack])


def test_a_row_of_ten_megabytes_is_decided(tmp_path: Path, items: list[Item], pack: Pack) -> None:
    text = "so it goes, and on it goes " * 200_000 + items[8].text + " and more of it" * 330_000
    assert len(text) > 10_000_000
    found = audit([rows(tmp_path / "big.jsonl", {"text": text}, {"text": "short"})], [pack])
    assert (found.rows, found.contaminated) == (2, 1)
    assert len(found.nearest[0].begins) <= 80


def test_texts_of_a_row_are_told_with_column_and_place(tmp_path: Path) -> None:
    path = rows(tmp_path / "a.jsonl", {"prompt": "p", "chosen": [{"role": "assistant", "content": "c"}], "x": "y"})
    assert [(each.column, each.text) for row in texts(path) for each in row] == [("prompt", "p"), ("chosen", "c")]


def test_benchmarks_are_read_in_the_shapes_they_are_published_in(tmp_path: Path) -> None:
    svamp = rows(tmp_path / "a.jsonl", {"ID": "c-1", "Body": "Ann has 3.", "Question": "How many?"})
    assert items_of(svamp, "s", id_field="ID") == [Item("s", "c-1", "Ann has 3. How many?")]
    nested = rows(tmp_path / "b.jsonl", {"-77": {"document": "Make the most.", "vars": []}})
    assert items_of(nested, "s") == [Item("s", "-77", "Make the most.")]
    folio = rows(tmp_path / "c.jsonl", {"premises": ["All are.", "One is."], "conclusion": "So it is.", "label": "T"})
    assert items_of(folio, "s") == [Item("s", "00000", "All are. One is. So it is.")]


def test_a_probe_tells_recall_by_kind_and_false_alarms(items: list[Item], pack: Pack) -> None:
    clean = [Clean("here", "What is the capital of Norway?"), Clean("there", items[0].text)]
    found = probe(items, clean, [pack])
    recalls = {each.kind: each for each in found.recalls}
    assert list(recalls) == list(KINDS)
    for kind in ("exact", "case changed", "embedded"):
        assert recalls[kind].planted == recalls[kind].caught == recalls[kind].named == len(items)
    assert recalls["renumbered"].caught >= 0.9 * recalls["renumbered"].planted
    assert (found.clean, found.false_alarms) == (2, 1) and found.alarms[0][:2] == ("there", "invented/00")
    assert found == probe(items, clean, [pack])


def test_the_commands_build_show_audit_and_probe(tmp_path: Path, items: list[Item]) -> None:
    bench = rows(tmp_path / "bench.jsonl", *({"question": item.text, "key": item.id} for item in items))
    described = tmp_path / "sources.yaml"
    described.write_text(
        "sources:\n- {file: bench.jsonl, name: invented, licence: Apache-2.0, fields: [question], id: key}\n"
    )
    out = tmp_path / "p.fp"
    clean = rows(tmp_path / "clean.jsonl", {"prompt": "hello"}, {"prompt": items[9].text})
    built = provender(
        "fingerprint", "build", bench, "--sources", described, "--out", out, "--clean", clean, "--json"
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    told = json.loads(built.stdout)
    assert told["items"] == 30
    probe = told["probe"]
    assert (probe["clean"], probe["false_alarms"], probe["clean_from"]) == (2, 1, "rows of files")
    assert {"kind": "exact", "planted": 30, "caught": 30, "named": 30} in probe["recalls"]
    shown = provender("fingerprint", "show", out).stdout
    assert "Apache-2.0" in shown and "100.00%" in shown and "1 of 2 rows of files" in shown
    dirty = rows(tmp_path / "dirty.jsonl", {"prompt": "[red]hello"}, {"prompt": items[4].text})
    done = provender("audit", dirty, "--against", out, "--flagged", tmp_path / "flagged.jsonl")
    assert done.returncode == 1, done.stderr
    assert "invented/04" in done.stdout and "1 contaminated" in done.stdout
    assert json.loads((tmp_path / "flagged.jsonl").read_text())["place"] == f"{dirty}:2"
    clean = rows(tmp_path / "clean.jsonl", {"prompt": "hello"})
    assert provender("audit", clean, "--against", out).returncode == 0
    probed = provender("audit", "--probe", bench, "--against", out, "--clean", clean, "--json")
    assert probed.returncode == 0, probed.stderr
    assert json.loads(probed.stdout)["false_alarms"] == 0
    refused = provender("audit", clean, "--against", dirty)
    assert refused.returncode == 2 and "no fingerprint pack" in refused.stderr
    assert provender("audit", clean, "--clean", clean).returncode == 2
    assert provender("fingerprint", "build", dirty, "--out", out).returncode == 2  # no licence
    undescribed = provender("fingerprint", "build", dirty, "--sources", described, "--out", out)
    assert undescribed.returncode == 2 and "does not describe it" in undescribed.stderr


def test_our_own_release_can_be_audited(release: Path, items: list[Item], pack: Pack) -> None:
    found = audit([release], [pack])
    assert found.rows > 100 and found.contaminated == 0
