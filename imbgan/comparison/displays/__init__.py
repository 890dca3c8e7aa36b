"""Figures of what a comparison found."""
