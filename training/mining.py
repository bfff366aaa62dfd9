"""Refusals from other articles: what a search over the whole collection brings up, and what does not answer."""

import random

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from training.rows import Pool, Row

QUESTIONS = 24_000
NEAREST = 12  # contexts looked at for each question
SOURCES = ("squad1", "qed", "squad2")


def mine(pool: Pool, seed: int) -> list[Row]:
    """Pair questions with the nearest context of another article that lacks every answer, by tf-idf cosine.

    Contexts without a title, or of the question's own title, are left out: they may answer.
    """
    keys = sorted(key for key, title in pool.titles.items() if title)
    if not keys:
        return []
    vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True, dtype=np.float32)
    contexts = vectorizer.fit_transform([f"{pool.titles[key]} {pool.texts[key]}" for key in keys])
    rows = [row for source in SOURCES for row in pool.answered[source] if pool.titles.get(row.context)]
    chosen = random.Random(seed).sample(rows, min(QUESTIONS, len(rows)))
    mined = []
    for first in range(0, len(chosen), 512):
        block = chosen[first : first + 512]
        likeness = (vectorizer.transform([row.question for row in block]) @ contexts.T).toarray()
        nearest = np.argsort(-likeness, axis=1, kind="stable")[:, :NEAREST]
        for row, places in zip(block, nearest, strict=True):
            found = next((keys[i] for i in places if _is_silent(pool, row, keys[i])), None)
            if found is not None:
                mined.append(Row(row.question, found, (), row.taboo))
    return mined


def _is_silent(pool: Pool, row: Row, key: str) -> bool:
    text = pool.texts[key].lower()
    return pool.titles[key] != pool.titles[row.context] and not any(answer in text for answer in row.taboo)
