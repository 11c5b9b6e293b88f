"""What a run was given is remembered until the experiment is trained."""

import pandas as pd

from containerloc.data.predictions import Predictions, write_predictions
from containerloc.data.tables import PREDICTION_COLUMNS, table_of
from containerloc.run.files.given import KEY, given_before, given_now


def test_remembered_with_the_predictions_until_a_training(tmp_path) -> None:
    file, own, stored = tmp_path / "a.json", tmp_path / "best.pt", tmp_path / "val.parquet"
    file.write_text("[]")
    given = given_now("predictions", file, None)
    empty = pd.DataFrame(table_of({}, PREDICTION_COLUMNS))
    write_predictions(Predictions(empty, (), {KEY: given.as_dict()}), stored)
    assert given_before(stored, None) == given
    own.write_bytes(b"trained since")
    assert given_before(stored, own) is None
    assert given.is_unchanged
    file.write_text("[1]")
    assert not given.is_unchanged


def test_predictions_that_were_made_here_were_not_given(tmp_path) -> None:
    stored = tmp_path / "val.parquet"
    assert given_before(stored, None) is None
    write_predictions(Predictions(table_of({}, PREDICTION_COLUMNS), (), {}), stored)
    assert given_before(stored, None) is None
    stored.with_suffix(".json").write_text("broken")
    assert given_before(stored, None) is None
