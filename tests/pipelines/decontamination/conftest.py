"""A benchmark of our own, invented for these tests: thirty items, one a line of invented.txt, and a pack of them."""

from pathlib import Path

import pytest

from pipelines.decontamination import packs
from pipelines.decontamination.packs import Item, Pack, Source

LINES = Path(__file__).with_name("invented.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="session")
def items() -> list[Item]:
    return [Item("invented", f"{number:02}", text) for number, text in enumerate(LINES)]


@pytest.fixture(scope="session")
def sources() -> list[Source]:
    return [Source(name="invented", licence="Apache-2.0", url="https://example.org/invented")]


@pytest.fixture(scope="session")
def pack_file(tmp_path_factory: pytest.TempPathFactory, items: list[Item], sources: list[Source]) -> Path:
    path = tmp_path_factory.mktemp("pack") / "invented.fp"
    packs.write(path, packs.build("invented", "1", sources, items))
    return path


@pytest.fixture(scope="session")
def pack(pack_file: Path) -> Pack:
    return packs.load(pack_file)
