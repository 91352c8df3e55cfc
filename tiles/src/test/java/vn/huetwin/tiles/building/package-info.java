/** Buildings stand where and as high as they should. */
package vn.huetwin.tiles.building;
