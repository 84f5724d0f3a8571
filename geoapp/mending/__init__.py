"""Keeping a roster alive: changes by hand, drop-outs, swaps, urgent patrols, remedies, and undo.

Each is one transaction that locks the roster's row, loads the piece that it touches, computes, checks the
result with the independent verifier, and saves it with a row in the log of edits.
"""

from .absences import Absent, mend_absences, seats_of_absent
from .edits import MendingError, RulesBroken, StaleRoster, try_out
from .remedies import apply_remedy
from .repairs import drop_out, mend
from .seats import assign, assign_crew, best_for_seat, move, pin, send_home, take_off, undo
from .swaps import answer_swap, ask_swap, do_swap, withdraw_swap
from .urgent import Urgent, UrgentPlan, add_urgent_patrol, plan_urgent_patrol

__all__ = [
    "Absent",
    "MendingError",
    "RulesBroken",
    "StaleRoster",
    "Urgent",
    "UrgentPlan",
    "add_urgent_patrol",
    "answer_swap",
    "apply_remedy",
    "ask_swap",
    "assign",
    "assign_crew",
    "best_for_seat",
    "do_swap",
    "drop_out",
    "mend",
    "mend_absences",
    "move",
    "pin",
    "plan_urgent_patrol",
    "seats_of_absent",
    "send_home",
    "take_off",
    "try_out",
    "undo",
    "withdraw_swap",
]
