"""``import fiscalkpi`` against ``import attrs``, each in fresh interpreters that take turns."""

import os
import subprocess
import sys
from statistics import median

GATE = "FISCALKPI_BENCH_GATE"
ROUNDS = 12
BOUND = 2.0

SCRIPT = "from time import perf_counter as clock; start = clock(); import {}; print(clock() - start)"


def seconds(package):
    # with bytecode, as an installed package has it
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", SCRIPT.format(package)]
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return float(run.stdout)


def test_import(benchmark):
    """``import fiscalkpi``, with attrs, costs at most twice ``import attrs`` alone."""
    seconds("fiscalkpi")  # the first run writes bytecode
    rounds = [(seconds("fiscalkpi"), seconds("attrs")) for _ in range(ROUNDS)]
    ratio = median(ours / peer for ours, peer in rounds)
    benchmark.extra_info.update(peer="import attrs", ratio=round(ratio, 4), bound=BOUND)
    benchmark.pedantic(seconds, args=("fiscalkpi",), rounds=3)
    print(f"\n{benchmark.name}: {ratio:.3f} of import attrs (bound {BOUND}); {min(rounds)[0] * 1000:.1f} ms")
    if os.environ.get(GATE) == "1":
        assert ratio <= BOUND
