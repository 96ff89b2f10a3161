"""The process that becomes LibreOffice: `python -m app.plan_import.isolation.office ORDER COMMAND`.

ORDER is a line of JSON: the limits, the folder it works in, and what it may read and write (or
null, where it is not to be confined). It takes these on itself and then runs COMMAND in its place.
"""

import json
import os
import sys

from app.plan_import.isolation.bounds import limit_itself
from app.plan_import.isolation.landlock import confine


def main() -> None:
    """Limit and confine this process, and become the command."""
    order, command = json.loads(sys.argv[1]), sys.argv[2:]
    limit_itself(**order["limits"])
    os.chdir(order["folder"])
    if order["reach"] is not None:
        confine(**order["reach"])
    os.execv(command[0], command)  # noqa: S606  (our own program and paths)


if __name__ == "__main__":
    main()
