from __future__ import annotations

import random
from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.stories.copies import find_links
from tasks.stories.fingerprints import fingerprint
from tasks.stories.letters import read_letters
from tasks.stories.window import Window
from tests.growth import grows_evenly
from tests.stories.desk import write_copies, write_follow_up, write_story

DAY = 738_000
KINDS = list(write_copies(write_story(1), 1))


def are_linked(one: str, other: str, *, days: int = 0, window_days: int = 90) -> bool:
    texts = [one, other]
    links = find_links(
        fingerprint(texts),
        np.array([DAY, DAY + days]),
        lambda some: [texts[number] for number in some],
        window_days=window_days,
    )
    return bool(links)


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_is_found_whatever_the_desk_made_of_it(kind: str) -> None:
    missed = []
    for seed in range(20):
        story = write_story(seed)
        if not are_linked("\n\n".join(story), write_copies(story, seed)[kind], days=1):
            missed.append(seed)

    assert missed == []


def test_two_stories_of_one_desk_are_no_copies() -> None:
    texts = ["\n\n".join(write_story(seed)) for seed in range(200)]

    links = find_links(fingerprint(texts), np.full(200, DAY), lambda some: [texts[one] for one in some])

    assert links == []


@pytest.mark.parametrize("days", [0, 1, 14])
def test_a_follow_up_that_repeats_old_background_is_no_copy(days: int) -> None:
    for seed in range(20):
        story = write_story(seed)

        assert not are_linked("\n\n".join(story), write_follow_up(story, seed), days=days)


def test_a_follow_up_that_ends_on_the_old_opening_is_no_copy() -> None:
    story = write_story(7)
    later = "\n\n".join([*write_story(8, 6), *story[:4]])

    assert not are_linked("\n\n".join(story), later, days=2)


def test_two_texts_with_the_same_legal_notice_are_no_copies() -> None:
    notice = "\n\n".join(write_story(99, 2))
    one, other = ("\n\n".join([*write_story(seed, 4), notice]) for seed in (1, 2))

    assert not are_linked(one, other)


def test_a_reprint_within_the_window_is_found_and_beyond_it_is_not() -> None:
    text = "\n\n".join(write_story(3))

    assert are_linked(text, text, days=60)
    assert not are_linked(text, text, days=91)
    assert not are_linked(text, text, days=60, window_days=30)


def test_what_is_edited_hard_weeks_later_is_a_new_text() -> None:
    story = write_story(4, 10)
    reworked = "\n\n".join([*story[:3], *write_story(5, 3)])

    assert are_linked("\n\n".join(story), reworked, days=1)
    assert not are_linked("\n\n".join(story), reworked, days=40)


def test_texts_without_spaces_between_words_are_compared_as_well() -> None:
    chance = random.Random(1)
    signs = [chr(0x4E00 + number) for number in range(2_000)]
    text, other = ("".join(chance.choice(signs) for _ in range(300)) for _ in range(2))

    assert are_linked(text, "（新闻社）" + text[:200])
    assert not are_linked(text, other)


@pytest.mark.parametrize("text", ["", " \n", "Gone.", "\U0010ffff\ud800", "7" * 5], ids=repr)
def test_a_text_of_next_to_nothing_is_a_copy_of_nothing(text: str) -> None:
    assert not are_linked(text, text)


def test_of_a_text_without_end_the_top_is_read() -> None:
    assert read_letters(["quay" * 100_000]).counts.tolist() == [0xFFFF]


# ------------------------------------------------------------------------------------ batches


def a_year_of_texts(count: int, seed: int) -> list[tuple[str, int]]:
    """Return *count* stories with their copies and follow-ups, each text with its day."""
    chance = random.Random(seed)
    texts = []
    for number in range(count):
        story, day = write_story(seed * 1_000 + number), DAY + chance.randrange(60)
        copies = list(write_copies(story, number).values())
        texts += [(text, day + chance.randrange(3)) for text in chance.sample(copies, chance.randrange(1, 6))]
        texts.append((write_follow_up(story, number), day + chance.randrange(1, 20)))
    return texts


def stories_of(texts: list[tuple[str, int]], batches: list[list[int]]) -> set[frozenset[int]]:
    """Return the stories that *texts* make where they come in *batches* of their numbers."""
    order = [number for batch in batches for number in batch]
    window = Window(lambda numbers: [texts[order[number]][0] for number in numbers])
    for batch in batches:
        window.add([texts[number][0] for number in batch], [texts[number][1] for number in batch])
    groups = defaultdict(set)
    for place, group in enumerate(window.groups.names()):
        groups[group].add(order[place])
    return {frozenset(group) for group in groups.values()}


TEXTS = a_year_of_texts(12, seed=1)
AT_ONCE = stories_of(TEXTS, [list(range(len(TEXTS)))])


def test_each_story_is_one_and_each_follow_up_its_own() -> None:
    assert len(AT_ONCE) == 24


@settings(deadline=None, max_examples=25)
@given(st.permutations(range(len(TEXTS))), st.lists(st.integers(0, len(TEXTS)), max_size=8))
def test_stories_are_the_same_in_any_order_and_any_batches(order: list[int], cuts: list[int]) -> None:
    borders = [0, *sorted(cuts), len(order)]
    batches = [order[start:end] for start, end in pairwise(borders)]

    assert stories_of(TEXTS, batches) == AT_ONCE


def test_stories_are_the_same_where_each_text_comes_alone() -> None:
    assert stories_of(TEXTS, [[number] for number in range(len(TEXTS))]) == AT_ONCE


def test_what_is_let_go_of_is_what_later_articles_could_not_be_copies_of() -> None:
    order = sorted(range(len(TEXTS)), key=lambda number: TEXTS[number][1])
    window = Window(lambda numbers: [TEXTS[order[number]][0] for number in numbers])
    for number in order:
        text, day = TEXTS[number]
        window.settle(day)
        window.add([text], [day])
    kept_days = window._days.tolist()
    window.settle(DAY + 1_000)

    assert len(set(window.groups.names())) == len(AT_ONCE)
    assert kept_days
    assert not len(window._days)


def test_work_grows_no_faster_than_the_texts() -> None:
    texts = ["\n\n".join(write_story(seed)) for seed in range(600)]

    def compare(count: int) -> None:
        days = np.arange(count) // 10 + DAY
        find_links(fingerprint(texts[:count]), days, lambda some: [texts[one] for one in some])

    assert grows_evenly(compare, 600)
