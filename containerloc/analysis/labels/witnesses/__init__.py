"""What speaks for or against a label besides a model: a second reading, and the text itself."""
