"""Samplers that are ours: candidates, and a classifier that chooses among them."""
