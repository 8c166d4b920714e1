"""Runs untrusted programs where they can do nothing but compute, and says which walls held.

A supervisor (this side) keeps a warm interpreter, the *zygote*, shut into namespaces of its own; every job is one fork
of it with limits and a system-call filter of its own. The guest receives the source and the arguments, never an
expected value; it returns values of exact built-in types, and this side, which alone knows what is right, compares. How
a job ended is the kernel's wait status, not the guest's word.
"""

from __future__ import annotations

from validators.sandbox.jobs import Ending, Job, Limits, Run, RunStatus
from validators.sandbox.languages import LANGUAGES, form_in
from validators.sandbox.probing import Walls, languages_available, layers_available, walls
from validators.sandbox.supervisor import WEAKER_VARIABLE, allow_weaker, close, run, run_calls, weaker
from validators.sandbox.values import Undecodable, decode, encode, plain

__all__ = [
    "LANGUAGES",
    "WEAKER_VARIABLE",
    "Ending",
    "Job",
    "Limits",
    "Run",
    "RunStatus",
    "Undecodable",
    "Walls",
    "allow_weaker",
    "close",
    "decode",
    "encode",
    "form_in",
    "languages_available",
    "layers_available",
    "plain",
    "run",
    "run_calls",
    "walls",
    "weaker",
]
