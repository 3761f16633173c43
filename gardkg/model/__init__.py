"""A record as types, and what each field of it is to a claim.

In: nothing. Out: the structs that every other room fills, reads or walks.
Public: ``Record`` and its parts (``claims``, ``values``), the walk over their fields (``fields``).
"""

from gardkg.model.claims import *  # noqa: F403
from gardkg.model.records import *  # noqa: F403
from gardkg.model.values import *  # noqa: F403
