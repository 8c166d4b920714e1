"""`provender score`: anyone's responses, decided by the real checkers, and told with what they can and cannot tell."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fake_openai import Server

from pipelines.evals.grading import checker_guard
from pipelines.evals.items import EvalSet, Item, read_eval
from pipelines.evals.score.page import page
from pipelines.evals.score.reckon import grade_all, scores
from pipelines.evals.score.responses import Read, read_responses, write_responses
from pipelines.evals.score.scores import Model, Scores, read_scores, scores_json
from schemas import BadInput
from small_build import provender
from small_eval import eval_rows, write_eval
from validators.guard import Guard

FAMILIES = ("math/linear_system", "math/derivative", "logic/ordering")
TIERS = ("new_draw", "new_template", "new_family")
Text = Callable[[Item, int], str | None]


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> EvalSet:
    path = tmp_path_factory.mktemp("eval") / "items.jsonl"
    return read_eval(write_eval(path, eval_rows(FAMILIES, 6, 2, tiers=TIERS, anchors=2)))


@pytest.fixture(scope="module", autouse=True)
def checkers() -> Iterator[None]:
    """The children that decide, kept for all tests of this file."""
    with checker_guard() as _guard["here"]:
        yield


_guard: dict[str, Guard] = {}


def items_of(evaluation: EvalSet) -> dict[str, Item]:
    return {item.id: item for item in evaluation.items}


def right(item: Item, sample: int = 0) -> str:
    return item.reference


def file(path: Path, evaluation: EvalSet, text: Text, *, samples: int = 1, **more: Any) -> Path:
    """Responses as JSON lines; None is no line."""
    rows = [
        {"id": item.id, "text": text(item, sample), "sample": sample, **more}
        for item in evaluation.items
        for sample in range(samples)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows if row["text"] is not None))
    return path


def scored(evaluation: EvalSet, *paths: Path, allow_unknown: bool = False) -> Scores:
    items = items_of(evaluation)
    read = read_responses(paths, items, allow_unknown=allow_unknown)
    return scores(evaluation, grade_all(read.models, items, _guard["here"]), read.unknown)


def only(found: Scores) -> Model:
    (model,) = found.models
    return model


def other(evaluation: EvalSet) -> Callable[[Item], str]:
    """A worked solution of another version of the same base item: well-formed, and wrong."""
    bases = evaluation.bases
    return lambda item: next(each.reference for each in bases[item.base_id] if each.id != item.id)


# Verdicts.


def test_right_wrong_unreadable_and_cut_off_are_what_the_checkers_say(evaluation: EvalSet, tmp_path: Path) -> None:
    wrong = other(evaluation)
    path = tmp_path / "mixed.jsonl"
    with path.open("w") as stream:
        for number, item in enumerate(evaluation.items):
            text = (item.reference, wrong(item), "I give up.", item.reference)[number % 4]
            finish = "length" if number % 4 == 3 else "stop"
            stream.write(json.dumps({"id": item.id, "text": text, "finish_reason": finish}) + "\n")
    found = only(scored(evaluation, path))
    assert len(evaluation.items) == 36
    assert (found.accepted, found.rejected, found.undecided, found.missing) == (9, 18, 9, 0)
    assert found.reasons["correct"] == 9 and found.reasons["truncated"] == 9
    assert found.reasons["no_answer"] + found.reasons.get("unreadable", 0) == 9
    assert found.accuracy.value == 0.25
    assert found.decided is not None and found.decided.value == pytest.approx(9 / 27)


def test_what_is_missing_is_named_and_counts_as_not_accepted(evaluation: EvalSet, tmp_path: Path) -> None:
    left_out = {item.id for item in evaluation.items[3:7]}
    path = file(tmp_path / "some.jsonl", evaluation, lambda item, _: None if item.id in left_out else item.reference)
    found = only(scored(evaluation, path))
    assert (found.accepted, found.missing, found.unanswered) == (32, 4, 4)
    assert set(found.unanswered_ids) == left_out
    assert found.accuracy.value == pytest.approx(32 / 36)
    assert found.undecided == 0


def test_a_sample_that_is_missing_counts_too(evaluation: EvalSet, tmp_path: Path) -> None:
    first = evaluation.items[0].id
    path = file(
        tmp_path / "some.jsonl",
        evaluation,
        lambda item, n: None if (item.id, n) == (first, 1) else right(item),
        samples=2,
    )
    found = only(scored(evaluation, path))
    assert (found.responses, found.accepted, found.missing, found.unanswered) == (72, 71, 1, 0)


def test_the_order_of_lines_and_files_changes_nothing(evaluation: EvalSet, tmp_path: Path) -> None:
    wrong = other(evaluation)

    def text(item: Item, sample: int) -> str:
        return item.reference if int(item.id[:4], 16) % 3 != sample else wrong(item)

    path = file(tmp_path / "model.jsonl", evaluation, text, samples=3)
    lines = path.read_text().splitlines(keepends=True)
    random.Random(1).shuffle(lines)
    shuffled = tmp_path / "other" / "model.jsonl"
    shuffled.parent.mkdir()
    shuffled.write_text("".join(lines))
    again = tmp_path / "again.jsonl"
    again.write_text("".join(lines).replace('"sample"', '"model": "again", "sample"'))
    assert scores_json(scored(evaluation, path)) == scores_json(scored(evaluation, shuffled))
    assert scores_json(scored(evaluation, path, again)) == scores_json(scored(evaluation, again, path))


# Files.


def read(evaluation: EvalSet, path: Path, *rows: dict[str, Any], **more: Any) -> Read:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return read_responses([path], items_of(evaluation), **more)


def test_ids_and_texts_are_found_under_the_names_that_others_give_them(evaluation: EvalSet, tmp_path: Path) -> None:
    names = [item.id for item in evaluation.items[:7]]
    turns = [
        {"role": "user", "content": "?"},
        {"role": "assistant", "content": "a"},
        {"role": "assistant", "content": "b"},
    ]
    found = read(
        evaluation, tmp_path / "r.jsonl",
        {"item_id": names[0], "response": "x"}, {"doc_id": names[1], "completion": "x"},
        {"task_id": names[2], "generation": "x"}, {"id": "rollout 7", "problem_id": names[3], "output": "x"},
        {"id": names[4], "answer": "x"}, {"id": names[5], "messages": turns},
        {"id": names[6], "text": None, "finish_reason": "error"},
    )  # fmt: skip
    (model,) = found.models
    assert model.model == "r" and model.samples == 1
    assert [model.responses[name, 0].text for name in names] == ["x"] * 5 + ["b", ""]


def test_parquet_is_read_like_json(evaluation: EvalSet, tmp_path: Path) -> None:
    rows = [{"id": item.id, "text": item.reference, "model": "m"} for item in evaluation.items]
    path = tmp_path / "r.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    assert only(scored(evaluation, path)).accuracy.value == 1


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([{"id": "?", "text": "x"}, {"id": "nobody", "text": "x"}], "no item 'nobody'"),
        ([{"text": "x"}], "no item is named"),
        ([{"id": "?"}], "no text"),
        ([{"id": "?", "text": ["x"]}], "no text"),
        ([{"id": "?", "text": "x", "style": "haiku"}], "no style 'haiku'"),
        ([{"id": "?", "text": "x", "sample": -1}], "sample is '-1'"),
        ([{"id": "?", "text": "x", "sample": 0}, {"id": "?", "text": "y", "sample": 0}], "is there twice"),
        ([{"id": "?", "text": "x", "sample": 0}, {"id": "?", "text": "y"}], "say which sample they are"),
        ([{"id": "?", "text": "x"}, {"id": "!", "text": "y"}, {"id": "?", "text": "x"}], "has 2 responses"),
        ([], "no response"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_with_its_place(
    evaluation: EvalSet, tmp_path: Path, rows: list[dict[str, Any]], what: str
) -> None:
    real = {"?": evaluation.items[0].id, "!": evaluation.items[1].id}
    filled = [{key: real.get(value, value) if key == "id" else value for key, value in row.items()} for row in rows]
    path = tmp_path / "bad.jsonl"
    with pytest.raises(BadInput, match=what) as error:
        read(evaluation, path, *filled)
    assert str(path) in str(error.value) and (not rows or f":{len(rows)}" in error.value.place)


def test_unknown_items_are_counted_where_they_are_allowed(evaluation: EvalSet, tmp_path: Path) -> None:
    known = {"id": evaluation.items[0].id, "text": "x"}
    found = read(evaluation, tmp_path / "r.jsonl", {"id": "nobody", "text": "x"}, known, allow_unknown=True)
    assert found.unknown == 1 and len(found.models[0].responses) == 1


def test_samples_may_be_numbered_from_anywhere_or_not_at_all(evaluation: EvalSet, tmp_path: Path) -> None:
    id = evaluation.items[0].id
    for numbers in ((1, 2), (7, 3), (None, None)):
        rows = [{"id": id, "text": "x", **({} if n is None else {"sample": n})} for n in numbers]
        assert set(read(evaluation, tmp_path / "r.jsonl", *rows).models[0].responses) == {(id, 0), (id, 1)}


def test_responses_that_were_written_are_read_again_as_they_were(evaluation: EvalSet, tmp_path: Path) -> None:
    path = file(tmp_path / "a.jsonl", evaluation, lambda item, n: f"{item.id} {n} \u2028 <b>", samples=2, model="m")
    found = read_responses([path], items_of(evaluation)).models
    write_responses(tmp_path / "b.jsonl", found)
    assert read_responses([tmp_path / "b.jsonl"], items_of(evaluation)).models == found


# Figures.


def test_groups_add_up_and_versions_tiers_and_pairs_are_told(evaluation: EvalSet, tmp_path: Path) -> None:
    wrong = other(evaluation)
    known = file(
        tmp_path / "known.jsonl", evaluation,
        lambda item, _: item.reference if item.tier == "new_draw" or item.version == 1 else wrong(item),
    )  # fmt: skip
    perfect = file(tmp_path / "perfect.jsonl", evaluation, right)
    found = scored(evaluation, known, perfect)
    assert (found.items, found.bases, found.versions, found.incomplete) == (36, 18, 2, 0)
    first, second = found.models
    assert (first.model, second.model) == ("known", "perfect")
    assert first.accuracy.value == pytest.approx(24 / 36)
    assert first.eacc is not None and first.eacc.value == pytest.approx(6 / 18)
    assert [each.value for each in first.versions] == pytest.approx([1.0, 6 / 18])
    assert first.equality is not None and first.equality.p < 0.01
    assert second.equality is not None and second.equality.p == 1
    assert first.gap is not None and first.gap.gap.value == pytest.approx(24 / 36 - 6 / 18)
    for by in ("tier", "domain", "family", "level", "anchor"):
        groups = [group for group in first.groups if group.by == by]
        assert sum(group.items for group in groups) == 36
        assert sum(group.accuracy.value * group.items for group in groups) == pytest.approx(24)
    tiers = {group.name: group.accuracy.value for group in first.groups if group.by == "tier"}
    assert list(tiers) == list(TIERS)  # from near to far
    assert tiers == pytest.approx({"new_draw": 1.0, "new_template": 0.5, "new_family": 0.5})
    differences = {each.minus: each.accuracy for each in first.differences}
    assert {name: each.value for name, each in differences.items()} == pytest.approx(
        {"new_template": 0.5, "new_family": 0.5, "held_out": 0.5}
    )
    assert differences["held_out"].low > 0
    assert all(each.accuracy.value == 0 and each.accuracy.low < 0 for each in second.differences)
    (pair,) = found.comparisons
    assert (pair.first, pair.second) == ("known", "perfect")
    assert pair.difference.value == pytest.approx(-12 / 36) and pair.difference.high < 0


def test_items_are_told_apart_by_three_respondents_and_not_by_two(evaluation: EvalSet, tmp_path: Path) -> None:
    order = [item.id for item in evaluation.items]

    def able(share: float) -> Text:
        return lambda item, _: item.reference if order.index(item.id) < share * len(order) else "I give up."

    paths = [file(tmp_path / f"m{number}.jsonl", evaluation, able(number / 4)) for number in range(1, 5)]
    found = scored(evaluation, *paths)
    by_id = {each.id: each for each in found.item_scores}
    easy, middle, hard = by_id[order[0]], by_id[order[20]], by_id[order[35]]
    assert (easy.difficulty, easy.discrimination) == (1.0, None) and "all respondents" in easy.why
    assert middle.difficulty == 0.5 and middle.discrimination is not None and middle.discrimination > 0.8
    assert hard.difficulty == 0.25
    flat = found.discrimination
    assert (flat.constant, flat.measured, flat.below) == (9, 27, 0)
    assert flat.share == pytest.approx(9 / 36)
    two = scored(evaluation, *paths[:2])
    assert two.discrimination.share is None
    assert all(each.discrimination is None and "2 respondents" in each.why for each in two.item_scores)


def test_samples_that_are_copies_count_as_one(evaluation: EvalSet, tmp_path: Path) -> None:
    wrong = other(evaluation)

    def text(item: Item, sample: int) -> str:
        return item.reference if int(item.id[:4], 16) % 2 else wrong(item)

    once = only(scored(evaluation, file(tmp_path / "m.jsonl", evaluation, text)))
    many = scored(evaluation, file(tmp_path / "m.jsonl", evaluation, text, samples=4))
    assert only(many).alike and not once.alike
    assert (only(many).accuracy, only(many).gap) == (once.accuracy, once.gap)
    assert many.discrimination.respondents == 1


def test_an_eval_of_single_items_has_no_gap_and_says_why(tmp_path: Path) -> None:
    rows = eval_rows(FAMILIES[:1], 5, 1)
    single = read_eval(write_eval(tmp_path / "single.jsonl", rows))
    found = only(scored(single, file(tmp_path / "m.jsonl", single, right)))
    assert found.gap is None and found.eacc is None and "one version" in found.why_no_gap
    assert found.accuracy.effective == 5


def test_a_base_item_that_lacks_a_version_is_left_out_of_what_compares_them(tmp_path: Path) -> None:
    rows = eval_rows(FAMILIES[:1], 5, 2)
    short = read_eval(write_eval(tmp_path / "short.jsonl", rows[1:]))
    found = scored(short, file(tmp_path / "m.jsonl", short, right))
    assert (found.items, found.bases, found.incomplete) == (9, 5, 1)
    assert only(found).eacc is not None and only(found).eacc.effective == 4  # type: ignore[union-attr]


# The page.


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_escapes_whatever_models_and_evals_are_called(tmp_path: Path) -> None:
    hostile = '</title><script>alert(1)</script>"><img src=x onerror=alert(1)>\x00\u202e'
    rows = eval_rows(FAMILIES[:2], 4, 2, tiers=TIERS)
    for number, row in enumerate(rows):
        row["id"] = f"{hostile} {number}"
        row["tier"], row["family"] = hostile, f"math/{hostile}"
    strange = read_eval(write_eval(tmp_path / "items.jsonl", rows))
    paths = [
        file(tmp_path / f"{n}.jsonl", strange, lambda item, s, n=n: item.reference if s < n else None, samples=3,
             model=f"{hostile} {n}")
        for n in (1, 2, 3)
    ]  # fmt: skip
    text = page(scored(strange, *paths))
    seen = Seen()
    seen.feed(text)
    assert not {"script", "img", "iframe", "link"} & set(seen.tags)
    assert not any(name.startswith("on") for name in seen.attributes) and "style" not in seen.attributes
    assert "alert(1)" in "".join(seen.text)
    assert "default-src 'none'" in text.replace("&#x27;", "'")
    assert "\x00" not in text


def test_the_page_draws_every_interval_inside_its_picture(evaluation: EvalSet, tmp_path: Path) -> None:
    wrong = other(evaluation)
    paths = [
        file(tmp_path / "none.jsonl", evaluation, lambda item, _: wrong(item)),
        file(tmp_path / "all.jsonl", evaluation, right),
    ]
    text = page(scored(evaluation, *paths))
    assert text.count('class="interval"') > 30
    places = [float(part.split('"')[1]) for name in (" x1=", " x2=", " cx=") for part in text.split(name)[1:]]
    assert all(0 <= place <= 200 for place in places)


# The command.


def test_the_command_writes_the_same_bytes_twice_and_says_who_is_better(evaluation: EvalSet, tmp_path: Path) -> None:
    wrong = other(evaluation)
    good = file(tmp_path / "good.jsonl", evaluation, right)
    bad = file(tmp_path / "bad.jsonl", evaluation, lambda item, _: wrong(item) if item.version == 2 else None)
    written = []
    for number in (1, 2):
        out = [tmp_path / f"{number}.{kind}" for kind in ("json", "html", "jsonl")]
        done = provender(
            "score",
            evaluation.path,
            good,
            bad,
            "--json",
            out[0],
            "--html",
            out[1],
            "--per-item",
            out[2],
            "--workers",
            number,
        )
        assert done.returncode == 0, done.stderr
        written.append([path.read_bytes() for path in out])
    assert written[0] == written[1]
    assert "100.0% (" in done.stdout and "beyond chance" in done.stdout
    assert "no response to 18 items" in done.stdout
    found = read_scores(tmp_path / "1.json")
    assert scores_json(found) == written[0][0]  # what was rounded stays as it is
    assert [each.model for each in found.models] == ["bad", "good"]
    lines = [json.loads(line) for line in written[0][2].splitlines()]
    assert len(lines) == 72
    assert {each["status"] for each in lines if each["model"] == "bad"} == {"missing", "rejected"}
    assert all(each["accepted"] and each["reason"] == "correct" for each in lines if each["model"] == "good")


def test_json_goes_to_standard_output_alone_where_it_is_asked_for(evaluation: EvalSet, tmp_path: Path) -> None:
    done = provender("score", evaluation.path, file(tmp_path / "m.jsonl", evaluation, right), "--json", "-")
    assert done.returncode == 0
    assert json.loads(done.stdout)["models"][0]["accuracy"]["value"] == 1.0


def test_wrong_input_ends_with_its_place_and_exit_code_2(evaluation: EvalSet, tmp_path: Path) -> None:
    path = file(tmp_path / "m.jsonl", evaluation, right)
    path.write_text(path.read_text() + '{"id": "nobody", "text": ""}\n')
    done = provender("score", evaluation.path, path)
    assert done.returncode == 2 and "m.jsonl:37" in done.stderr
    assert provender("score", evaluation.path, path, "--allow-unknown", "--json", "-").returncode == 0
    assert provender("score", evaluation.path).returncode == 2
    assert provender("score", evaluation.path, path, "--engine", "x").returncode == 2
    foreign = tmp_path / "foreign.jsonl"
    foreign.write_text('{"id": "a", "question": "1 + 1?", "answer": "2"}\n')
    done = provender("score", foreign, path)
    assert done.returncode == 2 and "no check" in done.stderr


RECIPE = """\
provender: 1
name: asked
seed: 5
families: [{family: math/linear_system, count: 4, levels: [1]}]
engines:
  reference: {kind: reference}
  remote: {kind: openai, base_url: "URL", model: small, retries: 1, ready_seconds: 5}
solvers: [{engine: reference}, {engine: remote}]
sampling: {samples: 2}
"""


def test_engines_of_a_recipe_are_asked_and_their_responses_score_the_same_again(
    evaluation: EvalSet, tmp_path: Path
) -> None:
    by_prompt = {item.prompt: item for item in evaluation.items}

    def write(body: dict[str, Any]) -> str:
        item = by_prompt[body["messages"][-1]["content"]]
        return item.reference if item.version == 1 else "I give up."

    recipe, kept, store = tmp_path / "recipe.yaml", tmp_path / "kept.jsonl", tmp_path / "store"
    with Server(write=write) as server:
        recipe.write_text(RECIPE.replace("URL", server.url))
        asked = ("--engine", "reference", "--engine", "remote", "--recipe", recipe, "--store", store, "--json", "-")
        done = provender("score", evaluation.path, *asked, "--out-responses", kept)
        assert done.returncode == 0, done.stderr
        number = server.total
        assert number == 72
        again = provender("score", evaluation.path, *asked)
        assert server.total == number  # the store answers
    assert again.stdout == done.stdout
    found = {each["model"]: each for each in json.loads(done.stdout)["models"]}
    assert found["reference"]["accuracy"]["value"] == 1 and found["reference"]["samples"] == 1
    assert found["remote"]["accuracy"]["value"] == 0.5 and found["remote"]["alike"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in (store, kept))  # an eval's prompts and answers
    assert provender("score", evaluation.path, kept, "--json", "-").stdout == done.stdout
    assert provender("score", evaluation.path, "--engine", "none", "--recipe", recipe).returncode == 2


def test_two_releases_are_linked_by_their_anchors(evaluation: EvalSet, tmp_path: Path) -> None:
    def able(bound: int) -> Text:
        return lambda item, sample: (
            item.reference if (int(item.id[:6], 16) + 37 * sample) % 100 < bound else f"I give up {sample}."
        )

    old = tmp_path / "old.json"
    before = file(tmp_path / "before.jsonl", evaluation, able(40), samples=4)
    assert provender("score", evaluation.path, before, "--json", old).returncode == 0
    after = file(tmp_path / "after.jsonl", evaluation, able(70), samples=4)
    done = provender("score", evaluation.path, after, "--link", old, "--json", "-")
    link = json.loads(done.stdout)["link"]
    assert (link["bases"], link["anchors"], link["why"]) == (6, 12, "")
    (linked,) = link["models"]
    assert linked["shift"]["value"] > 0 and linked["accuracy"]["value"] > link["older_accuracy"]
    few = read_eval(write_eval(tmp_path / "few.jsonl", eval_rows(FAMILIES[:1], 6, 2, anchors=2)))
    done = provender("score", few.path, file(tmp_path / "m.jsonl", few, able(50), samples=2), "--link", old)
    assert done.returncode == 0 and "2 anchors, at least 5 are needed" in done.stdout
