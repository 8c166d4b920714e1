"""Altered Python: ordinary Python prints something else for the program shown."""

import re

import pytest

from generators.code.altered_python import AlteredPython
from generators.family import draw

FAMILY = AlteredPython()


@pytest.mark.parametrize("level", sorted(FAMILY.levels))
def test_whoever_overlooks_the_rules_is_wrong(level: int, capsys: pytest.CaptureFixture[str]) -> None:
    for index in range(40):
        problem = draw(FAMILY, 29, index, level)
        code = re.search(r"```python\n(.*?)```", problem.prompt, re.S)
        assert code
        exec(code.group(1), {})  # the generator's own program
        printed = capsys.readouterr().out.strip()
        assert printed == problem.params["plain"] != problem.check.gold
