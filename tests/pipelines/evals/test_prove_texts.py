"""Wording: an item's own is found again whatever its numbers and names are, and what all families write is nobody's."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_proof import HELD_OUT, eval_in, failing, few_draws, item_of, rows_of_train

from generators.family import draw
from generators.registry import family
from pipelines.decontamination import words
from pipelines.decontamination.scoring import findings
from pipelines.evals.items import EvalSet, Item
from pipelines.evals.prove import wording
from pipelines.evals.prove.training import Options, prove_rows
from pipelines.evals.prove.wording import common, own_pack, sentences, wording_of
from small_eval import write_eval

HELD = (
    "math/recurrence",
    "logic/knights_knaves",
    "optimization/production_mix",
    "math/age_coin_digit",
    "code/predicate",
)
OTHERS = (
    "math/counting",
    "math/divisors",
    "math/new_operator",
    "logic/ordering",
    "code/output_prediction",
    "math/matrix",
)


@pytest.fixture(scope="module", autouse=True)
def more_draws() -> Any:
    """What all families write, from as many draws as are needed to know it, of the families of these tests."""
    known = wording.families
    before = wording.DRAWS
    names = {*HELD, *OTHERS, *HELD_OUT, "math/polynomial", "math/integral", "math/inequality"}
    wording.families = lambda: {name: each for name, each in known().items() if name in names}
    wording.DRAWS = 12
    common.cache_clear()
    yield
    wording.families, wording.DRAWS = known, before
    common.cache_clear()


def item(name: str, index: int, tier: str = "new_family", level: int = 2) -> Item:
    problem = draw(family(name), 41, index, level)
    return Item(
        id=f"{name} {index}", base_id="", version=1, tier=tier, anchor=False, family=name, level=level,
        template=problem.template, prompt=problem.prompt, check="", reference="", gold="", row={}, place="",
    )  # fmt: skip


def evals(*items: Item) -> EvalSet:
    return EvalSet(path=Path("eval"), items=items)


def changed(text: str) -> str:
    """Other numbers, and names that no gazetteer has."""
    text = re.sub(r"\d+", lambda found: str(3 + (int(found[0]) * 7) % 91), text)
    return re.sub(
        r"\b(?:[A-Z][a-z]+)\b", lambda found: "Zubeida" if found[0].lower() in words.NAMES else found[0], text
    )


@pytest.fixture(scope="module")
def held() -> EvalSet:
    return evals(*(item(name, index) for name in HELD for index in range(6)))


def met(eval: EvalSet, texts: list[str]) -> list[bool]:
    known = wording_of(eval)
    return [each.contaminated for each in findings(texts, own_pack(eval.items, known, known.statements))]


def test_renumbered_and_renamed_items_are_found(held: EvalSet) -> None:
    assert np.mean(met(held, [changed(each.prompt) for each in held.items])) >= 0.95
    wrapped = [f"Solve this problem step by step.\n\n{changed(each.prompt)}\nGood luck!" for each in held.items]
    assert np.mean(met(held, wrapped)) >= 0.95


def test_problems_of_other_families_are_not_taken_for_them(held: EvalSet) -> None:
    others = [draw(family(name), 17, index, 1 + index % 2) for name in OTHERS for index in range(25)]
    assert not any(met(held, [each.prompt for each in others] + [each.reference for each in others]))


def test_how_an_answer_is_to_be_given_is_no_wording_of_an_item(held: EvalSet) -> None:
    asked = [sentences(each.prompt)[-1] for each in held.items if each.family == "math/recurrence"]
    assert any("Answer" in each for each in asked)
    known = wording_of(held)
    told = [text for each, text in zip(held.items, known.statements, strict=True) if each.family == "math/recurrence"]
    assert not any("Answer:" in text for text in told)
    assert not any(met(held, [f"What is the capital of Peru? {each}" for each in asked]))


def test_a_held_out_template_is_apart_from_the_familys_others() -> None:
    drawn = [item("math/age_coin_digit", index, "new_template") for index in range(60)]
    mine = [each for each in drawn if each.template == drawn[0].template]
    others = [each for each in drawn if each.template != drawn[0].template]
    eval = evals(*mine)
    assert all(met(eval, [changed(each.prompt) for each in mine]))
    assert np.mean(met(eval, [each.prompt for each in others])) <= 0.1


def test_new_draws_are_told_apart_and_do_not_fail(tmp_path: Path) -> None:
    few_rows = [row for row in rows_of_train() if row["family"] == "math/linear_system"]
    train = write_eval(tmp_path / "train.jsonl", few_rows)
    found = prove_rows(eval_in(tmp_path), [train], Options(packs=(), run_programs=False))
    told = found.guarantee("G2")
    assert told.outcome == "holds" and told.figures["new_draws_not_asked"] == 4
    only = eval_in(tmp_path, [row for row in item_rows(tmp_path) if row["tier"] == "new_draw"])
    told = prove_rows(only, [train], Options(packs=(), run_programs=False)).guarantee("G2")
    assert told.outcome == "not_run" and "by design: none was asked" in told.summary


def test_a_tier_that_nobody_knows_excuses_nothing(tmp_path: Path) -> None:
    few_draws()
    rows = [{"id": row["id"], "question": row["prompt"], "tier": "easy"} for row in item_rows(tmp_path)]
    train = write_eval(tmp_path / "train.jsonl", [{"text": changed(row["question"])} for row in rows])
    told = prove_rows(eval_in(tmp_path, rows), [train], Options(packs=(), run_programs=False)).guarantee("G2")
    assert told.outcome == "fails" and told.figures["items"] == len(rows) and told.figures["items_met"] >= 8


def test_where_no_item_can_be_recognised_it_is_not_run(tmp_path: Path) -> None:
    few_draws()
    train = write_eval(tmp_path / "train.jsonl", [{"text": "Nothing to see here at all."}])
    eval = eval_in(tmp_path, [{"id": "a", "question": ""}, {"id": "b", "question": "?"}])
    told = prove_rows(eval, [train], Options(packs=(), run_programs=False)).guarantee("G2")
    assert told.outcome == "not_run" and "None of 2 items has words enough" in told.summary


def item_rows(tmp_path: Path) -> list[dict[str, Any]]:
    return [each.row for each in eval_in(tmp_path).items]


def test_the_nearest_texts_are_told_of_a_clean_pair(tmp_path: Path) -> None:
    few_draws()
    text = item_of("math/dependency_graph")["prompt"]
    part = text[: len(text) // 12]
    train = write_eval(tmp_path / "train.jsonl", [{"text": part}, {"text": "Nothing to see here at all."}])
    told = prove_rows(eval_in(tmp_path), [train], Options(packs=(), run_programs=False)).guarantee("G2")
    assert told.outcome == "holds" and told.total >= 1 and told.offending == 0
    assert told.pairs[0].place.endswith(":1") and 0 < told.pairs[0].score < 0.3


def test_meanings_are_compared_where_a_model_is_given(tmp_path: Path) -> None:
    few_draws()
    asked = "Nadia grows 14 lettuces, 9 leeks and 37 cabbages in the garden behind her bakery. How many plants?"
    synonym = re.compile(r"\b(?!in\b|her\b|and\b|the\b)[a-z]+\b")
    other = synonym.sub(lambda found: f"{found[0]}ish", asked)
    model = model_in(tmp_path / "model", [asked])
    eval = eval_in(tmp_path, [{"id": "a", "question": asked}])
    train = write_eval(tmp_path / "train.jsonl", [{"question": other}, {"question": other.replace("37", "38")}])
    without = prove_rows(eval, [train], Options(packs=()))
    assert without.guarantee("G6").outcome == "not_run" and "no model" in without.guarantee("G6").summary.lower()
    for workers in (1, 2):
        found = prove_rows(eval, [train], Options(packs=(), model=model), workers).guarantee("G6")
        assert (found.outcome, found.offending, found.pairs[0].item) == ("fails", 1, "a")
        assert found.pairs[0].place.endswith(":1") and found.pairs[0].score is not None


def model_in(folder: Path, texts: list[str]) -> Path:
    """A model in which each word and the same with `ish` behind it have one vector."""
    from model2vec import StaticModel
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    known = sorted({word.lower() for text in texts for word in re.findall("[A-Za-z]+", text)} - set(words.FUNCTION))
    drawn = np.random.default_rng(1).standard_normal((len(known), 24)).astype(np.float32)
    vocabulary = {"[UNK]": 0} | {word: 1 + number for number, word in enumerate(known)}
    vocabulary |= {f"{word}ish": 1 + len(known) + number for number, word in enumerate(known)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    StaticModel(np.concatenate((np.zeros((1, 24), dtype=np.float32), drawn, drawn)), tokenizer).save_pretrained(folder)
    return folder


def test_solutions_with_a_benchmarks_phrases_are_told_and_problems_fail(tmp_path: Path) -> None:
    from small_proof import INVENTED, small_pack

    few_draws()
    text = INVENTED.read_text().splitlines()[4]
    options = Options(packs=(str(small_pack(tmp_path)),), run_programs=False)
    train = write_eval(tmp_path / "told.jsonl", [{"question": "What is this?", "answer": text}])
    told = prove_rows(eval_in(tmp_path), [train], options).guarantee("G7")
    assert (told.outcome, told.offending, told.figures["solutions"]) == ("holds", 0, 1)
    eval = eval_in(tmp_path, [{"id": "a", "question": text}])
    found = prove_rows(eval, [train], options)
    assert failing(found)[-1] == "G7" and found.guarantee("G7").figures["items"] == 1
