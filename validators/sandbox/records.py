"""Signs how a job ended where its process was waited for, and proves it where its values are judged.

A record binds the job (its id, program and inputs) to what came of it (status, frame, processor time, layers). Its
HMAC-SHA256 can be made only in the process that waited for the job: the key is drawn when the process starts, again in
every fork, and is never written anywhere; a zygote is a new image of the interpreter and holds no copy. It keeps a
result from being taken for another job's, or from being made up by anything but the waiting itself. It is no wall: what
a guest sends is signed as what *that guest* sent, and is judged.
"""

from __future__ import annotations

import hashlib
import hmac
import marshal
import os

import msgspec

from validators.sandbox.jobs import Ending, Job

_key = os.urandom(32)


def _renew() -> None:
    global _key
    _key = os.urandom(32)


os.register_at_fork(after_in_child=_renew)


def signed(job: Job, ending: Ending) -> Ending:
    """The ending with its seal, for the one who waited for the job's process."""
    return msgspec.structs.replace(ending, seal=_seal(job, ending))


def proved(job: Job, ending: Ending) -> bool:
    """Whether this ending was signed in this process, for this very job, and is as it was then."""
    return hmac.compare_digest(ending.seal, _seal(job, ending))


def _seal(job: Job, ending: Ending) -> bytes:
    program = _digest(job.source.encode("utf-8", "surrogatepass"))
    inputs = _digest(marshal.dumps(job.calls, 2))  # a version without references writes equal values alike
    asked = (job.id, job.language, program, job.entry, inputs, job.hash_seed)
    came = (ending.status.value, ending.detail, _digest(ending.result), ending.cpu_seconds, ending.layers)
    return hmac.digest(_key, repr((asked, came)).encode("utf-8", "surrogatepass"), "sha256")


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
