"""Over TLS, where servers speak HTTP/2: what the certificate says, and what frames may bring."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tasks.fetch import network
from tasks.fetch.client import Client
from tasks.fetch.landing import LandingZone
from tasks.model.exchanges import Exchange, FetchOutcome
from tests.fetch.loopback import NOON, PAGE, QUICK, Sleeps

Speak = Callable[[h2.connection.H2Connection, int], None]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate for 127.0.0.1 that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "loopback.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, speak: Speak) -> None:
    """Answer each request on the connection with *speak*."""
    connection = h2.connection.H2Connection(config=h2.config.H2Configuration(client_side=False))
    connection.initiate_connection()
    writer.write(connection.data_to_send())
    try:
        while data := await reader.read(65_536):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    assert event.stream_id is not None
                    speak(connection, event.stream_id)
            writer.write(connection.data_to_send())
            await writer.drain()
    except (ConnectionError, asyncio.CancelledError):
        pass
    finally:
        writer.close()


def _ask(
    certificate: Path,
    speak: Speak,
    monkeypatch: pytest.MonkeyPatch,
    *,
    trusted: bool = True,
    times: int = 1,
) -> list[Exchange]:
    here = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    here.load_cert_chain(certificate)
    here.set_alpn_protocols(["h2", "http/1.1"])
    if trusted:
        there = ssl.create_default_context(cafile=str(certificate))
        monkeypatch.setattr(network, "tls_context", lambda: there)

    async def run() -> list[Exchange]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await _serve(reader, writer, speak)

        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=here)
        port = server.sockets[0].getsockname()[1]
        async with Client(
            clock=lambda: NOON,
            allow=[f"127.0.0.1:{port}"],
            limits=QUICK,
            host_delay_seconds=0,
            sleep=Sleeps(),
        ) as client:
            exchanges = [await client.get(f"https://127.0.0.1:{port}/", robots=False) for _ in range(times)]
        server.close()
        return exchanges

    return asyncio.run(run())


def _page(connection: h2.connection.H2Connection, stream: int) -> None:
    connection.send_headers(stream, [(":status", "200"), ("content-encoding", "gzip"), ("etag", '"1"')])
    connection.send_data(stream, gzip.compress(PAGE), end_stream=True)


def test_pages_come_over_one_connection(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    streams: list[int] = []

    def speak(connection: h2.connection.H2Connection, stream: int) -> None:
        streams.append(stream)
        _page(connection, stream)

    exchanges = _ask(certificate, speak, monkeypatch, times=3)

    assert [exchange.outcome for exchange in exchanges] == [FetchOutcome.OK] * 3
    assert exchanges[0].body == PAGE
    assert exchanges[0].validators.etag == '"1"'
    assert exchanges[0].hops[0].http_version == "HTTP/2"
    assert streams == [1, 3, 5]
    with LandingZone(tmp_path, run_id="r1") as zone:
        path = zone.land(exchanges[0]).locator.partition("#")[0]
    assert b"WARC-Protocol: h2\r\n" in gzip.decompress(Path(path).read_bytes())


def test_a_certificate_that_nobody_vouches_for_is_told_and_not_tried_again(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (exchange,) = _ask(certificate, _page, monkeypatch, trusted=False)

    assert exchange.outcome is FetchOutcome.UNREACHABLE
    assert "certificate" in exchange.detail
    assert exchange.attempts == 1


def _reset(connection: h2.connection.H2Connection, stream: int) -> None:
    connection.reset_stream(stream, 7)


def _go_away(connection: h2.connection.H2Connection, _: int) -> None:
    connection.close_connection(11)


def _cut(connection: h2.connection.H2Connection, stream: int) -> None:
    connection.send_headers(stream, [(":status", "200"), ("content-length", "900")])
    connection.send_data(stream, PAGE)
    connection.reset_stream(stream, 2)


def _stall(connection: h2.connection.H2Connection, stream: int) -> None:
    connection.send_headers(stream, [(":status", "200")])
    connection.send_data(stream, PAGE)


def _odd_status(connection: h2.connection.H2Connection, stream: int) -> None:
    connection.config.validate_outbound_headers = False
    connection.send_headers(stream, [(":status", "two hundred")], end_stream=True)


@pytest.mark.parametrize(
    ("speak", "outcomes"),
    [
        (_reset, {FetchOutcome.UNREACHABLE}),
        (_go_away, {FetchOutcome.UNREACHABLE}),
        (_cut, {FetchOutcome.TRUNCATED}),
        (_stall, {FetchOutcome.TIMED_OUT}),
        (_odd_status, {FetchOutcome.UNREACHABLE}),
    ],
    ids=["reset", "go away", "cut", "stalled", "odd status"],
)
def test_what_goes_wrong_in_frames_is_told(
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    speak: Speak,
    outcomes: set[FetchOutcome],
) -> None:
    (exchange,) = _ask(certificate, speak, monkeypatch)

    assert exchange.outcome in outcomes
    assert exchange.detail
