// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.portagemq.client.PortageClient;
import org.portagemq.client.error.PortageException;
import org.portagemq.interop.process.StockRocketMq;

/** A name server and a broker of Apache RocketMQ, with what it has to be told to do all that the contracts ask for. */
final class StockRocket implements AutoCloseable {

    private static final List<String> SETTINGS = List.of(
            "brokerClusterName=StockCluster",
            "enablePropertyFilter=true",
            "recallMessageEnable=true",
            "transactionTimeOut=2000",
            "transactionCheckInterval=2000");

    private final StockRocketMq names;
    private final StockRocketMq broker;

    private StockRocket(StockRocketMq names, StockRocketMq broker) {
        this.names = names;
        this.broker = broker;
    }

    /** Returns when the broker is known to the name server. */
    static StockRocket start() throws IOException, InterruptedException {
        StockRocketMq names = StockRocketMq.nameServer();
        StockRocketMq broker;
        try {
            broker = StockRocketMq.broker("stock", names.address(), SETTINGS);
        } catch (IOException failed) {
            names.close();
            throw failed;
        }
        StockRocket rocket = new StockRocket(names, broker);
        try {
            rocket.awaitBroker();
            return rocket;
        } catch (IOException | InterruptedException failed) {
            rocket.close();
            throw failed;
        }
    }

    private void awaitBroker() throws InterruptedException, IOException {
        PortageException[] last = new PortageException[1];
        try {
            Waiting.until("Apache RocketMQ is there", () -> {
                try (PortageClient client = PortageClient.builder()
                        .endpoints(nameServer())
                        .startupTimeout(Duration.ofSeconds(1))
                        .open()) {
                    client.newLogReader().topic("TBW102").open();
                    return true;
                } catch (PortageException notYet) {
                    last[0] = notYet;
                    return false;
                }
            });
        } catch (AssertionError never) {
            throw new IOException(never.getMessage() + ": " + last[0] + "\n" + broker.output(), last[0]);
        }
    }

    String nameServer() {
        return names.address();
    }

    @Override
    public void close() throws IOException {
        try {
            broker.close();
        } finally {
            names.close();
        }
    }
}
