"""What notebook 08 opens besides its session: `inputs` of each experiment, `record` of them all."""
