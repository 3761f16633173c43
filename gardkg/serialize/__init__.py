"""Records → files of RDF.

In: records, or the files that hold them. Out: a file or folder in any format, with its manifest.
Public: ``export.export``, ``formats.FORMATS``, ``graphs`` (any input as named graphs), ``spark``.
"""
