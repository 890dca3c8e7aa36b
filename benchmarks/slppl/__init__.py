"""Parts of ``slppl_images.py``: the paper's numbers, methods, subsets, report."""
