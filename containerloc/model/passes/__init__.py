"""Further looks at a photo: `second_pass` enlarges IDs, `turned` finds where the text runs."""
