"""What some tests need beside Python: LibreOffice for old formats, a kernel that confines."""

import os
import shutil
from typing import NoReturn

import pytest


def need(program: str) -> str:
    """Return the path of a program; without it the test is skipped, see `absent`."""
    path = shutil.which(program)
    return path if path is not None else absent(program)


def absent(what: str) -> NoReturn:
    """Skip the test that needs it; fail it there when CI=true, so that the tests cannot vanish
    unseen.
    """
    reason = f"{what} is not installed here"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
