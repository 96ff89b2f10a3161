"""Programs that some tests need beside Python: LibreOffice for old formats."""

import os
import shutil

import pytest


def need(program: str) -> str:
    """Return the path of a program.

    Skips the test where it is not installed; fails it there when CI=true, so that the tests cannot
    vanish unseen.
    """
    path = shutil.which(program)
    if path is None:
        reason = f"{program} is not installed here"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
