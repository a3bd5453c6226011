"""``python -m fiscalkpi``: the command line."""

import sys

from fiscalkpi.cli import main

if __name__ == "__main__":
    sys.exit(main())
