"""A small recipe and one release of it, built once for all tests that only look at it."""

from pathlib import Path

import pytest

from small_build import RECIPE, provender


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(RECIPE)
    return path


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished release of the small recipe. Tests that change it work on a copy."""
    folder = tmp_path_factory.mktemp("release")
    (folder / "small.yaml").write_text(RECIPE)
    done = provender("build", folder / "small.yaml", "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder / "out"
