import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.Node;

/** Starts a node of OpenSearch from the jars of its parts: {@code java Launch HOME key=value...}. */
public class Launch extends Node {
    Launch(Environment environment) {
        super(
                environment,
                List.of(
                        org.opensearch.transport.Netty4Plugin.class,
                        org.opensearch.analysis.common.CommonAnalysisPlugin.class,
                        org.opensearch.painless.PainlessPlugin.class),
                false);
    }

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]).toAbsolutePath();
        Files.createDirectories(home.resolve("config"));
        Settings.Builder settings = Settings.builder().put("path.home", home.toString());
        for (int at = 1; at < args.length; at++) {
            String[] pair = args[at].split("=", 2);
            if (pair[1].contains(",")) {
                settings.putList(pair[0], pair[1].split(","));
            } else {
                settings.put(pair[0], pair[1]);
            }
        }
        Node node = new Launch(new Environment(settings.build(), home.resolve("config")));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (Exception error) {
                error.printStackTrace();
            }
        }));
        node.start();
        Thread.currentThread().join();
    }
}
