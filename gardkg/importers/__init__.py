"""Sources → draft records, a folder a source.

In: a page, HPO's annotations, MedQuAD. Out: records to review; a report of every row and sentence.
Public: each source's package, ``report`` (what became of it), ``merge``, ``draft_out``.
"""
