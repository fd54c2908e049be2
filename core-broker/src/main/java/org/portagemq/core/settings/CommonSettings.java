// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.settings;

/** Settings that more than one module keeps to. The core declares them to users. */
public final class CommonSettings {

    /** The largest body of a message: gateways need not take in more, the core takes no more. */
    public static final Setting<Long> MESSAGE_BYTES =
            Setting.bytes("limits.message-bytes", "16MiB", 1, 512 << 20, "The largest body of a message.");

    private CommonSettings() {}
}
