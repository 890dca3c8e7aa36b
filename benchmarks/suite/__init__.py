"""All methods on the six tables, by the package's own comparison."""
