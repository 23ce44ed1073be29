"""Word search is BM25, whatever shortcuts the index takes."""

from __future__ import annotations

import math
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.core.coaching.index import LENGTH_SHARE, SATURATION, Index
from tests.evals.report import questions
from tests.words import library

WORDS = st.sampled_from(["call", "ring", "ask", "forum", "note", "thank"])


def bm25(documents: list[list[str]], question: list[str]) -> list[float]:
    """Rate every document straight from the formula, looking at all of them."""
    average = sum(map(len, documents)) / len(documents)
    counted = [Counter(document) for document in documents]
    ratings = []
    for document, counts in zip(documents, counted, strict=True):
        rating = 0.0
        for token in set(question):
            holders = sum(token in other for other in counted)
            idf = math.log(1 + (len(documents) - holders + 0.5) / (holders + 0.5))
            norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * len(document) / average)
            rating += idf * counts[token] * (SATURATION + 1) / (counts[token] + norm)
        ratings.append(rating)
    return ratings


@given(st.lists(st.lists(WORDS, min_size=1), min_size=1, max_size=8), st.lists(WORDS))
def test_every_score_is_exact_bm25(documents: list[list[str]], question: list[str]) -> None:
    scores = Index.over(documents).scores(question)

    for number, rating in enumerate(bm25(documents, question)):
        assert math.isclose(scores.get(number, 0.0), rating, abs_tol=1e-9)


def test_the_top_five_guidelines_are_those_of_exact_bm25_on_real_questions() -> None:
    shelf = library()
    names = list(shelf.cards)
    documents: list[list[str]] = [[] for _ in names]
    for token, row in shelf.ranking.shelf.postings.items():
        for number, count in zip(row[::2], row[1::2], strict=True):
            documents[number] += [token] * count

    for asked in questions("open")[::50]:
        ratings = bm25(documents, list(shelf.lexicon.tokens(asked.question).terms))
        exact = sorted((n for n, rating in enumerate(ratings) if rating), key=lambda n: (-round(ratings[n], 9), n))
        assert shelf.search(asked.question)[:5] == [names[number] for number in exact[:5]]


def test_a_word_that_stands_nowhere_finds_nothing() -> None:
    assert Index.over([["call"], ["ring"]]).scores(["xylophone"]) == {}
