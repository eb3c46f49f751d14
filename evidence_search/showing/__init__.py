"""Values as JSON and as text for a terminal. The JSON is a promise: docs/cli.md describes it, keys are added, never changed."""
