"""JSON, calendars and files for programs and phones."""
