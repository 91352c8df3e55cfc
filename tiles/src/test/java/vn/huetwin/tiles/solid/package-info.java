/** Buildings stand where and as high as they should; what is served is decoded again. */
package vn.huetwin.tiles.solid;
