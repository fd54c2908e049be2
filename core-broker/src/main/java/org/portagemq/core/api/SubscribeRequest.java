// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * How a subscription consumes.
 *
 * @param exclusive whether no other subscription may consume from the group meanwhile
 * @param autoAck whether messages are done with as soon as they are handed out
 * @param credit the number of messages that may be pushed at first
 */
public record SubscribeRequest(String group, boolean exclusive, boolean autoAck, int credit) {}
