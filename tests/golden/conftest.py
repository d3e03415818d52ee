"""Golden files: texts that people read, compared letter by letter.

``pytest tests/golden --update-golden`` rewrites them; a person then reads the difference.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")


@pytest.fixture
def golden(request):
    """Compare a text with the golden file of a name, or rewrite it where asked."""

    def compare(name: str, text: str) -> None:
        path = HERE / name
        if request.config.getoption("--update-golden", default=False):
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"{name} is missing; run: pytest tests/golden --update-golden"
        assert text == path.read_text(encoding="utf-8")

    return compare
