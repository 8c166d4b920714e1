"""A second reading of code/function_spec_lua: the stages as in code/function_spec, the calls shown as tables.

The gold program is tried by its checker, in the sandbox; here the expected values are found anew.
"""

import json
import re

from oracles.function_spec_javascript import consistent
from schemas import Problem


def agrees(problem: Problem) -> bool:
    """Whether the stages give every expected value, hidden or shown, and no call that is shown is hidden."""
    return consistent(problem, _literal)


def _literal(text: str, several: bool = False):
    """The value of a Lua literal; of several with commas between them, in brackets, their list."""
    inner = text[1:-1] if several else text
    pairs = re.findall(r"\[([^\]]*)\] = ([^,}]*)", inner)
    if pairs:
        return {str(json.loads(key)): json.loads(item) for key, item in pairs}
    listed = re.sub(r'"[^"]*"|[{}]|nil', lambda part: _JSON.get(part[0], part[0]), inner)
    return json.loads(f"[{listed}]" if several else listed)


_JSON = {"{": "[", "}": "]", "nil": "null"}
