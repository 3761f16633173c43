"""Records in an editor: what the language server that editors for YAML start makes of our schema.

It is the real one (``make stores`` installs it), spoken to as an editor does: JSON-RPC over pipes.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from cases import FICTIONAL, ROOT
from readers import required
from stores.install import LANGUAGE_SERVER

from .test_hand_mistakes import HEAD, SHORTER

SCHEMA = ROOT / "ontology" / "record.schema.json"
MODELINE = f"# yaml-language-server: $schema={SCHEMA.as_uri()}\n"


class Editor:
    """A client of the language server that has opened some texts."""

    def __init__(self, server: subprocess.Popen[bytes]) -> None:
        self.server = server
        self.asked = 0
        self.diagnostics: dict[str, list[Any]] = {}
        capabilities = {"textDocument": {"completion": {"completionItem": {}}, "hover": {}}}
        settings = {"yaml": {"validate": True, "hover": True, "completion": True}}
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities})
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": settings})

    def told(self, text: str, name: str = "a.yaml") -> list[str]:
        """What it has against a text, which is opened."""
        document = {"uri": f"file:///{name}", "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        while document["uri"] not in self.diagnostics:
            self._heard()
        found = self.diagnostics.pop(str(document["uri"]))
        return [f"{one['range']['start']['line'] + 1}: {one['message']}" for one in found]

    def at(self, method: str, text: str, name: str) -> Any:
        """The answer for the place where ``^`` stands in a text."""
        before, _, after = text.partition("^")
        self.told(before + after, name)
        place = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        document = {"uri": f"file:///{name}"}
        return self.ask(f"textDocument/{method}", {"textDocument": document, "position": place})

    def ask(self, method: str, params: Any) -> Any:
        self.asked += 1
        self._send({"id": self.asked, "method": method, "params": params})
        while (answer := self._heard()).get("id") != self.asked or "method" in answer:
            pass
        return answer["result"]

    def tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.server.stdin
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def _heard(self) -> Any:
        assert self.server.stdout
        length = 0
        while line := self.server.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message = json.loads(self.server.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:  # it asks for settings, and may ask for more
            count = len(message["params"].get("items", []))
            self._send({"id": message["id"], "result": [None] * count})
        return message


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    required("editor")
    command = ["node", str(LANGUAGE_SERVER), "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        yield Editor(server)
        server.kill()


def test_it_has_nothing_against_the_records_of_the_house(editor: Editor) -> None:
    for path in (*ROOT.glob("records/*.yaml"), *FICTIONAL.glob("*.yaml")):
        text = path.read_text("utf-8")
        if text.startswith("# yaml-language-server"):
            text = text.partition("\n")[2]
        assert editor.told(MODELINE + text, path.name) == []


@pytest.mark.parametrize("text", [form for pair in SHORTER for form in pair])
def test_it_takes_the_short_forms(text: str, editor: Editor) -> None:
    assert editor.told(MODELINE + HEAD + text, f"{abs(hash(text))}.yaml") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("symptom: [fever]\n", "4: Property symptom is not allowed."),
        ("symptoms: [{label: a, frequency: often}]\n", "4: expected a HP:004028x band, n/m"),
        ("treatments: [{label: a, relation: heals}]\n", "4: Value is not accepted."),
        ("symptoms: [{term: HP:0001945}]\n", '4: Missing property "label".'),
    ],
)
def test_it_says_what_is_wrong_at_its_line(text: str, said: str, editor: Editor) -> None:
    found = editor.told(MODELINE + HEAD + text, f"{abs(hash(text))}.yaml")
    assert [line for line in found if line.startswith(said)], found


def test_it_tells_what_a_field_is(editor: Editor) -> None:
    text = MODELINE + HEAD + "symptoms:\n  - label: fever\n    hed^ge: may\n"
    hover = editor.at("hover", text, "hover.yaml")
    assert "How sure the source is, in its words" in json.dumps(hover)


def test_it_completes_fields_and_words(editor: Editor) -> None:
    text = MODELINE + HEAD + "treatments:\n  - label: rest\n    ^\n"
    labels = {item["label"] for item in editor.at("completion", text, "fields.yaml")["items"]}
    assert {"term", "relation", "status", "effect", "citations", "in"} <= labels
    text = MODELINE + HEAD + "treatments:\n  - label: rest\n    relation: ^\n"
    labels = {item["label"] for item in editor.at("completion", text, "words.yaml")["items"]}
    assert {"applied", "treats", "contraindicated"} <= labels
