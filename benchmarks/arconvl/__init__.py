"""Parts of ``arconvl_images.py``: the paper's numbers, methods, subsets, statistics, report."""
