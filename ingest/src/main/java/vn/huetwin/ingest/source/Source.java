package vn.huetwin.ingest.source;

/** One place that events come from, of a kind that goes and gets them. */
public interface Source {
    /**
     * Brings in events until the thread is interrupted. It begins at the positions that the inlet knows, whatever it did
     * before; when it fails, it is run again after a pause.
     */
    void run(Inlet inlet) throws Exception;
}
