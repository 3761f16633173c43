"""A record as types, and what each field of it is to a claim.

In: nothing. Out: the structs that every other room fills, reads or walks.
Public: ``Record`` and its parts (``records``), the walk over their fields (``fields``).
"""

from gardkg.model.records import *  # noqa: F403
