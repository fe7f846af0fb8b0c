"""GPT-2 small at its full size: `examples/gpt2.tg` beside transformers (eager attention), float64, both in one run.

    python -m tests.bench.gpt2 [ROUNDS]

Every parameter is drawn anew (`tests.models.redraw`) and written to a file as published, which ours reads by `from:`.
Prints the errors of the logits; the median time of both, in turns; the peak memory of both, each in a process of its
own that reads the file; and for each of the 148 parameters how far our change of the logits is from theirs.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

import tensorgraph as tg
from tests.bench.drawing import timed, void
from tests.models.compare import TOLERANCE, apart, apart_by_norm
from tests.models.hub import Values, entries, put
from tests.models.redraw import redraw

ROUNDS = 5
CONTEXTS = (64, 1024)
SHORT = 8
"""Tokens of the prompt for the changes."""
SEED = 2019
NOISE = 0.5
"""Standard deviation of a change, relative to that of the entry."""
KILOBYTE = 1024
"""The unit of `/proc`, in bytes."""
STATUS = Path("/proc/self/status")
"""Linux says there what a process has used at most; `ru_maxrss` would begin with what its parent had."""
GIGABYTE = 1e9

Function = Callable[[int], Tensor]
"""From the number of tokens of a prompt to its logits."""


def write(folder: Path) -> None:
    """The model's file in a folder, and the example beside it."""
    from transformers import GPT2Config, GPT2LMHeadModel

    model = GPT2LMHeadModel(GPT2Config()).double()
    redraw(model, SEED)
    model.transformer.save_pretrained(folder / "gpt2")
    shutil.copy(tg.example("gpt2"), folder)


def their_model(folder: Path) -> Any:
    """Their model with the file's values."""
    from transformers import GPT2LMHeadModel

    path, options = folder / "gpt2", {"attn_implementation": "eager", "dtype": torch.float64}
    return GPT2LMHeadModel.from_pretrained(path, **options).eval()


def prompt(context: int) -> Tensor:
    """Random token ids."""
    return torch.randint(50_257, (context,), generator=torch.Generator().manual_seed(context))


def from_file(folder: Path) -> Function:
    """Ours, which reads what it needs."""
    document = tg.load(folder / "gpt2.tg")
    return lambda context: document.run("logits", {"t": prompt(context)}, dtype="float64")["logits"]


def with_values(folder: Path, values: Mapping[str, Tensor]) -> Function:
    """Ours with values that are there."""
    ours = tg.load(folder / "gpt2.tg").compile("logits")
    return lambda context: ours({**values, "W_pos": values["W_pos"][:context], "t": prompt(context)})


def of_model(model: Any) -> Function:
    """Theirs."""
    return lambda context: model(prompt(context)[None], use_cache=False).logits[0]


CHILDREN: dict[str, Callable[[Path], Function]] = {
    "ours": from_file,
    "theirs": lambda folder: of_model(their_model(folder)),
}


def child(name: str, context: int, folder: Path) -> None:
    """Read the file, compute the logits, print this process's peak memory in bytes; a context of 0 computes nothing."""
    import transformers  # noqa: F401  (both processes pay for it)

    with torch.no_grad():
        if context:
            CHILDREN[name](folder)(context)
    found = re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text("ascii"))
    assert found is not None
    print(int(found[1]) * KILOBYTE)


def peak(name: str, context: int, folder: Path) -> float:
    """The peak memory of a child process, in bytes."""
    command = [sys.executable, "-m", "tests.bench.gpt2", "--child", name, str(context), str(folder)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def print_memory(folder: Path) -> None:
    """A row for each context, and what importing takes."""
    size = (folder / "gpt2" / "model.safetensors").stat().st_size
    print(f"\nPeak memory of a process that reads the file ({size / GIGABYTE:.2f} GB) and computes, in GB")
    print(f"imports alone: {peak('ours', 0, folder) / GIGABYTE:.2f}")
    for context in CONTEXTS:
        ours, theirs = (peak(name, context, folder) / GIGABYTE for name in CHILDREN)
        print(f"context {context:4}: ours {ours:.2f}, theirs {theirs:.2f}")


def print_logits(ours: Function, theirs: Function, rounds: int) -> None:
    """Errors and times, a row for each context."""
    print(f"\nLogits; seconds are medians of {rounds} rounds in turns")
    for context in CONTEXTS:
        pair = ours(context), theirs(context)
        times = timed({"ours": lambda c=context: void(ours(c)), "theirs": lambda c=context: void(theirs(c))}, rounds)
        mine, their = times["ours"], times["theirs"]
        print(
            f"context {context:4}: largest difference {apart(*pair):.1e}, Frobenius {apart_by_norm(*pair):.1e}; "
            f"ours {mine:.2f} s, theirs {their:.2f} s, ratio {mine / their:.2f}"
        )


def changes(model: Any, values: Values, ours: Function, theirs: Function) -> dict[str, tuple[float, float]]:
    """For each parameter: how large their change of the logits is, relative to them, and how far ours is from it."""
    before, found = (ours(SHORT), theirs(SHORT)), {}
    draw = torch.Generator().manual_seed(SEED)
    for name, entry in entries(model).items():
        kept = entry.clone()
        noise = torch.randn(entry.shape, generator=draw, dtype=entry.dtype)
        entry += NOISE * kept.std() * noise
        put(values, name, entry)
        changed = ours(SHORT) - before[0], theirs(SHORT) - before[1]
        found[name] = float(changed[1].abs().max() / before[1].abs().max()), apart(*changed)
        entry.copy_(kept)
        put(values, name, kept)
    return found


def print_changes(found: Mapping[str, tuple[float, float]]) -> None:
    """A row for each parameter, and the extremes."""
    width = max(map(len, found))
    print(f"\n{len(found)} parameters, each changed by {NOISE} of its standard deviation, at context {SHORT}")
    print(f"{'':{width}}  change  error of ours")
    for name, (size, error) in found.items():
        print(f"{name:{width}}  {size:6.3f}  {error:.1e}{'' if error <= TOLERANCE else '  too large'}")
    sizes, errors = zip(*found.values(), strict=True)
    print(f"smallest change {min(sizes):.3f} of the largest logit, largest error of a change {max(errors):.1e}")


def main(rounds: int) -> None:
    """All tables."""
    with tempfile.TemporaryDirectory() as name, torch.no_grad():
        folder = Path(name)
        write(folder)
        print(f"torch {torch.__version__}, {torch.get_num_threads()} threads, float64")
        print_memory(folder)
        model, values = their_model(folder), tg.load(folder / "gpt2.tg").weights()
        ours, theirs = with_values(folder, values), of_model(model)
        print_logits(ours, theirs, rounds)
        print_changes(changes(model, values, ours, theirs))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
