"""The hash of the source changes with any module, and with nothing else."""

from pathlib import Path

from containerloc.run.files.source import PACKAGE, source_hash


def hash_now(package: Path) -> str:
    source_hash.cache_clear()
    return source_hash(package)


def test_it_is_the_installed_package() -> None:
    assert (PACKAGE / "run" / "files" / "source.py").is_file()
    assert len(source_hash()) == 64


def test_a_changed_renamed_or_new_module_changes_it(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    module = tmp_path / "a" / "module.py"
    module.write_text("x = 1\n")
    first = hash_now(tmp_path)
    assert hash_now(tmp_path) == first
    (tmp_path / "a" / "module.pyc").write_bytes(b"compiled")
    assert hash_now(tmp_path) == first
    module.write_text("x = 2\n")
    assert hash_now(tmp_path) != first
    module.write_text("x = 1\n")
    assert hash_now(tmp_path) == first
    module.rename(tmp_path / "a" / "other.py")
    assert hash_now(tmp_path) != first
