// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on the client says of each failure whether it is worth to try again, and says so rightly. */
class RetryableTest {

    private static final Path PAGE = Path.of("..", "docs", "native-client.md");
    private static final Pattern ROW = Pattern.compile("^\\| (`[A-Z].*?Exception`) \\| (yes|no|by its code) \\|.*");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Incident INCIDENT = Incident.local("try", "as the test wants");

    private static List<PortageException> all() {
        return List.of(
                new AuthenticationException(INCIDENT),
                new AuthorizationException(INCIDENT),
                new BackpressureException(INCIDENT, 1, Duration.ZERO),
                new ClosedException(INCIDENT),
                new ConflictException(INCIDENT),
                new ConnectionException(INCIDENT, Phase.SENT, null),
                new FilterSyntaxException(INCIDENT),
                new InterceptorVetoException(INCIDENT),
                new InterruptedRequestException(INCIDENT),
                new InvalidMessageException(INCIDENT),
                new NotFoundException(INCIDENT, NotFoundException.Kind.TOPIC),
                new OffsetOutOfRangeException(INCIDENT, 9, 1, 2),
                new PayloadTooLargeException(INCIDENT, 2, 1),
                new QuotaExceededException(INCIDENT),
                new RequestTimeoutException(INCIDENT, Phase.SENT),
                new ServerException(INCIDENT, true),
                new StaleReceiptException(INCIDENT),
                new ThrottledException(INCIDENT),
                new TransactionStateException(INCIDENT),
                new UnknownOutcomeException(INCIDENT, "id"),
                new UnsupportedFeatureException(INCIDENT));
    }

    private static Map<String, String> said() throws IOException {
        Map<String, String> said = new TreeMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Matcher names = NAME.matcher(row.group(1));
                while (names.find()) {
                    said.put(names.group(1), row.group(2));
                }
            }
        }
        return said;
    }

    @Test
    void theListHasEveryKindThereIs() {
        List<String> kinds = Arrays.stream(PortageException.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .sorted()
                .toList();
        assertEquals(
                kinds, all().stream().map(one -> one.getClass().getSimpleName()).toList());
    }

    @Test
    void thePageSaysWhatEachKindSaysOfItself() throws IOException {
        Map<String, String> truth = new TreeMap<>();
        all().forEach(one -> truth.put(
                one.getClass().getSimpleName(),
                one instanceof ServerException ? "by its code" : one.retryable() ? "yes" : "no"));
        assertEquals(truth, said());
    }
}
