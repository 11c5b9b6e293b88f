from pathlib import Path

import pytest
import yaml


@pytest.fixture
def write(tmp_path: Path):
    """Writes an experiment, as a mapping or as text, into `experiments` of a new project."""

    def write_yaml(content: object, name: str = "one.yaml") -> Path:
        path = tmp_path / "experiments" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
        return path

    return write_yaml


@pytest.fixture
def minimal() -> dict[str, str]:
    """The keys that every experiment needs."""
    return {"name": "one", "data": "synthetic", "model": "yolo11n-pose.pt"}
