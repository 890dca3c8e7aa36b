"""Derivatives by central differences, with which those of penalties are compared."""

import pytest
import torch


@pytest.fixture(scope="session")
def differences():
    """Return the function of this file."""
    return _differences


def _differences(function, tensor, step=1e-5):
    """Differentiate a number by each entry of a tensor, by central differences."""
    gradient = torch.zeros_like(tensor)
    for place in range(tensor.numel()):
        moved = torch.zeros_like(tensor).flatten()
        moved[place] = step
        moved = moved.view_as(tensor)
        rise = function(tensor + moved) - function(tensor - moved)
        gradient.view(-1)[place] = rise / (2 * step)
    return gradient
