"""What `containerloc read` prints: the numbers of notebook 09, and what follows from them."""

from containerloc.errors import UsageError
from containerloc.experiment.experiment import Experiment
from containerloc.metric import READING_METRICS
from containerloc.run.commands.diagnose import diagnosis_text
from containerloc.run.files.artifacts import from_here
from containerloc.run.prepare.session import Run, Selection


def read_and_save(experiment: Experiment, selection: Selection, attributes: str = "") -> str:
    """Read the crops, save what notebook 09 saves but its figures, and say it in words.

    Raises
    ------
    UsageError
        When there is no reader, or nobody says what a text looks like.
    """
    run = Run(experiment, selection, attributes).reading
    if run.why_not:
        raise UsageError(run.why_not)
    run.save({})
    rows = run.numbers.to_dict("index")
    measured = [metric for key, metric in READING_METRICS.items() if rows[key]["n"]]
    numbers = [f"{metric.label}: {metric.with_interval(rows[metric.key])}" for metric in measured]
    table = f"each text: {from_here(run.inputs.artifacts.reading)}"
    return "\n".join([diagnosis_text(run.findings()), "", *numbers, "", table])
