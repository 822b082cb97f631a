using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Clients;

/// <summary><c>docker cp</c> with what is mounted in a container.</summary>
public sealed class DockerCopyTests(ApiPanel panel) : ApiTest(panel)
{
    private readonly string _folder = Directory.CreateTempSubdirectory("panel-copies-").FullName;

    public static TheoryData<string> Clients => DockerCli.Kinds;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Cp_WithMountsOfAContainerThatNeverRan_ReachesThem(string client)
    {
        Directory.CreateDirectory($"{_folder}/bind");
        await File.WriteAllTextAsync($"{_folder}/text", "copied\n", Cancellation);
        await DockerAsync(client, "create", "--name", "carrier", "-v", "carried:/data", "-v", $"{_folder}/bind:/bind", "-v", "carried:/locked:ro", "--tmpfs", "/mem", "busybox", "cat", "/data/text", "/bind/sub/text");

        await DockerAsync(client, "cp", $"{_folder}/text", "carrier:/data");
        Directory.CreateDirectory($"{_folder}/sub");
        File.Copy($"{_folder}/text", $"{_folder}/sub/text");
        await DockerAsync(client, "cp", $"{_folder}/sub", "carrier:/bind");

        Assert.Equal("copied\n", await File.ReadAllTextAsync($"{_folder}/bind/sub/text", Cancellation));
        await DockerAsync(client, "cp", "carrier:/data/text", $"{_folder}/back");
        Assert.Equal("copied\n", await File.ReadAllTextAsync($"{_folder}/back", Cancellation));
        foreach (var path in new[] { "/locked", "/mem" })
        {
            var (code, _, error) = await DockerCli.TryAsync(Panel, client, "cp", $"{_folder}/text", $"carrier:{path}");
            Assert.NotEqual(0, code);
            Assert.Contains("read-only", error, StringComparison.Ordinal);
        }

        Assert.Equal("copied\ncopied\n", await DockerAsync(client, "start", "-a", "carrier"));
        await DockerAsync(client, "cp", "carrier:/bind/sub", $"{_folder}/sub-back");
        Assert.Equal("copied\n", await File.ReadAllTextAsync($"{_folder}/sub-back/text", Cancellation));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Cp_OntoAFileThatIsMounted_IsRefusedAndLeavesIt(string client)
    {
        await File.WriteAllTextAsync($"{_folder}/text", "copied\n", Cancellation);
        await DockerAsync(client, "run", "-d", "--name", "box", "busybox", "sleep", "1000");
        foreach (var file in new[] { "/etc/hosts", "/etc/resolv.conf", "/etc/hostname" })
        {
            var before = await DockerAsync(client, "exec", "box", "cat", file);
            var (code, _, error) = await DockerCli.TryAsync(Panel, client, "cp", $"{_folder}/text", $"box:{file}");
            Assert.NotEqual(0, code);
            Assert.Contains("a mount of its own", error, StringComparison.Ordinal);
            Assert.Equal(before, await DockerAsync(client, "exec", "box", "cat", file));
            Assert.Contains($" {file} ", await DockerAsync(client, "exec", "box", "cat", "/proc/mounts"), StringComparison.Ordinal);
        }
    }

    private Task<string> DockerAsync(string client, params string[] arguments) => DockerCli.RunAsync(Panel, client, arguments);
}
