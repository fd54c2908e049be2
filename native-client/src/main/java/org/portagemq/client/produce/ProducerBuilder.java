// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.time.Duration;
import java.util.Optional;
import org.portagemq.client.config.Overflow;

/** Sets up a producer. Made by the client. Not thread-safe. */
public final class ProducerBuilder {

    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);
    private static final int USUAL_MESSAGE_BYTES = 4 << 20;

    private final ProducerHub hub;
    private String group = "portage-producers";
    private Duration sendTimeout = USUAL_TIMEOUT;
    private RetryPolicy retry = RetryPolicy.USUAL;
    private Overflow overflow = Overflow.USUAL;
    private int maxMessageBytes = USUAL_MESSAGE_BYTES;
    private QueueSelector selector;

    public ProducerBuilder(ProducerHub hub) {
        this.hub = hub;
    }

    /** By it brokers find others who can tell about transactions, and people find out who sends. */
    public ProducerBuilder group(String name) {
        group = name;
        return this;
    }

    /** Of a send with all its attempts; 10 s if not said. */
    public ProducerBuilder sendTimeout(Duration timeout) {
        sendTimeout = timeout;
        return this;
    }

    public ProducerBuilder retry(RetryPolicy policy) {
        retry = policy;
        return this;
    }

    /** What happens when the client holds as many bytes as it may; a send waits for 5 s if not said. */
    public ProducerBuilder overflow(Overflow policy) {
        overflow = policy;
        return this;
    }

    /** Larger bodies fail before they are sent; 4 MiB if not said. */
    public ProducerBuilder maxMessageBytes(int bytes) {
        maxMessageBytes = bytes;
        return this;
    }

    /** Chooses the queues of messages that have no ordering key. */
    public ProducerBuilder queueSelector(QueueSelector choice) {
        selector = choice;
        return this;
    }

    public Producer open() {
        return new Producer(shipping(), hub);
    }

    /**
     * One whose messages become visible when a local transaction has ended well.
     *
     * @param checker tells brokers about messages of which they have not heard; every producer of the group may be asked
     */
    public TransactionalProducer openTransactional(TransactionChecker checker) {
        return new TransactionalProducer(shipping(), hub, checker);
    }

    private Shipping shipping() {
        ProducerOptions options = new ProducerOptions(group, sendTimeout, maxMessageBytes, overflow);
        return hub.shipping(options, retry, Optional.ofNullable(selector));
    }
}
