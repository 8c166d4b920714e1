"""The card of an eval release: what it holds, what is held out for it, and what is not promised. No item is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipelines.shards import Row
from schemas.evals import TIERS, EvalManifest, EvalRecipe

_MEANING = {
    "new_draw": "templates that are trained on, new draws (diagnostic: it should be the easiest)",
    "new_template": "families that are trained on, templates that are not",
    "new_family": "families that nothing is trained on",
}


def eval_card(manifest: EvalManifest, recipe: EvalRecipe, rows: Sequence[Row]) -> str:
    """The release's README.md, with the front matter by which `datasets` finds the rows."""
    tiers = Counter(row["tier"] for row in rows if not row["anchor"])
    domains = Counter(row["family"].partition("/")[0] for row in rows)
    anchors = sum(row["anchor"] for row in rows)
    front = [
        "---",
        f"license: {recipe.license}",
        f"language: [{recipe.language}]",
        f"pretty_name: {manifest.release}",
        "annotations_creators: [machine-generated]",
        "task_categories: [text-generation]",
        "tags: [evaluation, synthetic, provender]",
        "configs:",
        "- config_name: default",
        "  data_files:",
        "  - {split: test, path: data/test-*}",
        "---",
    ]
    parts = [
        *front,
        "",
        f"# {manifest.release}",
        "",
        *([recipe.description, ""] if recipe.description else []),
        f"A private eval of {manifest.items:,} base items in {manifest.versions} versions each, {manifest.rows:,} "
        f"rows. Made for {manifest.created}; it expires on {manifest.expires}.",
        "",
        f"**Do not train on this.** Canary GUID {manifest.canary}",
        "",
        "| tier | rows | what no training row has |",
        "|---|---:|---|",
        *(f"| {tier} | {tiers[tier]:,} | {_MEANING[tier]} |" for tier in TIERS if tiers[tier]),
        *([f"| anchors | {anchors:,} | the same private items in every release, never revealed |"] if anchors else []),
        "",
        "| domain | rows |",
        "|---|---:|",
        *(f"| {name} | {count:,} |" for name, count in sorted(domains.items())),
        "",
        f"With these items two models can be told apart whose accuracies differ by {manifest.distinguishes:.1%} or "
        "more (power 80 %, two-sided 5 %, the versions of an item counted once).",
        "",
        "## How it was fixed",
        "",
        f"Every row is a leaf, salted, under the Merkle root `{manifest.root}`, which was published with the date "
        "before anyone saw an item. When the release is revealed its salts prove that no row was exchanged.",
        "",
        f"What is held out was decided by the split key `{manifest.key_id[:16]}…` from names alone, before anything "
        f"was generated; this is term {manifest.term + 1} of {recipe.holdout.terms}.",
        "",
        "## What is checked",
        "",
        *(
            f"- Against the benchmarks of the pack {pack.pack} ({pack.items:,} items): {pack.contaminated:,} draws "
            "that were too near to one were replaced."
            for pack in manifest.packs
        ),
        f"- Every item's own solution is accepted by its checker; of {sum(each.wrong for each in manifest.assays):,} "
        f"wrong answers the checkers accepted {sum(each.false_accepts for each in manifest.assays):,}, of "
        f"{sum(each.right for each in manifest.assays):,} right ones they refused "
        f"{sum(each.false_rejects for each in manifest.assays):,}.",
        "- `provender prove` checks it against what a model was trained on.",
        "",
        "## What is not promised",
        "",
        "That no model has the skills or topics asked for; that no translation or free paraphrase of an item exists; "
        "what a model saw in pretraining that is not at hand to be proved against.",
        "",
    ]
    return "\n".join(parts)
