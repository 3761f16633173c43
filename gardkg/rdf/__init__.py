"""Templates → text in any syntax; nothing here knows a predicate of ours.

In: Turtle with holes, and what fills them. Out: N-Triples, Turtle, RDF/XML or JSON-LD.
Public: ``template.Template``, the ``syntaxes``, ``counts`` of what was written.
"""
