"""The split: decided by key and name alone, stable, in its shares, and disjoint between terms."""

import hashlib
import pickle
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from generators.registry import families
from pipelines.evals.founding import evenness, make_home
from pipelines.evals.home import KEY, Key, open_home, read_key, write_secret
from pipelines.evals.ledger import append
from pipelines.evals.split import ANCHORS, TRAINED, Split, split_of
from schemas import BadInput
from schemas.evals import Holdout
from schemas.ledger import SplitMade

HOLDOUT = Holdout(start="2026-01-01")
SPLIT = Split(Key(hashlib.sha256(b"key").digest()), HOLDOUT)
NAMES = [f"domain/family_{number}" for number in range(4000)]


def test_parts_come_in_their_shares() -> None:
    parts = Counter(SPLIT.family(name) for name in NAMES)
    assert abs(parts[TRAINED] / 4000 - 0.75) < 0.03
    assert abs(parts[ANCHORS] / 4000 - 0.25 * 0.15) < 0.01
    for term in range(4):
        assert abs(parts[term] / 4000 - 0.25 * 0.85 / 4) < 0.012
    templates = Counter(SPLIT.template("domain/family_0", f"t{number}") for number in range(4000))
    assert len(templates) == (1 if SPLIT.family("domain/family_0") != TRAINED else 6)


def test_a_name_s_part_does_not_depend_on_which_others_there_are_and_does_on_the_key() -> None:
    other = Split(Key(hashlib.sha256(b"other").digest()), HOLDOUT)
    assert sum(other.family(name) != SPLIT.family(name) for name in NAMES) > 1000
    assert [SPLIT.family(name) for name in reversed(NAMES)] == [SPLIT.family(name) for name in NAMES][::-1]


def test_variants_of_one_family_go_together() -> None:
    kin = [name for name, family in families().items() if family.kin == "code/function_spec"]
    assert len(kin) == 3
    for number in range(40):
        split = Split(Key(hashlib.sha256(b"%d" % number).digest()), HOLDOUT)
        assert len({split.family(name) for name in kin}) == 1


def test_what_no_pattern_of_the_pool_names_is_trained_on_with_all_its_templates() -> None:
    split = Split(SPLIT.key, Holdout(start="2026-01-01", pool=("math/*",), families=0.9, templates=0.9))
    assert {split.family(f"logic/{number}") for number in range(50)} == {TRAINED}
    assert {split.template("logic/x", str(number)) for number in range(50)} == {TRAINED}


def test_a_day_has_the_term_that_it_lies_in() -> None:
    assert [SPLIT.term(date.fromisoformat(day)) for day in ("2026-01-01", "2026-03-31", "2026-04-01")] == [0, 0, 1]
    assert SPLIT.ends(0) == date(2026, 4, 1)
    for day, said in (("2025-12-31", "the first term begins"), ("2026-12-27", "used up")):
        with pytest.raises(BadInput, match=said):
            SPLIT.term(date.fromisoformat(day))


def test_a_new_home_takes_a_key_under_which_every_term_has_families(tmp_path: Path) -> None:
    names = list(families())
    home = make_home(tmp_path / "home", HOLDOUT, names)
    split = split_of(home)
    parts = Counter(split.family(name) for name in names)
    assert all(parts[part] >= 1 for part in (ANCHORS, 0, 1, 2, 3)), parts
    first = evenness(Key(hashlib.sha256(b"a random key").digest()), HOLDOUT, names)
    assert evenness(split.key, HOLDOUT, names) > first


def test_a_key_shows_itself_nowhere(tmp_path: Path) -> None:
    secret = hashlib.sha256(b"key").digest()
    key = Key(secret)
    for told in (repr(key), str(key), repr(Split(key, HOLDOUT)), key.id):
        assert secret.hex() not in told and repr(secret) not in told
    with pytest.raises(TypeError, match="not to be sent"):
        pickle.dumps(key)
    path = tmp_path / "split.key"
    path.write_text(f"{secret.hex()[:-2]}zz\n")
    path.chmod(0o600)
    with pytest.raises(BadInput) as error:
        read_key(path)
    assert secret.hex()[:20] not in str(error.value)


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        ("ab" * 32, 0o640, "read by others"), ("ab" * 32, 0o604, "read by others"), ("ab" * 31, 0o600, "64 hex digits"),
        ("", 0o600, "64 hex digits"), ("é", 0o600, "cannot be read"),
    ],
    ids=["the group", "everybody", "short", "empty", "no hex"],
)  # fmt: skip
def test_a_key_that_is_broken_or_open_to_others_is_refused(content: str, mode: int, said: str, tmp_path: Path) -> None:
    path = tmp_path / "split.key"
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(BadInput, match=said):
        read_key(path)


def test_a_home_is_made_once_and_a_ledger_of_another_key_is_noticed(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", HOLDOUT, ["a/b"])
    before = (home.path / KEY).read_bytes(), home.ledger.read_bytes()
    make_home(tmp_path / "home", Holdout(start="2027-01-01"), ["a/b"])
    assert before == ((home.path / KEY).read_bytes(), home.ledger.read_bytes())
    write_secret(home.path / KEY, b"ab" * 32)
    with pytest.raises(BadInput, match="no split of this key"):
        split_of(home)
    append(home.ledger, SplitMade(home.key().id, HOLDOUT))
    assert split_of(home).holdout == HOLDOUT


def test_a_folder_with_something_else_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "thing").write_text("x")
    with pytest.raises(BadInput, match="no home of evals"):
        make_home(tmp_path, HOLDOUT, ["a/b"])
    with pytest.raises(BadInput, match="no ledger"):
        open_home(tmp_path)
    with pytest.raises(BadInput, match="a file"):
        make_home(tmp_path / "thing", HOLDOUT, ["a/b"])
