using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Clients;

/// <summary><c>docker cp</c> with what is mounted in a container.</summary>
public sealed class DockerCopyTests(ApiPanel panel) : ClientTest(panel)
{
    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Cp_WithMountsOfAContainerThatNeverRan_ReachesThem(string client)
    {
        Directory.CreateDirectory($"{Folder}/bind");
        await File.WriteAllTextAsync($"{Folder}/text", "copied\n", Cancellation);
        await DockerAsync(client, "create", "--name", "carrier", "-v", "carried:/data", "-v", $"{Folder}/bind:/bind", "-v", "carried:/locked:ro", "--tmpfs", "/mem", "busybox", "cat", "/data/text", "/bind/sub/text");

        await DockerAsync(client, "cp", $"{Folder}/text", "carrier:/data");
        Directory.CreateDirectory($"{Folder}/sub");
        File.Copy($"{Folder}/text", $"{Folder}/sub/text");
        await DockerAsync(client, "cp", $"{Folder}/sub", "carrier:/bind");

        Assert.Equal("copied\n", await File.ReadAllTextAsync($"{Folder}/bind/sub/text", Cancellation));
        await DockerAsync(client, "cp", "carrier:/data/text", $"{Folder}/back");
        Assert.Equal("copied\n", await File.ReadAllTextAsync($"{Folder}/back", Cancellation));
        foreach (var path in new[] { "/locked", "/mem" })
        {
            var (code, _, error) = await DockerCli.TryAsync(Panel, client, "cp", $"{Folder}/text", $"carrier:{path}");
            Assert.NotEqual(0, code);
            Assert.Contains("read-only", error, StringComparison.Ordinal);
        }

        Assert.Equal("copied\ncopied\n", await DockerAsync(client, "start", "-a", "carrier"));
        await DockerAsync(client, "cp", "carrier:/bind/sub", $"{Folder}/sub-back");
        Assert.Equal("copied\n", await File.ReadAllTextAsync($"{Folder}/sub-back/text", Cancellation));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Cp_OntoAFileThatIsMounted_IsRefusedAndLeavesIt(string client)
    {
        await File.WriteAllTextAsync($"{Folder}/text", "copied\n", Cancellation);
        await DockerAsync(client, "run", "-d", "--name", "box", "busybox", "sleep", "1000");
        foreach (var file in new[] { "/etc/hosts", "/etc/resolv.conf", "/etc/hostname" })
        {
            var before = await DockerAsync(client, "exec", "box", "cat", file);
            var (code, _, error) = await DockerCli.TryAsync(Panel, client, "cp", $"{Folder}/text", $"box:{file}");
            Assert.NotEqual(0, code);
            Assert.Contains("a mount of its own", error, StringComparison.Ordinal);
            Assert.Equal(before, await DockerAsync(client, "exec", "box", "cat", file));
            Assert.Contains($" {file} ", await DockerAsync(client, "exec", "box", "cat", "/proc/mounts"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Cp_OfFilesThatAreNamedAsWhiteouts_BringsThemAsFiles(string client)
    {
        Directory.CreateDirectory($"{Folder}/tree");
        foreach (var name in new[] { ".wh.x", ".wh..wh..opq", ".wh..wh.plnk", ".wh." }) await File.WriteAllTextAsync($"{Folder}/tree/{name}", "plain\n", Cancellation);
        const string list = "ls -A /srv/tree; cat /srv/tree/.wh*; cat /srv/tree/x";
        const string told = ".wh.\n.wh..wh..opq\n.wh..wh.plnk\n.wh.x\nx\nplain\nplain\nplain\nplain\nstays\n";
        await DockerAsync(client, "run", "--name", "maker", "busybox", "sh", "-c", "mkdir -p /srv/tree; echo stays >/srv/tree/x");
        await DockerAsync(client, "commit", "maker", "marked");
        await DockerAsync(client, "create", "--name", "still", "marked", "sh", "-c", list);
        await DockerAsync(client, "run", "-d", "--name", "lively", "marked", "sleep", "1000");

        foreach (var container in new[] { "still", "lively" }) await DockerAsync(client, "cp", $"{Folder}/tree", $"{container}:/srv");

        Assert.Equal(told, await DockerAsync(client, "start", "-a", "still"));
        Assert.Equal(told, await DockerAsync(client, "exec", "lively", "sh", "-c", list));
        await DockerAsync(client, "cp", "lively:/srv/tree/.wh.x", $"{Folder}/back");
        Assert.Equal("plain\n", await File.ReadAllTextAsync($"{Folder}/back", Cancellation));

        // In a layer the same names mean something else.
        Assert.Contains("cannot be kept in an image", await RefusedAsync(client, "commit", "lively", "lost"), StringComparison.Ordinal);
        Assert.Contains("running", await DockerAsync(client, "inspect", "-f", "{{.State.Status}}", "lively"), StringComparison.Ordinal);
        await DockerAsync(client, "exec", "lively", "sh", "-c", "rm /srv/tree/.wh*");
        await DockerAsync(client, "commit", "lively", "kept");
        Assert.Equal("x\n", await DockerAsync(client, "run", "--rm", "kept", "ls", "-A", "/srv/tree"));
        await DockerAsync(client, "rm", "-f", "maker", "still", "lively");
        await DockerAsync(client, "rmi", "kept", "marked");
    }
}
