"""The network between phones and server, which lies in every way that networks lie.

The weather is read at every packet, not once a connection: phones keep their connections, and those outlive a change.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass

PACKET = 16_384
RESET = struct.pack("ii", 1, 0)  # SO_LINGER with no time: closing sends RST, as a phone that left the cell does
LOGIN_PAGE = b"<html><title>Welcome to Free Wi-Fi</title><a href='/accept'>Accept</a></html>"
CAPTIVE = {
    "captive-200": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(LOGIN_PAGE)
    + LOGIN_PAGE,
    "captive-302": b"HTTP/1.1 302 Found\r\nLocation: http://login.invalid/\r\nContent-Length: 0\r\n\r\n",
    "captive-204": b"HTTP/1.1 204 No Content\r\n\r\n",
    "captive-511": b"HTTP/1.1 511 Network Authentication Required\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n",
    "captive-json": b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{"ok": true}\n',
    "bad-gateway": b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n",
}
MODES = ("clear", "black-hole", "slow", "slow", "stalls", "stalls", *CAPTIVE)


@dataclass
class Weather:
    """What the network does now. `cut` and `swallow` are the shares of exchanges that break off at a random byte, and
    whose answer is lost after the server gave it."""

    mode: str = "clear"
    cut: float = 0.0
    swallow: float = 0.0


class _Broken(Exception):
    """This connection ends here, for both sides."""


class Proxy:
    """Stands between phones and the server's port; `port` is where phones knock."""

    def __init__(self, chance: random.Random, server_port: int) -> None:
        self.chance, self.server_port = chance, server_port
        self.weather = Weather()
        self.port = 0
        self.counts = {"exchanges": 0, "cut": 0, "swallowed": 0}
        self._tasks: set[asyncio.Task[None]] = set()
        self._listener: asyncio.Server | None = None

    async def __aenter__(self) -> Proxy:
        self._listener = await asyncio.start_server(self._greet, "127.0.0.1", 0, backlog=1024)
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_fault: object) -> None:
        assert self._listener
        self._listener.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(_Line(self, reader, writer).run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class _Line:
    """One connection of a phone, and ours to the server for it."""

    def __init__(self, proxy: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.proxy, self.phone_in, self.phone_out = proxy, reader, writer
        self.server_out: asyncio.StreamWriter | None = None
        self.is_fresh = True  # the next packet of the phone begins an exchange
        self.left: int | None = None  # bytes until it is cut
        self.is_swallowed = False

    async def run(self) -> None:
        try:
            server_in, self.server_out = await asyncio.open_connection("127.0.0.1", self.proxy.server_port)
            await asyncio.gather(self._up(self.server_out), self._down(server_in))
        except (OSError, _Broken, asyncio.IncompleteReadError):
            pass
        finally:
            for writer in (self.phone_out, self.server_out):
                if writer is not None:
                    _reset(writer)

    async def _up(self, server: asyncio.StreamWriter) -> None:
        while packet := await self.phone_in.read(PACKET):
            await self._endure()
            if self.is_fresh:
                self._draw_fate()
            if self.proxy.weather.mode in CAPTIVE:
                self.phone_out.write(CAPTIVE[self.proxy.weather.mode])
                await self.phone_out.drain()
                with suppress(OSError):
                    self.phone_out.write_eof()
                await asyncio.sleep(0.05)
                raise _Broken
            await self._send(server, packet)
        raise _Broken

    def _draw_fate(self) -> None:
        weather, chance = self.proxy.weather, self.proxy.chance
        self.is_fresh, self.left, self.is_swallowed = False, None, False
        self.proxy.counts["exchanges"] += 1
        dice = chance.random()
        if dice < weather.cut:
            self.left = int(2 ** chance.uniform(4, 17))  # short and long requests are cut somewhere inside
        elif dice < weather.cut + weather.swallow:
            self.is_swallowed = True

    async def _send(self, server: asyncio.StreamWriter, packet: bytes) -> None:
        if self.left is not None:
            packet, self.left = packet[: self.left], self.left - len(packet)
        if self.proxy.weather.mode == "slow":
            for start in range(0, len(packet), 2_048):
                server.write(packet[start : start + 2_048])
                await server.drain()
                await asyncio.sleep(0.03)
        else:
            server.write(packet)
            await server.drain()
        if self.left is not None and self.left <= 0:
            self.proxy.counts["cut"] += 1
            raise _Broken

    async def _down(self, server_in: asyncio.StreamReader) -> None:
        while packet := await server_in.read(PACKET):
            if self.is_swallowed:
                self.proxy.counts["swallowed"] += 1
                raise _Broken
            await self._endure()
            self.is_fresh = True
            self.phone_out.write(packet)
            await self.phone_out.drain()
        raise _Broken

    async def _endure(self) -> None:
        """Wait as long as nothing gets through; what was in the air then is lost with its connection."""
        if self.proxy.weather.mode == "stalls" and self.proxy.chance.random() < 0.3:
            await asyncio.sleep(self.proxy.chance.uniform(0.1, 0.6))
        if self.proxy.weather.mode == "black-hole":
            while self.proxy.weather.mode == "black-hole":
                await asyncio.sleep(0.05)
            raise _Broken


def _reset(writer: asyncio.StreamWriter) -> None:
    connection = writer.get_extra_info("socket")
    with suppress(OSError, AttributeError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()
