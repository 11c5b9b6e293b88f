"""OpenVINO, or the reason why its tests are left out."""

from typing import Any

import pytest

from containerloc.model.engine.choice import has_openvino
from containerloc.model.offline import import_openvino


@pytest.fixture(scope="session")
def openvino() -> Any:
    if not has_openvino():
        pytest.skip("OpenVINO is not installed (extra `cpu`)")
    return import_openvino()
