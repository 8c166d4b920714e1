"""What travels between the rooms: problems, checks, completions, verdicts, recipes and releases."""

from schemas.canonical import canonical_json, digest, digest_int, json_text
from schemas.checks import Check
from schemas.errors import BadInput, Busy
from schemas.recipe import Recipe
from schemas.records import (
    Completion,
    FinishReason,
    Message,
    Origin,
    Problem,
    Reason,
    Status,
    Verdict,
    fingerprint_of,
    problem_id,
    verdict,
)
from schemas.release import Release

__all__ = [
    "BadInput", "Busy", "Check", "Completion", "FinishReason", "Message", "Origin", "Problem", "Reason", "Recipe",
    "Release", "Status", "Verdict", "canonical_json", "digest", "digest_int", "fingerprint_of", "json_text",
    "problem_id", "verdict",
]  # fmt: skip
