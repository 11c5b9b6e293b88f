from containerloc.analysis.comparison.compared import Compared
from containerloc.analysis.comparison.differences import at_common, differences


def test_each_other_experiment_has_its_own_rows_by_verdict(two) -> None:
    run, reference = two
    runs = {"old": reference, "new": run, "same": reference}
    compared = Compared(runs, differences(runs), at_common(runs, ()))
    new, same = compared.others
    assert (compared.reference, new.name, same.name) == ("old", "new", "same")
    assert new.title == "new against old"
    assert new.runs == (run, reference)
    assert {row["experiment"] for row in new.rows.values()} == {"new"}
    assert not same.differs
    assert same.rows["mde_px"] in same.by_verdict["equivalent"]
