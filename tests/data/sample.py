# The lighthouse on the northern cape was lit for the first time in 1871. Its keeper wrote down every ship.
LIT = 1871


def lamp() -> int:
    # In the winter of 1902 the lamp failed for nine nights, and the village lit fires on the beach instead.
    return 1902
