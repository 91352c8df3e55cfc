/** The rules of the house, checked over the sources and classes of all modules. */
package vn.huetwin.server.house;
