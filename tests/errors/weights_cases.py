"""The mistakes in `from:` and `as:`, which say where values are and how their axes become legs."""

# The messages are whole, and some lines of them long.
# ruff: noqa: E501

from __future__ import annotations

from tests.errors.case import Case

WEIGHTS_CASES: tuple[Case, ...] = (
    Case(
        "from",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors" }""",
        """a.tg:2:38: error[from]: an address names the entry of its file, after a colon
  |
2 | param W[layer, model, head] { from: "w.safetensors" }
  |                                      ^^^^^^^^^^^^^
  = write `from: "w.safetensors:key"`""",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w[:, :head]", as: "m d -> m d" }""",
    ),
    Case(
        "from",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layr}.w" }""",
        """a.tg:2:54: error[from]: `{layr}` numbers the entries along a leg of `W`, and `layr` is the dimension of none of its legs
  |
2 | param W[layer, model, head] { from: "w.safetensors:h.{layr}.w" }
  |                                                      ^^^^^^
  = write `{layer}`""",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w[:, :head]", as: "m d -> m d" }""",
    ),
    Case(
        "from",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{heads}.w" }""",
        """a.tg:2:54: error[from]: `{heads}` numbers the entries along a leg of `W`, and `heads` is the dimension of none of its legs
  |
2 | param W[layer, model, head] { from: "w.safetensors:h.{heads}.w" }
  |                                                      ^^^^^^^
  = write `{head}`""",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w[:, :head]", as: "m d -> m d" }""",
    ),
    Case(
        "from",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w[:, :heda]" }""",
        """a.tg:2:68: error[from]: there is no dimension `heda` to cut at
  |
2 | param W[layer, model, head] { from: "w.safetensors:h.{layer}.w[:, :heda]" }
  |                                                                    ^^^^
  = write `head`""",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w[:, :head]", as: "m d -> m d" }""",
    ),
    Case(
        "from",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w[:, ::2]" }""",
        """a.tg:2:67: error[from]: `::2` has a step, and a cut is a range or a number
  |
2 | param W[layer, model, head] { from: "w.safetensors:h.{layer}.w[:, ::2]" }
  |                                                                   ^^^
  = write one of `:`, `:model`, `model:2 model`, `3` for each axis""",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w[:, :head]", as: "m d -> m d" }""",
    ),
    Case(
        "from",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer.w" }""",
        """a.tg:2:52: error[from]: a brace without its partner
  |
2 | param W[layer, model, head] { from: "w.safetensors:h.{layer.w" }
  |                                                    ^^^^^^^^^^
  = write `h.{layer}.weight`""",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w[:, :head]", as: "m d -> m d" }""",
    ),
    Case(
        "as",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w", as: "m, d" }""",
        """a.tg:2:71: error[as]: a pattern has one `->`, and this has 0
  |
2 | param W[layer, model, head] { from: "w.safetensors:h.{layer}.w", as: "m, d" }
  |                                                                       ^^^^
  = write `as: "m (h d) -> h m d"`: axes of the file, then the legs""",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w[:, :head]", as: "m d -> m d" }""",
    ),
    Case(
        "as",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w", as: "... d -> ... d" }""",
        """a.tg:2:71: error[as]: every axis has a name here: there is no `...`
  |
2 | param W[layer, model, head] { from: "w.safetensors:h.{layer}.w", as: "... d -> ... d" }
  |                                                                       ^
  = write `as: "m (h d) -> h m d"`: axes of the file, then the legs""",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w[:, :head]", as: "m d -> m d" }""",
    ),
    Case(
        "as",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w", as: "m (h d) -> h m d" }""",
        """a.tg:2:70: error[as]: `h m d` is 3 axes, and `W` has 2 legs beside {layer}: model head
  |
2 | param W[layer, model, head] { from: "w.safetensors:h.{layer}.w", as: "m (h d) -> h m d" }
  |                                                                      ^^^^^^^^^^^^^^^^^^
  = the right side has a name for each leg that no `{…}` numbers, in order""",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w[:, :head]", as: "m d -> m d" }""",
    ),
    Case(
        "as",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w", as: "m d e -> m d" }""",
        """a.tg:2:75: error[as]: `e` stands on the left only
  |
2 | param W[layer, model, head] { from: "w.safetensors:h.{layer}.w", as: "m d e -> m d" }
  |                                                                           ^
  = an axis of one index is written `1`""",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w[:, :head]", as: "m d -> m d" }""",
    ),
    Case(
        "as",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w", as: "m d -> m m" }""",
        """a.tg:2:80: error[as]: `m` names two axes of one side
  |
2 | param W[layer, model, head] { from: "w.safetensors:h.{layer}.w", as: "m d -> m m" }
  |                                                                                ^
  = each name once on each side""",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w[:, :head]", as: "m d -> m d" }""",
    ),
    Case(
        "attribute-value",
        """dim layer, model, heads, head
param W[layer, model, head] { from: w }""",
        """a.tg:2:37: error[attribute-value]: `from` takes a text in quotes
  |
2 | param W[layer, model, head] { from: w }
  |                                     ^
  = write `from: "…"`""",
        """dim layer, model, heads, head
param W[layer, model, head] { from: "w.safetensors:h.{layer}.w[:, :head]", as: "m d -> m d" }""",
    ),
)
