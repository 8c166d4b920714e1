"""Merkle trees: the roots of RFC 6962's own examples, and proofs that hold for one row at one place only."""

import hashlib

import pytest

from pipelines.evals.merkle import included, leaf_hash, paths_of, root_of
from schemas.arrow import EVAL


def _leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\0" + data).digest()


# The test data of certificate-transparency's Merkle tree (inputs and roots of RFC 6962 trees).
INPUTS = [bytes.fromhex(each) for each in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_standard(size: int) -> None:
    assert root_of([_leaf(each) for each in INPUTS[:size]]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize("size", [*range(1, 18), 100])
def test_every_leaf_is_proved_at_its_place_and_nowhere_else(size: int) -> None:
    leaves = [_leaf(bytes([place])) for place in range(size)]
    root, paths = root_of(leaves), paths_of(leaves)
    for place, (leaf, path) in enumerate(zip(leaves, paths, strict=True)):
        assert included(leaf, place, size, path, root)
        assert not included(_leaf(b"another"), place, size, path, root)
        assert not included(leaf, place, size, path, _leaf(b"root"))
        assert not included(leaf, place, size, (*path, root), root)
        assert not included(leaf, size, size, path, root) and not included(leaf, -1, size, path, root)
        if size > 1:
            assert not included(leaf, (place + 1) % size, size, path, root)
            assert not included(leaf, place, size, path[:-1], root)


def test_what_is_no_row_of_an_eval_has_no_leaf() -> None:
    row = {name: name for name in EVAL.names}
    for other in ({**row, "more": ""}, {name: name for name in EVAL.names[1:]}, {**row, "tags": object()}):
        with pytest.raises(ValueError, match="eval's row"):
            leaf_hash(other, b"s" * 32)


def test_a_leaf_depends_on_every_column_and_on_the_salt() -> None:
    row = {name: name for name in EVAL.names}
    leaf = leaf_hash(row, b"s" * 32)
    assert leaf_hash(row, b"t" * 32) != leaf
    for name in EVAL.names:
        assert (leaf_hash({**row, name: "other"}, b"s" * 32) != leaf) == (name != "digest")
