"""A real Apache with the rules a site brings: each address leads to the page or the RDF."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from cases import FICTIONAL
from readers import required
from stores.servers import free_port

from gardkg import load_records, site
from gardkg.mapping.names import claim_id, reference_keys
from gardkg.web.render import BESIDE

_MODULES = ("mpm_event", "authz_core", "mime", "dir", "rewrite", "headers")
_CONFIG = """
ServerRoot {here}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {here}/pid
ErrorLog {here}/error.log
{modules}
User {user}
Group {user}
DocumentRoot {here}/htdocs
TypesConfig /dev/null
AddType text/html .html
AddType text/css .css
<Directory {here}/htdocs>
AllowOverride All
Require all granted
</Directory>
"""


@pytest.fixture(scope="module")
def apache() -> Iterator[str]:
    """The address of the six fictional records' site, below a folder, and above none of ours."""
    required("apache")
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        here.chmod(0o755)  # the server gives up root's rights
        (here / "htdocs").mkdir()
        port = free_port()
        at = f"http://127.0.0.1:{port}/gard/"
        site(load_records(FICTIONAL), str(here / "htdocs" / "gard"), at=at)
        # As at w3id.org: another place, whose rules lead to ours.
        (here / "htdocs" / "w3id").mkdir()
        shutil.copy(here / "htdocs/gard/w3id.htaccess", here / "htdocs/w3id/.htaccess")
        found = "/usr/lib/apache2/modules"
        modules = [f"LoadModule {name}_module {found}/mod_{name}.so" for name in _MODULES]
        user = "www-data" if os.geteuid() == 0 else os.environ.get("USER", "www-data")
        config = _CONFIG.format(here=here, port=port, user=user, modules="\n".join(modules))
        (here / "httpd.conf").write_text(config)
        command = ["apache2", "-f", str(here / "httpd.conf"), "-D", "FOREGROUND"]
        with subprocess.Popen(command) as server:
            try:
                for _ in range(100):
                    with contextlib.suppress(requests.ConnectionError):
                        requests.get(at, timeout=5)
                        break
                    time.sleep(0.1)
                yield at
            finally:
                server.terminate()


STEM = "GARD_0990002"
(RECORD,) = (one for one in load_records(FICTIONAL) if one.id == "GARD:0990002")
CLAIM = claim_id(RECORD.id, RECORD.claims()[0])
_KIND = CLAIM.partition("-")[2]
_SECTION = next(iter(RECORD.sections))
_REFERENCE = reference_keys(RECORD.citations)[0]

#: An address below the base → the page, and the fragment in it.
ADDRESSES = {
    f"disease/{STEM}": (f"disease/{STEM}", ""),
    f"record/{STEM}": (f"disease/{STEM}", ""),
    f"claim/{CLAIM}": (f"disease/{STEM}", _KIND),
    f"record/{STEM}/statement/{_KIND}": (f"disease/{STEM}", _KIND),
    f"record/{STEM}/statement/{_KIND}/{_SECTION}": (f"disease/{STEM}", f"{_KIND}-{_SECTION}"),
    f"record/{STEM}/section/{_SECTION}": (f"disease/{STEM}", f"section-{_SECTION}"),
    f"record/{STEM}/reference/{_REFERENCE}": (f"disease/{STEM}", f"reference-{_REFERENCE}"),
    f"record/{STEM}/name/fog-lung": (f"disease/{STEM}", "name-fog-lung"),
    f"record/{STEM}/phenotype/grey-sputum": (f"disease/{STEM}", ""),
    "ontology": ("ontology", ""),
    "ontology/0.1.0": ("ontology", ""),
    "disease/GARD_0000001": ("disease/GARD_0000001", ""),  # there is none
}
#: What a client takes → the form it gets; None: there is nothing for it.
ACCEPT = {
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": "html",  # a browser
    "*/*": "html",  # curl
    "text/turtle, application/n-triples;q=0.9, application/ld+json;q=0.8, */*;q=0.3": "ttl",  # Jena
    "application/ld+json": "jsonld",
    "application/n-triples;q=0.5, text/html;q=0.4": "nt",
    "application/rdf+xml, application/xml;q=0.7, */*;q=0.09": "ttl",  # OWL API
    "application/rdf+xml": None,
}


@pytest.mark.parametrize("accept", ACCEPT)
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("place", ["gard", "w3id"])
def test_an_address_leads_to_what_is_asked_for(
    place: str, address: str, accept: str, apache: str
) -> None:
    asked = urljoin(apache, f"/{place}/{address}")
    answer = requests.get(asked, headers={"Accept": accept}, allow_redirects=False, timeout=5)
    form = ACCEPT[accept]
    if form is None:
        assert answer.status_code == 406
        return
    assert answer.status_code == 303
    page, fragment = ADDRESSES[address]
    if page == "ontology" and form != "html":
        form = "ttl"
    there = f"{apache}{page}.{form}"
    part = f"#{fragment}" if fragment and form == "html" else ""
    assert answer.headers["Location"] == there + part
    assert "Accept" in answer.headers["Vary"]
    found = requests.get(there, timeout=5)
    assert found.status_code == (404 if "0000001" in page else 200)
    if found.ok:
        assert found.headers["Content-Type"].startswith(BESIDE.get(form, "text/html"))


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "html"),
        ("text/turtle;q=0.2, application/ld+json;q=0.75", "jsonld"),
        ("text/html;q=0.3, text/turtle;q=0.31", "ttl"),
        ("text/turtle;q=0, */*;q=0.1", "html"),
        ("text/turtle; charset=utf-8", "ttl"),
        ("text/turtle;charset=utf-8;q=0.5,text/html;q=0.6", "html"),
        ("text/turtle ; q=1.0 , text/html ; q=0.9", "ttl"),
        ("text/*", "html"),
        ("image/png", None),
        ("text/turtles", None),
    ],
)
def test_what_a_client_would_rather_have_counts(accept: str, form: str | None, apache: str) -> None:
    address = f"{apache}disease/{STEM}"
    answer = requests.get(address, headers={"Accept": accept}, allow_redirects=False, timeout=5)
    assert answer.status_code == (303 if form else 406)
    if form:
        assert answer.headers["Location"].endswith(f"{STEM}.{form}")


def test_files_stay_files(apache: str) -> None:
    for path in (
        "index.html",
        "disease/GARD_0990002.ttl",
        "style.css",
        "diseases.tsv",
        "all.nt.gz",
    ):
        assert requests.get(apache + path, timeout=5).status_code == 200
    missing = requests.get(apache + "nothing.html", timeout=5)
    assert missing.status_code == 404
    assert urlsplit(apache).port
