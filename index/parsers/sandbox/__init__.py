"""Untrusted formats are parsed in a child process, under limits of time and memory."""
