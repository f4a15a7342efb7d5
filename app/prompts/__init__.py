"""Prompts: every question and answer spoken aloud by the group, so that who does not read can walk along."""

from app.prompts.prompt import Prompt
from app.prompts.recording import record, sounds_for_phone

__all__ = ["Prompt", "record", "sounds_for_phone"]
