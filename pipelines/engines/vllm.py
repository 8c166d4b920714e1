"""vLLM, in the engine's own process, on a GPU or the CPU.

A batch is submitted whole, since vLLM schedules better than anyone outside it; completions come back as they finish.
Every request has a seed of its own: on the CPU in float32 the same request gives the same text at any batch size; on a
GPU it need not, which is why finished completions are kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipelines.engines.protocol import Request, completion
from schemas import BadInput, Completion, FinishReason
from schemas.recipe import VllmEngine

_ENDINGS = {"stop": FinishReason.STOP, "length": FinishReason.LENGTH}
ENVIRONMENT = {
    # One process: nothing is left behind when it is killed, and tokens need no second trip between processes.
    "VLLM_ENABLE_V1_MULTIPROCESSING": "0",
    "VLLM_NO_USAGE_STATS": "1",
    "VLLM_LOGGING_LEVEL": "WARNING",
    "HF_HUB_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "VLLM_CPU_KVCACHE_SPACE": "2",  # GiB
}
# A prompt that is read in parts has its first sample thrown away, and the seeded generators of the CPU cannot be turned
# back: vLLM 0.32 then fails as a whole. So prompts are read at once there.
ON_CPU = {"enable_chunked_prefill": False}


class VllmBackend:
    """A loaded model."""

    def __init__(self, spec: VllmEngine, folder: Path, fingerprint: str, place: str) -> None:
        for name, value in ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        import vllm
        from vllm.sampling_params import RequestOutputKind, StructuredOutputsParams

        self._library: Any = vllm
        self._final = RequestOutputKind.FINAL_ONLY
        self._structured = StructuredOutputsParams
        self._fingerprint = fingerprint
        arguments: dict[str, Any] = {
            "model": str(folder),
            "dtype": spec.dtype,
            "max_model_len": spec.context,
            "tensor_parallel_size": spec.tensor_parallel,
            "gpu_memory_utilization": spec.gpu_memory,
            "enable_prefix_caching": True,  # the samples of a problem share their prompt
            "disable_log_stats": True,
            **(ON_CPU if vllm.platforms.current_platform.is_cpu() else {}),
            **spec.options,
        }
        try:
            self._model = vllm.LLM(**arguments)
        except TypeError as error:
            raise BadInput(
                f"{place}.options", f"vLLM does not take this ({error})", "see vllm.LLM's arguments"
            ) from None
        self._context = int(self._model.llm_engine.model_config.max_model_len)
        self._tokenizer = self._model.get_tokenizer()

    def generate(self, requests: Sequence[Request]) -> Iterator[list[Completion]]:
        """Completions as vLLM finishes them; requests that it will not take come back at once, as errors."""
        engine = self._model.llm_engine
        waiting: dict[str, Request] = {}
        failed: list[Completion] = []
        tokens: dict[str, list[int]] = {}
        for number, request in enumerate(requests):
            if request.prompt not in tokens:
                tokens[request.prompt] = self._tokenizer.encode(request.prompt, add_special_tokens=False)
            prompt = tokens[request.prompt]
            room = self._context - len(prompt)
            if not prompt or room < 1:
                problem = f"the prompt of {len(prompt)} tokens leaves no room in a context of {self._context}"
                failed.append(self._error(request, problem if prompt else "the prompt is empty", len(prompt)))
                continue
            name = str(number)
            try:
                engine.add_request(name, {"prompt_token_ids": prompt}, self._parameters(request, room))
            except (ValueError, TypeError) as error:  # how vLLM refuses a request: the others are not concerned
                failed.append(self._error(request, str(error).splitlines()[0][:500], len(prompt)))
                continue
            waiting[name] = request
        if failed:
            yield failed
        try:
            while engine.has_unfinished_requests():
                finished = [
                    self._completion(waiting.pop(each.request_id), each) for each in engine.step() if each.finished
                ]
                if finished:
                    yield finished
        finally:
            if waiting:
                engine.abort_request(list(waiting))
        yield [self._error(request, "vLLM dropped the request", 0) for request in waiting.values()]

    def _parameters(self, request: Request, room: int) -> Any:
        settings = request.settings
        structured = None
        if settings.structured is not None:
            wanted = settings.structured
            structured = self._structured(
                json=wanted.json_schema, regex=wanted.regex, choice=list(wanted.choice) if wanted.choice else None
            )
        return self._library.SamplingParams(
            temperature=settings.temperature,
            top_p=settings.top_p,
            max_tokens=min(settings.max_tokens, room),
            seed=request.seed if settings.temperature > 0 else None,
            stop=list(settings.stop) or None,
            logprobs=0 if settings.logprobs else None,
            structured_outputs=structured,
            output_kind=self._final,
        )

    def _completion(self, request: Request, result: Any) -> Completion:
        written = result.outputs[0]
        ending = _ENDINGS.get(written.finish_reason)
        size = len(result.prompt_token_ids)
        if ending is None:
            return self._error(request, f"vLLM ended the request with '{written.finish_reason}'", size)
        return completion(
            self._fingerprint,
            request,
            text=written.text,
            finish_reason=ending,
            prompt_tokens=size,
            completion_tokens=len(written.token_ids),
            logprob=float(written.cumulative_logprob) if request.settings.logprobs else None,
        )

    def _error(self, request: Request, problem: str, prompt_tokens: int) -> Completion:
        return completion(
            self._fingerprint, request, text="", finish_reason=FinishReason.ERROR, error=problem,
            prompt_tokens=prompt_tokens,
        )  # fmt: skip
