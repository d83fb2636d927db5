"""A TCP proxy as slow as a phone's network: latency, bandwidth and handshakes, for websockets too."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

RTT = 0.150  # seconds
DOWN, UP = 1_600_000 / 8, 750_000 / 8  # bytes/s
SEGMENT = 1460  # bytes: connections take turns on the line as packets do


class Line:
    """One direction of the radio link, shared by every connection."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._free_at = 0.0
        self.carried = 0  # bytes

    async def carry(self, size: int) -> None:
        """Wait until the bytes have left."""
        now = asyncio.get_running_loop().time()
        self._free_at = max(now, self._free_at) + size / self._rate
        self.carried += size
        await asyncio.sleep(self._free_at - now)


class SlowProxy:
    """Forwards to a port of this machine; counts what it carries. TCP's slow start is left out."""

    def __init__(self, target: int) -> None:
        self._target = target
        self.down, self.up = Line(DOWN), Line(UP)

    @asynccontextmanager
    async def listening(self, port: int) -> AsyncIterator[None]:
        """Serve on the port until the block ends."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        try:
            yield
        finally:
            server.close()

    async def _serve(self, near: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        open_at = asyncio.get_running_loop().time() + RTT  # SYN and SYN-ACK were far too quick
        far, far_out = await asyncio.open_connection("127.0.0.1", self._target)
        with contextlib.suppress(asyncio.CancelledError):  # the bench is over, the browser's connections may not be
            await asyncio.gather(_pump(near, far_out, self.up, open_at), _pump(far, near_out, self.down, open_at))


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter, line: Line, open_at: float) -> None:
    """Move bytes from source to sink, each half a round trip later than it left."""
    loop = asyncio.get_running_loop()
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    arriving = asyncio.create_task(_arrive(under_way, sink))
    with contextlib.suppress(ConnectionError):
        while data := await source.read(SEGMENT):
            await asyncio.sleep(max(0.0, open_at - loop.time()))
            await line.carry(len(data))
            under_way.put_nowait((loop.time() + RTT / 2, data))
    under_way.put_nowait((loop.time() + RTT / 2, b""))
    await arriving


async def _arrive(under_way: "asyncio.Queue[tuple[float, bytes]]", sink: asyncio.StreamWriter) -> None:
    loop = asyncio.get_running_loop()
    data = b"-"
    with contextlib.suppress(ConnectionError):
        while data:
            at, data = await under_way.get()
            await asyncio.sleep(max(0.0, at - loop.time()))
            if data:
                sink.write(data)
                await sink.drain()
    sink.close()
