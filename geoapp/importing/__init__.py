"""Imports: read a file, parse its rows, report what is wrong, save the rest in one transaction."""
