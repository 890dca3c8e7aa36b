"""The command line and its report: ``python -m imbgan``."""
