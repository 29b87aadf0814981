"""Takes TLS off connections and hands their bytes to a plain service, unread: paths arrive as they were sent.

    tls_front.py BACKEND_PORT PORT=CERTIFICATE...
"""

import asyncio
import ssl
import sys


async def pump(reader, writer):
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    except (OSError, ssl.SSLError):
        pass
    finally:
        writer.close()


async def main(backend, listeners):
    async def serve(reader, writer):
        try:
            service_reader, service_writer = await asyncio.open_connection("127.0.0.1", backend)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pump(reader, service_writer), pump(service_reader, writer))

    # A client that refuses the certificate is no news.
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    for port, certificate in listeners:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        await asyncio.start_server(serve, "127.0.0.1", port, ssl=context)
    await asyncio.Event().wait()


if __name__ == "__main__":
    pairs = [pair.split("=", 1) for pair in sys.argv[2:]]
    asyncio.run(main(int(sys.argv[1]), [(int(port), certificate) for port, certificate in pairs]))
