"""The programs import torch and run as they are: pytest isn't to import them itself."""

collect_ignore_glob = ["programs/*"]
