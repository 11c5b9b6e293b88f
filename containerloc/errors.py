"""The one family of errors: each message says what is wrong, where, and what would be right."""


class ContainerlocError(Exception):
    """Anything containerloc refuses to do; `exit_code` is what the command line returns."""

    exit_code = 1


class UsageError(ContainerlocError):
    """The experiment file or an argument is wrong."""

    exit_code = 2


class DataError(ContainerlocError):
    """The images, labels or predictions are wrong."""

    exit_code = 3


class NotebookError(ContainerlocError):
    """A notebook failed."""

    exit_code = 4


class TargetMissedError(ContainerlocError):
    """A target of the experiment was missed under `--gate`."""

    exit_code = 5
