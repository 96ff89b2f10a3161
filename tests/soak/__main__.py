"""`python3 run.py soak [--minutes 5] [--seed N]`: hostile plan files for as long as asked."""

import argparse
import secrets
import sys

from tests.soak.reading import read_hostile_files


def main() -> int:
    """Run, print the figures, and return 1 where a file was not answered in order."""
    parser = argparse.ArgumentParser(prog="run.py soak")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    asked = parser.parse_args()
    trial = read_hostile_files(asked.seed, asked.minutes * 60)
    for outcome, count in trial.outcomes.most_common():
        print(f"{count:7d}  {outcome}")
    took, number = trial.slowest
    print(f"{trial.outcomes.total()} files, seed {asked.seed}")
    print(f"slowest: {took:.1f} s (number {number}); most memory: {trial.peak_bytes >> 20} MB")
    for fault in trial.faults:
        print(fault, file=sys.stderr)
    return 1 if trial.faults else 0


if __name__ == "__main__":
    sys.exit(main())
