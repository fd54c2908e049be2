// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import org.portagemq.client.intercept.Interceptors;
import org.portagemq.client.queue.Notices;
import org.portagemq.client.remote.Remote;

/** What all consumers of a client share. For the client itself. */
public record ConsumerHub(Remote remote, Interceptors interceptors, Notices notices) {}
