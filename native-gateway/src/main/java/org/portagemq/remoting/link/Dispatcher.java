// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.link;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.portagemq.client.codec.ResponseCode;

/**
 * Knows who handles requests of which code. Sets of commands are added before the first connection; then it does not change
 * any more. What belongs to a connection is kept with its {@link ClientLink}.
 */
public final class Dispatcher {

    private final Map<Integer, CommandHandler> handlers = new HashMap<>();
    private final Set<Integer> carriers = new HashSet<>();
    private final AtomicLong waitingBytes = new AtomicLong();

    /** A part of the protocol: adds its handlers. */
    public interface CommandSet {
        void addTo(Dispatcher dispatcher);
    }

    public Dispatcher add(CommandSet set) {
        set.addTo(this);
        return this;
    }

    /** @throws IllegalStateException when the code is handled already */
    public void on(int code, CommandHandler handler) {
        if (handlers.putIfAbsent(code, handler) != null) {
            throw new IllegalStateException("requests of code " + code + " have two handlers");
        }
    }

    /** The same for requests that carry messages, which others on their connection may overtake. */
    public void onMessages(int code, CommandHandler handler) {
        on(code, handler);
        carriers.add(code);
    }

    boolean carriesMessages(int code) {
        return carriers.contains(code);
    }

    /** Of such requests of all connections that are not handled yet. */
    AtomicLong waitingBytes() {
        return waitingBytes;
    }

    /** The same handler for all codes from the first to the last. */
    public void onRange(int first, int last, CommandHandler handler) {
        for (int code = first; code <= last; code++) {
            on(code, handler);
        }
    }

    /** Whether requests of the code are handled. */
    public boolean knows(int code) {
        return handlers.containsKey(code);
    }

    void handle(Request request) {
        CommandHandler handler = handlers.get(request.code());
        if (handler == null) {
            throw new Refusal(
                    ResponseCode.REQUEST_CODE_NOT_SUPPORTED,
                    "requests of code " + request.code() + " are not supported by this broker");
        }
        handler.handle(request);
    }
}
