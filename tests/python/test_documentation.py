"""Runs the Python blocks of the documentation against the running demo, as they stand there.

Only the address and the password are put in: the blocks name the default port and leave the password out.
A comment "# -> TEXT" says what the block prints.
"""

import pathlib
import re

import pytest

from gateway import PORT, password

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
USER = re.compile(r"\b(uma|otto)\b")
PROMISE = re.compile(r"# -> (.*)$", re.MULTILINE)
# Three airports have flights; a table without rows prints an empty list.
README_PRINTS = ["EWR", "JFK", "LGA"]


def blocks():
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for number, match in enumerate(BLOCK.finditer(page.read_text()), 1):
            yield pytest.param(match.group(1), id=f"{page.relative_to(ROOT)}-{number}")


def test_readme_and_the_pages_of_clients_have_blocks():
    for page in ["README.md", "docs/clients/python.md", "docs/clients/superset-metabase.md"]:
        assert BLOCK.search((ROOT / page).read_text()), page


@pytest.mark.parametrize("block", list(blocks()))
def test_block_prints_what_it_promises(block, capsys):
    secret = password(USER.search(block).group(1))
    assert "localhost:31337" in block
    code = block.replace("localhost:31337", f"localhost:{PORT}")
    code, left_out = re.subn(r'(?<=["=])\.\.\.(?=["])', secret, code)
    assert left_out == 1, "a block leaves one password out"
    exec(compile(code, "documentation", "exec"), {})
    printed = capsys.readouterr().out
    for promise in PROMISE.findall(block) or README_PRINTS:
        assert promise in printed, printed
