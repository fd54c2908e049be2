// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.List;
import java.util.Map;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.message.ReceivedMessage;

/**
 * What became of several acknowledgements.
 *
 * @param acknowledged messages that do not come again
 * @param failures by message
 */
public record AckReport(List<ReceivedMessage> acknowledged, Map<ReceivedMessage, PortageException> failures) {}
