"""The house keeps its walls: who may import what, what the package runs without, how large a file may grow."""

from __future__ import annotations

import ast
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import gouji

ROOT = Path(__file__).parents[2]
LAYERS = {
    "gouji": "src/gouji",
    "expectations": "expectations",
    "tasks": "tasks",
    "flows": "flows",
}
BELOW = {
    "gouji": set(),
    "expectations": {"gouji"},
    "tasks": {"gouji", "expectations"},
    "flows": {"gouji", "tasks"},
}
"""Which layers of ours each layer may import beside itself."""
OWNERS = {
    "prefect": re.compile(r"(flows|tasks)/.*"),
    "boto3": re.compile(r"tasks/storage\.py"),
    "botocore": re.compile(r"tasks/storage\.py"),
    "great_expectations": re.compile(r"expectations/gate\.py"),
    "pandas": re.compile(r"expectations/gate\.py"),
    "apprise": re.compile(r"tasks/watching/delivery\.py"),
    "prometheus_client": re.compile(r"tasks/watching/metrics\.py"),
    "fcntl": re.compile(r"tasks/.*"),
    "resource": re.compile(r"src/gouji/confined/limits\.py"),
}
"""The files that may import what the rest of the house does without."""
PURE_WITHOUT = (*OWNERS, "flows", "tasks", "expectations", "requests", "httpx")
NEVER_NAMED = re.compile(r"utils?|helpers?|managers?|common|misc")
LONGEST_FILE = 500

MODULES = sorted(module.name for module in pkgutil.walk_packages(gouji.__path__, "gouji."))
FILES = {layer: sorted((ROOT / folder).rglob("*.py")) for layer, folder in LAYERS.items()}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield (node.module or "").partition(".")[0]


def _python(program: str, *args: str) -> None:
    """Run a program in a process of its own, at the root."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-c", program, *args], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


IMPORT_WITHOUT = """
import importlib, importlib.machinery, sys

blocked = set(sys.argv[1].split(","))

class Absent:
    # Probing (importlib.util.find_spec) is no import: polars does it for what it might be handed.
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec):
        raise ModuleNotFoundError(f"{spec.name} is blocked", name=spec.name)
    def exec_module(self, module):
        pass

for name in [name for name in sys.modules if name.partition(".")[0] in blocked]:
    del sys.modules[name]
sys.meta_path.insert(0, Absent())
for module in sys.argv[2:]:
    importlib.import_module(module)
"""


def test_the_package_runs_without_everything_around_it() -> None:
    _python(IMPORT_WITHOUT, ",".join(PURE_WITHOUT), *MODULES)


def test_reading_a_document_needs_no_polars() -> None:
    """Workers are started for each run, and a forked Polars hangs: what they import holds none."""
    read = [name for name in MODULES if re.match(r"gouji\.(parse|normalize|confined)\b", name)]
    assert {"gouji.parse", "gouji.confined.child"} <= set(read)
    _python(IMPORT_WITHOUT, "polars,pandas,prefect,great_expectations", *read)


def test_a_reader_is_started_before_anything_slow_is_loaded() -> None:
    slow = "polars,pyarrow,numpy,lxml,selectolax,pypdfium2,opencc,jinja2"
    _python(IMPORT_WITHOUT, slow, "gouji.cli", "gouji.ahead", "gouji.files", "gouji.confined.reading")


def test_nothing_opens_pickled_bytes_but_what_admits_readings_alone_and_who_is_asked_by_its_parent() -> None:
    allowed = {"src/gouji/confined/records.py", "src/gouji/confined/child.py"}
    opening = re.compile(r"\bpickle\.(?:loads?|Unpickler)\b|\bfrom pickle import|\bread_pickle\b")
    found = {
        path.relative_to(ROOT).as_posix()
        for paths in FILES.values()
        for path in paths
        if opening.search(path.read_text(encoding="utf-8"))
    }
    assert found == allowed


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_point_one_way(layer: str) -> None:
    allowed = BELOW[layer] | {layer}
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in FILES[layer]
        for name in _imported(path)
        if name in LAYERS and name not in allowed
    ]
    assert not wrong


@pytest.mark.parametrize("library", OWNERS)
def test_each_edge_has_one_owner(library: str) -> None:
    wrong = [
        path.relative_to(ROOT).as_posix()
        for paths in FILES.values()
        for path in paths
        if library in _imported(path) and not OWNERS[library].fullmatch(path.relative_to(ROOT).as_posix())
    ]
    assert not wrong


LOAD_FLOW = """
import importlib.util, sys
from pathlib import Path

sys.path[:0] = [str(Path.cwd()), str(Path("flows").absolute())]
for entrypoint in sys.argv[1:]:
    name, _, flow = entrypoint.partition(":")
    path = Path(name).absolute()
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    getattr(module, flow)
"""


def test_every_flow_loads_the_way_the_orchestrator_loads_it() -> None:
    """By path, with the root and its folder in front: the default loader would hide an ImportError until the run."""
    for path in (ROOT / "flows").glob("*.py"):
        assert not (ROOT / path.name).exists(), f"{path} shadows a package"
        assert path.stem not in LAYERS, f"{path} is named after a layer and shadows it"
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    _python(LOAD_FLOW, *sorted({each["entrypoint"] for each in deployments}))


@pytest.mark.parametrize("path", [path for paths in FILES.values() for path in paths], ids=lambda path: path.name)
def test_files_are_short_and_say_what_they_are(path: Path) -> None:
    with path.open(encoding="utf-8") as lines:
        assert sum(1 for _ in lines) <= LONGEST_FILE
    for part in path.relative_to(ROOT).with_suffix("").parts:
        assert not any(NEVER_NAMED.fullmatch(word) for word in part.split("_")), part
