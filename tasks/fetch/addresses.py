"""Which addresses may be connected to: those of the public internet, and what an operator exempts.

Feeds and pages name addresses, so whoever writes one could make us ask the machines around us. An
address is judged twice: as written, and again when its name has been resolved. The network code then
connects to the number that was judged, so a name that resolves to something else a moment later
gains nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

import httpx

IPAddress = IPv4Address | IPv6Address

_PORTS = {"http": 80, "https": 443}
_MAX_URL = 8_000
_SHOWN = 300

# Of the special-purpose registries of IANA, what is not reachable from everywhere, and multicast.
_CLOSED_V4 = tuple(
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
        *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4"),
    )
)
_OPEN_V6 = IPv6Network("2000::/3")  # all that is given out so far
_CLOSED_V6 = tuple(  # Teredo, ORCHID, documentation, 6to4: some carry an IPv4 address inside
    IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_NAT64 = IPv6Network("64:ff9b::/96")  # how a name server of an IPv6-only network writes IPv4

# Ports where another protocol listens that a request could be made to speak (WHATWG Fetch, "bad port").
_OTHER_PROTOCOLS = frozenset(
    (
        *(0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102),
        *(103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465),
        *(512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993),
        *(995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667),
        *(6668, 6669, 6679, 6697, 10080, 11211),
    )
)
_NUMBER = re.compile(r"(?:0x[0-9a-f]{0,64}|[0-9]{1,64})", re.IGNORECASE)
_HOST_NAME = re.compile(
    r"[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62}){0,30}\.?", re.IGNORECASE
)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_NAMES_OF_HERE = ("localhost", "local", "localdomain", "internal", "home.arpa")


class BlockedAddress(Exception):
    """An address we never connect to; the message says which and why."""


class Target(NamedTuple):
    """Where a request goes, as judged by its address alone."""

    url: httpx.URL
    host: str  # ASCII, lower case, without brackets
    port: int
    origin: str  # scheme, host and port: what politeness and robots.txt are per


class AddressGuard:
    """Says which addresses may be asked; *allow* exempts exact ``host:port`` pairs.

    >>> guard = AddressGuard(allow=("127.0.0.1:8080",))
    >>> guard.check_url("http://127.0.0.1:8080/feed").origin
    'http://127.0.0.1:8080'
    >>> guard.check_url("http://127.0.0.1:8081/feed")
    Traceback (most recent call last):
    tasks.fetch.addresses.BlockedAddress: 127.0.0.1 is not on the public internet
    """

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self._allow = frozenset(_read_pair(pair) for pair in allow)

    def check_url(self, url: str) -> Target:
        """Return where *url* leads; raise :class:`BlockedAddress` for what is never asked."""
        target = read_target(url)
        if (target.host, target.port) in self._allow:
            return target
        if target.port in _OTHER_PROTOCOLS:
            raise BlockedAddress(f"port {target.port} is not one of web servers")
        host = target.host.rstrip(".")
        if ":" in host or _NUMBER.fullmatch(host.rpartition(".")[2]):
            self._check_literal(host)
        elif host.endswith(tuple(f".{name}" for name in _NAMES_OF_HERE)) or host in _NAMES_OF_HERE:
            raise BlockedAddress(f"{host} is a name of this machine or network")
        return target

    def check_address(self, host: str, port: int, address: str) -> None:
        """Raise :class:`BlockedAddress` unless *address*, which *host* resolved to, may be connected to.

        >>> AddressGuard().check_address("rebound.example", 80, "169.254.169.254")
        Traceback (most recent call last):
        tasks.fetch.addresses.BlockedAddress: rebound.example resolves to 169.254.169.254, which is not on \
the public internet
        """
        if (host.lower(), port) in self._allow:
            return
        if not is_public(address):
            raise BlockedAddress(f"{host} resolves to {address}, which is not on the public internet")

    def _check_literal(self, host: str) -> None:
        """Judge a host that is a number; 2130706433, 0x7f.1 and 0177.0.0.1 are loopback in disguise."""
        try:
            address = ip_address(host)
        except ValueError as error:
            raise BlockedAddress(f"{host} is an address written in an odd way") from error
        if address in _NAT64 or not is_public(host):
            raise BlockedAddress(f"{host} is not on the public internet")


def read_target(url: str) -> Target:
    """Return the parts of *url* a request needs; raise :class:`BlockedAddress` where it has none.

    >>> read_target("HTTPS://Zeitung.example/ä#top").origin
    'https://zeitung.example:443'
    """
    if len(url) > _MAX_URL:
        raise BlockedAddress(f"an address of {len(url):,} characters")
    try:
        parsed = httpx.URL(_UNPRINTABLE.sub("", url.strip()))
        host = parsed.raw_host.decode("ascii").lower()
        port = parsed.port or _PORTS.get(parsed.scheme, 0)
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise BlockedAddress(f"no address: {error}") from error
    if parsed.scheme not in _PORTS:
        raise BlockedAddress(f"the scheme {parsed.scheme[:20] or 'of no name'} is not http or https")
    if parsed.userinfo:
        raise BlockedAddress("an address with a user name or a password in it")
    if not (_HOST_NAME.fullmatch(host) or _is_ipv6(host)):
        raise BlockedAddress(f"{host[:100]!r} is no host name")
    if not 0 < port < 65_536:
        raise BlockedAddress(f"{port} is no port")
    if parsed.fragment or "#" in str(parsed):
        parsed = parsed.copy_with(fragment=None)
    shown = f"[{host}]" if ":" in host else host
    return Target(parsed, host, port, f"{parsed.scheme}://{shown}:{port}")


def is_public(address: str) -> bool:
    """Say whether *address* is one of the public internet.

    >>> [is_public(a) for a in ("93.184.216.34", "10.0.0.1", "::ffff:127.0.0.1", "2a00:1450::1", "fe80::1")]
    [True, False, False, True, False]
    """
    try:
        parsed: IPAddress = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv4Address):
        return not any(parsed in network for network in _CLOSED_V4)
    if parsed.scope_id is not None:
        return False
    if parsed in _NAT64:
        return is_public(str(IPv4Address(int(parsed) & 0xFFFFFFFF)))
    return parsed in _OPEN_V6 and not any(parsed in network for network in _CLOSED_V6)


def shown_url(url: str) -> str:
    """Return *url* as it may stand in a log: without a user name or password, and not endless.

    >>> shown_url("https://ann:secret@a.example/x?to=b@c")
    'https://a.example/x?to=b@c'
    """
    head, mark, rest = url[:_MAX_URL].partition("://")
    place = rest.partition("/")[0]
    if "@" in place:
        rest = rest[place.rindex("@") + 1 :]
    return f"{head}{mark}{rest}"[:_SHOWN]


def _is_ipv6(host: str) -> bool:
    try:
        return isinstance(ip_address(host), IPv6Address)
    except ValueError:
        return False


def _read_pair(pair: str) -> tuple[str, int]:
    host, _, port = pair.strip().rpartition(":")
    if not host or not port.isdecimal():
        raise ValueError(f"{pair!r} should be host:port, such as 127.0.0.1:8080")
    return host.strip("[]").lower(), int(port)
