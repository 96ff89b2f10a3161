"""The scheduler: it only ticks. At every tick the database is asked what is due.

So it does not matter how many processes tick, whether one slept through a slot, or whether it was
restarted: a slot is run once, and missed ones are made good by the latest.
"""

import logging
import signal
import threading

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask

from app.clock import VIETNAM
from app.jobs import run_due
from app.services.job_runs import new_owner

TICK_SECONDS = 30


def start_scheduler(app: Flask) -> BackgroundScheduler:
    """Start ticking in a thread of this process, the first time at once. Stop it with `shutdown()`.

    `TICK_SECONDS` in the configuration changes the pace.
    """
    seconds = app.config.get("TICK_SECONDS", TICK_SECONDS)
    # A tick that falls into a long run is left out on purpose; the library would warn each time.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(
        timezone=VIETNAM,
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )
    ticking = {"args": [app, new_owner()], "func": tick}
    scheduler.add_job(**ticking, id="first tick")  # Without a trigger: now, once.
    scheduler.add_job(
        **ticking, id="tick", trigger=IntervalTrigger(seconds=seconds, timezone=VIETNAM)
    )
    scheduler.start()
    return scheduler


def tick(app: Flask, owner: str) -> None:
    """Run what is due. What raises here (a database that is away) is logged by the library, and the
    next tick asks again."""
    with app.app_context():
        run_due(app, owner)


def run_alone(app: Flask) -> None:
    """Run the scheduler as this process's whole work, until SIGTERM or SIGINT; a run under way is
    finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    scheduler = start_scheduler(app)
    stop.wait()
    scheduler.shutdown(wait=True)
