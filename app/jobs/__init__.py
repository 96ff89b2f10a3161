"""What happens by itself, or when somebody asks for it by name: the timetable's jobs and their
runs.
"""

from app.jobs.runs import Ran, run_due, run_job

__all__ = ["Ran", "run_due", "run_job"]
