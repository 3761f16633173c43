"""What a release is judged by: shapes, differences, descriptions.

In: exports, old and new. Out: broken shapes, claims added, removed or changed; VoID and DCAT.
Public: ``shacl``, ``diff.diff``, ``void``.
"""
