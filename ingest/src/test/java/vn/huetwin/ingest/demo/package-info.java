/** The demo city keeps its promises. */
package vn.huetwin.ingest.demo;
