import os
import subprocess
import sys

import pytest

from containerloc.model.trainer_options import (
    VARIABLE,
    TrainerOptions,
    end_with_training,
    in_environment,
    options_here,
)


def test_the_options_reach_a_child_process_and_then_are_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    options = TrainerOptions(3, True, {"images": 4})
    with in_environment(options):
        with in_environment(TrainerOptions()):
            assert options_here() == TrainerOptions()
        program = "from containerloc.model.trainer_options import *; print(options_here())"
        command = [sys.executable, "-c", program]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == repr(options)
    assert VARIABLE not in os.environ


def test_what_stood_in_the_environment_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, '{"restart_epochs": 7}')
    with in_environment(TrainerOptions(bfloat16=True)):
        assert options_here() == TrainerOptions(bfloat16=True)
    assert options_here() == TrainerOptions(7)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere one cannot ask for a process")
def test_a_process_ends_with_the_training_that_it_belongs_to() -> None:
    training = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    module = "containerloc.model.trainer_options"
    program = f"import time, {module} as o; o.end_with_training({training.pid}); time.sleep(60)"
    end_with_training(os.getpid())  # the process itself goes on
    rank = subprocess.Popen([sys.executable, "-c", program])
    training.kill()
    training.communicate()
    assert rank.wait(timeout=30) == 1
