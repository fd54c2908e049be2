// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Enumeration;
import java.util.NoSuchElementException;
import org.portagemq.client.session.Incoming;
import org.portagemq.client.session.Place;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.jms.message.Messages;
import org.portagemq.jms.message.PortageMessage;

/** Looks at the messages of a queue, page by page, and takes none. */
final class PortageQueueBrowser implements QueueBrowser {

    private final SessionWork session;
    private final Queue queue;
    private final Place place;
    private final String selector;
    private volatile boolean closed;

    PortageQueueBrowser(SessionWork session, Queue queue, Place place, String selector) {
        this.session = session;
        this.queue = queue;
        this.place = place;
        this.selector = selector;
    }

    /** Refuses a selector or queue that cannot be. */
    void check() throws JMSException {
        page(0, 1);
    }

    private SessionEvent.Page page(long from, int max) throws JMSException {
        return (SessionEvent.Page)
                session.uplink().request(request -> new SessionCommand.Browse(request, place, selector, from, max));
    }

    @Override
    public Queue getQueue() throws JMSException {
        requireOpen();
        return queue;
    }

    @Override
    public String getMessageSelector() throws JMSException {
        requireOpen();
        return selector;
    }

    @Override
    public Enumeration<?> getEnumeration() throws JMSException {
        requireOpen();
        return new Pages();
    }

    private void requireOpen() throws IllegalStateException {
        if (closed || session.isClosed()) {
            throw Exceptions.closed("browser");
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    /** All messages from the first one on, as they are when their page is fetched. */
    @SuppressWarnings("JdkObsolete") // the interface asks for it
    private final class Pages implements Enumeration<Message> {

        private final Deque<Message> ahead = new ArrayDeque<>();
        private long next;
        private boolean end;

        @Override
        public boolean hasMoreElements() {
            try {
                while (ahead.isEmpty() && !end && !closed) {
                    fetch();
                }
            } catch (JMSException failed) {
                throw Exceptions.unchecked(failed);
            }
            return !ahead.isEmpty() && !closed;
        }

        private void fetch() throws JMSException {
            SessionEvent.Page page = page(next, session.options().browserPrefetch());
            for (Incoming incoming : page.messages()) {
                PortageMessage message = Messages.of(incoming, session.options().objectRules());
                boolean expired =
                        message.getJMSExpiration() > 0 && message.getJMSExpiration() <= System.currentTimeMillis();
                if (!expired) {
                    ahead.add(message);
                }
            }
            end = page.end();
            next = page.nextOffset();
        }

        @Override
        public Message nextElement() {
            if (!hasMoreElements()) {
                throw new NoSuchElementException("there are no more messages in " + queue);
            }
            return ahead.remove();
        }
    }
}
