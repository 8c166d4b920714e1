"""What seed templates make, as rows to be audited: a template that is too near to a benchmark may not generate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from generators.family import Impossible, draw
from generators.templates import load_template
from pipelines.decontamination.reading import Text
from schemas import BadInput
from schemas.resources import data_path

DRAWS = 20  # of each level: enough for every wording of a template to come


def template_files(paths: Sequence[Path]) -> list[Path]:
    """The templates at these paths, of folders all that lie in them; the shipped ones if no path is given."""
    given = paths or [data_path("templates")]
    files = [file for path in given for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]
    if not files:
        raise BadInput(", ".join(map(str, given)), "no seed template lies there", "name YAML files or their folder")
    return files


def rows(files: Sequence[Path]) -> Iterator[list[Text]]:
    """Draws of every level of each template, a row each. Raises `BadInput` for a template that cannot be used."""
    for file in files:
        family = load_template(file)
        for level in family.levels:
            for index in range(DRAWS):
                try:
                    yield [
                        Text(f"{family.name} level {level}, index {index}", "", draw(family, 0, index, level).prompt)
                    ]
                except Impossible:
                    continue
