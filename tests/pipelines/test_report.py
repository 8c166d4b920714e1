"""The report shows a release's rows as they are, whatever is in them, and runs none of it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.manifest import read_manifest
from pipelines.report import write
from pipelines.report.page import SCRIPTS, script
from pipelines.shards import Row, write_parquet
from schemas import BadInput, Recipe, Release
from schemas.arrow import VIEWS
from schemas.recipe import FamilyRequest
from schemas.release import AssayReport, Books, FamilyReport, File, SolverReport
from schemas.resources import data_path
from small_build import provender

NODE = shutil.which("node")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!-- <script> ]]> {{style}} {{script}} &amp;",
    "\u2028 and \u2029 and \0 and \ufeff and \u202e",
    '"><img src=x onerror=alert(1)>',
    "e" * 1_000_000,
    "\\(" * 3000 + "$" * 3001,
    "{" * 5000,
)


class Page(HTMLParser):
    """What a browser finds in a report: the text that is shown, scripts and other elements."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.data: dict[str, str] = {}
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._inside = ""
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append((tag, found))
        self._inside = tag if tag in ("script", "style") else ""
        if tag == "script":
            self._inside = str(found.get("id") or "script")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts.append(data)
        elif self._inside == "style":
            self.styles.append(data)
        elif self._inside:
            self.data[self._inside] = data
        else:
            self.text.append(data)

    @property
    def shown(self) -> str:
        return " ".join(" ".join(self.text).split())

    def chunk(self, name: str) -> Any:
        return json.loads(gzip.decompress(base64.b64decode(self.data[name], validate=True)))

    def rows(self) -> list[Row]:
        """All rows, with their texts in place."""
        found = [self.chunk(f"chunk-{number}") for number in range(len(self.chunk("index")["chunks"]))]
        texts = [text for chunk in found for text in chunk["texts"]]

        def whole(value: Any) -> Any:
            if isinstance(value, list):
                return [whole(each) for each in value]
            if isinstance(value, dict):
                if value.keys() == {"t"}:
                    return texts[value["t"]]
                if value.keys() == {"i"}:
                    return int(value["i"])
                return {name: whole(each) for name, each in value.items()}
            return value

        return [whole(row) for chunk in found for row in chunk["rows"]]


def rollout(number: int, **changed: Any) -> Row:
    """A row of `rollouts`; samples of a problem share their prompt and check."""
    problem = number // 4
    row = {
        "id": hashlib.md5(b"row %d" % number).hexdigest(),
        "problem_id": hashlib.md5(b"problem %d" % problem).hexdigest(),
        "sample_index": number % 4,
        "messages": [
            {"role": "user", "content": f"Problem {problem}: what is \\(\\frac{{{problem}}}{{2}}\\), in lowest terms?"},
            {"role": "assistant", "content": f"It is the half.\nAnswer: {problem}/2, attempt {number}"},
        ],
        "check": json.dumps({"kind": "exact", "gold": f"{problem}/2", "note": "x" * 40}),
        "status": "accepted", "reason": "correct", "checker": "exact", "checker_version": 1, "answer": f"{problem}/2",
        "evidence": '{"method":"comparison with the gold"}', "engine": "small-model-1", "style": "chain_of_thought",
        "finish_reason": "stop", "family": "math/halves", "family_version": 1, "template": "plain",
        "level": 1 + problem % 2, "seed": 5, "index": problem, "digest": "0" * 32, "detail": "", "solver": "small",
        "style_version": 1, "round": 0, "completion": "c" * 32, "prompt_tokens": 20, "completion_tokens": 10 + number,
        "logprob": None, "error": "",
    }  # fmt: skip
    return row | changed


def columns(view: str, row: Row) -> pa.Schema:
    """The view's schema, as far as the row has its columns."""
    return pa.schema([field for field in VIEWS[view] if field.name in row])


def release_of(folder: Path, views: dict[str, list[Row]], schemas: dict[str, pa.Schema] | None = None) -> Release:
    """A release's folder with these rows, in files of at most 64."""
    files = []
    for view, rows in views.items():
        for number, start in enumerate(range(0, len(rows), 64)):
            name = f"{view}/train-{number:05d}.parquet"
            part = rows[start : start + 64]
            schema = (schemas or {}).get(view) or columns(view, part[0])
            sha256 = write_parquet(folder / name, part, schema, 32)
            files.append(File(name, sha256, (folder / name).stat().st_size, view, "train", len(part)))
    return Release(
        provender=1, name="halves", recipe_digest="a" * 32, seed=5, code_digest="b" * 32, versions={"provender": "0"},
        checkers={"exact": 1}, engines={"small": "small-model-1"}, completions_digest="c" * 32, templates={},
        stages=(Books("plan", 1, 10, 10), Books("unique", 1, 10, 8, {}, {"duplicate": 2}), Books("solve", 1, 16, 16)),
        families=(FamilyReport("math/halves", 1, 1, 10, 10, 2, 8, 12, 3, 1),),
        solvers=(
            SolverReport("small", "chain_of_thought", "math/halves", 1, 4, 16, 12, {"wrong_value": 3}, {"truncated": 1},
                         {"3/4": 4}, {"1": 0.75, "2": 1.0, "4": 1.0}, 320, 640, 8.5, 9.25),
        ),
        reasons={"correct": 12}, controls={"rejected": 16},
        assays=(
            AssayReport(family="math/halves", version=1, level=1, checker="exact", items=2, right=90, false_rejects=1,
                        wrong=80, false_accepts=0, missed={"spaces": 1}),
        ),
        files=tuple(files),
    )  # fmt: skip


RECIPE = Recipe(provender=1, name="halves", seed=5, families=(FamilyRequest(10, "math/halves"),))


def report(folder: Path, manifest: Release, rows: int = 50_000, name: str = "report.html") -> Path:
    path = folder / name
    write(path, folder, manifest, RECIPE, rows)
    return path


def as_stored(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["family"], row["level"], row["problem_id"], row["sample_index"]))


# --- rows


def test_the_page_has_every_row_as_it_is_with_a_prompt_stored_once_for_its_samples(tmp_path: Path) -> None:
    rows = [rollout(number) for number in range(600)]
    page = Page(report(tmp_path, release_of(tmp_path, {"rollouts": rows})))
    assert [each["row"] for each in page.rows()] == as_stored(rows)
    texts = [text for number in range(3) for text in page.chunk(f"chunk-{number}")["texts"]]
    assert len(texts) == len(set(texts))
    assert sum(text.startswith("Problem 7:") for text in texts) == 1


def test_a_real_release_comes_back_whole(release: Path, tmp_path: Path) -> None:
    write(tmp_path / "report.html", release, read_manifest(release), RECIPE)
    page = Page(tmp_path / "report.html")
    rows = [row for file in sorted(release.glob("rollouts/*")) for row in pq.read_table(file).to_pylist()]
    there = {each["row"]["id"]: each for each in page.rows()}
    assert {name: each["row"] for name, each in there.items()} == {row["id"]: row for row in rows}
    published = {row["id"] for file in release.glob("data/*") for row in pq.read_table(file).to_pylist()}
    assert {name for name, each in there.items() if "default" in each["published"]} == published
    assert published


def test_hostile_texts_come_back_unchanged_and_are_nowhere_markup(tmp_path: Path) -> None:
    rows = [
        rollout(
            number,
            messages=[{"role": "user", "content": text}, {"role": "assistant", "content": text[::-1]}],
            family=text[:60], reason=text[:60], check=text, evidence=text, answer=text, error=text, template=text,
            id=text[:20] + str(number), seed=2**63 - 1,
        )
        for number, text in enumerate(HOSTILE)
    ]  # fmt: skip
    manifest = release_of(tmp_path, {"rollouts": rows})
    solver = manifest.solvers[0].__class__(*[HOSTILE[0], HOSTILE[1], HOSTILE[3], *_rest(manifest.solvers[0])])
    manifest = _replaced(manifest, name=HOSTILE[0], solvers=(solver,), engines={HOSTILE[0]: HOSTILE[3]})
    page = Page(report(tmp_path, manifest))
    there = {each["row"]["id"]: each["row"] for each in page.rows()}
    assert there == {row["id"]: row for row in rows}
    assert page.scripts == [script()]
    assert not [tag for tag, _ in page.elements if tag == "img"]
    assert [found for tag, found in page.elements if tag == "script" and "type" not in found] == [{}]
    assert HOSTILE[0] in page.shown
    assert set("".join(page.data.values())) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")


def _rest(solver: SolverReport) -> list[Any]:
    return [getattr(solver, name) for name in solver.__struct_fields__[3:]]


def _replaced(manifest: Release, **changed: Any) -> Release:
    import msgspec

    return msgspec.structs.replace(manifest, **changed)


def test_strings_that_are_not_utf8_are_replaced_and_nothing_stops(tmp_path: Path) -> None:
    schema = VIEWS["rollouts"]
    manifest = release_of(tmp_path, {"rollouts": [rollout(0)]})
    table = pq.read_table(tmp_path / "rollouts/train-00000.parquet")
    bad = pa.StringArray.from_buffers(1, pa.py_buffer(b"\0\0\0\0\4\0\0\0"), pa.py_buffer(b"a\xff\xfeb"))
    message = pa.StructArray.from_arrays(
        [pa.array(["user"]), bad], fields=list(schema.field("messages").type.value_type)
    )
    talk = pa.ListArray.from_arrays(pa.array([0, 1], pa.int32()), message)
    table = table.set_column(table.schema.get_field_index("answer"), schema.field("answer"), bad)
    table = table.set_column(
        table.schema.get_field_index("messages"), schema.field("messages"), talk.cast(schema.field("messages").type)
    )
    pq.write_table(table, tmp_path / "rollouts/train-00000.parquet")
    (row,) = Page(report(tmp_path, manifest)).rows()
    assert row["row"]["answer"] == "a\ufffd\ufffdb"
    assert row["row"]["messages"] == [{"role": "user", "content": "a\ufffd\ufffdb"}]


def test_lone_surrogates_are_replaced() -> None:
    from pipelines.report.markup import clean, el

    assert clean("a\ud800b\U0001f600") == "a\ufffdb\U0001f600"
    assert str(el("p", "\udfff<", title='"\ud800')) == '<p title="&quot;\ufffd">\ufffd&lt;</p>'


def test_the_same_release_gives_the_same_bytes_whatever_its_files_are_called(tmp_path: Path) -> None:
    rows = [rollout(number) for number in range(200)]
    one, other = tmp_path / "one", tmp_path / "other"
    first = report(one, release_of(one, {"rollouts": rows}), 90).read_bytes()
    assert first == report(one, release_of(one, {"rollouts": rows}), 90, "again.html").read_bytes()
    assert first == report(other, release_of(other, {"rollouts": rows[::-1]}), 90).read_bytes()


def test_of_too_many_rows_a_sample_is_shown_in_which_every_kind_has_its_share(tmp_path: Path) -> None:
    rows = [rollout(number, family=f"math/{'ab'[number % 8 == 0]}", level=1) for number in range(800)]
    rows[11] |= {"status": "undecided", "reason": "truncated"}
    page = Page(report(tmp_path, release_of(tmp_path, {"rollouts": rows}), 80))
    shown = [each["row"] for each in page.rows()]
    assert len(shown) == len({row["id"] for row in shown}) == 80
    assert sum(row["status"] == "undecided" for row in shown) == 1
    assert 8 <= sum(row["family"] == "math/b" for row in shown) <= 20
    assert "Of 800 rows 80 can be browsed" in page.shown


def test_texts_that_are_too_long_for_a_page_are_left_out_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.report.rows.ROW_BYTES", 2000)
    monkeypatch.setattr("pipelines.report.rows.TEXT_BYTES", 12_000)
    rows = [rollout(number) for number in range(40)]
    rows[3]["answer"] = "9" * 3000
    page = Page(report(tmp_path, release_of(tmp_path, {"rollouts": rows})))
    shown = [each["row"]["id"] for each in page.rows()]
    assert 0 < len(shown) < 40
    assert rows[3]["id"] not in shown
    assert "1 rows are left out of it because their texts are too long" in page.shown


def test_dropped_rows_are_browsed_with_columns_of_any_kind(tmp_path: Path) -> None:
    texts = [(name, pa.string()) for name in ("id", "what", "reason", "keeper", "prompt", "family")]
    schema = pa.schema([*texts, ("score", pa.float64()), ("level", pa.int32()), ("anything", pa.list_(pa.int64()))])
    row = {
        "id": "d1",
        "what": "problem",
        "reason": "near_duplicate",
        "keeper": "k",
        "score": 0.75,
        "prompt": "A problem that is near to another one",
        "family": "math/halves",
        "level": 1,
        "anything": [1, 2**60],
    }
    manifest = release_of(tmp_path, {"rollouts": [rollout(0)], "dropped": [row]}, {"dropped": schema})  # fmt: skip
    page = Page(report(tmp_path, manifest))
    assert [each["row"] for each in page.rows() if each["view"] == "dropped"] == [row]
    verdicts = page.chunk("index")["facets"]["verdict"]
    assert [verdicts["values"][code] for code in verdicts["rows"]] == ["accepted", "dropped"]


def test_a_release_without_rows_has_a_page_that_says_so(tmp_path: Path) -> None:
    manifest = release_of(tmp_path, {})
    manifest = _replaced(manifest, solvers=(), assays=(), controls={}, stages=(), families=(), engines={})
    page = Page(report(tmp_path, manifest))
    assert page.rows() == []
    assert "no rows in default, rejected, undecided, preference, rollouts" in page.shown
    assert "No solution was asked for." in page.shown


def test_without_rollouts_the_published_samples_are_browsed(tmp_path: Path) -> None:
    rows = {
        "default": [{name: value for name, value in rollout(0).items() if name in VIEWS["default"].names}],
        "rejected": [
            {name: value for name, value in rollout(1, status="rejected").items() if name in VIEWS["rejected"].names}
        ],
    }
    page = Page(report(tmp_path, release_of(tmp_path, rows)))
    assert sorted(each["view"] for each in page.rows()) == ["default", "rejected"]
    assert "It has no rollouts" in page.shown


def test_the_index_has_what_filters_need(tmp_path: Path) -> None:
    rows = [rollout(number) for number in range(8)]
    rows[5] |= {"status": "rejected", "reason": "wrong_value"}
    index = Page(report(tmp_path, release_of(tmp_path, {"rollouts": rows}))).chunk("index")
    order = as_stored(rows)
    assert index["ids"] == [row["id"][:12] for row in order]
    assert index["tokens"] == [row["prompt_tokens"] + row["completion_tokens"] for row in order]
    assert index["facets"]["level"]["values"] == [1, 2]
    assert index["facets"]["engine"]["values"] == ["small"]
    for name, column in (("verdict", "status"), ("reason", "reason"), ("level", "level")):
        facet = index["facets"][name]
        assert [facet["values"][code] for code in facet["rows"]] == [row[column] for row in order]
    assert len(set(index["problem"])) == 2


# --- the page


def test_the_page_says_the_manifests_figures(tmp_path: Path) -> None:
    page = Page(report(tmp_path, release_of(tmp_path, {"rollouts": [rollout(0)]})))
    for said in (
        "duplicate 2", "of all samples accepted 75.0%", "rejected 3, undecided 1", "wrong value", "truncated",
        "model tokens per accepted row 80", "0.708", "9.2", "small, chain of thought",
    ):  # fmt: skip
        assert said in page.shown, said
    cell = {"href": "#family=math%2Fhalves&engine=small&level=1", "class": "to-rows", "title": "12 of 16 accepted"}
    assert ("a", cell) in page.elements


def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else(tmp_path: Path) -> None:
    page = Page(report(tmp_path, release_of(tmp_path, {"rollouts": [rollout(0)]})))
    policy = next(str(found["content"]) for tag, found in page.elements if found.get("http-equiv"))
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for kind, texts in (("script-src", page.scripts), ("style-src", page.styles)):
        (text,) = texts
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert rules[kind] == f"'sha256-{digest}'"
    for tag, found in page.elements:
        assert not {"src", "style", "onclick", "onload"} & found.keys(), (tag, found)
        assert str(found.get("href", "#")).startswith("#"), (tag, found)


def test_the_script_makes_nodes_and_never_markup() -> None:
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "fetch(",
                 "XMLHttpRequest", "WebSocket", "import(", "DOMParser", "createContextualFragment"):  # fmt: skip
        assert word not in script()
    assert sorted(SCRIPTS) == sorted(path.name for path in data_path("report").glob("*.js"))


def test_the_command_writes_the_report_of_a_release_and_leaves_the_release_alone(release: Path, tmp_path: Path) -> None:
    done = provender("report", release, "--out", tmp_path / "r.html", "--rows", 30, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["bytes"] == (tmp_path / "r.html").stat().st_size
    assert len(Page(tmp_path / "r.html").rows()) == 30
    refused = provender("report", release, "--out", release / "README.md")
    assert refused.returncode == 2
    assert "it lies in the release" in refused.stderr


def test_a_file_that_is_missing_or_broken_is_named(tmp_path: Path) -> None:
    manifest = release_of(tmp_path, {"rollouts": [rollout(0)]})
    file = tmp_path / "rollouts/train-00000.parquet"
    file.write_bytes(b"PAR1 nothing")
    with pytest.raises(BadInput, match=r"train-00000\.parquet: this is not a readable Parquet file"):
        report(tmp_path, manifest)
    file.unlink()
    with pytest.raises(BadInput, match="it is not there"):
        report(tmp_path, manifest)
    assert not list(tmp_path.glob("report.html*"))


# --- formulas and texts, in Node.js

# A formula's tree as one line: tag[child child], text as it is.
FORMULAS = {
    r"\frac{1}{2}": "math[mrow[mfrac[mn[1] mn[2]]]]",
    r"x^23": "math[mrow[msup[mi[x] mn[2]] mn[3]]]",
    r"x^{-2}_i": "math[mrow[msubsup[mi[x] mi[i] mrow[mo[−] mn[2]]]]]",
    r"\sqrt[3]{x}": "math[mrow[mroot[mi[x] mn[3]]]]",
    r"f''(x)": "math[mrow[msup[mi[f] mo[″]] mo[(] mi[x] mo[)]]]",
    r"\left( a \right]": "math[mrow[mrow[mo[(] mi[a] mo[]]]]]",
    r"4\cos x": "math[mrow[mn[4] mspace[] mi[cos] mspace[] mi[x]]]",
    r"\text{if } x \ge 0": "math[mrow[mtext[if\u00a0] mi[x] mo[≥] mn[0]]]",
    r"\sin^2 x": "math[mrow[msup[mi[sin] mn[2]] mspace[] mi[x]]]",
    r"x \equiv 3 \pmod{7}": "math[mrow[mi[x] mo[≡] mn[3] mrow[mspace[] mo[(] mi[mod] mspace[] mn[7] mo[)]]]]",
    r"\begin{aligned} a &= 1 \\ b &= 2 \end{aligned}":
        "math[mrow[mtable[mtr[mtd[mrow[mi[a]]] mtd[mrow[mo[=] mn[1]]]] mtr[mtd[mrow[mi[b]]] mtd[mrow[mo[=] mn[2]]]]]]]",
    r"\begin{pmatrix}1&2\\3\\\end{pmatrix}":
        "math[mrow[mrow[mo[(] mtable[mtr[mtd[mrow[mn[1]]] mtd[mrow[mn[2]]]] mtr[mtd[mrow[mn[3]]]]] mo[)]]]]",
    r"\binom{n}{k}": "math[mrow[mrow[mo[(] mfrac[mi[n] mi[k]] mo[)]]]]",
    r"\mathbb{R} \cup \mathbf{x1}": "math[mrow[mi[ℝ] mo[∪] mi[\U0001d431\U0001d7cf]]]",
    r"\boxed{42}": "math[mrow[mrow[mn[42]]]]",
    r"1{,}000": "math[mrow[mn[1,000]]]",
    r"\int_0^\infty e^{-x}\,dx":
        "math[mrow[msubsup[mo[∫] mn[0] mi[∞]] msup[mi[e] mrow[mo[−] mi[x]]] mspace[] mi[d] mi[x]]]",
    r"a \not= b": "math[mrow[mi[a] mo[≠] mi[b]]]",
    r"2 \cdot* 3": "math[mrow[mn[2] mo[⋅] mo[∗] mn[3]]]",
    # What is not known, or not whole, is shown as it was written.
    r"\frac{1}{2": None, r"\frac{1}": None, r"\unknown{x}": None, r"x}": None, r"\begin{tikz}\end{tikz}": None,
    r"\left( x": None, r"x^2^3": None, r"a % b": None, r"\href{javascript:alert(1)}{x}": None, r"\constructor": None,
    "{" * 5000: None, r"\sqrt" * 2000: None, "x^{" * 1500: None, "1 " * 2990: None,
}  # fmt: skip

TEXTS = {
    "It costs $5 and $6 more.": "It costs $5 and $6 more.",
    "$1.95 per m³; whoever uses more pays $2.30.": "$1.95 per m³; whoever uses more pays $2.30.",
    "$5 and \\$3$ or $x$5": "$5 and \\$3$ or $x$5",
    "$speed = 3$ and $a mod b$": "⟨math⟩ and ⟨math⟩",
    "Let $x^2$ be $y$.": "Let ⟨math⟩ be ⟨math⟩.",
    "So \\(a\\) and \\[b\\] and $$c$$": "So ⟨math⟩ and ⟨math⟩ and ⟨math⟩",
    "The answer is \\boxed{\\frac{1}{2}}.": "The answer is ⟨math⟩.",
    "\\( \\unknown \\) stays": "⟨\\( \\unknown \\)⟩ stays",
    "`$x$` is code, x**2 + y**2 is not **bold**": "⟨code $x$⟩ is code, x**2 + y**2 is not ⟨strong bold⟩",
    "```python\nprint('$1$')\n```\nafter": "⟨python|print('$1$')⟩ after",
    "```\nnever closed": "⟨|never closed⟩",
    "| a | b |\n|---|--:|\n| 1 | $x$ |\nend": "⟨table a,b;1,⟨math⟩⟩ end",
    "a | b\nc": "a | b\nc",
    "\\(" * 4 + "$" * 5: "\\(" * 4 + "$" * 5,
}  # fmt: skip

NODE_HARNESS = """
const said = (tree) => (typeof tree === "string" ? tree : `${tree[0]}[${tree[2].map(said).join(" ")}]`);
const math = (each) => (each.tree ? "⟨math⟩" : `⟨${each.source}⟩`);
const span = (each) => ({ text: each.text, math: math(each) })[each.kind] ?? `⟨${each.kind} ${each.text}⟩`;
const line = (cells) => cells.map((cell) => cell.map(span).join("")).join(",");
const block = (each) => {
  if (each.kind === "text") return each.spans.map(span).join("");
  if (each.kind === "code") return `⟨${each.language}|${each.text}⟩`;
  return each.kind === "table" ? `⟨table ${[each.head, ...each.rows].map(line).join(";")}⟩` : each.text;
};
const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
const formulas = given.formulas.map((source) => { const tree = mathTree(source, false); return tree && said(tree); });
const texts = given.texts.map((text) => textBlocks(text).map(block).join(" "));
given.heavy.forEach(textBlocks); // ends, or the test does not
console.log(JSON.stringify({ formulas, texts }));
"""


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_formulas_and_texts_are_read_and_what_is_not_known_stays_as_written(tmp_path: Path) -> None:
    program = tmp_path / "read.cjs"
    parts = [data_path("report", name).read_text(encoding="utf-8") for name in ("math.js", "text.js")]
    program.write_text('"use strict";\n' + "\n".join(parts) + NODE_HARNESS, encoding="utf-8")
    heavy = ["$a " * 20_000, "\\boxed{" * 8000, "\\(" * 30_000, "`" * 60_000, "|-" * 30_000, "** " * 20_000,
             "**a" * 20_000, "$" + "ab " * 19_000, "\\[" + "{" * 59_000 + "\\]", "$$" * 30_000,
             "\\(x\\)" * 12_000, "$a$ " * 15_000, "$" + "aaa" * 300 + "$ " * 15_000, "a|b\n" * 15_000,
             "```\n" * 15_000]  # fmt: skip
    given = {"formulas": list(FORMULAS), "texts": list(TEXTS), "heavy": heavy}
    done = subprocess.run(
        [str(NODE), str(program)], input=json.dumps(given), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert dict(zip(FORMULAS, found["formulas"], strict=True)) == FORMULAS
    assert dict(zip(TEXTS, found["texts"], strict=True)) == TEXTS


# --- in a browser


class Browser:
    """Chromium without a window, driven by its own protocol over two pipes."""

    def __init__(self, profile: Path) -> None:
        commands, self._commands = os.pipe()
        self._answers, answers = os.pipe()
        self._numbers = count(1)
        self._rest = b""
        self.events: list[dict[str, Any]] = []
        run = (
            'exec "$0" --headless=new --no-sandbox --disable-gpu --no-first-run --window-size=1300,900 '
            f'--user-data-dir="$1" --remote-debugging-pipe about:blank 3<&{commands} 4>&{answers}'
        )
        self._process = subprocess.Popen(
            ["bash", "-c", run, str(CHROMIUM), str(profile)], pass_fds=(commands, answers), stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(commands)
        os.close(answers)
        self._session: str | None = None
        pages: list[str] = []
        while not pages:
            targets = self.send("Target.getTargets")["targetInfos"]
            pages = [each["targetId"] for each in targets if each["type"] == "page"]
        self._session = self.send("Target.attachToTarget", targetId=pages[0], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            found = self._read()
            if found.get("id") == number:
                assert "error" not in found, found
                return found["result"]
            self.events.append(found)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._answers], [], [], 120)
            more = os.read(self._answers, 1 << 20) if ready else b""
            if not more:
                raise EOFError("Chromium says nothing")
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)  # type: ignore[no-any-return]

    def js(self, code: str) -> Any:
        found = self.send("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def until(self, code: str) -> None:
        """Wait for the page; no test measures how long that takes."""
        end = time.monotonic() + 30
        while not self.js(code):
            assert time.monotonic() < end, f"never true: {code}; {self.js('document.body.innerText.slice(0, 2000)')}"
            time.sleep(0.02)

    def open(self, path: Path, address: str = "") -> None:
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=f"file://{path}{address}")
        self.until("document.readyState === 'complete'")

    def key(self, key: str) -> None:
        text = {"text": key} if len(key) == 1 else {}
        self.send("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key)

    def complaints(self) -> list[str]:
        """Errors, warnings of the policy, dialogs, and requests for anything but the page itself."""
        bad = ("Runtime.exceptionThrown", "Log.entryAdded", "Page.javascriptDialogOpening")
        found = [json.dumps(each) for each in self.events if each.get("method") in bad]
        asked = [
            each["params"]["request"]["url"]
            for each in self.events
            if each.get("method") == "Network.requestWillBeSent"
        ]
        return found + [url for url in asked if not url.startswith("file:") and url != "about:blank"]

    def close(self) -> None:
        os.close(self._commands)
        os.close(self._answers)
        self._process.terminate()
        self._process.wait(timeout=20)


@pytest.fixture
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    try:
        browser = Browser(tmp_path_factory.mktemp("profile"))
    except (EOFError, BrokenPipeError):
        pytest.skip("the Chromium that is installed does not start")
    yield browser
    browser.close()


def test_the_page_is_browsed_by_keyboard_filters_search_and_links(chromium: Browser, tmp_path: Path) -> None:
    rows = [rollout(number) for number in range(700)]
    rows[41] |= {"status": "rejected", "reason": "wrong_value"}
    rows[42]["messages"][1]["content"] = "A needle <img src=x onerror='document.title=1'> in the hay, \\(\\sqrt{2}\\)"
    path = report(tmp_path, release_of(tmp_path, {"rollouts": rows}))
    page = chromium
    page.open(path)
    assert page.js("document.getElementById('rows').hidden")
    page.until("document.getElementById('count').textContent === '700 of 700 rows'")
    # In one turn of the page, so that no event of its own comes between the keys.
    page.js("for (const key of 'rj') document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))")
    page.until("document.querySelectorAll('[role=option]').length > 0")
    assert page.js("document.querySelectorAll('[role=option]').length") < 100

    page.key("j")
    first, second = as_stored(rows)[:2]
    page.until(f"location.hash === '#row=rollouts/{second['id']}'")
    page.until("document.querySelectorAll('#detail .panel').length >= 4")
    assert page.js("document.querySelector('#detail math mfrac').textContent") == f"{second['index']}2"
    assert page.js("document.querySelectorAll('.siblings button').length") == 4
    assert second["messages"][1]["content"] in page.js("document.querySelector('#detail .solution .text').textContent")
    page.key("k")
    page.until(f"location.hash === '#row=rollouts/{first['id']}'")
    page.js("{const next = document.getElementById('next'); next.focus(); next.click();}")
    page.until(f"location.hash === '#row=rollouts/{second['id']}'")
    page.until("document.activeElement.id === 'next'")
    page.key("m")
    page.until("document.querySelector('#detail math') === null")
    page.key("m")

    verdict = (
        "const s = document.getElementById('facet-verdict'); s.value = 'rejected'; s.dispatchEvent(new Event('change'))"
    )
    page.js(f"{{{verdict}}}")
    page.until("document.getElementById('count').textContent === '1 of 700 rows'")
    page.key("x")
    page.until("document.getElementById('count').textContent === '700 of 700 rows'")

    page.key("/")
    page.send("Input.insertText", text="NEEDLE")
    page.key("\r")
    page.until("document.getElementById('count').textContent === '1 of 700 rows'")
    page.until("document.getElementById('progress').hidden")

    page.open(path, f"#level=2&row=rollouts/{rows[42]['id']}")
    page.until("document.querySelector('#detail msqrt') !== null")
    page.until("document.getElementById('count').textContent.endsWith('of 700 rows')")
    assert "<img src=x onerror=" in page.js("document.getElementById('detail').textContent")
    assert page.js("document.querySelectorAll('img').length") == 0
    assert page.js("document.title") == "halves: report"
    assert page.complaints() == []


def test_the_page_bears_hostile_rows(chromium: Browser, tmp_path: Path) -> None:
    deep = "[" * 3000 + "]" * 3000
    rows = [
        rollout(
            number, family=f"{text[:50]}{number}", level=1, problem_id=f"p{number}",
            messages=[{"role": text[:30], "content": text}, {"role": "assistant", "content": text}],
            check=text, evidence=deep, answer=text, reason=text[:50],
        )
        for number, text in enumerate(HOSTILE)
    ]  # fmt: skip
    rows += [rollout(90, check=json.dumps({"__proto__": {"a": 1}, "constructor": "x" * 30}), messages=[])]
    path = report(tmp_path, release_of(tmp_path, {"rollouts": rows}))
    page = chromium
    page.open(path, "#rows")
    page.until(f"document.getElementById('count').textContent === '{len(rows)} of {len(rows)} rows'")
    for row in sorted(rows, key=lambda row: (row["family"], row["level"])):
        page.key("j")
        title = json.dumps(f"{row['family']}, level {row['level']}")
        page.until(f"document.querySelector('#detail #row-title')?.textContent === {title}")
        page.key("e")
    assert page.js("document.querySelectorAll('img, iframe, object, embed, link').length") == 0
    assert page.js("document.querySelectorAll('script:not([type])').length") == 1
    assert page.complaints() == []


def test_no_cell_of_the_figures_is_without_words(tmp_path: Path) -> None:
    text = report(tmp_path, release_of(tmp_path, {"rollouts": [rollout(0)]})).read_text()
    for bar in re.finditer(r'<td><svg[^>]*class="bar"[^>]*>.*?</svg></td>(<td[^>]*>)', text):
        assert 'aria-hidden="true"' in bar[0]
        assert not text[bar.end() :].startswith("</td>")
