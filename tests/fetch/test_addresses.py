from __future__ import annotations

import pytest

from tasks.fetch.addresses import AddressGuard, BlockedAddress, is_public, read_target

BLOCKED = [
    "file:///etc/hostname",
    "gopher://news.example/_x",
    "data:text/html,<p>x</p>",
    "ftp://news.example/",
    "javascript:alert(1)",
    "http://",
    "http:///path",
    "",
    "news.example/path",
    "http://ann@news.example/",
    "http://ann:secret@news.example/",
    "http://news.example@127.0.0.1/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://printer.local/",
    "http://db.internal/",
    "http://127.0.0.1/",
    "http://127.0.0.1./",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://10.255.255.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::]/",
    "http://[::1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:8.8.8.8]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::808:808]/",
    "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:1::1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://news.example:22/",
    "http://news.example:6379/",
    "http://news.example:99999/",
    "http://news example.com/",
    "http://[news.example]/",
    "http://news.example" + "/x" * 5_000,
]


@pytest.mark.parametrize("url", BLOCKED, ids=[url[:50] for url in BLOCKED])
def test_what_is_not_on_the_public_web_is_blocked(url: str) -> None:
    with pytest.raises(BlockedAddress):
        AddressGuard().check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/a",
        "https://news.example:8443/a?b=c",
        "https://zeitung.example/ä",
        "http://93.184.216.34/",
        "http://[2a00:1450:4001:810::200e]/",
        "http://xn--mnchen-3ya.example/",
        "http://under_score.example/",
        "http://0.news.example/",
    ],
)
def test_what_is_on_the_public_web_is_let_through(url: str) -> None:
    assert AddressGuard().check_url(url).host


def test_an_exemption_is_for_one_host_and_port() -> None:
    guard = AddressGuard(allow=("127.0.0.1:4001", "[::1]:4002"))

    assert guard.check_url("http://127.0.0.1:4001/").port == 4001
    assert guard.check_url("http://[::1]:4002/").port == 4002
    for url in ("http://127.0.0.1:4002/", "http://localhost:4001/", "http://2130706433:4001/"):
        with pytest.raises(BlockedAddress):
            guard.check_url(url)


def test_an_exempt_address_may_still_carry_no_password_and_no_other_scheme() -> None:
    guard = AddressGuard(allow=("127.0.0.1:4001",))

    for url in ("http://ann:secret@127.0.0.1:4001/", "gopher://127.0.0.1:4001/"):
        with pytest.raises(BlockedAddress):
            guard.check_url(url)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::1", "fe80::1%eth0", "::ffff:10.0.0.1"])
def test_a_name_that_resolves_to_a_machine_around_us_is_blocked(address: str) -> None:
    with pytest.raises(BlockedAddress):
        AddressGuard().check_address("news.example", 80, address)


def test_a_name_server_that_writes_ipv4_as_ipv6_changes_nothing() -> None:
    assert is_public("64:ff9b::808:808")
    assert not is_public("64:ff9b::a9fe:a9fe")


def test_the_reason_never_repeats_a_password() -> None:
    with pytest.raises(BlockedAddress) as said:
        AddressGuard().check_url("http://ann:secret@127.0.0.1/")

    assert "secret" not in str(said.value)


def test_a_fragment_is_not_part_of_what_is_asked() -> None:
    assert str(read_target("http://news.example/a#b").url) == "http://news.example/a"


def test_an_exemption_that_is_no_pair_is_told() -> None:
    with pytest.raises(ValueError, match="host:port"):
        AddressGuard(allow=("127.0.0.1",))
