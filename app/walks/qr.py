"""The join link, and its QR as a drawing or a picture. The secret stands behind "#": browsers never send that part."""

from __future__ import annotations

from io import BytesIO
from ipaddress import ip_address
from urllib.parse import urlsplit

import segno
from markupsafe import Markup

from app.foundation.settings import settings
from app.walks.codes import secret_of
from app.walks.walk import Walk

ERROR_CORRECTION = "m"  # 15 % of a wet or folded poster may be unreadable
PNG_SCALE = 16  # pixels a module: 7 cm at 300 dpi


def join_address() -> str:
    """Where one types the short code: the server's address without scheme, as people read it out."""
    return settings().address.partition("://")[2] + "/w/"


def is_only_here() -> bool:
    """Whether the server's address means "this very computer", so that no phone could open the link."""
    host = urlsplit(settings().address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def join_link(walk: Walk) -> str:
    return f"{settings().address}/w/#{secret_of(walk)}"


def qr_svg(walk: Walk) -> Markup:
    """For putting into a page: no size of its own, no inline style."""
    drawing = _qr(walk).svg_inline(omitsize=True, svgclass="qr__code", lineclass=None)
    return Markup(drawing)  # noqa: S704 made of numbers by the QR library


def qr_svg_file(walk: Walk) -> bytes:
    """A file for posters of one's own."""
    file = BytesIO()
    _qr(walk).save(file, kind="svg", scale=10)
    return file.getvalue()


def qr_png_file(walk: Walk) -> bytes:
    file = BytesIO()
    _qr(walk).save(file, kind="png", scale=PNG_SCALE)
    return file.getvalue()


def _qr(walk: Walk) -> segno.QRCode:
    return segno.make(join_link(walk), error=ERROR_CORRECTION, micro=False)
