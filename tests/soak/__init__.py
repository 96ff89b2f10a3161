"""Long trials that the suite runs in short: `python3 run.py soak`."""
