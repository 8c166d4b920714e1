"""The functions of `code/function_spec`, to be written in JavaScript."""

from __future__ import annotations

from generators.code.function_spec import FunctionSpec
from generators.code.pipelines.javascript import JAVASCRIPT
from generators.registry import register


@register
class FunctionSpecJavaScript(FunctionSpec):
    """As `FunctionSpec`, with a program in JavaScript as the answer."""

    name = "code/function_spec_javascript"
    version = 1
    title = "Functions in JavaScript written from a specification of their stages"
    tongue = JAVASCRIPT
