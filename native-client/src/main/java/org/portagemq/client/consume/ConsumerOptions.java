// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.Map;
import java.util.stream.Collectors;
import org.portagemq.client.message.Filter;
import org.portagemq.client.remote.Role;

/** What all consumers are told. */
record ConsumerOptions(String group, Map<String, Filter> subscriptions, GroupStart start) {

    ConsumerOptions {
        if (group == null || group.isBlank()) {
            throw new IllegalArgumentException("a consumer needs a group: group(\"NAME\")");
        }
        if (subscriptions.isEmpty()) {
            throw new IllegalArgumentException("a consumer needs a topic: subscribe(\"TOPIC\", Filter.all())");
        }
    }

    /** That of a consumer that takes messages one by one. */
    Role role() {
        return role(Role.Use.POP);
    }

    Role.Reader role(Role.Use use) {
        Map<String, Role.Expression> filters = subscriptions.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        one -> new Role.Expression(
                                one.getValue().type().name(), one.getValue().expression())));
        return new Role.Reader(group, use, filters, System.currentTimeMillis());
    }
}
