"""Broken and hostile files: every command says which file it is and what to do, and exits as it is documented.

What is asserted of all of them: no traceback, no more memory than a small file may cost, nothing half-written.
"""

import gzip
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from many_commands import Commands, Done

from pipelines.parquet import LARGEST_PACKED
from pipelines.shards import Row, file_sha256
from pipelines.views import row_digest
from small_build import provender

MOST_MB = 800  # that any of them may take
ITEMS = [
    {"question": f"What is the capital of the country that is number {number} in the list?"} for number in range(9)
]


@pytest.fixture(scope="module")
def run() -> Iterator[Commands]:
    with Commands() as commands:
        yield commands


@pytest.fixture(scope="module")
def pack(run: Commands, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    items = lines(folder / "items.jsonl", *ITEMS)
    clean = lines(folder / "clean.jsonl", {"prompt": "hello"})
    done = run("fingerprint", "build", items, "--licence", "none", "--clean", clean, "--out", folder / "small.fp")
    assert done.returncode == 0, done.stderr
    return folder / "small.fp"


def lines(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def refused(done: Done, code: int, *said: str) -> None:
    told = done.stderr + done.stdout
    assert done.returncode == code, told
    assert "Traceback" not in told and "\x1b" not in told
    assert len(told) < 5_000
    assert all(each in told for each in said), told
    assert done.peak_mb < MOST_MB


# --- rows: audit and fingerprint build -----------------------------------------------------------------------------


@cache
def _zeros() -> bytes:
    file = io.BytesIO()
    zeros = pa.table({"prompt": ["\0" * (LARGEST_PACKED + (8 << 20))]})
    pq.write_table(zeros, file, compression="zstd", use_dictionary=False, write_statistics=False)
    return file.getvalue()


def zeros(path: Path) -> None:
    """A text of zeros that is more than a quarter of a gigabyte, in eight kilobytes."""
    path.write_bytes(_zeros())


def repeats(path: Path) -> None:
    """A text of a megabyte, ten thousand times."""
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 10_000, pa.int32()), pa.array(["x" * 1_000_000]))
    pq.write_table(pa.table({"prompt": texts}), path, compression="zstd")


def large_rows(path: Path) -> None:
    pq.write_table(pa.table({"prompt": ["short", "long and longer " * (5 << 20)]}), path, compression="zstd")


def harmed(start: int, stop: int, by: bytes) -> Callable[[Path], None]:
    def harm(path: Path) -> None:
        pq.write_table(pa.table({"prompt": ["hello there"] * 2_000}), path)
        data = path.read_bytes()
        path.write_bytes(data[:start] + by + data[len(data) + stop if stop < 0 else stop :])

    return harm


def bytes_of(data: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(data) and None


def table(**columns: Any) -> Callable[[Path], None]:
    return lambda path: pq.write_table(pa.table(columns), path)


GOOD = b'{"prompt": "fine"}\n'
ROWS: list[tuple[str, Callable[[Path], Any], str]] = [
    ("a.jsonl", bytes_of(b""), "no rows"),
    ("a.parquet", bytes_of(b""), "0 bytes"),
    ("a.jsonl.gz", bytes_of(b""), "no rows"),
    ("a.jsonl.gz", bytes_of(gzip.compress(GOOD * 999, mtime=0)[:-40]), "cannot be read"),
    ("a.parquet", harmed(200, 10_000, b""), "Parquet"),
    ("a.parquet", harmed(8, 70, b"\xff" * 62), "cannot be read"),
    ("a.parquet", harmed(200, -8, b"\xff" * 60), "Parquet"),
    ("a.jsonl", bytes_of(GOOD + b'{"prompt": "caf\xe9"}\n'), "a.jsonl:2: not JSON in UTF-8"),
    ("a.jsonl", bytes_of('{"prompt": "x"}\n'.encode("utf-16")), "a.jsonl:1: not JSON in UTF-8"),
    ("a.jsonl", bytes_of(GOOD + b'{"prompt": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"), "a.jsonl:2: not JSON"),
    ("a.jsonl", bytes_of(b'{"prompt": ' + b"[" * 900 + b"]" * 900 + b"}"), "there is no text in prompt"),
    ("a.jsonl", bytes_of(b'{"prompt": 3}\n{"prompt": null}\n'), "there is no text in prompt"),
    ("a.parquet", table(prompt=[1, 2]), "there is no text in prompt"),
    ("a.parquet", table(**{f"c{number}": [1] for number in range(10_000)}), "no column is known to hold texts"),
    ("a.jsonl", bytes_of(b'{"prompt": "' + b"x" * (65 << 20) + b'"}'), "a.jsonl:1: a line of more than 64 MiB"),
    (
        "a.json.gz",
        bytes_of(gzip.compress(b"[" + b"[]," * (8 << 20) + b"[]]", 1, mtime=0)),
        "more than 10,000,000 values",
    ),
    ("a.parquet", zeros, "times its size in the file"),
    ("a.parquet", repeats, "would unpack to more than 256 MiB"),
    ("a.parquet", large_rows, "row 1 has more than 64 MiB"),
    ("a.jsonl", Path.mkdir, "lies "),
    ("a.parquet", os.mkfifo, "lies "),
]


@pytest.mark.parametrize("command", ["audit", "fingerprint"])
@pytest.mark.parametrize(("name", "make", "said"), ROWS, ids=[f"{name} {said[:30]}" for name, _, said in ROWS])
def test_rows_that_cannot_be_read_are_refused(
    name: str, make: Callable[[Path], Any], said: str, command: str, run: Commands, pack: Path, tmp_path: Path
) -> None:
    path, out = tmp_path / name, tmp_path / "out"
    make(path)
    if command == "audit":
        done = run("audit", path, "--against", pack, "--flagged", out)
    else:
        done = run("fingerprint", "build", path, "--licence", "none", "--out", out)
    refused(done, 2, str(path), said)
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_wide_tables_and_rows_of_ten_megabytes_are_read(run: Commands, pack: Path, tmp_path: Path) -> None:
    columns = {f"c{number}": [1] for number in range(10_000)}
    table(prompt=["so it goes " * 1_000_000], **columns)(tmp_path / "a.parquet")
    done = run("audit", tmp_path / "a.parquet", "--against", pack, "--json")
    assert (done.returncode, json.loads(done.stdout)["texts"]) == (0, 1), done.stderr
    assert done.peak_mb < MOST_MB


def test_a_named_column_without_texts_is_refused(run: Commands, pack: Path, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {"prompt": "x", "label": 3})
    refused(
        run("audit", path, "--text", "label", "--against", pack), 2, str(path), "there is no text in label", "--text"
    )
    refused(
        run("audit", path, "--text", "body", "--against", pack), 2, f"{path}:1", "there is no column body", "--text"
    )


# --- packs and descriptions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:8],
        lambda data: data[:8] + b"\xff\xff\xff\xff" + data[12:],
        lambda data: data[:-50] + bytes([data[-50] ^ 1]) + data[-49:],
        lambda data: data + b"more",
    ],
)
def test_a_damaged_pack_is_refused(harm: Callable[[bytes], bytes], run: Commands, pack: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.fp"
    path.write_bytes(harm(pack.read_bytes()))
    rows = lines(tmp_path / "a.jsonl", {"prompt": "x"})
    refused(run("fingerprint", "show", path), 2, str(path), "build it with")
    refused(run("audit", rows, "--against", path), 2, str(path), "build it with")


def test_what_is_no_file_is_no_pack(run: Commands, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero")):
        refused(run("fingerprint", "show", path, seconds=20), 2, str(path), "not a regular file")


YAMLS = [
    (b"", "empty"),
    (b"\xff\xfe", "not UTF-8"),
    (b"[" * 20_000, "nested deeper"),
    (b"a: &a [x, x]\nsources: [*a, *a]\n", "anchors"),
    (b"sources: '" + b"x" * (2 << 20) + b"'", "at most"),
    (b"sources: 3\n", "sources"),
]


@pytest.mark.parametrize(("data", "said"), YAMLS)
def test_a_description_that_cannot_be_read_is_refused(data: bytes, said: str, run: Commands, tmp_path: Path) -> None:
    items, path = lines(tmp_path / "a.jsonl", *ITEMS), tmp_path / "a.yaml"
    path.write_bytes(data)
    done = run("fingerprint", "build", items, "--sources", path, "--out", tmp_path / "a.fp", seconds=30)
    refused(done, 2, str(path), said)
    assert not (tmp_path / "a.fp").exists()


@pytest.mark.parametrize(("data", "said"), YAMLS)
def test_a_template_that_cannot_be_read_is_refused(data: bytes, said: str, run: Commands, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(data)
    refused(run("lint", path, seconds=30), 2, str(path), said)


def test_what_is_no_file_is_no_template(run: Commands, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    os.mkfifo(tmp_path / "b.yaml")
    for name in ("a.yaml", "b.yaml"):
        refused(run("lint", tmp_path / name, seconds=20), 2, str(tmp_path / name), "not a regular file")
    refused(run("lint", tmp_path / "none.yaml"), 2, "none.yaml", "cannot be read")


# --- releases: verify and diff -------------------------------------------------------------------------------------

RECIPE = """\
provender: 1
name: tiny
seed: 5
families:
  - {family: math/linear_system, count: 4, levels: [1], twins: 0}
assay: {items: 0}
sharding: {rows_per_shard: 16, row_group_rows: 16}
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "tiny.yaml").write_text(RECIPE)
    done = provender("build", folder / "tiny.yaml", "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture
def copy(tiny: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny, tmp_path / "copy"))


def data_file(release: Path, folder: str = "data") -> Path:
    return min((release / folder).glob("*.parquet"))


def follow(release: Path) -> None:
    """Let the manifest have the digests of the files as they are."""

    def change(manifest: dict[str, Any]) -> None:
        for file in manifest["files"]:
            path = release / file["path"]
            if path.is_file():
                file.update(sha256=file_sha256(path), bytes=path.stat().st_size)

    edit(release, change)


def edit(release: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = release / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))


def replaced(release: Path, harm: Callable[[bytes], bytes]) -> None:
    path = data_file(release)
    path.write_bytes(harm(path.read_bytes()))
    follow(release)


def rewritten(release: Path, change: Callable[[pa.Table], pa.Table], **options: Any) -> None:
    path = data_file(release)
    pq.write_table(change(pq.read_table(path)), path, compression="zstd", **options)
    follow(release)


def with_zeros(rows: pa.Table) -> pa.Table:
    zeros = pa.array(["\0" * (LARGEST_PACKED + (8 << 20))])
    place = rows.schema.get_field_index("id")
    return rows.slice(0, 1).set_column(place, rows.schema.field("id"), zeros)


DATA: list[tuple[Callable[[Path], Any], str]] = [
    (lambda release: replaced(release, lambda data: b""), "0 bytes"),
    (lambda release: replaced(release, lambda data: data[: len(data) // 2]), "Parquet"),
    (lambda release: replaced(release, lambda data: data[:-60] + b"\xff" * 52 + data[-8:]), "Parquet"),
    (lambda release: rewritten(release, lambda rows: rows.drop(["digest"])), "column"),
    (lambda release: rewritten(release, lambda rows: rows.set_column(0, "id", pa.array(range(len(rows))))), "column"),
    (lambda release: rewritten(release, lambda rows: pa.table({f"c{n}": [1] for n in range(10_000)})), "column"),
    (
        lambda release: rewritten(release, with_zeros, use_dictionary=False, write_statistics=False),
        "times its size in the file",
    ),
    (lambda release: (data_file(release).unlink(), data_file_folder(release)), "missing"),
    (lambda release: (name := data_file(release), name.unlink(), os.mkfifo(name)), "missing"),
]


def data_file_folder(release: Path) -> None:
    name = next(file["path"] for file in json.loads((release / "manifest.json").read_text())["files"])
    (release / name).mkdir()


@pytest.mark.parametrize(("harm", "said"), DATA, ids=[f"{number} {said}" for number, (_, said) in enumerate(DATA)])
def test_a_data_file_that_cannot_be_read_is_named(
    harm: Callable[[Path], Any], said: str, run: Commands, tiny: Path, copy: Path
) -> None:
    name = data_file(copy).name
    harm(copy)
    refused(run("verify", copy, seconds=60), 1, name, said)
    refused(run("diff", copy, tiny, seconds=60), 2, str(copy), name, said, "fetch or build the release again")


MANIFESTS: list[tuple[Callable[[bytes], bytes], str]] = [
    (lambda data: b"", "truncated"),
    (lambda data: data[: len(data) // 2], "truncated"),
    (lambda data: data.replace(b'"tiny"', b'"ti\xffny"'), "utf-8"),
    (lambda data: data.replace(b'"tiny"', b"[" * 10_000 + b"]" * 10_000), "name"),
    (lambda data: b"[" * 10_000, "expected `object`"),
    (lambda data: data.replace(b'"data/train', b'"/etc/train'), "files[0].path"),
    (lambda data: data.replace(b'"data/train', b'"data/../../train'), "files[0].path"),
    (lambda data: data.replace(b'"templates": {', b'"templates": {"a.yaml": "../../x"'), "templates"),
    (lambda data: data.replace(b'"rows": ', b'"rows": -', 1), ">= 0"),
    (lambda data: data.replace(b'"provender": 1', b'"provender": 2'), "provender"),
]


@pytest.mark.parametrize(("harm", "said"), MANIFESTS, ids=[f"{n} {said}" for n, (_, said) in enumerate(MANIFESTS)])
def test_a_broken_manifest_is_refused(
    harm: Callable[[bytes], bytes], said: str, run: Commands, tiny: Path, copy: Path
) -> None:
    path = copy / "manifest.json"
    before = path.read_bytes()
    path.write_bytes(harm(before))
    assert path.read_bytes() != before
    for command in (("verify", copy), ("diff", copy, tiny), ("diff", tiny, copy)):
        refused(run(*command), 2, str(path), said, "manifest of this version of Provender")


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[" * 5_000, b"- 1\n"])
def test_a_recipe_that_cannot_be_read_is_refused(data: bytes, run: Commands, tiny: Path, copy: Path) -> None:
    (copy / "recipe.yaml").write_bytes(data)
    follow(copy)
    refused(run("diff", copy, tiny), 2, str(copy / "recipe.yaml"))
    assert run("verify", copy).returncode == 0  # a recipe is not what rows are proved by


def hostile(release: Path, change: Callable[[Row], None], folder: str = "data") -> str:
    """Change the first row, with its digest and the manifest's; returns its id."""
    path = data_file(release, folder)
    there = pq.read_table(path)
    rows = there.to_pylist()
    change(rows[0])
    rows[0]["digest"] = row_digest(rows[0])
    pq.write_table(pa.Table.from_pylist(rows, schema=there.schema), path)
    follow(release)
    return str(rows[0]["id"])


def with_deep_check(row: Row) -> None:
    row["check"] = (
        '{"kind":"witness","answer":{"type":"literal"},"gold":"1","source":"","entry":"f","takes":"int","expected":'
        + "[" * 5_000 + "]" * 5_000 + "}"
    )  # fmt: skip


def with_a_question_in_its_style(row: Row) -> None:
    """What would be asked of the checker ends here, and another text is in it."""
    row["style"] = f'chain_of_thought","text":{json.dumps(row["messages"][-1]["content"])},"style":"plan'
    row["messages"][-1]["content"] = "Anything at all."


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (with_deep_check, "the check cannot be read"),
        (with_a_question_in_its_style, "there is no style"),
        (lambda row: row.update(check=""), "the check cannot be read"),
        (lambda row: row.update(messages=[]), "prompt or check is not that of its problem"),
        (lambda row: row["messages"][-1].update(content="x " * 5_000_000), "the checker says"),
        (lambda row: row["messages"][-1].update(content="x " * 40_000_000), "row 0 has more than 64 MiB"),
    ],
)
def test_a_hostile_row_fails_and_nothing_else_does(
    change: Callable[[Row], None], said: str, run: Commands, copy: Path
) -> None:
    hostile(copy, change)
    refused(run("verify", copy, seconds=60), 1, data_file(copy).name, said)


@pytest.mark.parametrize("change", [{"level": 99}, {"seed": -5}, {"index": -1}, {"index": 2**63 - 1}])
def test_a_hostile_origin_fails(change: dict[str, int], run: Commands, copy: Path) -> None:
    row = hostile(copy, lambda row: row.update(change), "problems")
    refused(run("verify", copy, seconds=60), 1, row, "the family")


def test_an_id_is_not_obeyed_by_the_terminal(run: Commands, tiny: Path, copy: Path) -> None:
    hostile(copy, lambda row: row.update(id="\x1b[31m[red]", status="rejected"))
    refused(run("verify", copy), 1, r"\x1b[31m[red]")
    refused(run("diff", tiny, copy), 1, r"\x1b[31m[red]")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told(run: Commands, pack: Path, tiny: Path, copy: Path, tmp_path: Path) -> None:
    rows = lines(tmp_path / "a.jsonl", {"prompt": "x"})
    items = shutil.copy(pack, tmp_path / "a.fp")
    data = data_file(copy)
    for path in (rows, tmp_path / "a.fp", data):
        path.chmod(0)
    refused(run("audit", rows, "--against", pack), 2, str(rows), "Permission denied")
    refused(run("fingerprint", "show", items), 2, str(items), "Permission denied")
    refused(run("verify", copy), 1, data.name, "Permission denied")
    (copy / "manifest.json").chmod(0)
    for command in (("verify", copy), ("diff", copy, tiny)):
        refused(run(*command), 2, str(copy / "manifest.json"), "Permission denied")
