"""The schema of a record: what an editor says is what ``check`` says, and each field is described.

Editors read YAML 1.2, in which ``date: 2006`` is a number; so these tests do, by its core schema.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from cases import FICTIONAL, ROOT
from hypothesis import given
from strategies import WHOLE, records

from gardkg import Record, load_records, to_yaml
from gardkg.errors import RecordError
from gardkg.records.schema import fields_page, json_schema

from .test_hand_mistakes import HEAD, SHORTER

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
EVERY = sorted([*FICTIONAL.glob("*.yaml"), *ROOT.glob("records/*.yaml")])


class Core(yaml.CSafeLoader):
    """YAML 1.2's core schema (10.3.2 of its specification): what is plain, and what it becomes."""

    yaml_implicit_resolvers: dict[str, Any] = {}


for tag, pattern in {
    "null": r"null|Null|NULL|~|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)"
    r"|\.(nan|NaN|NAN)",
}.items():
    whole = re.compile(rf"(?:{pattern})\Z")
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", whole, None)
Core.add_constructor(
    "tag:yaml.org,2002:int",
    lambda loader, node: int(node.value, {"0o": 8, "0x": 16}.get(node.value[:2], 10)),
)


def refused(text: str) -> list[str]:
    """What the schema says against a document."""
    value = yaml.load(text, Core)  # noqa: S506  # a SafeLoader
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(value)]


def test_every_field_is_described() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    fields = {
        f"{part}.{field}": described.get("description", "")
        for part, struct in SCHEMA["$defs"].items()
        for field, described in struct["properties"].items()
    }
    assert len(fields) > 250
    assert {name for name, text in fields.items() if len(text) < 5} == set()
    assert all(struct.get("description") for struct in SCHEMA["$defs"].values())


def test_the_page_of_fields_is_that_of_the_model() -> None:
    assert (ROOT / "docs" / "fields.md").read_text("utf-8") == fields_page()


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_the_records_of_the_house_are_what_the_schema_wants(path: Path) -> None:
    assert refused(path.read_text("utf-8")) == []
    (record,) = load_records(path)
    assert not list(VALIDATOR.iter_errors(json.loads(json.dumps(yaml.load(to_yaml(record), Core)))))  # noqa: S506


@WHOLE
@given(record=records())
def test_what_we_write_is_what_the_schema_wants(record: Record) -> None:
    assert refused(to_yaml(record)) == []


@pytest.mark.parametrize(
    "text",
    [
        *(form for pair in SHORTER for form in pair),
        "citations: [{title: 1984, date: 2006, volume: 12, issue: 3, pages: 1.5, pmid: 123}]\n",
        "citations: [{title: true, authors: [2001, False]}]\n",
        "symptoms: [12, {label: 1e3, hedge: true}]\n",
        "symptoms: [{label: a, negated: true, frequency: 3/9}, {label: b, frequency: 7.5%}]\n",
        "categories: [1, .5]\nsource:\nsections: {true: 2006}\n",
        "affected_ages: [{label: from forty, min: 40}]\n",
    ],
)
def test_it_takes_what_check_takes(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(HEAD + text, "utf-8")
    assert len(load_records(path)) == 1
    assert refused(HEAD + text) == []


def test_an_id_of_digits() -> None:
    assert refused("id: 7615\nname: A\n") == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("symptom: [fever]\n", "$: "),
        ("symptoms: fever\n", "$.symptoms: "),
        ("symptoms: [{lable: fever}]\n", "$.symptoms[0]: "),
        ("symptoms: [{label: fever, citations: [0]}]\n", "$.symptoms[0]: "),
        ("symptoms: [{label: fever, frequency: often}]\n", "$.symptoms[0]: "),
        ("citations: [{pmid: PMC123}]\n", "$.citations[0].pmid: "),
        ("citations: [{date: May 2006}]\n", "$.citations[0].date: "),
        ("source: a page\n", "$.source: "),
        ("sections: {Signs: What?}\n", "$.sections: "),
        ("etiology_status: {label: a, status: unclear}\n", "$.etiology_status: "),
    ],
)
def test_it_refuses_what_check_refuses(text: str, where: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(HEAD + text, "utf-8")
    with pytest.raises(RecordError):
        load_records(path)
    assert [line for line in refused(HEAD + text) if line.startswith(where)]
