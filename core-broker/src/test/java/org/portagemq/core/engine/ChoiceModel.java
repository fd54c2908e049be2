// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.engine.TestClient.Inbox;

/**
 * What may be delivered of one group over several lives of a broker. Texts are unique; what stands before the colon is
 * the message's class: its property, or its ordering key.
 */
final class ChoiceModel {

    private final String name;
    private final boolean ordered;
    private final Set<String> sent = new HashSet<>();
    private final Set<String> confirmed = new HashSet<>();
    private final Set<String> acknowledged = new HashSet<>();
    private final Set<String> delivered = new HashSet<>();
    private final Map<String, Long> offsets = new HashMap<>();
    private final Map<String, Inbox> inFlight = new HashMap<>();
    private final Map<String, TreeMap<Long, String>> returned = new HashMap<>();

    /** Nothing yet; {@code ordered} by its class, or not. */
    ChoiceModel(String name, boolean ordered) {
        this.name = name;
        this.ordered = ordered;
    }

    String name() {
        return name;
    }

    static String classOf(String text) {
        return text.substring(0, text.indexOf(':'));
    }

    void sent(String text) {
        sent.add(text);
    }

    void confirmed(String text) {
        confirmed.add(text);
    }

    Set<String> confirmedTexts() {
        return confirmed;
    }

    Map<String, Inbox> inFlight() {
        return inFlight;
    }

    void delivered(Inbox inbox, Delivery delivery, Predicate<String> wanted) {
        String text = TestClient.text(delivery);
        String kind = classOf(text);
        require(sent.contains(text), "was never sent", text);
        require(wanted.test(kind), "is not what the consumer wants", text);
        require(!inFlight.containsKey(text), "is in flight already", text);
        require(delivery.redelivered() || !delivered.contains(text), "comes again and does not say so", text);
        Long before = offsets.put(text, delivery.offset());
        require(before == null || before == delivery.offset(), "has moved to offset " + delivery.offset(), text);
        if (ordered) {
            requireOrder(inbox, delivery, kind, text);
        }
        delivered.add(text);
        inFlight.put(text, inbox);
        returned.getOrDefault(kind, new TreeMap<>()).remove(delivery.offset());
    }

    private void requireOrder(Inbox inbox, Delivery delivery, String kind, String text) {
        inFlight.forEach((other, holder) -> {
            if (classOf(other).equals(kind)) {
                require(holder == inbox, "is at another consumer than " + other, text);
            }
        });
        TreeMap<Long, String> back = returned.getOrDefault(kind, new TreeMap<>());
        require(back.isEmpty() || back.firstKey() >= delivery.offset(), "passes " + back, text);
    }

    void acknowledged(String text) {
        inFlight.remove(text);
        acknowledged.add(text);
    }

    void returned(String text) {
        inFlight.remove(text);
        returned.computeIfAbsent(classOf(text), key -> new TreeMap<>()).put(offsets.get(text), text);
    }

    /** Nobody holds anything any more, and everything that is there is ready. */
    void crashed() {
        inFlight.clear();
        returned.clear();
    }

    /** After everything that is there was delivered once more. */
    void requireComplete() {
        for (String text : confirmed) {
            require(acknowledged.contains(text) || inFlight.containsKey(text), "is lost", text);
        }
    }

    /** After everything of the class that is there was delivered once more. */
    void requireComplete(String kind) {
        for (String text : confirmed) {
            require(
                    !classOf(text).equals(kind) || acknowledged.contains(text) || inFlight.containsKey(text),
                    "is not found by a consumer that wants it",
                    text);
        }
    }

    /** Of a group that takes nothing away. */
    void requireSeenAll() {
        for (String text : confirmed) {
            require(delivered.contains(text), "was never delivered", text);
        }
    }

    private void require(boolean holds, String what, String text) {
        if (!holds) {
            throw new AssertionError("message '" + text + "' of group '" + name + "' " + what);
        }
    }
}
