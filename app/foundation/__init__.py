"""What every room stands on: settings, database, errors, clock, identifiers, geometry, language, files."""
