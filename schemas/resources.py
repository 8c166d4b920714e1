"""Where the shipped data lies: inside the wheel as `schemas/data`, in a checkout as `data/` beside the rooms."""

from __future__ import annotations

from pathlib import Path


def data_path(*parts: str) -> Path:
    """The path of a shipped file or folder, for example ``data_path("recipes", "quickstart.yaml")``."""
    here = Path(__file__).resolve().parent
    installed = here / "data"
    root = installed if installed.is_dir() else here.parent / "data"
    return root.joinpath(*parts)
