// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.HeaderMatch;
import org.portagemq.core.api.TopicKind;

/** The rules of making and removing bindings. */
abstract class BindingContractTest {

    private World world;
    private TestClient client;

    abstract World open() throws Exception;

    @BeforeEach
    void begin() throws Exception {
        world = open();
        client = new TestClient(world);
    }

    @AfterEach
    void end() {
        world.close();
    }

    private void unbind(TestClient who, Binding binding) {
        who.<Void>ask((s, answer) -> s.admin().unbind(binding, answer));
    }

    private List<Binding> bindings(String topic) {
        return client.ask((s, answer) -> s.admin().listBindings(Optional.of(topic), Optional.empty(), answer));
    }

    @Test
    void aBindingToAHeadersTopicNamesAWayOfMatchingThatThereIs() {
        client.declareTopic("h", TopicKind.HEADERS);
        client.declareGroup("q");
        for (Object mode : List.of("some", 1, "ALL")) {
            Binding binding = new Binding("h", new Binding.Target.Group("q"), "", Map.of(HeaderMatch.ARGUMENT, mode));
            BrokerException refusal = assertThrows(BrokerException.class, () -> client.bind(binding));
            assertEquals(ErrorCode.INVALID, refusal.code());
        }
        assertEquals(List.of(), bindings("h"));
    }

    @Test
    void toRemoveWhatIsNotBoundIsNoErrorWhoeverOwnsTheGroup() {
        client.declareTopic("t", TopicKind.DIRECT);
        client.declareGroup(new GroupSettings("own", false, true, false, Map.of()));
        TestClient other = new TestClient(world);
        unbind(other, Binding.toGroup("t", "own", "k"));
        unbind(other, Binding.toGroup("t", "nobody", "k"));
    }

    @Test
    void aBindingOfAnotherSessionsOwnGroupStays() {
        client.declareTopic("t", TopicKind.DIRECT);
        client.declareGroup(new GroupSettings("own", false, true, false, Map.of()));
        client.bind("t", "own", "k");
        TestClient other = new TestClient(world);
        BrokerException refusal =
                assertThrows(BrokerException.class, () -> unbind(other, Binding.toGroup("t", "own", "k")));
        assertEquals(ErrorCode.LOCKED, refusal.code());
        assertEquals(1, bindings("t").size());
    }
}
