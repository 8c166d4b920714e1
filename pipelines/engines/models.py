"""Model folders: where a recipe's model lies, and the digest of what it is."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from pipelines.shards import file_sha256
from schemas import BadInput
from schemas.resources import data_path

CONVERTED = "ctranslate2"  # the folder of a model's CTranslate2 form, beside its Hugging Face form
_TOKENIZER = (
    "tokenizer.json",
    "tokenizer.model",
    "tokenizer_config.json",
    "chat_template.jinja",
    "vocab.json",
    "merges.txt",
)
_CONFIG = ("config.json", "generation_config.json", "special_tokens_map.json", "added_tokens.json")
_WEIGHTS = (".safetensors", ".bin", ".gguf", ".pt")


def locate(model: str, place: str) -> Path:
    """The model's folder: a path, or the name of a model that ships with Provender."""
    for folder in (Path(model), data_path("models", model)):
        if (folder / "tokenizer.json").is_file():
            return folder.resolve()
    if Path(model).is_dir():
        raise BadInput(place, f"there is no tokenizer.json in '{model}'", "name the folder of a Hugging Face model")
    shipped = sorted(path.parent.name for path in data_path("models").glob("*/tokenizer.json"))
    raise BadInput(
        place, f"there is no model folder '{model}'", f"give a folder, or a shipped model: {', '.join(shipped)}"
    )


def converted(folder: Path, place: str) -> Path:
    """The folder of the model's CTranslate2 form."""
    for candidate in (folder / CONVERTED, folder):
        if (candidate / "model.bin").is_file():
            return candidate
    raise BadInput(
        place,
        f"there is no CTranslate2 form (model.bin) in '{folder.name}' or its folder '{CONVERTED}'",
        f"convert it: ct2-transformers-converter --model {folder.name} --output_dir {folder.name}/{CONVERTED}",
    )


def model_digest(folder: Path, weights: Path) -> str:
    """A digest of all that decides what the model writes: weights, configuration, tokenizer and chat template."""
    state = hashlib.sha256()
    named = {folder / name for name in (*_TOKENIZER, *_CONFIG)}
    inside = {
        path for path in weights.iterdir() if path.suffix in _WEIGHTS or path.name in ("config.json", "vocabulary.json")
    }
    for path in sorted({path for path in named if path.is_file()} | inside):
        state.update(f"{path.relative_to(folder).as_posix()}\0{_sha256(path)}\n".encode())
    return state.hexdigest()[:16]


def _sha256(path: Path) -> str:
    """The file's SHA-256. Large files are hashed once: the result is kept under path, size and time of change."""
    status = path.stat()
    if status.st_size < 64 << 20:
        return file_sha256(path)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "provender" / "models.json"
    key = f"{path}\0{status.st_size}\0{status.st_mtime_ns}"
    try:
        known = json.loads(cache.read_text())
    except (OSError, ValueError):
        known = {}
    if not isinstance(known.get(key), str):
        known[key] = file_sha256(path)
        temporary = cache.with_name(f"{cache.name}.tmp-{os.getpid()}")
        try:
            cache.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(known))
            temporary.replace(cache)
        except OSError:
            pass  # without a cache the next build hashes the model again, and that is all
    return str(known[key])
