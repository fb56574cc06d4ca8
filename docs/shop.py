"""The tests of examples/shop as parts of pages: each function and class as it stands there, where it is run."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

SHOP = Path(__file__).resolve().parents[1] / "examples" / "shop"


def _pieces() -> Iterator[tuple[str, str]]:
    """What a part is called, `shop-test_otp-LoginCodes`, and the code."""
    for file in sorted(SHOP.glob("*.py")):
        text = file.read_text("utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield f"shop-{file.stem}-{node.name}", _source(text, node)


def _source(text: str, node: ast.FunctionDef | ast.ClassDef) -> str:
    """Its lines, decorators included."""
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    lines = text.splitlines()[first - 1 : node.end_lineno]
    return "\n".join(lines)


def _block(code: str) -> str:
    return f"```python\n{code}\n```"


PARTS: dict[str, Callable[[], str]] = {name: partial(_block, code) for name, code in _pieces()}
