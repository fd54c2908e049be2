# Copyright The PortageMQ authors
# SPDX-License-Identifier: Apache-2.0
"""What applications do with stomp.py."""

import queue

import stomp

PATIENCE_S = 20

CONNECTIONS = {"1.0": stomp.Connection10, "1.1": stomp.Connection11, "1.2": stomp.Connection12}


class Inbox(stomp.ConnectionListener):
    """Keeps what comes, by kind."""

    def __init__(self):
        self.messages = queue.Queue()
        self.receipts = queue.Queue()
        self.errors = queue.Queue()
        self.ended = queue.Queue()

    def on_message(self, frame):
        self.messages.put(frame)

    def on_receipt(self, frame):
        self.receipts.put(frame.headers["receipt-id"])

    def on_error(self, frame):
        self.errors.put(frame)

    def on_disconnected(self):
        self.ended.put(True)

    def message(self):
        return self.messages.get(timeout=PATIENCE_S)

    def receipt(self):
        return self.receipts.get(timeout=PATIENCE_S)


def connect(port, version="1.2", passcode="guest", **more):
    connection = CONNECTIONS[version]([("127.0.0.1", port)], auto_decode=False, **more)
    inbox = Inbox()
    connection.set_listener("", inbox)
    connection.connect("guest", passcode, wait=True)
    return connection, inbox


def acknowledge(connection, version, frame):
    if version == "1.2":
        connection.ack(frame.headers["ack"])
    elif version == "1.1":
        connection.ack(frame.headers["message-id"], frame.headers["subscription"])
    else:
        connection.ack(frame.headers["message-id"])


def each_version_works(port):
    for version in CONNECTIONS:
        destination = "/queue/stomp-py-%s" % version
        connection, inbox = connect(port, version)
        connection.subscribe(destination, id=1, ack="client")
        for number in range(100):
            connection.send(destination, "message %d" % number, number=number, receipt="r%d" % number)
        assert {inbox.receipt() for _ in range(100)} == {"r%d" % number for number in range(100)}
        frames = [inbox.message() for _ in range(100)]
        assert [frame.body for frame in frames] == [b"message %d" % number for number in range(100)]
        assert frames[7].headers["number"] == "7"
        acknowledge(connection, version, frames[-1])
        connection.disconnect("bye")
        assert inbox.receipt() == "bye"


def awkward_headers_and_bodies_come_back(port):
    connection, inbox = connect(port)
    connection.subscribe("/queue/stomp-py-awkward", id=1, ack="auto")
    headers = {"colon": "a:b", "backslash": "a\\b", "lines": "a\nb\r", "blanks": " a ", "umlaut": "größe", "long": "x" * 2048}
    body = bytes(range(256))
    connection.send("/queue/stomp-py-awkward", body, headers=headers)
    frame = inbox.message()
    assert {name: frame.headers.get(name) for name in headers} == headers, frame.headers
    assert frame.body == body
    connection.disconnect()


def nacks_and_transactions(port):
    connection, inbox = connect(port)
    connection.subscribe("/queue/stomp-py-tx", id=1, ack="client-individual")
    aborted = connection.begin()
    connection.send("/queue/stomp-py-tx", "aborted", transaction=aborted)
    connection.abort(aborted)
    committed = connection.begin()
    connection.send("/queue/stomp-py-tx", "committed", transaction=committed)
    connection.commit(committed)
    frame = inbox.message()
    assert frame.body == b"committed"
    connection.nack(frame.headers["ack"])
    again = inbox.message()
    assert again.headers["redelivered"] == "true"
    connection.ack(again.headers["ack"], receipt="acked")
    assert inbox.receipt() == "acked"
    connection.disconnect()


def heart_beats_keep_it_alive(port):
    connection, inbox = connect(port, heartbeats=(1000, 1000))
    try:
        inbox.ended.get(timeout=5)
        raise AssertionError("the connection ended")
    except queue.Empty:
        pass
    connection.disconnect()


def a_wrong_passcode_fails(port):
    try:
        connect(port, passcode="wrong", reconnect_attempts_max=1)
    except stomp.exception.ConnectFailedException:
        return
    raise AssertionError("logged in")


def errors_are_told(port):
    connection, inbox = connect(port)
    connection.send("/nowhere/x", "lost")
    frame = inbox.errors.get(timeout=PATIENCE_S)
    assert frame.headers["message"] == "invalid header destination", frame.headers
    inbox.ended.get(timeout=PATIENCE_S)


SCENARIOS = {
    scenario.__name__: scenario
    for scenario in (
        each_version_works,
        awkward_headers_and_bodies_come_back,
        nacks_and_transactions,
        heart_beats_keep_it_alive,
        a_wrong_passcode_fails,
        errors_are_told,
    )
}
