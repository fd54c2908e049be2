// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import java.util.HexFormat;

/**
 * The id by which a message is found again: where the broker is, and where it keeps the message.
 *
 * @param position the broker's handle of the message
 */
public record OffsetMessageId(NetAddress host, long position) {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int TAIL = 24;
    private static final int V4_LENGTH = 32;
    private static final int V6_LENGTH = 56;

    @Override
    public String toString() {
        return HEX.formatHex(host.address()) + HEX.toHexDigits(host.port()) + HEX.toHexDigits(position);
    }

    /** @throws IllegalArgumentException when the text is no such id */
    public static OffsetMessageId parse(String text) {
        if (text.length() != V4_LENGTH && text.length() != V6_LENGTH) {
            throw new IllegalArgumentException("'" + text + "' is no offset message id");
        }
        int tail = text.length() - TAIL;
        byte[] address = HexFormat.of().parseHex(text.substring(0, tail));
        int port = HexFormat.fromHexDigits(text.substring(tail, tail + 8));
        long position = HexFormat.fromHexDigitsToLong(text.substring(tail + 8));
        return new OffsetMessageId(new NetAddress(address, port), position);
    }
}
