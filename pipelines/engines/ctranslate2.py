"""CTranslate2: small local models on the CPU, without torch. Runs in the engine's own process.

CTranslate2 takes a seed only where a model is loaded. Small models load in milliseconds, so each chunk of requests gets
its own, seeded from the chunk's keys, and gives the same texts again. Large models are loaded once and sample as they
like. Either way another cut into chunks gives other texts, which is why finished completions are kept and never made
again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from pipelines.engines.models import converted
from pipelines.engines.protocol import Request, Settings, completion
from schemas import BadInput, Completion, FinishReason, canonical_json, digest_int
from schemas.recipe import CTranslate2Engine

SMALL = 64 << 20  # bytes of weights that are loaded anew for each chunk
CHUNK = 256  # requests handed over at once: seconds of work, so that a kill loses no more


class CTranslate2Backend:
    """A loaded model with its tokenizer."""

    def __init__(self, spec: CTranslate2Engine, folder: Path, fingerprint: str, place: str) -> None:
        import ctranslate2
        from tokenizers import Tokenizer

        self._library: Any = ctranslate2
        self._place = place
        self._fingerprint = fingerprint
        self._batch_tokens = spec.batch_tokens
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        weights = converted(folder, place)
        self._arguments = {
            "model_path": str(weights), "device": spec.device, "compute_type": spec.compute_type,
            "intra_threads": spec.threads,
        }  # fmt: skip
        self._small = (weights / "model.bin").stat().st_size <= SMALL
        self._generator = ctranslate2.Generator(**self._arguments)
        config = _json(folder / "config.json")
        ends = _json(folder / "generation_config.json").get("eos_token_id", config.get("eos_token_id"))
        self._ends = [each for each in (ends if isinstance(ends, list) else [ends]) if isinstance(each, int)]
        context = config.get("max_position_embeddings")
        self._context = context if isinstance(context, int) else 1 << 30

    def generate(self, requests: Sequence[Request]) -> Iterator[list[Completion]]:
        """Completions chunk by chunk: requests of like settings and like length together."""
        if any(each.settings.structured is not None for each in requests):
            raise BadInput(self._place, "CTranslate2 cannot hold a model to a structure", "use vllm, or drop it")
        encoded = self._tokenizer.encode_batch([each.prompt for each in requests], add_special_tokens=False)
        ready: list[tuple[Request, list[str], int]] = []
        for request, tokens in zip(requests, encoded, strict=True):
            room = self._context - len(tokens.ids)
            if tokens.ids and room >= 1:
                ready.append((request, tokens.tokens, min(request.settings.max_tokens, room)))
                continue
            problem = f"the prompt of {len(tokens.ids)} tokens leaves no room in a context of {self._context}"
            failed = {"text": "", "finish_reason": FinishReason.ERROR, "prompt_tokens": len(tokens.ids)}
            error = problem if tokens.ids else "the prompt is empty"
            yield [completion(self._fingerprint, request, **failed, error=error)]
        ready.sort(key=lambda each: (canonical_json(each[0].settings), each[2], len(each[1]), each[0].key))
        for _, same in groupby(ready, key=lambda each: (canonical_json(each[0].settings), each[2])):
            rows = list(same)
            for start in range(0, len(rows), CHUNK):
                yield self._chunk(rows[start : start + CHUNK])

    def _chunk(self, rows: list[tuple[Request, list[str], int]]) -> list[Completion]:
        settings: Settings = rows[0][0].settings
        limit = rows[0][2]
        if self._small and settings.temperature > 0:
            self._library.set_random_seed(digest_int("chunk", *[request.key for request, *_ in rows]) & 0x7FFFFFFF)
            self._generator = self._library.Generator(**self._arguments)
        results = self._generator.generate_batch(
            [tokens for _, tokens, _ in rows],
            max_length=limit,
            max_batch_size=self._batch_tokens,
            batch_type="tokens",
            sampling_topk=0 if settings.temperature > 0 else 1,
            sampling_topp=settings.top_p,
            sampling_temperature=settings.temperature or 1.0,
            include_prompt_in_result=False,
            end_token=self._ends or None,
            return_end_token=True,
            return_scores=settings.logprobs,
        )
        return [self._completion(*row, result) for row, result in zip(rows, results, strict=True)]

    def _completion(self, request: Request, tokens: list[str], limit: int, result: Any) -> Completion:
        ids = list(result.sequences_ids[0])
        ended = bool(ids) and ids[-1] in self._ends
        text = self._tokenizer.decode(ids[:-1] if ended else ids, skip_special_tokens=True)
        stop = min((at for each in request.settings.stop if (at := text.find(each)) >= 0), default=-1)
        return completion(
            self._fingerprint,
            request,
            text=text if stop < 0 else text[:stop],
            finish_reason=FinishReason.STOP if ended or stop >= 0 else FinishReason.LENGTH,
            prompt_tokens=len(tokens),
            completion_tokens=len(ids),
            # The score is the mean over the tokens written.
            logprob=float(result.scores[0]) * len(ids) if request.settings.logprobs else None,
        )


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found if isinstance(found, dict) else {}
