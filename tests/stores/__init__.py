"""Real stores on loopback, and a proxy between them and us that breaks things on purpose.

Stores: `install` → `servers`. The proxy: `wire` (HTTP on a socket) → `exchange` (one request) →
`damage` and `steps` (one thing that may happen to it) → `faults` (the table) → `proxy`.
"""
