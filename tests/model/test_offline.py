import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, UnidentifiedImageError

from containerloc.errors import UsageError
from containerloc.model.offline import import_ultralytics, quiet


def test_nothing_is_reported_or_installed(ultralytics: Any) -> None:
    from ultralytics.utils import SETTINGS, checks
    from ultralytics.utils.events import events

    assert not events.enabled
    assert not checks.AUTOINSTALL
    assert not any(SETTINGS[service] for service in ("sync", "wandb", "mlflow", "comet"))
    if SETTINGS.file.exists():  # the user's own file says what it said
        assert json.loads(SETTINGS.file.read_text())["clearml"] is True


def test_what_is_no_picture_stays_an_error_of_pillow(ultralytics: Any, tmp_path: Path) -> None:
    (tmp_path / "half.png").write_bytes(b'{"half": ')
    with pytest.raises(UnidentifiedImageError):
        Image.open(tmp_path / "half.png")


def test_without_the_extra_the_error_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "ultralytics", None)
    with pytest.raises(UsageError, match=r"pip install 'containerloc\[model\]'"):
        import_ultralytics()


def test_within_quiet_only_errors_are_logged(ultralytics: Any) -> None:
    logger = ultralytics.utils.LOGGER
    before = logger.level
    with quiet():
        assert logger.level == logging.ERROR
    assert logger.level == before


def test_openvino_is_imported_without_its_report() -> None:
    pytest.importorskip("openvino", reason="OpenVINO is not installed (extra `cpu`)")
    script = (
        "import sys; from containerloc.model.offline import import_openvino; import_openvino();"
        "sys.exit(any(name.startswith('openvino_telemetry') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
