/**
 * Deadlines of incidents in working time, and the figures that follow from them. What an incident's deadline is, and what it
 * adds to the figures, is a function of its present alone, so both can be derived anew at any time.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.deadline;
