// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

/**
 * The outer form of everything on the wire (section 4.2.3).
 *
 * <pre>
 *  0      1         3             7                  7+size  8+size
 *  +------+---------+-------------+  +------------+  +-------+
 *  | type | channel |    size     |  |  payload   |  | 0xCE  |
 *  +------+---------+-------------+  +------------+  +-------+
 *   octet   u16        u32             size octets      octet
 * </pre>
 */
public final class Frames {

    public static final int METHOD = 1;
    public static final int HEADER = 2;
    public static final int BODY = 3;
    public static final int HEARTBEAT = 8;

    public static final int HEAD_SIZE = 7;

    /** Head and end octet: what a frame has besides its payload. */
    public static final int OVERHEAD = HEAD_SIZE + 1;

    public static final int END = 0xCE;

    /** The smallest frame-max that may be negotiated. */
    public static final int MIN_SIZE = 4096;

    private Frames() {}
}
