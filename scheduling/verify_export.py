"""Check an exported roster with no solver: every hard rule, the cost, and the proof, exactly.

All sums are of integers and all quotients are fractions. What the file states is compared with what
follows from it, so a corrupt row is named by the rule that it breaks.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from scheduling.export import Plain, plain_hash
from scheduling.export_read import (
    Table,
    as_float,
    as_int,
    read_duals,
    read_problem,
    read_roster,
    table,
    tables,
)
from scheduling.problem import Problem, Roster
from scheduling.tiers import FIRST_TIERS, cost_up_to, first_tiers
from scheduling.verify import Violation, cost, violations
from scheduling.verify_bound import bound_milli

# A gap is stated as a float, which is this near to the fraction that it stands for
FLOAT_ERROR = Fraction(1, 10**12)


def verify_export(export: Table) -> list[Violation]:
    """List every broken rule and every statement of the certificate that does not follow from the rest.

    Beside the rules of ``verify.violations``: ``cost-differs``, ``tiers-differ``, ``bound-differs``,
    ``gap-differs``, the same four about a tier as ``run-cost-differs`` and so on, and ``hash-differs``.

    Raises:
        ValueError: If the export cannot be read; the text says where.
    """
    problem, roster = read_problem(export), read_roster(export)
    broken = violations(problem, roster)
    known = {"unknown-names", "pair-not-offered", "twice-on-a-patrol"}
    if not any(one.rule in known for one in broken):
        broken += [
            Violation(rule) for rule in _false_statements(problem, roster, table(export, "certificate"))
        ]
    return [*broken, *(Violation("hash-differs") for _ in _changed_parts(export))]


def _false_statements(problem: Problem, roster: Roster, certificate: Table) -> Iterator[str]:
    tiers = cost(problem, roster)
    total = tiers.pop("total")
    if dict(table(certificate, "tiers")) != tiers:
        yield "tiers-differ"
    yield from _false_proof(problem, certificate, total, "")
    for proof in tables(certificate, "tier_proofs"):
        if (tier := str(proof.get("tier"))) not in FIRST_TIERS:
            raise ValueError(f"expected one of the tiers {', '.join(FIRST_TIERS)}, got {tier!r}")
        yield from _false_proof(first_tiers(problem, tier), proof, cost_up_to(tiers, tier), f"{tier}-")


def _false_proof(problem: Problem, proof: Table, total: int, prefix: str) -> Iterator[str]:
    if as_int(proof.get("cost")) != total:
        yield f"{prefix}cost-differs"
    bound = bound_milli(problem, read_duals(proof))
    if as_int(proof.get("bound_milli")) != bound:
        yield f"{prefix}bound-differs"
    gap = max(Fraction(0), Fraction(1000 * total - bound, 1000 * total)) if total > 0 else Fraction(0)
    if abs(Fraction(as_float(proof.get("gap"))) - gap) > FLOAT_ERROR:
        yield f"{prefix}gap-differs"


def _changed_parts(export: Table) -> Iterable[str]:
    hashes: Table = table(export, "sha256")
    parts: dict[str, Plain] = {name: export.get(name) for name in ("problem", "roster", "certificate")}
    return [name for name, part in parts.items() if hashes.get(name) != plain_hash(part)]
