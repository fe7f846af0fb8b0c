"""What is too large is refused by name, before it is allocated."""

import subprocess
import sys

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.memory import default_memory, require_memory, require_value_memory
from tests.einsum.networks import network

LIMITED = """
import resource
# Room for the libraries, and for nothing below.
resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum.binding import bind
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.random_values import random_values
from tests.einsum.networks import network

found = network("dim n = 1000000000000000, m\\ntensor v[n], A[m, m]\\ny[i, k] = softmax[k](A[i, i] ones[k: n])")
for attempt in (
    lambda: random_values(found, ["v"], {"n": 10**15}, 0),
    lambda: random_values(found, ["A"], {"m": 10**9}, 0),
    lambda: bind(found, ("y",), (), {"A": [[1.0]]}, {"m": 1, "n": 10**15}, None, None, None,
                 lambda names, sizes: make_plan(found, names, sizes)),
):
    try:
        print(type(attempt()).__name__)
    except TensorgraphError as error:
        print(error.diagnostics[0].code, error.diagnostics[0].hint.partition(chr(10))[0])
"""


def test_nothing_large_is_allocated() -> None:
    done = subprocess.run([sys.executable, "-c", LIMITED], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.splitlines() == [
        "memory the largest tensor is `v`, n: 8.00 PB (8000000000000000 bytes)",
        "memory the largest tensor is `A`, m × m: 8.00e+18 B (8000000000000000000 bytes)",
        "memory the largest tensor is `y`, m × n: 4.00 PB (4000000000000000 bytes)",
    ]


def test_a_plan_is_measured_against_the_limit() -> None:
    found = network("dim n = 100\ntensor v[n]\ny[i, j] = exp(v[i] v[j])")
    plan = make_plan(found, ["y"], {"n": 100})
    # v, the outer product and its exponential.
    wanted = 4 * (100 + 2 * 100 * 100)
    require_memory(plan, 4, wanted)
    with pytest.raises(TensorgraphError) as error:
        require_memory(plan, 4, wanted - 1)
    assert str(error.value) == (
        "error[memory]: this needs 80.4 kB of memory and 80.4 kB may be used\n"
        "  = the largest tensor is `y.1`, n × n: 40.0 kB (40000 bytes)"
    )


def test_random_values_are_measured_together() -> None:
    found = network("dim n = 100\ntensor v[n], w[n, n]")
    require_value_memory(found, ["v", "w"], {"n": 100}, 8 * 10_100)
    with pytest.raises(TensorgraphError) as error:
        require_value_memory(found, ["v", "w"], {"n": 100}, 8 * 10_100 - 1)
    assert error.value.diagnostics[0].hint == "the largest tensor is `w`, n × n: 80.0 kB (80000 bytes)"


def test_the_default_is_a_part_of_what_there_is() -> None:
    assert 0 < default_memory() < 2**50
