"""The tier of word vectors: what is told in other words is found when it is on, and only with the item's numbers.

The model is made here: a vector for every word of the invented benchmark, drawn at random, and for every word a synonym
with the same vector (the word with `ish` after it), as a real model has near vectors for words of like meaning.
"""

import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pyarrow.parquet as pq
import pytest

from generators.family import draw
from generators.registry import family
from pipelines.decontamination import embeddings, packs, words
from pipelines.decontamination.audit import audit, best_of, find_pack
from pipelines.decontamination.embeddings import Model, open_model
from pipelines.decontamination.packs import Item, Pack, Source
from pipelines.decontamination.paraphrases import EMBEDDING, Tier, agree, matches, tier_for
from pipelines.decontamination.probes import REWORDED, Clean, probe
from pipelines.decontamination.skeletons import token_hash
from schemas import BadInput
from small_build import provender

FAMILY = "math/age_coin_digit"
WORD = re.compile(r"[A-Za-z]+")


def in_other_words(text: str) -> str:
    """The text with each word that is no number replaced by its synonym."""
    return WORD.sub(lambda found: found[0] if found[0].lower() in words.NUMBERS else f"{found[0].lower()}ish", text)


def model_in(folder: Path, texts: list[str], seed: int = 1) -> Path:
    """A model for the words of these texts and their synonyms, written by the library itself."""
    from model2vec import StaticModel
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    known = sorted({word.lower() for text in texts for word in WORD.findall(text)} - set(words.FUNCTION))
    drawn = np.random.default_rng(seed).standard_normal((len(known), 24)).astype(np.float32)
    vocabulary = {"[UNK]": 0} | {word: 1 + number for number, word in enumerate(known)}
    vocabulary |= {f"{word}ish": 1 + len(known) + number for number, word in enumerate(known)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    vectors = np.concatenate((np.zeros((1, 24), dtype=np.float32), drawn, drawn))
    StaticModel(vectors, tokenizer).save_pretrained(folder)
    return folder


def prompts() -> list[str]:
    return [draw(family(FAMILY), 3, index, 1).prompt for index in range(6)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, items: list[Item]) -> Path:
    return model_in(tmp_path_factory.mktemp("models") / "tiny", [*(item.text for item in items), *prompts()])


@pytest.fixture(scope="module")
def model(folder: Path) -> Model:
    return open_model(folder)


@pytest.fixture(scope="module")
def embedded(items: list[Item], sources: list[Source], model: Model) -> Pack:
    return packs.loaded(packs.build("embedded", "1", sources, items, model), "embedded")


def found_in(texts: list[str], pack: Pack, tier: Tier | None) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.item, tuple(finding.rules)) for finding, _ in best_of(texts, [pack], tier=tier)]


def test_a_reworded_item_is_caught_with_the_tier_and_not_without(
    items: list[Item], embedded: Pack, model: Model
) -> None:
    given = [in_other_words(items[number].text) for number in (1, 2, 3, 9)]
    assert all(not rules for _, rules in found_in(given, embedded, None))
    assert found_in(given, embedded, Tier(model)) == [
        (f"invented/{name}", (EMBEDDING,)) for name in ("01", "02", "03", "09")
    ]


def test_other_numbers_are_another_problem(items: list[Item], embedded: Pack, model: Model) -> None:
    given = [in_other_words(items[number].text) for number in (1, 2, 3, 9)]
    changed = [re.sub(r"\d\d+", lambda found: str(int(found[0]) + 1), text) for text in given]
    assert all(before != after for before, after in zip(given, changed, strict=True))
    assert all(not rules for _, rules in found_in(changed, embedded, Tier(model)))


def test_the_same_numbers_in_other_matters_are_no_item(items: list[Item], embedded: Pack, model: Model) -> None:
    numbers = " ".join(re.findall(r"\d+", items[2].text))
    near = list(matches([f"cinema oats {numbers} recipe pancakes milk", f"{numbers}", "", "12"], embedded, Tier(model)))
    assert near == [None] * 4


def test_a_threshold_of_one_asks_for_the_same_words_and_a_lower_one_for_fewer(
    items: list[Item], embedded: Pack, model: Model
) -> None:
    whole = in_other_words(items[2].text)
    less = whole.replace("matchsticksish", "bulbs").replace("towerish", "bed")
    strict, loose = (list(matches([whole, less], embedded, Tier(model, at))) for at in (0.999, 0.6))
    assert strict[0] is not None and strict[1] is None
    assert loose[1] is not None and 0.6 <= loose[1].cosine < 0.999 and loose[1].item == "invented/02"


def test_an_item_is_found_in_the_midst_of_a_text_of_many_pages(items: list[Item], embedded: Pack, model: Model) -> None:
    filler = "Voorbij de brug staan geen huizen meer. " * 300
    (match,) = matches([f"{filler} {in_other_words(items[1].text)} {filler}"], embedded, Tier(model))
    assert match is not None and match.item == "invented/01"


def test_a_text_is_told_alone_as_in_company(items: list[Item], embedded: Pack, model: Model) -> None:
    given = [in_other_words(item.text) for item in items] + [item.text[:90] for item in items]
    tier = Tier(model, 0.7)
    assert list(matches(given, embedded, tier)) == [next(matches([text], embedded, tier)) for text in given]


def numbers(*signs: str) -> Counter[int]:
    return Counter(token_hash(sign) & 0xFFFFFFFF for sign in signs)


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        (("12", "7"), ("7", "12"), True),
        (("12", "17"), ("17", "12", "2"), True),  # one number more
        (("12", "17"), ("17", "12", "2", "9"), False),  # two more
        (("12", "7"), ("7", "12", "2"), False),  # in many texts
        (("7", "8"), ("8", "7"), True),
        (("7",), ("7",), False),
        (("0.5",), ("0.5",), True),
        (("12", "7"), ("7", "13"), False),
        (("12", "12"), ("12",), False),
        (("12",), ("12",), True),
        (("2", "3"), ("2", "3"), False),  # numbers that are everywhere
        (("2", "3", "7"), ("2", "3", "7", "1"), False),
        ((), (), False),
        ((), ("12",), False),
    ],
)
def test_numbers_agree_when_they_can_be_those_of_one_problem(
    one: tuple[str, ...], other: tuple[str, ...], may: bool
) -> None:
    assert agree(numbers(*one), numbers(*other)) is may
    assert agree(numbers(*other), numbers(*one)) is may


def test_a_pack_is_the_same_bytes_in_any_order_and_one_without_vectors_has_nothing_of_them(
    items: list[Item], sources: list[Source], model: Model, pack_file: Path
) -> None:
    made = packs.build("embedded", "1", sources, items, model)
    assert made == packs.build("embedded", "1", sources, items[::-1], model)
    about = packs.loaded(made, "made").embeddings
    assert about is not None and (about.model, about.sha256, about.dimension) == ("tiny", model.sha256, 24)
    assert b"embeddings" not in pack_file.read_bytes() and b'"vector"' not in pack_file.read_bytes()
    assert find_pack("default").embeddings is None


def test_a_pack_keeps_what_was_measured_with_vectors_apart_from_what_was_without(
    items: list[Item], sources: list[Source], model: Model
) -> None:
    made = packs.build("embedded", "1", sources, items, model)
    pack, clean = packs.loaded(made, "made"), [Clean("here", "How many wheels have 14 carts?")]
    without, tier = probe(items, clean, [pack]), Tier(model, 0.7)
    with_tier = probe(items, clean, [pack], tier=tier)
    caught = [{each.kind: each.caught for each in found.recalls}[REWORDED] for found in (without, with_tier)]
    assert caught[0] < caught[1] and with_tier.false_alarms == 0 and tier.told == with_tier.embeddings
    again = packs.loaded(packs.with_probe(made, without.summary("x"), with_tier.summary("x"), 0.7), "made")
    assert again.probe == without.summary("x") and again.embeddings is not None
    assert (again.embeddings.probe, again.embeddings.threshold) == (with_tier.summary("x"), 0.7)


def test_vectors_that_do_not_fit_the_model_they_claim_are_refused(
    items: list[Item], sources: list[Source], model: Model
) -> None:
    made = packs.build("embedded", "1", sources, items, model)
    header, body = packs._opened(made)
    assert header.embeddings is not msgspec.UNSET
    wrong = msgspec.structs.replace(header, embeddings=msgspec.structs.replace(header.embeddings, dimension=23))
    with pytest.raises(BadInput, match="do not fit together"):
        packs.loaded(packs._file(wrong, body), "made")


def test_another_model_is_refused_with_both_names_and_so_is_a_pack_without_vectors(
    tmp_path: Path, items: list[Item], embedded: Pack, pack: Pack, model: Model
) -> None:
    other = model_in(tmp_path / "other", [item.text for item in items], seed=2)
    with pytest.raises(BadInput) as refused:
        tier_for(other, 0.8, [pack, embedded], "--embeddings")
    said = str(refused.value)
    assert model.sha256 in said and embeddings.model_sha256(other) in said and "'tiny'" in said and str(other) in said
    with pytest.raises(BadInput, match="no pack that is named has vectors"):
        tier_for(model.folder, 0.8, [pack], "--embeddings")
    assert tier_for(model.folder, 0.8, [pack, embedded], "--embeddings").model == model
    with pytest.raises(BadInput, match="its SHA-256 is"):
        open_model(model.folder, "0" * 64)


@pytest.fixture
def copied(tmp_path: Path, folder: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "copied"))


def test_a_folder_that_is_no_model_is_refused(copied: Path) -> None:
    (copied / "tokenizer.json").write_text("{}")
    with pytest.raises(BadInput, match="cannot be read as a model"):
        open_model(copied)
    (copied / "tokenizer.json").unlink()
    with pytest.raises(BadInput, match=r"there is no tokenizer\.json"):
        open_model(copied)
    with pytest.raises(BadInput, match=r"there is no config\.json"):
        open_model(Path("minishlab/potion-base-8M"))  # nothing is fetched by its name


def test_vectors_that_are_not_numbers_are_refused(copied: Path) -> None:
    from safetensors.numpy import load_file, save_file

    table = load_file(copied / "model.safetensors")["embeddings"]
    table[3, 3] = np.nan
    save_file({"embeddings": table}, copied / "model.safetensors")
    with pytest.raises(BadInput, match="not all numbers"):
        open_model(copied)


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    embeddings._opened.cache_clear()
    monkeypatch.setitem(sys.modules, "model2vec", None)
    yield
    embeddings._opened.cache_clear()


@pytest.mark.usefixtures("without_library")
def test_a_missing_library_is_told_with_how_to_get_it(copied: Path) -> None:
    with pytest.raises(BadInput, match=r"model2vec is not installed.*pip install 'provender\[embeddings\]'"):
        open_model(copied)


def test_an_audit_says_by_which_model_and_how_near(
    tmp_path: Path, items: list[Item], embedded: Pack, model: Model
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"question": in_other_words(items[2].text)}) + "\n" + json.dumps({"question": "Why?"}))
    off, on = audit([path], [embedded]), audit([path], [embedded], tier=Tier(model))
    assert (off.contaminated, off.embeddings) == (0, "")
    assert (on.contaminated, on.rules) == (1, {EMBEDDING: 1}) and model.sha256[:16] in on.embeddings
    assert on.nearest[0].item == "invented/02" and on.nearest[0].cosine > 0.99


RECIPE = """\
provender: 1
name: reworded
seed: 3
families: [{family: math/age_coin_digit, count: 16, levels: [1]}]
curation: {decontamination: {packs: [ours.fp], embeddings: {model: model}}}
assay: {items: 0}
sharding: {rows_per_shard: 16, row_group_rows: 16}
"""


def test_a_build_drops_what_is_told_in_other_words_and_draws_others(tmp_path: Path, folder: Path) -> None:
    """The pack's items are the build's first problems in other words; texts that nothing but vectors can bring
    together."""
    path, model = tmp_path / "reworded.yaml", shutil.copytree(folder, tmp_path / "model")
    rows = tmp_path / "items.jsonl"
    rows.write_text("".join(json.dumps({"question": in_other_words(text)}) + "\n" for text in prompts()[:4]))
    made = provender(
        "fingerprint", "build", rows, "--out", tmp_path / "ours.fp", "--licence", "MIT", "--clean", rows,
        "--embeddings", model, "--json",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    about = json.loads(made.stdout)["embeddings"]
    assert about["model"] == "model" and about["threshold"] == 0.8 and about["probe"]["recalls"]

    path.write_text(RECIPE)
    done = provender("build", path, "--out", tmp_path / "with")
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "with" / "manifest.json").read_text())
    (with_tier,) = manifest["packs"]
    assert with_tier["contaminated"] > 0 and with_tier["embedding_threshold"] == 0.8
    shards = (tmp_path / "builds" / "with").glob("decontaminate-*/part-*.parquet")
    assert {row["rules"] for shard in shards for row in pq.read_table(shard).to_pylist()} == {EMBEDDING}
    assert with_tier["embeddings"]["sha256"] == embeddings.model_sha256(model)
    assert manifest["families"][0]["problems"] == 16  # others were drawn
    card = (tmp_path / "with" / "README.md").read_text()
    assert "by the model `model`" in card and "Vectors of the texts were not compared" not in card

    (model / "config.json").write_text("{}")
    done = provender("build", path, "--out", tmp_path / "third")
    assert done.returncode == 2 and "curation.decontamination.embeddings" in done.stderr
    assert with_tier["embeddings"]["sha256"] in done.stderr.replace("\n", "").replace(" ", "")
