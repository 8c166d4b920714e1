"""JavaScript, run by Node.js.

Values: a list and a tuple are arrays; a dictionary is a Map, or an object where all keys are strings; None is null. A
whole number and the float that equals it are the same number. Whole numbers beyond 2^53 - 1 have no form, nor have
dictionaries with tuples as keys; undefined, a BigInt, NaN and all other objects are no results.

Machine code is made by nobody (``--jitless``): no page of the process has to be writable and executable, there is no
WebAssembly, and the interpreter needs few threads and few addresses.
"""

from __future__ import annotations

import json
from typing import Any

from validators.sandbox import guest
from validators.sandbox.jobs import Job, Limits
from validators.sandbox.languages.language import Language, Probe
from validators.sandbox.values import Undecodable

MOST = 2**53 - 1  # beyond it not every whole number is a number


def form(value: Any) -> Any:
    """The value with tuples as lists and whole floats as integers."""
    kind = type(value)
    if kind is int and not -MOST <= value <= MOST:
        raise Undecodable("JavaScript has no number for a whole number beyond 2^53 - 1")
    if kind is float and value.is_integer() and -MOST <= value <= MOST:
        return int(value)
    if kind is list or kind is tuple:
        return [form(item) for item in value]
    if kind is dict:
        if any(type(key) is tuple for key in value):
            raise Undecodable("JavaScript has no Map in which an array is looked up by its items")
        found = {form(key): form(item) for key, item in value.items()}
        if len(found) != len(value):
            raise Undecodable("keys of the dictionary are the same in JavaScript")
        return found
    return value


def _letter(job: Job) -> bytes:
    calls = [[_tagged(form(argument)) for argument in arguments] for arguments in job.calls]
    told = {"source": job.source, "entry": job.entry, "calls": calls, "room": job.limits.output_bytes}
    return json.dumps(told).encode()


def _tagged(value: Any) -> Any:
    return json.loads(guest.as_json(value, 10_000_000))


def _arguments(limits: Limits, hash_seed: int) -> list[str]:
    return [
        "--jitless", "--no-expose-wasm", "--single-threaded", "--v8-pool-size=0", "--no-warnings",
        f"--max-old-space-size={limits.memory_mb}", f"--random-seed={hash_seed + 1}", "-e", DRIVER,
    ]  # fmt: skip


DRIVER = r"""
(() => {
"use strict";
const fs = require("fs"), vm = require("vm");
const { readSync, writeSync } = fs, { compileFunction } = vm, { isMap, isProxy } = require("util").types;
const { stringify, parse } = JSON, { isArray, prototype: arrays } = Array, { isSafeInteger, isFinite } = Number;
const { getPrototypeOf, keys, prototype: objects } = Object, maps = Map.prototype, each = maps.forEach;
const { apply } = Reflect, { from, alloc, concat } = Buffer, leave = process.reallyExit.bind(process);
const MEMORY = 98, DEPTH = @DEPTH@;
class Refused { constructor(reason) { this.reason = reason; } }
class Full { constructor(reason) { this.reason = reason; } }

function send(text) {
    const body = from(text, "utf8"), head = alloc(4);
    head.writeUInt32BE(body.length);
    const data = concat([head, body]);
    for (let at = 0; at < data.length; ) at += writeSync(3, data, at, data.length - at);
}

function received() {
    const parts = [];
    for (;;) {
        const part = alloc(65536), size = readSync(4, part, 0, part.length, null);
        if (size === 0) return parse(concat(parts).toString("utf8"));
        parts.push(part.subarray(0, size));
    }
}

function untagged(tree) {
    if (isArray(tree)) return tree.map(untagged);
    if (tree === null || typeof tree !== "object") return tree;
    return new Map(tree.d.map(([key, value]) => [untagged(key), untagged(value)]));
}

let room = 0;

function written(value, depth) {
    const text = textOf(value, depth);
    room -= 1;
    if (room < 0) throw new Full("the values are too large");
    return text;
}

function textOf(value, depth) {
    if (value === null) return spent("null");
    switch (typeof value) {
        case "boolean": return spent(value ? "true" : "false");
        case "number": {
            if (!isFinite(value)) throw new Refused("a number that is not finite");
            const text = `${value}`;
            if (isSafeInteger(value)) return spent(text);
            for (let i = 0; i < text.length; i++) if (text[i] === "." || text[i] === "e") return spent(text);
            return spent(text + ".0");
        }
        case "string":
            if (value.length > room) throw new Full("the values are too large");
            return spent(stringify(value));
        case "object": return held(value, depth);
    }
    throw new Refused(`a value of type ${typeof value}`);
}

function spent(text) {
    room -= text.length;
    return text;
}

function held(value, depth) {
    if (isProxy(value)) throw new Refused("a proxy");
    if (depth >= DEPTH) throw new Refused("values nested too deeply, or holding themselves");
    const kind = getPrototypeOf(value);
    let text = "", comma = "";
    if (isArray(value) && kind === arrays) {
        for (let i = 0; i < value.length; i++) {
            text += comma + written(value[i], depth + 1);
            comma = ",";
        }
        return `[${text}]`;
    }
    const pair = (item, key) => {
        text += `${comma}[${written(key, depth + 1)},${written(item, depth + 1)}]`;
        comma = ",";
    };
    if (isMap(value) && kind === maps) apply(each, value, [pair]);
    else if (kind === objects || kind === null) {
        const names = keys(value);
        for (let i = 0; i < names.length; i++) pair(value[names[i]], names[i]);
    } else throw new Refused("an object of a class");
    return `{"d":[${text}]}`;
}

function said(error) {
    try {
        if (error instanceof Refused) return ["exception", `unserialisable result: ${error.reason}`];
        if (error instanceof Full) return ["output_limit", error.reason];
        if (error === null || typeof error !== "object") return ["exception", `thrown: ${typeof error}`];
        const kind = `${error.name}`.slice(0, 64), first = `${error.message}`.split("\n")[0].slice(0, 200);
        const detail = first ? `${kind}: ${first}` : kind;
        const code = error.code;
        if (code === "EPERM" || code === "EACCES") return ["forbidden", detail];
        if (code === "MODULE_NOT_FOUND" || code === "ERR_UNKNOWN_BUILTIN_MODULE" || IMPORT.test(first))
            return ["unsupported_import", detail];
        if (ROOM.test(first)) return ["memory", ""];
        return ["exception", detail];
    } catch {
        return ["exception", "an error that cannot be printed"];
    }
}

const IMPORT = /^Cannot use (import statement|'import\.meta') outside a module|^A dynamic import callback/;
const ROOM = /^(Array buffer allocation failed|Invalid string length|Cannot create a string longer than)/;
const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const EXPORT = /^export\s+(?:default\s+)?(?=(?:async\s+)?function\b|const\b|let\b|var\b|class\b)/gm;

function compiled(source, entry) {
    const give = (text) => `${text}\n;return typeof ${entry} === "undefined" ? undefined : ${entry};`;
    const names = ["exports", "require", "module"], settings = { filename: "candidate.js" };
    try {
        return compileFunction(give(source), names, settings);
    } catch (error) {
        const plain = source.replace(EXPORT, "");
        if (plain === source) throw error;
        return compileFunction(give(plain), names, settings);
    }
}

const job = received(), values = [], { entry } = job;
const calls = job.calls.map((call) => call.map(untagged));
room = job.room;
send("ready");
let status = "returned", detail = "";
try {
    const module = { exports: {} };
    let found = NAME.test(entry) ? compiled(job.source, entry)(module.exports, require, module) : undefined;
    if (typeof found !== "function") found = module.exports[entry];
    if (typeof found !== "function") {
        status = "missing_entry";
        detail = `the program does not define ${entry}`;
    } else {
        for (let i = 0; i < calls.length; i++) values[i] = written(apply(found, undefined, calls[i]), 0);
    }
} catch (error) {
    [status, detail] = said(error);
}
try {
    let text = "";
    for (let i = 0; i < values.length; i++) text += (i ? "," : "") + values[i];
    send(`{"status":"${status}","detail":${stringify(detail)},"values":[${text}]}`);
} catch {
    leave(MEMORY);
}
leave(0);
})();
""".replace("@DEPTH@", str(guest.MAX_DEPTH))

JAVASCRIPT = Language(
    name="javascript",
    title="JavaScript",
    commands=("node", "nodejs"),
    remedy="install Node.js 18 or later (on Debian and Ubuntu: apt-get install nodejs)",
    arguments=_arguments,
    letter=_letter,
    form=form,
    probe=Probe(
        "function f() { return process.version; }",
        "function f() {{\n    {attack};\n    return 'done';\n}}\n",
        {
            "write a file": "require('fs').writeFileSync('/tmp/provender-probe', 'x')",
            "read the password file": "require('fs').readFileSync('/etc/passwd')",
            "start a process": "if (require('child_process').spawnSync('/bin/true').error) throw 1",
            "start itself anew": "if (require('child_process').spawnSync(process.execPath).error) throw 1",
            "signal its parent": "process.kill(process.ppid, 9)",
            "become root": "if (process.getuid()) process.setuid(0); else throw 1",
        },
    ),
    # Node.js does not start where it may not read the configuration of OpenSSL; where there is none it does.
    environment={"OPENSSL_CONF": "/nowhere", "UV_USE_IO_URING": "0", "UV_THREADPOOL_SIZE": "1", "TZ": "UTC"},
    processes=16,
    files=64,
    spare_mb=320,
)
