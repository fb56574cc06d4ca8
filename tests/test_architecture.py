"""The house's arrows and limits, read off the source: who may import whom, and what must stand nowhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("contract_tests", "fixtures", "mock_server", "schemas")
LINES_IN_A_FILE = 400

# Who may import whom of ours; each may import itself. What has no line of its own falls under the nearest one above it.
CORE, CODECS = "mock_server.gateway", "mock_server.wire"
JUDGE, REPORT = "mock_server.judge", "mock_server.report"
FAULTS = "mock_server.fault_specs"
SIMULATOR = {"mock_server", CORE, CODECS, JUDGE, REPORT, FAULTS, "mock_server.world", "mock_server.web"}
ARROWS = {
    "schemas": set(),
    CORE: set(),
    CODECS: {CORE, "schemas"},
    JUDGE: {CORE, CODECS, "schemas"},
    REPORT: {CORE, JUDGE},
    FAULTS: {CORE, CODECS},
    "mock_server.world": {CORE, FAULTS, "schemas"},
    "mock_server.web": {"mock_server", CORE, CODECS, JUDGE, REPORT, FAULTS, "mock_server.world", "schemas"},
    "mock_server.cli": {*SIMULATOR, "schemas"},
    "mock_server.__main__": {"mock_server.cli"},
    "mock_server": set(),
    "contract_tests": {*SIMULATOR, "schemas"},
    "fixtures": {*SIMULATOR, "schemas"},
}

# The core and the codecs see no socket, no file, no clock on the wall and no chance of their own.
PURE = (CORE, CODECS, JUDGE)
IMPURE_MODULES = {
    *("aiohttp", "anyio", "asyncio", "concurrent", "http", "httpx", "requests", "select", "selectors", "signal"),
    *("socket", "ssl", "subprocess", "threading", "multiprocessing", "urllib.request"),
    *("io", "os", "pathlib", "shutil", "sqlite3", "sys", "tempfile"),
    *("secrets", "time"),
}


class Module(NamedTuple):
    """A Python file of the four folders, by its name without the leading `mobipace.`."""

    name: str
    path: Path

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.path.read_text(encoding="utf-8"))

    @property
    def package(self) -> str:
        """What a single leading dot means in it."""
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]


class Import(NamedTuple):
    """One imported name: as it is written, and the module of ours (or of others) that it reaches."""

    place: str
    written: str
    target: str


def dotted(path: Path) -> str:
    """`mock_server/wire/v2.py` as `mock_server.wire.v2`."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = [Module(dotted(path), path) for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
NAMES = {module.name for module in MODULES}


def imports(module: Module) -> Iterator[Import]:
    """Everything that a module imports, inside functions too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            written = [(alias.name, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            written = [(source, f"{absolute(module, node)}.{alias.name}") for alias in node.names]
        else:
            continue
        yield from (Import(f"{module.name}:{node.lineno}", text, reached(target)) for text, target in written)


def absolute(module: Module, node: ast.ImportFrom) -> str:
    """The module that a `from … import` names, its dots resolved."""
    if not node.level:
        return node.module or ""
    package = module.package.split(".")
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def reached(target: str) -> str:
    """The module behind an imported name: of ours the longest that exists, without `mobipace.`; of others as it is."""
    name = target.removeprefix("mobipace.")
    while name not in NAMES and "." in name:
        name = name.rpartition(".")[0]
    return name if name in NAMES else target


def unit(module: str) -> str:
    """The line of ARROWS that a module falls under."""
    while module not in ARROWS:
        module = module.rpartition(".")[0]
    return module


def pure_modules() -> list[Module]:
    """The modules of the core and of the codecs."""
    return [module for module in MODULES if unit(module.name) in PURE]


def test_arrows_point_one_way() -> None:
    """The shell imports the codecs and the core, never the other way; the simulator knows nothing of its kit."""
    wrong = [
        f"{found.place} imports {found.target}"
        for module in MODULES
        for found in imports(module)
        if found.target in NAMES and unit(found.target) not in {unit(module.name), *ARROWS[unit(module.name)]}
    ]

    assert wrong == []


def test_imports_are_relative_inside_a_folder_and_absolute_across() -> None:
    """One way to write each import: dots at home, `mobipace.` abroad; a bare `schemas` would be the user's own."""
    wrong = [
        f"{found.place} writes {found.written}"
        for module in MODULES
        for found in imports(module)
        if found.target in NAMES and not is_well_written(module, found)
    ]

    assert wrong == []


def is_well_written(module: Module, found: Import) -> bool:
    """Whether an import of ours has the form that its distance asks for."""
    at_home = found.target.split(".")[0] == module.name.split(".")[0]
    return found.written.split(".")[0] == ("" if at_home else "mobipace")


def test_tests_import_what_users_import() -> None:
    """From a checkout a bare `schemas` would import as well, as a second copy with types of its own."""
    modules = [Module(dotted(path), path) for path in sorted((ROOT / "tests").rglob("*.py"))]
    wrong = [
        f"{found.place} writes {found.written}"
        for module in modules
        for found in imports(module)
        if found.written.split(".")[0] in FOLDERS
    ]

    assert wrong == []


def test_core_and_codecs_import_nothing_that_touches_the_world() -> None:
    """Bytes in, decisions out: no I/O, no event loop, no clock, no operating system."""
    wrong = [
        f"{found.place} imports {found.target}"
        for module in pure_modules()
        for found in imports(module)
        if any(f"{found.target}.".startswith(f"{impure}.") for impure in IMPURE_MODULES)
    ]

    assert wrong == []


def test_core_and_codecs_take_time_and_chance_as_arguments() -> None:
    """A run replays byte for byte: all chance is a seeded `random.Random`, the only now is an account's clock."""
    wrong = [f"{module.name}:{use}" for module in pure_modules() for use in impure_uses(module.tree)]

    assert wrong == []


SEEDED = {"Random", "UUID"}  # made from a number that is given, not drawn


def impure_uses(tree: ast.Module) -> Iterator[str]:
    """Calls of the shared random generator, of the wall clock, and of the built-ins that read or write."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module="random" | "uuid" as source, names=names) if not SEEDED.issuperset(
                alias.name for alias in names
            ):
                yield f"{node.lineno} from {source} import …"
            case ast.Attribute(value=ast.Name(id="random"), attr=attribute) if attribute != "Random":
                yield f"{node.lineno} random.{attribute}"
            case ast.Attribute(value=ast.Name(id="uuid"), attr=attribute) if attribute != "UUID":
                yield f"{node.lineno} uuid.{attribute}"
            case ast.Attribute(
                value=ast.Name(id="datetime" | "date") | ast.Attribute(attr="datetime" | "date"),
                attr="now" | "utcnow" | "today" as attribute,
            ):
                yield f"{node.lineno} datetime.{attribute}"
            case ast.Call(func=ast.Name(id="open" | "print" | "input" as name)):
                yield f"{node.lineno} {name}()"


def test_no_file_outgrows_one_idea() -> None:
    """A file says one thing; past its limit it says two, and is split."""
    lengths = {module.name: len(module.path.read_text(encoding="utf-8").splitlines()) for module in MODULES}

    assert {name: lines for name, lines in lengths.items() if lines > LINES_IN_A_FILE} == {}


# What would tie the project to the place where it was written: papers that lie elsewhere, paths, package registries.
FOREIGN = re.compile(
    r"\.\./shared\b|\b(READING|CONTRACT-KIT|INTERFACE)\.md\b"
    r"|(?<![\w.])/(work|root|home|Users)/\w|/tmp/(brief|ns|venv)\b|[A-Z]:\\Users"
    r"|\bpypi\.org|\bpythonhosted\.org|\bnpmjs\.(org|com)|\bdeb\.debian\.org|\bproxy\.golang\.org|\bcrates\.io"
)
NOT_OURS = re.compile(r"\.(git|venv|hypothesis|[a-z]+_cache)|build|dist|.*\.egg-info|__pycache__")


def project_files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file of the project but for what tools have made, and this one, which has to name what it forbids."""
    for path in sorted(folder.iterdir()):
        if NOT_OURS.fullmatch(path.name):
            continue
        if path.is_dir():
            yield from project_files(path)
        elif path != Path(__file__).resolve():
            yield path


def test_project_stands_alone() -> None:
    """No file speaks of papers that are not in the project, of a path on one machine or of a package registry."""
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {found[0]}"
        for path in project_files()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if (found := FOREIGN.search(line))
    ]

    assert wrong == []
