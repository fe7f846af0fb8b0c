"""What computing a definition costs beside the best PyTorch written by hand, and beside other libraries."""
