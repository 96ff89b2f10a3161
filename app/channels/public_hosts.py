"""Which hosts the product may speak to when somebody typed the address: the public Internet only.

A name is looked up once and the connection goes to the address that was looked at, so that a second
answer of the name server leads nowhere else.
"""

import ipaddress
import socket
from typing import Any

from app.channels.interface import ChannelError

_BRIDGES = tuple(
    ipaddress.IPv6Network(network)
    # Addresses of IPv6 that carry one of IPv4: translated (RFC 6052, 8215), 6to4, Teredo.
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)


def is_public(address: str) -> bool:
    """True for an IP address of the public Internet: not of this machine, of a local network, of a
    link (where clouds keep their metadata), of a group, and no bridge to one of these.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in bridge for bridge in _BRIDGES):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def is_loopback(address: str) -> bool:
    """True for an IP address of this machine."""
    return ipaddress.ip_address(address).is_loopback


def look_up(host: str, port: int, *, loopback_allowed: bool = False) -> str:
    """The IP address to connect to for `host`.

    Raises ChannelError: for good where any of its addresses is not public (`loopback_allowed`:
    those of this machine are taken too), for now where the name is not known.
    """
    try:
        found: list[tuple[Any, ...]] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ChannelError(f"{type(error).__name__}: {error}"[:500], permanent=False) from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    for address in addresses:
        if not (is_public(address) or (loopback_allowed and is_loopback(address))):
            # The address is not told: it would describe the network inside.
            raise ChannelError(
                "AddressNotAllowed: the host is not on the public network",
                permanent=True,
                address_refused=True,
            )
    return addresses[0]
