"""Runs the Python blocks of the documentation against the running demo, as they stand there.

Only the address and the password are put in: the blocks name the default port and leave the password out.
"""

import pathlib
import re

import pytest

from gateway import PORT, password

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
USER = re.compile(r'"username": "(\w+)"')


def blocks():
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for number, match in enumerate(BLOCK.finditer(page.read_text()), 1):
            yield pytest.param(match.group(1), id=f"{page.relative_to(ROOT)}-{number}")


def test_readme_has_a_block():
    assert BLOCK.search((ROOT / "README.md").read_text())


@pytest.mark.parametrize("block", list(blocks()))
def test_block_prints_rows(block, capsys):
    user = USER.search(block).group(1)
    assert "localhost:31337" in block and '"password": "..."' in block
    code = block.replace("localhost:31337", f"localhost:{PORT}")
    code = code.replace('"password": "..."', f'"password": "{password(user)}"')
    exec(compile(code, "documentation", "exec"), {})
    printed = capsys.readouterr().out
    # Three airports have flights; a table without rows prints an empty list.
    assert all(airport in printed for airport in ("EWR", "JFK", "LGA")), printed
