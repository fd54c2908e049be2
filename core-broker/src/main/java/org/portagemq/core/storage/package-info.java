/** The files below the store: a small seam with a disk behind it, or a simulator that loses, tears and fails on command. */
package org.portagemq.core.storage;
