"""Reports: an audit as plain data, as a page, and as a PDF that a women's group hands to a mayor."""

from app.reports.composing import Report, compose_report
from app.reports.material import Material
from app.reports.printing import (
    PressIsBusy,
    ReportCannotBePrinted,
    ReportIsTooBig,
    photo_files,
    print_report,
    sweep_left_reports,
)
from app.reports.section import Section, plug_section

__all__ = [
    "Material",
    "PressIsBusy",
    "Report",
    "ReportCannotBePrinted",
    "ReportIsTooBig",
    "Section",
    "compose_report",
    "photo_files",
    "plug_section",
    "print_report",
    "sweep_left_reports",
]
