// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import org.apache.qpid.proton.codec.AMQPDefinedTypes;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.codec.EncoderImpl;
import org.apache.qpid.proton.codec.WritableBuffer;

/** Reads and writes single sections. Decoders have a state: each thread has its own. */
final class Codec {

    private static final int FIRST_BYTES = 512;
    private static final ThreadLocal<Codec> OWN = ThreadLocal.withInitial(Codec::new);

    private final DecoderImpl decoder = new DecoderImpl();
    private final EncoderImpl encoder = new EncoderImpl(decoder);
    /** What is written in it is copied out: the header of a message, mostly. */
    private final ByteBuffer scratch = ByteBuffer.allocate(FIRST_BYTES);

    private Codec() {
        AMQPDefinedTypes.registerAllTypes(decoder, encoder);
    }

    /**
     * Decodes one section.
     *
     * @throws Refusal when it is malformed or of another type
     */
    static <T> T read(Class<T> type, byte[] bytes, int start, int end) {
        DecoderImpl decoder = OWN.get().decoder;
        decoder.setByteBuffer(ByteBuffer.wrap(bytes, start, end - start));
        try {
            Object value = decoder.readObject();
            if (!type.isInstance(value)) {
                throw Sections.malformed(type.getSimpleName() + " expected");
            }
            return type.cast(value);
        } catch (Refusal refusal) {
            throw refusal;
        } catch (RuntimeException malformed) {
            throw Sections.malformed(type.getSimpleName() + ": " + malformed.getMessage());
        } finally {
            decoder.setByteBuffer(null);
        }
    }

    /** Encodes the sections that are not null, one after the other. */
    static byte[] write(Object... sections) {
        Codec own = OWN.get();
        ByteBuffer out = own.scratch;
        while (true) {
            try {
                return own.write(out.clear(), sections);
            } catch (BufferOverflowException tooSmall) {
                // Twice the size then: few messages of other protocols have so many properties.
                out = ByteBuffer.allocate(out.capacity() * 2);
            }
        }
    }

    private byte[] write(ByteBuffer out, Object... sections) {
        encoder.setByteBuffer(out);
        try {
            for (Object section : sections) {
                if (section != null) {
                    encoder.writeObject(section);
                }
            }
            byte[] written = new byte[out.position()];
            out.flip().get(written);
            return written;
        } finally {
            encoder.setByteBuffer((WritableBuffer) null);
        }
    }
}
