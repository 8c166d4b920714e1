"""Lua 5.4, run by its own interpreter.

Values: a list, a tuple and a dictionary are tables, and a dictionary with the keys 1 to n, and an empty one, is the
same as a list; None is nil, which no table holds. A whole number and the float that equals it are the same number, as a
key of a table too. Strings are UTF-8. Whole numbers of more than 64 bits have no form; functions and tables with a
metatable are no results.

The reference manual leaves the order of `pairs` and `next` open, and the interpreter draws it anew each time it starts.
Here the items of a list come in order, as they do in the interpreter, and after them the other keys, ascending in runs
with an even hash seed and descending with an odd one: a program that hangs on the order is found out every time.
"""

from __future__ import annotations

from typing import Any

from validators.sandbox import guest
from validators.sandbox.jobs import Job, Limits
from validators.sandbox.languages.language import Language, Probe
from validators.sandbox.values import Undecodable

_WHOLE = 2.0**63


def form(value: Any) -> Any:
    """The value with tables that are lists as lists, others as dictionaries, and whole floats as integers."""
    kind = type(value)
    if kind is int and not -(2**63) <= value < 2**63:
        raise Undecodable("Lua has no whole number of more than 64 bits")
    if kind is float and value.is_integer() and -_WHOLE <= value < _WHOLE:
        return int(value)
    if kind is list or kind is tuple:
        return [_held(item) for item in value]
    if kind is dict:
        if any(type(key) is tuple for key in value):
            raise Undecodable("Lua has no table in which another is looked up by its items")
        found = {_held(key): _held(item) for key, item in value.items()}
        if len(found) != len(value):
            raise Undecodable("keys of the dictionary are the same in Lua")
        listed = all(type(key) is int and 1 <= key <= len(found) for key in found)
        return [found[place] for place in range(1, len(found) + 1)] if listed else found
    if kind is str:
        _utf8(value)
    return value


def _held(value: Any) -> Any:
    if value is None:
        raise Undecodable("a table of Lua holds no nil")
    return form(value)


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Undecodable("the text has no UTF-8") from None


def _letter(job: Job) -> bytes:
    """A chunk that returns the source, the entry's name, the room for output, the hash seed and the calls."""
    calls = ", ".join(
        f"{{n = {len(arguments)}, {', '.join(literal(form(argument)) for argument in arguments)}}}"
        for arguments in job.calls
    )
    source = "".join([f"\\{byte:03}" for byte in job.source.encode("utf-8", "replace")])
    entry = literal(job.entry)
    return f'return "{source}", {entry}, {job.limits.output_bytes}, {job.hash_seed}, {{{calls}}}'.encode()


def literal(value: Any) -> str:
    """The expression that makes a value in the form of `form`."""
    match value:
        case None:
            return "nil"
        case bool():
            return "true" if value else "false"
        case int():
            return "math.mininteger" if value == -(2**63) else str(value)
        case float():
            return repr(value)
        case str():
            return '"' + "".join([f"\\{byte:03}" for byte in _utf8(value)]) + '"'
        case list():
            return f"{{{', '.join(map(literal, value))}}}"
    return f"{{{', '.join(f'[{literal(key)}] = {literal(item)}' for key, item in value.items())}}}"


DRIVER = r"""
local send_to, leave, DEPTH, MEMORY = io.stderr, os.exit, @DEPTH@, 98
local put, pack, format, match = send_to.write, string.pack, string.format, string.match
local gsub, sub = string.gsub, string.sub
local type, rawget, getmetatable, pcall, load = type, rawget, getmetatable, pcall, load
local select, error, unpack, concat, sort = select, error, table.unpack, table.concat, table.sort
local raw_next = next
local kind_of, length, byte, huge = math.type, utf8.len, string.byte, math.huge
local source, entry, room, seed, calls = load(io.read("a"), "=job", "t")()

local function send(text)
    put(send_to, pack(">s4", text))
end

-- The order of keys: numbers, then strings, then the rest as it comes.
local rank = {number = 1, string = 2}
local function before(one, other)
    local a, b = rank[type(one)] or 3, rank[type(other)] or 3
    if a ~= b then return a < b end
    if a == 3 or one == other then return false end
    if seed % 2 == 1 then return other < one end
    return one < other
end

local function listed(t)
    local n = 0
    while rawget(t, n + 1) ~= nil do n = n + 1 end
    return n
end

local function in_list(key, n)
    return kind_of(key) == "integer" and key >= 1 and key <= n
end

local function keys_of(t)
    local n, keys, loose = listed(t), {}, {}
    for i = 1, n do keys[i] = i end
    for key in raw_next, t do
        if not in_list(key, n) then loose[#loose + 1] = key end
    end
    sort(loose, before)
    for i = 1, #loose do keys[n + i] = loose[i] end
    return keys
end

function pairs(...)
    local t = ...
    if select("#", ...) == 0 then error("bad argument #1 to 'pairs' (table expected, got no value)", 2) end
    local meta = getmetatable(t)
    local own = type(meta) == "table" and meta.__pairs
    if own then
        local step, state, first = own(t)
        return step, state, first
    end
    if type(t) ~= "table" then error("bad argument #1 to 'pairs' (table expected, got " .. type(t) .. ")", 2) end
    local keys, place = keys_of(t), 0
    return function()
        local value
        repeat
            place = place + 1
            local key = keys[place]
            if key == nil then return nil end
            value = rawget(t, key)
        until value ~= nil
        return keys[place], value
    end, t, nil
end

function _G.next(t, last)
    if type(t) ~= "table" then error("bad argument #1 to 'next' (table expected, got " .. type(t) .. ")", 2) end
    local n = listed(t)
    if last == nil and n > 0 then return 1, rawget(t, 1) end
    if in_list(last, n - 1) then return last + 1, rawget(t, last + 1) end
    local loose, found = last ~= nil and not in_list(last, n), nil
    if loose and not rank[type(last)] then
        -- Keys without an order follow each other as they come.
        local key = raw_next(t, last)
        while key ~= nil and rank[type(key)] do key = raw_next(t, key) end
        if key == nil then return nil end
        return key, rawget(t, key)
    end
    for key in raw_next, t do
        if not in_list(key, n) and (not loose or before(last, key)) and (found == nil or before(key, found)) then
            found = key
        end
    end
    if found == nil then return nil end
    return found, rawget(t, found)
end

local refused, full = {}, {}

local function fail(kind, reason)
    kind.reason = reason
    error(kind, 0)
end

local function spent(text)
    room = room - #text
    if room < 0 then fail(full, "the values are too large") end
    return text
end

local escapes = {['"'] = '\\"', ["\\"] = "\\\\"}
local function quoted(text)
    return '"' .. gsub(text, '[%c"\\]', function(c) return escapes[c] or format("\\u%04x", byte(c)) end) .. '"'
end

local written

local function number(value)
    if kind_of(value) == "integer" then return format("%d", value) end
    if value ~= value or value == huge or value == -huge then fail(refused, "a number that is not finite") end
    local text = format("%.17g", value)
    return match(text, "[.e]") and text or text .. ".0"
end

local function held(value, depth)
    if getmetatable(value) ~= nil then fail(refused, "a table with a metatable") end
    if depth >= DEPTH then fail(refused, "values nested too deeply, or holding themselves") end
    local parts, keys = {}, keys_of(value)
    if listed(value) == #keys then
        for i = 1, #keys do parts[i] = written(value[i], depth + 1) end
        return "[" .. concat(parts, ",") .. "]"
    end
    for i = 1, #keys do
        parts[i] = "[" .. written(keys[i], depth + 1) .. "," .. written(value[keys[i]], depth + 1) .. "]"
    end
    return '{"d":[' .. concat(parts, ",") .. "]}"
end

function written(value, depth)
    local kind = type(value)
    if kind == "nil" then return spent("null ") end
    if kind == "boolean" then return spent(value and "true " or "false ") end
    if kind == "number" then return spent(number(value) .. " ") end
    if kind == "string" then
        if #value > room then fail(full, "the values are too large") end
        if not length(value) then fail(refused, "a string that is not UTF-8") end
        return spent(quoted(value) .. " ")
    end
    if kind == "table" then return spent("") .. held(value, depth) end
    fail(refused, "a value of type " .. kind)
end

-- The candidate's chunk, with its function at the end if that is local; else it is looked for.
local function found()
    local chunk, problem = load(source .. "\nreturn " .. entry, "=candidate", "t")
    if not chunk then
        chunk, problem = load(source, "=candidate", "t")
    end
    if not chunk then error(problem, 0) end
    local given = chunk()
    if type(given) == "table" and type(given[entry]) == "function" then return given[entry] end
    if type(given) == "function" then return given end
    return rawget(_G, entry)
end

local values, status, detail = {}, "returned", ""
local function run()
    local entry_function = found()
    if type(entry_function) ~= "function" then
        status, detail = "missing_entry", "the program does not define " .. entry
        return
    end
    for i = 1, #calls do
        -- In parentheses: only the first of the values that it returns counts.
        values[i] = written((entry_function(unpack(calls[i], 1, calls[i].n))), 0)
    end
end

math.randomseed(seed + 1)
if not match(entry, "^[%a_][%w_]*$") then source, entry = "", "_" end
send("ready")
local fine, problem = pcall(run)
if not fine then
    if problem == refused then
        status, detail = "exception", "unserialisable result: " .. refused.reason
    elseif problem == full then
        status, detail = "output_limit", full.reason
    else
        local text = type(problem) == "string" and problem or "an error of type " .. type(problem)
        text = sub(match(text, "^[^\n]*"), 1, 200)
        if not length(text) then text = "an error that is not UTF-8" end
        if text == "not enough memory" or match(text, "resulting string too large$") then
            status, detail = "memory", ""
        elseif match(text, "module '[^']*' not found") then
            status, detail = "unsupported_import", text
        else
            status, detail = "exception", text
        end
    end
end
local sent = pcall(function()
    send('{"status":"' .. status .. '","detail":' .. quoted(detail) .. ',"values":[' .. concat(values, ",") .. "]}")
end)
leave(sent and 0 or MEMORY, false)
""".replace("@DEPTH@", str(guest.MAX_DEPTH))


def _arguments(limits: Limits, hash_seed: int) -> list[str]:
    return ["-e", DRIVER]


LUA = Language(
    name="lua",
    title="Lua",
    commands=("lua5.4", "lua"),
    remedy="install Lua 5.4 (on Debian and Ubuntu: apt-get install lua5.4)",
    arguments=_arguments,
    letter=_letter,
    form=form,
    probe=Probe(
        "function f() return _VERSION end",
        "function f()\n    {attack}\n    return 'done'\nend\n",
        {
            "write a file": "assert(io.open('/tmp/provender-probe', 'w')):write('x')",
            "read the password file": "assert(io.open('/etc/passwd')):read('a')",
            "start a process": "assert(io.popen('true')):read('a')",
            "run a shell": "assert(os.execute('true'))",
            "make a file": "assert(io.tmpfile())",
        },
    ),
    # A chunk has no way to a descriptor that is no standard stream. What a program prints goes nowhere.
    job_at=0,
    result_at=2,
    fixed_addresses=True,
)
