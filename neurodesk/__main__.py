"""Start of `neurodesk` and `python -m neurodesk`: the window alone at once, everything else by the command line."""

import sys
from pathlib import Path

from neurodesk.disk.reading import is_file


def main() -> int:
    """Run this process's command line and return its exit code.

    Nothing, or one project that is there, opens the window without the libraries of the command line: they would
    take a good part of the time to the first paint.
    """
    rest = sys.argv[1:]
    if not rest or (len(rest) == 1 and rest[0].endswith(".neurodesk") and is_file(rest[0])):
        from neurodesk.ui.app import start

        return start(*map(Path, rest))
    from neurodesk.cli import main as command

    return command()


if __name__ == "__main__":
    sys.exit(main())
