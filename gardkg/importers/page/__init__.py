"""A page of GARD → one record: its HTML, or its text."""

from gardkg.importers.page.reader import Draft as Draft
from gardkg.importers.page.reader import read as read
