"""What others call the parts of a transformer: a table for each, from our names to keys, cuts and patterns.

Sources: `GPT2LMHeadModel` of Hugging Face transformers (Conv1D weights are [in, out], and c_attn holds Q, K and V side
by side) and `HookedTransformer` of TransformerLens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tensorgraph.diagnostics import Diagnostic, mistake, near
from tensorgraph.graph.network import Declaration
from tensorgraph.weights.address import Address, Amount, Cut, parse_key
from tensorgraph.weights.pattern import Pattern, parse_pattern
from tensorgraph.weights.stores import Store
from tensorgraph.weights.wanted import Wanted


@dataclass(frozen=True)
class Place:
    """The legs of a tensor in their order, the key and cuts of its entry, and the pattern where axes differ."""

    legs: tuple[str, ...]
    address: Address
    pattern: Pattern | None = None


@dataclass(frozen=True)
class Map:
    """Places by our names; the prefixes that keys may have."""

    name: str
    places: Mapping[str, Place]
    prefixes: tuple[str, ...] = ("",)
    absent: Mapping[str, str] = field(default_factory=dict)
    """What it has no entry for, and what to write instead."""


def _place(legs: str, key: str, pattern: str = "", of: Amount | None = None) -> Place:
    address = parse_key(key)
    cuts = (*address.cuts[:-1], replace(address.cuts[-1], of=of)) if of else address.cuts
    return Place(tuple(legs.split()), replace(address, cuts=cuts), parse_pattern(pattern) if pattern else None)


HEADS_IN = "model (heads head) -> heads model head"
HEADS_OUT = "(heads head) model -> heads head model"
BIAS = "(heads head) -> heads head"
SIDE_BY_SIDE = Amount(3, ("heads", "head"))
"""The axis of c_attn: queries, keys and values. Without all three, a part would begin in another one's columns."""

GPT2 = {
    "W_E": _place("vocab model", "wte.weight"),
    "W_pos": _place("context model", "wpe.weight[:context]"),
    "W_Q": _place("layer heads model head", "h.{layer}.attn.c_attn.weight[:, :heads head]", HEADS_IN, SIDE_BY_SIDE),
    "W_K": _place(
        "layer heads model head", "h.{layer}.attn.c_attn.weight[:, heads head:2 heads head]", HEADS_IN, SIDE_BY_SIDE
    ),
    "W_V": _place("layer heads model head", "h.{layer}.attn.c_attn.weight[:, 2 heads head:]", HEADS_IN, SIDE_BY_SIDE),
    "W_O": _place("layer heads head model", "h.{layer}.attn.c_proj.weight", HEADS_OUT),
    "b_Q": _place("layer heads head", "h.{layer}.attn.c_attn.bias[:heads head]", BIAS, SIDE_BY_SIDE),
    "b_K": _place("layer heads head", "h.{layer}.attn.c_attn.bias[heads head:2 heads head]", BIAS, SIDE_BY_SIDE),
    "b_V": _place("layer heads head", "h.{layer}.attn.c_attn.bias[2 heads head:]", BIAS, SIDE_BY_SIDE),
    "b_O": _place("layer model", "h.{layer}.attn.c_proj.bias"),
    "g_1": _place("layer model", "h.{layer}.ln_1.weight"),
    "b_1": _place("layer model", "h.{layer}.ln_1.bias"),
    "g_2": _place("layer model", "h.{layer}.ln_2.weight"),
    "b_2": _place("layer model", "h.{layer}.ln_2.bias"),
    "W_in": _place("layer model mlp", "h.{layer}.mlp.c_fc.weight"),
    "b_in": _place("layer mlp", "h.{layer}.mlp.c_fc.bias"),
    "W_out": _place("layer mlp model", "h.{layer}.mlp.c_proj.weight"),
    "b_out": _place("layer model", "h.{layer}.mlp.c_proj.bias"),
    "g_f": _place("model", "ln_f.weight"),
    "b_f": _place("model", "ln_f.bias"),
}

TRANSFORMER_LENS = {
    "W_E": _place("vocab model", "embed.W_E"),
    "W_pos": _place("context model", "pos_embed.W_pos[:context]"),
    "W_U": _place("model vocab", "unembed.W_U"),
    "b_U": _place("vocab", "unembed.b_U"),
    "W_Q": _place("layer heads model head", "blocks.{layer}.attn.W_Q"),
    "W_K": _place("layer heads model head", "blocks.{layer}.attn.W_K"),
    "W_V": _place("layer heads model head", "blocks.{layer}.attn.W_V"),
    "W_O": _place("layer heads head model", "blocks.{layer}.attn.W_O"),
    "b_Q": _place("layer heads head", "blocks.{layer}.attn.b_Q"),
    "b_K": _place("layer heads head", "blocks.{layer}.attn.b_K"),
    "b_V": _place("layer heads head", "blocks.{layer}.attn.b_V"),
    "b_O": _place("layer model", "blocks.{layer}.attn.b_O"),
    "g_1": _place("layer model", "blocks.{layer}.ln1.w"),
    "b_1": _place("layer model", "blocks.{layer}.ln1.b"),
    "g_2": _place("layer model", "blocks.{layer}.ln2.w"),
    "b_2": _place("layer model", "blocks.{layer}.ln2.b"),
    "W_in": _place("layer model mlp", "blocks.{layer}.mlp.W_in"),
    "b_in": _place("layer mlp", "blocks.{layer}.mlp.b_in"),
    "W_out": _place("layer mlp model", "blocks.{layer}.mlp.W_out"),
    "b_out": _place("layer model", "blocks.{layer}.mlp.b_out"),
    "g_f": _place("model", "ln_final.w"),
    "b_f": _place("model", "ln_final.b"),
}

MAPS: dict[str, Map] = {
    "gpt2": Map("gpt2", GPT2, ("", "transformer."), {"W_U": "GPT-2's is `W_E`: write `W_E[v, m]` for `W_U[m, v]`"}),
    "transformer-lens": Map("transformer-lens", TRANSFORMER_LENS),
}
"""The maps by name."""


def map_called(name: str | None) -> Map | None:
    """The map of a name, none for None; `unknown-map`."""
    if name is None or name in MAPS:
        return MAPS[name] if name else None
    found = near(str(name), MAPS)
    hint = f"write `{found[0]}`" if found else f"the maps are: {', '.join(MAPS)}"
    raise mistake("unknown-map", f"there is no map `{name}`", None, hint)


def map_of(keys: Sequence[str]) -> str | None:
    """The map that knows at least one of these keys."""
    for name, known in MAPS.items():
        ends = "|".join(place.address.matcher.pattern for place in known.places.values())
        pattern = re.compile(f"(?:{'|'.join(map(re.escape, known.prefixes))})(?:{ends})", re.ASCII)
        if any(pattern.fullmatch(key) for key in keys):
            return name
    return None


def legs_problem(declaration: Declaration, chosen: Map | None) -> Diagnostic | None:
    """What is wrong with a declaration that a map gives other legs."""
    place = chosen.places.get(declaration.name) if chosen else None
    if chosen is None or place is None:
        return None
    if len(place.legs) == len(declaration.dims) and all(len(leg) == 1 for leg in declaration.dims):
        return None
    ours, theirs = ", ".join(declaration.leg_names), ", ".join(place.legs)
    message = f"`{declaration.name}` is declared [{ours}], and the map `{chosen.name}` gives it as [{theirs}]"
    return Diagnostic("wrong-shape", message, declaration.span, (), "declare it so, or say `from:` where it is")


def absent_problem(declaration: Declaration, store: Store, chosen: Map | None) -> Diagnostic | None:
    """What is wrong with a declared tensor that the model of a map does not have."""
    hint = chosen.absent.get(declaration.name) if chosen else None
    if chosen is None or hint is None or declaration.stored is not None or declaration.name in store.keys:
        return None
    message = f"the map `{chosen.name}` has no `{declaration.name}`"
    return Diagnostic("missing-key", message, declaration.span, (), hint)


def from_map(declaration: Declaration, store: Store, chosen: Map | None) -> Wanted | None:
    """Where a map has a tensor of that name, its dimensions called as they are declared; None where it has none."""
    place = chosen.places.get(declaration.name) if chosen else None
    if chosen is None or place is None:
        return None
    called = {leg: dims[0] for leg, dims in zip(place.legs, declaration.dims, strict=True)}
    address = _renamed(place.address, called)
    return Wanted(declaration, store, _prefixed(address, store, chosen), place.pattern, declaration.span)


def _prefixed(address: Address, store: Store, chosen: Map) -> Address:
    """The address with the first prefix under which the source has it."""
    for prefix in chosen.prefixes:
        longer = replace(address, parts=(prefix + address.parts[0], *address.parts[1:]))
        if any(longer.matcher.fullmatch(key) for key in store.keys):
            return longer
    return address


def _renamed(address: Address, called: Mapping[str, str]) -> Address:
    parts = tuple(called[part] if place % 2 else part for place, part in enumerate(address.parts))
    return Address(address.file, parts, tuple(_renamed_cut(cut, called) for cut in address.cuts))


def _renamed_cut(cut: Cut, called: Mapping[str, str]) -> Cut:
    start, stop, of = (_renamed_amount(amount, called) for amount in (cut.start, cut.stop, cut.of))
    return Cut(start, stop, cut.single, of)


def _renamed_amount(amount: Amount | None, called: Mapping[str, str]) -> Amount | None:
    return amount and Amount(amount.number, tuple(called[dim] for dim in amount.dims))
