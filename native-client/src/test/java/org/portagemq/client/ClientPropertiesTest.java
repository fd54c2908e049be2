// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.portagemq.client.remote.Endpoint;
import org.portagemq.client.remote.Remote;

class ClientPropertiesTest {

    private static Remote.Setup setup(String... namesAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return PortageClient.builder().properties(properties).setup();
    }

    private static String refused(String... namesAndValues) {
        return assertThrows(IllegalArgumentException.class, () -> setup(namesAndValues))
                .getMessage();
    }

    @Test
    void whatIsSaidInWordsHolds() {
        Remote.Setup setup = setup(
                "portage.client.endpoints",
                "portages://b1:9877, b2",
                "portage.client.client-id",
                "shop-1",
                "portage.client.access-key",
                "shop",
                "portage.client.secret",
                "hush",
                "portage.client.request-timeout",
                "1500ms",
                "portage.client.memory-limit",
                "64MiB",
                "somebody.else",
                "x");
        assertEquals(List.of(new Endpoint("b1", 9877), new Endpoint("b2", 9876)), setup.nameServers());
        assertTrue(setup.tls().isPresent());
        assertEquals("shop-1", setup.clientId());
        assertEquals("hush", setup.credentials().orElseThrow().secret().get());
        assertEquals(Duration.ofMillis(1_500), setup.requestTimeout());
        assertEquals(64L << 20, setup.memoryLimit());
    }

    @Test
    void variablesOfAnEnvironmentSayTheSame() {
        Remote.Setup setup = PortageClient.builder()
                .environment(Map.of(
                        "PORTAGE_CLIENT_ENDPOINTS", "b1:1", "PORTAGE_CLIENT_REQUEST_TIMEOUT", "2m", "HOME", "/root"))
                .setup();
        assertEquals(List.of(new Endpoint("b1", 1)), setup.nameServers());
        assertEquals(Duration.ofMinutes(2), setup.requestTimeout());
    }

    @Test
    void aPropertyThatDoesNotExistIsRefusedWithTheNearestOne() {
        String message = refused("portage.client.reqest-timeout", "3s");
        assertTrue(message.contains("'portage.client.reqest-timeout'"), message);
        assertTrue(message.contains("the nearest is request-timeout"), message);
    }

    @Test
    void aValueThatIsNoneIsRefusedWithItsProperty() {
        assertEquals(
                "portage.client.request-timeout: '3 parsecs' is no time: such as 500ms, 3s, 2m, 1h",
                refused("portage.client.request-timeout", "3 parsecs"));
        assertTrue(refused("portage.client.memory-limit", "much").contains("is no size"));
    }

    @Test
    void anAccessKeyNeedsItsSecret() {
        assertTrue(refused("portage.client.access-key", "shop").contains("belong together"));
    }
}
