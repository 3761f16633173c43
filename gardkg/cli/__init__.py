"""The command line: a file for the verbs of a kind; exceptions → exit codes.

In: arguments. Out: data on standard output, messages on standard error, an exit code.
Public: ``main.main``.
"""
