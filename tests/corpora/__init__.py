"""Hostile and careless things, made here and nowhere copied from: each is a name, the bytes, and how it must end."""
