"""What a file of weights is, by its bytes: honest mistakes are named, bombs refused early."""

import io
import json
import pickle
import zipfile
from pathlib import Path
from time import perf_counter

import pytest

from containerloc.model.checkpoint_file import file_fault, foreign_names

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 6255593\n"
ONNX = b"\x08\x08\x12\x07pytorch\x1a\x052.6.0:\x83\x01"
SAFETENSORS = (40).to_bytes(8, "little") + b'{"a":{"dtype":"F32","shape":[1]}}'
OTHERS = {
    "empty": (b"", "is empty"),
    "zeros": (bytes(5000), "zeros only"),
    "Git LFS": (POINTER, "pointer of Git LFS"),
    "web page": (b"\n<!DOCTYPE html><html>Sign in", "web page"),
    "answer of a server": (b'{"message": "Not Found"}', "JSON"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
    "gzip": (b"\x1f\x8b" + bytes(100), "gzip"),
    "HDF5": (b"\x89HDF\r\n\x1a\n", "HDF5"),
    "TensorRT": (b"ftrt" + bytes(100), "engine of TensorRT"),
    "ONNX": (ONNX, "ONNX"),
    "safetensors": (SAFETENSORS, "safetensors"),
    "cut off": (b"PK\x03\x04" + bytes(5000), "cut off"),
}


def archive(path: Path, members: dict[str, bytes], *, packed: bool = False) -> Path:
    kind = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", kind) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


@pytest.mark.parametrize("kind", OTHERS)
def test_an_honest_mistake_is_named(tmp_path: Path, kind: str) -> None:
    content, message = OTHERS[kind]
    (tmp_path / "best.pt").write_bytes(content)
    fault = file_fault(tmp_path / "best.pt")
    assert message in fault
    assert "command" not in fault


@pytest.mark.parametrize("kept", [0.01, 0.5, 0.99])
def test_a_checkpoint_that_was_cut_off(tmp_path: Path, kept: float) -> None:
    whole = archive(tmp_path / "a.pt", {"a/data.pkl": b"x" * 1000, "a/data/0": bytes(9000)})
    content = whole.read_bytes()
    whole.write_bytes(content[: int(len(content) * kept)])
    assert "cut off" in file_fault(whole)


def test_archives_of_something_else(tmp_path: Path) -> None:
    script = {"a/data.pkl": b"", "a/constants.pkl": b"", "a/code/a.py": b""}
    assert "TorchScript" in file_fault(archive(tmp_path / "a.pt", script))
    assert "zip archive of something else" in file_fault(archive(tmp_path / "b.pt", {"b": b""}))
    assert file_fault(archive(tmp_path / "c.pt", {"c/data.pkl": b"x"})) == ""


@pytest.mark.parametrize("member", ["a/data.pkl", "a/data/0"])
def test_a_bomb_is_refused_without_unpacking_it(tmp_path: Path, member: str) -> None:
    members = {"a/data.pkl": b"x", member: bytes(200_000_000)}
    bomb = archive(tmp_path / "a.pt", members, packed=True)
    start = perf_counter()
    assert "fill the memory" in file_fault(bomb)
    assert perf_counter() - start < 1


def test_a_bomb_of_one_member_that_is_listed_many_times(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "a.pt", {"a/data.pkl": b"x", "a/data/0": bytes(100_000)})
    content = bomb.read_bytes()
    directory = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    second = content.index(b"PK\x01\x02", directory + 1)
    entries = content[directory:end] + content[second:end] * 1000
    tail = bytearray(content[end:])
    tail[8:12] = (1002).to_bytes(2, "little") * 2
    tail[12:16] = len(entries).to_bytes(4, "little")
    bomb.write_bytes(content[:directory] + entries + bytes(tail))
    assert "fill the memory" in file_fault(bomb)


def test_a_list_of_parts_that_takes_minutes_to_read(tmp_path: Path) -> None:
    slow = archive(tmp_path / "a.pt", {"a/data.pkl": b"N0" * 5_000_000})
    assert "fill the memory" in file_fault(slow)


def test_foreign_names_are_read_without_being_imported(tmp_path: Path, weights: Path) -> None:
    assert foreign_names(weights) == []
    pickled = pickle.dumps(json.JSONDecoder, protocol=2)
    (tmp_path / "raw.pt").write_bytes(pickled)
    for file in (tmp_path / "raw.pt", archive(tmp_path / "a.pt", {"a/data.pkl": pickled})):
        assert foreign_names(file) == ["json.decoder.JSONDecoder"]
    (tmp_path / "half.pt").write_bytes(io.BytesIO(pickled).read(len(pickled) - 3))
    assert foreign_names(tmp_path / "half.pt") == ["json.decoder.JSONDecoder"]
