"""The Arrow schema of every table: one per view of a release, one per stage of a build.

Fields whose shape varies from row to row (params, check, evidence, measures) are JSON text in one string column, so
that all shards of all builds have the same schema. Nullability is declared: a missing value is a defect.
"""

from __future__ import annotations

import pyarrow as pa


class _Maybe:
    """Marks a column in which a value may be missing."""

    def __init__(self, kind: pa.DataType) -> None:
        self.kind = kind


def _schema(**fields: pa.DataType | _Maybe) -> pa.Schema:
    return pa.schema(
        [
            pa.field(name, kind.kind) if isinstance(kind, _Maybe) else pa.field(name, kind, nullable=False)
            for name, kind in fields.items()
        ]
    )


_TEXT = pa.string()
_MESSAGE = pa.struct([pa.field("role", _TEXT, nullable=False), pa.field("content", _TEXT, nullable=False)])
_MAYBE_FLOAT = _Maybe(pa.float64())
_MESSAGES = pa.list_(pa.field("element", _MESSAGE, nullable=False))

# Stages of a build. Every stage's shard k holds the same draws, so stages are joined shard by shard.

DRAWS = _schema(family=_TEXT, level=pa.int32(), index=pa.int64())
PROBLEMS = _schema(
    id=_TEXT,
    fingerprint=_TEXT,
    family=_TEXT,
    family_version=pa.int32(),
    template=_TEXT,
    params=_TEXT,
    level=pa.int32(),
    language=_TEXT,
    prompt=_TEXT,
    check=_TEXT,
    reference=_TEXT,
    measures=_TEXT,
    seed=pa.int64(),
    index=pa.int64(),
    twin=pa.bool_(),
    tags=pa.list_(pa.field("element", _TEXT, nullable=False)),
)
DUPLICATES = _schema(family=_TEXT, level=pa.int32(), index=pa.int64(), keeper=pa.int64())
CONTAMINATED = _schema(
    family=_TEXT, level=pa.int32(), index=pa.int64(), pack=_TEXT, item=_TEXT, score=pa.float64(), rules=_TEXT
)
BEHAVIOURS = _schema(family=_TEXT, index=pa.int64(), hashes=pa.list_(pa.field("element", _TEXT, nullable=False)))
NEAR = _schema(family=_TEXT, level=pa.int32(), index=pa.int64(), reason=_TEXT, keeper=_TEXT, score=pa.float64())
COMPLETIONS = _schema(
    key=_TEXT,
    engine=_TEXT,
    prompt=_TEXT,
    settings=_TEXT,
    sample_index=pa.int32(),
    text=_TEXT,
    finish_reason=_TEXT,
    prompt_tokens=pa.int32(),
    completion_tokens=pa.int32(),
    logprob=_MAYBE_FLOAT,
    engine_seconds=pa.float64(),
    wall_seconds=pa.float64(),
    error=_TEXT,
)
ROLLOUTS = _schema(
    key=_TEXT,
    problem_id=_TEXT,
    kind=_TEXT,
    solver=_TEXT,
    engine=_TEXT,
    style=_TEXT,
    style_version=pa.int32(),
    round=pa.int32(),
    sample_index=pa.int32(),
    completion=_TEXT,
    text=_TEXT,
    steps=_TEXT,
    finish_reason=_TEXT,
    prompt_tokens=pa.int32(),
    completion_tokens=pa.int32(),
    logprob=_MAYBE_FLOAT,
    engine_seconds=pa.float64(),
    wall_seconds=pa.float64(),
    error=_TEXT,
)
VERDICTS = _schema(
    key=_TEXT,
    problem_id=_TEXT,
    sample_index=pa.int32(),
    status=_TEXT,
    reason=_TEXT,
    checker=_TEXT,
    checker_version=pa.int32(),
    answer=_TEXT,
    detail=_TEXT,
    evidence=_TEXT,
)
SELECTED = _schema(
    key=_TEXT, problem_id=_TEXT, sample_index=pa.int32(), view=_TEXT, split=_TEXT, other=_TEXT, reason=_TEXT
)
SELECTION = _schema(problem_id=_TEXT, reason=_TEXT, curriculum=_Maybe(pa.int64()))
DEAD = _schema(stage=_TEXT, item=_TEXT, reason=_TEXT, detail=_TEXT)

# Views of a release. `digest` is over all other columns of the row, so that a changed row can be named.

_ORIGIN = {
    "family": _TEXT, "family_version": pa.int32(), "template": _TEXT, "level": pa.int32(), "seed": pa.int64(),
    "index": pa.int64(),
}  # fmt: skip
_VERDICT = {
    "status": _TEXT, "reason": _TEXT, "checker": _TEXT, "checker_version": pa.int32(), "answer": _TEXT,
    "evidence": _TEXT,
}  # fmt: skip
_SOLUTION = {
    "id": _TEXT, "problem_id": _TEXT, "sample_index": pa.int32(), "messages": _MESSAGES, "check": _TEXT, **_VERDICT,
    "engine": _TEXT, "style": _TEXT, "finish_reason": _TEXT, **_ORIGIN, "digest": _TEXT,
}  # fmt: skip
# How hard the problem was (the share of samples not accepted; null where no model was asked), how long the solution is,
# and the row's place when the problems are learnt from easy to hard.
_TRAINING = {"difficulty": _MAYBE_FLOAT, "curriculum": pa.int64()}
_SIZE = {"steps": pa.int32(), "characters": pa.int32()}
_CALL = pa.struct(
    [
        pa.field("type", _TEXT, nullable=False),
        pa.field(
            "function",
            pa.struct(
                [
                    pa.field("name", _TEXT, nullable=False),
                    pa.field("arguments", pa.struct([pa.field("code", _TEXT, nullable=False)]), nullable=False),
                ]
            ),
            nullable=False,
        ),
    ]
)
_TURNS = pa.list_(
    pa.field(
        "element",
        pa.struct(
            [
                pa.field("role", _TEXT, nullable=False),
                pa.field("content", _TEXT, nullable=False),
                pa.field("name", _TEXT),
                pa.field("tool_calls", pa.list_(pa.field("element", _CALL, nullable=False))),
            ]
        ),
        nullable=False,
    )
)


def _list_of(kind: pa.DataType, *, nullable: bool = False) -> pa.DataType:
    return pa.list_(pa.field("element", kind, nullable=nullable))


_EXTRA_INFO = pa.struct(
    [
        pa.field("index", pa.int64(), nullable=False),
        pa.field("split", _TEXT, nullable=False),
        pa.field("family", _TEXT, nullable=False),
        pa.field("family_version", pa.int32(), nullable=False),
        pa.field("level", pa.int32(), nullable=False),
        pa.field("seed", pa.int64(), nullable=False),
        pa.field("pass_rate", pa.float64()),
    ]
)

VIEWS: dict[str, pa.Schema] = {
    "default": _schema(**_SOLUTION, **_TRAINING, **_SIZE),
    "completion": _schema(
        id=_TEXT, problem_id=_TEXT, prompt=_TEXT, completion=_TEXT, **_ORIGIN, **_TRAINING, **_SIZE, digest=_TEXT
    ),
    "rl": _schema(
        id=_TEXT,
        data_source=_TEXT,
        prompt=_MESSAGES,
        ability=_TEXT,
        reward_model=pa.struct(
            [pa.field("style", _TEXT, nullable=False), pa.field("ground_truth", _TEXT, nullable=False)]
        ),
        extra_info=_EXTRA_INFO,
        check=_TEXT,
        **_TRAINING,
        digest=_TEXT,
    ),
    "problems": _schema(
        **{field.name: field.type for field in PROBLEMS},
        pass_rate=_MAYBE_FLOAT,
        passes=_TEXT,
        difficulty=_MAYBE_FLOAT,
        curriculum=_Maybe(pa.int64()),
        **_SIZE,
        digest=_TEXT,
    ),
    "rejected": _schema(**_SOLUTION, detail=_TEXT),
    "undecided": _schema(**_SOLUTION, detail=_TEXT),
    "preference": _schema(
        id=_TEXT,
        problem_id=_TEXT,
        prompt=_MESSAGES,
        chosen=_MESSAGES,
        rejected=_MESSAGES,
        chosen_id=_TEXT,
        rejected_id=_TEXT,
        why=_TEXT,
        detail=_TEXT,
        check=_TEXT,
        chosen_engine=_TEXT,
        rejected_engine=_TEXT,
        style=_TEXT,
        **_ORIGIN,
        **_TRAINING,
        digest=_TEXT,
    ),
    "process": _schema(
        id=_TEXT,
        problem_id=_TEXT,
        rollout_id=_TEXT,
        prompt=_MESSAGES,
        completions=_list_of(_TEXT),
        labels=_list_of(pa.bool_()),
        values=_list_of(pa.float64(), nullable=True),
        counts=_list_of(pa.int32()),
        methods=_list_of(_TEXT),
        status=_TEXT,
        answer=_TEXT,
        check=_TEXT,
        engine=_TEXT,
        style=_TEXT,
        **_ORIGIN,
        digest=_TEXT,
    ),
    "tool": _schema(id=_TEXT, problem_id=_TEXT, messages=_TURNS, tools=_TEXT, **_ORIGIN, **_TRAINING, digest=_TEXT),
    "rollouts": _schema(
        **_SOLUTION,
        detail=_TEXT,
        solver=_TEXT,
        style_version=pa.int32(),
        round=pa.int32(),
        completion=_TEXT,
        prompt_tokens=pa.int32(),
        completion_tokens=pa.int32(),
        logprob=_MAYBE_FLOAT,
        error=_TEXT,
    ),
    "dropped": _schema(
        id=_TEXT,
        what=_TEXT,
        item=_TEXT,
        reason=_TEXT,
        keeper=_TEXT,
        score=_MAYBE_FLOAT,
        detail=_TEXT,
        prompt=_TEXT,
        text=_TEXT,
        **_ORIGIN,
        digest=_TEXT,
    ),
}

# An eval's rows: a problem with its place among the versions of a base item. `id` is the problem's, `tier` says what
# about it no training row has, `anchor` whether it stays in every release and is never revealed.

EVAL = _schema(
    id=_TEXT,
    base_id=_TEXT,
    version=pa.int32(),
    tier=_TEXT,
    anchor=pa.bool_(),
    **{field.name: field.type for field in PROBLEMS if field.name != "id"},
    canary=_TEXT,
    created=_TEXT,
    expires=_TEXT,
    digest=_TEXT,
)
