"""What every stage may use: values, addresses, digests, diagnostics, configuration, the clock."""
