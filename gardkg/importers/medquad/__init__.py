"""MedQuAD's GARD answers → records: a folder of XML, a record a disease."""

from gardkg.importers.medquad.reader import Archive as Archive
from gardkg.importers.medquad.reader import files_read as files_read
from gardkg.importers.medquad.reader import read as read
from gardkg.importers.medquad.reader import write_coverage as write_coverage
