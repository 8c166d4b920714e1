"""Tests that run other harnesses' own libraries, in environments of their own (`make test-harnesses`); elsewhere they
are skipped."""

from __future__ import annotations

import os

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not os.environ.get("PROVENDER_HARNESSES"):
        for item in items:
            if "tests/with_harnesses" in item.path.as_posix():
                item.add_marker(pytest.mark.skip(reason="NO HARNESSES ARE INSTALLED HERE: run 'make test-harnesses'"))
