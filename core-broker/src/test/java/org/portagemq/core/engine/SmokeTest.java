// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;

class SmokeTest {
    @Test
    void publishesAndDelivers(@TempDir Path data) throws Exception {
        ExecutorService loop = Executors.newSingleThreadExecutor();
        for (int round = 0; round < 3; round++) {
            try (EmbeddedBroker broker = EmbeddedBroker.open(BrokerSetup.of(data))) {
                CountDownLatch done = new CountDownLatch(1000);
                CountDownLatch confirmed = new CountDownLatch(1000);
                List<String> got = new ArrayList<>();
                loop.submit(() -> {
                            Session session = broker.open(
                                    new SessionRequest(
                                            new Principal("guest", Set.of()), "/", ConnectionInfo.embedded(), loop),
                                    new SessionListener() {});
                            session.admin().declareGroup(GroupSettings.durable("q"), new Answer<>() {
                                @Override
                                public void done(GroupInfo value) {
                                    System.out.println("declared " + value);
                                }

                                @Override
                                public void failed(BrokerException reason) {
                                    reason.printStackTrace();
                                }
                            });
                            Publisher publisher = session.publisher("", new PublishListener() {
                                @Override
                                public void confirmed(long token) {
                                    confirmed.countDown();
                                }

                                @Override
                                public void refused(long token, BrokerException reason) {
                                    reason.printStackTrace();
                                }
                            });
                            for (int i = 0; i < 1000; i++) {
                                publisher.publish(
                                        Message.of(
                                                "q", true, MessageFormat.PLAIN, Payload.EMPTY, Payload.utf8("m" + i)),
                                        i);
                            }
                            Subscription[] sub = new Subscription[1];
                            sub[0] = session.subscribe(
                                    new SubscribeRequest("q", false, false, 5000), new SubscriptionListener() {
                                        @Override
                                        public void refused(BrokerException reason) {
                                            reason.printStackTrace();
                                        }

                                        @Override
                                        public void deliver(Delivery delivery) {
                                            got.add(delivery.message()
                                                    .message()
                                                    .body()
                                                    .toUtf8());
                                            sub[0].ack(delivery.offset());
                                            session.flush();
                                            done.countDown();
                                        }

                                        @Override
                                        public void cancelled(BrokerException reason) {}
                                    });
                            session.flush();
                            return null;
                        })
                        .get();
                assertEquals(true, done.await(10, TimeUnit.SECONDS), "got " + got.size());
                assertEquals(true, confirmed.await(10, TimeUnit.SECONDS));
                assertEquals("m0", got.get(0));
                System.out.println(broker.status());
            }
        }
        loop.shutdown();
    }
}
