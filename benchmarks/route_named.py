"""The 24 public instances that the figures in the documentation are measured on."""

# The best rewards known from later papers, as they are remembered and not checked here: Dang et al. (2013)
# and El-Hajj et al. (2016) without windows, Hu and Lim (2014) and after with them. None where no better one
# than in the instance's own folder is remembered.
BEST_KNOWN: dict[tuple[str, int], float | None] = {
    ("p4.2.n", 2): None,
    ("p4.2.p", 2): 1242,
    ("p4.2.r", 2): 1292,
    ("p4.3.k", 3): None,
    ("p4.3.q", 3): 1253,
    ("p4.4.p", 4): 1124,
    ("p4.4.r", 4): 1216,
    ("p6.2.j", 2): None,
    ("p6.2.n", 2): None,
    ("p6.3.n", 3): None,
    ("p6.4.l", 4): None,
    ("p6.4.n", 4): None,
    ("c104", 2): 760,
    ("c108", 3): 920,
    ("r104", 2): 552,
    ("r108", 3): 797,
    ("r112", 4): 974,
    ("rc102", 2): None,
    ("rc104", 3): 835,
    ("rc108", 4): 1025,
    ("pr01", 2): 502,
    ("pr03", 3): 1012,
    ("pr04", 2): 926,
    ("pr05", 4): 1838,
}
