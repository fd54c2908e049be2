# Copyright The PortageMQ authors
# SPDX-License-Identifier: Apache-2.0
"""What applications do with Qpid Proton."""

import uuid

import proton
from proton import Message, symbol, uint, ulong
from proton.handlers import MessagingHandler, TransactionHandler
from proton.reactor import Container, Copy, Selector
from proton.utils import BlockingConnection, LinkDetached

PATIENCE_S = 20


def connect(port, **options):
    url = "amqp://guest:guest@127.0.0.1:%d" % port
    return BlockingConnection(url, timeout=PATIENCE_S, sasl_enabled=True, allow_insecure_mechs=True, **options)


def all_types_come_back(port):
    connection = connect(port)
    sent = Message(
        id=uuid.UUID("00112233-4455-6677-8899-aabbccddeeff"),
        correlation_id=ulong(42),
        subject="kind",
        user_id=b"guest",
        priority=7,
        durable=True,
        properties={
            "text": "t",
            "octet": proton.byte(7),
            "number": proton.int32(42),
            "large": 1 << 40,
            "unsigned": uint(1 << 31),
            "fraction": 0.5,
            "single": proton.float32(0.25),
            "flag": True,
            "symbol": symbol("s"),
            "uuid": uuid.UUID("ffeeddcc-bbaa-9988-7766-554433221100"),
            "time": proton.timestamp(1700000000000),
            "letter": proton.char("x"),
            "bytes": b"\x00\xff",
        },
        body={"list": [1, 2, "three"], "map": {"nested": None}},
    )
    connection.create_sender("proton-types").send(sent)
    receiver = connection.create_receiver("proton-types")
    got = receiver.receive(PATIENCE_S)
    receiver.accept()
    assert got.id == sent.id, got.id
    assert int(got.correlation_id) == 42, (type(got.correlation_id), type(sent.correlation_id))
    assert got.user_id == b"guest", got.user_id
    assert got.properties == sent.properties, got.properties
    for name, value in sent.properties.items():
        assert type(got.properties[name]) is type(value), name
    assert got.body == sent.body, got.body
    assert got.priority == 7 and got.durable
    connection.close()


def bodies_of_all_kinds_come_back(port):
    connection = connect(port)
    sender = connection.create_sender("proton-bodies")
    receiver = connection.create_receiver("proton-bodies")
    for body in ["text", b"bytes", 42, 0.5, True, ["a", 1], {"a": 1}, None, ""]:
        sender.send(Message(body=body))
        got = receiver.receive(PATIENCE_S)
        receiver.accept()
        assert got.body == body, (body, got.body)
    connection.close()


def outcomes_decide(port):
    connection = connect(port)
    sender = connection.create_sender("proton-outcomes")
    sender.send(Message(body="once"))
    receiver = connection.create_receiver("proton-outcomes", credit=1)
    assert receiver.receive(PATIENCE_S).delivery_count == 0
    receiver.release(delivered=False)
    assert receiver.receive(PATIENCE_S).delivery_count == 0
    # Modified, without saying that the delivery has failed.
    receiver.release(delivered=True)
    again = receiver.receive(PATIENCE_S)
    assert again.delivery_count == 0 and not again.first_acquirer
    receiver.reject()
    sender.send(Message(body="next"))
    assert receiver.receive(PATIENCE_S).body == "next"
    receiver.accept()
    connection.close()


def selectors_and_browsers_see_what_they_want(port):
    connection = connect(port)
    sender = connection.create_sender("proton-chosen")
    for colour in ["red", "green"]:
        sender.send(Message(properties={"colour": colour}, body=colour))
    browser = connection.create_receiver("proton-chosen", options=Copy())
    assert [browser.receive(PATIENCE_S).body for _ in range(2)] == ["red", "green"]
    browser.close()
    chosen = connection.create_receiver("proton-chosen", options=Selector("colour = 'green'"))
    assert chosen.receive(PATIENCE_S).body == "green"
    chosen.accept()
    chosen.close()
    rest = connection.create_receiver("proton-chosen")
    assert rest.receive(PATIENCE_S).body == "red"
    rest.accept()
    connection.close()


def what_does_not_exist_is_refused(port):
    connection = connect(port)
    try:
        connection.create_receiver("/queues/proton-none")
    except LinkDetached as refusal:
        assert refusal.condition == "amqp:not-found", refusal.condition
    else:
        raise AssertionError("a queue that does not exist")
    connection.close()


class Transactions(MessagingHandler, TransactionHandler):
    """Sends and takes in transactions: one is aborted, the next one is committed."""

    def __init__(self, port):
        super().__init__(prefetch=0, auto_accept=False)
        self.url = "amqp://guest:guest@127.0.0.1:%d" % port
        self.aborted = False
        self.failure = "it did not end"

    def on_start(self, event):
        self.container = event.container
        self.connection = event.container.connect(
            self.url, sasl_enabled=True, allow_insecure_mechs=True, reconnect=False
        )
        self.sender = event.container.create_sender(self.connection, "proton-sent")
        self.receiver = event.container.create_receiver(self.connection, "proton-sent")
        self.container.declare_transaction(self.connection, handler=self)

    def on_transaction_declared(self, event):
        self.transaction = event.transaction
        event.transaction.send(self.sender, Message(body="second" if self.aborted else "first"))
        if self.aborted:
            event.transaction.commit()
        else:
            event.transaction.abort()

    def on_transaction_aborted(self, event):
        self.aborted = True
        self.container.declare_transaction(self.connection, handler=self)

    def on_transaction_committed(self, event):
        self.receiver.flow(1)

    def on_message(self, event):
        self.failure = None if event.message.body == "second" else "got " + event.message.body
        self.accept(event.delivery)
        self.connection.close()

    def on_transport_error(self, event):
        self.failure = str(event.transport.condition)

    def on_link_error(self, event):
        self.failure = str(event.link.remote_condition)
        self.connection.close()


def transactions_are_whole(port):
    handler = Transactions(port)
    Container(handler).run()
    assert handler.failure is None, handler.failure


SCENARIOS = {
    scenario.__name__: scenario
    for scenario in (
        all_types_come_back,
        bodies_of_all_kinds_come_back,
        outcomes_decide,
        selectors_and_browsers_see_what_they_want,
        what_does_not_exist_is_refused,
        transactions_are_whole,
    )
}
