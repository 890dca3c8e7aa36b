"""Samplers that are ours: candidates, and a classifier that chooses among them."""

from ._teacher import TeacherSampler

__all__ = ["TeacherSampler"]
