// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.stream.IntStream;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.Role;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.engine.World;

/** How often the broker is told what a link takes. */
class CreditTest extends SessionTest {

    private static final int LIMIT = Peer.LIMITS.unsettled();

    private int requests;

    /** The same, which counts what subscriptions are told of credit. */
    private <T> T counted(Class<T> type, T target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("addCredit") || method.getName().equals("credit")) {
                        requests++;
                    }
                    try {
                        return inside(method.invoke(target, arguments));
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                }));
    }

    private Object inside(Object result) {
        if (result instanceof Broker broker) {
            return counted(Broker.class, broker);
        }
        if (result instanceof Session session) {
            return counted(Session.class, session);
        }
        return result instanceof Subscription subscription ? counted(Subscription.class, subscription) : result;
    }

    private static Disposition accepted(int first, int last) {
        Disposition disposition = new Disposition();
        disposition.setRole(Role.RECEIVER);
        disposition.setFirst(UnsignedInteger.valueOf(first));
        disposition.setLast(UnsignedInteger.valueOf(last));
        disposition.setSettled(true);
        disposition.setState(Accepted.getInstance());
        return disposition;
    }

    /** A peer that has given credit for more messages than it may have unsettled, and has as many as it may. */
    private Peer full() {
        Peer peer = Peer.opened(counted(World.class, world), taken, "test").begun();
        peer.sender(0, "q");
        for (int i = 0; i < 4 * LIMIT; i++) {
            peer.send(0, i, String.valueOf(i));
            peer.expect(Disposition.class);
        }
        peer.receiver(1, "q");
        peer.credit(1, 4 * LIMIT, 0, false);
        expect(peer, 0, LIMIT);
        peer.expectNothing();
        requests = 0;
        return peer;
    }

    private static void expect(Peer peer, int from, int to) {
        for (int i = from; i < to; i++) {
            assertEquals(String.valueOf(i), peer.text());
        }
    }

    @Test
    @Tag("amqp10.credit.limit")
    void whatIsSettledTogetherIsGrantedTogether() {
        Peer peer = full();
        Object[] each = IntStream.range(0, 4).mapToObj(id -> accepted(id, id)).toArray();
        peer.sendAtOnce(each);
        expect(peer, LIMIT, LIMIT + 4);
        assertEquals(1, requests);
        peer.send(0, accepted(4, LIMIT - 1));
        expect(peer, LIMIT + 4, 2 * LIMIT);
        assertEquals(2, requests);
        peer.expectNothing();
    }

    @Test
    @Tag("amqp10.credit.limit")
    void onePlaceIsEnoughToGoOn() {
        Peer peer = full();
        peer.send(0, accepted(3, 3));
        expect(peer, LIMIT, LIMIT + 1);
        peer.expectNothing();
    }

    @Test
    void settlingBelowTheLimitAsksForNothing() {
        Peer peer = full();
        peer.credit(1, 1, LIMIT, false);
        peer.send(0, accepted(0, 5));
        expect(peer, LIMIT, LIMIT + 1);
        requests = 0;
        peer.send(0, accepted(6, LIMIT));
        assertEquals(0, requests);
        peer.expectNothing();
    }
}
