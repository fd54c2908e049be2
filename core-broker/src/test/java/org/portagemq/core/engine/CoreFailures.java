// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** Notices tasks of the core that threw: whoever called hears nothing of that, so a simulation has to. */
final class CoreFailures {

    private final Logger engine = (Logger) LoggerFactory.getLogger(Engine.class);
    private final Appender appender = new Appender();
    private volatile String first;

    private final class Appender extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            if (first == null && event.getMessage().startsWith("a task of the core failed")) {
                first = event.getFormattedMessage() + ": "
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getClassName() + " "
                                        + event.getThrowableProxy().getMessage() + " at "
                                        + event.getThrowableProxy().getStackTraceElementProxyArray()[0]);
            }
        }
    }

    void start() {
        engine.setLevel(Level.ERROR);
        engine.setAdditive(false);
        appender.start();
        engine.addAppender(appender);
    }

    void stop() {
        engine.detachAppender(appender);
        engine.setAdditive(true);
        engine.setLevel(null);
    }

    /** Fails with the first failure since the last call. */
    void requireNone() {
        String failure = first;
        first = null;
        Ledger.require(failure == null, () -> failure);
    }
}
