"""Small wheels that take the place of the product's packages, so that run.py can be tested whole.

With them a clone has a real environment, a real pip and real hashes, and needs no network. Their
`python -m NAME` prints what it was given as JSON and ends with the exit code in `PROBE_EXIT`.
"""

import hashlib
import zipfile
from pathlib import Path

REPORT = '''
import json, os, sys
print(json.dumps({
    "arguments": sys.argv[1:],
    "input": sys.stdin.read(),
    "folder": os.getcwd(),
    "process": os.getpid(),
    "home": os.environ.get("DONDOC_HOME"),
}))
sys.exit(int(os.environ.get("PROBE_EXIT", "0")))
'''


def make_wheel(folder: Path, name: str, version: str) -> str:
    """Write a wheel of a package that reports what it is run with; return its line in a lock."""
    about = f"{name}-{version}.dist-info"
    path = folder / f"{name}-{version}-py3-none-any.whl"
    contents = {
        f"{name}/__init__.py": f'__version__ = "{version}"\n',
        f"{name}/__main__.py": REPORT,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{file},,\n" for file in [*contents, f"{about}/RECORD"])
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in {**contents, f"{about}/RECORD": record}.items():
            wheel.writestr(file, text)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{name}=={version} \\\n    --hash=sha256:{digest}\n"
