"""Serves an application of aiohttp on 127.0.0.1 until SIGTERM."""
import asyncio
import signal

from aiohttp import web


async def serve_until_told(application, port, meanwhile):
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    runner = web.AppRunner(application, access_log=None, handle_signals=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    tasks = [asyncio.ensure_future(task) for task in meanwhile]
    print("listening", flush=True)
    await told.wait()
    for task in tasks:
        task.cancel()


def serve(routes, port, *meanwhile):
    """`meanwhile`: coroutines that run until the end."""
    application = web.Application()
    application.add_routes(routes)
    asyncio.run(serve_until_told(application, port, meanwhile))
