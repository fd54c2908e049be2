// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms.joram;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.portagemq.server.PortageServer;

/** Deletes queues that a test has used, as the suite's administration asks for. */
public final class JoramQueues {

    private static PortageServer server;

    private JoramQueues() {}

    static synchronized void of(PortageServer newServer) {
        server = newServer;
    }

    public static synchronized void delete(String name) {
        Executor executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "joram-admin");
            thread.setDaemon(true);
            return thread;
        });
        CountDownLatch done = new CountDownLatch(1);
        executor.execute(() -> {
            Session session = server.broker()
                    .open(
                            new SessionRequest(
                                    new Principal("guest", java.util.Set.copyOf(List.of("administrator"))),
                                    "/",
                                    ConnectionInfo.embedded(),
                                    executor),
                            new SessionListener() {});
            session.admin().deleteGroup(name, false, false, new Answer<Long>() {
                @Override
                public void done(Long count) {
                    end(session, done);
                }

                @Override
                public void failed(BrokerException reason) {
                    end(session, done);
                }
            });
            session.flush();
        });
        try {
            if (!done.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the queue " + name + " was not deleted in time");
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void end(Session session, CountDownLatch done) {
        session.close();
        done.countDown();
    }
}
