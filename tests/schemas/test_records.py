"""Records: canonical bytes, digests, closed lists, and the JSON Schemas that are generated from them."""

import json
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given, strategies as st

from schemas import Check, Reason, Status, canonical_json, digest, digest_int, fingerprint_of, problem_id, verdict
from schemas.arrow import VIEWS
from schemas.json_schema import KINDS, json_schema
from schemas.records import STATUS_OF
from schemas.resources import data_path

ROOT = Path(__file__).resolve().parents[2]


def test_equal_values_have_equal_bytes_whatever_their_order() -> None:
    assert canonical_json({"b": 1, "a": [2, {"d": 3, "c": 4}]}) == b'{"a":[2,{"c":4,"d":3}],"b":1}'


def test_digests_tell_parts_apart() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("x") == digest(b"x")
    assert 0 <= digest_int("x") < 2**64


def test_an_id_follows_from_the_fingerprint_alone() -> None:
    fingerprint = fingerprint_of("math/x", [1, 2])
    assert fingerprint.startswith("math/x:")
    assert problem_id(fingerprint) == problem_id(fingerprint_of("math/x", (1, 2)))
    assert len(problem_id(fingerprint)) == 32


def test_every_reason_belongs_to_one_status_and_only_one_accepts() -> None:
    assert set(STATUS_OF) == set(Reason)
    assert [reason for reason in Reason if STATUS_OF[reason] is Status.ACCEPTED] == [Reason.CORRECT]
    for reason in (Reason.TIMEOUT, Reason.MEMORY, Reason.CHECKER_CRASH, Reason.INFRASTRUCTURE):
        assert verdict(reason, "x", 1).status is Status.UNDECIDED


@pytest.mark.parametrize(
    "text",
    [
        '{"kind":"nonsense"}',
        '{"kind":"exact","answer":{"type":"integer"},"gold":"1","extra":1}',
        '{"kind":"exact","answer":{"type":"integer"}}',
        '{"kind":"milp","answer":{"type":"integer"},"gold":"1","sense":"max","columns":[],"objective":{},"rows":[]}',
        '{"kind":"exact","answer":{"type":"decimal","tolerance":"0.1"},"gold":"1"}',
    ],
)
def test_a_check_that_is_not_of_its_kind_is_refused(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=Check)


@given(st.dictionaries(st.text(max_size=5), st.integers(-(2**62), 2**62), max_size=5))
def test_canonical_json_is_read_back_as_it_was(value: dict[str, int]) -> None:
    assert json.loads(canonical_json(value)) == value


@pytest.mark.parametrize("view", VIEWS)
def test_only_what_need_not_have_been_measured_may_be_null(view: str) -> None:
    nullable = {field.name for field in VIEWS[view] if field.nullable or pa.types.is_null(field.type)}
    measured = {"problems": {"pass_rate", "difficulty", "curriculum"}, "rollouts": {"logprob"}, "dropped": {"score"}}
    training = {"default", "completion", "rl", "preference", "tool"}
    assert nullable == measured.get(view, {"difficulty"} if view in training else set())
    assert VIEWS[view].field("digest").type == pa.string()


@pytest.mark.parametrize("name", KINDS)
def test_the_json_schemas_in_the_docs_are_those_of_the_structs(name: str) -> None:
    path = ROOT / "docs" / "schemas" / f"{name}.schema.json"
    assert path.read_bytes() == json_schema(name), "run: python -m schemas.json_schema docs/schemas"


def test_shipped_data_is_found() -> None:
    assert data_path("recipes", "quickstart.yaml").is_file()
