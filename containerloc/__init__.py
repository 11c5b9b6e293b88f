"""containerloc: how far off are the corners of a keypoint model, which one, where, and why?

This page is the plan of the house. One ID on its way from a file to a page:

1. `experiment` reads the YAML of an experiment: which data, weights, thresholds and targets.
2. `data` reads labels, images and stored predictions into tables and quads (`quads`: four corners,
   TL, TR, BR, BL, in pixels of the photo as displayed). `model` predicts, once per weights;
   `synthetic` draws a data set where there is none.
3. `analysis.measures` matches predictions to labels and measures corner errors, overlap and the
   headline numbers; `analysis.statistics` adds their intervals. `metric` knows the words, unit and
   direction of each number.
4. `analysis.diagnosis`, `.labels`, `.training` and `.comparison` draw conclusions: each is a
   `finding` with a code, a sentence and its evidence. All codes: `docs/findings.md`.
5. `run.prepare` puts 1 to 4 together as one session per notebook: `open_run`, `open_labels`,
   `open_comparison`. The notebooks show its tables through `show`.
6. `run.execute` runs notebooks through papermill, `run.files` writes what they leave,
   `run.commands` makes what a verb prints, `cli` reads the command line.

Imports run one way: cli -> run -> show -> analysis -> data, experiment -> quads, errors, metric,
finding, wording; `tests/test_house.py` holds that. `analysis` neither reads nor writes files.

Where to change what:

======================  ==========================================================================
a number                name and unit in `metric.py`, value in `analysis/measures/headline.py`
a finding               a rule in `analysis/diagnosis/rules_*.py` (or `labels/`, `training/`)
an annotation format    a reader in `data/`, such as `data/cvat.py`
a figure                `show/charts/` (numbers) or `show/photos/` (pictures); a cell shows it
a compared number       `analysis/comparison/numbers.py`
a verb                  `cli/` for its options, `run/commands/` for its text
a training argument     `experiment/train_arguments.py`
a fault of drawn doors  `synthetic/label_faults.py` or `synthetic/picture_faults.py`
a notebook              `notebooks/`, its session in `run/prepare/`, its entry in `run/execute/`
an exit code            `errors.py`
======================  ==========================================================================

`CONTRIBUTING.md` has the steps for a number, a rule and a notebook.
"""

__version__ = "0.2.0"
