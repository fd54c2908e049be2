// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.util.Optional;

/**
 * What the broker calls itself, and what it does by itself.
 *
 * @param advertised the address that clients are told, if it is not the one they have connected to
 * @param createsTopics whether a topic is made when it is sent to first
 * @param topicQueues as many as such a topic has
 * @param messageBytes of a body
 */
public record NodeSettings(
        String cluster,
        String brokerName,
        Optional<String> advertised,
        boolean createsTopics,
        int topicQueues,
        int messageBytes) {}
