"""Cost of our code as a ratio to a peer in the same run: two cores are too noisy for milliseconds."""

import gc
import os
from itertools import repeat
from statistics import median
from time import process_time

GATE = "FISCALKPI_BENCH_GATE"
"""Set to 1, this environment variable makes a bound an assertion; a ratio is only printed otherwise."""


def times(*runs, loops, rounds):
    """Return for each round the processor time of each of `runs` in seconds, `loops` calls a round.

    The runs of a round follow each other at once.
    """
    measured = []
    collecting = gc.isenabled()
    gc.disable()
    try:
        for _ in range(rounds):
            row = []
            for run in runs:
                start = process_time()
                for _ in repeat(None, loops):
                    run()
                row.append(process_time() - start)
            measured.append(row)
    finally:
        if collecting:
            gc.enable()
    return measured


def compare(benchmark, ours, peer, *, bound, name, loops=1, rounds=25):
    """Measure `ours` against `peer`, record the ratio with the benchmark, and hold it to `bound` if gated.

    Args:
        benchmark: the fixture of pytest-benchmark.
        ours: what we measure; one call does the same work as one call of `peer`.
        peer: the other library.
        bound: the largest ratio that is allowed.
        name: the peer, for the printed line.
        loops: calls a round.
        rounds: rounds, of whose ratios the median counts: a machine that runs at two speeds changes them
            between rounds, and the least times of two runs may come from different ones.
    """
    ratio = median(
        our_time / peer_time for our_time, peer_time in times(ours, peer, loops=loops, rounds=rounds)
    )
    benchmark.extra_info.update(peer=name, ratio=round(ratio, 4), bound=bound)
    benchmark.pedantic(ours, rounds=rounds, iterations=loops)
    print(f"\n{benchmark.name}: {ratio:.3f} of {name} (bound {bound})")
    if os.environ.get(GATE) == "1":
        assert ratio <= bound, f"{ratio:.3f} of {name}, more than {bound}"
    return ratio
