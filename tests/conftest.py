"""Every test may ask for mail servers and databases by name: see tests/servers/plugin.py."""

import sys
from pathlib import Path

import hypothesis

# The packages of the house go before the folders of the same names here, in every import mode.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

pytest_plugins = ("tests.servers.plugin",)

# How long an example takes says how busy the machine is: no test is timed (bench/ is for that).
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")
