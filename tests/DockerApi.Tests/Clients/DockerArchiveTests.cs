using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;
using Panel.Tests.Shared.Registries;

namespace Panel.DockerApi.Tests.Clients;

/// <summary><c>docker save</c> and <c>docker load</c>, and skopeo as the other party.</summary>
public sealed class DockerArchiveTests(ApiPanel panel) : ClientTest(panel)
{
    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Image_SavedRemovedAndLoaded_IsTheSame(string client)
    {
        await MakeAsync(client, "box:1");
        await DockerAsync(client, "tag", "box:1", "box:2");
        var id = await IdAsync(client, "box:1");
        await DockerAsync(client, "save", "-o", $"{Folder}/box.tar", "box:1", "box:2");
        await DockerAsync(client, "rmi", "box:1", "box:2");

        var told = await DockerAsync(client, "load", "-i", $"{Folder}/box.tar");

        Assert.Contains("Loaded image: box:1", told, StringComparison.Ordinal);
        Assert.Contains("Loaded image: box:2", told, StringComparison.Ordinal);
        Assert.Equal(id, await IdAsync(client, "box:2"));
        Assert.Equal("made\n", await DockerAsync(client, "run", "--rm", "box:1", "cat", "/made"));

        // By pipes, compressed, and without a name.
        var docker = DockerCli.CommandLine(Panel, client);
        var piped = await Command.OutputAsync("/bin/sh", ["-c", $"{docker} save {id.Trim()} | gzip -1 | {docker} load"], Cancellation);
        Assert.Contains($"Loaded image ID: {id.Trim()}", piped, StringComparison.Ordinal);
        await UntilNoContainerAsync();
        await DockerAsync(client, "rmi", "box:1", "box:2");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Images_SavedTogether_AreLoadedTogether(string client)
    {
        await MakeAsync(client, "box:1");
        var id = await IdAsync(client, "box:1");
        await DockerAsync(client, "save", "-o", $"{Folder}/both.tar", "box:1", "busybox");
        await DockerAsync(client, "rmi", "box:1");
        var told = await DockerAsync(client, "load", "-q", "-i", $"{Folder}/both.tar");
        Assert.Equal(["Loaded image: box:1", "Loaded image: busybox:latest"], told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        Assert.Equal(id, await IdAsync(client, "box:1"));
        await DockerAsync(client, "rmi", "box:1");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Import_OfStandardInput_HasItsMessageAndChanges(string client)
    {
        var docker = DockerCli.CommandLine(Panel, client);
        var id = (await Command.OutputAsync("/bin/sh", ["-c", $"{docker} import -m 'by hand' -c 'ENTRYPOINT [\"cat\"]' - box:3 < {Panel.BusyboxTar}"], Cancellation)).Trim();
        Assert.Equal($"{id} by hand [cat]\n", await DockerAsync(client, "inspect", "--type", "image", "-f", "{{.Id}} {{.Comment}} {{.Config.Entrypoint}}", "box:3"));
        Assert.Equal("by hand\n", await DockerAsync(client, "history", "--format", "{{.Comment}}", "box:3"));
        await DockerAsync(client, "rmi", "box:3");

        var (code, output, error) = await DockerCli.TryAsync(Panel, client, "import", "http://127.0.0.1:1/root.tar", "box:4");
        Assert.NotEqual(0, code);
        Assert.Contains("download the file first", output + error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Import_WithoutAName_MakesAnImageWithoutOne(string client)
    {
        var id = (await DockerAsync(client, "import", "--platform", $"linux/{TestImage.HostArchitecture}", Panel.BusyboxTar)).Trim();
        Assert.Equal("[]\n", await DockerAsync(client, "inspect", "--type", "image", "-f", "{{.RepoTags}}", id));
        Assert.Contains($"Deleted: {id}", await DockerAsync(client, "rmi", id), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Load_OfNoArchive_IsRefused(string client)
    {
        await File.WriteAllTextAsync($"{Folder}/text", new string('x', 5000), Cancellation);
        var (code, output, error) = await DockerCli.TryAsync(Panel, client, "load", "-i", $"{Folder}/text");
        Assert.NotEqual(0, code);
        Assert.Contains("not a tar archive of images", output + error, StringComparison.Ordinal);
        (code, _, error) = await DockerCli.TryAsync(Panel, client, "save", "-o", $"{Folder}/none.tar", "nosuch:1");
        Assert.NotEqual(0, code);
        Assert.Contains("nosuch:1", error, StringComparison.Ordinal);
    }

    /// <summary>Out of the panel as both kinds of archive, through skopeo into every form that it writes, and back: the id stays.</summary>
    [Theory]
    [InlineData("docker-archive:{0}/out.tar", "docker-archive:{0}/in.tar:box:9")]
    [InlineData("oci-archive:{0}/out.tar", "oci-archive:{0}/in.tar:box:9")]
    [InlineData("oci-archive:{0}/out.tar", "docker-archive:{0}/in.tar:box:9")]
    public async Task Image_ThroughSkopeo_KeepsItsId(string from, string to)
    {
        var client = DockerCli.Kinds.First().Data;
        await MakeAsync(client, "box:1");
        var id = (await IdAsync(client, "box:1")).Trim();
        await DockerAsync(client, "save", "-o", $"{Folder}/out.tar", "box:1");
        var inspected = JsonElement.Parse(await Command.OutputAsync("skopeo", ["inspect", "--raw", "--config", string.Format(null, from, Folder)], Cancellation));
        Assert.Equal("linux", inspected.GetProperty("os").GetString());

        await Command.OutputAsync("skopeo", ["--insecure-policy", "copy", "-q", string.Format(null, from, Folder), string.Format(null, to, Folder)], Cancellation);
        await DockerAsync(client, "rmi", "box:1");
        await DockerAsync(client, "load", "-i", $"{Folder}/in.tar");

        Assert.Equal(id, (await IdAsync(client, "box:9")).Trim());
        Assert.Equal("made\n", await DockerAsync(client, "run", "--rm", "box:9", "cat", "/made"));
        await UntilNoContainerAsync();
        await DockerAsync(client, "rmi", "box:9");
    }

    private Task<string> IdAsync(string client, string name) => DockerAsync(client, "inspect", "--type", "image", "-f", "{{.Id}}", name);

    private async Task MakeAsync(string client, string name)
    {
        await DockerAsync(client, "run", "--name", "maker", "busybox", "sh", "-c", "echo made > /made");
        await DockerAsync(client, "commit", "maker", name);
        await DockerAsync(client, "rm", "maker");
    }

    private Task UntilNoContainerAsync() => Poll.UntilAsync(
        async () => (await Api.GetAsync("/containers/json?all=1")).GetArrayLength() == 0, "the container is gone", cancellationToken: Cancellation);
}
