/**
 * City models: CityGML 1.0–3.0, CityJSON 1.0–2.0 and CityJSONSeq. Each object comes out once or is named with the reason;
 * a file is read once and laid out as rows of the layers that hold it.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ingest.format.citymodel;
