"""What an experiment is: its YAML file, read strictly, with everything inherited.

Start at `experiment.load_experiment`. `inheritance` reads the file and its bases. What may stand
under a key is in the module of its name: `train_arguments`, `schedule`, `predict_settings`,
`targets`, `fresh_images`. `yaml_reading` writes the error messages. A new key needs an entry in
`inheritance` and a field of `Experiment`.
"""
