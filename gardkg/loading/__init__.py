"""Graphs → a running triple store, and knowing that they arrived.

In: records and RDF files. Out: live graphs, read back and compared; or files for a bulk loader.
Public: ``load.load``, ``load.rehearse``, ``bulk``.
"""
