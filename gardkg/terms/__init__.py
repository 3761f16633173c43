"""Ontologies: labels, synonyms, successors, ancestors.

In: OBO files. Out: terms by CURIE, and the terms whose names a text has.
Public: ``obo.Terms``, ``lexicon.Lexicon``.
"""
