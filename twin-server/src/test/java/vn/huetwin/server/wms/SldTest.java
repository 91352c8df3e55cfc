package vn.huetwin.server.wms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.geotools.api.filter.And;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.tiles.style.Fill;
import vn.huetwin.tiles.style.Mark;
import vn.huetwin.tiles.style.Rule;
import vn.huetwin.tiles.style.Stroke;
import vn.huetwin.tiles.style.Symbolizer;

class SldTest {
    private static String sld(String symbolizers) {
        return "<StyledLayerDescriptor version='1.0.0' xmlns='http://www.opengis.net/sld'"
                + " xmlns:ogc='http://www.opengis.net/ogc'><NamedLayer><Name>water</Name><UserStyle><Name>mine</Name>"
                + "<FeatureTypeStyle>" + symbolizers
                + "</FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>";
    }

    private static Rule rule(String content) {
        var style = Sld.read(sld("<Rule>" + content + "</Rule>")).find("water", "");
        assertNotNull(style);
        return style.groups().get(0).get(0);
    }

    @Test
    void rulesHaveNamesScalesAndFilters() {
        Rule rule = rule("<Name>big</Name><Title>Hồ lớn</Title><ogc:Filter><ogc:And><ogc:PropertyIsGreaterThan>"
                + "<ogc:PropertyName>area</ogc:PropertyName><ogc:Literal>5</ogc:Literal></ogc:PropertyIsGreaterThan>"
                + "<ogc:PropertyIsLike wildCard='*' singleChar='.' escape='!'><ogc:PropertyName>name</ogc:PropertyName>"
                + "<ogc:Literal>Hồ*</ogc:Literal></ogc:PropertyIsLike></ogc:And></ogc:Filter>"
                + "<MinScaleDenominator>1000</MinScaleDenominator><MaxScaleDenominator>50000</MaxScaleDenominator>"
                + "<PolygonSymbolizer><Fill><CssParameter name='fill'>#336699</CssParameter>"
                + "<CssParameter name='fill-opacity'>0.5</CssParameter></Fill></PolygonSymbolizer>");
        assertEquals("big", rule.name());
        assertEquals("Hồ lớn", rule.title().vi());
        assertEquals(2, ((And) rule.filter()).getChildren().size());
        assertTrue(rule.isAt(1_000) && rule.isAt(49_999) && !rule.isAt(50_000) && !rule.isAt(999));
        assertEquals(List.of(new Symbolizer.Polygon(new Fill(0x336699, 0.5), null)), rule.symbolizers());
    }

    @Test
    void symbolsAreReadInBothLanguages() {
        Rule rule = rule("<ElseFilter/><se:LineSymbolizer xmlns:se='http://www.opengis.net/se'><se:Stroke>"
                + "<se:SvgParameter name='stroke'>#FF0000</se:SvgParameter>"
                + "<se:SvgParameter name='stroke-width'><ogc:Literal>2.5</ogc:Literal></se:SvgParameter>"
                + "<se:SvgParameter name='stroke-dasharray'>4 2</se:SvgParameter>"
                + "<se:SvgParameter name='stroke-linecap'>round</se:SvgParameter></se:Stroke></se:LineSymbolizer>"
                + "<PointSymbolizer><Graphic><Mark><WellKnownName>star</WellKnownName></Mark><Size>12</Size>"
                + "<Rotation>45</Rotation></Graphic></PointSymbolizer>");
        assertTrue(rule.otherwise());
        Stroke stroke = new Stroke(0xff0000, 1, 2.5, Stroke.Join.MITRE, Stroke.Cap.ROUND, List.of(4.0, 2.0), 0);
        assertEquals(
                List.of(new Symbolizer.Line(stroke), new Symbolizer.Point(Mark.STAR, null, null, 12, 45)),
                rule.symbolizers());
    }

    @Test
    void labelsAreOfPropertiesAndConstants() {
        Rule rule =
                rule("<TextSymbolizer><Label><ogc:Literal>Hồ </ogc:Literal><ogc:PropertyName>name</ogc:PropertyName>"
                        + "</Label><Font><CssParameter name='font-size'>14</CssParameter>"
                        + "<CssParameter name='font-weight'>bold</CssParameter></Font><LabelPlacement><LinePlacement/>"
                        + "</LabelPlacement><Halo><Radius>2</Radius></Halo></TextSymbolizer>");
        Symbolizer.Text text = (Symbolizer.Text) rule.symbolizers().get(0);
        assertEquals(List.of("name"), text.label().properties());
        assertTrue(text.bold() && text.along());
        assertEquals(14, text.size());
        assertEquals(new Fill(0xffffff, 1), text.halo());
    }

    @Test
    void stylesAreFoundByTheirNames() {
        Sld sld = Sld.read(sld("<Rule><PolygonSymbolizer/></Rule>"));
        assertEquals(List.of("water"), sld.names());
        assertNotNull(sld.find("water", "mine"));
        assertNull(sld.find("water", "other"));
        assertNull(sld.find("road", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Rule><PointSymbolizer><Graphic><ExternalGraphic/></Graphic></PointSymbolizer></Rule>",
                "<Rule><PolygonSymbolizer><Fill><GraphicFill/></Fill></PolygonSymbolizer></Rule>",
                "<Rule><PolygonSymbolizer><Fill><CssParameter name='fill'>red</CssParameter></Fill></PolygonSymbolizer>"
                        + "</Rule>",
                "<Rule><ogc:Filter><ogc:PropertyIsEqualTo><ogc:Function name='x'/><ogc:Literal>1</ogc:Literal>"
                        + "</ogc:PropertyIsEqualTo></ogc:Filter></Rule>",
                "<Rule><LineSymbolizer><Stroke><CssParameter name='stroke-width'>-1</CssParameter></Stroke>"
                        + "</LineSymbolizer></Rule>",
                "<Rule><Whatever/></Rule>",
                "<Rule>"
            })
    void whatIsNotKnownIsRefusedByName(String content) {
        OwsException e = assertThrows(OwsException.class, () -> Sld.read(sld(content)));
        assertEquals("SLD_BODY", e.locator());
    }

    @Test
    void entitiesAreNotTaken() {
        String bomb = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + sld("<Rule><Name>&e;</Name></Rule>");
        assertThrows(OwsException.class, () -> Sld.read(bomb));
    }
}
