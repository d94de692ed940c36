"""`python -m plangraph`."""

import sys

from plangraph.cli import main

if __name__ == "__main__":
    sys.exit(main())
