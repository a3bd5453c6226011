"""The layers have one direction: each module imports only from those above it (docs/design.md)."""

import ast
from pathlib import Path

import pytest

import fiscalkpi

PACKAGE = Path(fiscalkpi.__file__).parent

# From the bottom up: a module imports those before it.
ORDER = [
    "_text",
    "_numbers",
    "_data",
    "_messages",
    "_names",
    "provenance",
    "errors",
    "_daxie",
    "money",
    "units",
    "dates",
    "taxonomy",
    "weights",
    "targets",
    "targets.model",
    "targets.wording",
    "targets.lexer",
    "targets.clause",
    "targets.compounds",
    "targets.amounts",
    "targets.deadlines",
    "targets.cells",
    "targets.shapes",
    "targets.parser",
    "targets.format",
    "targets.actual",
    "targets.explain",
    "targets.verdict",
    "targets.intervals",
    "targets.readings",
    "targets.evaluate",
    "model",
    "filed",
    "scoring.policy",
    "scoring.rules",
    "scoring.scorecard",
    "scoring.rows",
    "scoring.compare",
    "scoring.score",
    "scoring.explain",
    "scoring.filled",
    "scoring",
    "appraisal",
    "appraisal.scheme",
    "appraisal.explain",
    "appraisal.appraise",
    "checks.catalogue",
    "checks.profile",
    "checks.words",
    "checks.findings",
    "checks.row",
    "checks.reading",
    "checks.subject",
    "checks.target",
    "checks.naming",
    "checks.classes",
    "checks.money",
    "checks.cost",
    "checks.head",
    "checks.deadlines",
    "checks.weights",
    "checks.plan_changes",
    "checks.results",
    "checks.execution",
    "checks.checking",
    "checks.batch",
    "checks",
]

# Above them stand the edges. An edge may use what another edge offers, and nothing behind its front door.
EDGES = ["serialize", "forms", "actuals", "display", "cli", "__main__", "testing"]

# The looks upward, each inside a function: these faces of a value belong to it, though its fields do not
# need them. (str(), passed_over, reason and span of a target; the picture of a value in a notebook.)
UPWARD = {
    ("targets.model", "targets.parser"),
    ("targets.model", "targets.format"),
    ("targets.verdict", "display"),
    ("model", "display"),
    ("filed", "display"),
    ("scoring.scorecard", "display"),
    ("scoring.scorecard", "scoring.explain"),
    ("scoring.scorecard", "scoring.filled"),
    ("appraisal.appraise", "display"),
    ("checks.findings", "display"),
}

# What the core may import from outside the standard library, and where each is allowed.
OUTSIDE = {
    "attrs": None,
    "babel": {"_messages", "money"},
    "cattrs": {"serialize"},
    "hypothesis": {"testing"},
}


def name_of(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def edge_of(module):
    return next((edge for edge in EDGES if module == edge or module.startswith(f"{edge}.")), None)


def imports_of(module):
    """Yield (imported module, imported name or None, inside a function) without those for type checkers."""
    package = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]

    def walk(node, inside):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
                continue
            deeper = inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield alias.name, None, inside
            elif isinstance(child, ast.ImportFrom):
                base = child.module or ""
                if child.level:
                    parents = ["fiscalkpi", *filter(None, package.split("."))]
                    base = ".".join([*parents[: len(parents) - child.level + 1], *filter(None, [base])])
                for alias in child.names:
                    yield base, alias.name, inside
            else:
                yield from walk(child, deeper)

    yield from walk(ast.parse(MODULES[module].read_text(encoding="utf-8")), False)


def inner_imports(module):
    """Yield (module of ours, name, inside a function); ``from fiscalkpi import model`` names the module."""
    for imported, name, inside in imports_of(module):
        if imported.partition(".")[0] != "fiscalkpi":
            continue
        target = imported.partition(".")[2]
        below = f"{target}.{name}".lstrip(".") if name else target
        if below in MODULES:
            yield below, None, inside
        else:
            yield target, name, inside


def test_every_module_has_its_layer():
    """A new module takes its place in the order before anything imports it."""
    core = {module for module in MODULES if module and edge_of(module) is None}
    assert core == set(ORDER)


@pytest.mark.parametrize("module", ORDER)
def test_core_imports_from_above_only(module):
    """A module of the core imports what stands before it; the few looks upward are listed by name."""
    for imported, name, inside in inner_imports(module):
        if (module, imported) in UPWARD:
            assert inside, f"{module} looks up to {imported} while it is loaded"
            continue
        assert imported in ORDER, f"{module} imports {imported or name} from above the core"
        assert ORDER.index(imported) < ORDER.index(module), f"{module} imports {imported}, which stands later"


def test_every_listed_look_upward_is_taken():
    """The list of looks upward holds no more than there are."""
    taken = {(module, imported) for module in ORDER for imported, _, _ in inner_imports(module)}
    assert not UPWARD - taken


@pytest.mark.parametrize("module", [module for module in MODULES if edge_of(module)])
def test_edges_never_import_internals_of_another(module):
    """An edge imports another edge by its front door, never a module or an underscore name behind it."""
    for imported, name, _ in inner_imports(module):
        other = edge_of(imported)
        if other is None or other == edge_of(module):
            continue
        assert imported == other, f"{module} imports {imported}, a module inside another edge"
        assert not (name or "").startswith("_"), f"{module} imports {name} of {imported}"


def test_edges_import_each_other_one_way():
    """No two edges import each other, not even over a third."""
    uses = {
        edge: {
            edge_of(imported)
            for module in MODULES
            if edge_of(module) == edge
            for imported, _, _ in inner_imports(module)
        }
        - {None, edge}
        for edge in EDGES
    }
    left = dict(uses)
    while free := [edge for edge, others in left.items() if not others & left.keys()]:
        for edge in free:
            del left[edge]
    assert not left, f"these edges import each other: {left}"


@pytest.mark.parametrize("module", sorted(MODULES))
def test_outside_imports(module):
    """Only attrs is imported from outside the standard library, and Babel and cattrs where they are listed."""
    import sys

    for imported, _, inside in imports_of(module):
        top = imported.partition(".")[0]
        if top == "fiscalkpi" or top in sys.stdlib_module_names:
            continue
        assert top in OUTSIDE, f"{module} imports {imported}"
        allowed = OUTSIDE[top]
        first = module.partition(".")[0]
        assert allowed is None or first in allowed, f"{module} imports {imported}"
        assert top != "babel" or inside, f"{module} imports Babel while it is loaded"
