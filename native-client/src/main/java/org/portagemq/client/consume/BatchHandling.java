// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.portagemq.client.intercept.Interceptors;
import org.portagemq.client.intercept.Operation;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.ReceivedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a listener with several messages at once. Interceptors see each of them by itself. */
final class BatchHandling extends Handling {

    private static final Logger LOG = LoggerFactory.getLogger(BatchHandling.class);

    private final BatchListener listener;

    BatchHandling(BatchListener listener, Interceptors interceptors, String group) {
        super(interceptors, group);
        this.listener = listener;
    }

    /** A message on its way through the interceptors. */
    private static final class Item {

        private final Operation operation;
        private ReceivedMessage message;
        private ConsumeResult result = ConsumeResult.retry();
        private Throwable failure;

        Item(Operation operation, ReceivedMessage message) {
            this.operation = operation;
            this.message = message;
        }
    }

    @Override
    List<ConsumeResult> handle(List<Work> lot) {
        List<Item> all = new ArrayList<>(lot.size());
        List<Item> shown = new ArrayList<>(lot.size());
        for (Work work : lot) {
            Item item = new Item(new Operation(group()), work.message());
            all.add(item);
            if (isLetThrough(item)) {
                shown.add(item);
            }
        }
        if (!shown.isEmpty()) {
            call(shown, new OfAll(lot));
        }
        List<ConsumeResult> results = new ArrayList<>(lot.size());
        for (Item item : all) {
            interceptors().afterProcess(item.operation, item.message, item.result, Optional.ofNullable(item.failure));
            results.add(item.result);
        }
        return results;
    }

    private boolean isLetThrough(Item item) {
        try {
            item.message = interceptors().beforeProcess(item.operation, item.message);
            return true;
        } catch (RuntimeException refused) {
            LOG.warn(
                    "message {} was not shown to the listener of group '{}'",
                    item.message.messageId(),
                    group(),
                    refused);
            item.failure = refused;
            return false;
        }
    }

    private void call(List<Item> shown, ConsumeContext context) {
        List<ReceivedMessage> messages =
                shown.stream().map(item -> item.message).toList();
        try {
            BatchResult said = listening(() -> listener.onMessages(messages, context));
            List<ConsumeResult> results = said == null
                    ? Collections.nCopies(messages.size(), ConsumeResult.retry())
                    : said.of(messages.size());
            for (int i = 0; i < shown.size(); i++) {
                shown.get(i).result = results.get(i);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            shown.forEach(item -> item.failure = interrupted);
        } catch (Exception failed) {
            LOG.warn("the listener of group '{}' has failed at {} messages", group(), messages.size(), failed);
            shown.forEach(item -> item.failure = failed);
        }
    }

    /** What holds for one of them, as far as a listener of several has to know. */
    private record OfAll(List<Work> lot) implements ConsumeContext {

        @Override
        public boolean isLost() {
            return lot.stream().anyMatch(Work::isLost);
        }

        @Override
        public boolean isClosing() {
            return lot.get(0).isClosing();
        }
    }
}
