"""What pages cost, as ratios within one run: `python -m tests.bench` (`make bench`).

Never a test: a slow machine makes nothing fail. Each figure is printed as a line, and written to BENCH_JSON if set.
"""
