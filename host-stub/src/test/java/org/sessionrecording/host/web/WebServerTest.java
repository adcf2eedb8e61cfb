package org.sessionrecording.host.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sessionrecording.api.ApiException;
import org.sessionrecording.api.ApiException.Kind;

class WebServerTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static WebServer server;

    @BeforeAll
    static void start() {
        RouteGroup group = routes -> routes.get("/open", Access.PUBLIC, context -> context.result("open"))
                .post("/open", Access.PUBLIC, context -> context.result("posted"))
                .post("/s/", Access.CAPTURE, context -> context.result("captured"))
                .get(
                        "/api/mine",
                        Access.LOGIN,
                        context -> context.result(Requests.caller(context).email()))
                .post("/api/mine", Access.LOGIN, context -> context.result("changed"))
                .get("/page", Access.LOGIN, context -> context.result("page"))
                .get(
                        "/api/projects/{project}/x/{id}",
                        Access.LOGIN,
                        context -> context.result(Requests.project(context) + " " + context.pathParam("id")))
                .get("/api/installation", Access.ADMIN, context -> context.result("all"))
                .get("/api/fails/{kind}", Access.PUBLIC, context -> {
                    throw new ApiException(Kind.valueOf(context.pathParam("kind")), "Cannot do it: <because>");
                })
                .get("/api/breaks", Access.PUBLIC, context -> {
                    throw new IllegalStateException("secret of the inside");
                })
                .get("/api/overflows", Access.PUBLIC, context -> {
                    throw new StackOverflowError("secret of the inside");
                })
                .get("/page/fails", Access.PUBLIC, context -> {
                    throw new Rejection(410, "Cannot show it: gone");
                });
        ErrorPage page = (context, status, title, detail) -> "<h1>" + title + "</h1>";
        server = new WebServer(0, new FixedCallers(), page, List.of(group));
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> send(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, method.equals("POST") ? BodyPublishers.ofString("") : BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void answers_no_route_without_credentials_but_public_ones() {
        for (Routes.Route route : server.routes()) {
            String path =
                    route.path().replace("{project}", "1").replace("{id}", "x").replace("{kind}", "MISSING");
            int status = send(route.method(), path).statusCode();
            if (route.access() == Access.LOGIN || route.access() == Access.ADMIN) {
                assertThat(status).as(route.method() + " " + path).isEqualTo(401);
            } else {
                assertThat(status).as(route.method() + " " + path).isNotEqualTo(401);
            }
        }
        assertThat(send("GET", "/nowhere").statusCode()).isEqualTo(404);
        assertThat(send("DELETE", "/open").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/api/installation", "Authorization", "Bearer user")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("GET", "/api/installation", "Authorization", "Bearer admin")
                        .body())
                .isEqualTo("all");
    }

    @Test
    void hides_projects_that_the_caller_may_not_see() {
        String[] key = {"Authorization", "Bearer user"};
        assertThat(send("GET", "/api/projects/1/x/..~2Fa@b", key).body()).isEqualTo("1 ..~2Fa@b");
        assertThat(send("GET", "/api/projects/2/x/y", key).statusCode()).isEqualTo(404);
        assertThat(send("GET", "/api/projects/0/x/y", key).statusCode()).isEqualTo(404);
        assertThat(send("GET", "/api/projects/one/x/y", key).statusCode()).isEqualTo(404);
    }

    @Test
    void asks_sessions_for_a_csrf_token_on_unsafe_requests() {
        assertThat(send("GET", "/api/mine", "Cookie", "session=yes").body()).isEqualTo("admin@example.com");
        assertThat(send("POST", "/api/mine", "Cookie", "session=yes").statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/api/mine", "Cookie", "session=yes", "X-CSRF-Token", "wrong")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/api/mine", "Cookie", "session=yes", "X-CSRF-Token", FixedCallers.CSRF)
                        .body())
                .isEqualTo("changed");
        assertThat(send("POST", "/api/mine", "Authorization", "Bearer user").body())
                .isEqualTo("changed");
    }

    @Test
    void refuses_what_other_sites_post_except_on_the_capture_side() {
        assertThat(send("POST", "/open", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/open", "Sec-Fetch-Site", "same-origin").statusCode())
                .isEqualTo(200);
        assertThat(send("POST", "/s/", "Sec-Fetch-Site", "cross-site").body()).isEqualTo("captured");
    }

    @Test
    void sends_people_to_the_login_and_scripts_a_401() {
        HttpResponse<String> page = send("GET", "/page?a=b", "Accept", "text/html");
        assertThat(page.statusCode()).isEqualTo(302);
        assertThat(page.headers().firstValue("Location")).hasValue("/login?next=%2Fpage%3Fa%3Db");
        assertThat(send("GET", "/api/mine", "Accept", "text/html").statusCode()).isEqualTo(401);
    }

    @Test
    void turns_kinds_into_statuses() {
        assertThat(send("GET", "/api/fails/CALLER").statusCode()).isEqualTo(400);
        assertThat(send("GET", "/api/fails/MISSING").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/api/fails/CONFLICT").statusCode()).isEqualTo(409);
        assertThat(send("GET", "/api/fails/STORE").statusCode()).isEqualTo(503);
        assertThat(send("GET", "/api/fails/ARCHIVE").statusCode()).isEqualTo(503);
        assertThat(send("GET", "/api/fails/PLUGIN").statusCode()).isEqualTo(503);
        assertThat(send("GET", "/api/fails/INTERNAL").statusCode()).isEqualTo(500);
    }

    @Test
    void answers_errors_as_problem_documents_with_the_request_id_and_no_inside() {
        HttpResponse<String> answer = send("GET", "/api/fails/MISSING");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Not found\",\"status\":404,"
                        + "\"detail\":\"Cannot do it: <because>\",\"request_id\":\"" + id + "\"}");
        HttpResponse<String> broken = send("GET", "/api/breaks");
        assertThat(broken.statusCode()).isEqualTo(500);
        assertThat(broken.body()).contains("\"status\":500").doesNotContain("secret", "Exception", "at org.");
    }

    @Test
    void answers_errors_of_the_virtual_machine_too() {
        HttpResponse<String> overflow = send("GET", "/api/overflows");
        assertThat(overflow.statusCode()).isEqualTo(500);
        assertThat(overflow.body()).doesNotContain("secret");
    }

    @Test
    void shows_people_an_error_page() {
        HttpResponse<String> page = send("GET", "/page/fails", "Accept", "text/html");
        assertThat(page.statusCode()).isEqualTo(410);
        assertThat(page.body()).isEqualTo("<h1>Gone</h1>");
        assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
    }

    @Test
    void refuses_ambiguous_paths_without_telling_about_the_server() {
        for (String path : List.of("/api/projects/1/x/a%2Fb", "/api/projects/1/x/%2E%2E", "/api/mine;a=b")) {
            HttpResponse<String> answer = send("GET", path, "Authorization", "Bearer user");
            assertThat(answer.statusCode()).as(path).isIn(400, 404);
            assertThat(answer.body()).doesNotContainIgnoringCase("jetty").contains("\"status\":");
            assertThat(answer.headers().firstValue("Server")).isEmpty();
        }
    }

    @Test
    void sends_security_headers_with_everything() {
        for (String path : List.of("/open", "/nowhere", "/api/breaks")) {
            var headers = send("GET", path).headers();
            assertThat(headers.firstValue("X-Content-Type-Options")).as(path).hasValue("nosniff");
            assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(headers.firstValue("Referrer-Policy")).isPresent();
        }
    }
}
