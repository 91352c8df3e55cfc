/** What a server says about itself. */
package vn.huetwin.server.health;
