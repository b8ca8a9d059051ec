"""`python -m virgolette`."""

import sys

from virgolette.cli import main

sys.exit(main())
