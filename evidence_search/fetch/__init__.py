"""Bringing records and open-access full text from PubMed and Europe PMC: the only room that opens a connection."""
