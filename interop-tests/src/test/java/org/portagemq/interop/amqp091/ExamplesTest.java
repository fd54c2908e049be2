// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.rabbitmq.client.Channel;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.examples.ConsumeWithAcks;
import org.portagemq.examples.PublishWithConfirms;
import org.portagemq.examples.RpcClient;
import org.portagemq.examples.RpcServer;
import org.portagemq.examples.TopicRouting;
import org.portagemq.examples.WorkQueue;

class ExamplesTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static String uri() {
        return "amqp://guest:guest@127.0.0.1:" + BROKER.port();
    }

    @Test
    void whatIsPublishedWithConfirmsIsConsumedWithAcks() throws Exception {
        PublishWithConfirms.main(new String[] {uri(), "300"});
        Channel channel = BROKER.channel();
        assertEquals(300, channel.messageCount("examples.confirmed"));

        ConsumeWithAcks.main(new String[] {uri(), "300"});

        assertEquals(0, channel.messageCount("examples.confirmed"));
    }

    @Test
    void workersShareTheTasks() throws Exception {
        WorkQueue.main(new String[] {uri(), "50", "3"});

        assertEquals(0, BROKER.channel().messageCount("examples.tasks"));
    }

    @Test
    void subscribersChooseByPattern() throws Exception {
        TopicRouting.main(new String[] {uri()});

        BROKER.channel().exchangeDeclarePassive("examples.events");
    }

    @Test
    void rpcServerAnswersItsClients() throws Exception {
        FutureTask<Void> server = new FutureTask<>(() -> {
            RpcServer.main(new String[] {uri(), "2"});
            return null;
        });
        Thread serving = new Thread(server, "rpc-server");
        serving.setDaemon(true);
        serving.start();

        RpcClient.main(new String[] {uri(), "30"});
        RpcClient.main(new String[] {uri(), "90"});

        server.get(30, TimeUnit.SECONDS);
    }
}
