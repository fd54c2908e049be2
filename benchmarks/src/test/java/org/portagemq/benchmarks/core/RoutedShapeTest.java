// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.portagemq.core.routing.RouteTarget;
import org.portagemq.core.routing.Router;
import org.portagemq.core.routing.Topic;

class RoutedShapeTest {

    private static final int BINDINGS = 30;

    private record Numbered(int number) implements RouteTarget {}

    @ParameterizedTest
    @EnumSource(RoutedShape.class)
    void aMessageMatchesTheBindingOfItsNumberAndNoOther(RoutedShape shape) {
        Topic topic = new Topic(1, shape.topic());
        for (int number = 0; number < BINDINGS; number++) {
            topic.bind(shape.binding(number), new Numbered(number));
        }
        Router router = new Router();
        for (int number = 0; number < BINDINGS; number++) {
            List<RouteTarget> reached = new ArrayList<>();
            router.route(topic, shape.message(number), of -> null, (stream, message) -> {}, reached::add);
            assertEquals(List.of(new Numbered(number)), reached, "of message " + number);
        }
    }
}
