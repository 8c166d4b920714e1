"""Many commands in little time: a process that has imported what they need makes a child for each of them.

A child is the command as a user runs it, with an environment, a working folder, an exit code, two streams and a memory
of its own; what it saves is the two seconds in which a command imports its libraries.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import NamedTuple


class Done(NamedTuple):
    """How a command ended; `peak_mb` is the most memory that it, or a child of it, had."""

    returncode: int
    stdout: str
    stderr: str
    peak_mb: int


class Commands:
    """`provender`, as often as you like. A context manager."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> "Commands":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process behind it."""
        self._process.communicate(timeout=60)

    def __call__(self, *arguments: object, seconds: int = 120, env: dict[str, str] | None = None) -> Done:
        """Run a command; it is killed when it takes longer than these seconds."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            asked = {
                "arguments": list(map(str, arguments)), "folder": folder, "seconds": seconds, "cwd": str(Path.cwd()),
                "env": dict(os.environ) if env is None else env,
            }  # fmt: skip
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
            code, peak_kb = json.loads(self._process.stdout.readline())
            told = [Path(folder, name).read_text(errors="backslashreplace") for name in ("out", "err")]
        return Done(code, *told, peak_kb // 1024)


def _serve() -> None:

    import generators.registry
    import pipelines.build
    import pipelines.cli
    import pipelines.decontamination.audit
    import pipelines.decontamination.sources
    import pipelines.diff
    import pipelines.engines.pool
    import pipelines.lint
    import pipelines.recheck
    import pipelines.stage  # noqa: F401

    generators.registry.families()
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            _run(**asked)
        _, status, used = os.wait4(child, 0)
        print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_maxrss]), flush=True)


def _run(arguments: list[str], folder: str, seconds: int, cwd: str, env: dict[str, str]) -> None:
    import atexit
    import signal

    from pipelines.cli import main

    signal.alarm(seconds)  # unhandled, it kills
    null = os.open(os.devnull, os.O_RDONLY)
    streams = [os.open(Path(folder, name), os.O_WRONLY | os.O_CREAT) for name in ("out", "err")]
    for number, stream in enumerate((null, *streams)):
        os.dup2(stream, number)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["provender", *arguments]
    code = 1
    try:
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
