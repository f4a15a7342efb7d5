"""Speed and memory, measured on demand and never in the timed way inside the tests."""
