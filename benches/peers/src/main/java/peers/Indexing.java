package peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** Builds an index of a file with one JSON document with id, title and text per line. */
final class Indexing {
  private static final double BUFFER_MB = 256;
  private static final int MAX_THREADS = 4;

  private final ObjectMapper mapper = new ObjectMapper();
  private final FieldType texts;

  Indexing(boolean storesOffsets) {
    texts = new FieldType(TextField.TYPE_STORED);
    if (storesOffsets) {
      texts.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS);
    }
    texts.freeze();
  }

  void run(Path file, Path folder) throws IOException, InterruptedException, ExecutionException {
    IndexWriterConfig config =
        new IndexWriterConfig(new StockAnalyzer()).setRAMBufferSizeMB(BUFFER_MB);
    int threads = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
    ForkJoinPool pool = new ForkJoinPool(threads);
    try (Directory directory = FSDirectory.open(folder);
        IndexWriter writer = new IndexWriter(directory, config);
        Stream<String> lines = Files.lines(file)) {
      pool.submit(() -> lines.parallel().forEach(line -> add(writer, line))).get();
    } finally {
      pool.shutdown();
    }
  }

  private void add(IndexWriter writer, String line) {
    try {
      JsonNode parsed = mapper.readTree(line);
      Document document = new Document();
      document.add(new StringField("id", parsed.get("id").asText(), Field.Store.YES));
      document.add(new Field("title", parsed.get("title").asText(), texts));
      document.add(new Field("text", parsed.get("text").asText(), texts));
      writer.addDocument(document);
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }
}
