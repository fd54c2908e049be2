// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.NamespaceSettings;
import org.portagemq.core.engine.Ledger.Pile;
import org.portagemq.core.engine.Ledger.Promise;

/**
 * A second namespace of a history, with groups of the same names and one user. A ledger of its own says what is there:
 * nothing of the first namespace comes here, and nothing from here goes there.
 */
final class Neighbour {

    private static final String NAMESPACE = "neighbour";
    private static final Set<String> GROUPS = Set.of("g0", "g1");

    private final SimulatedWorld world;
    private final Random random;
    private final Ledger ledger;
    private final Inquiry inquiry;
    private SimulatedUser user;

    /** How many users it has had. */
    private int users;

    Neighbour(SimulatedWorld world, Random random) {
        this.world = world;
        this.random = random;
        ledger = new Ledger(world::wallMs);
        inquiry = new Inquiry(world, ledger);
    }

    /** Makes the namespace and its groups; they stay. */
    void found() {
        SimulatedUser founder = new SimulatedUser(world, ledger, users++);
        NamespaceSettings settings = new NamespaceSettings(NAMESPACE, FlushPolicy.DEFAULT);
        inquiry.<Void>ask(founder, (s, answer) -> s.admin().putNamespace(settings, answer));
        founder.close();
        enter();
        for (String group : GROUPS) {
            ledger.open(group, true, GroupRules.NONE);
            inquiry.<GroupInfo>ask(user, (s, answer) -> s.admin().declareGroup(GroupSettings.durable(group), answer));
        }
    }

    private void enter() {
        user = new SimulatedUser(world, ledger, users++, NAMESPACE);
    }

    void leave() {
        world.platform().settle();
        user.close();
    }

    boolean isWaiting() {
        return user.isWaiting();
    }

    void step() {
        List<Pile> piles = List.copyOf(ledger.piles().values());
        Pile pile = piles.get(random.nextInt(piles.size()));
        int choice = random.nextInt(8);
        if (choice < 4) {
            FlushPolicy flush = random.nextInt(3) == 0 ? FlushPolicy.ASYNC : FlushPolicy.DEFAULT;
            String filling = "next door ".repeat(random.nextInt(40));
            Ledger.Sent sent = ledger.send(user.number(), "", random.nextInt(5) != 0, filling);
            user.publish(sent, pile.name, flush, true, Set.of(pile.name));
        } else if (user.sources().isEmpty() || choice == 4) {
            user.subscribe(pile, false, 1 + random.nextInt(10));
        } else {
            SimulatedUser.Source source = user.sources().get(0);
            user.held(source).forEach(offset -> user.ack(source, offset));
            user.addCredit(source, 1 + random.nextInt(5));
        }
    }

    /** All that was done is on disk now. */
    void syncPoint() {
        ledger.syncPoint();
    }

    /** After a start: what was promised is there, and nothing else. */
    void look(Promise needed) {
        enter();
        Set<String> found = inquiry.declared(user).groups().keySet();
        Ledger.require(found.equals(GROUPS), () -> "the second namespace has groups " + found);
        Map<Pile, List<BrowsePage.Entry>> all = new LinkedHashMap<>();
        ledger.piles().values().forEach(pile -> all.put(pile, inquiry.content(user, pile)));
        all.forEach((pile, entries) -> ledger.recovered(pile, entries, needed));
        all.forEach(ledger::settleAfterCrash);
        ledger.piles().values().forEach(pile -> inquiry.checkCounts(user, pile, 0));
    }

    /** Consumes all that is left. */
    void drain() {
        leave();
        world.platform().settle();
        enter();
        ledger.piles().values().forEach(user::drain);
        world.advance(Duration.ofSeconds(1));
        for (Pile pile : ledger.piles().values()) {
            Ledger.require(pile.presentCount() == 0, () -> "the second namespace keeps messages back in " + pile.name);
        }
    }
}
