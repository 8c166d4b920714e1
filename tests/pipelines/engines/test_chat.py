"""Chat templates: filled in as their authors meant, and kept from the machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.engines.chat import ChatTemplate
from schemas import BadInput, Message

TURNS = (Message("system", "be brief"), Message("user", "a {{ b }}"), Message("assistant", "c"), Message("user", "d"))


def template(folder: Path, source: object, **config: object) -> ChatTemplate:
    (folder / "tokenizer_config.json").write_text(json.dumps({"chat_template": source, **config}))
    return ChatTemplate(folder, "recipe: engines.x.model")


def test_a_usual_template_is_filled_in(tmp_path: Path) -> None:
    source = (
        "{{ bos_token }}{% for m in messages %}\n    {% if m.role == 'system' %}{% continue %}{% endif %}\n"
        "<{{ m['role'] }}>{{ m['content'] | trim }}</>\n{% endfor %}\n"
        "{% if add_generation_prompt %}<assistant>{% endif %}"
    )
    shown = template(tmp_path, source, bos_token={"content": "<s>"}).render(TURNS)
    assert shown == "<s><user>a {{ b }}</>\n<assistant>c</>\n<user>d</>\n<assistant>"


def test_a_template_of_its_own_file_and_one_of_several(tmp_path: Path) -> None:
    (tmp_path / "chat_template.jinja").write_text("file")
    assert template(tmp_path, "config").render(TURNS) == "file"
    (tmp_path / "chat_template.jinja").unlink()
    several = [{"name": "rag", "template": "r"}, {"name": "default", "template": "d"}]
    assert template(tmp_path, several).render(TURNS) == "d"


def test_json_is_written_as_it_is(tmp_path: Path) -> None:
    assert template(tmp_path, "{{ {'a': '<ü>'} | tojson }}").render(TURNS) == '{"a": "<ü>"}'


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (None, "no chat template"),
        ("{% for %}", "is broken"),
        ("{{ raise_exception('roles must alternate') }}", "roles must alternate"),
        ("{{ strftime_now('%d') }}", "chat template fails"),
        ("{{ ''.__class__.__mro__ }}", "chat template fails"),
        ("{{ messages.append(1) }}", "chat template fails"),
        ("{% for i in range(10**9) %}{% endfor %}", "chat template fails"),
    ],
)
def test_a_template_that_cannot_be_used_is_told(tmp_path: Path, source: object, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        template(tmp_path, source).render(TURNS)
