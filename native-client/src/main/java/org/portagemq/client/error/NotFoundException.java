// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** The broker does not have what was named. */
public final class NotFoundException extends PortageException {

    /** What can be missing. */
    public enum Kind {
        TOPIC,
        GROUP,
        MESSAGE,
        CLIENT,
        VALUE
    }

    private final Kind kind;

    public NotFoundException(Incident incident, Kind kind) {
        super(incident);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
