using System.Formats.Tar;
using System.Net;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using Panel.DockerApi.Tests.Comparison;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Clients;

/// <summary>Docker.DotNet.Enhanced works with the panel as with Docker 26.1.5.</summary>
public sealed class DotNetClientTests(ApiPanel panel, DockerEngine docker) : ComparedClientTest(panel, docker)
{
    private const string Loop = "echo ready; echo err >&2; trap 'exit 4' TERM; while :; do sleep 0.1; done";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_ThroughALifeAndItsErrors_Works(bool withPanel)
    {
        using var client = new DockerClientBuilder().WithEndpoint(new Uri(await HostAsync(withPanel))).Build();
        await client.System.PingAsync(Cancellation);
        Assert.Equal(("linux", "linux"), ((await client.System.GetVersionAsync(Cancellation)).Os, (await client.System.GetSystemInfoAsync(Cancellation)).OSType));
        await KnowImagesAsync(client);
        await AttachAsync(client);
        var id = await CreateAsync(client, "life", Loop);
        var conflict = await Assert.ThrowsAnyAsync<DockerApiException>(() => CreateAsync(client, "life", Loop));
        Assert.Equal(HttpStatusCode.Conflict, conflict.StatusCode);
        Assert.True(await client.Containers.StartContainerAsync(id, new(), Cancellation));
        Assert.False(await client.Containers.StartContainerAsync(id, new(), Cancellation));
        await FollowAsync(client, id);
        await ExecAsync(client, id);
        await CopyAndCommitAsync(client, id);
        await ChangeAsync(client, id);
        var removed = await Assert.ThrowsAnyAsync<DockerApiException>(() => client.Containers.InspectContainerAsync(id, Cancellation));
        Assert.Equal(HttpStatusCode.NotFound, removed.StatusCode);
        await KnowVolumesAndNetworksAsync(client);
    }

    private static async Task KnowImagesAsync(DockerClient client)
    {
        await client.Images.TagImageAsync("busybox:latest", new() { RepositoryName = "dotnet/box", Tag = "1" }, Cancellation);
        Assert.Contains("dotnet/box:1", (await client.Images.InspectImageAsync("dotnet/box:1", Cancellation)).RepoTags);
        await client.Images.DeleteImageAsync("dotnet/box:1", new(), Cancellation);
        await Assert.ThrowsAnyAsync<DockerApiException>(() => client.Images.InspectImageAsync("dotnet/box:1", Cancellation));
    }

    private static async Task AttachAsync(DockerClient client)
    {
        var id = await CreateAsync(client, "attached", "read line; echo got $line; echo err >&2; exit 3", create => (create.OpenStdin, create.StdinOnce) = (true, true));
        using (var stream = await client.Containers.AttachContainerAsync(id, new() { Stream = true, Stdin = true, Stdout = true, Stderr = true }, Cancellation))
        {
            await client.Containers.StartContainerAsync(id, new(), Cancellation);
            await stream.WriteAsync("line\n"u8.ToArray(), 0, 5, Cancellation);
            stream.CloseWrite();
            Assert.Equal(("got line\n", "err\n"), await stream.ReadOutputToEndAsync(Cancellation));
        }

        Assert.Equal(3, (await client.Containers.WaitContainerAsync(id, Cancellation)).StatusCode);
        await client.Containers.RemoveContainerAsync(id, new(), Cancellation);
        var terminal = await CreateAsync(client, "terminal", "read line; tty; exit 5", create => (create.OpenStdin, create.Tty) = (true, true));
        using var typed = await client.Containers.AttachContainerAsync(terminal, new() { Stream = true, Stdin = true, Stdout = true, Stderr = true }, Cancellation);
        await client.Containers.StartContainerAsync(terminal, new(), Cancellation);
        await typed.WriteAsync("x\n"u8.ToArray(), 0, 2, Cancellation);
        Assert.Equal(5, (await client.Containers.WaitContainerAsync(terminal, Cancellation)).StatusCode);
        await client.Containers.RemoveContainerAsync(terminal, new() { Force = true }, Cancellation);
    }

    private static async Task FollowAsync(DockerClient client, string id)
    {
        using (var logs = await client.Containers.GetContainerLogsAsync(id, new() { ShowStdout = true, ShowStderr = false, Follow = true }, Cancellation))
        {
            var buffer = new byte[64];
            var read = await logs.ReadOutputAsync(buffer, 0, buffer.Length, Cancellation);
            Assert.Equal("ready\n", Encoding.UTF8.GetString(buffer, 0, read.Count));
        }

        var samples = 0;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var progress = new Inline<ContainerStatsResponse>(sample =>
        {
            Assert.NotEqual(0UL, sample.MemoryStats!.Usage);
            if (++samples == 2) enough.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Containers.GetContainerStatsAsync(id, new() { Stream = true }, progress, enough.Token));
        var one = new List<ContainerStatsResponse>();
        await client.Containers.GetContainerStatsAsync(id, new() { Stream = false, OneShot = true }, new Inline<ContainerStatsResponse>(one.Add), Cancellation);
        Assert.NotEqual(0UL, Assert.Single(one).CPUStats!.CPUUsage!.TotalUsage);
        Assert.NotEmpty((await client.Containers.ListProcessesAsync(id, new(), Cancellation)).Processes);
    }

    private static async Task ExecAsync(DockerClient client, string id)
    {
        var exec = await client.Exec.CreateContainerExecAsync(id, new() { Cmd = ["sh", "-c", "cat; echo err >&2; exit 7"], AttachStdin = true, AttachStdout = true, AttachStderr = true }, Cancellation);
        using (var stream = await client.Exec.StartContainerExecAsync(exec.ID, new(), Cancellation))
        {
            await stream.WriteAsync("typed"u8.ToArray(), 0, 5, Cancellation);
            stream.CloseWrite();
            Assert.Equal(("typed", "err\n"), await stream.ReadOutputToEndAsync(Cancellation));
        }

        Assert.Equal(7, (await client.Exec.InspectContainerExecAsync(exec.ID, Cancellation)).ExitCode);
    }

    private static async Task CopyAndCommitAsync(DockerClient client, string id)
    {
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "file") { DataStream = new MemoryStream("content\n"u8.ToArray()) }, Cancellation);
        tar.Position = 0;
        await client.Containers.ExtractArchiveToContainerAsync(id, new() { Path = "/tmp" }, tar, Cancellation);
        var back = await client.Containers.GetArchiveFromContainerAsync(id, new() { Path = "/tmp/file" }, false, Cancellation);
        await using (back.Stream!)
        await using (var reader = new TarReader(back.Stream!))
        {
            using var text = new StreamReader((await reader.GetNextEntryAsync(copyData: true, Cancellation))!.DataStream!);
            Assert.Equal("content\n", await text.ReadToEndAsync(Cancellation));
        }

        Assert.Contains(await client.Containers.InspectChangesAsync(id, Cancellation), change => change.Path == "/tmp/file");
        var made = await client.Images.CommitContainerChangesAsync(new() { ContainerID = id, RepositoryName = "dotnet", Tag = "made" }, Cancellation);
        Assert.Equal(made.ID, (await client.Images.InspectImageAsync("dotnet:made", Cancellation)).ID);
        await client.Images.DeleteImageAsync("dotnet:made", new() { Force = true }, Cancellation);
    }

    private static async Task ChangeAsync(DockerClient client, string id)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var gone = new TaskCompletionSource();
        var events = client.System.MonitorEventsAsync(
            new() { Filters = new Dictionary<string, IDictionary<string, bool>> { ["container"] = new Dictionary<string, bool> { [id] = true } } },
            new Inline<Message>(message => { if (message.Action == "destroy") gone.TrySetResult(); }), watching.Token);
        await client.Containers.RenameContainerAsync(id, new() { NewName = "renamed" }, Cancellation);
        await client.Containers.UpdateContainerAsync(id, new() { Memory = 64 * 1024 * 1024, MemorySwap = 128 * 1024 * 1024 }, Cancellation);
        var seen = await client.Containers.InspectContainerAsync("renamed", Cancellation);
        Assert.Equal((id, 64L * 1024 * 1024), (seen.ID, seen.HostConfig!.Memory));
        await client.Containers.PauseContainerAsync(id, Cancellation);
        await client.Containers.UnpauseContainerAsync(id, Cancellation);
        Assert.True(await client.Containers.StopContainerAsync(id, new() { WaitBeforeKillSeconds = 10 }, Cancellation));
        Assert.Equal(4, (await client.Containers.WaitContainerAsync(id, Cancellation)).StatusCode);
        await client.Containers.RestartContainerAsync(id, new() { WaitBeforeKillSeconds = 0 }, Cancellation);
        await client.Containers.KillContainerAsync(id, new() { Signal = "KILL" }, Cancellation);
        Assert.Equal("exited", (await client.Containers.InspectContainerAsync(id, Cancellation)).State!.Status);
        await client.Containers.RemoveContainerAsync(id, new() { RemoveVolumes = true }, Cancellation);
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await watching.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => events);
    }

    private static async Task KnowVolumesAndNetworksAsync(DockerClient client)
    {
        await client.Volumes.CreateAsync(new() { Name = "dotnet-data" }, Cancellation);
        Assert.Equal("local", (await client.Volumes.InspectAsync("dotnet-data", Cancellation)).Driver);
        await client.Volumes.RemoveAsync("dotnet-data", false, Cancellation);
        Assert.Contains(await client.Networks.ListNetworksAsync(new(), Cancellation), network => network.Name == "bridge");
        Assert.Equal("bridge", (await client.Networks.InspectNetworkAsync("bridge", Cancellation)).Driver);
        var left = await CreateAsync(client, "left", "true");
        Assert.Equal([left], (await client.Containers.PruneContainersAsync(new(), Cancellation)).ContainersDeleted);
    }

    private static async Task<string> CreateAsync(DockerClient client, string name, string script, Action<CreateContainerParameters>? more = null)
    {
        var create = new CreateContainerParameters { Name = name, Image = "busybox", Cmd = ["sh", "-c", script], HostConfig = new HostConfig() };
        more?.Invoke(create);
        return (await client.Containers.CreateContainerAsync(create, Cancellation)).ID;
    }

    /// <summary>Reports progress on the reporting thread; the framework's own class uses the pool, where it may arrive late.</summary>
    private sealed class Inline<T>(Action<T> take) : IProgress<T>
    {
        public void Report(T value) => take(value);
    }
}
