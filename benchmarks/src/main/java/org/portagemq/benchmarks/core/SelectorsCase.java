// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

/** A thousand groups with selectors of their own on one topic; and one consumer that wants 1 % of a backlog. */
final class SelectorsCase implements CoreCase {

    private static final int GROUPS = 1000;
    private static final int BYTES = 100;
    private static final int WINDOW = 1000;
    private static final int CREDIT = 500;
    private static final long LEAST_MESSAGES = 1000;
    private static final long SHARE = 100;
    private static final int ONE_OF = 100;
    private static final Payload BODY = Payload.of(new byte[BYTES]);

    @Override
    public void run(Path folder, long messages, Consumer<String> say) throws IOException {
        long number = Math.max(LEAST_MESSAGES, messages / SHARE);
        bound(folder, 1, number, say);
        bound(folder, GROUPS, number, say);
        consumed(folder, messages, say);
    }

    /** Each message passes the selector of one group of them. */
    private static void bound(Path folder, int groups, long number, Consumer<String> say) throws IOException {
        try (Rig rig = Rig.open(folder, Map.of("store.flush", "async"))) {
            rig.declareTopic(TopicSettings.of("t", TopicKind.FANOUT, true));
            for (int at = 0; at < groups; at++) {
                String group = "g" + at;
                rig.declareGroup(GroupSettings.durable(group));
                Filter filter = Filter.selector("kind = 'k" + at + "' AND colour <> 'red'");
                rig.<Void>ask((session, answer) ->
                        session.admin().bind(Binding.toGroup("t", group, "").filtered(filter), answer));
            }
            Flow flow = new Flow(rig);
            Rig.await(flow.publish("t", token -> ofKind(token % groups), LEAST_MESSAGES, WINDOW));
            Costs before = Costs.now();
            Rig.await(flow.publish("t", token -> ofKind(token % groups), number, WINDOW));
            say.accept(String.format(
                    Locale.ROOT,
                    "selectors, published to groups with one each, %,d of them: %s",
                    groups,
                    Costs.now().since(before, number)));
        }
    }

    private static Message ofKind(long kind) {
        return WordFormat.message("", "kind=k" + kind + " colour=blue", BODY);
    }

    private static void consumed(Path folder, long messages, Consumer<String> say) throws IOException {
        try (Rig rig = Rig.open(folder, Map.of("store.flush", "async"))) {
            rig.declareGroup(GroupSettings.durable("q"));
            Message wanted = WordFormat.message("q", "kind=wanted", BODY);
            Message other = WordFormat.message("q", "kind=other", BODY);
            Rig.await(new Flow(rig)
                    .publish("", token -> token % ONE_OF == ONE_OF - 1 ? wanted : other, messages, WINDOW));
            long matching = messages / ONE_OF;
            long looked = lookedAt(rig);
            Costs before = Costs.now();
            SubscribeRequest request =
                    new SubscribeRequest("q", false, false, CREDIT).filtered(Filter.selector("kind = 'wanted'"));
            Rig.await(new Flow(rig).consume(request, matching));
            Costs after = Costs.now();
            say.accept(String.format(
                    Locale.ROOT,
                    "selectors, 1 of %d wanted of a backlog of %,d: %,d messages looked at, all %,d found in %.2f s;"
                            + " looked at: %s",
                    ONE_OF,
                    messages,
                    lookedAt(rig) - looked,
                    matching,
                    (after.nanos() - before.nanos()) / 1e9,
                    after.since(before, messages)));
        }
    }

    private static long lookedAt(Rig rig) {
        return rig.broker().status().counters().get("messages_selected_from");
    }
}
