"""containerloc: how far off are the corners of a keypoint model, which one, where, and why?

An overview of the package. One ID on its way from a file to a page:

1. `experiment` reads the YAML of an experiment: which data, weights, thresholds and targets.
2. `data` reads labels, images and stored predictions into tables and quads (`quads`: four corners,
   TL, TR, BR, BL, in pixels of the photo as displayed). `model` runs a checkpoint once; its
   predictions are stored. `synthetic` draws a data set where there is none.
3. `analysis.measures` matches predictions to labels and measures corner errors, overlap and the
   headline numbers; `analysis.statistics` adds their intervals. `metric` has the words, unit and
   better direction of each number.
4. `analysis.diagnosis`, `.labels`, `.training` and `.comparison` draw conclusions: each is a
   `finding` with a code, a sentence and its evidence. `docs/findings.md` lists all codes.
   `analysis.review` adds what people judged.
5. `run.prepare` collects steps 1 to 4 in one session per notebook: `open_run`, `open_labels`,
   `open_comparison`. The notebooks show the tables of their session through `show`.
6. `run.execute` runs notebooks through papermill, `run.files` writes what they leave,
   `run.commands` makes the text that a verb prints, `cli` reads the command line. `run.kaggle`
   packs a notebook for Kaggle and takes its output back.

What comes from outside passes three doors: `parsing` (YAML, JSON and XML, bounded), `names` (what
a name may be, and where its file may go) and `quoting` (how it is shown).

Imports run one way: cli -> run -> show -> analysis -> data, experiment -> quads, errors, metric,
finding, wording, names, parsing, quoting. Only `run` and `cli` import `model` and `synthetic`,
which import `data`. `tests/test_house.py` checks it. `analysis` neither reads nor writes files.

Where to change what:

a number
    Name and unit in `metric.py`, value in `analysis/measures/headline.py`.
a finding
    A rule in `analysis/diagnosis/rules_*.py`, `labels/findings.py`, `training/` or
    `comparison/rules_*.py`, and its name in the tuple at the end of that file. What it changes in
    the next recipe: `analysis/diagnosis/proposal.py`.
an annotation format
    A reader in `data/formats/`, such as `cvat.py`; `run/prepare/suspects.py` chooses it. Labels
    themselves are read in Ultralytics' format only (`data/labels.py`).
a figure
    `show/charts/` (listed in `show/plots.py`) or `show/photos/`; a cell of the notebook shows it,
    its last cell saves it. In the report: `show/report/of_experiment.py`.
a compared number, or a column of the comparison
    `analysis/comparison/numbers.py`; `differences.py` beside it and `show/tables.py`.
what people judge
    Cases: `analysis/review/cases.py`; what a verdict does: `analysis/review/reviewed.py`,
    `cleared.py`; the file: `run/files/verdict_file.py`; the front end: `show/review/`.
a verb
    A function in `cli/`, one line in `cli/app.py`, its text in `run/commands/`.
an argument of the trainer
    `experiment/train_arguments.py`.
a fault that can be planted
    `synthetic/faults.py`, then its effect in `label_faults.py`, `picture_faults.py` or `copies.py`.
a notebook
    `notebooks/`, its session in `run/prepare/`, its entry in `run/execute/notebooks.py`.
an exit code
    `errors.py`, and the list in `docs/reference.md`.

`CONTRIBUTING.md` has the steps for a number, a rule and a notebook.
"""

__version__ = "0.2.0"
