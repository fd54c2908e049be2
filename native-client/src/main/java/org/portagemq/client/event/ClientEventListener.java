// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.event;

/** Hears events, one after the other. Of a listener that is too slow the oldest events are dropped. */
@FunctionalInterface
public interface ClientEventListener {
    void onEvent(ClientEvent event);
}
