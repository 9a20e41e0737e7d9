"""Servers that refuse, each in its own words, and what a person has to be told about it."""
