"""A part of Mattermost's API (version 4), strictly: `server.py PORT`.

By developers.mattermost.com, "API reference" (login, channels, incoming webhooks) and "WebSocket":

- POST /api/v4/users/login gives a session's token in a header;
- POST /api/v4/channels/ID/members makes its user a member of a public channel;
- GET /api/v4/websocket: the first message has to be `authentication_challenge` with the token;
  then the user gets an event `posted`, with the post as JSON in a text, for each post in a channel
  of its own. Every action has a sequence number above 0, and its answer repeats that;
- POST /hooks/ID posts, as the integration that the hook belongs to, to a channel by its name.

There are the users user-0, user-1 … up to user-199, one team, and its channels room-0 to room-9.
"""
import asyncio
import json
import pathlib
import secrets
import sys
import time

from aiohttp import WSMsgType, web

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from serving import serve  # noqa: E402

PASSWORD, HOOK, TEAM = "Passw0rd!", "xf4kqe1h8jbozjw3d1p6ccy9oh", "bench"
CHALLENGE_S = 5  # a connection that has not authenticated by then is closed
DIGITS = "ybndrfg8ejkmcpqxot1uwisza345h769"


def new_id():
    """26 characters, as Mattermost's identifiers have."""
    return "".join(secrets.choice(DIGITS) for _ in range(26))


class Refused(Exception):
    def __init__(self, status, name, message):
        self.error = {"id": name, "message": message, "detailed_error": "", "status_code": status}


class Channel:
    def __init__(self, name):
        self.id, self.name, self.members = new_id(), name, set()


users = {f"user-{number}": new_id() for number in range(200)}
channels = {name: Channel(name) for name in (f"room-{number}" for number in range(10))}
sessions = {}  # token: the user's id
sockets = {}  # of users who have authenticated: the last sequence number


def answers(handler):
    """The handler's refusals as the API's errors."""
    async def answer(request):
        try:
            return await handler(request)
        except Refused as refused:
            error = {**refused.error, "request_id": new_id()}
            return web.json_response(error, status=error["status_code"])
        except (json.JSONDecodeError, UnicodeDecodeError):
            error = {"id": "api.context.invalid_body_param.app_error", "request_id": new_id(),
                     "message": "Invalid or missing body.", "status_code": 400}
            return web.json_response(error, status=400)
    return answer


def user_of(request):
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme not in ("Bearer", "BEARER") or token not in sessions:
        raise Refused(401, "api.context.session_expired.app_error",
                      "Invalid or expired session, please login again.")
    return sessions[token]


@answers
async def login(request):
    given = await request.json()
    user = users.get(given.get("login_id"))
    if not user or given.get("password") != PASSWORD:
        raise Refused(401, "api.user.login.invalid_credentials_email_username",
                      "Enter a valid email or username and/or password.")
    token = new_id()
    sessions[token] = user
    return web.json_response({"id": user, "username": given["login_id"], "roles": "system_user"},
                             headers={"Token": token})


@answers
async def channel_by_name(request):
    user_of(request)
    channel = channels.get(request.match_info["channel"])
    if request.match_info["team"] != TEAM:
        raise Refused(404, "app.team.get_by_name.missing.app_error", "Unable to find the team.")
    if not channel:
        raise Refused(404, "app.channel.get_by_name.missing.app_error", "Channel does not exist.")
    return web.json_response({"id": channel.id, "name": channel.name, "type": "O"})


@answers
async def join(request):
    user = user_of(request)
    named = [it for it in channels.values() if it.id == request.match_info["channel"]]
    if not named:
        raise Refused(404, "app.channel.get.existing.app_error",
                      "Unable to find the existing channel.")
    if (await request.json()).get("user_id") != user:
        raise Refused(403, "api.context.permissions.app_error",
                      "You do not have the appropriate permissions.")
    named[0].members.add(user)
    return web.json_response({"channel_id": named[0].id, "user_id": user}, status=201)


def posted(channel, text):
    now_ms = int(time.time() * 1000)
    post = {"id": new_id(), "create_at": now_ms, "update_at": now_ms, "user_id": new_id(),
            "channel_id": channel.id, "message": text, "type": "",
            "props": {"from_webhook": "true"}}
    return {"channel_display_name": channel.name, "channel_name": channel.name, "channel_type": "O",
            "post": json.dumps(post), "sender_name": "@bench", "team_id": ""}


def event(name, data, sequence, channel_id=""):
    broadcast = {"omit_users": None, "user_id": "", "channel_id": channel_id, "team_id": ""}
    return json.dumps({"event": name, "data": data, "broadcast": broadcast, "seq": sequence})


@answers
async def hook(request):
    given = await request.json()
    if request.match_info["hook"] != HOOK:
        raise Refused(400, "web.incoming_webhook.invalid.app_error", "Invalid webhook.")
    if not given.get("text"):
        raise Refused(400, "web.incoming_webhook.text.app_error", "No text specified.")
    channel = channels.get(given.get("channel"))
    if not channel:
        raise Refused(404, "web.incoming_webhook.channel.app_error", "Couldn't find the channel.")
    data = posted(channel, given["text"])
    for socket, of in list(sockets.items()):
        if of["user"] in channel.members and not socket.closed:
            of["seq"] += 1
            await socket.send_str(event("posted", data, of["seq"], channel.id))
    return web.Response(text="ok")


def fail(sequence, name, message, status):
    return {"status": "FAIL", "seq_reply": sequence,
            "error": {"id": f"api.web_socket_router.{name}.app_error", "message": message,
                      "detailed_error": "", "status_code": status}}


async def act(socket, given):
    """Answers an action. False where the connection ends."""
    action, sequence = given.get("action"), given.get("seq")
    if not action:
        await socket.send_json(fail(sequence, "no_action", "No websocket action.", 400))
    elif not isinstance(sequence, int) or sequence <= 0:
        await socket.send_json(fail(sequence, "no_seq", "No sequence number.", 400))
    elif action == "authentication_challenge":
        token = given.get("data", {}).get("token")
        if token not in sessions:
            return False
        if socket not in sockets:
            await socket.send_str(event("hello", {"server_version": "9.5.0",
                                                  "connection_id": new_id()}, 0))
            sockets[socket] = {"user": sessions[token], "seq": 0}
        await socket.send_json({"status": "OK", "seq_reply": sequence})
    elif socket not in sockets:
        await socket.send_json(fail(sequence, "not_authenticated", "WebSocket connection is not "
                                    "authenticated. Please log in and try again.", 401))
    elif action == "ping":
        await socket.send_json({"status": "OK", "seq_reply": sequence, "data": {
            "text": "pong", "version": "9.5.0", "server_time": int(time.time() * 1000)}})
    else:
        await socket.send_json(fail(sequence, "bad_action", "Unknown WebSocket action.", 400))
    return True


async def close_unless_known(socket):
    await asyncio.sleep(CHALLENGE_S)
    if socket not in sockets:
        await socket.close()


async def websocket(request):
    socket = web.WebSocketResponse(compress=False, heartbeat=60)
    await socket.prepare(request)
    closer = asyncio.ensure_future(close_unless_known(socket))
    try:
        async for message in socket:
            if message.type != WSMsgType.TEXT or not await act(socket, json.loads(message.data)):
                break
    finally:
        closer.cancel()
        sockets.pop(socket, None)
    await socket.close()
    return socket


async def ping(_):
    return web.json_response({"status": "OK"})


serve([web.get("/api/v4/system/ping", ping),
       web.post("/api/v4/users/login", login),
       web.get("/api/v4/teams/name/{team}/channels/name/{channel}", channel_by_name),
       web.post("/api/v4/channels/{channel}/members", join),
       web.post("/hooks/{hook}", hook),
       web.get("/api/v4/websocket", websocket)], int(sys.argv[1]))
