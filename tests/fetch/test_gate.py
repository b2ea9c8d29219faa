from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

import pytest

from tasks.fetch.gate import LONGEST_CRAWL_DELAY, LONGEST_WAIT, Gate, HostHeld

_IDLE = 30  # turns of the loop after which nothing more happens by itself


@dataclass(slots=True)
class Time:
    """A clock that jumps to the next thing due as soon as everybody waits."""

    now: float = 1_000.0
    _waiting: list[tuple[float, int, asyncio.Future[None]]] = field(default_factory=list)
    _count: int = 0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self._count += 1
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (self.now + seconds, self._count, future))
        await future

    async def run(self, *work: Awaitable[Any]) -> list[Any]:
        done = asyncio.gather(*work, return_exceptions=True)
        while not done.done():
            for _ in range(_IDLE):
                await asyncio.sleep(0)
            if self._waiting:
                self.now, _, future = heappop(self._waiting)
                if not future.done():
                    future.set_result(None)
        return list(done.result())


@dataclass(slots=True)
class Street:
    """A gate, and what went through it: who, from when to when."""

    time: Time = field(default_factory=Time)
    gate: Gate = field(init=False)
    passed: list[tuple[str, float, float]] = field(default_factory=list)
    inside: int = 0
    most_inside: int = 0

    def open(self, delay: float = 1.0, concurrency: int = 16) -> Street:
        self.gate = Gate(
            host_delay_seconds=delay, concurrency=concurrency, sleep=self.time.sleep, monotonic=self.time
        )
        return self

    async def ask(self, origin: str, lasts: float = 2.0) -> None:
        async with self.gate.turn(origin):
            began = self.time.now - 1_000
            self.inside += 1
            self.most_inside = max(self.most_inside, self.inside)
            await self.time.sleep(lasts)
            self.inside -= 1
            self.passed.append((origin, began, self.time.now - 1_000))

    def run(self, *work: Awaitable[Any]) -> list[Any]:
        async def go() -> list[Any]:
            return await self.time.run(*work)

        return asyncio.run(go())


def test_a_host_is_asked_one_at_a_time_with_a_pause_after_each_answer() -> None:
    street = Street().open(delay=1.0)

    street.run(*(street.ask("a") for _ in range(3)))

    assert street.passed == [("a", 0, 2), ("a", 3, 5), ("a", 6, 8)]


def test_hosts_do_not_wait_for_each_other() -> None:
    street = Street().open()

    street.run(*(street.ask(origin) for origin in "abcabc"))

    assert [began for _, began, _ in street.passed] == [0, 0, 0, 3, 3, 3]


def test_no_more_than_stated_are_asked_at_once() -> None:
    street = Street().open(concurrency=4)

    street.run(*(street.ask(f"host {n}") for n in range(12)))

    assert street.most_inside == 4
    assert max(ended for _, _, ended in street.passed) == 6


def test_who_waits_for_a_pause_keeps_nobody_else_out() -> None:
    street = Street().open(delay=10.0, concurrency=1)

    street.run(street.ask("a"), street.ask("a"), street.ask("b"), street.ask("c"))

    assert street.passed == [("a", 0, 2), ("b", 2, 4), ("c", 4, 6), ("a", 12, 14)]


def test_a_crawl_delay_lengthens_the_pause_and_never_shortens_it() -> None:
    street = Street().open(delay=3.0)
    street.gate.slow_down("a", 5.0)
    street.gate.slow_down("b", 1.0)
    street.gate.slow_down("c", 86_400.0)

    street.run(*(street.ask(origin, 1.0) for origin in "aabb"))

    assert street.passed == [("a", 0, 1), ("b", 0, 1), ("b", 4, 5), ("a", 6, 7)]
    assert street.gate.delay_of("c") == LONGEST_CRAWL_DELAY


@pytest.mark.parametrize("delay", [float("nan"), float("inf"), -1.0])
def test_a_crawl_delay_that_is_no_number_of_seconds_stops_nobody(delay: float) -> None:
    gate = Gate(host_delay_seconds=1.0)
    gate.slow_down("a", delay)

    assert 1.0 <= gate.delay_of("a") <= LONGEST_CRAWL_DELAY


def test_a_host_that_asks_for_a_moment_is_given_it() -> None:
    street = Street().open()
    street.gate.hold("a", 20.0)

    street.run(street.ask("a"), street.ask("b"))

    assert street.passed == [("b", 0, 2), ("a", 20, 22)]


def test_a_hold_counts_for_those_who_wait_already() -> None:
    street = Street().open(delay=1.0)

    async def ask_and_hold() -> None:
        await street.ask("a")
        street.gate.hold("a", 30.0)

    street.run(ask_and_hold(), street.ask("a"))

    assert street.passed[-1] == ("a", 32, 34)


def test_a_host_that_asks_for_long_patience_is_not_waited_for() -> None:
    street = Street().open()
    street.gate.hold("a", LONGEST_WAIT + 1)

    told = street.run(street.ask("a"), street.ask("a"), street.ask("b"))

    assert [type(answer) for answer in told] == [HostHeld, HostHeld, type(None)]
    assert 60 < told[0].seconds <= LONGEST_WAIT + 1
    assert street.time.now == 1_002


def test_a_shorter_hold_does_not_undo_a_longer_one() -> None:
    street = Street().open()
    street.gate.hold("a", 30.0)
    street.gate.hold("a", 2.0)

    street.run(street.ask("a"))

    assert street.passed == [("a", 30, 32)]


def test_who_fails_inside_leaves_the_way_free_and_the_pause_in_place() -> None:
    street = Street().open(concurrency=1)

    async def fail() -> None:
        async with street.gate.turn("a"):
            raise OSError

    told = street.run(fail(), street.ask("a"), street.ask("b"))

    assert isinstance(told[0], OSError)
    assert street.passed == [("b", 0, 2), ("a", 2, 4)]  # after its pause and the one turn there is


def test_who_gives_up_waiting_leaves_the_way_free() -> None:
    street = Street().open()

    async def give_up() -> None:
        waiting = asyncio.ensure_future(street.ask("a"))
        await street.time.sleep(1)
        waiting.cancel()

    street.run(street.ask("a"), give_up(), street.ask("a"))

    assert street.passed == [("a", 0, 2), ("a", 3, 5)]


def test_hosts_of_long_ago_are_forgotten_and_those_that_asked_for_something_are_not() -> None:
    time = Time()
    gate = Gate(monotonic=time)
    gate.hold("held", 1e6)
    gate.slow_down("slow", 9.0)
    for number in range(10_000):
        gate.delay_of(f"host {number}")
        time.now += 10

    assert {"held", "slow"} <= gate._hosts.keys()
    assert len(gate._hosts) < 5_000
