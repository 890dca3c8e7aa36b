"""Parts of ``image_metadata.py``: the X-rays, methods, the fit, the paper's figures, report."""
