"""Where work runs: in this process or in forked workers, with the same results."""
