"""A part of Zulip's REST API, strictly: `server.py PORT`.

By zulip.com/api ("Send a message", "Register an event queue", "Get events from an event queue",
"Error handling"):

- POST /api/v1/register makes a queue of the events that are asked for, in the narrow that is asked
  for, and answers its `queue_id` and `last_event_id`;
- GET /api/v1/events is held until there is an event above `last_event_id`, which also tells the
  server to forget those up to it; a heartbeat is an event, too. Queues do not outlive a server that
  is killed: the code is then BAD_EVENT_QUEUE_ID, and a client has to register again;
- POST /api/v1/messages sends; its content comes back as HTML.

Arguments are form-encoded, and every request is authenticated (Basic: a bot and its key). There are
the streams room-0 to room-9."""
import asyncio
import base64
import html
import json
import pathlib
import sys
import time
import uuid

from aiohttp import web

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from serving import serve  # noqa: E402

BOT, KEY = "bench-bot@example.com", "gcNv3xlQjK5cXlrzbPDMXvWOiWuMzJ4n"
BASIC = "Basic " + base64.b64encode(f"{BOT}:{KEY}".encode()).decode()
HEARTBEAT_S = 45
STREAMS = {f"room-{number}": number + 1 for number in range(10)}


class Refused(Exception):
    def __init__(self, code, message, status=400, **more):
        self.status = status
        self.document = {"result": "error", "msg": message, "code": code, **more}


class Queue:
    def __init__(self, types, narrow):
        self.id = str(uuid.uuid4())
        self.types, self.narrow = types, narrow
        self.events = []
        self.next_id = 0
        self.forgotten = -1  # the highest number that was dropped
        self.came = asyncio.Event()  # set with an event, or when another poll takes its place
        self.polls = 0

    def add(self, event):
        self.events.append({**event, "id": self.next_id})
        self.next_id += 1
        self.came.set()

    def takes(self, event):
        return event["type"] in self.types and all(
            operand == event["message"]["display_recipient"]
            for operator, operand in self.narrow if operator in ("stream", "channel"))

    def forget(self, last):
        if last < self.forgotten:
            raise Refused("BAD_REQUEST", f"An event newer than {last} has already been pruned!")
        self.forgotten = last
        self.events = [event for event in self.events if event["id"] > last]


queues = {}
messages = 0


def answers(handler):
    async def answer(request):
        try:
            if request.headers.get("Authorization") != BASIC:
                raise Refused("UNAUTHORIZED", "Invalid API key", 401)
            document = await handler(request)
            return web.json_response({"result": "success", "msg": "", **document})
        except Refused as refused:
            return web.json_response(refused.document, status=refused.status)
    return answer


def argument(given, name, read=str, default=None):
    if name not in given:
        if default is not None:
            return default
        raise Refused("REQUEST_VARIABLE_MISSING", f"Missing '{name}' argument", var_name=name)
    try:
        return read(given[name])
    except ValueError as error:
        raise Refused("REQUEST_VARIABLE_INVALID", f"Bad value for '{name}'") from error


def stream_of(name):
    if name not in STREAMS:
        raise Refused("STREAM_DOES_NOT_EXIST", f"Channel '{name}' does not exist", stream=name)
    return STREAMS[name]


@answers
async def register(request):
    given = await request.post()
    queue = Queue(argument(given, "event_types", json.loads, ["message"]),
                  argument(given, "narrow", json.loads, []))
    for operator, operand in queue.narrow:
        if operator in ("stream", "channel"):
            stream_of(operand)
    queues[queue.id] = queue
    return {"queue_id": queue.id, "last_event_id": -1, "max_message_id": messages,
            "zulip_feature_level": 249, "event_queue_longpoll_timeout_seconds": 90}


async def wait_for_event(queue):
    queue.came.set()  # the poll before, if there is one, ends
    queue.polls += 1
    own = queue.polls
    await asyncio.sleep(0)
    try:
        while not queue.events and queue.polls == own:
            queue.came.clear()
            await asyncio.wait_for(queue.came.wait(), HEARTBEAT_S)
    except asyncio.TimeoutError:
        queue.add({"type": "heartbeat"})


@answers
async def events(request):
    name = argument(request.query, "queue_id")
    last = argument(request.query, "last_event_id", int)
    queue = queues.get(name)
    if not queue:
        raise Refused("BAD_EVENT_QUEUE_ID", f"Bad event queue ID: {name}", queue_id=name)
    queue.forget(last)
    await wait_for_event(queue)
    return {"events": queue.events, "queue_id": queue.id}


@answers
async def send(request):
    global messages
    given = await request.post()
    if argument(given, "type") not in ("stream", "channel"):
        raise Refused("BAD_REQUEST", "Invalid message type")
    to, content = argument(given, "to"), argument(given, "content")
    stream, topic = stream_of(to), argument(given, "topic")
    if not content.strip():
        raise Refused("BAD_REQUEST", "Message must not be empty")
    messages += 1
    event = {"type": "message", "flags": [], "message": {
        "id": messages, "type": "stream", "stream_id": stream, "display_recipient": to,
        "subject": topic, "content": f"<p>{html.escape(content)}</p>", "sender_email": BOT,
        "content_type": "text/html", "timestamp": int(time.time()), "client": "python"}}
    for queue in queues.values():
        if queue.takes(event):
            queue.add(event)
    return {"id": messages}


async def settings(_):
    return web.json_response({"result": "success", "msg": "", "zulip_version": "9.0"})


serve([web.get("/api/v1/server_settings", settings), web.post("/api/v1/register", register),
       web.get("/api/v1/events", events), web.post("/api/v1/messages", send)], int(sys.argv[1]))
