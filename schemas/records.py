"""The records that travel between rooms: a problem, what an engine wrote for it, and what a checker said."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal as Lit

from msgspec import Meta, Struct

from schemas.canonical import canonical_json, digest
from schemas.checks import Check


class Origin(Struct, frozen=True, forbid_unknown_fields=True):
    """The draw a problem came from: with the family's version it is enough to make the problem again.

    `twin` says that a twin was drawn: a problem that has no, or no single, answer.
    """

    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    index: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    twin: bool = False


class Problem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One problem, with all that is needed to check an answer to it.

    `fingerprint` is canonical and renaming-invariant: two problems with the same fingerprint are the same problem,
    however they are worded. `id` is a hash of it. `measures` are the level's units (depth, search space, …).
    """

    id: str
    fingerprint: str
    family: str
    family_version: int
    template: str
    params: dict[str, Any]
    level: int
    language: str
    prompt: str
    check: Check
    reference: str
    measures: dict[str, int]
    origin: Origin
    tags: tuple[str, ...] = ()


def problem_id(fingerprint: str) -> str:
    """The id of the problem with this fingerprint: 32 hex digits."""
    return digest("problem", fingerprint)


def fingerprint_of(family: str, canonical: Any) -> str:
    """The fingerprint of a family's canonical form: the family's name and a 256-bit digest."""
    return f"{family}:{digest(canonical_json(canonical), size=32)}"


class FinishReason(StrEnum):
    """Why an engine stopped writing."""

    STOP = "stop"
    LENGTH = "length"
    ERROR = "error"


class Message(Struct, frozen=True, forbid_unknown_fields=True):
    """One turn of a conversation: `system`, `user`, `assistant`, or `tool` for what a program printed."""

    role: Lit["system", "user", "assistant", "tool"]
    content: str


class Completion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an engine wrote for one request, as the store keeps it.

    `key` is the content address: engine fingerprint, prompt as the engine was shown it, sampling settings (JSON) and
    sample index. Tokens are the engine's own; `logprob` is the natural logarithm of the completion's probability where
    it was asked for. `engine_seconds` is this completion's share of the time its engine worked, `wall_seconds` of the
    time from asking the batch to having it stored; both are part of the record, so they are the same in every release
    made from it.
    """

    key: str
    engine: str
    prompt: str
    settings: str
    sample_index: int
    text: str
    finish_reason: FinishReason
    prompt_tokens: int = 0
    completion_tokens: int = 0
    logprob: float | None = None
    engine_seconds: float = 0.0
    wall_seconds: float = 0.0
    error: str = ""


class Status(StrEnum):
    """The three things a checker can say. Undecided is never wrong: time, memory and crashes end there."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNDECIDED = "undecided"


class Reason(StrEnum):
    """The closed list of reasons; each belongs to one status (see `STATUS_OF`)."""

    CORRECT = "correct"

    NO_ANSWER = "no_answer"
    WRONG_VALUE = "wrong_value"
    WRONG_FORM = "wrong_form"
    CONTRADICTORY = "contradictory"
    HEDGED = "hedged"
    INFEASIBLE = "infeasible"
    NOT_OPTIMAL = "not_optimal"
    WRONG_OUTPUT = "wrong_output"
    TOO_SLOW = "too_slow"
    EXCEPTION = "exception"
    FORBIDDEN = "forbidden"

    UNREADABLE = "unreadable"
    TRUNCATED = "truncated"
    ENGINE_ERROR = "engine_error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT_LIMIT = "output_limit"
    NONDETERMINISTIC = "nondeterministic"
    UNSUPPORTED_IMPORT = "unsupported_import"
    CHECKER_CRASH = "checker_crash"
    CHECKER_ERROR = "checker_error"
    SOLVER_UNKNOWN = "solver_unknown"
    UNPROVED = "unproved"
    ORACLES_DISAGREE = "oracles_disagree"
    NOT_UNIQUE = "not_unique"
    INFRASTRUCTURE = "infrastructure"


_UNDECIDED = (
    Reason.UNREADABLE, Reason.TRUNCATED, Reason.ENGINE_ERROR, Reason.TIMEOUT, Reason.MEMORY, Reason.OUTPUT_LIMIT,
    Reason.NONDETERMINISTIC, Reason.UNSUPPORTED_IMPORT, Reason.CHECKER_CRASH, Reason.CHECKER_ERROR,
    Reason.SOLVER_UNKNOWN, Reason.UNPROVED, Reason.ORACLES_DISAGREE, Reason.NOT_UNIQUE, Reason.INFRASTRUCTURE,
)  # fmt: skip
STATUS_OF: dict[Reason, Status] = {
    reason: Status.ACCEPTED
    if reason is Reason.CORRECT
    else Status.UNDECIDED
    if reason in _UNDECIDED
    else Status.REJECTED
    for reason in Reason
}


class Verdict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a checker said, why, and the evidence: the certificate that lets the decision be followed again.

    Evidence holds nothing that depends on the machine's speed or load, so that the same row gives the same bytes.
    """

    status: Status
    reason: Reason
    checker: str
    checker_version: int
    answer: str = ""
    detail: str = ""
    evidence: dict[str, Any] = {}


def verdict(reason: Reason, checker: str, version: int, **fields: Any) -> Verdict:
    """A verdict whose status follows from its reason."""
    return Verdict(status=STATUS_OF[reason], reason=reason, checker=checker, checker_version=version, **fields)
