"""A part of Stellar's Horizon API, strictly: `server.py PORT`.

By developers.stellar.org, "Horizon API reference" (transactions, accounts, submit a transaction,
streaming, errors):

- GET /transactions?cursor=C with `Accept: text/event-stream` is a stream of all transactions behind
  the cursor, a paging token or `now`; `Last-Event-ID` goes before it. It begins with an event
  `open` and `retry: 1000`, and ends after some time with an event `close` and `retry: 10`: users
  then come back at once, and go on behind the newest event;
- POST /transactions with `tx`, an envelope in base64, is answered when a ledger has it. A
  transaction's sequence number has to be its account's and 1.

The ledger, which a real network keeps, is in a file that outlives a server that is killed. Ledgers
close every 50 ms, not every 5 s."""
import asyncio
import json
import os
import pathlib
import sys
import tempfile

from aiohttp import web

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from serving import serve  # noqa: E402
from transaction import account_name, read  # noqa: E402

PORT = int(sys.argv[1])
STREAM_S = float(os.environ.get("STREAM_S", "55"))
CLOSE_S = 0.05
ERRORS = "https://stellar.org/horizon-errors/"
FIRST_SEQUENCE = 3 << 32


class Ledger:
    def __init__(self, path):
        self.path = path
        self.transactions = []  # the records, in order
        self.waiting = []  # (record without its place, future)
        self.closed = asyncio.Event()  # set when a ledger closes, and then replaced
        self.sequences = {account_name(bytes(range(32))): FIRST_SEQUENCE}
        self.number = 1
        if path.exists():
            for line in path.read_text().splitlines():
                self.add(json.loads(line))

    def add(self, record):
        self.transactions.append(record)
        self.sequences[record["source_account"]] = int(record["source_account_sequence"])
        self.number = record["ledger"]

    def close(self):
        self.number += 1
        with self.path.open("a") as file:
            for index, (record, _) in enumerate(self.waiting):
                record["ledger"] = self.number
                record["id"] = record["hash"]
                record["paging_token"] = str((self.number << 32) + ((index + 1) << 12))
                file.write(json.dumps(record) + "\n")
        for record, done in self.waiting:
            self.add(record)
            done.set_result(record)
        self.waiting = []
        self.closed.set()
        self.closed = asyncio.Event()

    def behind(self, cursor):
        return [it for it in self.transactions if int(it["paging_token"]) > cursor]

    def known(self, name):
        """The record, or its future, of a transaction that was submitted before."""
        done = [it for it in self.transactions if it["hash"] == name]
        return done + [future for record, future in self.waiting if record["hash"] == name]


ledger = None


def problem(status, name, title, **more):
    document = {"type": ERRORS + name, "title": title, "status": status, **more}
    return web.Response(status=status, text=json.dumps(document),
                        content_type="application/problem+json")


def bad_field(name, reason):
    return problem(400, "bad_request", "Bad Request",
                   extras={"invalid_field": name, "reason": reason})


def failed(code):
    return problem(400, "transaction_failed", "Transaction Failed",
                   extras={"result_codes": {"transaction": code}})


async def account(request):
    name = request.match_info["account"]
    if name not in ledger.sequences:
        return problem(404, "not_found", "Resource Missing")
    return web.json_response({"id": name, "account_id": name,
                              "sequence": str(ledger.sequences[name])})


async def submit(request):
    given = (await request.post()).get("tx")
    if not given:
        return bad_field("tx", "tx is required")
    try:
        source, sequence, memo, name = read(given)
    except ValueError:
        return problem(400, "transaction_malformed", "Transaction Malformed",
                       extras={"envelope_xdr": given})
    for before in ledger.known(name):
        return web.json_response(await before if asyncio.isfuture(before) else before)
    waiting = [int(record["source_account_sequence"]) for record, _ in ledger.waiting
               if record["source_account"] == source]
    if source not in ledger.sequences:
        return failed("tx_no_source_account")
    if sequence != max([ledger.sequences[source], *waiting]) + 1:
        return failed("tx_bad_seq")
    done = asyncio.get_running_loop().create_future()
    ledger.waiting.append(({"hash": name, "successful": True, "source_account": source,
                            "source_account_sequence": str(sequence), "memo_type": "text",
                            "memo": memo, "envelope_xdr": given}, done))
    return web.json_response(await done)


def cursor_of(request):
    """The paging token; None where it is none."""
    text = request.headers.get("Last-Event-ID") or request.query.get("cursor", "0")
    if text == "now":
        return int(ledger.transactions[-1]["paging_token"]) if ledger.transactions else 0
    return int(text) if text.isascii() and text.isdigit() else None


def event(data, **fields):
    head = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"{head}data: {json.dumps(data)}\n\n".encode()


async def send_all(response, cursor):
    while True:
        closed = ledger.closed
        for record in ledger.behind(cursor):
            cursor = int(record["paging_token"])
            await response.write(event(record, id=record["paging_token"]))
        await closed.wait()


async def transactions(request):
    cursor = cursor_of(request)
    if cursor is None:
        return bad_field("cursor", "cursor must be a paging token")
    if "text/event-stream" not in request.headers.get("Accept", ""):
        return web.json_response({"_embedded": {"records": ledger.behind(cursor)[:10]}})
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream",
                                           "Cache-Control": "no-cache"})
    await response.prepare(request)
    await response.write(event("hello", retry=1000, event="open"))
    try:
        await asyncio.wait_for(send_all(response, cursor), STREAM_S)
    except asyncio.TimeoutError:
        await response.write(event("byebye", retry=10, event="close"))
    except ConnectionResetError:  # the user has gone
        pass
    return response


async def root(_):
    return web.json_response({"horizon_version": "2.28.0", "core_latest_ledger": ledger.number})


async def keep_ledger():
    global ledger
    path = pathlib.Path(tempfile.gettempdir()) / f"horizon-{PORT}.jsonl"
    ledger = Ledger(path)
    try:
        while True:
            await asyncio.sleep(CLOSE_S)
            ledger.close()
    finally:
        path.unlink(missing_ok=True)


serve([web.get("/", root), web.get("/accounts/{account}", account),
       web.get("/transactions", transactions), web.post("/transactions", submit)],
      PORT, keep_ledger())
