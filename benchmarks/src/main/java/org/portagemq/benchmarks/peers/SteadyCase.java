// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.portagemq.benchmarks.load.LoadShape;
import org.portagemq.benchmarks.load.SteadyLoad;

/** A steady load of messages to one destination: the first seconds warm up, the rest is measured. */
record SteadyCase(String name, Party sender, Party receiver, LoadShape shape, int warmUpSeconds, int seconds)
        implements ComparedCase {

    @Override
    public String what() {
        String who = sender.equals(receiver) ? sender.text() : sender.text() + " to " + receiver.text();
        return String.format(
                Locale.ROOT,
                "%s, %s, %,d B, %s, %s",
                who,
                shape.persistent() ? "persistent" : "not persistent",
                shape.bytes(),
                sending(),
                shape.receiving().text());
    }

    private String sending() {
        String threads = shape.threads() == 1 ? "" : shape.threads() + " threads, ";
        String rate = shape.perSecond() == 0 ? "" : String.format(Locale.ROOT, "%,d a second, ", shape.perSecond());
        String open = shape.open() == 0 ? "each waited for" : String.format(Locale.ROOT, "%,d open", shape.open());
        return threads + rate + open;
    }

    @Override
    public Set<Protocol> protocols() {
        return EnumSet.of(sender.protocol(), receiver.protocol());
    }

    @Override
    public Figures run(Contender contender, Path folder, Placement placement) throws IOException, InterruptedException {
        return new LoadProgram(
                        SteadyLoad.class,
                        broker -> List.of(sender.at(broker, contender), receiver.at(broker, contender), shape),
                        warmUpSeconds,
                        seconds)
                .run(contender, protocols(), folder, placement);
    }
}
