// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the messages that are sent together.
 *
 * @param flag the application's own
 * @param properties as {@link MessageProperties} formats them
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared or changed.
public record BatchedMessage(int flag, byte[] body, String properties) {

    private static final int SIZE_AND_UNUSED = 12;

    /**
     * Reads the body of a batch.
     *
     * @throws MalformedCommandException when it is none
     */
    public static List<BatchedMessage> readAll(byte[] batch) {
        ByteBuffer in = ByteBuffer.wrap(batch);
        List<BatchedMessage> messages = new ArrayList<>();
        try {
            while (in.hasRemaining()) {
                messages.add(read(in));
            }
        } catch (BufferUnderflowException | IllegalArgumentException cut) {
            throw new MalformedCommandException("a batch ends too early");
        }
        return messages;
    }

    private static BatchedMessage read(ByteBuffer in) {
        int end = in.position() + in.getInt();
        in.position(in.position() + SIZE_AND_UNUSED - Integer.BYTES);
        int flag = in.getInt();
        byte[] body = bytes(in, in.getInt());
        String properties = new String(bytes(in, in.getShort()), StandardCharsets.UTF_8);
        if (in.position() != end) {
            throw new MalformedCommandException("a message of a batch is not as long as it says");
        }
        return new BatchedMessage(flag, body, properties);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
