"""Bytes in and out, safely, and what kind a file is.

In: paths. Out: bytes, unpacked and bounded; files that are whole or not there.
Public: ``replace.replaced`` writes, ``apart`` keeps outputs off inputs, ``nesting`` bounds RDF.
"""
