"""One home with a train release and a sealed eval release, made once for all tests that only look at it."""

from pathlib import Path

import pytest

from small_home import made_home


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of `small_home.made_home`. Tests that change something work on a copy."""
    base = tmp_path_factory.getbasetemp()
    return made_home((base.parent if base.name.startswith("popen") else base) / "small-home")
