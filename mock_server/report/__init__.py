"""Reports: one result structure, and the forms in which it can be read. Every form is made from the structure alone."""

from .formats import FORMS, form_of, render, write_report
from .results import Check, Results, Transcript, Verdict, read, totals

__all__ = [
    "FORMS",
    "Check",
    "Results",
    "Transcript",
    "Verdict",
    "form_of",
    "read",
    "render",
    "totals",
    "write_report",
]
