"""Record → resources: the only room with predicates.

In: a ``model.Record``. Out: its graph as filled templates; the shapes that such graphs have.
Public: ``disease.written``, ``templates``, ``names`` (claim ids), ``shapes``.
"""
