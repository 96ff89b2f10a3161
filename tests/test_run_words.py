"""What run.py decides and says: the options of a start, how far pip is, what went wrong."""

import ast
import sys
from pathlib import Path

import pytest

from run import Refused, explain, progress, start_options

ROOT = Path(__file__).parents[1]


def test_it_parses_on_an_old_python_and_needs_the_standard_library_alone() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    named = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [node.names[0].name])
    }
    assert "subprocess" in named
    assert {str(name).partition(".")[0] for name in named} <= sys.stdlib_module_names


@pytest.mark.parametrize(
    ("arguments", "port", "empty"),
    [
        ([], 8000, False),
        (["--port", "9000"], 9000, False),
        (["--port=9000", "--empty"], 9000, True),
        (["--empty", "--port", "65535"], 65535, True),
    ],
)
def test_the_options_of_a_start(arguments: list[str], port: int, empty: bool) -> None:
    assert start_options(arguments, "8000") == (port, empty)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--prot", "9000"], "“--prot”"),
        (["--port"], "“--port”"),
        (["--port", "0"], "“0”"),
        (["--port", "65536"], "“65536”"),
        (["--port", "8000\n"], "8000"),
        (["--empty=yes"], "“--empty=yes”"),
        (["--host", "0.0.0.0"], "“--host”"),  # noqa: S104  (the address that must be refused)
        (["serve"], "“serve”"),
    ],
)
def test_a_wrong_option_is_named_in_the_refusal(arguments: list[str], named: str) -> None:
    with pytest.raises(Refused) as refusal:
        start_options(arguments, "8000")
    assert named in str(refusal.value)
    assert refusal.value.code == 2


# --- What pip says, in our words ---------------------------------------------------------------

COLLECTING = "Collecting flask==3.1.3 (from -r runtime.txt (line 1))\n  Downloading flask.whl\n"
IGNORING = "Ignoring colorama: markers 'sys_platform == \"win32\"' don't match your environment\n"
INSTALLING = "Installing collected packages: pytz, six, flask\n"
RETRYING = "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError'\n"


@pytest.mark.parametrize(
    ("output", "unpacked", "line"),
    [
        ("", 0, ""),
        ("Looking in links: wheels\n", 0, ""),
        (COLLECTING, 0, "Đang tải 1/4: flask"),
        (IGNORING + COLLECTING, 0, "Đang tải 1/3: flask"),
        (COLLECTING + "Requirement already satisfied: six==1.17\n", 0, "Đang tải 2/4: six"),
        (COLLECTING + RETRYING, 0, "Mạng chậm hoặc đứt quãng, đang thử lại"),
        (RETRYING + COLLECTING, 0, "Đang tải 1/4: flask"),
        (COLLECTING + INSTALLING, 0, "Đang cài 1/3: pytz"),
        (COLLECTING + INSTALLING, 2, "Đang cài 3/3: flask"),
        (COLLECTING + INSTALLING, 3, "Đang cài 3/3: flask"),
    ],
)
def test_how_far_pip_is(output: str, unpacked: int, line: str) -> None:
    assert progress(output, pins=4, unpacked=unpacked) == line


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "Đĩa đã đầy."),
        (RETRYING + "OSError: [Errno 28] No space left on device", "Đĩa đã đầy."),
        ("[Errno 30] Read-only file system: '/srv/.venv.lock'", "Không có quyền ghi"),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] SSLCertVerificationError", "Không kết nối được"),
        ("ERROR: No matching distribution found for lxml==6.1.3", "bản dựng sẵn của lxml==6.1.3"),
        ("first\n\nlast words of pip\n", "last words of pip"),
    ],
)
def test_what_went_wrong_is_said_in_words(output: str, sentence: str) -> None:
    assert sentence in explain(output)
