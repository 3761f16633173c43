"""The seed's record and the fictional ones, read once; the tests change none of them."""

import pytest
from cases import FICTIONAL, SEED

from gardkg import Record, Store, load_records


@pytest.fixture(scope="session")
def seed() -> Record:
    (record,) = load_records(SEED)
    return record


@pytest.fixture(scope="session")
def fictional() -> list[Record]:
    return load_records(FICTIONAL)


@pytest.fixture(scope="session")
def seed_store(seed: Record) -> Store:
    return Store.of([seed])


@pytest.fixture(scope="session")
def store(fictional: list[Record]) -> Store:
    """The graph of the six fictional records."""
    return Store.of(fictional)
