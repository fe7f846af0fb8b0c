"""Values in files and mappings: where they are, how they fit the legs, what is left out.

`address`, `pattern` and `stored` are what `from:` and `as:` say; `files` writes and opens files, `stores` reads their
entries; `fit` finds sizes, `reading` makes tensors of a network; `maps` knows the names of others, `left_out` what
nothing reads.
"""
