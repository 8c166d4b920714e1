"""Tool-integrated solutions: programs that a model has run between its turns, in the sandbox.

A turn that ends in a fenced Python block asks for the program to be run; what it printed is the next message. Outputs
are kept in the completions store like everything that cannot be computed again: a program may print what differs from
run to run, and the next request's key hangs on it.
"""

from __future__ import annotations

from pipelines.engines import EngineFailure, Request, Settings, completion
from schemas import Completion, FinishReason, canonical_json, digest
from validators.extraction import closing_script
from validators.sandbox import RunStatus
from validators.scripts import run_script

SANDBOX = "sandbox-3"
SHOWN = 2000  # characters of output that go back to the model
TRIES = 3  # of a sandbox that fails on its own account


def step(text: str) -> str | None:
    """The program that this turn wants to be run; None when the turn is the last.

    Only a block that ends the turn is run: what stands after it would be an answer given before the output was seen.
    """
    return closing_script(text)


def tool_request(source: str) -> Request:
    """The store's address of the program's output."""
    settings = Settings()
    return Request(digest("completion", SANDBOX, source, canonical_json(settings), 0), source, settings, 0)


def run_program(request: Request) -> Completion:
    """Run the program; the completion's text is what the model is shown: its output, and how it ended if not well.

    Raises `EngineFailure` when the sandbox itself fails again and again: that is no output of the program's.
    """
    for _ in range(TRIES):
        ran = run_script(request.prompt)
        if ran.status is not RunStatus.INFRASTRUCTURE:
            break
    else:
        raise EngineFailure("the sandbox", f"it cannot run a program ({ran.detail})", "see 'provender doctor'")
    parts = [ran.output[:SHOWN] + ("\n… (cut off)" if len(ran.output) > SHOWN else "")] if ran.output.strip() else []
    if ran.status is not RunStatus.RETURNED:
        parts.append(f"[{_ENDINGS.get(ran.status, str(ran.status))}{f': {ran.detail}' if ran.detail else ''}]")
    return completion(SANDBOX, request, text="\n".join(parts) or "[no output]", finish_reason=FinishReason.STOP)


_ENDINGS = {
    RunStatus.EXCEPTION: "error",
    RunStatus.FORBIDDEN: "not allowed here",
    RunStatus.TIMEOUT: "stopped: it took too long",
    RunStatus.MEMORY: "stopped: it used too much memory",
    RunStatus.OUTPUT_LIMIT: "stopped: it printed too much",
    RunStatus.UNSUPPORTED_IMPORT: "not there",
}
