"""``python -m gardkg`` is ``gardkg``."""

from gardkg.cli.main import main

main()
