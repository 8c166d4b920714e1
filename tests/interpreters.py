"""What is left out of the tests where the interpreter of another language is not installed."""

import pytest

from validators.sandbox import LANGUAGES


def missing_for(check: object) -> str:
    """Why a check cannot be decided on this machine; empty where it can."""
    language = LANGUAGES.get(getattr(getattr(check, "answer", None), "language", "python"))
    return language.missing() if language is not None and not language.found() else ""


def skip_without(check: object) -> None:
    """Skip the test where nothing on this machine can decide the check."""
    if reason := missing_for(check):
        pytest.skip(reason)
