"""The proof of a roster as a file; a roster that was edited since is proven anew."""

from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from geoapp.convert.proof import load_certificate
from geoapp.convert.roster import load_roster_problem, save_proof
from geoapp.convert.roster_rows import load_assignments
from geoapp.models import District, Proof, Roster
from scheduling.problem import Solution
from scheduling.recertify import recertified
from scheduling.verify import violations


class NotProven(Exception):
    """There is nothing to prove, or it does not hold; the text says which."""


def write_proof(district: District, roster: Roster, path: Path) -> None:
    """Write the roster with everything that decides and proves it, for ``verify_roster``.

    Raises:
        NotProven: If nobody was assigned yet, or an edited roster breaks a rule of today.
    """
    proof = Proof.objects.filter(roster=roster).first()
    if proof is None:
        raise NotProven(_("Nobody is on this roster yet: run `manage.py roster` first."))
    if roster.version != proof.version:
        prove_again(district, roster)
        proof.refresh_from_db()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(proof.export))


def prove_again(district: District, roster: Roster) -> None:
    """Prove an edited roster from the database as it is now, with the prices that it was solved by.

    Raises:
        NotProven: If it breaks a rule, or somebody edits it meanwhile.
    """
    problem = load_roster_problem(district, roster, assigned=True)
    going = load_assignments(roster.assignments.all())
    certificate = recertified(problem, going, load_certificate(roster))

    if broken := violations(problem, going):
        one = broken[0]
        raise NotProven(
            _("The edited roster breaks %(count)d rules of today, the first: %(rule)s (%(where)s).")
            % {"count": len(broken), "rule": one.rule, "where": f"{one.volunteer_id} → {one.patrol_id}"}
        )
    with transaction.atomic():
        if Roster.objects.select_for_update().get(pk=roster.pk).version != roster.version:
            raise NotProven(_("The roster was edited while it was proven: try again."))
        save_proof(roster, problem, Solution(going, certificate))
