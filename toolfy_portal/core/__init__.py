"""Words everyone speaks: money, time, ids, errors, access. Knows nobody else."""
