"""The files that a run leaves.

`artifacts` says where each lies, `results` saves what a notebook has to tell, `json_files` lets
several notebooks share one file, `record` keeps `run.json`, `verdict_file` keeps what people say of
cases and `saved_verdicts` reads what a page sends. `locks` keeps two runs apart, `source` hashes
the code, `log` shows what is said meanwhile, `tracking` copies all of it to MLflow or W&B.
"""
