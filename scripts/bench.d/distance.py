"""A way to a service on which every byte takes its time, as to one that is far away."""

import asyncio
import threading
from urllib.parse import urlsplit


class Distance:
    """Hands bytes on, both ways, each after the same time; however many are on the way."""

    def __init__(self, url, seconds):
        self.target = urlsplit(url)
        self.seconds = seconds

    def __enter__(self):
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self.accept, "127.0.0.1", 0), self.loop).result()
        port = self.server.sockets[0].getsockname()[1]
        self.url = self.target._replace(netloc=f"127.0.0.1:{port}").geturl()
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self.stop(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)

    async def stop(self):
        self.server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def accept(self, reader, writer):
        await asyncio.sleep(2 * self.seconds)  # what a handshake takes
        try:
            there = await asyncio.open_connection(self.target.hostname, self.target.port)
            await asyncio.gather(self.carry(reader, there[1]), self.carry(there[0], writer))
        except (OSError, asyncio.CancelledError):
            writer.close()

    async def carry(self, reader, writer):
        on_the_way = asyncio.Queue()
        arrival = asyncio.create_task(self.arrive(on_the_way, writer))
        while data := await reader.read(65_536):
            on_the_way.put_nowait((self.loop.time() + self.seconds, data))
        on_the_way.put_nowait((self.loop.time() + self.seconds, None))
        await arrival

    async def arrive(self, on_the_way, writer):
        while True:
            moment, data = await on_the_way.get()
            await asyncio.sleep(moment - self.loop.time())
            if data is None:
                writer.close()
                return
            writer.write(data)
            await writer.drain()
