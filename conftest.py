"""What every test run needs before anything is imported."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# The PostgreSQL server of the tests keeps its lock file, and sockets whose path would be too long,
# in this folder. It is each user's own, short, and exists everywhere, also in CI. A worker takes
# over what the first process of the run has set.
if "PYTEST_XDIST_WORKER" not in os.environ:
    _runtime = Path(tempfile.gettempdir()) / f"tailings-tests-{os.getuid()}"
    _runtime.mkdir(exist_ok=True)
    _runtime.chmod(0o700)
    (_runtime / "python_PostgresServer").mkdir(exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(_runtime)
