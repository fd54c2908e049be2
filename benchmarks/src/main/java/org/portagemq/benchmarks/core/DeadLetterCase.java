// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;

/** Messages of 1 KiB that are rejected and go to another group, and such that expire: what each makes the broker write. */
final class DeadLetterCase implements CoreCase {

    private static final int BYTES = 1024;
    private static final int WINDOW = 1000;
    private static final int CREDIT = 500;
    private static final long LIFETIME_MS = 100;

    @Override
    public void run(Path folder, long messages, Consumer<String> say) throws IOException {
        try (Rig rig = Rig.open(folder, Map.of("store.flush", "async"))) {
            declare(rig, "dead", GroupRules.NONE);
            declare(rig, "work", GroupRules.NONE.withDeadLetter("", "dead"));
            fill(rig, "work", messages);
            long written = Costs.bytesWritten();
            Costs before = Costs.now();
            Rig.await(reject(rig, messages));
            rig.awaitReady("dead", messages);
            say(say, "dead-letter, rejected", before, written, messages);
            rig.<Long>ask((session, answer) -> session.admin().purgeGroup("dead", answer));

            expire(rig, "old", GroupRules.NONE.withTtlMs(LIFETIME_MS).withDeadLetter("", "dead"), messages, say);
            expire(rig, "gone", GroupRules.NONE.withTtlMs(LIFETIME_MS), messages, say);
        }
    }

    /** Fills a group whose messages expire, and waits until all have. */
    private static void expire(Rig rig, String group, GroupRules rules, long messages, Consumer<String> say)
            throws IOException {
        String name = group + "-expiring";
        declare(rig, name, rules);
        long written = Costs.bytesWritten();
        Costs before = Costs.now();
        fill(rig, name, messages);
        rig.awaitReady(name, 0);
        String what = rules.deadLetterTopic() == null ? "and are dropped" : "and move on";
        say(say, "dead-letter, published with 1 KiB, expire " + what, before, written, messages);
    }

    private static void say(Consumer<String> say, String what, Costs before, long written, long messages)
            throws IOException {
        say.accept(String.format(
                Locale.ROOT,
                "%s: %.0f bytes written each, %s",
                what,
                (double) (Costs.bytesWritten() - written) / messages,
                Costs.now().since(before, messages)));
    }

    private static void declare(Rig rig, String group, GroupRules rules) {
        GroupSettings settings = new GroupSettings(group, true, false, false, Map.of(), rules);
        rig.declareGroup(settings);
    }

    private static void fill(Rig rig, String group, long messages) {
        Rig.await(new Flow(rig).publish("", DeliverCase.message(group, BYTES), messages, WINDOW));
    }

    private static CompletableFuture<Void> reject(Rig rig, long messages) {
        Rejecting rejecting = new Rejecting(rig, messages);
        rig.call(() -> {
            rejecting.subscription =
                    rig.session().subscribe(new SubscribeRequest("work", false, false, CREDIT), rejecting);
            rig.session().flush();
        });
        return rejecting.done;
    }

    private static final class Rejecting implements SubscriptionListener {
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final Rig rig;
        private final long number;
        private Subscription subscription;
        private long seen;
        private int credit;

        private Rejecting(Rig rig, long number) {
            this.rig = rig;
            this.number = number;
        }

        @Override
        public void deliver(Delivery delivery) {
            subscription.reject(delivery.offset());
            seen++;
            if (++credit == 1) {
                rig.loop().execute(this::goOn);
            }
        }

        private void goOn() {
            subscription.addCredit(credit);
            credit = 0;
            rig.session().flush();
            if (seen == number) {
                done.complete(null);
            }
        }

        @Override
        public void refused(BrokerException reason) {
            done.completeExceptionally(reason);
        }

        @Override
        public void cancelled(BrokerException reason) {
            done.completeExceptionally(reason);
        }
    }
}
