// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

/** How the header of a command is written. Both ends read either. */
public enum HeaderEncoding {
    JSON(0),
    BINARY(1);

    private final int id;

    HeaderEncoding(int id) {
        this.id = id;
    }

    /** As it stands in front of the header. */
    int id() {
        return id;
    }

    static HeaderEncoding of(int id) {
        return switch (id) {
            case 0 -> JSON;
            case 1 -> BINARY;
            default -> throw new MalformedCommandException("unknown encoding " + id + " of a command's header");
        };
    }
}
