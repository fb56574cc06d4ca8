// Sends one message over v3 and one over v2, with Java 17 or newer and no libraries.   java Send.java RECIPIENT TEXT
// The gateway is that of the environment: set -a; . examples/gateways/local.env; set +a
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

public class Send {
    static final Duration LIMIT = Duration.ofSeconds(60); // the gateway's own limit for an answer
    static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static String setting(String name) {
        return System.getenv().get("MOBIPACE_" + name);
    }

    static String exchange(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = HTTP.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) throw new IOException("HTTP " + response.statusCode());
        return response.body();
    }

    static String v3(String method, String document) throws IOException, InterruptedException {
        var uri = URI.create(setting("V3_URL") + "/" + method);
        var answer = exchange(HttpRequest.newBuilder(uri).header("Content-Type", "application/json").POST(BodyPublishers.ofString(document)));
        if (!member(answer, "StatusCode").equals("101")) throw new IOException(method + ": " + answer);
        return answer;
    }

    static String v2(String function, Map<String, String> parameters) throws IOException, InterruptedException {
        var query = new TreeMap<>(parameters);
        query.putAll(Map.of("function", function, "username", setting("USERNAME"), "password", setting("PASSWORD")));
        var encoded = query.entrySet().stream()
            .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
        return exchange(HttpRequest.newBuilder(URI.create(setting("V2_URL") + "?" + encoded)));
    }

    /** The first member of that name. An application takes its JSON library here; the JDK has none. */
    static String member(String json, String name) {
        var found = Pattern.compile("\"" + name + "\"\\s*:\\s*\"?([^\",}]*)").matcher(json);
        return found.find() ? found.group(1) : "";
    }

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    public static void main(String[] arguments) throws Exception {
        var recipient = arguments.length > 0 ? arguments[0] : "37499123456";
        var text = arguments.length > 1 ? arguments[1] : "Hello";
        var sender = setting("SENDER");
        var login = v3("authorize", "{\"Username\": %s, \"Password\": %s}".formatted(quoted(setting("USERNAME")), quoted(setting("PASSWORD"))));
        var session = quoted(member(login, "SessionId"));
        var reference = quoted(UUID.randomUUID().toString());
        var sent = v3("Send", "{\"SessionId\": %s, \"Sender\": %s, \"Messages\": [{\"Recipient\": %s, \"Body\": %s, \"Reference\": %s}]}"
            .formatted(session, quoted(sender), quoted(recipient), quoted(text), reference));
        System.out.println("v3 Send: 101 " + member(sent, "Status") + ", " + member(sent, "TotalPrice"));
        var statuses = v3("QueryMessages", "{\"SessionId\": %s, \"References\": [%s]}".formatted(session, reference));
        System.out.println("v3 QueryMessages: " + member(statuses.substring(statuses.indexOf('[')), "Status"));
        System.out.println("v2 send: " + v2("send", Map.of("sender", sender, "recipient", recipient, "body", text)));
        System.out.println("v2 querybalance: " + v2("querybalance", Map.of()));
    }
}
