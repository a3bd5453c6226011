"""Change one thing at a time in a module, and count the changes that no test notices. Run by hand.

    pip install mutmut
    PYTHONPATH=src python tests/scripts/mutate.py units.py targets/parser.py [--sample 200] [--seed 1] [--jobs 2] [--out results.jsonl]

Run it at the top of a checkout, on Linux or macOS. Prints every survivor with its line before and after, and
the share that was killed; with ``--out`` each mutant is a line of JSON.

The mutations are those of mutmut. Its own runner is not used for two reasons. It leaves out every function
with a decorator and all that stands outside of functions: here that is half of units.py (``lru_cache``,
``property``) and the tables of the lexer. And it starts each mutant from a process that ran the tests before,
whose caches (``lru_cache`` on what was parsed) still hold the answers of the unchanged code. Here each mutant
is a fork of a process that has not loaded the package yet.
"""

import argparse
import importlib
import importlib.util
import inspect
import json
import os
import random
import resource
import sys
import time
import warnings
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from typing import NamedTuple

import hypothesis
import libcst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

SOURCE = Path("src/fiscalkpi")


class Family(NamedTuple):
    """The tests that are asked about a module: its own first, then those of its family, the laws at last."""

    wide: list[str]
    laws: list[str]


TARGETS = Family(
    [
        "tests/test_parser.py",
        "tests/test_actual.py",
        "tests/test_evaluate.py",
        "tests/test_targets_corpus.py",
        "tests/test_model.py",
    ],
    ["tests/property/test_target_laws.py"],
)
SCORING = Family(
    [
        "tests/test_score.py",
        "tests/test_scoring_rules.py",
        "tests/test_scoring_corpus.py",
        "tests/test_policy.py",
        "tests/test_weights.py",
        "tests/test_check_scored.py",
        "tests/test_display_scores.py",
        "tests/test_worked_example.py",
        "tests/test_report.py",
    ],
    ["tests/property/test_scoring_laws.py"],
)
CHECKS = Family(
    [
        "tests/test_check.py",
        "tests/test_check_rules.py",
        "tests/test_check_scored.py",
        "tests/test_check_forms.py",
    ],
    ["tests/property/test_check_laws.py"],
)
# A module, and the tests that are asked first.
SUBJECTS = {
    "units.py": (TARGETS, ["tests/test_units.py"]),
    "dates.py": (TARGETS, ["tests/test_dates.py"]),
    "targets/deadlines.py": (TARGETS, ["tests/test_targets_corpus.py"]),
    "targets/actual.py": (TARGETS, ["tests/test_actual.py"]),
    "targets/evaluate.py": (TARGETS, ["tests/test_evaluate.py"]),
    "targets/verdict.py": (TARGETS, ["tests/test_evaluate.py"]),
    "targets/intervals.py": (TARGETS, ["tests/test_evaluate.py"]),
    "targets/readings.py": (TARGETS, ["tests/test_evaluate.py"]),
    "targets/parser.py": (TARGETS, ["tests/test_targets_corpus.py"]),
    "targets/lexer.py": (TARGETS, ["tests/test_targets_corpus.py"]),
    "targets/clause.py": (TARGETS, ["tests/test_parser.py"]),
    "targets/cells.py": (TARGETS, ["tests/test_parser.py"]),
    "targets/amounts.py": (TARGETS, ["tests/test_targets_corpus.py"]),
    "targets/compounds.py": (TARGETS, ["tests/test_parser.py"]),
    "targets/shapes.py": (TARGETS, ["tests/test_parser.py"]),
    "weights.py": (SCORING, ["tests/test_weights.py"]),
    **{
        f"scoring/{name}.py": (SCORING, ["tests/test_score.py"])
        for name in ("rules", "score", "scorecard", "policy", "compare", "explain", "rows", "filled")
    },
    **{
        path.relative_to(SOURCE).as_posix(): (CHECKS, ["tests/test_check.py"])
        for path in sorted(SOURCE.glob("checks/*.py"))
        if path.stem != "__init__"
    },
}
SECONDS = 60  # of the processor; a mutant that needs more runs in a circle, and that is noticed
MEMORY = 3 << 30
SAME = {"len", "isinstance", "cast"}  # as in mutmut: calls that only raise when they change


def _only_words(node):
    """Whether a statement raises a builtin error: its words are no contract."""
    call = node.exc
    return isinstance(call, libcst.Call) and getattr(call.func, "value", "") in ("TypeError", "ValueError")


class Collector(libcst.CSTVisitor):
    """Collect ``(line, node, mutated node)``."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self):
        super().__init__()
        self.found = []

    def on_visit(self, node):
        if isinstance(node, libcst.Annotation | libcst.Decorator | libcst.Import | libcst.ImportFrom):
            return False
        if isinstance(node, libcst.If) and getattr(node.test, "value", "") == "TYPE_CHECKING":
            return False
        if isinstance(node, libcst.Call) and isinstance(node.func, libcst.Name) and node.func.value in SAME:
            return False
        if isinstance(node, libcst.Raise) and _only_words(node):
            return False
        line = self.get_metadata(PositionProvider, node).start.line
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                self.found += [(line, node, mutated) for mutated in operator(node)]
        return True


def mutants(path):
    """Return the tree of a file, and ``(line, node, mutated node)`` of every mutant."""
    wrapper = MetadataWrapper(libcst.parse_module(path.read_text("utf-8")))
    collector = Collector()
    wrapper.visit(collector)
    return wrapper.module, collector.found


def source(module, mutant):
    """Return the text of a mutant; None where it is no program or the same one."""
    _, node, mutated = mutant
    code = module.deep_replace(node, mutated).code
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(code, "mutant", "exec")
    except SyntaxError:
        return None
    return None if code == module.code else code


class Mutated(SourceFileLoader):
    """Load the module from a text instead of its file."""

    def __init__(self, name, path, code):
        super().__init__(name, path)
        self.code = code

    def get_code(self, fullname):
        with warnings.catch_warnings(action="ignore"):
            return compile(self.code, self.path, "exec")


class Finder:
    def __init__(self, name, path, code):
        self.name, self.path, self.code = name, path, code

    def find_spec(self, fullname, path=None, target=None):
        if fullname != self.name:
            return None
        return spec_from_file_location(fullname, self.path, loader=Mutated(fullname, self.path, self.code))


def in_child(path, code, tests):
    """Run the tests on a mutant, in a process of its own that ends here; 0 where nothing was noticed."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    name = ".".join(path.with_suffix("").relative_to("src").parts)
    sys.meta_path.insert(0, Finder(name, str(path.resolve()), code))
    options = ["-x", "-q", "--no-header", "--tb=no", "--assert=plain", "-p", "no:cacheprovider"]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning", "--hypothesis-profile=mutation"]
    status = 3
    family, first = tests
    files = list(dict.fromkeys([*first, *family.wide]))
    try:
        for file in files:
            by_hand(Path(file))
        # what takes a fixture was no plain call
        status = int(pytest.main([*options, *files, *family.laws, "-k", "not strategies_reach"]))
    finally:
        os._exit(status)


def by_hand(file):
    """Run the tests of a file that are plain calls: pytest would take longer to begin than they take to end."""
    spec = spec_from_file_location(f"by_hand_{file.stem}", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, test in list(vars(module).items()):
        if not name.startswith("test_") or getattr(test, "is_hypothesis_test", False):
            continue
        cases = [{}]
        for mark in getattr(test, "pytestmark", []):
            if mark.name != "parametrize":
                break
            names = mark.args[0]
            names = [part.strip() for part in names.split(",")] if isinstance(names, str) else list(names)
            rows = [
                getattr(row, "values", row) if type(row).__name__ == "ParameterSet" else row
                for row in mark.args[1]
            ]
            rows = [row if len(names) > 1 else (row,) for row in rows]
            cases = [case | dict(zip(names, row, strict=True)) for case in cases for row in rows]
        if set(inspect.signature(test).parameters) == set(cases[0] if cases else ()):
            for case in cases:
                test(**case)


def survives(path, code, tests):
    start = time.perf_counter()
    child = os.fork()
    if not child:
        in_child(path, code, tests)
    _, status = os.waitpid(child, 0)
    return status == 0, time.perf_counter() - start


def lines_of(before, after):
    """Return the first and the last line that differ, of both texts."""
    old, new = before.splitlines(), after.splitlines()
    start = next((at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), 0)
    tail = next(
        (at for at, pair in enumerate(zip(old[::-1], new[::-1], strict=False)) if pair[0] != pair[1]), 0
    )
    return old[start : len(old) - tail], new[start : len(new) - tail]


def run(subject, options):
    tests = SUBJECTS[subject]
    path = SOURCE / subject
    before = path.read_text("utf-8")
    alive, _ = survives(path, before, tests)
    if not alive:
        sys.exit(f"{subject}: the tests fail on the unchanged module")
    module, made = mutants(path)
    chosen = made
    if options.sample and options.sample < len(made):
        chosen = [
            made[at] for at in sorted(random.Random(options.seed).sample(range(len(made)), options.sample))
        ]
    if options.lines:
        spans = [piece.partition("-")[::2] for piece in options.lines.split(",")]
        chosen = [
            mutant
            for mutant in chosen
            if any(int(low) <= mutant[0] <= int(high or low) for low, high in spans)
        ]
    counts = Counter()

    def judge(mutant):
        code = source(module, mutant)
        return mutant[0], code, (False, 0) if code is None else survives(path, code, tests)

    with ThreadPoolExecutor(options.jobs) as pool:
        for line, code, (alive, seconds) in pool.map(judge, chosen):
            if code is None:
                continue
            counts["survived" if alive else "killed"] += 1
            old, new = lines_of(before, code)
            if alive:
                print(f"{path}:{line}")
                print(
                    "\n".join(
                        [f"    - {text.strip()}" for text in old] + [f"    + {text.strip()}" for text in new]
                    )
                )
                sys.stdout.flush()
            if options.out:
                row = {"subject": subject, "line": line, "survived": alive, "seconds": round(seconds, 2)}
                with open(options.out, "a", encoding="utf-8") as out:
                    out.write(json.dumps(row | {"old": old, "new": new}, ensure_ascii=False) + "\n")
    sampled = "" if len(chosen) == len(made) else f" (a sample of {len(made)}, seed {options.seed})"
    count = sum(counts.values())
    share = 100 * counts["killed"] / max(count, 1)
    print(f"{subject}: {count} mutants{sampled}, {counts['killed']} killed ({share:.1f} %)", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("subjects", nargs="*", default=list(SUBJECTS), help=", ".join(SUBJECTS))
    parser.add_argument("--sample", type=int, default=0, help="take so many mutants of a module at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--lines", default="", help="only the mutants of these lines: 40 or 40-60,72")
    parser.add_argument("--out", default="", help="append a line of JSON a mutant to this file")
    options = parser.parse_args()
    hypothesis.settings.register_profile(
        "mutation",
        max_examples=10,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    for heavy in ("attrs", "cattrs", "decimal", "fractions", "tomllib", "unittest.mock"):
        importlib.import_module(heavy)  # once here, and not once a mutant
    for subject in options.subjects:
        run(subject, options)


if __name__ == "__main__":
    main()
