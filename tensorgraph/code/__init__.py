"""Plans as straight-line PyTorch: a function for each plan, dtype and device, which needs nothing but torch."""
