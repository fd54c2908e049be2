// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

/**
 * What a client asks of the broker. Commands of a link take effect in the order in which they are sent. Those with a {@code
 * request} are answered by one {@link SessionEvent.Answer} with that number; the client numbers its requests, subscriptions
 * and transactions from 1 on.
 */
@SuppressWarnings("ArrayRecordComponent") // arrays go by reference; these are compared by nobody
public sealed interface SessionCommand {

    /** For commands of which only failures that end something are heard. */
    long NO_REQUEST = 0;

    /** For what is not part of a transaction. */
    long NO_TRANSACTION = 0;

    /** Calls the handler's method for this kind of command. */
    void handle(Handler handler);

    /** A method for each kind of command. */
    interface Handler {
        void open(Open command);

        void takeClientId(TakeClientId command);

        void publish(Publish command);

        void subscribe(Subscribe command);

        void credit(Credit command);

        void settle(Settle command);

        void restart(Restart command);

        void drain(Drain command);

        void closeSubscription(CloseSubscription command);

        void commit(Commit command);

        void askCommitted(AskCommitted command);

        void rollback(Rollback command);

        void prepare(Prepare command);

        void decide(Decide command);

        void listPrepared(ListPrepared command);

        void makeTemporary(MakeTemporary command);

        void deleteTemporary(DeleteTemporary command);

        void deleteSubscription(DeleteSubscription command);

        void lookup(Lookup command);

        void browse(Browse command);

        void leave(Leave command);
    }

    /**
     * The first command of a link.
     *
     * @param user null for a client that names none
     * @param password in UTF-8, null for none
     * @param connection a name that the client makes up, which no other connection has; the same when it comes back after
     *     a loss
     * @param clientId held by this link alone while it lasts; null for none
     */
    record Open(long request, String user, byte[] password, String namespace, String connection, String clientId)
            implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.open(this);
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Open[" + user + ", " + namespace + ", " + clientId + "]";
        }
    }

    /** Takes a client id for this link. */
    record TakeClientId(long request, String clientId) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.takeClientId(this);
        }
    }

    /**
     * Publishes a message. The answer says that it is stored as the broker's policy wants it; of a message in a transaction,
     * that it was taken.
     *
     * @param transaction begun by the first command that names it
     */
    record Publish(long request, long transaction, Place to, Outgoing message) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.publish(this);
        }
    }

    /** Starts to consume; answered when messages that are sent from now on are seen. */
    record Subscribe(long request, long subscription, SubscriptionWish wish) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.subscribe(this);
        }
    }

    /** So many messages more may be pushed. */
    record Credit(long subscription, int more) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.credit(this);
        }
    }

    /** Messages of a subscription are done with, or go back, or cannot be consumed. */
    record Settle(long subscription, long[] offsets, Outcome outcome, long transaction) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.settle(this);
        }
    }

    /**
     * All that was handed out by the subscription and is not settled goes back to its place and is handed out again, with an
     * epoch of one more.
     *
     * @param failed the messages whose delivery counts as an attempt that failed
     * @param epoch what deliveries from now on carry
     * @param credit how many may be pushed from now on
     */
    record Restart(long subscription, long[] failed, int epoch, int credit) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.restart(this);
        }
    }

    /** Answered when all that can be pushed at the moment has been pushed. */
    record Drain(long request, long subscription) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.drain(this);
        }
    }

    /** Ends pushing. What was handed out may still be settled. Answered when nothing more is on its way. */
    record CloseSubscription(long request, long subscription) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.closeSubscription(this);
        }
    }

    /**
     * Everything of the transaction takes effect at once; answered when that is stored.
     *
     * @param key by which {@link AskCommitted} may ask for it afterwards, used once by the connection; null for none
     */
    record Commit(long request, long transaction, String key) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.commit(this);
        }
    }

    /** Whether a transaction was committed by a key on this connection, before it came again; not found if it was not. */
    record AskCommitted(long request, String key) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.askCommitted(this);
        }
    }

    /** Messages that were settled in it are out again, at their subscriptions. */
    record Rollback(long request, long transaction) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.rollback(this);
        }
    }

    /** Stores the transaction for a decision in a second phase, by anybody who knows its branch. */
    record Prepare(long request, long transaction, byte[] branch) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.prepare(this);
        }
    }

    /** Commits a prepared transaction, or rolls it back. */
    record Decide(long request, byte[] branch, boolean commit) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.decide(this);
        }
    }

    /** Answered by {@link SessionEvent.Branches}. */
    record ListPrepared(long request) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.listPrepared(this);
        }
    }

    /** Makes a temporary place of this link; the client has chosen its name. */
    record MakeTemporary(long request, Place place) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.makeTemporary(this);
        }
    }

    record DeleteTemporary(long request, Place place) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.deleteTemporary(this);
        }
    }

    /** Ends a durable subscription and drops what waits in it. */
    record DeleteSubscription(long request, String clientId, String name) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.deleteSubscription(this);
        }
    }

    /** Whether there is such a place, or it can be made. */
    record Lookup(long request, Place place) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.lookup(this);
        }
    }

    /** Looks at messages of a queue from an offset on; answered by {@link SessionEvent.Page}. */
    record Browse(long request, Place queue, String selector, long fromOffset, int max) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.browse(this);
        }
    }

    /** The last command of a link: what is not settled goes back, transactions are rolled back; answered when it is so. */
    record Leave(long request) implements SessionCommand {
        @Override
        public void handle(Handler handler) {
            handler.leave(this);
        }
    }

    /** What becomes of messages that were handed out. Their order is part of the encoding. */
    enum Outcome {
        /** Done with. */
        ACCEPT,
        /** Back to its place; nobody has seen it. */
        RELEASE,
        /** Back to its place; the delivery counts as an attempt that failed. */
        FAIL,
        /** To the dead-letter route of its queue, or dropped. */
        REJECT
    }
}
