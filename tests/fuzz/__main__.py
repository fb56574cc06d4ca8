"""Coverage-guided fuzzing of what reads bytes: `python -m tests.fuzz TARGET --seconds 60`.

Inputs that lead to new code are kept in the folder and begun with the next time. An input that is taken wrongly is made
small, written to a file and printed with the line that runs it again; exit 77 then, as libFuzzer does. It needs
atheris, which has wheels for few Pythons: `pip install -e '.[fuzz]'`.
"""

import argparse
import hashlib
import importlib
import os
import sys
import traceback
from pathlib import Path
from typing import Any

INSTRUMENTED = ["mobipace.mock_server", "mobipace.schemas", "json", "tomllib", "urllib.parse", "tests.fuzz"]
LONGEST = 4096  # bytes of an input
FOUND = 77


def main() -> int:
    """Fuzz a target, or run one input again."""
    options = _options()
    if options.replay:
        return _found(options, options.replay.read_bytes())
    try:
        atheris = importlib.import_module("atheris")
    except ImportError:
        print(
            "atheris is not installed; pip install -e '.[fuzz]', on a Python that it has a wheel for", file=sys.stderr
        )
        return 2
    with atheris.instrument_imports(include=INSTRUMENTED):
        target = _target(options.target)
    atheris.Setup(_libfuzzer(options, target), lambda data: _one(options, data))
    atheris.Fuzz()  # ends the process
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz one target.")
    parser.add_argument("target", help="v3, names, query, mask-body, mask-target, framing or world")
    parser.add_argument("--seconds", type=int, default=60, help="how long (default 60)")
    parser.add_argument("--runs", type=int, help="how many inputs, instead")
    parser.add_argument("--seed", type=int, default=7, help="what chance follows from (default 7)")
    parser.add_argument("--folder", type=Path, default=Path("build/fuzz"), help="for inputs and findings")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="run one input again, and do no more")
    return parser.parse_args()


def _target(name: str) -> Any:
    """A target. Nothing of ours is imported before this, so that all of it can be instrumented."""
    targets = importlib.import_module("tests.fuzz.targets")
    if name not in (known := targets.TARGETS | targets.SELF_TEST):
        sys.exit(f"there is no target {name!r}; there are {', '.join(targets.TARGETS)}")
    return known[name]


def _libfuzzer(options: argparse.Namespace, target: Any) -> list[str]:
    """The arguments of libFuzzer, and the files they name."""
    corpus = options.folder / "corpus" / options.target
    findings = options.folder / "findings"
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    words = options.folder / f"{options.target}.dict"
    words.write_text("".join(f'"{_quoted(word)}"\n' for word in target.words), "ascii")
    length = f"-runs={options.runs}" if options.runs else f"-max_total_time={options.seconds}"
    limits = [length, f"-seed={options.seed}", f"-max_len={LONGEST}", "-timeout=30", "-print_final_stats=1"]
    return ["tests.fuzz", *limits, f"-dict={words}", f"-artifact_prefix={findings}/{options.target}-", str(corpus)]


def _quoted(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


def _one(options: argparse.Namespace, data: bytes) -> None:
    """One input; on a finding the process ends."""
    if _error(options, data) is not None:
        small = _shrunk(options, data)
        sys.stdout.flush()
        os._exit(_found(options, small))


def _error(options: argparse.Namespace, data: bytes) -> Exception | None:
    oracle = importlib.import_module("tests.fuzz.oracle")
    try:
        oracle.attempt(_target(options.target), data)
    except Exception as error:
        return error
    return None


def _shrunk(options: argparse.Namespace, data: bytes) -> bytes:
    """The same finding in fewer bytes: pieces are left out, large ones first, while the error comes from one place."""
    place = _place(_error(options, data))
    size = len(data) // 2
    while size:
        at = 0
        while at < len(data):
            shorter = data[:at] + data[at + size :]
            if _place(_error(options, shorter)) == place:
                data = shorter
            else:
                at += size
        size //= 2
    return data


def _place(error: Exception | None) -> tuple[object, ...]:
    """What kind of error it is, and which line raised it."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    return type(error), frames[-1].filename if frames else "", frames[-1].lineno if frames else 0


def _found(options: argparse.Namespace, data: bytes) -> int:
    """Tell what an input does; of one that is taken wrongly, also where it lies and how to run it again."""
    error = _error(options, data)
    if error is None:
        print(f"{options.target}: taken as it should be: {data!r}")
        return 0
    folder = options.folder / "findings"
    folder.mkdir(parents=True, exist_ok=True)
    path = options.replay or folder / f"{options.target}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    again = f"python -m tests.fuzz {options.target} --replay {path}"
    traceback.print_exception(error)
    for line in (f"{options.target}: {type(error).__name__}: {error}", f"input: {data!r}", f"run it again: {again}"):
        print(line, flush=True)
    return FOUND


if __name__ == "__main__":
    sys.exit(main())
