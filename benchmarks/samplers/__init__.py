"""Parts of ``sampler_suite.py``: tables, samplers and classifiers, one resampling, report."""
