# MOVED: everything is in gardkg.ask (a module `query` would hide the function gardkg.query).
# Use `from gardkg.ask import query, select, find_disease`; select(source, name, disease=…) gives a
# Table (to_dicts(): Python values, IRIs as CURIEs). This file goes away.
from gardkg.ask import find_disease, query, select  # noqa: F401
