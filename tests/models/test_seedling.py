"""The shipped model: small, complete in both forms, and never trained on what it is asked."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from tokenizers import Tokenizer

from pipelines.engines.chat import ChatTemplate
from schemas import Message
from schemas.resources import data_path

FOLDER = data_path("models", "seedling")
TOKENIZER = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("seedling_train", FOLDER / "train.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_is_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) <= 8_000_000


def test_both_forms_are_there() -> None:
    for name in ("model.safetensors", "config.json", "generation_config.json", "tokenizer_config.json", "README.md"):
        assert (FOLDER / name).is_file(), name
    for name in ("model.bin", "config.json", "vocabulary.json"):
        assert (FOLDER / "ctranslate2" / name).is_file(), name
    config = json.loads((FOLDER / "config.json").read_text())
    assert config["architectures"] == ["LlamaForCausalLM"]
    assert config["vocab_size"] == TOKENIZER.get_vocab_size()
    assert config["eos_token_id"] == TOKENIZER.token_to_id("<|end|>")


@pytest.mark.parametrize(
    "text", ["“a” − 3 × 4 = 12\n\n\tx", "🙂 ünï", "2(x + 1)²", "\x00\x07", " lead and trail ", "```python\ni\n```"]
)
def test_any_text_survives_the_tokenizer(text: str) -> None:
    assert TOKENIZER.decode(TOKENIZER.encode(text, add_special_tokens=False).ids) == text


def test_every_digit_is_a_token() -> None:
    tokens = TOKENIZER.encode("12345 and 67", add_special_tokens=False).tokens
    assert [token.lstrip("Ġ") for token in tokens if any(map(str.isdigit, token))] == list("1234567")


def test_the_chat_template_shows_no_system_message() -> None:
    shown = ChatTemplate(FOLDER, "x").render(
        [Message("system", "s"), Message("user", "q"), Message("assistant", "a"), Message("user", "r")]
    )
    assert shown == "<|user|>q<|assistant|>a<|end|><|user|>r<|assistant|>"


def test_what_it_learned_from_is_not_what_it_is_asked(script: ModuleType) -> None:
    seeds = {script.TRAIN_SEED, script.EVAL_SEED}
    recipes = [yaml.safe_load(path.read_text())["seed"] for path in data_path("recipes").glob("*.yaml")]
    assert len(seeds) == 2 and not seeds & set(recipes)


def test_it_was_trained_on_six_families_of_three_domains(script: ModuleType) -> None:
    assert len(script.FAMILIES) >= 6
    assert len({name.partition("/")[0] for name in script.FAMILIES}) >= 3
    assert isinstance(FOLDER, Path)
