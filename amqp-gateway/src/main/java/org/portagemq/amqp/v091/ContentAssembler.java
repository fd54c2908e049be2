// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Optional;
import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.amqp.v091.wire.ContentHeader;
import org.portagemq.amqp.v091.wire.TableLimits;
import org.portagemq.core.api.Payload;

/**
 * Puts method, header and body frames of a channel together (section 4.2.6).
 *
 * <pre>
 *  METHOD --basic.publish--> HEADER --size 0--> METHOD (complete)
 *                            HEADER --size n--> BODY --n bytes--> METHOD (complete)
 * </pre>
 *
 * A body gets memory as its bytes arrive, not as its header announces them.
 */
final class ContentAssembler {

    private enum State {
        METHOD,
        HEADER,
        BODY
    }

    /** Larger bodies grow by doubling from here. */
    private static final int FIRST_BYTES = 128 * 1024;

    /** What RabbitMQ takes as a mistake in framing rather than a large message. */
    private static final long ABSURD_BYTES = 512L * 1024 * 1024;

    private final int maxBytes;
    private final ContentBudget budget;
    private State state = State.METHOD;
    private BasicMethod.Publish publish;
    private ContentHeader header;
    private byte[] body;
    private int filled;

    ContentAssembler(int maxBytes, ContentBudget budget) {
        this.maxBytes = maxBytes;
        this.budget = budget;
    }

    void begin(BasicMethod.Publish method) {
        publish = method;
        state = State.HEADER;
    }

    /** A method came: it must not stand within a content. */
    void expectNone() {
        if (state != State.METHOD) {
            throw ReplyCode.UNEXPECTED_FRAME.because(
                    "expected content " + (state == State.HEADER ? "header" : "body") + ", got a method frame instead");
        }
    }

    Optional<PublishRequest> header(ByteBuf payload) {
        if (state != State.HEADER) {
            throw ReplyCode.UNEXPECTED_FRAME.because("did not expect a content header frame here");
        }
        header = ContentHeader.read(payload, TableLimits.DEFAULT);
        if (header.classId() != BasicMethod.CLASS_ID) {
            throw ReplyCode.UNEXPECTED_FRAME.because("expected content header for class " + BasicMethod.CLASS_ID
                    + ", got one for class " + header.classId());
        }
        long size = header.bodySize();
        if (size < 0 || size > ABSURD_BYTES) {
            throw ReplyCode.FRAME_ERROR.because(
                    "content body of " + Long.toUnsignedString(size) + " bytes is announced");
        }
        if (size > maxBytes) {
            state = State.METHOD;
            throw ReplyCode.PRECONDITION_FAILED.because(
                    "message size " + size + " is larger than configured max size " + maxBytes);
        }
        filled = 0;
        if (size == 0) {
            return complete(Payload.EMPTY);
        }
        state = State.BODY;
        body = null;
        return Optional.empty();
    }

    Optional<PublishRequest> body(ByteBuf payload) {
        if (state != State.BODY) {
            throw ReplyCode.UNEXPECTED_FRAME.because("did not expect a content body frame here");
        }
        int size = (int) header.bodySize();
        int more = payload.readableBytes();
        if (more > size - filled) {
            throw ReplyCode.FRAME_ERROR.because(
                    "content body is longer than the " + size + " bytes that its header announced");
        }
        if (body == null) {
            grow(more == size ? size : Math.min(size, Math.max(FIRST_BYTES, more)));
        } else if (body.length - filled < more) {
            grow((int) Math.min(size, Math.max(body.length * 2L, (long) filled + more)));
        }
        payload.readBytes(body, filled, more);
        filled += more;
        return filled < size ? Optional.empty() : complete(Payload.of(body));
    }

    private void grow(int size) {
        budget.take(size - (body == null ? 0 : body.length));
        body = body == null ? new byte[size] : Arrays.copyOf(body, size);
    }

    /** Forgets what has come: the channel is over. */
    void abandon() {
        if (body != null) {
            budget.give(body.length);
            body = null;
        }
        state = State.METHOD;
    }

    private Optional<PublishRequest> complete(Payload content) {
        state = State.METHOD;
        PublishRequest request = new PublishRequest(publish, header, content);
        if (body != null) {
            budget.give(body.length);
        }
        publish = null;
        header = null;
        body = null;
        return Optional.of(request);
    }
}
