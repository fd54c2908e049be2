// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.Release;
import org.portagemq.core.engine.Ledger.Pile;

/** What the users of a {@link BrokerHistory} do with messages: they send and consume them, in transactions as well. */
final class HistoryTraffic {

    private final Random random;
    private final int largest;
    private final RandomSettings draw;
    private final SimulatedWorld world;
    private final Ledger ledger;
    private final HistoryDeclarations declarations;
    private final BooleanSupplier quiet;

    /**
     * @param largest characters of a message
     * @param quiet whether nothing is on its way
     */
    HistoryTraffic(
            Random random,
            int largest,
            RandomSettings draw,
            SimulatedWorld world,
            Ledger ledger,
            HistoryDeclarations declarations,
            BooleanSupplier quiet) {
        this.random = random;
        this.largest = largest;
        this.draw = draw;
        this.world = world;
        this.ledger = ledger;
        this.declarations = declarations;
        this.quiet = quiet;
    }

    private String filling() {
        int length = random.nextInt(4) == 0 ? random.nextInt(largest) : random.nextInt(100);
        return Character.toString('a' + random.nextInt(26)).repeat(length);
    }

    void publish(SimulatedUser user) {
        for (int burst = random.nextInt(8) == 0 ? 60 : 1 + random.nextInt(3); burst > 0; burst--) {
            String topic = declarations.anyTopic();
            String key = topic.isEmpty() && !declarations.topology().groups().isEmpty()
                    ? draw.any(List.copyOf(declarations.topology().groups().keySet()))
                    : draw.any(RandomSettings.KEYS);
            boolean durable = random.nextInt(5) != 0;
            FlushPolicy flush = random.nextInt(3) == 0 ? FlushPolicy.ASYNC : FlushPolicy.DEFAULT;
            boolean known = topic.isEmpty() || declarations.topology().topics().containsKey(topic);
            user.publish(
                    ledger.send(user.number(), topic, durable, filling()),
                    key,
                    flush,
                    known,
                    known ? declarations.topology().route(topic, key) : Set.of());
        }
    }

    void consume(SimulatedUser user) {
        List<Pile> piles = declarations.consumable(user);
        if (piles.isEmpty()) {
            return;
        }
        int choice = random.nextInt(10);
        if (user.sources().isEmpty() || choice == 0) {
            user.subscribe(draw.any(piles), random.nextInt(4) == 0, random.nextInt(20));
        } else if (choice == 1) {
            user.fetch(draw.any(piles));
        } else if (choice == 2) {
            user.addCredit(draw.any(user.sources()), 1 + random.nextInt(30));
        } else if (choice == 3 && random.nextInt(3) == 0) {
            end(user, draw.any(user.sources()));
        } else {
            settle(user, draw.any(user.sources()));
        }
    }

    private void settle(SimulatedUser user, SimulatedUser.Source source) {
        for (long offset : user.held(source)) {
            switch (random.nextInt(8)) {
                case 0 -> user.release(source, offset, random.nextBoolean() ? Release.COUNTED : Release.UNCOUNTED);
                case 1 -> user.reject(source, offset);
                case 2 -> {
                    // It is kept for a while.
                }
                default -> user.ack(source, offset);
            }
        }
    }

    private void end(SimulatedUser user, SimulatedUser.Source source) {
        Pile pile = SimulatedUser.pile(source);
        if (declarations.isAutoDelete(pile) && !quiet.getAsBoolean()) {
            return;
        }
        world.platform().settle();
        boolean subscribed = SimulatedUser.subscribes(source);
        if (random.nextBoolean()) {
            user.cancel(source);
        } else {
            user.close(source);
        }
        if (subscribed) {
            declarations.mayBeAbandoned(pile);
        }
    }

    void transact(SimulatedUser user) {
        int choice = random.nextInt(6);
        if (choice < 3) {
            String topic = declarations.anyTopic();
            if (topic.isEmpty() || declarations.topology().topics().containsKey(topic)) {
                String key = draw.any(RandomSettings.KEYS);
                if (topic.isEmpty() && !declarations.topology().groups().isEmpty()) {
                    key = draw.any(List.copyOf(declarations.topology().groups().keySet()));
                }
                user.publishInTransaction(ledger.send(user.number(), topic, true, filling()), key);
            }
        } else if (choice == 3 && !user.sources().isEmpty()) {
            SimulatedUser.Source source = draw.any(user.sources());
            user.held(source).stream().limit(3).forEach(offset -> user.ackInTransaction(source, offset));
        } else if (choice == 4 && user.hasTransaction()) {
            user.commit(declarations.topology());
        } else if (choice == 5 && user.hasTransaction() && random.nextInt(3) == 0) {
            user.rollback();
        }
    }
}
