// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** librabbitmq of C, by its command line tools. */
class AmqpToolsTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static ClientProcess tool(String name, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--url=amqp://guest:guest@127.0.0.1:" + BROKER.port() + "/%2F"));
        all.addAll(List.of(arguments));
        return ClientProcess.of(Path.of("/usr/bin", name), all.toArray(String[]::new));
    }

    @Test
    @Tag("amqp091.clients.c")
    void declaresPublishesGetsAndDeletes() throws Exception {
        String queue = BrokerExtension.name("tools");

        assertEquals(
                queue + "\n",
                tool("amqp-declare-queue", "--queue=" + queue, "--durable")
                        .run()
                        .succeeded());
        tool("amqp-publish", "--routing-key=" + queue, "--persistent", "--body=hello")
                .run()
                .succeeded();
        assertEquals("hello", tool("amqp-get", "--queue=" + queue).run().succeeded());
        assertEquals(2, tool("amqp-get", "--queue=" + queue).run().exitCode(), "the queue is empty");
        tool("amqp-publish", "--routing-key=" + queue, "--body=left").run().succeeded();
        assertEquals("1\n", tool("amqp-delete-queue", "--queue=" + queue).run().succeeded());
    }

    @Test
    void headersAndPropertiesArrive() throws Exception {
        Channel channel = BROKER.channel();
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, "amq.topic", "tools.#");

        tool(
                        "amqp-publish",
                        "--exchange=amq.topic",
                        "--routing-key=tools.a.b",
                        "--content-type=text/plain",
                        "--header=kind: test",
                        "--line-buffered")
                .run("first\nsecond\n")
                .succeeded();

        GetResponse first = channel.basicGet(queue, true);
        assertEquals("first", new String(first.getBody(), StandardCharsets.UTF_8).strip());
        assertEquals("text/plain", first.getProps().getContentType());
        assertEquals("test", first.getProps().getHeaders().get("kind").toString());
        assertEquals("second", new String(channel.basicGet(queue, true).getBody(), StandardCharsets.UTF_8).strip());
    }

    @Test
    @Tag("amqp091.clients.c")
    void consumerRunsACommandForEachMessage() throws Exception {
        Channel channel = BROKER.channel();
        String queue = channel.queueDeclare(BrokerExtension.name("tools"), false, false, false, null)
                .getQueue();
        for (int i = 0; i < 3; i++) {
            channel.basicPublish("", queue, null, ("m" + i + "\n").getBytes(StandardCharsets.UTF_8));
        }

        String output = tool("amqp-consume", "--queue=" + queue, "--count=3", "--prefetch-count=1", "cat")
                .run()
                .succeeded();

        assertEquals("m0\nm1\nm2\n", output);
        assertEquals(0, channel.messageCount(queue));
    }

    @Test
    void refusalIsTold() throws Exception {
        ClientProcess.Result result = tool("amqp-get", "--queue=no-such-queue").run();

        assertNotEquals(0, result.exitCode(), result::output);
        assertTrue(result.output().contains("no queue 'no-such-queue' in vhost '/'"), result::output);
    }
}
