"""What notebook 09 opens: `session`, on readings that are stored once (`readings`)."""
