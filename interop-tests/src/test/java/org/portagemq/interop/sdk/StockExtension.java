// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Apache RocketMQ for tests; one for all classes of a process. */
final class StockExtension implements Broker, BeforeAllCallback {

    private StockRocket rocket;

    @Override
    public void beforeAll(ExtensionContext context) {
        rocket = context.getStore(
                        ExtensionContext.StoreScope.LAUNCHER_SESSION,
                        ExtensionContext.Namespace.create(StockExtension.class))
                .computeIfAbsent(StockRocket.class, absent -> start(), StockRocket.class);
    }

    private static StockRocket start() {
        try {
            return StockRocket.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public String nameServer() {
        return rocket.nameServer();
    }

    @Override
    public boolean can(Capability capability) {
        return switch (capability) {
            case RECALL, SELECTORS -> true;
            // Its receipts are taken whether they are in time or not, and so are handles.
            case STALE_RECEIPTS, RECALL_ONCE -> false;
        };
    }
}
