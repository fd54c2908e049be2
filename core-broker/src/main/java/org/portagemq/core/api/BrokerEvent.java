// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** Something that happened in a broker and that others want to follow. */
public sealed interface BrokerEvent {

    record TopicDeclared(String namespace, TopicSettings settings) implements BrokerEvent {}

    record TopicDeleted(String namespace, String name) implements BrokerEvent {}

    record GroupDeclared(String namespace, GroupSettings settings) implements BrokerEvent {}

    record GroupDeleted(String namespace, String name) implements BrokerEvent {}

    record PublishersHeld(String reason) implements BrokerEvent {}

    record PublishersResumed() implements BrokerEvent {}

    record StoreFailed(String reason) implements BrokerEvent {}
}
