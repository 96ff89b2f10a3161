"""The vocabulary: every word once, and the words that only look alike told apart."""

from collections import Counter

import pytest

from workflows.deadlines.tokens import tokenize
from workflows.deadlines.words import NUMBER_WORDS, OTHER_WORDS, PHRASES, WEEKDAYS, Term
from workflows.text import fold, nfc

OUR_WORDS = {
    word
    for phrases in (*PHRASES.values(), NUMBER_WORDS, WEEKDAYS)
    for phrase in phrases
    for word in phrase.split()
}


def test_no_phrase_has_two_meanings():
    phrases = [phrase for rows in PHRASES.values() for phrase in rows]
    assert [phrase for phrase, count in Counter(phrases).items() if count > 1] == []


def test_phrases_are_composed_and_in_small_letters():
    phrases = [phrase for rows in PHRASES.values() for phrase in rows]
    assert phrases == [nfc(phrase).casefold() for phrase in phrases]


def test_every_other_word_looks_like_one_of_ours():
    ours = {fold(word) for word in OUR_WORDS}
    assert sorted(word for word in OTHER_WORDS if fold(word) not in ours) == []


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("quý", Term.QUARTER),
        ("Qúy", Term.QUARTER),
        ("quý".upper(), Term.QUARTER),
        ("hàng", Term.EVERY),
        ("hằng", Term.EVERY),
        ("tuỳ", Term.WHEN),
        ("tùy", Term.WHEN),
        ("quỹ", Term.WORD),
        ("thẳng", Term.WORD),
        ("hạng", Term.WORD),
    ],
)
def test_a_word_is_known_with_its_marks_misplaced_but_not_for_another_word(text, term):
    assert tokenize(f"ở {text}")[-1].term is term


def test_without_any_marks_words_are_known_by_their_letters():
    terms = [token.term for token in tokenize("truoc ngay 30/9 hang quy")]
    assert terms[:2] == [Term.BEFORE, Term.DAY]
    assert terms[-2:] == [Term.EVERY, Term.QUARTER]


@pytest.mark.parametrize("text", ["Quý III–IV/2025", "chậm nhất lã ngày 25 / 8 /202 6", "<p>x"])
def test_tokens_know_where_they_stand(text):
    for token in tokenize(text):
        assert token.text == text[token.start : token.end]
