// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.NetAddress;
import org.portagemq.core.api.Payload;

/**
 * What is kept of a message beside its body.
 *
 * <pre>
 *   0  version 1 (1)    1  bytes of the address (1)   2  sysFlag (4)   6  flag (4)
 *  10  born at (8)     18  reconsume times (4)        22  port (4)    26  address, properties
 * </pre>
 *
 * @param properties as {@link MessageProperties} formats them
 */
public record NativeHeader(
        int sysFlag, int flag, long bornAt, int reconsumeTimes, NetAddress bornHost, String properties) {

    private static final byte VERSION = 1;
    private static final int FIXED = 26;

    public Payload write() {
        byte[] text = properties.getBytes(StandardCharsets.UTF_8);
        byte[] address = bornHost.address();
        byte[] bytes = new byte[FIXED + address.length + text.length];
        ByteBuffer.wrap(bytes)
                .put(VERSION)
                .put((byte) address.length)
                .putInt(sysFlag)
                .putInt(flag)
                .putLong(bornAt)
                .putInt(reconsumeTimes)
                .putInt(bornHost.port())
                .put(address)
                .put(text);
        return Payload.of(bytes);
    }

    /** Of what {@link #write} writes, how many bytes stand before the properties. */
    public int fixedBytes() {
        return FIXED + bornHost.address().length;
    }

    /** @throws IllegalArgumentException when the header is no such one */
    public static NativeHeader read(Payload header) {
        if (header.length() < FIXED || header.array()[0] != VERSION) {
            throw new IllegalArgumentException("not the header of a native message");
        }
        ByteBuffer in = ByteBuffer.wrap(header.array());
        in.get();
        int length = in.get();
        int sysFlag = in.getInt();
        int flag = in.getInt();
        long bornAt = in.getLong();
        int reconsumeTimes = in.getInt();
        int port = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("not the header of a native message");
        }
        byte[] address = new byte[length];
        in.get(address);
        String properties = StandardCharsets.UTF_8.decode(in).toString();
        return new NativeHeader(sysFlag, flag, bornAt, reconsumeTimes, new NetAddress(address, port), properties);
    }

    public Map<String, String> parsedProperties() {
        return MessageProperties.parse(properties);
    }

    /** The same with other properties. */
    public NativeHeader withProperties(Map<String, String> changed) {
        return new NativeHeader(sysFlag, flag, bornAt, reconsumeTimes, bornHost, MessageProperties.format(changed));
    }

    /** The same when it is to be consumed for another time. */
    public NativeHeader again(int times) {
        return new NativeHeader(sysFlag, flag, bornAt, times, bornHost, properties);
    }

    /** The same with other properties as well. */
    public NativeHeader again(int times, Map<String, String> changed) {
        return new NativeHeader(sysFlag, flag, bornAt, times, bornHost, MessageProperties.format(changed));
    }
}
