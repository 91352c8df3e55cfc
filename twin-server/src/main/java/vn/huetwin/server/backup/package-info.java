/**
 * Backups: all of a city (database, TDB2, the declarations of the installation) of one moment in one zip file, and a new
 * city from it. Tiles are made anew; passwords of the database stay where they are.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.backup;
