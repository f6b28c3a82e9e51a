"""A push server on aiohttp, with all four transports: `python3 server.py PORT`.

    GET  /short_poll/CHANNEL?offset=N   what came behind N, at once
    GET  /long_poll/CHANNEL?offset=N    the same, but waits up to 25 s where nothing has come
    GET  /sse/CHANNEL                   an event stream; Last-Event-ID is the offset
    GET  /websocket/CHANNEL?offset=N    a WebSocket, each message in a text frame
    POST /publish/CHANNEL               publishes the body
    GET  /                              200

Polls are answered {"offset": M, "messages": [...]}; M is the next poll's N. Without an offset a
user begins behind the newest message.

One process with asyncio's own loop: what aiohttp's "Server Deployment" calls standalone. (It also
names uvloop and several workers behind nginx; workers would need a broker between them.)
"""

import asyncio
import collections
import contextlib
import json
import os
import re
import signal
import sys

from aiohttp import web

KEPT = 1000  # messages of a channel; a user who falls further behind is cut off
BODY_BYTES_MAX = 1 << 20
HOLD_S = 25  # of a long poll: below the 30 s and 60 s after which proxies give up
COMMENT_S = 15  # the HTML standard advises a comment every 15 seconds or so in event streams
PING_S = 30  # of WebSockets: finds users that are gone; 2 bytes, and 6 for the pong


class Channel:
    def __init__(self):
        self.newest = 0  # the offset of the newest message
        self.kept = collections.deque(maxlen=KEPT)
        self.came = asyncio.Event()  # set when the next message comes, and then replaced

    def publish(self, text):
        self.newest += 1
        self.kept.append(text)
        self.came.set()
        self.came = asyncio.Event()

    def behind(self, offset):
        """What came behind the offset; None where a part of it is no longer kept."""
        count = self.newest - offset
        if count > len(self.kept):
            return None
        return [self.kept[i] for i in range(len(self.kept) - count, len(self.kept))]


channels = collections.defaultdict(Channel)


def channel_of(request):
    return channels[request.match_info["channel"]]


def offset_of(channel, text):
    """Offsets from before a restart are above the newest; they begin anew."""
    if not text:
        return channel.newest
    if not text.isascii() or not text.isdigit():
        raise web.HTTPBadRequest(text="the offset is no number\n")
    return min(int(text), channel.newest)


async def wait_for_message(channel, offset, seconds):
    if channel.newest > offset:
        return
    try:
        await asyncio.wait_for(channel.came.wait(), seconds)
    except asyncio.TimeoutError:
        pass


def poll_answer(channel, offset):
    messages = channel.behind(offset)
    if messages is None:  # the oldest that is kept comes first
        messages = list(channel.kept)
    text = json.dumps({"offset": channel.newest, "messages": messages}, separators=(",", ":"))
    # Caches may not keep it. No compression (enable_compression): an answer has some 60 bytes.
    return web.Response(
        text=text, content_type="application/json", headers={"Cache-Control": "no-store"}
    )


async def short_poll(request):
    channel = channel_of(request)
    return poll_answer(channel, offset_of(channel, request.query.get("offset")))


async def long_poll(request):
    channel = channel_of(request)
    offset = offset_of(channel, request.query.get("offset"))
    await wait_for_message(channel, offset, HOLD_S)
    return poll_answer(channel, offset)


def event(number, text):
    lines = "".join(f"data: {line}\n" for line in re.split("\r\n|\r|\n", text))
    return f"id: {number}\n{lines}\n".encode()


async def send_events(response, channel, offset):
    while (messages := channel.behind(offset)) is not None:
        for text in messages:
            offset += 1
            # Waits where the user does not read (64 KiB), so a slow one holds up itself alone.
            await response.write(event(offset, text))
        await wait_for_message(channel, offset, COMMENT_S)
        if channel.newest == offset:
            await response.write(b":\n\n")


async def sse(request):
    channel = channel_of(request)
    offset = offset_of(channel, request.headers.get("Last-Event-ID"))
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/event-stream",
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",  # nginx in front would gather events
        }
    )
    await response.prepare(request)
    with contextlib.suppress(ConnectionResetError):  # the user has gone
        await send_events(response, channel, offset)
    return response


async def send_messages(socket, channel, offset):
    while (messages := channel.behind(offset)) is not None:
        for text in messages:
            offset += 1
            await socket.send_str(text)
        if channel.newest == offset:
            await channel.came.wait()
    await socket.close(code=1008, message=b"too slow")


async def send_until_gone(socket, channel, offset):
    with contextlib.suppress(ConnectionResetError):
        await send_messages(socket, channel, offset)


async def websocket(request):
    channel = channel_of(request)
    offset = offset_of(channel, request.query.get("offset"))
    # compress: aiohttp's default accepts permessage-deflate where a user offers it. Off, since each
    # connection would compress each message anew, and small ones grow.
    socket = web.WebSocketResponse(heartbeat=PING_S, compress=False, max_msg_size=1 << 16)
    await socket.prepare(request)
    sender = asyncio.ensure_future(send_until_gone(socket, channel, offset))
    try:
        async for _ in socket:  # what users send is read, so that pongs and the close are seen
            pass
    finally:
        sender.cancel()
    return socket


async def publish(request):
    channel_of(request).publish(await request.text())
    return web.Response(text="published\n")


async def ready(_):
    return web.Response(text="")


def application():
    app = web.Application(client_max_size=BODY_BYTES_MAX)  # 413 above; the default, too, is 1 MiB
    app.add_routes(
        [
            web.get("/", ready),
            web.get("/short_poll/{channel}", short_poll),
            web.get("/long_poll/{channel}", long_poll),
            web.get("/sse/{channel}", sse),
            web.get("/websocket/{channel}", websocket),
            web.post("/publish/{channel}", publish),
        ]
    )
    return app


async def main(port):
    # At once: aiohttp would wait up to a minute for its users.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, os._exit, 0)
    # access_log: "Use None to disable logging for sake of speedup" (aiohttp's reference).
    # keepalive_timeout: the default, so that a publisher or poller keeps its connection.
    runner = web.AppRunner(
        application(), access_log=None, handle_signals=False, keepalive_timeout=75
    )
    await runner.setup()
    # backlog: connections that wait for accept; the default of 128 drops some when 1,000 users come
    # at once. aiohttp sets TCP_NODELAY on each connection itself.
    site = web.TCPSite(runner, "127.0.0.1", port, backlog=4096)
    await site.start()
    print(f"listening on {runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


asyncio.run(main(int(sys.argv[1])))
