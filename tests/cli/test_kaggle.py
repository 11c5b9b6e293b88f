"""The verbs about Kaggle on the command line."""

import json
from pathlib import Path

from containerloc.run.kaggle import kernel


def test_build_prints_the_commands_that_send(
    called, experiment: Path, tmp_path: Path, monkeypatch
) -> None:
    for name in ("write_own_wheel", "download_lacking"):
        monkeypatch.setattr(kernel, name, lambda folder, **_: None)
    monkeypatch.delenv("KAGGLE_USERNAME", raising=False)
    out = tmp_path / "out"
    result = called("kaggle", "build", experiment, "--out", out, "-p", "CONFIDENCE", "0.5")
    assert result.exit_code == 0, result.output
    assert f"kaggle kernels push -p {out / 'kernel'}" in result.output
    assert "first replace `your-kaggle-name`" in result.output
    assert "CONFIDENCE = 0.5" in next((out / "kernel").glob("*.ipynb")).read_text()
    bad = called("kaggle", "build", experiment, "--out", out, "--owner", "a b")
    assert bad.exit_code == 2


def test_collect_exits_with_the_datas_code_where_something_is_wrong(called, tmp_path) -> None:
    run = tmp_path / "down" / "artifacts" / "localization" / "one"
    run.mkdir(parents=True)
    row = {"value": 1.0, "n": 1, "notebook": "04"}
    (run / "metrics.json").write_text(json.dumps({"epochs": row}))
    result = called("kaggle", "collect", tmp_path / "down", "--out", tmp_path / "home")
    assert result.exit_code == 3
    assert "findings.json is missing" in result.output
    assert json.loads((tmp_path / "home" / "one" / "metrics.json").read_text()) == {"epochs": row}
    assert called("kaggle", "collect", tmp_path / "nothing").exit_code == 3
