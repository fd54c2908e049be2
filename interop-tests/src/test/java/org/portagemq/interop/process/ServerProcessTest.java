// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process, told to end or killed, and what is there afterwards. */
class ServerProcessTest {

    private static final String QUEUE = "kept";
    private static final byte[] BODY = "confirmed".getBytes(StandardCharsets.UTF_8);
    private static final int WAIT_MILLIS = 30_000;
    /** 128 and the number of SIGTERM: the process ended by it, after its shutdown hooks. */
    private static final int ENDED_BY_TERM = 143;

    @TempDir
    private Path folder;

    @Test
    void whatWasConfirmedIsThereAfterACleanEnd() throws Exception {
        try (ServerProcess server = start()) {
            Connection connection = connect(server);
            CompletableFuture<ShutdownSignalException> farewell = new CompletableFuture<>();
            connection.addShutdownListener(farewell::complete);
            publish(connection);
            assertEquals(ENDED_BY_TERM, server.terminate());
            String reason = farewell.get(WAIT_MILLIS, TimeUnit.MILLISECONDS).getMessage();
            assertTrue(reason.contains("320"), reason);
            assertTrue(log().contains("ended"), log());
        }
        assertStillThere();
    }

    @Test
    void whatWasConfirmedIsThereAfterAKill() throws Exception {
        try (ServerProcess server = start()) {
            publish(connect(server));
            server.kill();
        }
        assertStillThere();
    }

    @Test
    void aFolderInUseIsRefusedInWords() throws Exception {
        try (ServerProcess server = start()) {
            assertTrue(server.port("amqp") > 0);
            IOException refused = assertThrows(IOException.class, () -> start().close());
            assertTrue(refused.getMessage().contains("portage: "), refused.getMessage());
        }
    }

    private void assertStillThere() throws Exception {
        try (ServerProcess server = start();
                Connection connection = connect(server);
                Channel channel = connection.createChannel()) {
            GetResponse message = channel.basicGet(QUEUE, true);
            assertTrue(message != null, "the message is gone");
            assertArrayEquals(BODY, message.getBody());
        }
    }

    private static void publish(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        channel.queueDeclare(QUEUE, true, false, false, null);
        channel.basicPublish("", QUEUE, MessageProperties.PERSISTENT_BASIC, BODY);
        channel.waitForConfirmsOrDie(WAIT_MILLIS);
    }

    private ServerProcess start() throws Exception {
        return ServerProcess.start(folder.resolve("data"), folder.resolve("log"));
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private static Connection connect(ServerProcess server) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(server.port("amqp"));
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(WAIT_MILLIS);
        factory.setHandshakeTimeout(WAIT_MILLIS);
        factory.setShutdownTimeout(WAIT_MILLIS);
        return factory.newConnection();
    }
}
