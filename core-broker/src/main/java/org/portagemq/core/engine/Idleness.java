// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.Answer;

/** Who wants to hear when nothing more is there for a consumer. Looked at when its group was pumped. Belongs to the core. */
final class Idleness {

    private final Map<Group, List<Asked>> asked = new HashMap<>();
    private final Pump pump;

    /** One who waits for the answer. */
    private record Asked(Consumer consumer, Answer<Void> answer) {
        void tell() {
            consumer.session().mail().call(() -> answer.done(null));
        }
    }

    Idleness(Pump pump) {
        this.pump = pump;
    }

    /** Answers when the consumer has all that there is for it. */
    void ask(Consumer consumer, Answer<Void> answer) {
        Asked one = new Asked(consumer, answer);
        if (!pump.mayTake(consumer)) {
            one.tell();
            return;
        }
        asked.computeIfAbsent(consumer.group(), group -> new ArrayList<>()).add(one);
        pump.changed(consumer);
    }

    /** What could be handed out of the group at once was handed out. */
    void pumped(Group group) {
        if (asked.isEmpty()) {
            return;
        }
        List<Asked> all = asked.get(group);
        if (all == null) {
            return;
        }
        tell(
                group,
                all.stream()
                        .filter(one -> !pump.mayTake(one.consumer) || pump.hasNothing(group, one.consumer))
                        .toList());
    }

    private void tell(Group group, List<Asked> known) {
        List<Asked> all = asked.get(group);
        all.removeAll(known);
        if (all.isEmpty()) {
            asked.remove(group);
        }
        known.forEach(Asked::tell);
    }

    /** The consumer has left its group. */
    void left(Consumer consumer) {
        List<Asked> all = asked.get(consumer.group());
        if (all != null) {
            tell(
                    consumer.group(),
                    all.stream().filter(one -> one.consumer == consumer).toList());
        }
    }

    /** The group is gone. */
    void forget(Group group) {
        List<Asked> all = asked.get(group);
        if (all != null) {
            tell(group, List.copyOf(all));
        }
    }
}
