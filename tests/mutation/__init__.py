"""The tests, tested: every backward closure and the tape's own lines are broken in turn, and a test must notice."""
