// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.CommandReader;
import org.portagemq.client.codec.CommandWriter;
import org.portagemq.client.codec.FrameLimits;

/** A hundred thousand requests that wait for messages, many on each connection. */
class ManyPollsTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private static final int CONNECTIONS = 10;
    private static final int QUEUES = 20;
    private static final int EACH = 500;
    private static final int POLLS = CONNECTIONS * QUEUES * EACH;
    private static final int MOST_BYTES_EACH = 2_048;

    private final String topic = RocketExtension.name("T");

    @Test
    @Tag("rocketmq.pull.many")
    void aHundredThousandWaitingPollsCostMemoryOnly() throws Exception {
        makeTopic();
        DefaultMQProducer producer = ROCKET.producer();
        producer.fetchPublishMessageQueues(topic);
        List<Socket> sockets = new ArrayList<>();
        long before = usedBytes();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), ROCKET.server().port("native"));
                socket.setSoTimeout((int) RocketExtension.PATIENCE_MS);
                sockets.add(socket);
                poll(socket);
            }
            // Each connection is answered in order: then all that it has asked for before waits.
            for (Socket socket : sockets) {
                send(socket, 106, 0, Map.of());
                assertEquals(List.of(0), answers(socket, 1));
            }
            assertTrue(
                    ManagementFactory.getThreadMXBean().getThreadCount() <= threads + CONNECTIONS,
                    "a thread for each would be many");
            long each = (usedBytes() - before) / POLLS;
            assertTrue(each <= MOST_BYTES_EACH, () -> each + " bytes each");
            producer.send(RocketExtension.message(topic, null, "x"), new MessageQueue(topic, "portage", 3));
            for (Socket socket : sockets) {
                // Those of the queue have it; nobody else is answered before them.
                assertTrue(answers(socket, EACH).stream().allMatch(opaque -> opaque % QUEUES == 3));
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private void makeTopic() throws Exception {
        DefaultMQAdminExt admin = new DefaultMQAdminExt(RocketExtension.PATIENCE_MS);
        admin.setNamesrvAddr(ROCKET.nameServer());
        admin.setInstanceName(RocketExtension.name("admin"));
        admin.start();
        ROCKET.atEnd(admin::shutdown);
        admin.createAndUpdateTopicConfig(ROCKET.broker(), new TopicConfig(topic, QUEUES, QUEUES, 6));
    }

    /** The number of a request tells the queue of which it asks. */
    private void poll(Socket socket) throws IOException {
        for (int i = 0; i < QUEUES * EACH; i++) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("consumerGroup", "polls");
            fields.put("topic", topic);
            fields.put("queueId", Integer.toString(i % QUEUES));
            fields.put("queueOffset", "0");
            fields.put("maxMsgNums", "32");
            fields.put("sysFlag", "6");
            fields.put("commitOffset", "0");
            fields.put("suspendTimeoutMillis", "60000");
            fields.put("subVersion", "0");
            fields.put("subscription", "*");
            send(socket, 11, i, fields);
        }
    }

    private static void send(Socket socket, int code, int opaque, Map<String, String> fields) throws IOException {
        ByteBuf out = Unpooled.buffer();
        CommandWriter.write(Command.request(code, opaque, false, fields, Command.NO_BODY), out);
        socket.getOutputStream().write(out.array(), 0, out.readableBytes());
    }

    /** The numbers of the requests that the next so many answers are to. */
    private static List<Integer> answers(Socket socket, int count) throws IOException {
        CommandReader reader = new CommandReader(FrameLimits.USUAL);
        ByteBuf in = Unpooled.buffer();
        List<Integer> numbers = new ArrayList<>();
        while (numbers.size() < count) {
            Command answer = reader.read(in);
            if (answer != null) {
                assertEquals(0, answer.code(), answer.remark());
                numbers.add(answer.opaque());
            } else if (in.writeBytes(socket.getInputStream(), 65_536) < 0) {
                throw new IOException("the connection has ended");
            }
        }
        return numbers;
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
