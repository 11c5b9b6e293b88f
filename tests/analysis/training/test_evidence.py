import pandas as pd

from containerloc.analysis.training.evidence import TrainingEvidence
from containerloc.experiment.schedule import Schedule


def test_the_last_epoch_is_the_one_that_the_results_name() -> None:
    results = pd.DataFrame({"epoch": [1, 2, 5]})
    nothing = pd.DataFrame()
    assert TrainingEvidence(results, nothing, {}, Schedule("linear"), nothing).last_epoch == 5
