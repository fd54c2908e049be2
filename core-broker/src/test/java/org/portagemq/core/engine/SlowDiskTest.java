// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.TopicKind;

/** What a broker does while its disk is slow. */
class SlowDiskTest {

    private final SimulatedWorld world = SimulatedWorld.open(3, Map.of());
    private final TestClient client = new TestClient(world);

    private void publishUnheard() {
        client.call(s -> s.publisher("", client.outcomes())
                .publish(TestClient.message("q", "unheard", true), Publisher.NO_TOKEN));
    }

    @Test
    void aTopicOfPatternsGoesOnAfterASlowDisk() {
        client.declareGroup("q");
        client.declareTopic("t", TopicKind.PATTERN);
        client.bind("t", "q", "a.#");
        world.platform().slowDisk(true);
        client.send("t", TestClient.message("a.b", "slow", true));
        world.advance(Duration.ofSeconds(2));
        assertEquals(List.of(), client.outcomes().confirmed());
        world.platform().slowDisk(false);
        client.confirmed(0);
        assertEquals(List.of("slow"), client.drain("q"));
    }

    @Test
    void aMessageWithoutAnyTimeIsHandedOutWhenOnlyTheMarkOfTheGroupIsNotWrittenYet() {
        client.declareGroup(new GroupSettings("q", true, false, false, Map.of(), withoutTime()));
        TestClient.Inbox inbox = client.subscribe("q", 1);
        world.platform().slowDisk(true);
        publishUnheard();
        world.advance(Duration.ofMillis(300));
        assertEquals(0, inbox.deliveries().size());

        world.platform().slowDisk(false);
        world.settle();
        assertEquals(1, inbox.deliveries().size());
    }

    @Test
    void aMessageWithoutAnyTimeGoesWhenItsConsumerLeavesBeforeTheMarkIsWritten() {
        client.declareGroup(new GroupSettings("q", true, false, false, Map.of(), withoutTime()));
        TestClient.Inbox inbox = client.subscribe("q", 1);
        world.platform().slowDisk(true);
        publishUnheard();
        inbox.close();
        world.advance(Duration.ofMillis(300));
        world.platform().slowDisk(false);
        world.settle();
        assertEquals(0, client.describeGroup("q").ready());
    }

    @Test
    void aMessageWithoutAnyTimeIsNotFetchedInTheTurnOfItsArrival() {
        client.declareGroup(new GroupSettings("q", true, false, false, Map.of(), withoutTime()));
        List<Delivery> fetched = new ArrayList<>();
        client.call(s -> {
            s.publisher("", client.outcomes()).publish(TestClient.message("q", "gone", true), Publisher.NO_TOKEN);
            s.fetcher("q").fetch(true, new Answer<>() {
                @Override
                public void done(Optional<Delivery> value) {
                    value.ifPresent(fetched::add);
                }

                @Override
                public void failed(BrokerException reason) {
                    throw reason;
                }
            });
        });
        world.settle();
        assertEquals(List.of(), fetched);
    }

    private static GroupRules withoutTime() {
        return GroupRules.NONE.withTtlMs(0);
    }
}
