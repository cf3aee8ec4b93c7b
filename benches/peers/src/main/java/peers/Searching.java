package peers;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.QueryBuilder;

/** Searches an index: the ten best by BM25 with their stored titles and, if asked for, snippets. */
final class Searching implements AutoCloseable {
  private static final int HITS = 10;
  private static final float TITLE_WEIGHT = 2;
  private static final String[] FIELDS = {"title", "text"};
  private static final int[] PASSAGES = {1, 3};
  private static final Set<String> SHOWN = Set.of("title");

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Directory directory;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;
  private final UnifiedHighlighter highlighter;
  private final QueryBuilder queries;
  private final boolean hasSnippets;

  Searching(Path folder, boolean hasSnippets) throws IOException {
    Analyzer analyzer = new StockAnalyzer();
    this.hasSnippets = hasSnippets;
    directory = FSDirectory.open(folder);
    reader = DirectoryReader.open(directory);
    searcher = new IndexSearcher(reader);
    searcher.setQueryCache(null);
    highlighter = UnifiedHighlighter.builder(searcher, analyzer).build();
    queries = new QueryBuilder(analyzer);
  }

  /** Runs each query once. Returns a JSON object with the processor time of each, and counts. */
  String round(List<String> texts) throws IOException {
    long[] cpuNs = new long[texts.size()];
    int hits = 0;
    int snippets = 0;
    int unanswered = 0;
    for (int number = 0; number < cpuNs.length; number++) {
      long started = threads.getCurrentThreadCpuTime();
      Found found = search(texts.get(number));
      cpuNs[number] = threads.getCurrentThreadCpuTime() - started;
      hits += found.titles.length;
      snippets += found.marked();
      unanswered += found.titles.length == 0 ? 1 : 0;
    }
    return "{\"cpu_ns\":%s,\"hits\":%d,\"snippets\":%d,\"unanswered\":%d}"
        .formatted(Arrays.toString(cpuNs), hits, snippets, unanswered);
  }

  private Found search(String text) throws IOException {
    Query query = anyOf(text);
    ScoreDoc[] top = searcher.search(query, HITS).scoreDocs;
    int[] documents = Arrays.stream(top).mapToInt(hit -> hit.doc).toArray();
    if (!hasSnippets) {
      return new Found(titles(documents), new String[0]);
    }
    Map<String, String[]> marked =
        highlighter.highlightFields(FIELDS, query, documents, PASSAGES);
    return new Found(marked.get("title"), marked.get("text"));
  }

  private String[] titles(int[] documents) throws IOException {
    StoredFields stored = searcher.storedFields();
    String[] titles = new String[documents.length];
    for (int number = 0; number < documents.length; number++) {
      titles[number] = stored.document(documents[number], SHOWN).get("title");
    }
    return titles;
  }

  private Query anyOf(String text) {
    BooleanQuery.Builder either = new BooleanQuery.Builder();
    Query inTitle = queries.createBooleanQuery("title", text);
    if (inTitle != null) {
      either.add(new BoostQuery(inTitle, TITLE_WEIGHT), Occur.SHOULD);
      either.add(queries.createBooleanQuery("text", text), Occur.SHOULD);
    }
    return either.build();
  }

  @Override
  public void close() throws IOException {
    reader.close();
    directory.close();
  }

  private record Found(String[] titles, String[] texts) {
    /** Counts the hits with a highlight in the text: up to three passages are one string. */
    int marked() {
      return (int) Arrays.stream(texts).filter(Found::isMarked).count();
    }

    private static boolean isMarked(String text) {
      return text != null && text.contains("<b>");
    }
  }
}
