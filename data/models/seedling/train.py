"""Trains the seedling: a small Llama that learns the easiest levels of seven families from their worked solutions.

It exists so that a build can run a real local model with no hub and no GPU. Steps, each on the work folder that the
one before has filled:

    python data/models/seedling/train.py data     WORK   draw problems, fit the tokenizer, encode
    python data/models/seedling/train.py train    WORK   --minutes 60 --rate 0.012
    python data/models/seedling/train.py train    WORK   --minutes 40 --rate 0.004
    python data/models/seedling/train.py export   WORK   write the Hugging Face and CTranslate2 forms beside this file
    python data/models/seedling/train.py evaluate WORK   accepted share per family, on problems never trained on

Needs torch, tokenizers, safetensors, transformers and ctranslate2 beside Provender itself. The draws, the tokenizer and
the order of the batches follow from the seeds below; how far training gets in the given minutes does not, so the
weights are shipped rather than made again.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

HERE = Path(__file__).parent
TRAIN_SEED, EVAL_SEED = 7_000_001, 7_000_002  # no recipe that ships uses either
FAMILIES = {  # examples drawn of each, all of level 1: fewer where they are long
    "math/polynomial": 40_000,
    "math/derivative": 40_000,
    "math/new_operator": 40_000,
    "math/inequality": 40_000,
    "math/matrix": 40_000,
    "logic/truth_value": 30_000,
    "code/function_spec": 20_000,
}
DRILLS = 8_000  # sequences of bare calculations, in the forms in which worked solutions write them
CALCULATIONS = 6  # in each
LEVEL = 1
EVALUATED = 150  # problems per family
PAD, USER, ASSISTANT, END = "<|pad|>", "<|user|>", "<|assistant|>", "<|end|>"
SPECIAL = (PAD, USER, ASSISTANT, END)
BATCH_TOKENS = 4096
CHAT_TEMPLATE = (
    "{%- for message in messages -%}"
    "{%- if message['role'] in ('user', 'tool') -%}<|user|>{{ message['content'] }}"
    "{%- elif message['role'] == 'assistant' -%}<|assistant|>{{ message['content'] }}<|end|>"
    "{%- endif -%}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}<|assistant|>{%- endif -%}"
)


class Shape(NamedTuple):
    """The sizes of a model."""

    vocabulary: int
    width: int
    layers: int
    heads: int
    hidden: int
    context: int = 1024


SEEDLING = Shape(vocabulary=1536, width=192, layers=5, heads=3, hidden=512)


# Data


def draw_some(task: tuple[str, int, int, int]) -> list[tuple[str, str, str]]:
    """(fingerprint, prompt, reference) of a range of a family's draws."""
    from generators.family import Impossible, draw
    from generators.registry import family

    name, seed, start, stop = task
    rows = []
    for index in range(start, stop):
        try:
            problem = draw(family(name), seed, index, LEVEL)
        except Impossible:
            continue
        rows.append((problem.fingerprint, problem.prompt, problem.reference))
    return rows


def make_data(work: Path) -> None:
    """Draw, fit the tokenizer on a part of the texts, and write all examples as token ids."""
    from tokenizers import Tokenizer

    work.mkdir(parents=True, exist_ok=True)
    tasks = [
        (name, TRAIN_SEED, start, min(start + 1000, count))
        for name, count in FAMILIES.items()
        for start in range(0, count, 1000)
    ]
    with ProcessPoolExecutor(2) as pool:
        held = {
            fingerprint
            for rows in pool.map(draw_some, [(name, EVAL_SEED, 0, EVALUATED) for name in FAMILIES])
            for fingerprint, _, _ in rows
        }
        examples: dict[str, list[tuple[str, str]]] = {name: [] for name in FAMILIES}
        for (name, *_), rows in zip(tasks, pool.map(draw_some, tasks), strict=True):
            examples[name] += [(prompt, text) for fingerprint, prompt, text in rows if fingerprint not in held]
    if (work / "tokenizer.json").exists():  # of an earlier stretch of training
        tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    else:
        texts = [text for rows in examples.values() for pair in rows[:4000] for text in pair]
        tokenizer = fit_tokenizer(texts, SEEDLING.vocabulary)
        tokenizer.save(str(work / "tokenizer.json"))
    user, assistant, end = (tokenizer.token_to_id(name) for name in (USER, ASSISTANT, END))
    ids: list[np.ndarray] = []
    learn: list[np.ndarray] = []
    for name, rows in examples.items():
        encoded = [pair for pair in encode(tokenizer, rows) if len(pair[0]) <= SEEDLING.context]
        ids += [row for row, _ in encoded]
        learn += [mask for _, mask in encoded]
        mean = round(float(np.mean([len(row) for row, _ in encoded])))
        print(name, len(encoded), "examples,", mean, "tokens on average", flush=True)
    for lines in drills():
        given = tokenizer.encode_batch([f"{left} =" for left, _ in lines], add_special_tokens=False)
        results = tokenizer.encode_batch([f" {right}\n" for _, right in lines], add_special_tokens=False)
        row, mask = [user, assistant], [False, False]
        for left, right in zip(given, results, strict=True):
            row += [*left.ids, *right.ids]
            mask += [False] * len(left.ids) + [True] * len(right.ids)
        ids.append(np.array([*row, end], dtype=np.uint16))
        learn.append(np.array([*mask, False]))
    write_examples(work, ids, learn)


def encode(tokenizer: Any, rows: Sequence[tuple[str, str]]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(ids, mask) of (prompt, answer)s; the mask marks the tokens to be learned: the answer's, not what is given."""
    user, assistant, end = (tokenizer.token_to_id(name) for name in (USER, ASSISTANT, END))
    prompts = tokenizer.encode_batch([prompt for prompt, _ in rows], add_special_tokens=False)
    answers = tokenizer.encode_batch([answer for _, answer in rows], add_special_tokens=False)
    for prompt, answer in zip(prompts, answers, strict=True):
        row = np.array([user, *prompt.ids, assistant, *answer.ids, end], dtype=np.uint16)
        yield row, np.arange(len(row)) >= len(prompt.ids) + 2


def write_examples(work: Path, ids: Sequence[np.ndarray], learn: Sequence[np.ndarray]) -> None:
    """Write what `batches` reads."""
    lengths = np.array([len(row) for row in ids], dtype=np.int32)
    np.savez(work / "data.npz", ids=np.concatenate(ids), learn=np.concatenate(learn), lengths=lengths)


def drills() -> Iterator[list[tuple[str, str]]]:
    """Calculations with their results, one operation each, in the forms in which worked solutions have them."""
    rng = random.Random(TRAIN_SEED)

    def number(digits: int) -> int:
        size = rng.randint(1, digits)
        return rng.randrange(10 ** (size - 1), 10**size)

    for _ in range(DRILLS):
        lines = []
        for _ in range(CALCULATIONS):
            match rng.choice(("+", "-", "−", "×", "×", "×", "/", "·", "(", "%")):
                case "+":
                    a, b = number(5), number(5)
                    lines.append((f"{a} + {b}", str(a + b)))
                case "-" | "−" as sign:
                    a, b = sorted((number(5), number(4)), reverse=True)
                    lines.append((f"{a} {sign} {b}", str(a - b)))
                case "×":
                    a, b, noughts = number(4), rng.randint(2, 9), rng.choice((1, 1, 10, 100))
                    sign = rng.choice("×·")
                    lines.append((f"{a} {sign} {b * noughts}", str(a * b * noughts)))
                case "/":
                    a, b = number(3), rng.randint(2, 12)
                    lines.append((f"{a * b} / {b}", str(a)))
                case "·":
                    a, b = rng.randint(-30, 30), rng.randint(-9, 9)
                    lines.append((f"{a}·({b})", str(a * b)))
                case "(":
                    a, b = rng.randint(-400, 400), rng.randint(-400, 400)
                    lines.append((f"{a} - ({b})", str(a - b)) if rng.random() < 0.5 else (f"{a} + ({b})", str(a + b)))
                case _:
                    a, b = number(3), rng.randint(2, 12)
                    lines.append((f"{a} % {b}", str(a % b)))
        yield lines


def fit_tokenizer(texts: list[str], vocabulary: int) -> Any:
    """Byte-level BPE in which every digit is a token of its own."""
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.Split(Regex(r"\n"), "isolated"),
            # A word in quotes is worked on letter by letter.
            pre_tokenizers.Split(Regex(r"[A-Za-z](?=[A-Za-z]*')"), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


# Model


def build_model(shape: Shape = SEEDLING) -> Any:
    """The Llama as a torch module; its parameters carry the names of the Hugging Face form."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    size = shape.width // shape.heads
    future = torch.ones(shape.context, shape.context, dtype=torch.bool).triu(1)

    class Norm(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.ones(shape.width))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return F.rms_norm(x, (shape.width,), self.weight, 1e-5)

    class Attention(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
                setattr(self, name, nn.Linear(shape.width, shape.width, bias=False))

        def forward(self, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
            rows, length, _ = x.shape

            def heads(y: torch.Tensor) -> torch.Tensor:
                return y.view(rows, length, shape.heads, size).transpose(1, 2)

            def turned(y: torch.Tensor) -> torch.Tensor:
                a, b = y.chunk(2, dim=-1)
                return y * cos + torch.cat((-b, a), dim=-1) * sin

            q, k, v = turned(heads(self.q_proj(x))), turned(heads(self.k_proj(x))), heads(self.v_proj(x))
            q, k = q.to(v.dtype), k.to(v.dtype)
            if length <= 448:  # on CPUs plain products are faster for short rows than the fused kernel
                scores = (q @ k.transpose(-1, -2)) * size**-0.5
                y = F.softmax(scores.masked_fill(future[:length, :length], float("-inf")), -1) @ v
            else:
                y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            return self.o_proj(y.transpose(1, 2).reshape(rows, length, shape.width))

    class Feed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.gate_proj = nn.Linear(shape.width, shape.hidden, bias=False)
            self.up_proj = nn.Linear(shape.width, shape.hidden, bias=False)
            self.down_proj = nn.Linear(shape.hidden, shape.width, bias=False)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))

    class Layer(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.self_attn, self.mlp = Attention(), Feed()
            self.input_layernorm, self.post_attention_layernorm = Norm(), Norm()

        def forward(self, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
            x = x + self.self_attn(self.input_layernorm(x), cos, sin)
            return x + self.mlp(self.post_attention_layernorm(x))

    class Inner(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embed_tokens = nn.Embedding(shape.vocabulary, shape.width)
            self.layers = nn.ModuleList(Layer() for _ in range(shape.layers))
            self.norm = Norm()

    class Llama(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = Inner()
            rates = 10_000.0 ** (-torch.arange(0, size, 2) / size)
            angle = torch.outer(torch.arange(shape.context), rates).repeat(1, 2)
            self.register_buffer("cos", angle.cos(), persistent=False)
            self.register_buffer("sin", angle.sin(), persistent=False)
            for name, parameter in self.named_parameters():
                if parameter.dim() == 2:
                    last = name.endswith(("o_proj.weight", "down_proj.weight"))
                    nn.init.normal_(parameter, std=0.02 / shape.layers**0.5 if last else 0.02)

        def forward(self, ids: torch.Tensor) -> torch.Tensor:
            length = ids.shape[1]
            cos, sin = self.cos[:length], self.sin[:length]
            x = self.model.embed_tokens(ids)
            for layer in self.model.layers:
                x = layer(x, cos, sin)
            return self.model.norm(x)

    return Llama()


# Training


def batches(work: Path, tokens: int = BATCH_TOKENS, seed: int = TRAIN_SEED) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(ids, mask) for ever: rows of like length together, the batches of an epoch in a random order.

    The mask marks the tokens to be learned.
    """
    data = np.load(work / "data.npz")
    ids, learn, lengths = data["ids"], data["learn"], data["lengths"]
    ends = np.cumsum(lengths)
    rng = np.random.default_rng(seed)
    while True:
        order = rng.permutation(len(lengths))
        groups: list[np.ndarray] = []
        for start in range(0, len(order), 4096):
            pool = order[start : start + 4096]
            pool = pool[np.argsort(lengths[pool], kind="stable")]
            first = 0
            while first < len(pool):
                last = first
                while last < len(pool) and (last - first + 1) * lengths[pool[last]] <= tokens:
                    last += 1
                groups.append(pool[first:last])
                first = last
        for number in rng.permutation(len(groups)):
            rows = groups[number]
            width = int(lengths[rows].max())
            block = np.zeros((len(rows), width), dtype=np.int64)
            mask = np.zeros((len(rows), width), dtype=bool)
            for place, row in enumerate(rows):
                size = lengths[row]
                block[place, :size] = ids[ends[row] - size : ends[row]]
                mask[place, :size] = learn[ends[row] - size : ends[row]]
            yield block, mask


def train(
    work: Path, minutes: float, threads: int, rate: float, *, steps: int = 0, shape: Shape = SEEDLING,
    tokens: int = BATCH_TOKENS, seed: int = TRAIN_SEED,
) -> None:  # fmt: skip
    """Train for so many minutes, or steps where those are given: the learning rate falls to nothing by them. The clock
    stands still while the process does. Goes on from the work folder's checkpoint if there is one: with batches this
    small, what a high rate has learned only shows after a stretch at a low one."""
    import torch
    from torch.nn import functional as F

    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    model = build_model(shape)
    if (work / "checkpoint.pt").exists():
        model.load_state_dict(torch.load(work / "checkpoint.pt", weights_only=True))
    matrices = [p for name, p in model.named_parameters() if p.dim() == 2 and "embed" not in name]
    others = [p for name, p in model.named_parameters() if p.dim() != 2 or "embed" in name]
    optimizers = [
        torch.optim.Muon(matrices, lr=rate, weight_decay=0.01, momentum=0.95),
        torch.optim.AdamW(others, lr=rate * 0.15, betas=(0.9, 0.95), weight_decay=0.0),
    ]
    peaks = [optimizer.param_groups[0]["lr"] for optimizer in optimizers]
    print(sum(p.numel() for p in model.parameters()), "parameters", flush=True)

    def clock() -> float:
        return time.process_time() / threads

    start, said, saved = clock(), 0.0, 0.0
    seen = learned = 0
    losses: list[float] = []
    for step, (block, mask) in enumerate(batches(work, tokens, seed)):
        spent = (clock() - start) / 60
        share = step / steps if steps else spent / minutes
        if share >= 1:
            break
        scale = min(1.0, (step + 1) / 50, (1 - share) / 0.9 + 0.005)
        for optimizer, peak in zip(optimizers, peaks, strict=True):
            optimizer.param_groups[0]["lr"] = peak * scale
        ids = torch.from_numpy(block)
        target = torch.from_numpy(mask[:, 1:])
        with torch.autocast("cpu", torch.bfloat16):
            states = model(ids[:, :-1])[target]
            logits = states @ model.model.embed_tokens.weight.T
        loss = F.cross_entropy(logits.float(), ids[:, 1:][target])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(others, 1.0)
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        seen += block.size
        learned += int(mask.sum())
        losses.append(loss.item())
        now = clock()
        if now - said > 20:
            speed = seen / (now - start)
            mean = sum(losses[-50:]) / len(losses[-50:])
            print(f"{spent:6.1f} min step {step} loss {mean:.4f} {speed:,.0f} tok/s scale {scale:.3f}", flush=True)
            said = now
        if now - saved > 240:
            torch.save(model.state_dict(), work / "checkpoint.tmp")
            (work / "checkpoint.tmp").replace(work / "checkpoint.pt")
            saved = now
    torch.save(model.state_dict(), work / "checkpoint.pt")
    spent = round((clock() - start) / 60, 2)
    note = {"minutes": spent, "steps": step, "tokens": seen, "learned_tokens": learned, "loss": losses[-1]}
    (work / "training.json").write_text(json.dumps(note))
    print(note, flush=True)


# Export


def export(work: Path, target: Path, shape: Shape = SEEDLING) -> None:
    """Write the Hugging Face form in bfloat16 and, made from it, CTranslate2's in int8."""
    import torch
    from ctranslate2.converters import TransformersConverter
    from safetensors.torch import save_file

    target.mkdir(parents=True, exist_ok=True)
    state = torch.load(work / "checkpoint.pt", weights_only=True)
    tensors = {name: tensor.to(torch.bfloat16).contiguous() for name, tensor in state.items()}
    save_file(tensors, target / "model.safetensors", metadata={"format": "pt"})
    tokenizer = json.loads((work / "tokenizer.json").read_text())
    ids = {name: number for number, name in enumerate(SPECIAL)}
    assert all(each["id"] == ids[each["content"]] for each in tokenizer["added_tokens"])
    _write(target / "tokenizer.json", tokenizer, indent=None)
    _write(
        target / "config.json",
        {
            "architectures": ["LlamaForCausalLM"], "model_type": "llama", "torch_dtype": "bfloat16",
            "vocab_size": shape.vocabulary, "hidden_size": shape.width, "intermediate_size": shape.hidden,
            "num_hidden_layers": shape.layers, "num_attention_heads": shape.heads, "num_key_value_heads": shape.heads,
            "head_dim": shape.width // shape.heads, "hidden_act": "silu", "max_position_embeddings": shape.context,
            "rms_norm_eps": 1e-5, "rope_theta": 10_000.0,
            "tie_word_embeddings": True, "attention_bias": False, "mlp_bias": False, "bos_token_id": None,
            "eos_token_id": ids[END], "pad_token_id": ids[PAD], "initializer_range": 0.02, "use_cache": True,
        },
    )  # fmt: skip
    _write(target / "generation_config.json", {"eos_token_id": ids[END], "pad_token_id": ids[PAD]})
    _write(
        target / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": shape.context, "eos_token": END,
            "pad_token": PAD, "clean_up_tokenization_spaces": False, "chat_template": CHAT_TEMPLATE,
        },
    )  # fmt: skip
    _write(target / "special_tokens_map.json", {"eos_token": END, "pad_token": PAD})
    TransformersConverter(str(target)).convert(str(target / "ctranslate2"), quantization="int8_float32", force=True)
    path = target / "ctranslate2" / "config.json"
    # The converter writes null for tokens that the model does not have, and the library then cannot read its own file.
    _write(path, {name: END if value is None else value for name, value in json.loads(path.read_text()).items()})
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    print(f"{size / 1e6:.2f} MB in all")


def _write(path: Path, value: Any, indent: int | None = 1) -> None:
    path.write_text(json.dumps(value, indent=indent, ensure_ascii=False) + "\n", encoding="utf-8")


# Evaluation


def answers(target: Path, prompts: Sequence[str], temperature: float, threads: int = 2) -> tuple[list[str], int]:
    """What the exported model says to the prompts through CTranslate2, and how many tokens those are."""
    import ctranslate2
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(target / "tokenizer.json"))
    generator = ctranslate2.Generator(str(target / "ctranslate2"), intra_threads=threads)
    ctranslate2.set_random_seed(EVAL_SEED)
    results = generator.generate_batch(
        [tokenizer.encode(f"{USER}{prompt}{ASSISTANT}", add_special_tokens=False).tokens for prompt in prompts],
        max_length=480, sampling_topk=0 if temperature else 1, sampling_temperature=temperature or 1.0,
        include_prompt_in_result=False, end_token=END, max_batch_size=8192, batch_type="tokens",
    )  # fmt: skip
    written = [result.sequences_ids[0] for result in results]
    return [tokenizer.decode(ids) for ids in written], sum(map(len, written))


def evaluate(target: Path, temperature: float, samples: int) -> dict[str, float]:
    """Accepted share per family on the evaluation draws, through CTranslate2."""
    from generators.family import draw
    from generators.registry import family
    from validators import validate

    shares: dict[str, float] = {}
    start, written = time.monotonic(), 0
    for name in FAMILIES:
        problems = [draw(family(name), EVAL_SEED, index, LEVEL) for index in range(EVALUATED)] * samples
        texts, tokens = answers(target, [problem.prompt for problem in problems], temperature)
        written += tokens
        said = [validate(problem.check, text).status for problem, text in zip(problems, texts, strict=True)]
        shares[name] = round(sum(status == "accepted" for status in said) / len(said), 3)
        print(f"{name}: {shares[name]:.1%} accepted of {len(said)} at temperature {temperature}", flush=True)
    print(f"{written / (time.monotonic() - start):,.0f} tokens/s, checking included")
    return shares


def main() -> None:
    """The command line; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("data", "train", "export", "evaluate"))
    parser.add_argument("work", type=Path, help="the work folder")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rate", type=float, default=0.02, help="the highest learning rate of the matrices")
    parser.add_argument("--target", type=Path, default=HERE, help="where the model is exported")
    parser.add_argument("--temperature", type=float, default=0.7)
    parser.add_argument("--samples", type=int, default=2)
    arguments = parser.parse_args()
    match arguments.step:
        case "data":
            make_data(arguments.work)
        case "train":
            train(arguments.work, arguments.minutes, arguments.threads, arguments.rate)
        case "export":
            export(arguments.work, arguments.target)
        case "evaluate":
            evaluate(arguments.target, arguments.temperature, arguments.samples)


if __name__ == "__main__":
    main()
