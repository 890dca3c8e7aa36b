"""Safe model files: numbers and text in the safetensors format, nothing that is executed."""

from ._saving import load, save

__all__ = ["load", "save"]
