"""Every spatial lookup, ST_ call and raw statement, a file a subject.

Positions are stored as WGS 84 and computed with in the district's metric system; the change from one to
the other happens in this package only.
"""
