package peers;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import morfologik.stemming.IStemmer;
import morfologik.stemming.WordData;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * Replaces each word with its base forms in the dictionary, all at the position of the word. A word
 * that the dictionary lacks, as written and in lower case, stays as it is.
 */
final class MorfologikFilter extends TokenFilter {
  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final PositionIncrementAttribute increment =
      addAttribute(PositionIncrementAttribute.class);
  private final IStemmer stemmer;
  private final Queue<String> pending = new ArrayDeque<>();
  private State word;

  MorfologikFilter(TokenStream input, IStemmer stemmer) {
    super(input);
    this.stemmer = stemmer;
  }

  @Override
  public boolean incrementToken() throws IOException {
    if (!pending.isEmpty()) {
      restoreState(word);
      increment.setPositionIncrement(0);
      term.setEmpty().append(pending.remove());
      return true;
    }
    if (!input.incrementToken()) {
      return false;
    }
    pending.addAll(baseForms(term.toString()));
    if (!pending.isEmpty()) {
      term.setEmpty().append(pending.remove());
      word = pending.isEmpty() ? null : captureState();
    }
    return true;
  }

  @Override
  public void reset() throws IOException {
    super.reset();
    pending.clear();
    word = null;
  }

  private Set<String> baseForms(String form) {
    Set<String> found = lookUp(form);
    return found.isEmpty() ? lookUp(form.toLowerCase(Locale.ROOT)) : found;
  }

  private Set<String> lookUp(String form) {
    Set<String> found = new LinkedHashSet<>();
    for (WordData data : stemmer.lookup(form)) {
      found.add(data.getStem().toString());
    }
    return found;
  }
}
