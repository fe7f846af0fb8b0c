"""What is shown step by step for a name: how a definition is computed, or how a picture is derived."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from tensorgraph.diagnostics import mistake, near
from tensorgraph.graph.network import Network
from tensorgraph.steps.frame import Frame, Steps


def which(network: Network, name: str) -> Literal["contraction", "derivation"]:
    """Of which kind the steps of a name are; a definition comes before a picture of the same name.

    Raises `not-a-definition` for what is declared, `unknown-definition` for what is nothing.
    """
    if name in network.definitions:
        return "contraction"
    pictures = [picture.name for picture in network.pictures]
    if name in pictures:
        return "derivation"
    known = [*network.definitions, *pictures]
    found = near(name, known)
    hint = f"write `{found[0]}`" if found else f"there are: {', '.join(known) or 'none'}"
    if name in network.declarations:
        raise mistake("not-a-definition", f"`{name}` is declared, so there is nothing to compute", hint=hint)
    raise mistake("unknown-definition", f"no definition, picture or check is called `{name}`", hint=hint)


def steps_of(network: Network, name: str, sizes: Mapping[str, int], given: Collection[str] = ()) -> Steps:
    """The steps of a definition or of a picture; raises what `which`, `contraction` and `derivation` do.

    A derivation is tried at small sizes: of ``sizes`` it keeps those that are not just the declared ones.
    """
    if which(network, name) == "contraction":
        from tensorgraph.steps.contraction.frames import contraction

        return contraction(network, name, sizes, given)
    from tensorgraph.steps.derivation.frames import derivation

    asked = {dim: size for dim, size in sizes.items() if network.dims.get(dim) != size}
    return derivation(network, next(one for one in network.pictures if one.name == name), asked)


def frame_of(steps: Steps, number: int) -> Frame:
    """One frame by its number; raises `unknown-step`."""
    last = len(steps.frames) - 1
    if not 0 <= number <= last:
        message = f"there is no step {number}: `{steps.name}` has {last} (0 to {last})"
        raise mistake("unknown-step", message, hint=f"write a number from 0 to {last}")
    return steps.frames[number]
