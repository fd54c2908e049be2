// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.compared;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * One broker under the eyes of one scenario: what is done to it, and a note of each outcome. What differs from run to run
 * (generated names, times) is written as a star, and of a refusal's text no more than names what it is about.
 */
final class Lab {

    private static final int PATIENCE_MS = 20_000;
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final ConnectionFactory factory = new ConnectionFactory();
    private final Map<String, String> notes = new LinkedHashMap<>();
    private final List<Connection> connections = new ArrayList<>();

    Lab(int port) {
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setHandshakeTimeout(PATIENCE_MS);
        factory.setChannelRpcTimeout(PATIENCE_MS);
        factory.setShutdownTimeout(1_000);
    }

    /** Something that a broker may refuse. */
    interface Call {
        Object run() throws Exception;
    }

    /** A call without a result. */
    interface Act {
        void run() throws Exception;
    }

    Connection connect() throws IOException, TimeoutException {
        Connection connection = factory.newConnection();
        connections.add(connection);
        return connection;
    }

    Channel channel() throws IOException, TimeoutException {
        return connect().createChannel();
    }

    /** Writes down an outcome. */
    void note(String what, Object outcome) {
        String before = notes.put(what, normal(String.valueOf(outcome)));
        if (before != null) {
            throw new IllegalStateException("noted twice: " + what);
        }
    }

    /** Writes down what comes of a call: its result, or the code and text that ended the channel or connection. */
    void noteCall(String what, Call call) throws Exception {
        note(what, outcome(call));
    }

    void noteAct(String what, Act act) throws Exception {
        note(what, outcome(() -> {
            act.run();
            return "ok";
        }));
    }

    /** Writes down what comes of an action, on a channel of its own, whose connection lives on. */
    void attempt(String what, ChannelAct act) throws Exception {
        Channel channel = channel();
        noteAct(what, () -> act.run(channel));
    }

    /** An action on a channel. */
    interface ChannelAct {
        void run(Channel channel) throws Exception;
    }

    /** What a publish leads to: confirmed, refused, or the end of the channel. */
    void attemptPublish(String what, String exchange, String key, AMQP.BasicProperties properties) throws Exception {
        Channel channel = channel();
        noteAct(what, () -> {
            channel.confirmSelect();
            channel.basicPublish(exchange, key, properties, bytes("m"));
            if (!channel.waitForConfirms(PATIENCE_MS)) {
                throw new IOException("nacked");
            }
        });
    }

    private static String outcome(Call call) throws Exception {
        try {
            return String.valueOf(call.run());
        } catch (ShutdownSignalException closed) {
            return reason(closed);
        } catch (IOException failed) {
            return failed.getCause() instanceof ShutdownSignalException closed ? reason(closed) : failed.getMessage();
        }
    }

    private static String reason(ShutdownSignalException closed) {
        if (closed.getReason() instanceof AMQP.Channel.Close close) {
            return "channel " + close.getReplyCode() + " (" + close.getClassId() + "," + close.getMethodId() + ") "
                    + close.getReplyText();
        }
        if (closed.getReason() instanceof AMQP.Connection.Close close) {
            return "connection " + close.getReplyCode() + " (" + close.getClassId() + "," + close.getMethodId() + ") "
                    + close.getReplyText();
        }
        return "connection lost";
    }

    /** What is wrong with a value is told in one's own words, behind the object that it was meant for. */
    private static String normal(String text) {
        return text.replaceAll("((?:invalid|inequivalent) (?:arg|property) '.* in vhost '/').*", "$1")
                .replaceAll("(invalid expiration '[^']*').*", "$1")
                .replaceAll("amq\\.gen-[A-Za-z0-9_-]+", "amq.gen-*")
                .replaceAll("amq\\.ctag-[A-Za-z0-9_-]+", "amq.ctag-*")
                .replaceAll("amq\\.rabbitmq\\.reply-to\\.[A-Za-z0-9_.=+/-]+", "amq.rabbitmq.reply-to.*")
                .replace("|", "/");
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(GetResponse got) {
        return got == null ? "empty" : new String(got.getBody(), StandardCharsets.UTF_8);
    }

    /** Publishes bodies to a queue, and returns when the broker has them. */
    static void fill(Channel channel, String queue, String... bodies) throws Exception {
        channel.confirmSelect();
        for (String body : bodies) {
            channel.basicPublish("", queue, null, bytes(body));
        }
        channel.waitForConfirmsOrDie(PATIENCE_MS);
    }

    /** The next messages of a queue, as they come, each with a star when it is redelivered. */
    static String drain(Channel channel, String queue) throws Exception {
        StringBuilder all = new StringBuilder();
        for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
            all.append(all.isEmpty() ? "" : " ")
                    .append(text(got))
                    .append(got.getEnvelope().isRedeliver() ? "*" : "");
        }
        return all.toString();
    }

    /** Waits until the condition holds, within a bound; returns whether it does. */
    static boolean within(long milliseconds, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
        return true;
    }

    /** Waits for a message. */
    static GetResponse await(Channel channel, String queue) throws Exception {
        GetResponse[] got = new GetResponse[1];
        within(PATIENCE_MS, () -> (got[0] = channel.basicGet(queue, true)) != null);
        return got[0];
    }

    /** A header table in a fixed order, without times. */
    static String headers(Map<String, Object> headers) {
        return headers == null ? "none" : value(headers);
    }

    private static String value(Object value) {
        if (value instanceof Map<?, ?> table) {
            Map<String, String> sorted = new TreeMap<>();
            table.forEach((key, field) -> sorted.put(key.toString(), key.equals("time") ? "*" : value(field)));
            return sorted.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Lab::value).toList().toString();
        }
        return value + ":"
                + (value == null ? "" : value.getClass().getSimpleName().replaceAll("ByteArray", ""));
    }

    Map<String, String> finish() {
        connections.forEach(connection -> connection.abort(1_000));
        return notes;
    }
}
