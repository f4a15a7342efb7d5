"""The front page, the desk, and whether the house is well."""

from app.home.welcome import Welcome, welcome_with, welcomes

__all__ = ["Welcome", "welcome_with", "welcomes"]
