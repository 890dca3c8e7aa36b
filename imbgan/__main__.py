"""The command line: ``python -m imbgan``."""

import sys

from .comparison.command_line._command_line import main

if __name__ == "__main__":
    sys.exit(main())
