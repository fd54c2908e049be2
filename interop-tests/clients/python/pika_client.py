# Copyright The PortageMQ authors
# SPDX-License-Identifier: Apache-2.0
"""What applications do with pika."""

import os

import pika
from pika.exceptions import (
    ChannelClosedByBroker,
    NackError,
    ProbableAuthenticationError,
    UnroutableError,
)

PATIENCE_S = 20


def parameters(port, **more):
    return pika.ConnectionParameters(
        "127.0.0.1", port, blocked_connection_timeout=PATIENCE_S, socket_timeout=PATIENCE_S, **more
    )


def connect(port):
    return pika.BlockingConnection(parameters(port))


def temporary(channel, **arguments):
    return channel.queue_declare("", exclusive=True, arguments=arguments).method.queue


def take(channel, queue, count):
    """The first messages of a queue, acknowledged."""
    bodies = []
    for method, _, body in channel.consume(queue, inactivity_timeout=PATIENCE_S):
        assert method is not None, "got only %s" % bodies
        bodies.append(body)
        channel.basic_ack(method.delivery_tag)
        if len(bodies) == count:
            break
    channel.cancel()
    return bodies


def confirms_and_returns(port):
    with connect(port) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        queue = temporary(channel)
        for number in range(20):
            channel.basic_publish("", queue, b"%d" % number, pika.BasicProperties(delivery_mode=2), mandatory=True)
        try:
            channel.basic_publish("", "no-such-queue", b"lost", mandatory=True)
            raise AssertionError("an unroutable message was not returned")
        except UnroutableError as returned:
            assert returned.messages[0].method.reply_code == 312
        assert take(channel, queue, 20) == [b"%d" % number for number in range(20)]


def full_queue_nacks(port):
    with connect(port) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        queue = temporary(channel, **{"x-max-length": 1, "x-overflow": "reject-publish"})
        channel.basic_publish("", queue, b"1")
        try:
            channel.basic_publish("", queue, b"2")
            raise AssertionError("a message too many was confirmed")
        except NackError:
            pass


def closed_channel_gives_back(port):
    with connect(port) as connection:
        channel = connection.channel()
        queue = temporary(channel)
        for number in range(3):
            channel.basic_publish("", queue, b"%d" % number)
        got = [channel.basic_get(queue) for _ in range(2)]
        assert [method.redelivered for method, _, _ in got] == [False, False]
        channel.close()
        channel = connection.channel()
        again = [channel.basic_get(queue, auto_ack=True) for _ in range(3)]
        assert [(m.redelivered, body) for m, _, body in again] == [(True, b"0"), (True, b"1"), (False, b"2")]


def transactions_are_whole(port):
    with connect(port) as connection:
        channel = connection.channel()
        queue, other = temporary(channel), temporary(channel)
        channel.tx_select()
        channel.basic_publish("", queue, b"dropped")
        channel.tx_rollback()
        channel.basic_publish("", queue, b"kept")
        channel.basic_publish("", other, b"kept too")
        channel.tx_commit()
        assert channel.basic_get(queue, auto_ack=True)[2] == b"kept"
        assert channel.basic_get(other, auto_ack=True)[2] == b"kept too"


def direct_replies(port):
    with connect(port) as connection:
        client, server = connection.channel(), connection.channel()
        queue = temporary(server)
        replies = []
        client.basic_consume("amq.rabbitmq.reply-to", lambda *got: replies.append(got[3]), auto_ack=True)
        client.basic_publish("", queue, b"ping", pika.BasicProperties(reply_to="amq.rabbitmq.reply-to"))
        method, properties, body = None, None, None
        while method is None:
            method, properties, body = server.basic_get(queue, auto_ack=True)
        server.basic_publish("", properties.reply_to, body + b"!")
        while not replies:
            connection.process_data_events(1)
        assert replies == [b"ping!"]


def all_properties_come_back(port):
    with connect(port) as connection:
        channel = connection.channel()
        queue = temporary(channel)
        sent = pika.BasicProperties(
            content_type="text/plain",
            content_encoding="utf-8",
            headers={"text": "é", "number": 1 << 40, "yes": True, "list": [1, "a"], "table": {"a": 1}, "none": None},
            delivery_mode=2,
            priority=4,
            correlation_id="correlation",
            reply_to="reply",
            expiration="60000",
            message_id="id",
            timestamp=1_700_000_000,
            type="kind",
            user_id="guest",
            app_id="app",
        )
        channel.basic_publish("", queue, b"", sent)
        _, got, body = channel.basic_get(queue, auto_ack=True)
        assert body == b""
        assert got == sent, "%s is not %s" % (got, sent)


def deleted_queue_cancels_its_consumer(port):
    with connect(port) as connection:
        channel = connection.channel()
        queue = channel.queue_declare("").method.queue
        cancelled = []
        channel.add_on_cancel_callback(lambda frame: cancelled.append(frame.method.consumer_tag))
        tag = channel.basic_consume(queue, lambda *got: None)
        connection.channel().queue_delete(queue)
        while not cancelled:
            connection.process_data_events(1)
        assert cancelled == [tag]


def refusals_close_the_channel(port):
    with connect(port) as connection:
        channel = connection.channel()
        queue = "pika-refused-%d" % os.getpid()
        channel.queue_declare(queue, exclusive=True)
        try:
            channel.queue_declare(queue, exclusive=True, arguments={"x-max-length": 3})
            raise AssertionError("other arguments were accepted")
        except ChannelClosedByBroker as closed:
            assert closed.reply_code == 406
            assert "inequivalent arg 'x-max-length' for queue '%s' in vhost '/'" % queue in closed.reply_text
        assert connection.is_open


def wrong_password_is_told(port):
    try:
        pika.BlockingConnection(parameters(port, credentials=pika.PlainCredentials("guest", "wrong")))
        raise AssertionError("a wrong password was accepted")
    except ProbableAuthenticationError:
        pass


def event_loop_publishes_and_consumes(port):
    """The asynchronous adapter, which waits for no answer before it goes on."""
    queue = "pika-loop-%d" % os.getpid()
    got = []

    def opened(connection):
        connection.channel(on_open_callback=work)

    def work(channel):
        channel.queue_declare(queue, auto_delete=True)
        channel.basic_qos(prefetch_count=10)
        channel.basic_consume(queue, receive)
        for number in range(200):
            channel.basic_publish("", queue, b"%d" % number)

    def receive(channel, method, _, body):
        got.append(int(body))
        channel.basic_ack(method.delivery_tag)
        if len(got) == 200:
            channel.connection.close()

    connection = pika.SelectConnection(
        parameters(port), on_open_callback=opened, on_close_callback=lambda c, reason: c.ioloop.stop()
    )
    connection.ioloop.call_later(PATIENCE_S, connection.ioloop.stop)
    connection.ioloop.start()
    assert got == list(range(200)), got


SCENARIOS = {
    scenario.__name__: scenario
    for scenario in (
        confirms_and_returns,
        full_queue_nacks,
        closed_channel_gives_back,
        transactions_are_whole,
        direct_replies,
        all_properties_come_back,
        deleted_queue_cancels_its_consumer,
        refusals_close_the_channel,
        wrong_password_is_told,
        event_loop_publishes_and_consumes,
    )
}
