// The simulator in a container of its own for the tests of a class: org.testcontainers:junit-jupiter
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

@Testcontainers
class GatewayTest {
    @Container
    static final GenericContainer<?> GATEWAY = new GenericContainer<>("mobipace-mock")
        .withExposedPorts(8080, 8444)
        .waitingFor(Wait.forHttp("/_control/health").forPort(8080));

    @Test
    void sends() throws Exception { // put the call of your own client here
        var url = "http://" + GATEWAY.getHost() + ":" + GATEWAY.getMappedPort(8080) + "/API_2_0/HTTP_API.aspx"
            + "?function=send&username=mobipace@mobipace.com&password=123456&sender=MOBIPACE&recipient=37499123456&body=Hello";
        var answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
        assertTrue(answer.body().startsWith("ID: "), answer.body());
    }
}
