"""What pages cost, as ratios within one run: `python -m tests.bench` (`make bench`).

`python -m tests.bench transfer` takes only the figures of one group (any part of a module's name will do).

Never a test: a slow machine makes nothing fail. Each figure is printed as a line, and written to BENCH_JSON if set.
"""
