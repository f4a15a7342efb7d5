"""Farola: participatory safety audits, from a walk at dusk to a report and a kept promise."""

__version__ = "0.1.0"
