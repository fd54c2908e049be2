// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.portagemq.client.PortageClient;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.CommandReader;
import org.portagemq.client.codec.CommandWriter;
import org.portagemq.client.codec.FrameLimits;
import org.portagemq.client.codec.Json;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.client.message.Message;

/** Requests and replies, with a server that is both name server and broker and replies to each message by itself. */
class ReplyTest {

    private static final int CLIENTS = 100;
    private static final int PUSHED = 4711;

    /** A broker holds whoever has replied until it knows that the asker has the reply. */
    @Test
    void theBrokerIsAnsweredAlsoWhenTheAskerClosesItsClientAtOnce() throws Exception {
        try (ReplyingServer server = new ReplyingServer()) {
            for (int i = 0; i < CLIENTS; i++) {
                askAndClose(server.port());
                Command answer = server.answers.poll(60, TimeUnit.SECONDS);
                assertNotNull(answer, "client " + i + " has not answered");
                assertEquals(ResponseCode.SUCCESS, answer.code());
                assertEquals(PUSHED, answer.opaque());
            }
        }
    }

    // The client is closed where its reply comes.
    @SuppressWarnings("try")
    private static void askAndClose(int port) throws Exception {
        PortageClient client = PortageClient.connect("127.0.0.1:" + port);
        client.newProducer()
                .open()
                .requestAsync(Message.to("T").text("who?").build(), Duration.ofSeconds(60))
                .whenComplete((reply, failed) -> client.close())
                .get(60, TimeUnit.SECONDS);
    }

    private static final class ReplyingServer implements Closeable {

        private static final int BUFFER = 64 * 1024;
        private final ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        private final BlockingQueue<Command> answers = new LinkedBlockingQueue<>();

        ReplyingServer() throws IOException {
            start(this::accept);
        }

        int port() {
            return socket.getLocalPort();
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void start(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException closed) {
                    // The end of the test, or of one of its clients.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() throws IOException {
            while (true) {
                Socket client = socket.accept();
                start(() -> serve(client));
            }
        }

        private void serve(Socket client) throws IOException {
            CommandReader reader = new CommandReader(FrameLimits.USUAL);
            ByteBuf in = Unpooled.buffer();
            byte[] read = new byte[BUFFER];
            for (int count = client.getInputStream().read(read);
                    count >= 0;
                    count = client.getInputStream().read(read)) {
                in.writeBytes(read, 0, count);
                for (Command command = reader.read(in); command != null; command = reader.read(in)) {
                    take(client, command);
                }
            }
        }

        private void take(Socket client, Command command) throws IOException {
            if (command.isResponse()) {
                answers.add(command);
            } else if (!command.isOneWay()) {
                switch (command.code()) {
                    case RequestCode.GET_ROUTEINFO_BY_TOPIC -> write(client, done(command, Map.of(), route()));
                    case RequestCode.SEND_MESSAGE_V2 -> reply(client, command);
                    default -> write(client, done(command, Map.of(), Command.NO_BODY));
                }
            }
        }

        private void reply(Socket client, Command sent) throws IOException {
            write(client, done(sent, Map.of("msgId", "1", "queueId", "0", "queueOffset", "0"), Command.NO_BODY));
            Map<String, String> properties = MessageProperties.parse(sent.field("i"));
            String correlation = MessageProperties.CORRELATION_ID;
            Map<String, String> pushed = Map.of(
                    "topic",
                    "T",
                    "properties",
                    MessageProperties.format(Map.of(correlation, properties.get(correlation))));
            write(
                    client,
                    Command.request(
                            RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT,
                            PUSHED,
                            false,
                            pushed,
                            "me".getBytes(StandardCharsets.UTF_8)));
        }

        private static Command done(Command request, Map<String, String> fields, byte[] body) {
            return request.answer(ResponseCode.SUCCESS, null, fields, body);
        }

        private byte[] route() {
            return Json.bytes(Map.of(
                    "brokerDatas",
                    List.of(Map.of(
                            "brokerName", "b", "cluster", "c", "brokerAddrs", Map.of("0", "127.0.0.1:" + port()))),
                    "queueDatas",
                    List.of(Map.of("brokerName", "b", "perm", 6, "readQueueNums", 1, "writeQueueNums", 1))));
        }

        private static void write(Socket client, Command command) throws IOException {
            ByteBuf out = Unpooled.buffer();
            CommandWriter.write(command, out);
            out.readBytes(client.getOutputStream(), out.readableBytes());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
