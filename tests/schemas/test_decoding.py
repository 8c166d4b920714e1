"""Untrusted text is refused with one line that names the place and the remedy."""

import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from schemas import BadInput, Recipe
from schemas.decoding import MAX_BYTES, decode_json, decode_yaml, load_yaml, read_text
from schemas.release import Release

GOOD = "provender: 1\nname: a\nseed: 1\nfamilies:\n  - {family: math/x, count: 3}\n"


def recipe(text: str) -> Recipe:
    return decode_yaml(text, Recipe, "r.yaml", "see the docs")


def test_a_small_recipe_is_read_with_its_defaults() -> None:
    found = recipe(GOOD)
    assert found.families[0].count == 3
    assert found.splits == {"train": 1.0}


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        (GOOD.replace("count: 3", "count: -3"), "r.yaml:5: families[0].count", ">= 1"),
        (GOOD.replace("count: 3", "count: 3.5"), "r.yaml:5: families[0].count", "expected `int`"),
        (GOOD.replace("count", "cuont"), "r.yaml:5: families[0].cuont", "unknown field"),
        (GOOD.replace("seed: 1", "seed: one"), "r.yaml:3: seed", "expected `int`"),
        (GOOD.replace("name: a", "name: ../a"), "r.yaml:2: name", "regex"),
        (GOOD + "name: b\n", "r.yaml:6: name", "written twice"),
        (GOOD + "sharding: {rows_per_shard: 2}\n", "r.yaml:6: sharding.rows_per_shard", ">= 16"),
        (GOOD + "splits: {train: .nan}\n", "r.yaml:6: splits", "expected `float` > 0"),
        (GOOD + "splits: {training: 1}\n", "r.yaml:6: splits", "invalid enum value 'training'"),
        (GOOD.replace("provender: 1", "provender: 2"), "r.yaml:1: provender", "invalid enum value 2"),
        ("", "r.yaml", "empty"),
        ("a: [1", "r.yaml:2", "not YAML"),
        ("a: &x 1\nb: *x\n", "r.yaml:1", "anchors"),
        ("a: !!python/object:os.system 1\n", "r.yaml:1", "not read"),
        ("[" * 200, "r.yaml:1", "nested deeper"),
        ("? {a: 1}\n: 2\n", "r.yaml:1", "not a plain word"),
        ("- 1\n- 2\n", "r.yaml", "expected `object`"),
        ("a: " + "9" * 100, "r.yaml:1", "more than 64 digits"),
    ],
)
def test_a_bad_recipe_names_place_and_problem(text: str, place: str, problem: str) -> None:
    with pytest.raises(BadInput) as error:
        recipe(text)
    assert error.value.place.startswith(place)
    assert problem in error.value.problem
    assert error.value.remedy


def test_a_misspelt_field_is_answered_with_the_near_one() -> None:
    with pytest.raises(BadInput, match="did you mean 'levels'"):
        recipe(GOOD.replace("count: 3", "count: 3, lvels: [1]"))


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        (GOOD + "sampling: {controls: 2}\n", "it belongs at the top level"),
        (GOOD + "rows_per_shard: 20\n", "it belongs under 'sharding'"),
    ],
)
def test_a_misplaced_field_is_answered_with_its_place(text: str, remedy: str) -> None:
    with pytest.raises(BadInput, match=remedy):
        recipe(text)


def test_too_large_a_document_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    file = tmp_path / "big.yaml"
    file.write_bytes(b"a" * (MAX_BYTES + 1))
    with pytest.raises(BadInput, match="at most"):
        read_text(file, "the recipe")
    with pytest.raises(BadInput, match="more than"):
        load_yaml("a: " + "b" * MAX_BYTES, "big.yaml")


def test_a_missing_file_and_one_that_is_not_text_say_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_text(tmp_path / "none.yaml", "the recipe")
    os.mkfifo(tmp_path / "pipe.yaml")
    for place in (tmp_path, tmp_path / "pipe.yaml"):
        with pytest.raises(BadInput, match="not a regular file"):
            read_text(place, "the recipe")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match="not UTF-8"):
        read_text(tmp_path / "binary.yaml", "the recipe")


def test_json_is_decoded_as_strictly() -> None:
    with pytest.raises(BadInput, match=r"m\.json: files"):
        decode_json(b'{"provender": 1}'.replace(b"1}", b'1, "files": 3}'), Release, "m.json", "rebuild it")


@given(st.text(max_size=300))
def test_any_text_is_a_recipe_or_bad_input(text: str) -> None:
    try:
        recipe(text)
    except BadInput as error:
        assert str(error).startswith("r.yaml")


@given(st.text(alphabet="ab:-[]{}&*!?|>\n \"'#1,", max_size=80))
def test_any_yaml_like_text_is_data_or_bad_input(text: str) -> None:
    with suppress(BadInput):
        load_yaml(text, "t.yaml")
