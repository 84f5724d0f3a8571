"""A roster with everything that decides and proves it, as plain values that JSON can hold.

Numbers come back unchanged: integers as they are, floats by their shortest exact text, instants in
ISO 8601 with their offset, days in ISO 8601.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from json import dumps
from typing import TypeAlias

from scheduling.problem import Certificate, Dual, Duty, Patrol, Problem, Solution, Volunteer
from scheduling.verify import CHECKS

FORMAT = "patrolgrid-roster-1"

Plain: TypeAlias = "bool | int | float | str | Sequence[Plain] | Mapping[str, Plain] | None"


def export_roster(problem: Problem, solution: Solution) -> dict[str, Plain]:
    """Everything that ``verify_export`` needs to check the roster and its proof; sorted and hashed."""
    parts: dict[str, Plain] = {
        "problem": _problem(problem),
        "roster": [[one.volunteer_id, one.patrol_id] for one in solution.roster],
        "certificate": _certificate(solution.certificate),
    }
    hashes = {name: plain_hash(part) for name, part in parts.items()}
    return {
        "format": FORMAT,
        "rules_checked": [check.__name__.replace("_", "-") for check in CHECKS],
        **parts,
        "sha256": hashes,
    }


def plain_hash(value: Plain) -> str:
    """SHA-256 of the value as JSON with sorted keys and no spaces."""
    return sha256(dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _problem(problem: Problem) -> Plain:
    pairs = problem.pairs
    return {
        "rules": asdict(problem.rules),
        "weights": asdict(problem.weights),
        "volunteers": [_volunteer(volunteer) for volunteer in problem.volunteers],
        "patrols": [_patrol(patrol) for patrol in problem.patrols],
        "pairs": {name: column.tolist() for name, column in vars(pairs).items()},
        "fixed": [_duty(duty) for duty in problem.fixed],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _volunteer(volunteer: Volunteer) -> Plain:
    return {
        **asdict(volunteer),
        "skills": sorted(volunteer.skills),
        "insured_until": _day(volunteer.insured_until),
        "trained_until": _day(volunteer.trained_until),
    }


def _patrol(patrol: Patrol) -> Plain:
    return {
        **asdict(patrol),
        "skills": list(patrol.skills),
        "starts_at": patrol.starts_at.isoformat(),
        "ends_at": patrol.ends_at.isoformat(),
        "day": patrol.day.isoformat(),
    }


def _duty(duty: Duty) -> Plain:
    return {
        "volunteer_id": duty.volunteer_id,
        "starts_at": duty.starts_at.isoformat(),
        "ends_at": duty.ends_at.isoformat(),
        "day": duty.day.isoformat(),
    }


def _certificate(certificate: Certificate) -> Plain:
    return {
        "cost": certificate.cost,
        "bound_milli": round(1000 * certificate.bound),
        "gap": certificate.gap,
        "tiers": dict(certificate.tiers),
        "seed": certificate.seed,
        "pairs": certificate.pairs,
        "kept_pairs": certificate.kept_pairs,
        "duals": [_dual(dual) for dual in certificate.duals],
        "tier_proofs": [
            {
                "tier": proof.tier,
                "cost": proof.cost,
                "bound_milli": round(1000 * proof.bound),
                "gap": proof.gap,
                "duals": [_dual(dual) for dual in proof.duals],
            }
            for proof in certificate.tier_proofs
        ],
        "versions": dict(certificate.versions),
        "notes": list(certificate.notes),
    }


def _dual(dual: Dual) -> Plain:
    return [dual.rule, dual.of, dual.at, dual.milli]
