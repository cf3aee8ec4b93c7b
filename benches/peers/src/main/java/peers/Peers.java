package peers;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Lucene's side. Started with {@code index} or {@code index-offsets} and FILE and INDEX,
 * it builds an index; with {@code snippets} or {@code plain} and INDEX and QUERIES, it runs all
 * queries once for each line of standard input and prints one JSON object for it.
 */
final class Peers {
  private Peers() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 3) {
      throw new IllegalArgumentException("usage: MODE FILE INDEX, or MODE INDEX QUERIES");
    }
    Path first = Path.of(arguments[1]);
    Path second = Path.of(arguments[2]);
    switch (arguments[0]) {
      case "index" -> new Indexing(false).run(first, second);
      case "index-offsets" -> new Indexing(true).run(first, second);
      case "snippets" -> search(first, second, true);
      case "plain" -> search(first, second, false);
      default -> throw new IllegalArgumentException("unknown mode: " + arguments[0]);
    }
  }

  private static void search(Path folder, Path file, boolean hasSnippets) throws Exception {
    List<String> queries = Files.readAllLines(file);
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Searching searching = new Searching(folder, hasSnippets)) {
      while (input.readLine() != null) {
        System.out.println(searching.round(queries));
      }
    }
  }
}
