"""A POST to an address of somebody else's: never to this machine or its network, never further than asked."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urlsplit

SECONDS = 5
"""How long a connection, and each part of an answer, may take."""


class NotToldError(Exception):
    """The other side could not be told; the text says why."""


def post(url: str, body: bytes, headers: dict[str, str], *, private: bool = False) -> None:
    """Send it; raises NotToldError where the answer is not 2xx. Redirects are not followed.

    The name is looked up once, and the connection goes to the address that was looked at: a name that points
    somewhere else a moment later changes nothing.
    """
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection = _connection(parts.scheme, parts.hostname or "", parts.port, private)
        try:
            connection.request("POST", target, body, headers)
            answer = connection.getresponse()
            answer.read(1024)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise NotToldError(type(error).__name__) from error
    if not 200 <= answer.status < 300:
        raise NotToldError(f"the answer was {answer.status}")


def _connection(scheme: str, host: str, port: int | None, private: bool) -> http.client.HTTPConnection:
    address = checked_address(host, port or (443 if scheme == "https" else 80), private)
    if scheme == "https":
        made: http.client.HTTPConnection = http.client.HTTPSConnection(host, port, timeout=SECONDS)
    else:
        made = http.client.HTTPConnection(host, port, timeout=SECONDS)
    plain = socket.create_connection(address, timeout=SECONDS)
    made.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if scheme == "https" else plain
    return made


def checked_address(host: str, port: int, private: bool) -> tuple[str, int]:
    """The address to connect to; raises NotToldError where any address of the name is not a public one."""
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not private and not all(is_public(address) for address in found):
        raise NotToldError("the name points to an address that is not public")
    return found[0], port


def is_public(address: str) -> bool:
    """Can anybody on the internet have this address? An IPv4 address inside an IPv6 one is looked at, too."""
    read = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(read, ipaddress.IPv6Address):
        inner = read.ipv4_mapped or read.sixtofour or (read.teredo[1] if read.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if read in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.ip_address(int(read) & 0xFFFFFFFF)))
    return read.is_global and not read.is_multicast
