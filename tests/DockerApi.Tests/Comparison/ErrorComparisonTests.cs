using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Comparison;

/// <summary>Refusals of Docker and of the panel: the same status, and the same words where clients look for them.</summary>
public sealed class ErrorComparisonTests(ApiPanel panel, DockerEngine docker) : ComparisonTest(panel, docker)
{
    [Theory]
    [InlineData("GET", "/containers/nosuch/json")]
    [InlineData("GET", "/containers/nosuch/logs?stdout=1")]
    [InlineData("GET", "/containers/nosuch/top")]
    [InlineData("GET", "/containers/nosuch/changes")]
    [InlineData("GET", "/containers/nosuch/stats")]
    [InlineData("GET", "/containers/nosuch/export")]
    [InlineData("GET", "/containers/nosuch/archive?path=/etc")]
    [InlineData("POST", "/containers/nosuch/start")]
    [InlineData("POST", "/containers/nosuch/stop")]
    [InlineData("POST", "/containers/nosuch/restart")]
    [InlineData("POST", "/containers/nosuch/pause")]
    [InlineData("POST", "/containers/nosuch/unpause")]
    [InlineData("POST", "/containers/nosuch/wait")]
    [InlineData("POST", "/containers/nosuch/rename?name=other")]
    [InlineData("POST", "/containers/nosuch/update", "{}")]
    [InlineData("POST", "/containers/nosuch/exec", """{"Cmd":["true"]}""")]
    [InlineData("DELETE", "/containers/nosuch")]
    [InlineData("POST", "/commit?container=nosuch", "{}")]
    [InlineData("GET", "/exec/nosuch/json")]
    [InlineData("POST", "/exec/nosuch/start", "{}")]
    [InlineData("GET", "/images/nosuch/history")]
    [InlineData("DELETE", "/images/nosuch")]
    [InlineData("POST", "/images/nosuch/tag?repo=other")]
    [InlineData("GET", "/volumes/nosuch")]
    [InlineData("DELETE", "/volumes/nosuch")]
    [InlineData("GET", "/networks/nosuch")]
    [InlineData("GET", "/nowhere")]
    [InlineData("POST", "/containers/create", """{"Image":"nosuch"}""")]
    public Task Call_OnWhatIsNotThere_IsRefusedInTheSameWords(string method, string path, string? body = null) => RefusedAsync("not found", method, path, body);

    [Theory]
    [InlineData("POST", "/containers/nosuch/kill")]
    [InlineData("GET", "/images/nosuch/json")]
    [InlineData("GET", "/containers/json?filters=%7B%22colour%22:%5B%22red%22%5D%7D")]
    [InlineData("GET", "/containers/json?filters=%7B%22status%22:%5B%22asleep%22%5D%7D")]
    [InlineData("GET", "/images/json?filters=%7B%22dangling%22:%5B%22maybe%22%5D%7D")]
    [InlineData("GET", "/volumes?filters=%7B%22dangling%22:%5B%22maybe%22%5D%7D")]
    [InlineData("POST", "/containers/create?name=a%20b", """{"Image":"busybox"}""")]
    [InlineData("POST", "/containers/create", "{}")]
    [InlineData("POST", "/containers/create", """{"Image":"busybox","HostConfig":{"Memory":1}}""")]
    [InlineData("POST", "/containers/create", """{"Image":"busybox","HostConfig":{"Binds":["relative/path:/x"]}}""")]
    [InlineData("POST", "/containers/create", """{"Image":"busybox","HostConfig":{"Binds":["/tmp:/a","/tmp:/a"]}}""")]
    [InlineData("POST", "/containers/create", """{"Image":"busybox","HostConfig":{"Mounts":[{"Type":"bind","Source":"/no/such/path","Target":"/x"}]}}""")]
    [InlineData("POST", "/containers/create", """{"Image":"busybox","HostConfig":{"Mounts":[{"Type":"other","Target":"/x"}]}}""")]
    [InlineData("POST", "/containers/create", """{"Image":"busybox","HostConfig":{"RestartPolicy":{"Name":"sometimes"}}}""")]
    [InlineData("POST", "/containers/create", """{"Image":"busybox","HostConfig":{"RestartPolicy":{"Name":"always"},"AutoRemove":true}}""")]
    [InlineData("POST", "/containers/create", """{"Image":"busybox","HostConfig":{"PortBindings":{"99999/tcp":[{}]}}}""")]
    [InlineData("POST", "/containers/create", """{"Image":"busybox","HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":"x"}]}}}""")]
    [InlineData("POST", "/containers/create", """{"Image":"busybox","WorkingDir":"relative"}""")]
    [InlineData("POST", "/containers/create", """{"Image":"busybox","HostConfig":{"CapAdd":["NOT_ONE"]}}""")]
    [InlineData("POST", "/containers/create", """{"Image":"busybox","HostConfig":{"VolumesFrom":["nosuch"]}}""")]
    [InlineData("POST", "/containers/create", """{"Image":"busybox","StopSignal":"SIGNOT"}""")]
    [InlineData("POST", "/volumes/create", """{"Name":"a/b"}""")]
    [InlineData("GET", "/containers/json?filters=%5B1%5D")]
    [InlineData("GET", "/containers/json?filters=%7B%22exited%22:%5B%22x%22%5D%7D")]
    [InlineData("POST", "/containers/taken/wait?condition=sometime")]
    [InlineData("GET", "/containers/{id}/logs")]
    [InlineData("POST", "/containers/{id}/kill")]
    [InlineData("POST", "/containers/{id}/pause")]
    [InlineData("GET", "/containers/{id}/top")]
    [InlineData("POST", "/containers/{id}/exec", """{"Cmd":["true"]}""")]
    [InlineData("POST", "/containers/{id}/rename?name=taken")]
    [InlineData("POST", "/containers/{id}/rename?name=")]
    [InlineData("POST", "/containers/{id}/resize?h=x&w=1")]
    [InlineData("POST", "/containers/create?name=taken", """{"Image":"busybox"}""")]
    [InlineData("DELETE", "/images/busybox")]
    public async Task Call_ThatIsWrong_IsRefusedWithTheSameStatus(string method, string path, string? body = null)
    {
        await CreateAsync("taken");
        await RefusedAsync("wrong", method, path.Replace("{id}", "taken", StringComparison.Ordinal), body);
    }

    [Theory]
    [InlineData("DELETE", "/containers/busy")]
    [InlineData("POST", "/containers/busy/kill?signal=NOT")]
    [InlineData("POST", "/containers/busy/exec", "{}")]
    [InlineData("POST", "/containers/busy/start")]
    [InlineData("POST", "/containers/busy/update", """{"Memory":1}""")]
    [InlineData("GET", "/containers/busy/archive")]
    public async Task Call_ThatARunningContainerForbids_IsRefusedWithTheSameStatus(string method, string path, string? body = null)
    {
        await RunAsync("busy");
        await RefusedAsync("wrong", method, path, body);
    }

    [Theory]
    [InlineData("GET", "/containers/json?filters=%7B%22before%22:%5B%22nosuch%22%5D%7D")]
    [InlineData("POST", "/containers/create", """{"Image":"busybox","HostConfig":{"Binds":["/tmp:relative"]}}""")]
    [InlineData("POST", "/containers/taken/unpause")]
    [InlineData("GET", "/containers/taken/top?ps_args=-o%20colour")]
    public async Task Call_ThatDockerTakesForAFaultOfItsOwn_IsRefusedAsTheCallersByThePanel(string method, string path, string? body = null)
    {
        await RunAsync("taken");
        await RefusedAsync("fault", method, path, body);
    }

    [Theory]
    [InlineData("POST", "/containers/create", """{"Image":"busybox","HostConfig":{"Dns":["not an address"]}}""")]
    [InlineData("POST", "/volumes/create", """{"Name":"x","Driver":"nosuch"}""")]
    [InlineData("POST", "/containers/taken/attach")]
    public async Task Call_ThatDockerLetsPass_IsRefusedByThePanel(string method, string path, string? body = null)
    {
        await CreateAsync("taken");
        await RefusedAsync("let pass", method, path, body);
    }

    private async Task RefusedAsync(string call, string method, string path, string? body)
    {
        await CompareAsync(call, method, path, body);
        AssertSame();
    }
}
