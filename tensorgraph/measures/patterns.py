"""What attention patterns look like: A[…, query, key], any batch axes first, each row the attention of a query.

Every function takes a torch tensor or a numpy array, and gives a float64 tensor with an entry for each batch index, NaN
where the score is undefined.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from tensorgraph.diagnostics import mistake


def previous_token(pattern: Any) -> Tensor:
    """The mean of A[i, i − 1] over the queries i ≥ 1: 1 where each attends to the position before it.

    Source: Olsson et al. 2022, "In-context learning and induction heads". Undefined for a single position.

    >>> previous_token([[1.0, 0.0], [0.25, 0.75]]).item()
    0.25
    """
    return _checked(pattern).diagonal(-1, -2, -1).mean(-1)


def self_attention(pattern: Any) -> Tensor:
    """The mean of A[i, i]: 1 where each position attends to itself.

    >>> self_attention([[1.0, 0.0], [0.25, 0.75]]).item()
    0.875
    """
    return _checked(pattern).diagonal(0, -2, -1).mean(-1)


def first_token(pattern: Any) -> Tensor:
    """The mean of A[i, 0] over the queries i ≥ 1: near 1 where a head rests on the first position.

    Source: Xiao et al. 2023, "Efficient streaming language models with attention sinks".

    >>> first_token([[1.0, 0.0], [0.25, 0.75]]).item()
    0.25
    """
    return _checked(pattern)[..., 1:, 0].mean(-1)


def prefix_matching(pattern: Any, tokens: Any) -> Tensor:
    """The mean, over the positions i whose token occurred before, of the attention to what came after it then:
    Σ A[i, j + 1] over the j < i with t_j = t_i.

    ``tokens`` are ids, one for each position, with batch axes that broadcast against those of ``pattern``. Undefined
    where no token is repeated. Source: Olsson et al. 2022, "In-context learning and induction heads".

    >>> stripe = torch.eye(4)[[0, 0, 1, 2]]
    >>> prefix_matching(stripe, [5, 6, 5, 6]).item()
    1.0
    """
    return _attention_to(_checked(pattern), tokens, after=1)


def duplicate_token(pattern: Any, tokens: Any) -> Tensor:
    """The mean, over the positions i whose token occurred before, of the attention to these places themselves:
    Σ A[i, j] over the j < i with t_j = t_i.

    Source: Wang et al. 2022, "Interpretability in the wild" (duplicate-token heads).

    >>> duplicate_token(torch.eye(4)[[0, 1, 0, 1]], [5, 6, 5, 6]).item()
    1.0
    """
    return _attention_to(_checked(pattern), tokens, after=0)


def shift_norm(pattern: Any) -> Tensor:
    """How far a pattern is from the shift: min over c of ‖A − c · shift‖ / ‖A‖ over the queries i ≥ 1, in [0, 1].

    It is √(1 − (Σ A[i, i − 1])² / ((n − 1) ‖A‖²)), the sine of the angle between the two.

    >>> shift_norm([[1.0, 0.0], [1.0, 0.0]]).item()
    0.0
    """
    rows = _checked(pattern)[..., 1:, :]
    on = rows.diagonal(0, -2, -1).sum(-1)
    return _sine(on, rows.square().sum((-2, -1)), rows.shape[-2])


def shift_top1(pattern: Any) -> Tensor:
    """The share of queries i ≥ 1 that attend to i − 1 more than to any other key. Ties do not count.

    >>> shift_top1([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.2, 0.5, 0.3]]).item()
    0.5
    """
    rows = _checked(pattern)[..., 1:, :]
    diagonal = torch.ones(rows.shape[-2:], dtype=torch.bool).tril().triu()
    others = rows.masked_fill(diagonal, -torch.inf).amax(-1)
    return (rows.diagonal(0, -2, -1) > others).double().mean(-1)


def shift_eigenvalues(pattern: Any) -> Tensor:
    """Re Σλ / Σ|λ| of the pattern with the shift undone: of A · shiftᵀ on the positions ≥ 1, in [−1, 1].

    The entry at (i, k) of that matrix is A[i, k − 1]; it is the identity where the pattern is the shift. The score is
    the copying score of Elhage et al. 2021, "A mathematical framework for transformer circuits".

    >>> shift_eigenvalues(torch.eye(4).roll(1, 0)).item()
    1.0
    """
    eigenvalues = torch.linalg.eigvals(_checked(pattern)[..., 1:, :-1])
    return eigenvalue_score(eigenvalues)


def eigenvalue_score(eigenvalues: Tensor) -> Tensor:
    """Re Σλ / Σ|λ| along the last axis; NaN where every eigenvalue is zero."""
    return eigenvalues.sum(-1).real / eigenvalues.abs().sum(-1)


def _sine(inner: Tensor, square: Tensor, count: int) -> Tensor:
    """√(1 − inner² / (count · square)), which rounding may have made negative; NaN where all is zero."""
    return (1 - inner.square() / (count * square)).clamp(min=0).sqrt()


def _attention_to(pattern: Tensor, tokens: Any, after: int) -> Tensor:
    """The mean attention to the places ``after`` an earlier occurrence of a query's token, over those that have one."""
    ids = _ids(tokens, pattern.shape[-1])
    earlier = (ids[..., :, None] == ids[..., None, :]).tril(-1)
    places = torch.nn.functional.pad(earlier, (after, 0))[..., : ids.shape[-1]]
    seen = earlier.any(-1)
    given = (pattern * places).sum(-1)  # 0 for a query that has no such place
    return given.sum(-1) / seen.sum(-1)


def _checked(pattern: Any) -> Tensor:
    found = torch.as_tensor(pattern, dtype=torch.float64)
    if found.ndim < 2 or found.shape[-1] != found.shape[-2]:
        message = f"a pattern has as many queries as keys, and this has shape {tuple(found.shape)}"
        raise mistake("wrong-shape", message, hint="its last two axes are query and key")
    return found


def _ids(tokens: Any, positions: int) -> Tensor:
    found = torch.as_tensor(tokens)
    if found.is_floating_point() or found.ndim < 1 or found.shape[-1] != positions:
        message = f"tokens have shape {tuple(found.shape)} and dtype {str(found.dtype).removeprefix('torch.')}"
        raise mistake("wrong-shape", message, hint=f"an id for each of the {positions} positions")
    return found
