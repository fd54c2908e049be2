// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.routing;

/** Where a binding leads: a group, or a topic that routes on, perhaps behind a filter. */
public interface RouteTarget {}
