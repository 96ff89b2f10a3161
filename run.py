#!/usr/bin/env python3
"""Bring Đôn Đốc up from nothing: make .venv, install the locked packages, hand over.

USAGE below lists the commands. This file stands on the standard library alone and keeps to the
syntax of Python 3.6, so that a Python that is too old still reads it and can say so. Standard
output belongs to the command that is run; what is said here goes to standard error. Exit codes:
the command's own; 1 when the environment cannot be made, 2 for a wrong option, 130 on Ctrl+C.
"""

import errno
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import unicodedata
from glob import glob
from importlib.util import find_spec

ROOT = os.path.dirname(os.path.abspath(__file__))
WHEELS = os.path.join(ROOT, "wheels")
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "Scripts" if sys.platform == "win32" else "bin", "python")
STAMP = os.path.join(VENV, "dondoc.json")
LOG = VENV + ".log"
OLDEST_PYTHON = (3, 11)
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
# A site on PostgreSQL also needs its driver and the server for several processes.
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgresql")
PRODUCT_LOCK = "requirements/server.txt" if ON_POSTGRESQL else "requirements/runtime.txt"
TEST_LOCK = "requirements/test.txt"
# The product is named by its full path and -P keeps the current folder off the import path, so
# that a relative file name given to a command means what it means where the person stands.
FLASK = ["-P", "-m", "flask", "--app", os.path.join(ROOT, "wsgi.py")]
TOOLS = {
    "test": ["-m", "pytest"],
    "bench": ["-m", "benchmarks"],
    "soak": ["-m", "tests.soak"],
}
USAGE = """Cách dùng:
  python3 run.py [--port CỔNG] [--empty]   chạy Đôn Đốc trên máy này (cổng mặc định 8000)
  python3 run.py test [...]                chạy bộ kiểm thử
  python3 run.py flask ...                 chạy một lệnh của sản phẩm, ví dụ: flask jobs list
  python3 run.py bench [...]               đo tốc độ
  python3 run.py soak [--minutes 5]        thử lâu: tệp độc hại, lịch hai tuần, nhiều người"""
# What the words of pip, venv or the operating system mean, the most telling first.
FAILURES = [
    ("No space left on device", "Đĩa đã đầy. Dọn chỗ (cần khoảng 1 GB) rồi chạy lại."),
    (
        "Permission denied|Read-only file system|Operation not permitted",
        "Không có quyền ghi vào thư mục {root}. Chạy bằng tài khoản sở hữu thư mục này, hoặc"
        " chép nó sang nơi ghi được.",
    ),
    (
        "DO NOT MATCH THE HASHES|Hashes are required",
        "Có gói thiếu hoặc không khớp mã băm ghi trong requirements, nên không gói nào được cài."
        " Lấy lại gói từ nguồn tin cậy rồi chạy lại.",
    ),
    (
        "NewConnectionError|NameResolutionError|ConnectTimeoutError|ReadTimeoutError|ProxyError"
        "|SSLError|SSLCertVerificationError|IncompleteRead|Connection broken",
        "Không kết nối được tới kho gói Python. Kiểm tra mạng và máy chủ ủy quyền (HTTPS_PROXY);"
        " nơi không có mạng thì chép các gói vào thư mục wheels cạnh run.py.",
    ),
    (
        r"No matching distribution found for (?P<package>\S+)",
        "Không tìm được bản dựng sẵn của {package} cho Python {python} (thư mục wheels, nếu có,"
        " thay cho kho trên mạng). Bổ sung gói đó hoặc dùng bản Python khác từ 3.11.",
    ),
]


class Refused(Exception):
    """The environment cannot be made or an option is wrong; the message says what to do."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def say(text: str, end: str = "\n") -> None:
    """Write to standard error, without diacritics where the terminal cannot show them."""
    try:
        text.encode(sys.stderr.encoding or "ascii")
    except UnicodeEncodeError:
        marked = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
        text = marked.encode("ascii", "ignore").decode("ascii")
    sys.stderr.write(text + end)
    sys.stderr.flush()


def explain(output: str) -> str:
    """Return what went wrong and what to do, from the words of pip, venv or an OSError."""
    for pattern, sentence in FAILURES:
        found = re.search(pattern, output)
        if found:
            return sentence.format(root=ROOT, python=VERSION, **found.groupdict())
    last = [line for line in output.splitlines() if line.strip()][-5:]
    return "\n  ".join(["Không chuẩn bị được môi trường. Các dòng cuối:", *last])


def progress(output: str, pins: int, unpacked: int) -> str:
    """Return how far pip is, as one line; "" before its first package.

    ``output`` is what pip has printed so far, ``pins`` the number of packages in the lock and
    ``unpacked`` how many of them are in place: pip unpacks in the order it announces.
    """
    announced = re.search(r"^Installing collected packages: (.+)$", output, re.M)
    if announced:
        names = announced.group(1).split(", ")
        at = min(unpacked, len(names) - 1)
        return f"Đang cài {at + 1}/{len(names)}: {names[at]}"
    if re.search(r"^WARNING: Retrying .*\n?\Z", output, re.M):
        return "Mạng chậm hoặc đứt quãng, đang thử lại"
    wanted = pins - len(re.findall(r"^Ignoring ", output, re.M))
    met = re.findall(r"^(?:Collecting|Requirement already satisfied:) ([\w.-]+)", output, re.M)
    return f"Đang tải {len(met)}/{wanted}: {met[-1]}" if met else ""


# --- The environment -----------------------------------------------------------------------------


def check_python(version: "tuple[int, int]") -> None:
    """Refuse a Python older than the product needs, naming a newer one where there is one."""
    if version >= OLDEST_PYTHON:
        return
    names = [f"python3.{minor}" for minor in range(20, OLDEST_PYTHON[1] - 1, -1)]
    newer = [name for name in names if shutil.which(name)]
    advice = f"Chạy: {newer[0]} run.py" if newer else "Cài bản mới hơn rồi chạy lại."
    raise Refused(
        f"Đôn Đốc cần Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} trở lên;"
        f" đây là Python {version[0]}.{version[1]}. {advice}"
    )


def interpreter_tag() -> str:
    """Return which Python the environment runs on ("cpython-311"); "" where it does not run."""
    question = "import sys; print(sys.implementation.cache_tag)"
    command = [PYTHON, "-I", "-S", "-c", question]
    try:
        return subprocess.check_output(command, stderr=subprocess.DEVNULL).decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def fingerprint(lock: str) -> str:
    """Return the SHA-256 of a lock, named relative to this folder; "" where there is none."""
    if not os.path.exists(os.path.join(ROOT, lock)):
        return ""
    with open(os.path.join(ROOT, lock), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def read_stamp() -> "dict[str, str]":
    """Return what the environment holds: the tag of its Python and the SHA-256 of each lock.

    The stamp is removed before an installation and written after it, so an environment without
    one was never finished.
    """
    try:
        with open(STAMP, encoding="utf-8") as file:
            return dict(json.load(file))
    except (OSError, ValueError):
        return {}


def write_stamp(stamp: "dict[str, str]") -> None:
    with open(STAMP, "w", encoding="utf-8") as file:
        json.dump(stamp, file, indent=1)


def is_ready(lock: str) -> bool:
    stamp = read_stamp()
    return stamp.get(lock) == fingerprint(lock) and stamp.get("python") == interpreter_tag()


def take_turn(turn: int) -> bool:
    """Lock an open file (its descriptor); False while another process holds it.

    The operating system unlocks it when the last process that has the file open ends.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(turn, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def prepare(lock: str) -> None:
    """See to it that the environment stands and holds the packages of a lock."""
    if is_ready(lock):
        return
    with open(VENV + ".lock", "ab") as turn:
        if not take_turn(turn.fileno()):
            say("Một lượt chạy khác đang cài đặt trong thư mục này; đang đợi.")
            while not take_turn(turn.fileno()):
                time.sleep(0.2)
            if is_ready(lock):
                return
        # venv and pip keep the file open too: nobody else starts while they live, even if this
        # process is killed.
        os.set_inheritable(turn.fileno(), True)
        stamp = read_stamp()
        if stamp and stamp.get("python") == interpreter_tag():
            os.remove(STAMP)
        else:
            stamp = {}
            make_environment()
        try:
            install(lock)
        except Refused:
            if stamp and "Installing collected packages" not in read_log():
                write_stamp(stamp)  # Nothing was unpacked: it holds what it held.
            raise
        # Of the earlier locks those that have changed since are no longer what it holds.
        stamp = {name: known for name, known in stamp.items() if known == fingerprint(name)}
        write_stamp({**stamp, "python": interpreter_tag(), lock: fingerprint(lock)})
    say("Môi trường đã sẵn sàng.")


def make_environment() -> None:
    """Make .venv, anew where one stands that is unfinished or of another Python."""
    if not find_spec("venv") or not find_spec("ensurepip"):  # Debian keeps them in a package apart.
        raise Refused(
            "Thiếu gói tạo môi trường ảo của Python. Chạy: sudo apt install python3-venv"
            f" (hoặc python{VERSION}-venv), rồi chạy lại lệnh này."
        )
    if os.path.lexists(VENV):
        say("Môi trường .venv dở dang hoặc của bản Python khác: làm lại từ đầu.")
    else:
        say("Lần chạy đầu: tạo môi trường riêng trong .venv, không đụng tới Python của máy.")
    # pip comes in a step of its own, because venv keeps to itself why that failed.
    execute([sys.executable, "-I", "-m", "venv", "--clear", "--without-pip", VENV])
    execute([PYTHON, "-I", "-m", "ensurepip", "--default-pip"])


def install(lock: str) -> None:
    """Install a lock with pip, every file checked against its hash.

    Only built packages are taken: building one would run code that no hash covers.
    """
    command = [PYTHON, "-I", "-u", "-m", "pip", "install", "--no-user", "--no-input", "--no-color"]
    command += ["--disable-pip-version-check", "--no-warn-script-location", "--progress-bar=off"]
    command += ["--only-binary=:all:", "--require-hashes", "-r", os.path.join(ROOT, lock)]
    source = "kho gói Python"
    if os.path.isdir(WHEELS):
        command += ["--no-index", "--find-links", WHEELS]
        source = "thư mục wheels"
    say(f"Cài các gói ghi trong {lock}, lấy từ {source}.")
    with open(os.path.join(ROOT, lock), encoding="utf-8") as file:
        execute(command, pins=len(re.findall(r"^[\w.-]+==", file.read(), re.M)))


def execute(command: "list[str]", pins: int = 0) -> None:
    """Run one step of the installation, showing how far it is; raise Refused with what failed.

    On a terminal one line is kept current, elsewhere each change is a line.
    """
    before, shown, live = count_packages(), "", sys.stderr.isatty()
    nothing, same = subprocess.DEVNULL, subprocess.STDOUT
    with open(LOG, "wb") as log, subprocess.Popen(
        command, stdin=nothing, stdout=log, stderr=same, close_fds=False
    ) as step:
        ended = False
        while not ended:
            ended = step.poll() is not None  # Asked first: what came last is shown as well.
            line = progress(read_log(), pins, count_packages() - before)
            if line != shown:
                say("\r" + line.ljust(len(shown)) if live else line, end="" if live else "\n")
                shown = line
            time.sleep(0 if ended else 0.1)
    if shown and live:
        say("")
    if step.returncode:
        raise Refused(explain(read_log()))


def read_log() -> str:
    with open(LOG, encoding="utf-8", errors="replace") as file:
        return file.read()


def count_packages() -> int:
    """Return how many packages stand in the environment."""
    places = [os.path.join(VENV, "lib", "python*"), os.path.join(VENV, "Lib")]
    return sum(len(glob(os.path.join(place, "site-packages", "*.dist-info"))) for place in places)


# --- The commands --------------------------------------------------------------------------------


def start_options(arguments: "list[str]", port: str) -> "tuple[int, bool]":
    """Return the port, ``port`` unless given, and whether to start empty."""
    empty = False
    rest = list(arguments)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name == "--empty" and not equals:
            empty = True
        elif name == "--port" and (equals or rest):
            port = value if equals else rest.pop(0)
        else:
            raise Refused(f"Không hiểu “{name}{equals}{value}”.\n{USAGE}", 2)
    if not re.match(r"[0-9]{1,5}\Z", port) or not 1 <= int(port) <= 65535:
        raise Refused(f"Cổng phải là một số từ 1 đến 65535, không phải “{port}”.", 2)
    return int(port), empty


def check_port(port: int) -> None:
    """Refuse a port of this machine's own address that is taken or reserved."""
    with socket.socket() as probe:
        if sys.platform != "win32":  # A port just left is free; there it would mean stealing one.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            why = "đang có chương trình khác dùng" if taken else f"không mở được ({error.strerror})"
            other = port + 1 if 1024 <= port < 65535 else 8080
            raise Refused(
                f"Cổng {port} {why}. Chọn cổng khác, ví dụ: python3 run.py --port {other}"
            ) from error


def hand_over(command: "list[str]") -> int:
    """Become the command, so that signals and its exit code pass; on Windows wait for it."""
    # Vietnamese is read and written as UTF-8 whatever the locale of the terminal.
    os.environ.setdefault("PYTHONUTF8", "1")
    if sys.platform == "win32":
        return subprocess.call([PYTHON, *command])
    os.execv(PYTHON, [PYTHON, *command])


def run(arguments: "list[str]") -> int:
    """Do what the command line asks for and return the exit code."""
    name = arguments[0] if arguments else ""
    if name in ("-h", "--help", "help"):
        print(USAGE)
        return 0
    if name == "flask":
        prepare(PRODUCT_LOCK)
        return hand_over(FLASK + arguments[1:])
    if name in TOOLS:
        prepare(TEST_LOCK)
        os.chdir(ROOT)  # The file names given to the tools are those of the repository.
        return hand_over(TOOLS[name] + arguments[1:])
    port, empty = start_options(arguments, os.environ.get("DONDOC_PORT") or "8000")
    check_port(port)
    prepare(PRODUCT_LOCK)
    check_port(port)  # Once more: the installation may have taken minutes.
    say(f"Đang khởi động Đôn Đốc ở http://127.0.0.1:{port} (dừng bằng Ctrl+C).")
    return hand_over([*FLASK, "start", "--port", str(port)] + ["--empty"] * empty)


def main() -> int:
    try:
        check_python(sys.version_info[:2])
        return run(sys.argv[1:])
    except Refused as refusal:
        say(str(refusal))
        return refusal.code
    except OSError as error:
        say(explain(str(error)))
        return 1
    except KeyboardInterrupt:
        say("\nĐã dừng. Chạy lại lệnh này để làm tiếp.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
