"""The notebook of the docs: runs from top to bottom, and is kept without what came of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

PATH = Path(__file__).parents[2] / "docs" / "notebook.ipynb"


@pytest.fixture(scope="module")
def notebook():
    return nbformat.read(PATH, as_version=4)


def test_it_is_kept_without_outputs(notebook):
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) > 5
    assert [cell for cell in code if cell.outputs or cell.execution_count] == []


def test_it_runs_and_draws(notebook, tmp_path, monkeypatch):
    kernel = tmp_path / "jupyter" / "kernels" / "dateline-docs"
    kernel.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": command, "display_name": "docs", "language": "python"}))
    for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / "jupyter"))
    folder = tmp_path / "run"
    folder.mkdir()
    resources = {"metadata": {"path": str(folder)}}
    ran = NotebookClient(notebook, kernel_name="dateline-docs", resources=resources, timeout=300).execute()
    shown = [output.data for cell in ran.cells for output in cell.get("outputs", ()) if "data" in output]
    assert any('<iframe title="Map of the story" sandbox=' in data.get("text/html", "") for data in shown)
    assert {path.name for path in folder.iterdir()} == {"strike.html", "events.parquet"}
