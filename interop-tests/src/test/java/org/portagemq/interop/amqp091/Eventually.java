// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownNotifier;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waiting with a bound, and the errors that the client reports. */
public final class Eventually {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Eventually() {}

    /** Something the client does that the server may refuse. */
    public interface Call {
        void run() throws Exception;
    }

    public static void eventually(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                fail("never happened: " + what);
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    public static void await(CountDownLatch latch, String what) throws InterruptedException {
        assertTrue(latch.await(PATIENCE_NANOS, TimeUnit.NANOSECONDS), () -> "never happened: " + what);
    }

    /** The call ends the channel or connection with this code, and a text that holds these words. */
    public static void refused(int code, String words, Call call) throws Exception {
        try {
            call.run();
        } catch (IOException | AlreadyClosedException failure) {
            check(code, words, signal(failure));
            return;
        }
        fail("was not refused with " + code + " " + words);
    }

    private static ShutdownSignalException signal(Exception failure) {
        if (failure instanceof ShutdownSignalException signal) {
            return signal;
        }
        if (failure.getCause() instanceof ShutdownSignalException signal) {
            return signal;
        }
        throw new AssertionError("no reason given", failure);
    }

    /** The channel or connection is closed by the server with this code, because of what was done before. */
    public static void closed(int code, String words, ShutdownNotifier notifier) throws Exception {
        eventually("closed with " + code + " " + words, () -> !notifier.isOpen());
        check(code, words, notifier.getCloseReason());
    }

    private static void check(int code, String words, ShutdownSignalException signal) {
        Method reason = signal.getReason();
        int got;
        String text;
        if (reason instanceof AMQP.Channel.Close close) {
            got = close.getReplyCode();
            text = close.getReplyText();
        } else if (reason instanceof AMQP.Connection.Close close) {
            got = close.getReplyCode();
            text = close.getReplyText();
        } else {
            throw new AssertionError("closed without a reason", signal);
        }
        assertEquals(code, got, text);
        assertTrue(text.contains(words), () -> "'" + words + "' is not in: " + text);
    }
}
