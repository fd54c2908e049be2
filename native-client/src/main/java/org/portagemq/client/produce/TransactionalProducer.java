// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.util.concurrent.TimeUnit;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Membership;
import org.portagemq.client.remote.Role;

/**
 * Sends messages that become visible together with the end of a local transaction. Brokers that do not hear of an end ask any
 * producer of the group. Thread-safe; its transactions are not.
 */
public final class TransactionalProducer implements AutoCloseable {

    private final Shipping shipping;
    private final ProducerHub hub;
    private final TransactionChecker checker;
    private final Membership membership;

    TransactionalProducer(Shipping shipping, ProducerHub hub, TransactionChecker checker) {
        this.shipping = shipping;
        this.hub = hub;
        this.checker = checker;
        hub.checks().listen(shipping.options().group(), checker);
        shipping.remote().children().opened(this);
        membership = shipping.remote()
                .members()
                .join(new Role.Sender(shipping.options().group()));
    }

    /** To be closed; what is not committed then is rolled back. */
    public Transaction begin() {
        shipping.requireOpen(() -> "begin a transaction");
        return new Transaction(shipping, hub, null);
    }

    /**
     * A transaction at the broker that has handed out the message, so that it can be acknowledged in it: what is sent goes there. It
     * matters where there are several brokers. The message is not acknowledged by this.
     */
    public Transaction begin(ReceivedMessage consumed) {
        shipping.requireOpen(() -> "begin a transaction");
        return new Transaction(shipping, hub, consumed.queue().broker());
    }

    /**
     * Runs the work in a transaction, which is committed when the work returns and rolled back when it throws.
     *
     * @throws IllegalStateException with the work's own exception, when that is a checked one
     */
    public <R> R execute(TransactionWork<R> work) {
        R result;
        try (Transaction transaction = begin()) {
            result = work.run(transaction);
            transaction.commit();
        } catch (RuntimeException unchecked) {
            throw unchecked;
        } catch (Exception checked) {
            throw new IllegalStateException("the work of a transaction has failed, and was rolled back", checked);
        }
        return result;
    }

    /**
     * Makes the group known to the brokers of a topic, so that they can ask this producer about messages of others that have died.
     */
    public void standBy(String topic) {
        Futures.await(
                shipping.targets().route(topic).thenCompose(route -> membership.announce()),
                "stand by for topic '" + topic + "'");
    }

    @Override
    public void close() {
        shipping.close();
        try {
            Futures.await(
                    shipping.settled()
                            .completeOnTimeout(
                                    null, shipping.options().sendTimeout().toMillis(), TimeUnit.MILLISECONDS),
                    "close the producer");
        } catch (PortageException interrupted) {
            shipping.abandon();
            throw interrupted;
        } finally {
            hub.checks().leave(shipping.options().group(), checker);
            if (!shipping.remote().isClosed()) {
                membership.leave();
            }
            shipping.remote().children().closed(this);
        }
    }
}
