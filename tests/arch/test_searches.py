"""Tests that draw their cases by chance are marked as searches, so that ``make test-thorough`` lets them go further."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def draws(node: ast.AST) -> bool:
    """Whether a function is a property test of Hypothesis; those at the top of a module are marked by its plugin."""
    return isinstance(node, ast.FunctionDef) and any(
        ast.unparse(mark.func if isinstance(mark, ast.Call) else mark) == "given" for mark in node.decorator_list
    )


def test_a_test_that_holds_a_property_test_is_marked() -> None:
    found, unmarked = 0, []
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for test in ast.parse(file.read_text("utf-8")).body:
            if isinstance(test, ast.FunctionDef) and any(draws(node) for node in ast.walk(test) if node is not test):
                found += 1
                marks = {ast.unparse(mark) for mark in test.decorator_list}
                if "pytest.mark.search" not in marks:
                    unmarked.append(f"{file.relative_to(ROOT)}: {test.name}")
    assert found
    assert unmarked == []
