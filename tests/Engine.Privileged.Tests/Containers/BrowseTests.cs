using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Security;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>Files of containers one by one: looked at, read and written.</summary>
public sealed class BrowseTests
{
    private static readonly FileWrite Replacing = new() { Replace = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Directory_EachKindAndOddNames_AreTold(bool running, bool userNamespace)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await RunAsync(
            harness,
            "mkdir -p /w/sub; cd /w; echo hello > text; chown 12:34 text; chmod 4751 text; ln -s ../../../etc/passwd link; mkfifo pipe; touch \"$(printf 'new\\nline')\" \"$(printf 'odd\\377\\303')\" '%2F ü'",
            running, userNamespace);

        var listing = await harness.Containers.ListDirectoryAsync(id, "/w/../w/./", null, Token);

        Assert.Equal(("/w", 7, true), (listing.Path, listing.Matching, listing.IsCounted));
        var entries = listing.Entries.ToDictionary(entry => entry.Name);
        Assert.Equal((12L, 34L, 0x89E9, 6L), entries["text"] is var text ? (text.UserId, text.GroupId, text.Mode, text.SizeBytes) : default);
        Assert.Equal((0xA000, "../../../etc/passwd"), (entries["link"].Mode & 0xF000, entries["link"].LinkTarget));
        Assert.Equal((0x4000, 0x1000), (entries["sub"].Mode & 0xF000, entries["pipe"].Mode & 0xF000));
        Assert.Equal(["%2F ü", "new\nline", "odd\uDCFF\uDCC3"], entries.Keys.Except(["text", "link", "sub", "pipe"]).Order(StringComparer.Ordinal));

        // The names lead to their files again.
        foreach (var odd in new[] { "new\nline", "odd\uDCFF\uDCC3", "%2F ü" })
        {
            await WriteAsync(harness, id, $"/w/{odd}", odd, Replacing);
            Assert.Equal(odd.ToString(), await ReadAsync(harness, id, $"/w/{odd}", text => FilePathText.FromBytes(text)));
        }

        Assert.Equal(7, (await harness.Containers.ListDirectoryAsync(id, "/w", null, Token)).Matching);
        Assert.Equal(["text"], (await harness.Containers.ListDirectoryAsync(id, "/w", new() { Search = "TEX" }, Token)).Entries.Select(entry => entry.Name));
    }

    [Fact]
    public async Task Paths_OutOfTheRoot_StayInside()
    {
        using var canary = new HostCanary();
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await RunAsync(harness, $"mkdir -p {canary.Root} /w; echo own > /w/own; ln -s /../../../../../..{canary.Root} /w/away; ln -s ../../../../../../etc/passwd /w/passwd; ln -s nowhere /w/dangling; ln -s loop /w/loop", running: true);

        Assert.Contains("root:", await ReadAsync(harness, id, "/w/passwd"), StringComparison.Ordinal);
        Assert.NotEqual(await File.ReadAllTextAsync("/etc/passwd", Token), await ReadAsync(harness, id, "/../../../../etc/passwd"));
        Assert.Empty((await harness.Containers.ListDirectoryAsync(id, "/w/away", null, Token)).Entries);
        await WriteAsync(harness, id, "/w/away/planted", "x");
        Assert.Equal(["planted"], (await harness.Containers.ListDirectoryAsync(id, canary.Root, null, Token)).Entries.Select(entry => entry.Name));
        await Assert.ThrowsAsync<InvalidInputException>(() => WriteAsync(harness, id, "/w/dangling", "x"));
        await Assert.ThrowsAsync<InvalidInputException>(() => WriteAsync(harness, id, "/w/loop", "x"));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => harness.Containers.ListDirectoryAsync(id, "/w/dangling", null, Token));
        await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.ListDirectoryAsync(id, "/w/own", null, Token));
        Assert.True(canary.IsUnchanged);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Write_KeepsOwnerAndModeAndRefusesWhatChangedMeanwhile(bool running, bool userNamespace)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await RunAsync(harness, "mkdir -p /w; cd /w; echo old > file; chown 12:34 file; chmod 4640 file; ln -s file link", running, userNamespace);
        var before = await harness.Containers.StatFileAsync(id, "/w/file", Token);

        await Assert.ThrowsAsync<ConflictException>(() => WriteAsync(harness, id, "/w/file", "not asked"));
        var after = await WriteAsync(harness, id, "/w/link", "new", new() { Replace = true, ExpectedVersion = before.Version });

        Assert.Equal((12L, 34L, before.Mode, 3L), (after.UserId, after.GroupId, after.Mode, after.SizeBytes));
        Assert.Equal("file", (await harness.Containers.StatFileAsync(id, "/w/link", Token)).LinkTarget);
        await Assert.ThrowsAsync<ConflictException>(() => WriteAsync(harness, id, "/w/file", "late", new() { Replace = true, ExpectedVersion = before.Version }));
        Assert.Equal("new", await ReadAsync(harness, id, "/w/file"));
        // Of the image's own layer, which stays as it is.
        await WriteAsync(harness, id, "/etc/passwd", "root:x:0:0:root:/:/bin/sh\n", Replacing);
        var made = await WriteAsync(harness, id, "/w/made", "");
        Assert.Equal((0L, 0L, 0x81A4), (made.UserId, made.GroupId, made.Mode));
        await Assert.ThrowsAsync<ConflictException>(() => WriteAsync(harness, id, "/w/gone", "x", new() { Replace = true, ExpectedVersion = before.Version }));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => WriteAsync(harness, id, "/nowhere/file", "x"));
        await Assert.ThrowsAsync<InvalidInputException>(() => WriteAsync(harness, id, "/w/" + new string('n', 256), "x"));
        foreach (var path in new[] { "/", "/w", "/w/", "/w/..", "" }) await Assert.ThrowsAsync<InvalidInputException>(() => WriteAsync(harness, id, path, "x", Replacing));
        Assert.Equal(["file", "link", "made"], (await harness.Containers.ListDirectoryAsync(id, "/w", null, Token)).Entries.Select(entry => entry.Name).Order());

        if (!running) await harness.Containers.StartAsync(id, Token);
        Assert.Contains("/etc/passwd Modified", (await harness.Containers.ListChangesAsync(id, Token)).Select(change => $"{change.Path} {change.Kind}"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(harness.Engine.Paths.TemporaryRoot));
    }

    [Fact]
    public async Task SpecialFiles_AreRefusedAtOnce()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await RunAsync(harness, "mkfifo /pipe; ln -s /pipe /to-pipe", running: true);
        foreach (var path in new[] { "/pipe", "/to-pipe", "/dev/null", "/dev/zero", "/etc" })
        {
            await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.OpenFileAsync(id, path, Token));
            await Assert.ThrowsAsync<InvalidInputException>(() => WriteAsync(harness, id, path, "x", Replacing));
        }

        // A file that is mounted by itself keeps its place.
        await Assert.ThrowsAsync<ConflictException>(() => WriteAsync(harness, id, "/etc/hosts", "x", Replacing));
        Assert.Contains("localhost", await ReadAsync(harness, id, "/etc/hosts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_WhereNothingMayBeWrittenOrNothingFits_LeavesAllAsItWas()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await RunAsync(
            harness, "echo kept > /small/file", running: true,
            change: spec => spec with { ReadOnlyRootFilesystem = true, Mounts = [new MountSpec(MountKind.Tmpfs, "/small") { TmpfsBytes = 1 << 20 }, new MountSpec(MountKind.Volume, "/data", "kept")] });

        await Assert.ThrowsAsync<NotPermittedException>(() => WriteAsync(harness, id, "/etc/file", "x"));
        var full = await Assert.ThrowsAsync<EngineFailureException>(() => harness.Containers.WriteFileAsync(id, "/small/file", new MemoryStream(new byte[2 << 20]), Replacing, Token));
        Assert.Contains("no space left", full.Message, StringComparison.Ordinal);
        Assert.Equal("kept\n", await ReadAsync(harness, id, "/small/file"));
        Assert.Equal(["file"], (await harness.Containers.ListDirectoryAsync(id, "/small", null, Token)).Entries.Select(entry => entry.Name));
        await WriteAsync(harness, id, "/data/file", "in a volume");
        Assert.Equal("in a volume", await ReadAsync(harness, id, "/data/file"));
    }

    [Fact]
    public async Task BigFile_GoesInAndOutWhole()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await RunAsync(harness, "true", running: true);
        var content = new byte[(64 << 20) + 7];
        new Random(1).NextBytes(content);
        await harness.Containers.WriteFileAsync(id, "/big", new MemoryStream(content), new(), Token);
        await using var file = await harness.Containers.OpenFileAsync(id, "/big", Token);
        var read = new MemoryStream();
        await file.Content.CopyToAsync(read, Token);
        Assert.Equal(content.Length, file.Stat.SizeBytes);
        Assert.True(content.AsSpan().SequenceEqual(read.GetBuffer().AsSpan(0, (int)read.Length)));
    }

    [Fact]
    public async Task Directory_OfAHundredThousand_IsToldInPart()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await RunAsync(harness, "mkdir /many; cd /many; seq 100000 | xargs touch", running: false);
        var all = await harness.Containers.ListDirectoryAsync(id, "/many", null, Token);
        Assert.Equal((100_000, 10_000, true), (all.Matching, all.Entries.Count, all.IsCounted));
        var some = await harness.Containers.ListDirectoryAsync(id, "/many", new() { Search = "9999" }, Token);
        Assert.Equal((19, 19), (some.Matching, some.Entries.Count));
    }

    [Fact]
    public async Task I10_ReadAndWrite_WhileTheContainerSwapsLinks_StayInside()
    {
        using var canary = new HostCanary();
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(
            $"mkdir -p {canary.Root} /w; while :; do mkdir /w/d; echo own > /w/d/secret; rm -rf /w/d; ln -s ../../../../../../../..{canary.Root} /w/d; rm /w/d; done");
        var (into, from) = (0, 0);
        for (var round = 0; round < Rounds.Of(300, 2000); round++)
        {
            into += await TriedAsync(() => WriteAsync(harness, id, "/w/d/secret", "own\n", Replacing));
            into += await TriedAsync(() => WriteAsync(harness, id, $"/w/d/planted{round}", "own\n"));
            from += await TriedAsync(async () => Assert.True(await ReadAsync(harness, id, "/w/d/secret") is "own\n" or ""));
            await TriedAsync(() => harness.Containers.ListDirectoryAsync(id, "/w/d", null, Token));
        }

        Assert.True(into > 0 && from > 0, $"{into} written and {from} read: too few to have tried anything");
        Assert.True(canary.IsUnchanged);
    }

    private static async Task<int> TriedAsync(Func<Task> action)
    {
        try
        {
            await action();
            return 1;
        }
        catch (EngineException)
        {
            return 0; // Gone or changed at that moment.
        }
    }

    // Runs the script; then it sleeps, or has ended.
    private static async Task<string> RunAsync(EngineHarness harness, string script, bool running, bool userNamespace = true, Func<ContainerSpec, ContainerSpec>? change = null)
    {
        var id = await harness.RunAsync(
            $"set -e; {script}; echo ready; {(running ? "exec sleep 1000" : "exit 0")}",
            spec => (change?.Invoke(spec) ?? spec) with { UserNamespace = userNamespace ? UserNamespaceMode.Private : UserNamespaceMode.Host });
        if (!running) await harness.Containers.WaitAsync(id, cancellationToken: Token);
        await harness.UntilLoggedAsync(id, "ready", Token);
        return id;
    }

    private static Task<FileStat> WriteAsync(EngineHarness harness, string id, string path, string text, FileWrite? how = null) =>
        harness.Containers.WriteFileAsync(id, path, new MemoryStream(FilePathText.ToBytes(text)), how ?? new(), Token);

    private static async Task<string> ReadAsync(EngineHarness harness, string id, string path, Func<byte[], string>? decode = null)
    {
        await using var file = await harness.Containers.OpenFileAsync(id, path, Token);
        var read = new MemoryStream();
        await file.Content.CopyToAsync(read, Token);
        return (decode ?? Encoding.UTF8.GetString)(read.ToArray());
    }
}
