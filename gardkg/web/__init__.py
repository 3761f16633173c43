"""Pages that a person looks at.

In: records. Out: a folder of pages and RDF whose paths are the addresses of the graph.
Public: ``site.build``.
"""
