"""What the audit log may hold."""


def masked(_value: object) -> str:
    """That a personal value or an exact place changed, and nothing of it."""
    return "•••"
