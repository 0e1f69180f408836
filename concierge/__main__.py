"""`python -m concierge` is the command `concierge`."""

import sys

from concierge.cli import main

sys.exit(main())
