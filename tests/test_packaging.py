"""The distribution: what it carries, and that its package names are its own."""

import importlib.metadata
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("generators", "pipelines", "schemas", "validators")


def test_no_other_distribution_provides_our_packages() -> None:
    provided = importlib.metadata.packages_distributions()
    for room in ROOMS:
        assert set(provided.get(room, [])) <= {"provender"}
        for distribution in importlib.metadata.distributions():
            if distribution.name != "provender":
                assert not [file for file in distribution.files or () if file.parts[0] == room], distribution.name


def test_the_wheel_carries_rooms_templates_and_recipes_and_works_from_any_folder(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT],
        check=True,
    )
    (wheel,) = tmp_path.glob("provender-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "installed")
    assert "schemas/data/recipes/quickstart.yaml" in names
    assert len([name for name in names if name.startswith("schemas/data/templates/")]) >= 12
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == set(ROOMS)
    script = (
        "from generators import families; from schemas.resources import data_path; print(data_path(), len(families()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(tmp_path / "installed"), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    where, count = done.stdout.split()
    assert Path(where) == tmp_path / "installed" / "schemas" / "data"
    assert int(count) >= 9


def test_the_rooms_import_without_torch_and_proving_needs_no_beam() -> None:
    script = (
        "import sys, generators.registry as r, validators, pipelines.recheck\n"
        "r.families()\n"
        "heavy = ('torch', 'vllm', 'apache_beam', 'datasets', 'ortools', 'scipy')\n"
        "print(*[name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
