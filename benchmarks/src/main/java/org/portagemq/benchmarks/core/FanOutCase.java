// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

/** One topic, a thousand groups. */
final class FanOutCase implements CoreCase {

    private static final int GROUPS = 1000;
    private static final int BYTES = 1024;
    private static final int WINDOW = 100;
    private static final long LEAST_MESSAGES = 1000;
    private static final long SHARE = 100;

    @Override
    public void run(Path folder, long messages, Consumer<String> say) throws IOException {
        long number = Math.max(LEAST_MESSAGES, messages / SHARE);
        try (Rig rig = Rig.open(folder, Map.of("store.flush", "async"))) {
            rig.<Void>ask((session, answer) ->
                    session.admin().declareTopic(TopicSettings.of("fan", TopicKind.FANOUT, true), answer));
            for (int at = 0; at < GROUPS; at++) {
                String group = "g" + at;
                rig.<GroupInfo>ask(
                        (session, answer) -> session.admin().declareGroup(GroupSettings.durable(group), answer));
                rig.<Void>ask((session, answer) -> session.admin().bind(Binding.toGroup("fan", group, ""), answer));
            }
            Flow flow = new Flow(rig);
            Rig.await(flow.publish("fan", DeliverCase.message("", BYTES), LEAST_MESSAGES, WINDOW));
            long diskBefore = rig.broker().status().gauges().get("log_bytes");
            Costs before = Costs.now();
            Rig.await(flow.publish("fan", DeliverCase.message("", BYTES), number, WINDOW));
            Costs after = Costs.now();
            long disk = rig.broker().status().gauges().get("log_bytes") - diskBefore;
            say.accept(String.format(
                    Locale.ROOT,
                    "fan-out to 1,000 groups: %,.0f entries/s; the log grew by %,d bytes for %,d messages of 1 KiB",
                    after.rate(before, number * GROUPS),
                    disk,
                    number));
        }
    }
}
