"""The functions of `code/function_spec`, to be written in Lua."""

from __future__ import annotations

from generators.code.function_spec import FunctionSpec
from generators.code.pipelines.lua import LUA
from generators.registry import register


@register
class FunctionSpecLua(FunctionSpec):
    """As `FunctionSpec`, with a program in Lua as the answer."""

    name = "code/function_spec_lua"
    version = 1
    title = "Functions in Lua written from a specification of their stages"
    tongue = LUA
