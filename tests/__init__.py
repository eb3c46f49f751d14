"""Tests. What several modules share is in `fakes`, `papers` and `conftest`."""
