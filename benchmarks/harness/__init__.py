"""What the benchmarks share: environment, store of records, fits, means, sessions that resume."""
