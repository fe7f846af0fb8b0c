"""All passes over plans, in their order and in any other, keep the values of networks written at random."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

from tensorgraph.code.run import execute
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.operations import Load
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.random_values import random_functions, random_scalars, random_values
from tensorgraph.einsum.reference import evaluate
from tensorgraph.einsum.sizes import numbers_of
from tensorgraph.einsum.uses import needed
from tensorgraph.passes import PLAN_PASSES
from tests.passes.comparing import ROUNDING, apart, difference, network_of, operations
from tests.random_networks import SIZES, random_case

BLOCKS = 40
"""Networks of transformer parts; every pass finds something to do in some."""
NETWORKS = 15
"""Networks of everything that there is; few have the shapes that passes look for."""

HEAD = """dim i = 4, m = 3, g = 2, d = 5
input x[i, m], z[i, m]
param P[m: m, n: m], Q[m: m, n: m], R[n: m, m: m], L[g, m: m, n: m]
param b[m], c[m], G[i, m]
"""


def random_text(chance: random.Random) -> str:
    """A text whose definitions read those before them, with axes in any order."""
    lines, known = [], [("x", "im"), ("z", "im")]
    for number in range(chance.randint(4, 9)):
        name, axes = f"T{number}", chance.choice(("im", "im", "mi"))
        made = _attention(chance, known, number, lines) if chance.random() < 0.3 else _part(chance, known)
        lines.append(f"{name}[{', '.join(axes)}] = {made}")
        known.append((name, axes))
    last = " + ".join(_use(one, "im") for one in known[-3:])
    return HEAD + "\n".join([*lines, f"y[i, m] = {last}", ""])


def _use(tensor: tuple[str, str], wires: str) -> str:
    """A tensor with these wires for i and m."""
    name, axes = tensor
    return f"{name}[{', '.join(wires['im'.index(axis)] for axis in axes)}]"


def _part(chance: random.Random, known: list[tuple[str, str]]) -> str:
    one, other = chance.choice(known[-4:]), chance.choice(known)
    match chance.randrange(6):
        case 0:
            gain = chance.choice((" b[m]", " c[m]", " G[i, m]", ""))
            bias = chance.choice((" + b[m]", " + c[m]", " + G[i, m]", ""))
            return f"{chance.choice(('layernorm', 'rmsnorm'))}[m]({_use(one, 'im')}){gain}{bias}"
        case 1 | 2 | 3:
            terms = [_projection(chance, one), *_further(chance, other)[: chance.randint(0, 2)]]
            return " + ".join(chance.sample(terms, k=len(terms)))
        case 4:
            return f"{chance.choice(('sin', 'tanh', 'relu'))}({_use(one, 'im')})"
        case _:
            return f"softmax[j](causal[i, j]({_use(one, 'ik')} {_use(other, 'jk')} / 2)) {_use(one, 'jm')}"


def _attention(chance: random.Random, known: list[tuple[str, str]], number: int, lines: list[str]) -> str:
    """Queries, keys and values of one tensor, in lines of their own, and what they make."""
    one, found = chance.choice(known[-4:]), []
    for name in "qkv":
        axes, bias = chance.choice(("im", "mi")), chance.choice(("", "", " + b[m]"))
        lines.append(f"{name}{number}[{', '.join(axes)}] = {_projection(chance, one)}{bias}")
        found.append((f"{name}{number}", axes))
    scores = f"{_use(found[0], 'ik')} {_use(found[1], 'jk')} / sqrt(d)"
    return f"softmax[j](causal[i, j]({scores})) {_use(found[2], 'jm')}"


def _projection(chance: random.Random, one: tuple[str, str]) -> str:
    weight = chance.choice(("P[k, m]", "Q[k, m]", "R[m, k]", "L[0, k, m]", "L[1, k, m]"))
    factors = [_use(one, "ik"), weight]
    chance.shuffle(factors)
    return chance.choice(("", "", "2 ")) + " ".join(factors)


def _further(chance: random.Random, other: tuple[str, str]) -> list[str]:
    return chance.choice(
        (["b[m]"], ["c[m]"], [_use(other, "im")], [_use(other, "im"), "b[m]"], [_projection(chance, other)])
    )


def shuffled(plan: Plan, chance: random.Random) -> Plan:
    """The plan after all passes in some order, one of them twice."""
    passes = [*PLAN_PASSES.values(), chance.choice(list(PLAN_PASSES.values()))]
    for each in chance.sample(passes, k=len(passes)):
        plan = each(plan)
    return plan


def test_networks_of_transformer_parts() -> None:
    found: Counter[str] = Counter()
    for seed in range(BLOCKS):
        chance = random.Random(seed)
        network = network_of(random_text(chance))
        plan = replace(make_plan(network, ["y"], {d: n for d, n in network.dims.items() if n}), calls=1000)
        for each in PLAN_PASSES.values():
            plan = each(plan) if seed % 2 else plan
        plan = plan if seed % 2 else shuffled(plan, chance)
        found += operations(plan)
        assert difference(network, plan, seed=seed) < ROUNDING, seed
    assert {name for name in ("Affine", "Norm", "Stack", "Attend") if found[name] < BLOCKS // 6} == set()


def test_random_networks() -> None:
    for seed in range(NETWORKS):
        chance, case = random.Random(seed), random_case(seed)
        network = case.network
        values = random_values(network, needed(network, [case.graph])[0], SIZES, seed)
        scalars, functions = random_scalars(network, seed), random_functions(network, seed)
        plan = shuffled(_with_constants(make_plan(network, {"it": case.graph}, SIZES), chance), chance)
        found = execute(plan, values, numbers_of(network, {}, scalars), functions, dtype="float64")["it"].numpy()
        assert apart(found, evaluate(network, case.graph, values, SIZES, scalars, functions)) < ROUNDING, seed


def _with_constants(plan: Plan, chance: random.Random) -> Plan:
    """The plan with some inputs constant, run often."""
    steps = [
        replace(step, operation=replace(step.operation, constant=chance.random() < 0.5))
        if isinstance(step.operation, Load)
        else step
        for step in plan.steps
    ]
    return replace(plan, steps=tuple(steps), calls=1000)
