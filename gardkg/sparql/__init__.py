"""Asking: an embedded store, or a running one, with queries that cannot reach out.

In: a question, and records, RDF files, a store's folder or an address. Out: tables, graphs, cards.
Public: ``store.Store``, ``ask.query``, ``endpoint.Endpoint``, the named ``queries``, ``card``.
"""
