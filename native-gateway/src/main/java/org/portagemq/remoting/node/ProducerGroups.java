// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.portagemq.remoting.link.ClientLink;

/** Producer groups with the clients that are in them now. Thread-safe. */
public final class ProducerGroups {

    private final Map<String, Map<String, Member>> groups = new HashMap<>();

    /** Answers whether the client is new there. */
    public synchronized boolean join(String group, Member member) {
        Member before = groups.computeIfAbsent(group, name -> new TreeMap<>()).put(member.clientId(), member);
        return before == null || before.link() != member.link();
    }

    public synchronized void leave(String group, String clientId) {
        Map<String, Member> members = groups.get(group);
        if (members != null) {
            members.remove(clientId);
            if (members.isEmpty()) {
                groups.remove(group);
            }
        }
    }

    public synchronized void leave(ClientLink link) {
        groups.values().forEach(members -> members.values().removeIf(member -> member.link() == link));
        groups.values().removeIf(Map::isEmpty);
    }

    public synchronized List<Member> members(String group) {
        return List.copyOf(groups.getOrDefault(group, Map.of()).values());
    }

    /** A client by its own name, whatever groups it is in. */
    public synchronized Optional<Member> client(String clientId) {
        return groups.values().stream()
                .map(members -> members.get(clientId))
                .filter(member -> member != null)
                .findFirst();
    }
}
