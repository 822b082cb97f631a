using System.Net;
using System.Text;
using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>Every operation with an unknown object, a wrong state or a wrong value: the status is Docker's and the sentence says what is wrong.</summary>
public sealed class BadInputTests(ApiPanel panel) : ApiTest(panel)
{
    private const string Unknown = "/containers/nosuch";

    [Theory]
    [InlineData("GET", Unknown + "/json", 404, "No such container: nosuch")]
    [InlineData("GET", Unknown + "/logs?stdout=1", 404, "No such container: nosuch")]
    [InlineData("GET", Unknown + "/stats", 404, "No such container: nosuch")]
    [InlineData("POST", Unknown + "/start", 404, "No such container: nosuch")]
    [InlineData("POST", Unknown + "/stop", 404, "No such container: nosuch")]
    [InlineData("POST", Unknown + "/restart", 404, "No such container: nosuch")]
    [InlineData("POST", Unknown + "/kill", 404, "No such container: nosuch")]
    [InlineData("POST", Unknown + "/wait", 404, "No such container: nosuch")]
    [InlineData("POST", Unknown + "/pause", 404, "No such container: nosuch")]
    [InlineData("POST", Unknown + "/unpause", 404, "No such container: nosuch")]
    [InlineData("POST", Unknown + "/update", 400, "has no body")]
    [InlineData("POST", Unknown + "/exec", 400, "has no body")]
    [InlineData("POST", "/exec/nosuch/start", 404, "No such exec instance: nosuch")]
    [InlineData("POST", "/exec/nosuch/resize?h=1&w=1", 404, "No such exec instance: nosuch")]
    [InlineData("GET", "/exec/nosuch/json", 404, "No such exec instance: nosuch")]
    [InlineData("GET", Unknown + "/attach/ws?stream=1", 404, "No such container: nosuch")]
    [InlineData("GET", Unknown + "/top", 404, "No such container: nosuch")]
    [InlineData("GET", Unknown + "/top?ps_args=--help", 404, "No such container: nosuch")]
    [InlineData("GET", "/events?since=1h", 400, "The parameter since is '1h'")]
    [InlineData("GET", "/events?since=2&until=1", 400, "The parameter since is a later time than until")]
    [InlineData("POST", "/images/prune?filters=%7B%22until%22:%5B%221h%22,%222h%22%5D%7D", 400, "The filter until is given more than once")]
    [InlineData("POST", "/images/busybox/tag?repo=a:&tag=1", 400, "'a:' is not an image reference")]
    [InlineData("GET", Unknown + "/changes", 404, "No such container: nosuch")]
    [InlineData("GET", Unknown + "/export", 404, "No such container: nosuch")]
    [InlineData("GET", Unknown + "/archive?path=/etc", 404, "No such container: nosuch")]
    [InlineData("PUT", Unknown + "/archive?path=/etc", 404, "No such container: nosuch")]
    [InlineData("POST", "/commit?container=nosuch", 404, "No such container: nosuch")]
    [InlineData("POST", "/commit", 400, "The parameter container is missing")]
    [InlineData("POST", Unknown + "/rename?name=other", 404, "No such container: nosuch")]
    [InlineData("DELETE", Unknown, 404, "No such container: nosuch")]
    [InlineData("GET", "/images/no/such/json", 404, "No such image: no/such:latest")]
    [InlineData("GET", "/images/no/such/history", 404, "No such image: no/such:latest")]
    [InlineData("POST", "/images/nosuch/tag?repo=other", 404, "No such image: nosuch:latest")]
    [InlineData("DELETE", "/images/nosuch", 404, "No such image: nosuch:latest")]
    [InlineData("GET", "/volumes/nosuch", 404, "no such volume")]
    [InlineData("DELETE", "/volumes/nosuch", 404, "no such volume")]
    [InlineData("GET", "/networks/nosuch", 404, "network nosuch not found")]
    [InlineData("GET", "/plugins/nosuch/json", 404, "plugin \"nosuch\" not found")]
    [InlineData("GET", "/nowhere", 404, "page not found")]
    [InlineData("PATCH", "/containers/json", 404, "page not found")]
    [InlineData("GET", "/containers/json?limit=many", 400, "must be a whole number")]
    [InlineData("GET", "/containers/json?filters=%7B%22colour%22:%5B%22red%22%5D%7D", 400, "There is no filter 'colour'")]
    [InlineData("GET", "/containers/json?filters=%5B1%5D", 400, "The filters must be JSON")]
    [InlineData("GET", "/containers/json?filters=%7B%22name%22", 400, "The filters must be JSON")]
    [InlineData("GET", "/containers/json?filters=%7B%22status%22:%5B%22asleep%22%5D%7D", 400, "The status 'asleep'")]
    [InlineData("GET", "/containers/json?filters=%7B%22exited%22:%5B%22x%22%5D%7D", 400, "The exit code 'x'")]
    [InlineData("GET", "/containers/json?filters=%7B%22before%22:%5B%22nosuch%22%5D%7D", 404, "No such container: nosuch")]
    [InlineData("GET", "/containers/json?filters=%7B%22name%22:%5B%22(%22%5D%7D", 400, "not a usable regular expression")]
    [InlineData("GET", "/images/json?filters=%7B%22dangling%22:%5B%22maybe%22%5D%7D", 400, "must be true or false")]
    [InlineData("GET", "/events?since=yesterday", 400, "The parameter since is 'yesterday'")]
    [InlineData("GET", "/system/df?type=attic", 400, "The type 'attic'")]
    [InlineData("POST", "/images/create?fromImage=UPPER&tag=1", 400, "UPPER")]
    [InlineData("DELETE", "/images/busybox?platforms=%7B%22os%22:%22linux%22,%22architecture%22:%22s390x%22%7D", 404, "does not provide the specified platform (linux/s390x)")]
    [InlineData("DELETE", "/images/busybox?platforms=%7B%7D", 400, "must be JSON such as")]
    [InlineData("GET", "/images/busybox/get?platform=%7B%22os%22:%22linux%22,%22architecture%22:%22s390x%22%7D", 404, "does not provide the specified platform (linux/s390x)")]
    [InlineData("GET", "/images/get?names=busybox:latest&platform=%7B%22os%22:%22linux%22,%22architecture%22:%22s390x%22%7D", 404, "does not provide the specified platform (linux/s390x)")]
    [InlineData("POST", "/images/busybox/push?platform=%7B%22os%22:%22linux%22,%22architecture%22:%22s390x%22%7D", 404, "does not provide the specified platform (linux/s390x)")]
    [InlineData("POST", "/images/load?platform=%7B%22os%22:%22linux%22,%22architecture%22:%22s390x%22%7D", 501, "load it without a platform")]
    [InlineData("POST", "/images/create?fromSrc=-&repo=other&platform=linux/s390x", 501, "for its own platform")]
    [InlineData("POST", "/build", 501, "does not build images yet; build elsewhere")]
    [InlineData("POST", "/session", 501, "does not build images yet; build elsewhere")]
    [InlineData("POST", "/networks/create", 501, "has only the networks bridge, host and none")]
    [InlineData("POST", "/networks/bridge/connect", 501, "has only the networks bridge, host and none")]
    [InlineData("POST", "/networks/bridge/disconnect", 501, "has only the networks bridge, host and none")]
    [InlineData("DELETE", "/networks/bridge", 403, "bridge is a pre-defined network and cannot be removed")]
    [InlineData("DELETE", "/networks/nosuch", 404, "network nosuch not found")]
    [InlineData("POST", "/networks/prune?filters=%7B%22colour%22:%5B%22red%22%5D%7D", 400, "There is no filter 'colour'")]
    [InlineData("PUT", "/volumes/nosuch", 503, "This node is not a swarm manager")]
    [InlineData("GET", "/swarm", 503, "This node is not a swarm manager")]
    [InlineData("POST", "/services/create", 503, "This node is not a swarm manager")]
    [InlineData("POST", "/plugins/pull", 501, "The panel has no plugins")]
    [InlineData("POST", "/v1.23/containers/create", 400, "client version 1.23 is too old. Minimum supported API version is 1.24")]
    [InlineData("GET", "/v1.99/version", 400, "client version 1.99 is too new. Maximum supported API version is 1.51")]
    public async Task Operation_OnWhatIsNotThereOrWrong_IsRefused(string method, string path, int status, string sentence) =>
        AssertRefused(await Api.AskAsync(new HttpMethod(method), path), status, sentence);

    [Theory]
    [InlineData("", "has no body, or null")]
    [InlineData("null", "has no body, or null")]
    [InlineData("[]", "it must be a JSON object")]
    [InlineData("7", "it must be a JSON object")]
    [InlineData("{\"Image\":\"busybox\"", "not valid JSON at line 1, byte 19: it is cut off")]
    [InlineData("{\"Image\":", "not valid JSON at line 1, byte 10: it is cut off")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"Memory\":", "not valid JSON at line 1, byte 43: it is cut off")]
    [InlineData("{\"Image\":\"busybox\"} {}", "not valid JSON at line 1, byte 21: it is cut off, not JSON")]
    [InlineData("{\"Image\":7}", "at Image: the value has the wrong type")]
    [InlineData("{\"Image\":\"busybox\",\"Cmd\":{\"a\":1}}", "at Cmd: the value has the wrong type")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"Memory\":\"much\"}}", "at HostConfig.Memory: the value has the wrong type")]
    [InlineData("{}", "The field Image is missing")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"Memory\":1024}}", "emory")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"RestartPolicy\":{\"Name\":\"sometimes\"}}}", "The restart policy 'sometimes'")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"PortBindings\":{\"eighty\":[]}}}", "The port 'eighty'")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"x\"}]}}}", "The host port 'x'")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"Binds\":[\"justone\"]}}", "The bind 'justone'")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"NanoCpus\":1000000000,\"CpuQuota\":5}}", "Nano CPUs and CPU Quota cannot both be set")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"CgroupParent\":\"a/memory.max\"}}", "The cgroup parent must not hold 'memory.max'")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"CgroupParent\":\"a\\u0000b\"}}", "The cgroup parent must not hold control characters")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"StorageOpt\":{\"colour\":\"red\"}}}", "Unknown option colour")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"StorageOpt\":{\"size\":\"much\"}}}", "invalid size: 'much'")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"StorageOpt\":{\"size\":\"-1\"}}}", "invalid size: '-1'")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"CpuRealtimeRuntime\":5}}", "a real-time budget of a group")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"DeviceRequests\":[{\"Count\":-1,\"Capabilities\":[[\"gpu\"]]}]}}", "with capabilities: [[gpu]]")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"IOMaximumIOps\":5}}", "Invalid QoS settings")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"Runtime\":\"kata\"}}", "unknown or invalid runtime name: kata")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"Binds\":[\"/etc:/m:ro,rw\"]}}", "invalid mode: ro,rw")]
    [InlineData("{\"Image\":\"busybox\",\"Env\":[\"=x\"]}", "has no name")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"SecurityOpt\":[\"trust=me\"]}}", "The security option 'trust=me'")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"Devices\":[{}]}}", "A device needs a PathOnHost")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"UsernsMode\":\"keep-id\"}}", "The user namespace mode 'keep-id'")]
    [InlineData("{\"Image\":\"busybox\",\"HostConfig\":{\"CapAdd\":[\"FLY\"]}}", "FLY")]
    [InlineData("{\"Image\":\"busybox\",\"Healthcheck\":{\"Test\":[\"WHAT\"]}}", "NONE, CMD and a program")]
    [InlineData("{\"Image\":\"busybox\",\"Healthcheck\":{\"Test\":[\"CMD\"]}}", "NONE, CMD and a program")]
    [InlineData("{\"Image\":\"busybox\",\"Healthcheck\":{\"Test\":[\"CMD\",\"true\"],\"Interval\":5}}", "Interval must be 0 for the default, or at least 1 ms")]
    [InlineData("{\"Image\":\"busybox\",\"Healthcheck\":{\"Test\":[\"CMD\",\"true\"],\"Timeout\":-1000000}}", "Timeout must be 0 for the default, or at least 1 ms")]
    [InlineData("{\"Image\":\"busybox\",\"Healthcheck\":{\"Test\":[\"CMD\",\"true\"],\"Retries\":-1}}", "0 or more times, not -1")]
    public async Task Create_WithAWrongBody_IsRefusedAndLeavesNothing(string body, string sentence)
    {
        AssertRefused(await Api.AskAsync(HttpMethod.Post, "/containers/create", ApiClient.Json(body)), 400, sentence);
        Assert.Equal(0, (await Api.GetAsync("/containers/json?all=1")).GetArrayLength());
    }

    [Theory]
    [InlineData("\"Links\":[\"a:b\"]", "HostConfig.Links is set to [\"a:b\"]")]
    [InlineData("\"links\":[\"a:b\"]", "HostConfig.Links is set to [\"a:b\"]")]
    [InlineData("\"Mounts\":[{\"Type\":\"volume\",\"Target\":\"/d\",\"VolumeOptions\":{\"Subpath\":\"x\"}}]", "The Subpath 'x' of the volume at /d")]
    public async Task Create_WithWhatTheEngineLacks_IsNeverPassedOver(string field, string sentence) =>
        AssertRefused(await Api.AskAsync(HttpMethod.Post, "/containers/create", ApiClient.Json("{\"Image\":\"busybox\",\"HostConfig\":{" + field + "}}")), 501, sentence);

    [Theory]
    [InlineData("{\"Name\":\"a b\"}", 400, "The name 'a b'")]
    [InlineData("{\"Driver\":\"nfs\"}", 501, "There is no volume driver 'nfs'")]
    [InlineData("{\"DriverOpts\":{\"o\":\"bind\",\"device\":\"/\"}}", 501, "The driver option 'o' has no effect")]
    [InlineData("{\"Labels\":7}", 400, "at Labels: the value has the wrong type")]
    public async Task VolumeCreate_WithWhatIsWrongOrLacking_IsRefused(string body, int status, string sentence) =>
        AssertRefused(await Api.AskAsync(HttpMethod.Post, "/volumes/create", ApiClient.Json(body)), status, sentence);

    [Fact]
    public async Task Create_WithAnUnknownImage_SaysSoInTheWordsThatClientsLookFor() =>
        AssertRefused(await Api.AskAsync(HttpMethod.Post, "/containers/create", ApiClient.Json("{\"Image\":\"nosuch\"}")), 404, "No such image: nosuch:latest");

    [Fact]
    public async Task Create_WithAnotherContentType_IsRefused()
    {
        using var text = new StringContent("{\"Image\":\"busybox\"}", Encoding.UTF8, "text/plain");
        AssertRefused(await Api.AskAsync(HttpMethod.Post, "/containers/create", text), 400, "must be application/json");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_WithABodyOfMoreThanFiveMebibytes_IsRefused(bool chunked)
    {
        using var body = ApiClient.Json("{\"Image\":\"busybox\",\"Labels\":{\"a\":\"" + new string('x', 5 * 1024 * 1024) + "\"}}");
        using var request = chunked ? new StreamContent(await body.ReadAsStreamAsync(Cancellation)) : (HttpContent)body;
        if (chunked) request.Headers.ContentType = new("application/json");
        AssertRefused(await Api.AskAsync(HttpMethod.Post, "/containers/create", request), 413, "larger than 5 MiB");
    }

    [Fact]
    public async Task Container_InAnotherState_RefusesWhatDoesNotFit()
    {
        var id = await Api.CreateAsync("exec sleep 1000", name: "stated");
        AssertRefused(await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/kill"), 409, "is not running");
        Assert.Equal(HttpStatusCode.NotModified, (await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/stop")).Status);
        AssertRefused(await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/pause"), 409, "is not running");
        AssertRefused(await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/unpause"), 409, "is not paused");
        AssertRefused(await Api.AskAsync(HttpMethod.Get, $"/containers/{id}/top"), 409, "is not running");
        Assert.Equal(HttpStatusCode.NoContent, (await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/start")).Status);
        Assert.Equal(HttpStatusCode.NotModified, (await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/start")).Status);
        AssertRefused(await Api.AskAsync(HttpMethod.Delete, $"/containers/{id}"), 409, "is running");
        AssertRefused(await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/kill?signal=SIGNOT"), 400, "There is no signal 'SIGNOT'");
        AssertRefused(await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/stop?signal=SIGNOT"), 400, "There is no signal 'SIGNOT'");
        AssertRefused(await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/stop?t=soon"), 400, "must be a whole number");
        AssertRefused(await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/wait?condition=bored"), 400, "The condition 'bored'");
        AssertRefused(await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/rename"), 400, "The parameter name is missing");
        AssertRefused(await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/rename?name=a%20b"), 400, "The name 'a b'");
        AssertRefused(await Api.AskAsync(HttpMethod.Get, $"/containers/{id}/logs"), 400, "Ask for stdout");
        AssertRefused(await Api.AskAsync(HttpMethod.Get, $"/containers/{id}/logs?stdout=1&since=x"), 400, "The parameter since");
        AssertRefused(await Api.AskAsync(HttpMethod.Get, $"/containers/{id}/stats?one-shot=1"), 400, "exclude each other");
        AssertRefused(await Api.AskAsync(HttpMethod.Post, "/containers/create?name=stated", ApiClient.Json("{\"Image\":\"busybox\"}")), 409, "already in use");
    }

    [Fact]
    public async Task Archive_OfAWrongPathOrBody_IsRefused()
    {
        var id = await Api.CreateAsync("true");
        Assert.Equal(HttpStatusCode.NotFound, (await Api.AskAsync(HttpMethod.Head, $"/containers/{id}/archive?path=/nowhere")).Status);
        AssertRefused(await Api.AskAsync(HttpMethod.Get, $"/containers/{id}/archive?path=/nowhere"), 404, "Could not find the file /nowhere in container ");
        AssertRefused(await Api.AskAsync(HttpMethod.Get, $"/containers/{id}/archive"), 400, "The parameter path is missing");
        AssertRefused(await Api.AskAsync(HttpMethod.Put, $"/containers/{id}/archive?path=/etc", new StringContent("no tar")), 400, "tar archive");
        AssertRefused(await Api.AskAsync(HttpMethod.Put, $"/containers/{id}/archive?path=/bin/busybox", new StringContent("no tar")), 400, "is not a directory");
        AssertRefused(await Api.AskAsync(HttpMethod.Put, $"/containers/{id}/archive?path=/nowhere", new StringContent("no tar")), 404, "Could not find the file /nowhere");
        AssertRefused(await Api.AskAsync(HttpMethod.Post, $"/commit?container={id}&repo=UPPER"), 400, "UPPER");
        AssertRefused(await Api.AskAsync(HttpMethod.Post, $"/commit?container={id}&changes=RUN%20true"), 400, "The change 'RUN true'");
    }

    [Fact]
    public async Task Top_WithWrongArguments_IsRefusedOnceTheContainerRuns()
    {
        var id = await Api.CreateAsync("sleep 1000");
        AssertRefused(await Api.AskAsync(HttpMethod.Get, $"/containers/{id}/top?ps_args=--help"), 409, "is not running");
        await Api.PostAsync($"/containers/{id}/start");
        AssertRefused(await Api.AskAsync(HttpMethod.Get, $"/containers/{id}/top?ps_args=--help"), 400, "The arguments '--help'");
        AssertRefused(await Api.AskAsync(HttpMethod.Get, $"/containers/{id}/top?ps_args=-o%20colour"), 400, "There is no column 'colour'");
    }

    [Fact]
    public async Task Commit_OfAnUnchangedContainer_AddsNoLayer()
    {
        var id = await Api.RunAsync("true");
        await Api.WaitAsync(id);
        await Api.PostAsync($"/commit?container={id}&repo=unchanged&changes=ENV%20A=b");
        AssertRefused(await Api.AskAsync(HttpMethod.Post, $"/commit?container={id}&changes=STOPSIGNAL%20nosuch"), 400, "names no signal");
        AssertRefused(await Api.AskAsync(HttpMethod.Post, $"/commit?container={id}&changes=%20"), 400, "A change is empty");

        Assert.Equal(await LayersAsync("busybox"), await LayersAsync("unchanged"));
        await Api.SendAsync(HttpMethod.Delete, "/images/unchanged");
    }

    private async Task<string> LayersAsync(string image) => (await Api.GetAsync($"/images/{image}/json")).GetProperty("RootFS").GetProperty("Layers").GetRawText();

    private static void AssertRefused((HttpStatusCode Status, string Body) answer, int status, string sentence)
    {
        Assert.Equal((status, answer.Body), ((int)answer.Status, answer.Body));
        var body = JsonElement.Parse(answer.Body);
        Assert.Equal("message", Assert.Single(body.EnumerateObject()).Name);
        Assert.Contains(sentence, body.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
