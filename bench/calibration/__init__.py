"""Fits what the product weighs its readings with: how likely a piece answers, and how much an answer can be trusted.

`observing` reads every question as it is served, `pieces` fits `qa.answering.reading.relevance.WEIGHTS`, `curve` and
`thresholds` fit `qa.answering.calibrations.TRAINED`, `figures` says what they come to. The command is
bench/calibrate.py.
"""
