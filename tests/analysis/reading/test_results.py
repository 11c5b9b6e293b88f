from containerloc.experiment.targets import Target


def test_only_targets_of_reading_are_judged(results, ids):
    targets = (Target("read_rate", "at_least", 0.9), Target("mde_px", "below", 8.0))
    verdicts = results(ids, ids, targets=targets).verdicts
    assert verdicts[["metric", "verdict"]].to_numpy().tolist() == [["read_rate", "met"]]
