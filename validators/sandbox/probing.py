"""Which walls stand on this machine, found by attacking them and by running an honest program."""

from __future__ import annotations

from msgspec import Struct

from validators.sandbox import guest
from validators.sandbox.jobs import Limits, RunStatus
from validators.sandbox.languages import LANGUAGES, Language
from validators.sandbox.supervisor import layers_of, missing_layers, run_calls, weakness_of


class Walls(Struct, frozen=True):
    """The layers that hold, those that are missing, and what an honest program and the attacks met.

    `faults` is empty where the honest program works and no attack did anything.
    """

    layers: tuple[str, ...]
    missing: tuple[str, ...]
    faults: tuple[str, ...]


_QUICK = Limits(cpu_seconds=2, wall_seconds=5.0)
_ATTACKS = {
    "write a file": "open('/tmp/provender-probe', 'w').write('x')",
    "read the password file": "open('/etc/passwd').read()",
    "start a process": "os.fork()",
    "open a socket": "socket.socket().connect(('127.0.0.1', 9))",
    "signal its parent": "os.kill(os.getppid(), 9)",
    "raise a limit": "resource.setrlimit(resource.RLIMIT_CPU, (1000, 1000))",
    "become root": "os.setuid(0) if os.getuid() else 1 / 0",
}


def walls() -> Walls:
    """Try the sandbox of this process. Raises `OSError` when it cannot be started."""
    layers = layers_of()
    faults = []
    if weakness := weakness_of(layers):
        return Walls(layers, tuple(missing_layers(layers)), (weakness,))
    honest = run_calls("def double(n):\n    return 2 * n\n", "double", [[21]], _QUICK)
    if honest.status is not RunStatus.RETURNED or honest.values != [42]:
        faults.append(f"an honest program ended with {honest.status}: {honest.detail}")
    for name, attack in _ATTACKS.items():
        source = f"import os, resource, socket\ndef f():\n    {attack}\n    return 'done'\n"
        if run_calls(source, "f", [[]], _QUICK).status is RunStatus.RETURNED:
            faults.append(f"a program could {name}")
    return Walls(layers, tuple(missing_layers(layers)), tuple(faults))


def layers_available() -> dict[str, bool | str]:
    """For each layer of isolation whether it holds on this machine, and what trying it out showed.

    ``honest_program`` is True when an honest program works and no attack does anything, else what happened.
    """
    try:
        found = walls()
    except OSError as failed:
        return dict.fromkeys(guest.LAYERS, False) | {"honest_program": str(failed)}
    held: dict[str, bool | str] = {layer: layer in found.layers for layer in guest.LAYERS}
    return held | {"honest_program": "; ".join(found.faults) or True}


def languages_available() -> dict[str, str]:
    """For each language besides Python, by its title: the interpreter's version and place, or what is the matter."""
    return {language.title: _tried(language) for language in LANGUAGES.values()}


def _tried(language: Language) -> str:
    path = language.found()
    if not path:
        return f"missing: {language.missing()}"
    version = run_calls(language.probe.honest, "f", [[]], _QUICK, language=language.name)
    if version.status is not RunStatus.RETURNED:
        return f"FAILS: an honest program ended with {version.status}: {version.detail}"
    for name, attack in language.probe.attacks.items():
        source = language.probe.frame.format(attack=attack)
        if run_calls(source, "f", [[]], _QUICK, language=language.name).status is RunStatus.RETURNED:
            return f"FAILS: a program could {name}"
    return f"works ({path}, {version.values[0]})"
