// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.portagemq.core.api.Payload;

/**
 * Reads frames from bytes that come in any pieces: each byte is looked at once, and memory is taken as bytes arrive, up to
 * the limits. What it says of a malformed frame is final. Not thread-safe.
 *
 * <p>Until a version is agreed only what all versions have in common is read: frames without escapes.
 */
public final class FrameReader {

    /** Takes what was read. */
    public interface Sink {

        /** A frame of this command begins. */
        void begins(Command command);

        /** @return whether more is wanted now; the bytes behind stay in the buffer otherwise */
        boolean frame(Frame frame);

        /** An end of line between frames. */
        void signOfLife();
    }

    private enum Place {
        BETWEEN,
        COMMAND,
        HEADERS,
        SIZED_BODY,
        BODY_END,
        BODY
    }

    /** What a buffer for lines may keep from one frame to the next. */
    private static final int KEPT = 8 * 1024;

    private static final byte LF = '\n';
    private static final byte CR = '\r';
    private static final byte NUL = 0;

    private final NameCache names = new NameCache();
    private final Bytes line = new Bytes();
    private final Bytes body = new Bytes();
    private WireLimits limits;
    private Version version = Version.V1_0;
    private Place place = Place.BETWEEN;
    private Command command;
    private Headers headers;
    private int headerCount;
    private int headBytes;
    private int bodySize;

    public FrameReader(WireLimits limits) {
        this.limits = limits;
    }

    /** The version of all frames that follow, and their limits. Called between frames. */
    public void agreed(Version newVersion, WireLimits newLimits) {
        version = newVersion;
        limits = newLimits;
    }

    /**
     * Reads on.
     *
     * @throws WireException when this cannot become a frame
     */
    public void read(ByteBuf in, Sink sink) {
        boolean more = true;
        while (more && in.isReadable()) {
            more = switch (place) {
                case BETWEEN -> between(in, sink);
                case COMMAND -> !line(in, Command.LONGEST) || command(sink);
                case HEADERS -> !line(in, limits.lineBytes()) || header();
                case SIZED_BODY -> sizedBody(in);
                case BODY_END -> bodyEnd(in, sink);
                case BODY -> body(in, sink);
            };
        }
    }

    /** Whether a NUL would end a frame now. */
    public boolean awaitsNul() {
        return place == Place.BODY || place == Place.BODY_END;
    }

    private boolean between(ByteBuf in, Sink sink) {
        byte next = in.getByte(in.readerIndex());
        if (next == NUL) {
            throw WireException.malformed("a NUL stands between frames: was a content-length too small?");
        }
        if (next == LF) {
            in.skipBytes(1);
            sink.signOfLife();
        } else {
            place = Place.COMMAND;
            headBytes = 0;
        }
        return true;
    }

    /** Takes bytes up to an end of line. Returns whether it is there: the line is without it then. */
    private boolean line(ByteBuf in, int limit) {
        int end = in.indexOf(in.readerIndex(), in.writerIndex(), LF);
        int more = (end < 0 ? in.writerIndex() : end) - in.readerIndex();
        headBytes += more + 1;
        // One byte more for a CR before the end.
        if (line.length + more > limit + 1 || headBytes > limits.headBytes()) {
            throw tooLong(limit);
        }
        line.append(in, more, limit + 1);
        if (end < 0) {
            return false;
        }
        in.skipBytes(1);
        if (line.length > 0 && line.array[line.length - 1] == CR) {
            line.length--;
        }
        return true;
    }

    private WireException tooLong(int limit) {
        if (place == Place.COMMAND) {
            return unknownCommand();
        }
        return headBytes > limits.headBytes()
                ? WireException.tooLarge("command and headers have more than " + limits.headBytes() + " bytes")
                : WireException.tooLarge("a header has more than " + limit + " bytes");
    }

    private boolean command(Sink sink) {
        if (line.length == 0) {
            // A CR before the end of an empty line.
            place = Place.BETWEEN;
            sink.signOfLife();
            return true;
        }
        command = Command.of(line.array, line.length);
        if (command == null) {
            throw unknownCommand();
        }
        sink.begins(command);
        line.length = 0;
        headers = new Headers();
        headerCount = 0;
        place = Place.HEADERS;
        return true;
    }

    private static WireException unknownCommand() {
        return new WireException(
                "unknown command", "a frame begins with a command that does not exist: commands have capital letters");
    }

    private boolean header() {
        if (line.length > 0) {
            addHeader();
            line.length = 0;
            return true;
        }
        line.clear(KEPT);
        String size = headers.get("content-length");
        if (size == null) {
            place = Place.BODY;
        } else {
            bodySize = size(size.strip());
            place = bodySize == 0 ? Place.BODY_END : Place.SIZED_BODY;
        }
        return true;
    }

    private void addHeader() {
        if (++headerCount > limits.headers()) {
            throw WireException.tooLarge("a frame has more than " + limits.headers() + " headers");
        }
        byte[] bytes = line.array;
        boolean ascii = true;
        boolean escapes = false;
        int colon = -1;
        for (int i = 0; i < line.length; i++) {
            byte value = bytes[i];
            if (value == ':' && colon < 0) {
                colon = i;
            } else if (value < 0) {
                ascii = false;
            } else if (value == '\\') {
                escapes = true;
            } else if (value == NUL || (value == CR && version == Version.V1_2)) {
                throw WireException.malformed("a header has a " + (value == NUL ? "NUL" : "CR") + " in it");
            }
        }
        if (colon <= 0) {
            throw WireException.malformed(colon < 0 ? "a header has no colon" : "a header has no name");
        }
        boolean decode = escapes && version != Version.V1_0 && !command.isPlain();
        int valueEnd = decode ? Escapes.unescape(bytes, colon + 1, line.length, version) : line.length;
        int nameEnd = decode ? Escapes.unescape(bytes, 0, colon, version) : colon;
        int valueStart = colon + 1;
        if (version == Version.V1_0 && !command.isPlain()) {
            while (valueStart < valueEnd && bytes[valueStart] == ' ') {
                valueStart++;
            }
        }
        String name = ascii ? names.ascii(bytes, nameEnd) : text(bytes, 0, nameEnd);
        headers.add(name, ascii ? ascii(bytes, valueStart, valueEnd) : text(bytes, valueStart, valueEnd));
    }

    private static String ascii(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes, int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw WireException.malformed("a header is not in UTF-8");
        }
    }

    private int size(String text) {
        boolean digits = !text.isEmpty() && text.chars().allMatch(each -> each >= '0' && each <= '9');
        if (!digits) {
            throw WireException.malformed("content-length is not a whole number");
        }
        // Longer numbers are beyond any limit.
        long size = text.length() > 18 ? Long.MAX_VALUE : Long.parseLong(text);
        if (size > 0 && !mayHaveBody()) {
            throw noBody();
        }
        if (size > limits.bodyBytes()) {
            throw bodyTooLarge();
        }
        return (int) size;
    }

    private WireException noBody() {
        return WireException.malformed("a frame of command " + command + " cannot have a body");
    }

    private WireException bodyTooLarge() {
        return WireException.tooLarge("the body has more than " + limits.bodyBytes() + " bytes");
    }

    private boolean mayHaveBody() {
        return command.mayHaveBody();
    }

    private boolean sizedBody(ByteBuf in) {
        int more = Math.min(bodySize - body.length, in.readableBytes());
        append(in, more, more == bodySize, bodySize);
        if (body.length == bodySize) {
            place = Place.BODY_END;
        }
        return true;
    }

    private boolean bodyEnd(ByteBuf in, Sink sink) {
        if (in.readByte() != NUL) {
            throw WireException.malformed("no NUL behind a body of " + bodySize + " bytes: is content-length wrong?");
        }
        return finish(sink, true);
    }

    private boolean body(ByteBuf in, Sink sink) {
        int end = in.indexOf(in.readerIndex(), in.writerIndex(), NUL);
        int more = (end < 0 ? in.writerIndex() : end) - in.readerIndex();
        if (more > 0 && !mayHaveBody()) {
            throw noBody();
        }
        if (body.length + more > limits.bodyBytes()) {
            throw bodyTooLarge();
        }
        append(in, more, end >= 0, limits.bodyBytes());
        if (end < 0) {
            return true;
        }
        in.skipBytes(1);
        return finish(sink, false);
    }

    /** Appends to the body; one that is all there is copied once. */
    private void append(ByteBuf in, int more, boolean all, int limit) {
        if (all && body.length == 0) {
            body.array = new byte[more];
        }
        body.append(in, more, limit);
    }

    private boolean finish(Sink sink, boolean sized) {
        Frame frame = new Frame(command, headers, Payload.of(body.take()), sized);
        headers = null;
        place = Place.BETWEEN;
        return sink.frame(frame);
    }
}
