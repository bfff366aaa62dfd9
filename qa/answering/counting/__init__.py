"""Counting what a list or a table holds, where a number is asked for and none is stated."""
