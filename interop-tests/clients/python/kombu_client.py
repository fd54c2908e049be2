# Copyright The PortageMQ authors
# SPDX-License-Identifier: Apache-2.0
"""What Celery does with kombu: task queues, control broadcasts, results, rate changes."""

import os
import socket

from kombu import Connection, Consumer, Exchange, Queue
from kombu.mixins import ConsumerMixin, ConsumerProducerMixin
from kombu.pidbox import Mailbox
from kombu.pools import producers

PATIENCE_S = 20


def connect(port):
    return Connection("amqp://guest:guest@127.0.0.1:%d//" % port, heartbeat=10)


def name(what):
    return "kombu-%s-%d" % (what, os.getpid())


def simple_queue(port):
    with connect(port) as connection:
        queue = connection.SimpleQueue(name("simple"))
        queue.put({"n": 1}, compression="zlib")
        message = queue.get(timeout=PATIENCE_S)
        assert message.payload == {"n": 1}
        message.requeue()
        again = queue.get(timeout=PATIENCE_S)
        assert again.delivery_info["redelivered"]
        again.ack()
        queue.close()
        queue.queue.delete()


def tasks_by_priority(port):
    exchange = Exchange(name("tasks"), "direct")
    queue = Queue(name("tasks"), exchange, "task", max_priority=10, queue_arguments={"x-queue-mode": "lazy"})
    got = []

    class Worker(ConsumerMixin):
        def __init__(self, connection):
            self.connection = connection

        def get_consumers(self, consumer, channel):
            return [consumer([queue], callbacks=[self.on_task], prefetch_count=1)]

        def on_task(self, body, message):
            got.append(body)
            message.ack()
            self.should_stop = len(got) == 3

    with connect(port) as connection:
        queue(connection).declare()
        with producers[connection].acquire(block=True) as producer:
            for priority in (1, 9, 5):
                producer.publish(
                    priority, exchange=exchange, routing_key="task", priority=priority, retry=True, declare=[queue]
                )
        for _ in Worker(connection).consume(timeout=PATIENCE_S):
            pass
        assert got == [9, 5, 1], got
        queue(connection).delete()
        exchange(connection).delete()


def results_in_expiring_reply_queues(port):
    with connect(port) as connection:
        channel = connection.channel()
        reply = Queue(name("reply"), exchange="", routing_key=name("reply"), auto_delete=True, durable=False, expires=60)
        requests = Queue(name("rpc"), auto_delete=True)
        requests(channel).declare()
        reply(channel).declare()

        class Server(ConsumerProducerMixin):
            def __init__(self, server_connection):
                self.connection = server_connection

            def get_consumers(self, consumer, server_channel):
                return [consumer([requests], callbacks=[self.on_request])]

            def on_request(self, body, message):
                self.producer.publish(
                    body * 2,
                    exchange="",
                    routing_key=message.properties["reply_to"],
                    correlation_id=message.properties["correlation_id"],
                )
                message.ack()
                self.should_stop = True

        connection.Producer().publish(21, routing_key=requests.name, reply_to=reply.name, correlation_id="c")
        with connect(port) as other:
            for _ in Server(other).consume(timeout=PATIENCE_S):
                pass
        answers = []
        with Consumer(channel, reply, callbacks=[lambda body, m: answers.append((body, m.properties["correlation_id"]))]):
            connection.drain_events(timeout=PATIENCE_S)
        assert answers == [(42, "c")], answers


def control_broadcasts(port):
    """Celery's remote control: fanout exchange, expiring queues named by the node, replies by direct exchange."""
    mailbox = Mailbox(name("celery"), type="fanout", queue_ttl=60, queue_expires=60, reply_queue_expires=60)
    with connect(port) as connection, connect(port) as worker:
        node = mailbox(worker).Node("worker@host", state={"answer": 1})
        node.handlers["ping"] = lambda state, **_: {"ok": state["answer"]}
        consumer = node.listen(channel=worker.channel())
        replies = []

        def collect():
            replies.extend(mailbox(connection)._broadcast("ping", reply=True, timeout=2, limit=1))

        import threading

        asking = threading.Thread(target=collect)
        asking.start()
        worker.drain_events(timeout=PATIENCE_S)
        asking.join(PATIENCE_S)
        consumer.cancel()
        assert replies == [{"worker@host": {"ok": 1}}], replies


def prefetch_changes_while_consuming(port):
    """Celery raises and lowers the limit of the whole channel when tasks have a date."""
    queue = Queue(name("qos"), auto_delete=True)
    with connect(port) as connection:
        channel = connection.channel()
        got = []
        consumer = Consumer(channel, queue, callbacks=[lambda body, message: got.append(message)], auto_declare=True)
        consumer.qos(prefetch_count=2, apply_global=True)
        with consumer:
            producer = connection.Producer()
            for number in range(5):
                producer.publish(number, routing_key=queue.name)
            drain(connection, lambda: len(got) == 2)
            try:
                connection.drain_events(timeout=0.3)
                raise AssertionError("more came than the limit allows")
            except socket.timeout:
                pass
            consumer.qos(prefetch_count=4, apply_global=True)
            drain(connection, lambda: len(got) == 4)
            for message in got[:4]:
                message.ack()
            drain(connection, lambda: len(got) == 5)


def drain(connection, done):
    while not done():
        connection.drain_events(timeout=PATIENCE_S)


SCENARIOS = {
    scenario.__name__: scenario
    for scenario in (
        simple_queue,
        tasks_by_priority,
        results_in_expiring_reply_queues,
        control_broadcasts,
        prefetch_changes_while_consuming,
    )
}
