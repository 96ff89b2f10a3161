"""Time and memory of reading large files, each in a process of its own as uploads are."""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import wording
from benchmarks.reading import pages, renderings
from benchmarks.reading.truth import Truth, TruthTask

ROWS = 500
PAGES = 30
_DEADLINES = ("Quý III–IV/2025", "Thường xuyên", "Trước ngày 15/11/2025", "Tháng 10/2025")
_LEADS = ("Phòng Văn hóa - Xã hội", "Văn phòng HĐND và UBND", "Phòng Kinh tế")
_HEAD = {
    "title": "Kế hoạch cải cách hành chính phường Đo năm 2025",
    "number": "01/KH-UBND",
    "issuer": "Ủy ban nhân dân phường Đo",
    "issued_on": "2025-01-10",
    "issued_month": "2025-01",
    "from": "2025-01-01",
    "to": "2025-12-31",
}


def print_speed() -> None:
    """Read the large files in children and print seconds of CPU and megabytes at the peak."""
    print(f"\n{'':24}{'tasks':>8}{'CPU s':>8}{'peak MB':>10}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for words, path in _files(Path(folder)):
            if path is None:
                print(f"{words:24}no browser here that prints pages")
                continue
            run = subprocess.run(  # noqa: S603 - this module and a file of our own
                [sys.executable, "-m", "benchmarks.reading.speed", str(path)],
                check=True,
                capture_output=True,
                text=True,
            )
            got = json.loads(run.stdout)
            peak = "-" if got["peak"] is None else f"{got['peak'] / 1e6:.0f}"
            print(f"{words:24}{got['tasks']:8}{got['cpu']:8.2f}{peak:>10}", flush=True)


def large_plan(rows: int) -> Truth:
    """Return a plan of `rows` tasks of plausible length, no two of them alike."""
    chance = random.Random(1)
    per_area = -(-rows // len(wording.SECTIONS))
    tasks = []
    for index in range(rows):
        area = wording.SECTIONS[index // per_area]
        tasks.append(
            TruthTask(
                order=index + 1,
                section=area[0],
                number=str(index % per_area + 1),
                objective=f"{wording.duty(chance)}, nhóm {index // 5 + 1}",
                duty="",
                title=f"{wording.task_title(chance)}, nội dung số {index + 1}",
                product=chance.choice(wording.PRODUCTS),
                lead=(chance.choice(_LEADS),),
                supporting=("Các phòng chuyên môn", "Trung tâm Phục vụ hành chính công"),
                follow_up=(),
                deadline_text=chance.choice(_DEADLINES),
                kind="",
                due=(),
            )
        )
    areas = tuple((code, title.upper()) for code, title in wording.SECTIONS)
    return Truth("", _HEAD, areas, tuple(tasks))


def _files(folder: Path) -> Iterator[tuple[str, Path | None]]:
    plan = large_plan(ROWS)
    for ending, write in ((".docx", renderings.word), (".xlsx", renderings.workbook)):
        path = folder / f"plan{ending}"
        path.write_bytes(write(plan))
        yield f"{ROWS} rows {ending}", path
    for ending, write in ((".ruled.pdf", pages.ruled_pdf), (".unruled.pdf", pages.unruled_pdf)):
        words = f"{PAGES} pages {ending}"
        path = folder / f"plan{ending}"
        try:
            path.write_bytes(pages.first_pages(write(plan), PAGES))
        except pages.NoBrowser:
            yield words, None
            continue
        yield words, path


def _read(path: Path) -> dict[str, float | int | None]:
    """Read one file here; return its tasks, seconds of CPU (children included) and peak bytes."""
    content = path.read_bytes()
    before = sum(os.times()[:4])
    from app.plan_import import PlanRefused, read_plan

    try:
        tasks = len(read_plan(content, path.name).tasks)
    except PlanRefused:
        tasks = 0
    return {"tasks": tasks, "cpu": sum(os.times()[:4]) - before, "peak": _peak_bytes()}


def _peak_bytes() -> int | None:
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    print(json.dumps(_read(Path(sys.argv[1]))))
