"""A live page of a file's pictures: drawn anew on every save, served to the browsers of this machine only.

`changes` sees a save, `redraw` makes the next state, `events` hands it to the streams, `server` answers browsers,
`page` is what they show, and `live` joins them.
"""
