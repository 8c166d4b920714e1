"""Tests that run a real vLLM. It lives in an environment of its own (`make test-vllm`); elsewhere they are skipped."""

from __future__ import annotations

from importlib.util import find_spec

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if find_spec("vllm") is None:
        for item in items:
            if "tests/with_vllm" in item.path.as_posix():
                item.add_marker(pytest.mark.skip(reason="vLLM IS NOT INSTALLED HERE: run 'make test-vllm'"))
