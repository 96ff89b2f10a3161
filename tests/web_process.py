"""The product's pages with the clock of a test: `gunicorn "tests.web_process:application()"`.

The variable DONDOC_TEST holds a JSON object of configuration keys and of `clock`, a file that
holds the present instant.
"""

import json
import os
from datetime import datetime
from pathlib import Path

from app import create_app
from app.web.edge import DonDoc


def application() -> DonDoc:
    settings = json.loads(os.environ["DONDOC_TEST"])
    clock = Path(settings.pop("clock"))
    return create_app({**settings, "CLOCK": lambda: datetime.fromisoformat(clock.read_text())})
