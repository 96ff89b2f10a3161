"""A clone of the repository with small packages in the product's place, to test run.py whole.

It has a real environment, a real pip and real hashes, and needs no network: the wheels it installs
are made here. Their `python -m NAME` prints what it was given as JSON and ends with the exit code
in `PROBE_EXIT`.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]

REPORT = """
import json, os, sys
print(json.dumps({
    "arguments": sys.argv[1:],
    "input": sys.stdin.read(),
    "folder": os.getcwd(),
    "process": os.getpid(),
    "home": os.environ.get("DONDOC_HOME"),
}))
sys.exit(int(os.environ.get("PROBE_EXIT", "0")))
"""


def make_wheel(folder: Path, name: str, version: str, extra: str = "flask_notes.txt") -> str:
    """Write a wheel of a package that reports what it is run with; return its line in a lock.

    ``extra`` is the path of one more file in it: one outside the package stops pip half-way.
    """
    about = f"{name}-{version}.dist-info"
    path = folder / f"{name}-{version}-py3-none-any.whl"
    contents = {
        f"{name}/__init__.py": f'__version__ = "{version}"\n',
        f"{name}/__main__.py": REPORT,
        extra: "",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{file},,\n" for file in [*contents, f"{about}/RECORD"])
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in {**contents, f"{about}/RECORD": record}.items():
            wheel.writestr(file, text)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{name}=={version} \\\n    --hash=sha256:{digest}\n"


class Clone:
    """A folder with run.py, locks of stand-in packages, and the wheels they name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def environment(self, **more: str) -> dict[str, str]:
        """Return next to nothing: no language, no settings of pip, an empty home."""
        home = self.folder.parent / "home"
        home.mkdir(exist_ok=True)
        path = os.environ["PATH"]
        return {"PATH": path, "HOME": str(home), "PIP_CONFIG_FILE": os.devnull, **more}

    def run(
        self,
        *arguments: str,
        text: str = "",
        cwd: Path | None = None,
        prefix: tuple[str, ...] = (),
        **environment: str,
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*prefix, sys.executable, str(self.folder / "run.py"), *arguments],
            input=text,
            cwd=cwd or self.folder,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    def run_with(self, beginning: str) -> "subprocess.CompletedProcess[str]":
        """Run run.py in an interpreter that was changed by `beginning` first."""
        script = str(self.folder / "run.py")
        program = f"import runpy, sys\nsys.argv = [{script!r}]\n{beginning}\n"
        program += f"runpy.run_path({script!r}, run_name='__main__')"
        return subprocess.run(
            [sys.executable, "-c", program],
            env=self.environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, str(self.folder / "run.py"), *arguments],
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            # What was started in the background of a shell would never hear Ctrl+C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def lock(self, name: str, *lines: str) -> None:
        (self.folder / "requirements" / f"{name}.txt").write_text("".join(lines))

    def read_lock(self, name: str) -> str:
        return (self.folder / "requirements" / f"{name}.txt").read_text()

    @property
    def wheels(self) -> Path:
        return self.folder / "wheels"

    @property
    def stamp(self) -> Path:
        return self.folder / ".venv" / "dondoc.json"

    def installed(self) -> set[str]:
        """Return the locks that the environment holds by its own record."""
        return set(json.loads(self.stamp.read_text())) - {"python"}


def make_clone(folder: Path) -> Clone:
    """Make a clone in `folder` that was never started."""
    (folder / "requirements").mkdir(parents=True)
    made = Clone(folder)
    made.wheels.mkdir()
    shutil.copy(ROOT / "run.py", folder)
    product = make_wheel(made.wheels, "flask", "1.0")
    made.lock("runtime", product)
    made.lock("server", product)
    made.lock("test", product, make_wheel(made.wheels, "pytest", "1.0"))
    return made
