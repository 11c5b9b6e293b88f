"""The cases of a run, what people said of them, and what they say next."""

import getpass
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.labels.suspects import suspects
from containerloc.analysis.review.cases import as_numbered_now, case_table, present_objects
from containerloc.analysis.review.counts import judged_by, verdict_counts, verdicts_sentence
from containerloc.analysis.review.verdicts import latest, with_staleness
from containerloc.data.files import sha256_of
from containerloc.finding import Finding
from containerloc.run.files.saved_verdicts import read_saved, row_of, shown_verdicts
from containerloc.run.files.verdict_file import VerdictFile, append_verdicts, read_verdicts
from containerloc.run.prepare.inputs import Inputs
