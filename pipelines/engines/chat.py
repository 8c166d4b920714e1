"""Chat templates: a conversation as the text that a model was trained to continue."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from schemas import BadInput, Message

_LONGEST = 1 << 20  # bytes of a template


class ChatTemplate:
    """The template of a model folder, filled in as `transformers` does it, in Jinja's sandbox.

    A template is a program: the sandbox keeps it from the machine, and ranges are bounded, but it may be slow, so
    models are to be had from where one trusts them. It is offered no clock: a template that asks for today's date would
    give another prompt every day, and is refused.
    """

    def __init__(self, folder: Path, place: str) -> None:
        import jinja2
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        self._place = place
        config = _json(folder / "tokenizer_config.json")
        source = _source(folder, config)
        if source is None:
            raise BadInput(place, f"the model '{folder.name}' has no chat template", "add a chat_template.jinja to it")
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True,
            extensions=["jinja2.ext.loopcontrols"],
        )  # fmt: skip
        environment.filters["tojson"] = _to_json
        environment.globals["raise_exception"] = _raise
        try:
            self._template = environment.from_string(source)
        except jinja2.TemplateError as error:
            raise BadInput(place, f"the chat template of '{folder.name}' is broken ({error})", "mend it") from None
        self._tokens = {name: _token(config.get(name)) for name in ("bos_token", "eos_token", "pad_token", "unk_token")}

    def render(self, messages: Sequence[Message]) -> str:
        """The conversation as text that ends where the assistant's next turn begins."""
        try:
            return self._template.render(
                messages=[{"role": each.role, "content": each.content} for each in messages],
                add_generation_prompt=True,
                tools=None,
                documents=None,
                **self._tokens,
            )
        except Exception as error:
            # A template is someone else's program and may raise anything; each time it is the template's fault.
            raise BadInput(
                self._place, f"the model's chat template fails ({type(error).__name__}: {error})", "mend the template"
            ) from None


def _source(folder: Path, config: dict[str, Any]) -> str | None:
    path = folder / "chat_template.jinja"
    if path.is_file():
        return path.read_bytes()[:_LONGEST].decode("utf-8", "replace")
    found = config.get("chat_template")
    if isinstance(found, list):  # several, by name
        found = next((each.get("template") for each in found if each.get("name") == "default"), None)
    return found if isinstance(found, str) else None


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise BadInput(str(path), f"it is not JSON ({error})", "mend the file") from None
    return found if isinstance(found, dict) else {}


def _token(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("content")
    return value if isinstance(value, str) else ""


def _to_json(value: Any, indent: int | None = None, **_: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _raise(text: str) -> None:
    raise ValueError(str(text))
