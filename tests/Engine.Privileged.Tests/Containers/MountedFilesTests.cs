using System.Formats.Tar;
using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Security;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>Files on the mounts of containers, of those that do not run too.</summary>
public sealed class MountedFilesTests : IDisposable
{
    private readonly string _host = Directory.CreateTempSubdirectory("panel-mounted-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_host, recursive: true);

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task NeverStarted_CopiedIntoItsMounts_HasAllWhenItStarts(UserNamespaceMode users)
    {
        Directory.CreateDirectory($"{_host}/bind");
        await File.WriteAllTextAsync($"{_host}/conf", "of the host", Token);
        await using var harness = await EngineHarness.StartAsync(Token);
        var spec = Spec(
            "cat /data/one /data/in/two /bind/three /conf; stat -c '%u:%g' /data/one /data/in/two /bind/three; ls /mem",
            new(MountKind.Volume, "/data", "outer"), new(MountKind.Volume, "/data/in", "inner"), new(MountKind.Bind, "/bind", $"{_host}/bind"),
            new(MountKind.Bind, "/conf", $"{_host}/conf", ReadOnly: true), new(MountKind.Tmpfs, "/mem"));
        var created = await harness.Containers.CreateAsync(spec with { UserNamespace = users }, Token);

        await InAsync(harness, created.Id, "/data", ("one", "1\n"), ("in/two", "2\n"));
        await InAsync(harness, created.Id, "/", ("bind/three", "3\n"));

        Assert.Equal("1\n", await OutAsync(harness, created.Id, "/data/one"));
        Assert.Equal("2\n", await OutAsync(harness, created.Id, "/data/in/two"));
        Assert.Equal("of the host", await OutAsync(harness, created.Id, "/conf"));
        Assert.Equal("3\n", await File.ReadAllTextAsync($"{_host}/bind/three", Token));
        Assert.Equal((7L, 8L), await harness.Containers.StatFileAsync(created.Id, "/bind/three", Token) is var stat ? (stat.UserId, stat.GroupId) : default);
        Assert.Empty((await harness.Containers.ListDirectoryAsync(created.Id, "/mem", null, Token)).Entries);
        await harness.Containers.StartAsync(created.Id, Token);
        await harness.Containers.WaitAsync(created.Id, cancellationToken: Token);
        await harness.UntilLoggedAsync(created.Id, "1\n2\n3\nof the host7:8\n7:8\n7:8", Token);
        Assert.Equal("1\n", await OutAsync(harness, created.Id, "/data/one"));
    }

    [Fact]
    public async Task Stopped_FileOnAVolume_IsEditedAndTheLayerKeepsNothingOfIt()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await StoppedAsync(harness, "echo old > /data/file; chown 12:34 /data/file", new MountSpec(MountKind.Volume, "/data", "kept"));
        var before = await harness.Containers.StatFileAsync(id, "/data/file", Token);

        var after = await harness.Containers.WriteFileAsync(id, "/data/file", Text("new"), new() { Replace = true, ExpectedVersion = before.Version }, Token);

        Assert.Equal((12L, 34L), (after.UserId, after.GroupId));
        Assert.Equal(after.Version, (await harness.Containers.StatFileAsync(id, "/data/file", Token)).Version);
        Assert.Equal("new", await File.ReadAllTextAsync(harness.Engine.Paths.VolumeData("kept") + "/file", Token));
        Assert.Empty(await harness.Containers.ListChangesAsync(id, Token));
    }

    [Fact]
    public async Task Stopped_WhereNothingMayBeWritten_IsRefused()
    {
        Directory.CreateDirectory($"{_host}/bind");
        await using var harness = await EngineHarness.StartAsync(Token);
        await StoppedAsync(harness, "mkdir /data/in", new MountSpec(MountKind.Volume, "/data", "outer"));
        var spec = Spec(
            "true", new(MountKind.Volume, "/data", "outer", ReadOnly: true), new(MountKind.Volume, "/data/in", "inner"),
            new(MountKind.Bind, "/bind", $"{_host}/bind", ReadOnly: true), new(MountKind.Tmpfs, "/mem"));
        var created = await harness.Containers.CreateAsync(spec with { ReadOnlyRootFilesystem = true }, Token);
        foreach (var path in new[] { "/data", "/bind", "/mem", "/etc" })
        {
            await Assert.ThrowsAsync<NotPermittedException>(() => InAsync(harness, created.Id, path, ("file", "x")));
            await Assert.ThrowsAsync<NotPermittedException>(() => harness.Containers.WriteFileAsync(created.Id, path + "/file", Text("x"), new(), Token));
        }

        await InAsync(harness, created.Id, "/data/in", ("file", "x"));
        Assert.Equal("x", await OutAsync(harness, created.Id, "/data/in/file"));
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{_host}/bind"));
    }

    [Fact]
    public async Task Stopped_WithABindMountWhoseSourceIsGone_StillGivesItsFiles()
    {
        Directory.CreateDirectory($"{_host}/bind");
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await StoppedAsync(harness, "echo kept > /own", new MountSpec(MountKind.Bind, "/bind", $"{_host}/bind"));
        Directory.Delete($"{_host}/bind");
        Assert.Equal("kept\n", await OutAsync(harness, id, "/own"));
        Assert.Empty((await harness.Containers.ListDirectoryAsync(id, "/bind", null, Token)).Entries);
        await Assert.ThrowsAsync<NotPermittedException>(() => InAsync(harness, id, "/bind", ("file", "x")));
    }

    [Fact]
    public async Task Stopped_LinksIntoAndOutOfMounts_LeadWhereTheyDoInTheContainer()
    {
        using var canary = new HostCanary();
        await using var harness = await EngineHarness.StartAsync(Token);
        var up = "../../../../../../../../..";
        var volume = new MountSpec(MountKind.Volume, "/data", "kept");
        var maker = await StoppedAsync(
            harness, $"mkdir -p {canary.Root}; ln -s /data /way; ln -s /etc /data/out; ln -s {up}/etc /data/up; ln -s {up}{canary.Root} /data/host; ln -s loop /data/loop; echo in > /data/file", volume);
        var image = await harness.Containers.CommitAsync(maker, new CommitSpec { Configuration = new ImageConfiguration() }, Token);
        // Its image has the link, on whose way another volume lies.
        var id = (await harness.Containers.CreateAsync(Spec("true", volume, new MountSpec(MountKind.Volume, "/way/below", "below")) with { Image = image.Summary.Id }, Token)).Id;

        Assert.Equal("in\n", await OutAsync(harness, id, "/way/file"));
        await InAsync(harness, id, "/way", ("out/by-out", "1"), ("up/by-up", "2"), ("host/planted", "3"), ("below/four", "4"));
        await InAsync(harness, id, "/way/host/", ("planted-too", "5"));
        await harness.Containers.WriteFileAsync(id, "/data/host/written", Text("6"), new(), Token);

        Assert.Equal(("1", "2"), (await OutAsync(harness, id, "/etc/by-out"), await OutAsync(harness, id, "/etc/by-up")));
        Assert.Equal("4", await File.ReadAllTextAsync(harness.Engine.Paths.VolumeData("below") + "/four", Token));
        Assert.Equal(["planted", "planted-too", "written"], (await harness.Containers.ListDirectoryAsync(id, canary.Root, null, Token)).Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        Assert.NotEqual(await File.ReadAllTextAsync("/etc/passwd", Token), await OutAsync(harness, id, "/data/up/passwd"));
        await Assert.ThrowsAsync<InvalidInputException>(() => InAsync(harness, id, "/data/loop", ("file", "x")));
        Assert.True(canary.IsUnchanged);
    }

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task I10_Stopped_WhileAnotherSwapsADirectoryOfTheVolumeForALinkToTheHost_StaysInside(UserNamespaceMode users)
    {
        using var canary = new HostCanary();
        await using var harness = await EngineHarness.StartAsync(Token);
        var volume = new MountSpec(MountKind.Volume, "/v", "shared");
        var way = "../../../../../../../.." + canary.Root;
        await harness.RunAsync(
            $"while :; do mkdir /v/d; echo own > /v/d/secret; rm -rf /v/d; ln -s {way} /v/d; rm /v/d; done", spec => spec with { UserNamespace = users, Mounts = [volume] });
        var created = await harness.Containers.CreateAsync(Spec("true", volume, new MountSpec(MountKind.Volume, "/v/d/deep", "deep")) with { UserNamespace = users }, Token);
        var (into, from) = (0, 0);
        for (var round = 0; round < Rounds.Of(200, 2000); round++)
        {
            into += await TriedAsync(() => InAsync(harness, created.Id, "/v/d", ("planted", "x")));
            into += await TriedAsync(() => harness.Containers.WriteFileAsync(created.Id, "/v/d/secret", Text("own\n"), new() { Replace = true }, Token));
            from += await TriedAsync(async () => Assert.True(await OutAsync(harness, created.Id, "/v/d/secret") is "own\n" or ""));
            await TriedAsync(() => harness.Containers.ListDirectoryAsync(created.Id, "/v/d", null, Token));
        }

        Assert.True(into > 0 && from > 0, $"{into} written and {from} read: too few to have tried anything");
        Assert.True(canary.IsUnchanged);
        Assert.DoesNotContain(MountTable.Read(), mount => mount.StartsWith(canary.Root, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stopped_StartedWhileAFileIsRead_StartsAndTheReaderReadsOn()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await StoppedAsync(harness, "echo kept > /own; echo kept > /data/file", new MountSpec(MountKind.Volume, "/data", "kept"));
        await InAsync(harness, id, "/", ("added", "x"));
        var traces = await harness.TracesAsync();
        await using (var own = await harness.Containers.OpenFileAsync(id, "/own", Token))
        await using (var file = await harness.Containers.OpenFileAsync(id, "/data/file", Token))
        {
            await harness.Containers.StartAsync(id, Token);
            await harness.Containers.WaitAsync(id, cancellationToken: Token);
            using var first = new StreamReader(own.Content);
            using var second = new StreamReader(file.Content);
            Assert.Equal(("kept\n", "kept\n"), (await first.ReadToEndAsync(Token), await second.ReadToEndAsync(Token)));
        }

        Assert.Equal(traces, await harness.TracesAsync());
        Assert.Equal("x", await OutAsync(harness, id, "/added"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CopyIn_OntoWhatIsMounted_LeavesTheMountAndItsContent(bool running)
    {
        await File.WriteAllTextAsync($"{_host}/conf", "of the host", Token);
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("sleep 1000", spec => spec with { Mounts = [new(MountKind.Bind, "/etc/conf", $"{_host}/conf"), new(MountKind.Volume, "/srv/deep/data", "kept")] });
        await InAsync(harness, id, "/srv/deep/data", ("file", "kept"));
        if (!running) await harness.Containers.StopAsync(id, TimeSpan.Zero, Token);
        foreach (var file in new[] { "hosts", "resolv.conf", "hostname", "conf" })
        {
            var refused = await Assert.ThrowsAsync<ConflictException>(() => InAsync(harness, id, "/etc", (file, "replaced")));
            Assert.Contains("a mount of its own", refused.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.WriteFileAsync(id, $"/etc/{file}", Text("replaced"), new() { Replace = true }, Token));
        }

        await Assert.ThrowsAsync<ConflictException>(() => InAsync(harness, id, "/srv/deep", ("data", "replaced")));
        await Assert.ThrowsAsync<ConflictException>(() => InAsync(harness, id, "/srv", ("deep", "replaced")));
        Assert.Equal("kept", await OutAsync(harness, id, "/srv/deep/data/file"));
        Assert.Equal("of the host", await File.ReadAllTextAsync($"{_host}/conf", Token));
        if (!running) await harness.Containers.StartAsync(id, Token);
        Assert.Contains("localhost", await OutAsync(harness, id, "/etc/hosts"), StringComparison.Ordinal);
        Assert.Equal("of the host", await OutAsync(harness, id, "/etc/conf"));
        Assert.Equal($"{id[..12]}\n", await OutAsync(harness, id, "/etc/hostname"));
    }

    private static ContainerSpec Spec(string script, params MountSpec[] mounts) => new() { Image = "busybox:latest", Command = ["sh", "-c", script], Mounts = mounts };

    private static async Task<string> StoppedAsync(EngineHarness harness, string script, params MountSpec[] mounts)
    {
        var id = await harness.RunAsync(script, spec => spec with { Mounts = mounts });
        Assert.Equal(0, (await harness.Containers.WaitAsync(id, cancellationToken: Token)).ExitCode);
        return id;
    }

    private static Task InAsync(EngineHarness harness, string id, string path, params (string Name, string Text)[] files)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, text) in files) writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = Text(text), Uid = 7, Gid = 8, Mode = (UnixFileMode)0x1A4 });
        }

        tar.Position = 0;
        return harness.Containers.CopyInAsync(id, path, tar, cancellationToken: Token);
    }

    private static async Task<string> OutAsync(EngineHarness harness, string id, string path)
    {
        var tar = new MemoryStream();
        await harness.Containers.CopyOutAsync(id, path, tar, Token);
        tar.Position = 0;
        await using var reader = new TarReader(tar);
        var entry = await reader.GetNextEntryAsync(cancellationToken: Token);
        return entry?.DataStream is { } data ? await new StreamReader(data).ReadToEndAsync(Token) : "";
    }

    private static async Task<int> TriedAsync(Func<Task> action)
    {
        try
        {
            await action();
            return 1;
        }
        catch (Exception error) when (error is EngineException or IOException)
        {
            return 0; // The directory was the link, or away, at that moment.
        }
    }

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));
}
