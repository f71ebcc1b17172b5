"""Runs the notebook of the documentation; what it prints has to be what is stored in it.

To store what it prints now: python tests/python/test_notebook.py
"""

import pathlib

import nbclient
import nbformat

from gateway import FOLDER, PORT

NOTEBOOK = pathlib.Path(__file__).resolve().parents[2] / "docs/clients/python.ipynb"
# What a reader of the notebook has, and where the gateway of the tests is.
PLACES = {"localhost:31337": f"localhost:{PORT}", "~/.cache/meshgate/demo": str(FOLDER)}


def run():
    """The notebook with the outputs of this run, and its sources as they are in the file."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    sources = [cell.source for cell in notebook.cells]
    for cell in notebook.cells:
        for place, here in PLACES.items():
            cell.source = cell.source.replace(place, here)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    for cell, source in zip(notebook.cells, sources):
        cell.source = source
        cell.metadata.clear()
    return notebook


def texts(notebook):
    """What each cell shows as plain text; errors have ended the run before."""
    return [
        [
            output.text if output.output_type == "stream" else output.data["text/plain"]
            for output in cell.get("outputs", [])
        ]
        for cell in notebook.cells
    ]


def test_notebook_prints_what_is_stored_in_it():
    stored = texts(nbformat.read(NOTEBOOK, as_version=4))
    assert any(stored)
    assert texts(run()) == stored


if __name__ == "__main__":
    executed = run()
    executed.metadata.clear()
    executed.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(executed, NOTEBOOK)
