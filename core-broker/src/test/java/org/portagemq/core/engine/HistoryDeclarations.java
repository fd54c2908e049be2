// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.engine.Ledger.Pile;

/**
 * What a {@link BrokerHistory} has declared, and who owns it. Asks for one change at a time, when nothing is on its way whose route it
 * would change.
 */
final class HistoryDeclarations {

    private final Random random;
    private final RandomSettings draw;
    private final Ledger ledger;
    private final Inquiry inquiry;
    private final List<SimulatedUser> users;
    private final Map<String, SimulatedUser> owners = new LinkedHashMap<>();
    private Topology topology = new Topology();
    private Topology unanswered;
    private int nextName = 1;

    /** @param users of now: the list is the history's */
    HistoryDeclarations(Random random, RandomSettings draw, Ledger ledger, Inquiry inquiry, List<SimulatedUser> users) {
        this.random = random;
        this.draw = draw;
        this.ledger = ledger;
        this.inquiry = inquiry;
        this.users = users;
    }

    Topology topology() {
        return topology;
    }

    boolean isOwner(SimulatedUser user) {
        return owners.containsValue(user);
    }

    /** Whether the user may use what has the name: it is nobody's, or the user's own. */
    boolean isFor(String name, SimulatedUser user) {
        return owners.getOrDefault(name, user) == user;
    }

    /** One change. */
    void step(SimulatedUser user) {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> declareGroup(user);
            case 3, 4 -> declareTopic(user);
            case 5, 6, 7 -> bind(user);
            case 8 -> unbind(user);
            default -> delete(user);
        }
    }

    /** What was a user's own goes with it. */
    void left(SimulatedUser user) {
        for (String name : List.copyOf(owners.keySet())) {
            if (owners.get(name) == user) {
                gone(name);
            }
        }
    }

    /** The broker has stopped: what is durable stays, also of a change that it has not answered. */
    void stopped() {
        topology = topology.durable();
        unanswered = unanswered == null ? null : unanswered.durable();
    }

    /** What is found after a start: with the change that was not answered, or without. */
    void recovered(Topology found) {
        owners.clear();
        Ledger.require(
                found.equals(topology) || found.equals(unanswered),
                () -> "declared is\n  " + found + ", it was\n  " + topology + " with an unanswered change to\n  "
                        + unanswered);
        topology = found;
        unanswered = null;
        Set<String> names = new HashSet<>(topology.groups().keySet());
        names.addAll(partitions(topology));
        List.copyOf(ledger.piles().keySet()).stream()
                .filter(Predicate.not(names::contains))
                .forEach(ledger::close);
    }

    List<Pile> consumable(SimulatedUser user) {
        return topology.groups().keySet().stream()
                .filter(name -> isFor(name, user))
                .map(ledger.piles()::get)
                .toList();
    }

    /** One that there is, the nameless one, or seldom one that there is not. */
    String anyTopic() {
        if (topology.topics().isEmpty() || random.nextInt(3) == 0) {
            return "";
        }
        return random.nextInt(50) == 0
                ? "nowhere"
                : draw.any(List.copyOf(topology.topics().keySet()));
    }

    /** A group goes with its last subscriber, if it is one of these. */
    void mayBeAbandoned(Pile pile) {
        boolean used = users.stream()
                .flatMap(user -> user.sources().stream())
                .anyMatch(source -> SimulatedUser.pile(source) == pile && SimulatedUser.subscribes(source));
        if (isAutoDelete(pile) && !used) {
            gone(pile.name);
        }
    }

    boolean isAutoDelete(Pile pile) {
        GroupSettings settings = topology.groups().get(pile.name);
        return settings != null && settings.autoDelete();
    }

    private void declareGroup(SimulatedUser user) {
        if (topology.groups().size() > 6) {
            return;
        }
        String name = "g" + (random.nextInt(4) == 0 ? nextName++ : random.nextInt(5));
        GroupSettings settings = draw.group(name);
        if (topology.groups().containsKey(name)) {
            return;
        }
        Topology after = topology.copy();
        after.groups().put(name, settings);
        boolean durable = settings.durable() && !settings.exclusive();
        ledger.open(name, durable, settings.rules());
        if (settings.exclusive()) {
            owners.put(name, user);
        }
        this.<GroupInfo>change(user, after, (s, answer) -> s.admin().declareGroup(settings, answer));
    }

    private void declareTopic(SimulatedUser user) {
        if (topology.topics().size() > 6) {
            return;
        }
        String name = "t" + random.nextInt(8);
        if (topology.topics().containsKey(name)) {
            return;
        }
        TopicSettings settings = draw.topic(name);
        Topology after = topology.copy();
        after.topics().put(name, settings);
        boolean limited = !settings.retention().equals(Retention.FOREVER);
        for (int i = 0; i < settings.partitions(); i++) {
            ledger.open(Topology.partition(name, i), settings.durable(), limited);
        }
        this.<Void>change(user, after, (s, answer) -> s.admin().declareTopic(settings, answer));
    }

    private void bind(SimulatedUser user) {
        if (topology.topics().isEmpty() || topology.groups().isEmpty()) {
            return;
        }
        String topic = draw.any(List.copyOf(topology.topics().keySet()));
        Binding.Target target;
        if (random.nextInt(5) == 0) {
            target = new Binding.Target.Topic(
                    draw.any(List.copyOf(topology.topics().keySet())));
        } else {
            String group = draw.any(List.copyOf(topology.groups().keySet()));
            if (!isFor(group, user)) {
                return;
            }
            target = new Binding.Target.Group(group);
        }
        Binding binding = draw.binding(topology.topics().get(topic), target);
        Topology after = topology.copy();
        after.bindings().add(binding);
        this.<Void>change(user, after, (s, answer) -> s.admin().bind(binding, answer));
    }

    private void unbind(SimulatedUser user) {
        if (topology.bindings().isEmpty()) {
            return;
        }
        Binding binding = draw.any(List.copyOf(topology.bindings()));
        if (!isFor(binding.target().name(), user)) {
            return;
        }
        Topology after = topology.copy();
        after.unbind(binding);
        this.<Void>change(user, after, (s, answer) -> s.admin().unbind(binding, answer));
        forgetAbandonedStreams();
    }

    private void delete(SimulatedUser user) {
        boolean topic = random.nextBoolean();
        List<String> names = List.copyOf(
                topic ? topology.topics().keySet() : topology.groups().keySet());
        if (names.isEmpty()) {
            return;
        }
        String name = draw.any(names);
        Topology after = topology.copy();
        if (topic) {
            after.removeTopic(name);
            this.<Void>change(user, after, (s, answer) -> s.admin().deleteTopic(name, false, answer));
        } else if (isFor(name, user)) {
            after.removeGroup(name);
            this.<Long>change(user, after, (s, answer) -> s.admin().deleteGroup(name, false, false, answer));
            if (unanswered == null) {
                forget(name);
            }
        }
        if (unanswered == null) {
            forgetAbandonedStreams();
        }
    }

    private <T> void change(SimulatedUser user, Topology after, BiConsumer<Session, Answer<T>> call) {
        unanswered = after;
        inquiry.ask(user, call);
        topology = after;
        unanswered = null;
    }

    void gone(String group) {
        topology.removeGroup(group);
        forget(group);
        forgetAbandonedStreams();
    }

    private void forget(String pileName) {
        Pile pile = ledger.piles().get(pileName);
        users.forEach(user -> user.forget(pile));
        ledger.close(pileName);
        owners.remove(pileName);
    }

    private void forgetAbandonedStreams() {
        Set<String> partitions = partitions(topology);
        for (String name : List.copyOf(ledger.piles().keySet())) {
            if (name.contains("/") && !partitions.contains(name)) {
                forget(name);
            }
        }
    }

    private static Set<String> partitions(Topology topology) {
        Set<String> names = new HashSet<>();
        topology.topics().values().forEach(topic -> {
            for (int i = 0; i < topic.partitions(); i++) {
                names.add(Topology.partition(topic.name(), i));
            }
        });
        return names;
    }
}
