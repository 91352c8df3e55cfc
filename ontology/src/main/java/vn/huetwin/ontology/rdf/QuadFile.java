package vn.huetwin.ontology.rdf;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.jena.query.ReadWrite;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.lang.LabelToNode;
import org.apache.jena.riot.system.StreamRDF;
import org.apache.jena.riot.system.StreamRDFLib;
import org.apache.jena.riot.system.StreamRDFOps;
import org.apache.jena.riot.system.StreamRDFWriter;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sys.JenaSystem;
import org.apache.jena.tdb2.DatabaseMgr;
import org.apache.jena.tdb2.sys.TDBInternal;

/** What TDB2 holds as N-Quads, blank nodes under their own labels; and back into an empty folder. */
public final class QuadFile {
    static {
        JenaSystem.init();
    }

    private QuadFile() {}

    /** Of one moment, while others write. */
    static void write(DatasetGraph tdb, OutputStream out) {
        StreamRDF stream = StreamRDFWriter.getWriterStream(out, Lang.NQUADS);
        tdb.begin(org.apache.jena.query.TxnType.READ);
        try {
            StreamRDFOps.datasetToStream(tdb, stream);
        } finally {
            tdb.end();
        }
    }

    /** @param folder of TDB2, where nothing is yet */
    public static void read(InputStream quads, Path folder) throws IOException {
        Files.createDirectories(folder);
        DatasetGraph tdb = DatabaseMgr.connectDatasetGraph(folder.toString());
        tdb.begin(ReadWrite.WRITE);
        try {
            RDFParser.source(quads)
                    .lang(Lang.NQUADS)
                    .labelToNode(LabelToNode.createUseLabelEncoded())
                    .parse(StreamRDFLib.dataset(tdb));
            tdb.commit();
        } finally {
            tdb.end();
            TDBInternal.expel(tdb);
        }
    }
}
