"""A next experiment from what findings justify, and from nothing else."""

import pytest

from containerloc.analysis.diagnosis.proposal import proposal
from containerloc.experiment.experiment import load_experiment


def finding(code, evidence=None):
    """A finding as `findings.json` has it, in what a proposal reads of it."""
    return {"code": code, "severity": "warning", "sentence": "", "evidence": evidence or {}}


EVIDENCE = {"advised": 0.39, "in_use": 0.25}


@pytest.mark.parametrize(
    ("findings", "changes"),
    [
        ([], {}),
        ([finding("corner-biased")], {}),
        ([finding("threshold-below-plateau", EVIDENCE)], {"predict.conf": 0.39}),
        ([finding("threshold-below-plateau", {**EVIDENCE, "in_use": 0.6})], {}),
        ([finding("stopped-early"), finding("stopped-before-restart")], {"train.patience": 100}),
        ([finding("stopped-early"), finding("rate-too-high")], {"train.lr0": 0.0001}),
        ([finding("stopped-early"), finding("nothing-left")], {}),
        ([finding("resolution-limit")], {"train.imgsz": 960, "predict.imgsz": 960}),
        ([finding("reading-margin", {"margin": 0.12})], {"reading.margin": 0.12}),
        (
            [finding("reading-tolerance", {"tolerance": 0.1234})],
            {"targets.relative_error_p90": {"below": 0.12}},
        ),
        ([finding("reading-tolerance", {"tolerance": 0.03})], {}),
        ([finding("order-mirrored")], {}),
    ],  # the recipe flips nothing already
)
def test_only_what_findings_justify_is_proposed(root, findings, changes) -> None:
    experiment = load_experiment(root / "experiments" / "001_loc_baseline.yaml")
    assert {c.key: c.value for c in proposal(findings, experiment)} == changes
