// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Gate;
import org.portagemq.core.api.NamespaceLimits;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.SessionRequest;

/** How many sessions and channels namespaces and users have, and how many they may have. Thread-safe. */
final class Quotas {

    /** A channel count that no entering makes positive again. */
    private static final int OVER = Integer.MIN_VALUE;

    private final Gate gate;
    private final Map<String, Integer> sessionsOfNamespaces = new ConcurrentHashMap<>();
    private final Map<String, Integer> sessionsOfUsers = new ConcurrentHashMap<>();
    private final Map<String, Integer> channelsOfUsers = new ConcurrentHashMap<>();
    private final AtomicLong refused = new AtomicLong();

    Quotas(Gate gate) {
        this.gate = gate;
    }

    /** What one session has counted. Its end may come on another thread than its channels do. */
    final class Seat {
        private final Principal user;
        private final String namespace;
        private final boolean counted;
        private final AtomicInteger channels = new AtomicInteger();

        private Seat(SessionRequest request) {
            this.user = request.principal();
            this.namespace = request.namespace();
            this.counted = request.counted();
        }

        /** @throws BrokerException {@link ErrorCode#LIMIT_EXCEEDED} */
        void enterChannel() {
            int limit = gate.limit(user, Gate.Countable.CHANNELS);
            enter(
                    channelsOfUsers,
                    user.name(),
                    limit,
                    () -> "number of channels opened for user '" + user.name()
                            + "' has reached the maximum allowed user limit of (" + limit + ")");
            if (channels.incrementAndGet() <= 0) {
                Quotas.leave(channelsOfUsers, user.name(), 1);
            }
        }

        void leaveChannel() {
            if (channels.getAndUpdate(count -> count > 0 ? count - 1 : count) > 0) {
                Quotas.leave(channelsOfUsers, user.name(), 1);
            }
        }

        /** The session is over, and all its channels. */
        void leave() {
            int open = channels.getAndSet(OVER);
            if (open > 0) {
                Quotas.leave(channelsOfUsers, user.name(), open);
            }
            if (counted) {
                Quotas.leave(sessionsOfUsers, user.name(), 1);
                Quotas.leave(sessionsOfNamespaces, namespace, 1);
            }
        }
    }

    /** The text of a refusal, made when there is one. */
    private interface Why {
        String text();
    }

    /**
     * A session opens.
     *
     * @throws BrokerException {@link ErrorCode#LIMIT_EXCEEDED} when the namespace or the user has as many as it may
     */
    Seat enter(SessionRequest request, NamespaceLimits limits) {
        Seat seat = new Seat(request);
        if (!request.counted()) {
            return seat;
        }
        String user = request.principal().name();
        String namespace = request.namespace();
        enter(
                sessionsOfNamespaces,
                namespace,
                limits.sessions(),
                () -> "connection refused for user '" + user + "': connection limit (" + limits.sessions()
                        + ") of namespace '" + namespace + "' is reached");
        try {
            int own = gate.limit(request.principal(), Gate.Countable.SESSIONS);
            enter(
                    sessionsOfUsers,
                    user,
                    own,
                    () -> "connection refused for user '" + user + "': user connection limit (" + own + ") is reached");
        } catch (BrokerException beyond) {
            leave(sessionsOfNamespaces, namespace, 1);
            throw beyond;
        }
        return seat;
    }

    /** @throws BrokerException {@link ErrorCode#LIMIT_EXCEEDED} when the namespace has as many groups as it may */
    static void requireRoomForGroup(Namespace namespace, String name) {
        int limit = namespace.limits().groups();
        if (limit >= 0 && namespace.groups().size() >= limit) {
            throw new BrokerException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "cannot declare group '" + name + "': group limit (" + limit + ") of namespace '" + namespace.name()
                            + "' is reached");
        }
    }

    private void enter(Map<String, Integer> counts, String name, int limit, Why why) {
        counts.compute(name, (key, known) -> {
            int count = known == null ? 0 : known;
            if (limit >= 0 && count >= limit) {
                refused.incrementAndGet();
                throw new BrokerException(ErrorCode.LIMIT_EXCEEDED, why.text());
            }
            return count + 1;
        });
    }

    private static void leave(Map<String, Integer> counts, String name, int count) {
        counts.computeIfPresent(name, (key, known) -> known > count ? known - count : null);
    }

    /** Sessions and channels that were refused. */
    long refused() {
        return refused.get();
    }
}
