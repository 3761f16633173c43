"""Copy a file, and wait until it is on the disk if told so: the least that writing it can take.

python -S copy_file.py FROM TO [fsync]
"""

import os
import sys

with open(sys.argv[1], "rb") as source, open(sys.argv[2], "wb") as target:
    while os.sendfile(target.fileno(), source.fileno(), None, 1 << 24):
        pass
    if "fsync" in sys.argv[3:]:
        os.fsync(target.fileno())
