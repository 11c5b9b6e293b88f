"""What a file of weights is, told by its bytes before anything in it is loaded.

A download that was cut off, a web page in its place or an export to another format are common and
honest; each is named as what it is.
"""

import pickletools
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

# Where the names come from that the pickle of a checkpoint needs.
_USUAL_PACKAGES: Final = ("torch", "ultralytics", "collections", "numpy", "pathlib")
_USUAL_BUILTINS: Final = {
    f"{module}.{name}" for module in ("builtins", "__builtin__") for name in ("getattr", "set")
}
_LARGEST_PICKLE: Final = 8_000_000  # bytes; that of yolo11x-pose has 0.4 million
_STARTS: Final = {
    b"version https://git-lfs": "a pointer of Git LFS: `git lfs pull` fetches the weights",
    b"<": "a web page or XML: download the file itself",
    b"{": "JSON: an error of the server that it was downloaded from?",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x89HDF": "an HDF5 file, as of Keras",
    b"\x1f\x8b": "compressed by gzip: unpack it first",
    b"7z\xbc\xaf": "a 7z archive: unpack it first",
    b"ftrt": "an engine of TensorRT: give the checkpoint that it was exported from",
}


def file_fault(weights: Path) -> str:
    """What a file is, where that is no checkpoint; empty where it may be one."""
    with weights.open("rb") as file:
        start = file.read(64)
    if not start.strip(b"\0"):
        return "is empty" if not start else "holds zeros only, as a download that was cut off"
    for sign, what in _STARTS.items():
        if start.lstrip().startswith(sign):
            return f"is {what}"
    if start[8:10] == b'{"':
        return "is a file of safetensors, without the model that the tensors belong to"
    if b"onnx" in start.lower() or b"pytorch" in start.lower():
        return "is an export to ONNX: give the checkpoint that it was exported from"
    return _archive_fault(weights) if start.startswith(b"PK") else ""


def _archive_fault(weights: Path) -> str:
    """What is wrong with a zip archive, which checkpoints are since torch 1.6."""
    try:
        with zipfile.ZipFile(weights) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return "is cut off or damaged: copy or download it again"
    names = [member.filename for member in members]
    if any(name.endswith("/constants.pkl") for name in names):
        return "is an export to TorchScript: give the checkpoint that it was exported from"
    if not any(name.endswith("/data.pkl") for name in names):
        return "is a zip archive of something else"
    unpacked, size = sum(member.file_size for member in members), weights.stat().st_size
    largest = max(member.file_size for member in members if member.filename.endswith(".pkl"))
    if unpacked > 2 * size or largest > _LARGEST_PICKLE:
        return (
            f"would fill the memory: {size:,} bytes unpack to {unpacked:,}, of which the list of "
            f"its parts is {largest:,}"
        )
    return ""


def foreign_names(weights: Path) -> list[str]:
    """What the pickle would import beyond the usual; it is only read, nothing is carried out."""
    names: list[str] = []
    for pickled in _pickles(weights):
        strings: list[str] = []
        try:
            for opcode, argument, _ in pickletools.genops(pickled):
                if opcode.name in ("GLOBAL", "INST"):
                    names.append(str(argument).replace(" ", "."))
                elif opcode.name == "STACK_GLOBAL":
                    names.append(".".join(strings[-2:]))
                elif isinstance(argument, str):
                    strings.append(argument)
        except ValueError:
            continue  # no pickle from here on; what was named before counts
    foreign = {name for name in names if name.partition(".")[0] not in _USUAL_PACKAGES}
    return sorted(foreign - _USUAL_BUILTINS)


def _pickles(weights: Path) -> Iterator[BytesIO]:
    """The pickles in the file: of a zip archive its `*.pkl`, else what follows one another."""
    if zipfile.is_zipfile(weights):
        with zipfile.ZipFile(weights) as archive:
            for name in archive.namelist():
                if name.endswith(".pkl"):
                    yield BytesIO(archive.read(name))
        return
    # The format before torch 1.6 starts with three small pickles; genops stops after each one.
    with weights.open("rb") as file:
        stream = BytesIO(file.read(_LARGEST_PICKLE))
    for _ in range(4):
        yield stream
