"""Commands that need no mail do not wait for the providers' libraries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LIBRARIES = {"msal", "google", "requests", "cryptography", "jwt", "urllib3"}
CONFIGURATION = """
[[mailbox]]
address = "learninghelp@example.org"
oauth2 = { provider = "microsoft", tenant = "x", client_id = "y", client_secret = "z" }
[[mailbox]]
address = "other@example.org"
oauth2 = { provider = "google", client_id = "y", client_secret = "z" }
[[concierge]]
name = "Anna Peeters"
address = "anna@example.org"
"""
RUN = """
import sys
from concierge.cli import main
for words in (["--help"], ["login", "--help"], ["init", "--help"], ["cases"], ["held", "list"], ["health"]):
    main(words)
print()
print(*sys.modules)
"""


def test_the_providers_libraries_are_loaded_where_a_token_is_asked_for(tmp_path: Path) -> None:
    """Not for help, lists and health, though mailboxes of both providers are configured."""
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    (tmp_path / "concierge.toml").write_text(CONFIGURATION)
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[3])},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "concierge.oauth.source" in loaded, done.stderr
    assert set() == LIBRARIES & loaded
