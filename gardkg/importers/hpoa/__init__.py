"""HPO's annotations of rare diseases → records: phenotype.hpoa, a record a disease."""

from gardkg.importers.hpoa.reader import LICENSE as LICENSE
from gardkg.importers.hpoa.reader import Annotations as Annotations
from gardkg.importers.hpoa.reader import read as read
