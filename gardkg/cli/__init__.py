"""The command line: a file a verb; exceptions → exit codes.

In: arguments. Out: data on standard output, messages on standard error, an exit code.
Public: ``main.main``.
"""
