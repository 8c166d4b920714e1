"""The recipe: what a user writes to ask for a release."""

from __future__ import annotations

from typing import Annotated, Any, Literal as Lit

from msgspec import Meta, Struct, field

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", description="lower-case letters, digits, - and _")]
Count = Annotated[int, Meta(ge=1, le=10_000_000)]
Level = Annotated[int, Meta(ge=1, le=99)]
Model = Annotated[str, Meta(min_length=1, max_length=512)]
Seconds = Annotated[int, Meta(ge=1, le=86_400)]
Samples = Annotated[int, Meta(ge=1, le=1024)]
Temperature = Annotated[float, Meta(ge=0, le=5)]
TopP = Annotated[float, Meta(gt=0, le=1)]
SamplingSeed = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Style = Lit["chain_of_thought", "program", "tool", "plan"]


class FamilyRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """How many distinct problems of one family, spread evenly over the levels (all of them when none are named).

    Either `family` names a registered family or `template` a YAML seed template beside the recipe. `accepted` is how
    many accepted rows are wanted, spread over the levels likewise: a level that has its share is asked no further, and
    what is missing in the end is reported. `twins` is the share of problems without a (single) answer at the levels
    that have such, a tenth unless it is said.
    """

    count: Count
    family: Annotated[str, Meta(max_length=128)] | None = None
    template: Annotated[str, Meta(max_length=256)] | None = None
    levels: Annotated[tuple[Level, ...], Meta(min_length=1, max_length=99)] | None = None
    accepted: Count | None = None
    twins: Annotated[float, Meta(ge=0, le=1)] | None = None


class ReferenceEngine(Struct, frozen=True, tag="reference", tag_field="kind", forbid_unknown_fields=True):
    """Each problem's own worked solution, written by the program that made it: no model, no cost."""


class ImportedEngine(Struct, frozen=True, tag="imported", tag_field="kind", forbid_unknown_fields=True):
    """Completions that were imported into the store under this name (`provender completions import`); none is made."""

    name: Slug


class CTranslate2Engine(Struct, frozen=True, tag="ctranslate2", tag_field="kind", forbid_unknown_fields=True):
    """A model in CTranslate2's format, in a process of its own, on the CPU or a GPU; needs no torch.

    `model` is a folder, or the name of a shipped model. `batch_tokens` bounds one step's batch.
    """

    model: Model
    device: Lit["cpu", "cuda"] = "cpu"
    compute_type: Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,32}$")] = "default"
    threads: Annotated[int, Meta(ge=0, le=1024, description="0: one per core")] = 0
    batch_tokens: Annotated[int, Meta(ge=64, le=10_000_000)] = 16_384
    stall_seconds: Seconds = 600


class VllmEngine(Struct, frozen=True, tag="vllm", tag_field="kind", forbid_unknown_fields=True):
    """A Hugging Face model run by vLLM in a process of its own, on a GPU or the CPU; needs the extra `vllm`.

    `options` are further arguments of `vllm.LLM`, as JSON values.
    """

    model: Model
    dtype: Lit["auto", "bfloat16", "float16", "float32"] = "auto"
    context: Annotated[int, Meta(ge=16, le=10_000_000)] | None = None
    tensor_parallel: Annotated[int, Meta(ge=1, le=1024)] = 1
    gpu_memory: Annotated[float, Meta(gt=0, le=1)] = 0.9
    options: dict[Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,63}$")], str | int | float | bool | None] = {}
    stall_seconds: Seconds = 600


class OpenAIEngine(Struct, frozen=True, tag="openai", tag_field="kind", forbid_unknown_fields=True):
    """Any server that speaks OpenAI's chat completions: vLLM, SGLang, llama.cpp, Ollama.

    The server's weights cannot be hashed from here: `revision` is what tells one model behind the same name from
    another. `timeout_seconds` is one request's deadline with all its retries; `ready_seconds` is how long a server may
    take to come up. The key is read from the environment variable `api_key_env`, never from the recipe.
    """

    base_url: Annotated[str, Meta(pattern=r"^https?://[^\s?#]{1,500}$")]
    model: Annotated[str, Meta(min_length=1, max_length=256)]
    revision: Annotated[str, Meta(max_length=128)] = ""
    api_key_env: Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,127}$")] = "OPENAI_API_KEY"
    concurrency: Annotated[int, Meta(ge=1, le=10_000)] = 32
    timeout_seconds: Seconds = 600
    retries: Annotated[int, Meta(ge=0, le=100)] = 6
    ready_seconds: Annotated[int, Meta(ge=0, le=86_400)] = 60


Engine = ReferenceEngine | ImportedEngine | CTranslate2Engine | VllmEngine | OpenAIEngine


class Structured(Struct, frozen=True, forbid_unknown_fields=True):
    """What the whole text must match; exactly one of the three. Engines that cannot hold a model to it refuse."""

    regex: Annotated[str, Meta(max_length=4096)] | None = None
    choice: Annotated[tuple[str, ...], Meta(min_length=1, max_length=1000)] | None = None
    json_schema: dict[str, Any] | None = None


class Round(Struct, frozen=True, forbid_unknown_fields=True):
    """A further round for the problems that have fewer than `enough` accepted samples. What is not named stays."""

    samples: Samples
    temperature: Temperature | None = None
    top_p: TopP | None = None
    seed: SamplingSeed | None = None


class Sampling(Struct, frozen=True, forbid_unknown_fields=True):
    """How often a problem is asked and how the engine draws its tokens.

    Every problem gets `samples`; each of `rounds` gives more to those that then have fewer than `enough` accepted.
    `max_tokens` bounds one completion; beyond it the sample is undecided (truncated), not wrong.
    """

    samples: Samples = 1
    temperature: Temperature = 0.7
    top_p: TopP = 1.0
    max_tokens: Annotated[int, Meta(ge=1, le=1_000_000)] = 1024
    seed: SamplingSeed = 0
    stop: Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=256)], ...], Meta(max_length=16)] = ()
    structured: Structured | None = None
    logprobs: bool = False
    enough: Annotated[int, Meta(ge=1, le=1024)] = 1
    rounds: Annotated[tuple[Round, ...], Meta(max_length=16)] = ()


class Solver(Struct, frozen=True, forbid_unknown_fields=True):
    """Who solves what, and how: an engine by its name, a style, and the families and levels it is asked.

    A problem is asked of every solver that names its family (`math/*` names a domain): two with the same families are
    a panel. `shots` worked examples of the same family stand before the problem; `turns` bounds the exchanges of the
    style `tool`. `sampling` replaces the recipe's as a whole.
    """

    engine: Slug
    style: Style = "chain_of_thought"
    families: Annotated[tuple[Annotated[str, Meta(max_length=128)], ...], Meta(min_length=1, max_length=1000)] = ("*",)
    levels: Annotated[tuple[Level, ...], Meta(min_length=1, max_length=99)] | None = None
    shots: Annotated[int, Meta(ge=0, le=16)] = 0
    turns: Annotated[int, Meta(ge=1, le=16)] = 4
    sampling: Sampling | None = None


class Budget(Struct, frozen=True, forbid_unknown_fields=True):
    """What all sampling together may cost; when any is used up no more is asked. Minutes are the engines' own time."""

    samples: Annotated[int, Meta(ge=1)] | None = None
    tokens: Annotated[int, Meta(ge=1)] | None = None
    minutes: Annotated[float, Meta(gt=0)] | None = None


class Embeddings(Struct, frozen=True, forbid_unknown_fields=True):
    """A model of static word vectors, in a folder beside the recipe, by which problems that say in other words what an
    item says are found: with its numbers, and from the cosine `threshold` on. One of the packs at least must have
    vectors of that model."""

    model: Annotated[str, Meta(min_length=1, max_length=512)]
    threshold: Annotated[float, Meta(gt=0, le=1)] = 0.8


class Decontamination(Struct, frozen=True, forbid_unknown_fields=True):
    """Problems that are too near to a benchmark's items are dropped: `packs` are files of benchmark fingerprints beside
    the recipe, or `default` for the shipped one (none: nothing is looked for); `threshold` is the share of an item's
    skeleton from which a problem counts as too near. With `embeddings` vectors are compared too."""

    packs: Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=512)], ...], Meta(max_length=16)] = ("default",)
    threshold: Annotated[float, Meta(gt=0, le=1)] = 0.3
    embeddings: Embeddings | None = None


class Deduplication(Struct, frozen=True, forbid_unknown_fields=True):
    """Problems that say the same as one of another family are dropped: with the same numbers, the same answer and at
    least a share `near` of common 5-shingles, estimated (null: only the same text twice is dropped). `per_skeleton`
    bounds how many problems may share one skeleton, the text without numbers and names. With `behaviour` a function
    that is to be written is dropped when another one of its family does the same on fixed inputs."""

    near: Annotated[float, Meta(ge=0.5, le=1)] | None = 0.65
    per_skeleton: Count | None = None
    behaviour: bool = True


class DifficultyShare(Struct, frozen=True, forbid_unknown_fields=True):
    """A bin of a difficulty histogram: from the one before it up to `up_to`, included, and its share of problems."""

    up_to: Annotated[float, Meta(ge=0, le=1)]
    share: Annotated[float, Meta(ge=0, le=1)]


class Selection(Struct, frozen=True, forbid_unknown_fields=True):
    """Which of the proven problems go into the views for training; the others are in `problems` all the same.

    In this order: at most `per_level` problems of a family's level and `per_family` of a family; of the labels of a
    closed question none more than `labels` times as often as the rarest one of its family and level; the measured
    difficulties (the share of samples that were not accepted) in the shares of `difficulty`, bin by bin; families
    (``math/*`` for a domain) in the ratios of `weights`; at most `rows` problems in all. What goes is decided by a
    hash of the problem, never by its place.
    """

    per_level: Count | None = None
    per_family: Count | None = None
    labels: Annotated[float, Meta(ge=1)] | None = None
    difficulty: Annotated[tuple[DifficultyShare, ...], Meta(max_length=100)] = ()
    weights: Annotated[
        dict[Annotated[str, Meta(max_length=128)], Annotated[float, Meta(gt=0)]], Meta(max_length=1000)
    ] = {}
    rows: Count | None = None


class Curriculum(Struct, frozen=True, forbid_unknown_fields=True):
    """The order in the column `curriculum`: from easy to hard once, or in as many `cycles` over different problems."""

    order: Lit["easy_to_hard", "cyclical"] = "easy_to_hard"
    cycles: Annotated[int, Meta(ge=2, le=1000)] = 4


class Curation(Struct, frozen=True, forbid_unknown_fields=True):
    """What of the accepted solutions is kept, how many (chosen, rejected) pairs are made of a problem, which problems
    are dropped for being too near to a benchmark or to another problem, and which go into the views for training.

    Of more accepted solutions than `solutions_per_problem` those are kept that came `first`, that are most `diverse`,
    or the `shortest` or `longest`. Pairs are of an accepted and a rejected solution (`verdict`), or of a short and a
    long accepted one (`length`), the short one chosen. A solution in fewer than `process_steps` lines has no row in
    `process`.
    """

    solutions_per_problem: Annotated[int, Meta(ge=1, le=1024)] = 1
    choose: Lit["first", "diverse", "shortest", "longest"] = "first"
    pairs_per_problem: Annotated[int, Meta(ge=0, le=1024)] = 1
    pairs: Lit["verdict", "length"] = "verdict"
    process_steps: Annotated[int, Meta(ge=1, le=10_000)] = 2
    selection: Selection = Selection()
    curriculum: Curriculum = Curriculum()
    decontamination: Decontamination = Decontamination()
    deduplication: Deduplication = Deduplication()


class Sharding(Struct, frozen=True, forbid_unknown_fields=True):
    """How the rows are cut into files; both decide bytes, so both are part of the recipe."""

    rows_per_shard: Annotated[int, Meta(ge=16, le=65_536)] = 512
    row_group_rows: Annotated[int, Meta(ge=16, le=65_536)] = 512


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """Bounds on one row's work; beyond them it is dead (expand) or undecided (verify), never wrong."""

    expand_seconds: Annotated[int, Meta(ge=1, le=3600)] = 120
    verify_seconds: Annotated[int, Meta(ge=1, le=3600)] = 120
    worker_memory_mb: Annotated[int, Meta(ge=512, le=1_048_576)] = 4096


class Assay(Struct, frozen=True, forbid_unknown_fields=True):
    """How the checkers' own errors are measured in the build: by known right and known wrong answers to `items` of its
    problems per family and level (0: not at all). The build stops where more than a share `false_accepts` of the wrong
    ones is accepted, or of the right ones more than `false_rejects` is not."""

    items: Annotated[int, Meta(ge=0, le=1000)] = 2
    false_accepts: Annotated[float, Meta(ge=0, le=1)] = 0.0
    false_rejects: Annotated[float, Meta(ge=0, le=1)] = 0.05


class Recipe(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole build: which problems, who solves them, what is kept and how it is cut.

    `controls` is how many known-wrong answers stand beside each problem's solutions: another problem's solution, put
    to the same checkers. One that is accepted is a false accept, counted and printed in the release's card. `holdout`
    is a home of evals, a folder named from the recipe's: what its split key holds out is not generated.
    """

    provender: Lit[1]
    name: Slug
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    families: Annotated[tuple[FamilyRequest, ...], Meta(min_length=1, max_length=1000)]
    description: Annotated[str, Meta(max_length=4000)] = ""
    license: Annotated[str, Meta(pattern=r"^[A-Za-z0-9.+-]{1,64}$")] = "apache-2.0"
    language: Lit["en"] = "en"
    engines: Annotated[dict[Slug, Engine], Meta(min_length=1, max_length=64)] = field(
        default_factory=lambda: {"reference": ReferenceEngine()}
    )
    solvers: Annotated[tuple[Solver, ...], Meta(min_length=1, max_length=64)] = (Solver("reference"),)
    sampling: Sampling = Sampling()
    budget: Budget = Budget()
    controls: Annotated[int, Meta(ge=0, le=16)] = 1
    assay: Assay = Assay()
    curation: Curation = Curation()
    holdout: Annotated[str, Meta(min_length=1, max_length=512)] | None = None
    splits: Annotated[
        dict[Lit["train", "validation", "test"], Annotated[float, Meta(gt=0, le=1)]], Meta(min_length=1)
    ] = field(default_factory=lambda: {"train": 1.0})
    sharding: Sharding = Sharding()
    limits: Limits = Limits()
