// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.nio.ByteBuffer;

/** The groups behind a route set's number: number (4), count (4), group ids (4 each). */
public final class RouteSetRecord {

    private RouteSetRecord() {}

    public static int length(int groups) {
        return (2 + groups) * Integer.BYTES;
    }

    public static void put(ByteBuffer target, int id, int[] groups) {
        target.putInt(id).putInt(groups.length);
        for (int group : groups) {
            target.putInt(group);
        }
    }

    public static int id(ByteBuffer body) {
        return body.getInt(body.position());
    }

    public static int[] groups(ByteBuffer body) {
        int[] groups = new int[body.getInt(body.position() + 4)];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = body.getInt(body.position() + 8 + i * Integer.BYTES);
        }
        return groups;
    }
}
