from __future__ import annotations

import asyncio
import socket

import pytest

from tasks.fetch.addresses import AddressGuard
from tasks.fetch.client import Client
from tasks.fetch.network import GuardedTransport, Resolve
from tasks.model.exchanges import Exchange, FetchOutcome
from tests.fetch.loopback import NOON, PAGE, QUICK, Site, Sleeps, ask, http


def _ask_name(
    host: str, resolver: Resolve, *, allow_name: bool, times: int = 1
) -> tuple[list[Exchange], int]:
    """Ask a server on loopback by *host*, which *resolver* resolves; tell also how many connections came."""

    async def run() -> tuple[list[Exchange], int]:
        async with Site({"/": [http(PAGE, 200, "Connection: close")]}) as site:
            allow = [f"{host}:{site.port}"] if allow_name else []
            transport = GuardedTransport(AddressGuard(allow), resolver)
            async with Client(
                clock=lambda: NOON,
                limits=QUICK,
                allow=allow,
                transport=transport,
                host_delay_seconds=0,
                sleep=Sleeps(),
            ) as client:
                url = f"http://{host}:{site.port}/"
                exchanges = [await client.get(url, robots=False) for _ in range(times)]
            return exchanges, site.connections

    return asyncio.run(run())


def test_a_name_that_leads_inside_is_blocked_before_any_connection() -> None:
    async def inside(host: str, port: int) -> list[str]:
        return ["127.0.0.1", "::1"]

    (exchange,), connections = _ask_name("news.example", inside, allow_name=False)

    assert exchange.outcome is FetchOutcome.BLOCKED
    assert "127.0.0.1" in exchange.detail or "::1" in exchange.detail
    assert connections == 0


def test_the_address_that_was_judged_is_the_one_connected_to() -> None:
    resolved: list[str] = []

    async def once(host: str, port: int) -> list[str]:
        resolved.append(host)
        return ["127.0.0.1"]

    exchanges, connections = _ask_name("news.example", once, allow_name=True, times=2)

    assert [exchange.outcome for exchange in exchanges] == [FetchOutcome.OK] * 2
    assert exchanges[0].hops[0].peer == "127.0.0.1"
    assert len(resolved) == connections == 2  # one look for a connection, and none after the judgement


def test_a_name_that_changes_its_mind_is_judged_again() -> None:
    answers = iter((["127.0.0.1"], ["10.0.0.1"]))

    async def rebinding(host: str, port: int) -> list[str]:
        return next(answers)

    async def run() -> list[FetchOutcome]:
        async with Site({"/": http(PAGE, 200, "Connection: close")}) as site:

            class Guard(AddressGuard):
                """Lets through loopback, which stands for the public address here."""

                def check_address(self, host: str, port: int, address: str) -> None:
                    if address != "127.0.0.1":
                        super().check_address(host, port, address)

            transport = GuardedTransport(Guard(), rebinding)
            async with Client(
                clock=lambda: NOON, transport=transport, host_delay_seconds=0, limits=QUICK
            ) as client:
                url = f"http://news.example:{site.port}/"
                return [(await client.get(url, robots=False)).outcome for _ in range(2)]

    assert asyncio.run(run()) == [FetchOutcome.OK, FetchOutcome.BLOCKED]


def test_a_name_that_does_not_resolve_is_told_and_not_tried_again() -> None:
    told = ask({}, "http://no-such-host.invalid/")

    assert told.exchange.outcome is FetchOutcome.UNREACHABLE
    assert "does not resolve" in told.exchange.detail
    assert told.exchange.attempts <= 3
    assert told.exchange.hops == ()


def test_a_closed_port_is_tried_again_and_then_told() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]

    async def run() -> tuple[Exchange, list[float]]:
        sleeps = Sleeps()
        async with Client(
            clock=lambda: NOON, limits=QUICK, allow=[f"127.0.0.1:{port}"], sleep=sleeps, host_delay_seconds=0
        ) as client:
            return await client.get(f"http://127.0.0.1:{port}/", robots=False), sleeps.seconds

    exchange, slept = asyncio.run(run())

    assert exchange.outcome is FetchOutcome.UNREACHABLE
    assert exchange.attempts >= 2
    assert len(slept) == exchange.attempts - 1


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert ask({"/": http()}, "/").exchange.outcome is FetchOutcome.OK


def test_a_connection_is_used_again() -> None:
    told = ask({"/": http()}, "/", "/", "/")

    assert {asked.connection for asked in told.asked} == {1}
