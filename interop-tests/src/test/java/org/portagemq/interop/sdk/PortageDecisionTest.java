// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.client.PortageClient;
import org.portagemq.client.error.TransactionStateException;
import org.portagemq.client.intercept.TransactionInterceptor.Decision;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.produce.Transaction;
import org.portagemq.client.produce.TransactionProbe;
import org.portagemq.client.produce.TransactionalProducer;
import org.portagemq.client.read.LogReader;

/** {@link DecisionContract} with the broker of this project, which decides about several messages of a transaction as one. */
class PortageDecisionTest extends DecisionContract {

    @RegisterExtension
    static final PortageExtension BROKER =
            new PortageExtension(Map.of("transactions.check-after", "2s", "transactions.check-interval", "2s"));

    @Override
    Broker broker() {
        return BROKER;
    }

    @Test
    void severalMessagesOfATransactionAreSeenWhenItIsCommitted() throws Exception {
        watch();
        String other = Waiting.name("T");
        producer.send(Message.to(other).text("other first").build());
        TransactionalProducer sender = unknowing(client);
        assertEquals(17, sender.<Integer>execute(transaction -> {
            transaction.send(message("a"));
            transaction.send(Message.to(other).text("other").build());
            transaction.send(message("b"));
            assertFalse(seen.contains("a"));
            return 17;
        }));
        untilSeen("a", "b");
        try (LogReader reader = client.newLogReader().topic(other).open()) {
            List<String> read = new ArrayList<>();
            Map<QueueRef, Long> end = reader.endOffsets();
            while (!reader.reached(end)) {
                reader.poll(Duration.ofSeconds(1)).forEach(message -> read.add(message.text()));
            }
            read.sort(null);
            assertEquals(List.of("other", "other first"), read);
        }
    }

    @Test
    void severalMessagesOfATransactionAreNeverSeenWhenItIsRolledBack() throws Exception {
        watch();
        TransactionalProducer sender = unknowing(client);
        try (Transaction transaction = sender.begin()) {
            transaction.send(message("never"));
            transaction.send(message("never either"));
            transaction.rollback();
            transaction.rollback();
            assertThrows(TransactionStateException.class, transaction::commit);
        }
        try (Transaction undecided = sender.begin()) {
            undecided.send(message("nor this"));
            undecided.send(message("nor that"));
        }
        untilSeen();
    }

    @Test
    void theCheckerIsAskedOnceAboutSeveralMessagesByTheFirst() throws Exception {
        watch();
        PortageClient dying = broker().connect();
        Transaction abandoned = unknowing(dying).begin();
        abandoned.send(message("a"));
        abandoned.send(message("b"));
        abandoned.send(message("c"));
        BlockingQueue<TransactionProbe> asked = new LinkedBlockingQueue<>();
        transactional(client, asked, Decision.COMMIT).standBy(topic);
        dying.close();
        assertEquals("a", Waiting.next(asked).message().text());
        untilSeen("a", "b", "c");
        assertEquals(List.of(), List.copyOf(asked));
    }
}
