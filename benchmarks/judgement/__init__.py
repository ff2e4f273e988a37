"""The figures of the statistics: `python -m benchmarks.judgement` prints demand, stretch and ours."""
