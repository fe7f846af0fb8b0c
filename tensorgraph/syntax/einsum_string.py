"""An einsum string as a `.tg` text."""

from __future__ import annotations

from collections import Counter
from string import ascii_uppercase

from tensorgraph.diagnostics import TensorgraphError, near
from tensorgraph.diagnostics import mistake as _mistake

MAX_OPERANDS = 500
"""Most operands of an einsum string."""


def einsum_to_text(einsum: str) -> str:
    """The network an einsum string describes, in the language. Letters, or words parted by spaces as in einops.

    >>> print(einsum_to_text("ij,jk->ik"), end="")
    dim i, j, k
    tensor A[i, j], B[j, k]
    style { dims: wires }
    Y[i, k] = A[i, j] B[j, k]
    show einsum: Y[i, k] == A[i, j] B[j, k]
    """
    operands, output = _parse(einsum)
    wires = list(dict.fromkeys(wire for operand in operands for wire in operand))
    taken = set(wires)
    letters = [letter for letter in ascii_uppercase if letter not in taken and letter != "Y"]
    names = [letters[k] if k < len(letters) else f"T_{k}" for k in range(len(operands))]
    result = next(name for name in ("Y", "Y_", "Y__") if name not in taken)
    tensors = [name + _legs(operand) for name, operand in zip(names, operands, strict=True)]
    product = " ".join([*tensors, *(f"ones[{wire}]" for wire in _lonely(operands, output))])
    left = result + _legs(output)
    lines = [f"dim {', '.join(wires)}"] if wires else []
    lines.append(f"tensor {', '.join(tensors)}")
    lines += ["style { dims: wires }", f"{left} = {product}", f"show einsum: {left} == {product}"]
    return "\n".join(lines) + "\n"


def _legs(wires: list[str]) -> str:
    return f"[{', '.join(wires)}]" if wires else ""


def _lonely(operands: list[list[str]], output: list[str]) -> list[str]:
    """The wires that only one leg has: they are summed over by themselves."""
    uses = Counter(wire for operand in operands for wire in operand)
    return [wire for wire, times in uses.items() if times == 1 and wire not in output]


def _parse(einsum: str) -> tuple[list[list[str]], list[str]]:
    inputs, arrow, output = einsum.partition("->")
    if "." in einsum:
        raise _error(einsum, "`...` is not supported: every wire has a name", "name the wires")
    operands = [_wires(einsum, part) for part in inputs.split(",")]
    if len(operands) > MAX_OPERANDS:
        raise _error(einsum[:60], f"{len(operands)} operands, and there may be {MAX_OPERANDS}", "split it")
    known = {wire for operand in operands for wire in operand}
    if not arrow:  # numpy's rule: what occurs once, in alphabetical order
        uses = Counter(wire for operand in operands for wire in operand)
        return operands, sorted(wire for wire, times in uses.items() if times == 1)
    result = _wires(einsum, output)
    for wire in result:
        if wire not in known:
            found = near(wire, known)
            hint = f"write `{found[0]}`" if found else "delete it"
            raise _error(einsum, f"`{wire}` after `->` is on no operand", hint)
        if result.count(wire) > 1:
            raise _error(einsum, f"`{wire}` stands twice after `->`", "name each wire once")
    return operands, result


def _wires(einsum: str, part: str) -> list[str]:
    words = part.split()
    wires = list(words[0]) if len(words) == 1 and " " not in part.strip() and not _spaced(einsum) else words
    for wire in wires:
        if not wire.isidentifier():
            raise _error(einsum, f"`{wire}` is not a wire", "wires are letters, or words parted by spaces")
    return wires


def _spaced(einsum: str) -> bool:
    """Whether wires are words: some operand has a space between two of them."""
    parts = einsum.replace("->", ",").split(",")
    return any(" " in part.strip() for part in parts)


def _error(einsum: str, message: str, hint: str) -> TensorgraphError:
    return _mistake("einsum", f"in `{einsum}`: {message}", hint=hint)
