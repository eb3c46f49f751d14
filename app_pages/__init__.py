"""The pages of the web app, one short script each, and what they share."""
