// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.form.Packed;
import org.portagemq.client.intercept.Interceptors;
import org.portagemq.client.intercept.Operation;
import org.portagemq.client.message.Compression;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.message.SendResult;
import org.portagemq.client.remote.Futures;

/**
 * One batch: its messages are put together by topic and ordering key, cut into requests that are not too large, and sent. Requests
 * of one ordering key follow each other; all others go at the same time.
 */
final class Batching {

    private static final int MOST_MESSAGES = 1_000;
    private static final int MOST_BYTES = 1 << 20;

    private final Shipping shipping;
    private final Interceptors interceptors;
    private final List<Item> items = new ArrayList<>();
    private SendResult[] results;

    /** One message and its place in the batch. */
    private record Item(int index, Operation operation, Packed packed) {}

    Batching(Shipping shipping, Interceptors interceptors) {
        this.shipping = shipping;
        this.interceptors = interceptors;
    }

    CompletableFuture<BatchReceipt> send(List<Message> messages) {
        results = new SendResult[messages.size()];
        for (int i = 0; i < messages.size(); i++) {
            accept(i, messages.get(i));
        }
        List<CompletableFuture<?>> all = new ArrayList<>();
        groups().values().forEach(group -> all.addAll(sendInParts(group)));
        return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]))
                .thenApply(nothing -> new BatchReceipt(Arrays.asList(results)));
    }

    private void accept(int index, Message original) {
        Operation operation = new Operation(shipping.options().group());
        try {
            Message message = interceptors.beforeSend(operation, original);
            boolean alone = isDelayed(message);
            // Bodies within a request of several are sent as they are.
            Message form = alone
                    ? message
                    : message.toBuilder().compression(Compression.NEVER).build();
            items.add(new Item(index, operation, shipping.pack(form, Map.of())));
        } catch (PortageException refused) {
            results[index] = new SendResult.Failed(refused);
        }
    }

    private static boolean isDelayed(Message message) {
        return message.deliverAfter().isPresent() || message.deliverAt().isPresent();
    }

    /** What may be in one request: of one topic, and of one ordering key or none. A delayed message is alone. */
    private Map<List<Object>, List<Item>> groups() {
        Map<List<Object>, List<Item>> groups = new LinkedHashMap<>();
        for (Item item : items) {
            Message message = item.packed.message();
            Object alone = isDelayed(message) ? item.index : -1;
            groups.computeIfAbsent(
                            List.of(message.topic(), message.orderingKey().orElse(""), alone),
                            absent -> new ArrayList<>())
                    .add(item);
        }
        return groups;
    }

    private List<CompletableFuture<?>> sendInParts(List<Item> group) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        List<Item> part = new ArrayList<>();
        long bytes = 0;
        for (Item item : group) {
            if (!part.isEmpty() && (part.size() == MOST_MESSAGES || bytes + item.packed.size() > MOST_BYTES)) {
                all.add(sendPart(part));
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(item);
            bytes += item.packed.size();
        }
        all.add(sendPart(part));
        return all;
    }

    private CompletableFuture<?> sendPart(List<Item> part) {
        List<Packed> packed = part.stream().map(Item::packed).toList();
        Parcel parcel = new Parcel(packed.size() == 1 ? Parcel.Kind.ONE : Parcel.Kind.BATCH, packed);
        CompletableFuture<List<SendReceipt>> sent;
        try {
            sent = shipping.ship(parcel, shipping.deadline());
        } catch (PortageException refused) {
            sent = CompletableFuture.failedFuture(refused);
        }
        return sent.handle((receipts, failure) -> {
            for (int i = 0; i < part.size(); i++) {
                settle(part.get(i), result(receipts, i, failure));
            }
            return null;
        });
    }

    private static SendResult result(List<SendReceipt> receipts, int index, Throwable failure) {
        if (failure == null) {
            return new SendResult.Stored(receipts.get(index));
        }
        PortageException own = Futures.own(failure);
        if (own == null) {
            throw new IllegalStateException(failure);
        }
        return new SendResult.Failed(own);
    }

    private void settle(Item item, SendResult result) {
        results[item.index] = result;
        interceptors.afterSend(item.operation, item.packed.message(), result);
    }
}
