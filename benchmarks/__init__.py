"""Figures as ratios to baselines that run in the same minute: `python -m benchmarks 1 5`."""
