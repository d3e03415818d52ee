"""Spark is an extra: where a part of it is missing, a sentence says which, and what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from forbear.engine.backends import spark
from forbear.errors import SetupError


def test_without_java_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(SetupError, match=r"--engine spark: there is no Java.*Install Java 17.*or use --engine duckdb"):
        spark.Spark()


def test_without_pyspark_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "java_is_there", lambda: True)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(SetupError, match=r"PySpark is not installed.*pip install 'forbear\[spark\]'"):
        spark.Spark()


def test_where_java_does_not_start_its_words_are_told_and_nothing_stays_behind(tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'this Java is too old' >&2\nexit 1\n", encoding="utf-8")
    java.chmod(0o755)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    program = "from forbear.engine.backends.spark import Spark; Spark()"
    surroundings = os.environ | {"JAVA_HOME": str(tmp_path), "TMPDIR": str(scratch)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=surroundings, capture_output=True, text=True, check=False
    )
    assert "Spark did not start. It said: this Java is too old. It needs Java 17" in done.stderr
    assert list(scratch.iterdir()) == []
