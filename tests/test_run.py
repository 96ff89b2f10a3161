"""run.py, run as a person runs it, in a clone of its own."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clones import Clone, make_clone, make_wheel

WAITING = "Một lượt chạy khác đang cài đặt"
ANEW = "làm lại từ đầu"


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """A clone that was never started."""
    return make_clone(tmp_path / "đôn đốc")


@pytest.fixture(scope="module")
def prepared_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_clone(tmp_path_factory.mktemp("prepared") / "đôn đốc")
    done = made.run("flask")
    assert done.returncode == 0, done.stderr
    return made.folder


@pytest.fixture
def prepared(prepared_once: Path, tmp_path: Path) -> Clone:
    """A clone that was started once, copied to a folder of this test's own."""
    folder = tmp_path / "bản sao"
    shutil.copytree(prepared_once, folder, symlinks=True)
    return Clone(folder)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def report(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


# --- From nothing ------------------------------------------------------------------------------


def test_the_first_run_makes_the_environment_and_says_so_on_standard_error(clone: Clone) -> None:
    done = clone.run("flask", "jobs", "list", text="Hằng quý")
    said = report(done)
    assert said["arguments"] == ["--app", str(clone.folder / "wsgi.py"), "jobs", "list"]
    assert said["input"] == "Hằng quý", "the installation must leave standard input alone"
    assert "Lần chạy đầu" in done.stderr
    assert "từ thư mục wheels" in done.stderr
    assert "Đang cài 1/1: flask" in done.stderr or "Đang tải 1/1: flask" in done.stderr
    assert clone.installed() == {"requirements/runtime.txt"}, "a start installs no test tools"


def test_two_first_runs_at_once_make_one_environment(clone: Clone) -> None:
    both = [clone.start("flask"), clone.start("flask")]
    ends = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], ends
    said = "".join(errors for _, errors in ends)
    assert said.count("Lần chạy đầu") == 1
    assert said.count(WAITING) == 1
    assert ANEW not in said


# --- Starting again ----------------------------------------------------------------------------


def test_a_second_run_installs_nothing_and_says_nothing(prepared: Clone) -> None:
    shutil.rmtree(prepared.wheels)
    for pip in (prepared.folder / ".venv").glob("lib/python*/site-packages/pip"):
        shutil.rmtree(pip)
    done = prepared.run("flask", "--version")
    assert report(done)["arguments"][2:] == ["--version"]
    assert done.stderr == ""


def test_the_exit_code_of_the_command_is_passed_on(prepared: Clone) -> None:
    assert prepared.run("flask", "plan", "read", PROBE_EXIT="2").returncode == 2


def test_the_command_is_the_same_process_so_that_signals_reach_it(prepared: Clone) -> None:
    process = prepared.start("flask")
    output, _ = process.communicate(timeout=60)
    assert json.loads(output)["process"] == process.pid


def test_file_names_given_to_a_command_stay_where_the_person_stands(
    prepared: Clone, tmp_path: Path
) -> None:
    (tmp_path / "flask.py").write_text("raise SystemExit('a stray file was taken for Flask')")
    done = prepared.run("flask", "plan", "read", "plan.docx", cwd=tmp_path)
    assert Path(report(done)["folder"]) == tmp_path


def test_no_argument_starts_the_product(prepared: Clone) -> None:
    port = str(free_port())
    done = prepared.run("--port", port, "--empty", DONDOC_HOME="/srv/dondoc")
    assert report(done)["arguments"][2:] == ["start", "--port", port, "--empty"]
    assert report(done)["home"] == "/srv/dondoc"
    assert f"http://127.0.0.1:{port}" in done.stderr
    done = prepared.run(DONDOC_PORT=port)
    assert report(done)["arguments"][2:] == ["start", "--port", port]


def test_the_tests_bring_their_tools_into_the_same_environment(prepared: Clone) -> None:
    done = prepared.run("test", "tests/web", "-q", cwd=prepared.folder.parent)
    assert report(done)["arguments"] == ["tests/web", "-q"]
    assert Path(report(done)["folder"]) == prepared.folder
    assert prepared.installed() == {"requirements/runtime.txt", "requirements/test.txt"}
    assert prepared.run("flask").stderr == "", "the product's own lock is still installed"


def test_a_site_on_postgresql_gets_the_server_lock(prepared: Clone) -> None:
    report(prepared.run("flask", DATABASE_URL="postgresql+psycopg://dondoc@localhost/dondoc"))
    assert "requirements/server.txt" in prepared.installed()


def test_a_changed_lock_is_installed_and_the_earlier_record_dropped(prepared: Clone) -> None:
    report(prepared.run("test"))
    newer = make_wheel(prepared.wheels, "flask", "2.0")
    prepared.lock("runtime", newer)
    prepared.lock("test", newer, make_wheel(prepared.wheels, "pytest", "1.0"))
    done = prepared.run("flask")
    report(done)
    assert ANEW not in done.stderr
    assert prepared.installed() == {"requirements/runtime.txt"}, "the old test lock holds no more"
    places = (prepared.folder / ".venv").glob("lib/python*/site-packages/flask-*.dist-info")
    assert [place.name for place in places] == ["flask-2.0.dist-info"]


def test_a_lock_that_is_gone_is_forgotten(prepared: Clone) -> None:
    known = json.loads(prepared.stamp.read_text())
    prepared.stamp.write_text(json.dumps({**known, "requirements/earlier.txt": "0" * 64}))
    prepared.lock("runtime", make_wheel(prepared.wheels, "flask", "2.0"))
    report(prepared.run("flask"))
    assert prepared.installed() == {"requirements/runtime.txt"}


# --- An environment that is not whole ----------------------------------------------------------


@pytest.mark.parametrize("fault", ["interrupted", "other Python", "no interpreter"])
def test_an_environment_that_is_not_whole_is_made_anew(prepared: Clone, fault: str) -> None:
    environment = prepared.folder / ".venv"
    left_over = environment / "left-over"
    left_over.touch()
    if fault == "interrupted":
        prepared.stamp.unlink()
    elif fault == "other Python":
        known = json.loads(prepared.stamp.read_text())
        prepared.stamp.write_text(json.dumps({**known, "python": "cpython-37"}))
    else:
        for name in (environment / "bin").glob("python*"):
            name.unlink()
        (environment / "bin" / "python").symlink_to("/nowhere/python3")
    done = prepared.run("flask")
    report(done)
    assert ANEW in done.stderr
    assert not left_over.exists()
    assert prepared.installed() == {"requirements/runtime.txt"}


def test_a_failed_installation_is_taken_up_again(clone: Clone) -> None:
    wheel = clone.wheels / "flask-1.0-py3-none-any.whl"
    aside = wheel.rename(clone.folder / wheel.name)
    failed = clone.run("flask")
    assert failed.returncode == 1
    assert "Không tìm được bản dựng sẵn của flask==1.0" in failed.stderr
    assert not clone.stamp.exists()
    aside.rename(wheel)
    report(clone.run("flask"))


def test_a_moved_folder_still_runs(prepared: Clone, tmp_path: Path) -> None:
    moved = Clone(prepared.folder.rename(tmp_path / "nơi khác"))
    assert report(moved.run("flask"))["arguments"][1] == str(moved.folder / "wsgi.py")
    report(moved.run("test"))


# --- Turns -------------------------------------------------------------------------------------


def test_a_run_waits_for_its_turn_and_then_uses_what_the_other_made(prepared: Clone) -> None:
    finished = prepared.stamp.read_text()
    prepared.stamp.unlink()
    with (prepared.folder / ".venv.lock").open("ab") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        process = prepared.start("flask")
        assert process.stderr is not None
        assert WAITING in process.stderr.readline()
        prepared.stamp.write_text(finished)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    assert errors == ""


def test_ctrl_c_ends_in_one_line_and_130(prepared: Clone) -> None:
    prepared.stamp.unlink()
    with (prepared.folder / ".venv.lock").open("ab") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        process = prepared.start("flask")
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.strip() == "Đã dừng. Chạy lại lệnh này để làm tiếp."


# --- Refusals ----------------------------------------------------------------------------------


def test_an_old_python_is_refused_with_its_version(clone: Clone) -> None:
    done = clone.run_with("sys.version_info = (3, 9, 2, 'final', 0)")
    assert done.returncode == 1
    assert "Đôn Đốc cần Python 3.11 trở lên; đây là Python 3.9." in done.stderr
    assert not (clone.folder / ".venv").exists()


@pytest.mark.parametrize(
    ("newer", "advice"),
    [((), "Cài bản mới hơn rồi chạy lại."), (("python3.12",), "Chạy: python3.12 run.py")],
)
def test_an_old_python_is_sent_to_a_newer_one_by_name_alone(
    clone: Clone, tmp_path: Path, newer: tuple[str, ...], advice: str
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in newer:
        (programs / name).touch(mode=0o755)
    path = f"import os\nos.environ['PATH'] = {str(programs)!r}\n"
    done = clone.run_with(path + "sys.version_info = (3, 10, 4, 'final', 0)")
    refusal = "Đôn Đốc cần Python 3.11 trở lên; đây là Python 3.10."
    assert done.stderr == f"{refusal} {advice}\n"


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_environments_is_told_what_to_install(clone: Clone, module: str) -> None:
    done = clone.run_with(f"sys.modules[{module!r}] = None")
    assert done.returncode == 1
    assert "sudo apt install python3-venv" in done.stderr
    assert not (clone.folder / ".venv").exists()


def test_a_taken_port_is_refused_before_anything_is_installed(
    clone: Clone, taken_port: int
) -> None:
    for done in (clone.run("--port", str(taken_port)), clone.run(DONDOC_PORT=str(taken_port))):
        assert done.returncode == 1
        assert f"Cổng {taken_port} đang có chương trình khác dùng" in done.stderr
    assert not (clone.folder / ".venv").exists()


def test_a_port_taken_during_the_installation_is_refused_too(prepared: Clone) -> None:
    finished = prepared.stamp.read_text()
    prepared.stamp.unlink()
    port = free_port()
    with (prepared.folder / ".venv.lock").open("ab") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        process = prepared.start("--port", str(port))
        assert process.stderr is not None
        assert WAITING in process.stderr.readline(), "the port was free when first tried"
        with socket.create_server(("127.0.0.1", port)):
            prepared.stamp.write_text(finished)
            fcntl.flock(turn, fcntl.LOCK_UN)
            output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (1, "")
    assert f"Cổng {port} đang có chương trình khác dùng" in errors


def test_a_folder_without_write_permission_is_refused(clone: Clone) -> None:
    # Root writes everywhere unless that power is laid down first.
    prefix = ("setpriv", "--bounding-set=-dac_override") if os.geteuid() == 0 else ()
    if prefix and not shutil.which(prefix[0]):
        pytest.skip("root cannot lay down its power to write everywhere: setpriv is not installed")
    clone.folder.chmod(0o555)
    try:
        done = clone.run(prefix=prefix)
    finally:
        clone.folder.chmod(0o755)
    assert done.returncode == 1
    assert f"Không có quyền ghi vào thư mục {clone.folder}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("given", [" --hash=sha256:" + "0" * 64, ""], ids=["another", "none"])
def test_a_package_without_its_hash_is_refused_and_nothing_is_touched(
    prepared: Clone, given: str
) -> None:
    earlier = prepared.read_lock("runtime")
    make_wheel(prepared.wheels, "flask", "2.0")
    prepared.lock("runtime", f"flask==2.0{given}\n")
    done = prepared.run("flask")
    assert done.returncode == 1
    assert "thiếu hoặc không khớp mã băm" in done.stderr
    assert done.stdout == ""
    prepared.lock("runtime", earlier)
    assert prepared.run("flask").stderr == "", "the environment holds what it held"


def test_an_installation_that_breaks_off_while_unpacking_is_not_trusted(prepared: Clone) -> None:
    earlier = prepared.read_lock("runtime")
    prepared.lock("runtime", make_wheel(prepared.wheels, "flask", "2.0", extra="../outside.py"))
    assert prepared.run("flask").returncode == 1
    prepared.lock("runtime", earlier)
    done = prepared.run("flask")
    report(done)
    assert ANEW in done.stderr


def test_a_machine_without_network_is_told_about_wheels(prepared: Clone) -> None:
    prepared.lock("runtime", "flask==3.0 --hash=sha256:" + "0" * 64 + "\n")
    shutil.rmtree(prepared.wheels)
    nowhere = f"http://127.0.0.1:{free_port()}/simple"
    done = prepared.run("flask", PIP_INDEX_URL=nowhere, PIP_RETRIES="1")
    assert done.returncode == 1
    assert "Không kết nối được tới kho gói Python" in done.stderr
    assert "thư mục wheels" in done.stderr


def test_a_wrong_option_ends_in_2_and_the_usage_on_standard_error(clone: Clone) -> None:
    done = clone.run("--prot", "9000")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Không hiểu “--prot”.\nCách dùng:\n")
    asked = clone.run("--help")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert asked.stdout.startswith("Cách dùng:\n")


def test_a_terminal_without_vietnamese_letters_gets_plain_ones(clone: Clone) -> None:
    done = clone.run("--port", "cổng", PYTHONIOENCODING="ascii")
    assert done.returncode == 2
    assert done.stderr.startswith("Cong phai la mot so tu 1 den 65535")
