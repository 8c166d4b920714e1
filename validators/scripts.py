"""Runs a whole program in the sandbox and reads what it printed: for solutions whose output is the answer."""

from __future__ import annotations

import textwrap

import msgspec
from msgspec import Struct

from schemas import Check, Reason, Verdict, digest, verdict
from schemas.answers import FENCED
from validators.checker import CHECKERS, decide
from validators.extraction import Claim, Refusal, final_claim, final_script
from validators.programs import REASONS
from validators.sandbox import Limits, RunStatus, plain, run_calls, weaker

PROGRAM = "program"  # the style of solutions that are programs
LONGEST_OUTPUT = 20_000  # characters kept of what a program printed; beyond them it is over its limit

# Runs inside the sandbox. What was printed counts also when the program then fails, so it is returned beside the error
# rather than lost with it; an exception's text is cut to its first line, as everywhere.
_RUNNER = textwrap.dedent(
    """
    def run_script(source, most):
        import builtins, io, os, sys

        class Full(Exception):
            pass

        class Paper(io.StringIO):
            def write(self, text):
                room = most + 1 - self.tell()
                if room <= 0:
                    raise Full
                return super().write(str(text)[:room])

        def no_input(*_):
            raise EOFError("there is no input")

        import datetime, random, time

        # The same program prints the same each time: nothing it can reach differs from run to run.
        dice = random.Random(0)
        random.seed(0)
        os.urandom = random._urandom = dice.randbytes
        for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
            setattr(time, name, lambda: 0.0)
            setattr(time, name + "_ns", lambda: 0)
        then = datetime.datetime(2000, 1, 1)

        class Then(datetime.datetime):
            @classmethod
            def now(cls, tz=None):
                return then.replace(tzinfo=tz)

            today = utcnow = classmethod(lambda cls: then)

        datetime.datetime = Then
        builtins.input, builtins.exit, builtins.quit = no_input, sys.exit, sys.exit
        paper, problem = Paper(), ""
        sys.stdout, sys.stderr = paper, io.StringIO()
        try:
            exec(compile(source, "program", "exec"), {"__name__": "__main__"})
        except SystemExit as end:
            if end.code not in (None, 0):
                problem = "SystemExit: " + str(end.code)
        except (MemoryError, PermissionError, ModuleNotFoundError, Full):
            raise
        except BaseException as raised:
            lines = str(raised).splitlines()
            problem = type(raised).__name__ + (": " + lines[0][:200] if lines else "")
        return [paper.getvalue(), problem]
    """
)


class ScriptRun(Struct, frozen=True):
    """How a program ended, what it had printed by then, and what was wrong; `layers` of isolation held."""

    status: RunStatus
    output: str = ""
    detail: str = ""
    layers: tuple[str, ...] = ()


def run_script(source: str, limits: Limits = Limits(), *, hash_seed: int = 0) -> ScriptRun:  # noqa: B008  it is frozen
    """Run `source` as a script (`__main__`) in a process of its own; nothing of it runs here.

    The status is RETURNED when it ended well, EXCEPTION when it raised or left with an error code. Programs read no
    input. A program that prints more than `LONGEST_OUTPUT` characters ends with OUTPUT_LIMIT.
    """
    ran = run_calls(_RUNNER, "run_script", [[source, LONGEST_OUTPUT]], limits, hash_seed=hash_seed)
    if ran.status is not RunStatus.RETURNED:
        over = ran.status is RunStatus.EXCEPTION and ran.detail == "Full"
        return ScriptRun(RunStatus.OUTPUT_LIMIT if over else ran.status, "", "" if over else ran.detail, ran.layers)
    match ran.values:
        case [[str(output), str(problem)]] if len(output) <= LONGEST_OUTPUT:
            output = output.encode("utf-8", "replace").decode()  # lone surrogates have no place in a record
            status = RunStatus.EXCEPTION if problem else RunStatus.RETURNED
            return ScriptRun(status, output, plain(problem[:300]), ran.layers)
        case [[str(output), str()]] if len(output) == LONGEST_OUTPUT + 1:
            return ScriptRun(RunStatus.OUTPUT_LIMIT, "", "", ran.layers)
    # The program got hold of the runner's own names and returned something else in its place.
    return ScriptRun(RunStatus.EXCEPTION, "", "the program tampered with its surroundings", ran.layers)


def decide_output_of(check: Check, text: str) -> Verdict:
    """The verdict on the output of the program in `text`: run in the sandbox, then decided by the check's own checker.

    An output without an answer line answers with its last line that is not empty. A program that fails is rejected,
    whatever it had printed; one that is stopped, or prints something else when it is run again, is undecided. Where the
    answer asked for is itself a program, that program is what is decided. The program's digest, its output and the
    layers that held are added to the evidence.
    """
    if isinstance(check.answer, FENCED):
        return decide(check, text)
    found = CHECKERS[type(check)]
    source = final_script(text)
    if isinstance(source, Refusal):
        return verdict(source.reason, found.name, found.version, detail=source.detail)
    ran = run_script(source)
    program = {"source_digest": digest(source), "output": ran.output[:_KEPT], "layers": list(ran.layers)}
    program |= weaker(ran.layers)
    if ran.status is not RunStatus.RETURNED:
        evidence = {"program": program}
        return verdict(REASONS[ran.status], found.name, found.version, detail=ran.detail, evidence=evidence)
    if run_script(source, hash_seed=1).output != ran.output:
        program["output"] = ""  # which of them it was would differ from check to check
        detail = "the program prints something else each time"
        return verdict(Reason.NONDETERMINISTIC, found.name, found.version, detail=detail, evidence={"program": program})
    said = decide(check, _answer_in(ran.output))
    return msgspec.structs.replace(said, evidence={**said.evidence, "program": program})


_KEPT = 1000  # characters of output in the evidence


def _answer_in(output: str) -> str:
    if isinstance(final_claim(output), Claim):
        return output
    lines = output.rstrip().splitlines()
    return f"Answer: {lines[-1].strip()}" if lines else ""
