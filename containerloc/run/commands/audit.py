"""What `containerloc audit` shows: findings, the arguments that differ, the learning rate."""

from rich.table import Table

from containerloc.run.prepare.training import Training


def audit_text(training: Training) -> str:
    """The findings, worst first, each with what to do, and a line on the learning rate."""
    lines = [
        f"{finding.severity}: {finding.sentence}"
        + (f"\n    {finding.advice}" if finding.advice else "")
        for finding in training.findings()
    ]
    return "\n".join([*lines, rate_sentence(training)])


def differences_table(training: Training) -> Table | None:
    """The arguments that ran with another value than asked for; None where there are none."""
    if training.differences.empty:
        return None
    table = Table("argument", "asked", "ran", "asked by")
    for name, asked, ran, stated in training.differences.itertuples():
        source = training.experiment.name if stated else "Ultralytics' default"
        table.add_row(name, str(asked), str(ran), source)
    return table


def rate_sentence(training: Training) -> str:
    """In how many epochs the learning rate was the one asked for."""
    ran = training.rates.filter(like="pg").notna().any(axis=1)
    if not ran.any():
        return "learning rate: results.csv does not hold it"
    judged = int((training.rates["asked"].notna() & ran).sum())
    off, warm = len(training.rates_off), int(training.rates["warm_up"].sum())
    return (
        f"learning rate: as asked for ({training.experiment.schedule.kind}) in {judged - off} "
        f"of {judged} epochs after a warm-up of {warm}"
    )
