"""Start of `python -m neurodesk`: the same as the command `neurodesk`."""

import sys

from neurodesk.cli import main

if __name__ == "__main__":
    sys.exit(main())
