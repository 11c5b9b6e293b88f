"""Only what was sealed with the same secret, about the same thing, and never changed, is opened."""

import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloc.model.engine.seal import HOME, own_secret, sealed, unsealed


@given(st.binary(), st.text(), st.binary(min_size=1))
def test_there_and_back(content: bytes, about: str, secret: bytes) -> None:
    file = sealed(content, about=about, secret=secret)
    assert unsealed(file, about=about, secret=secret) == content


@given(st.binary(), st.data())
def test_one_changed_byte_is_enough(content: bytes, data: st.DataObject) -> None:
    file = bytearray(sealed(content, about="one", secret=b"mine"))
    place = data.draw(st.integers(0, len(file) - 1))
    file[place] ^= data.draw(st.integers(1, 255))
    assert unsealed(bytes(file), about="one", secret=b"mine") is None


@pytest.mark.parametrize("file", [b"", b"short", bytes(32), bytes(1000)])
def test_what_bears_no_seal(file: bytes) -> None:
    assert unsealed(file, about="one", secret=b"mine") is None


def test_the_secret_is_made_once_and_for_nobody_else(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv(HOME, str(tmp_path / "home"))
    secret = own_secret()
    assert secret is not None
    assert len(secret) == 32
    assert own_secret() == secret
    [file] = (tmp_path / "home").iterdir()
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.setenv(HOME, str(tmp_path / "other"))
    assert own_secret() != secret


def test_without_a_place_or_with_a_damaged_file_there_is_no_secret(
    tmp_path: Path, monkeypatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(HOME, str(tmp_path / "file" / "home"))
    assert own_secret() is None
    (tmp_path / "secret").write_bytes(b"cut off")
    monkeypatch.setenv(HOME, str(tmp_path))
    assert own_secret() is None
