using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>Updates of limits that depend on each other, with the outcomes of Docker 26.1.5.</summary>
public sealed class UpdateTests(ApiPanel panel) : ApiTest(panel)
{
    [Theory]
    [InlineData("""{"NanoCpus":500000000}""", """{"CpuQuota":50000}""", 409, "Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set")]
    [InlineData("""{"NanoCpus":500000000}""", """{"CpuPeriod":50000}""", 409, "Conflicting options: CPU Period cannot be updated as NanoCPUs has already been set")]
    [InlineData("""{"CpuQuota":50000}""", """{"NanoCpus":500000000}""", 409, "Conflicting options: Nano CPUs cannot be updated as CPU Quota has already been set")]
    [InlineData("""{"CpuPeriod":50000}""", """{"NanoCpus":500000000}""", 409, "Conflicting options: Nano CPUs cannot be updated as CPU Period has already been set")]
    [InlineData("{}", """{"NanoCpus":500000000,"CpuQuota":5000}""", 400, "Conflicting options: Nano CPUs and CPU Quota cannot both be set")]
    [InlineData("{}", """{"Memory":67108864}""", 409, "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time")]
    [InlineData("""{"Memory":67108864}""", """{"Memory":167772160}""", 409, "update the memoryswap at the same time")]
    [InlineData("""{"Memory":67108864,"MemorySwap":-1}""", """{"Memory":33554432}""", 409, "update the memoryswap at the same time")]
    public async Task Update_ThatContradictsWhatTheContainerHas_IsRefusedAndChangesNothing(string first, string update, int expected, string sentence)
    {
        var id = await Api.CreateAsync("true", $"\"HostConfig\":{first}");
        var before = await LimitsAsync(id);
        var (status, body) = await Api.AskAsync(HttpMethod.Post, $"/containers/{id}/update", ApiClient.Json(update));
        Assert.Equal((expected, true), ((int)status, body.Contains(sentence, StringComparison.Ordinal)));
        Assert.Equal(before, await LimitsAsync(id));
    }

    [Theory]
    [InlineData("""{"CpuQuota":50000}""", """{"CpuQuota":30000,"CpuPeriod":20000}""", """{"CpuQuota":30000,"CpuPeriod":20000,"NanoCpus":0}""")]
    [InlineData("""{"NanoCpus":500000000}""", """{"NanoCpus":700000000,"Memory":0}""", """{"NanoCpus":700000000,"CpuQuota":0}""")]
    [InlineData("""{"Memory":67108864}""", """{"Memory":33554432}""", """{"Memory":33554432,"MemorySwap":134217728}""")]
    [InlineData("""{"Memory":67108864}""", """{"Memory":167772160,"MemorySwap":-1}""", """{"Memory":167772160,"MemorySwap":-1}""")]
    public async Task Update_OfWhatGoesTogether_IsToldByInspect(string first, string update, string told)
    {
        var id = await Api.CreateAsync("true", $"\"HostConfig\":{first}");
        await Api.PostAsync($"/containers/{id}/update", update);
        AssertJson(told, (await Api.GetAsync($"/containers/{id}/json")).GetProperty("HostConfig"));
    }

    [Fact]
    public async Task Update_OfTheLimitOfProcesses_EndsItAtZeroAndBelow()
    {
        var id = await Api.RunAsync("exec sleep 1000", "\"HostConfig\":{\"PidsLimit\":50}");
        foreach (var (limit, kernel) in new[] { (0, "max"), (20, "20"), (-1, "max"), (30, "30"), (-2, "max") })
        {
            await Api.PostAsync($"/containers/{id}/update", $"{{\"PidsLimit\":{limit}}}");
            Assert.Equal(kernel, await PidsMaxAsync(id));
            await Api.PostAsync($"/containers/{id}/update", """{"CpuShares":512}""");
            Assert.Equal(kernel, await PidsMaxAsync(id));
        }
    }

    // The kernel's limit, wherever the controller is mounted.
    private async Task<string> PidsMaxAsync(string id)
    {
        var pid = (await Api.GetAsync($"/containers/{id}/json")).GetProperty("State").GetProperty("Pid").GetInt32();
        var lines = File.ReadAllLines($"/proc/{pid}/cgroup").Select(line => line.Split(':', 3)).ToList();
        var path = lines.FirstOrDefault(line => line[1] == "pids") is { } v1 ? "/sys/fs/cgroup/pids" + v1[2] : "/sys/fs/cgroup" + lines.Single(line => line[1].Length == 0)[2];
        return (await File.ReadAllTextAsync(path + "/pids.max", Cancellation)).Trim();
    }

    private async Task<string> LimitsAsync(string id) => JsonSerializer.Serialize((await Api.GetAsync($"/containers/{id}/json")).GetProperty("HostConfig"));
}
