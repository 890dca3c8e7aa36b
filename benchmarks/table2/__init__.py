"""Parts of ``adversarial_tables.py``: the paper's numbers, methods, protocols, report."""
