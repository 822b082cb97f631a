using System.Formats.Tar;
using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Security;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>Files in and out of containers, and images made of them.</summary>
public sealed class FilesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_HoldsTheImagesFilesAndTheContainersButNoMount()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(
            $"mkdir /kept; echo text > /kept/file; ln /kept/file /kept/hard; ln -s file /kept/soft; chown 12:34 /kept/file; chmod 4751 /kept/file; mkfifo /kept/pipe; rm /etc/group; echo x > /data/hidden; mkdir /kept/{new string('l', 120)}",
            spec => spec with { Mounts = [new MountSpec(MountKind.Volume, "/data", "kept")] });
        await harness.Containers.WaitAsync(id, cancellationToken: Token);
        var entries = await EntriesAsync(output => harness.Containers.ExportAsync(id, output, Token));
        Assert.Contains("bin/busybox", entries.Keys);
        Assert.DoesNotContain("etc/group", entries.Keys);
        Assert.DoesNotContain("data/hidden", entries.Keys);
        Assert.Contains($"kept/{new string('l', 120)}/", entries.Keys);
        Assert.Equal(TarEntryType.Fifo, entries["kept/pipe"].EntryType);
        Assert.Equal((TarEntryType.SymbolicLink, "file"), (entries["kept/soft"].EntryType, entries["kept/soft"].LinkName));
        var (first, second) = entries["kept/file"].EntryType == TarEntryType.HardLink ? ("kept/hard", "kept/file") : ("kept/file", "kept/hard");
        Assert.Equal((TarEntryType.HardLink, first), (entries[second].EntryType, entries[second].LinkName));
        Assert.Equal((12, 34, 0b100_111_101_001, "text\n"), (entries[first].Uid, entries[first].Gid, (int)entries[first].Mode, entries[first].Text));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task CopyIn_ThenOut_GivesTheSameWithOwnersAndModes(bool running, bool userNamespace)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var created = await harness.Containers.CreateAsync(new ContainerSpec
        {
            Image = "busybox:latest",
            Command = ["sh", "-c", "exec sleep 1000"],
            UserNamespace = userNamespace ? UserNamespaceMode.Private : UserNamespaceMode.Host,
        }, Token);
        if (running) await harness.Containers.StartAsync(created.Id, Token);
        await harness.Containers.CopyInAsync(created.Id, "/etc", Tar(
            Folder("sub/", 7, 8), File("sub/file", "hello", 1000, 1001, UnixFileMode.UserRead | UnixFileMode.SetUser), Link("sub/link", "/etc/sub/file"), File("passwd", "replaced", 0, 0)), false, false, Token);
        var entries = await EntriesAsync(output => harness.Containers.CopyOutAsync(created.Id, "/etc/sub", output, Token));
        Assert.Equal(["sub/", "sub/file", "sub/link"], entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((7, 8), (entries["sub/"].Uid, entries["sub/"].Gid));
        Assert.Equal((1000, 1001, "hello", UnixFileMode.UserRead | UnixFileMode.SetUser), (entries["sub/file"].Uid, entries["sub/file"].Gid, entries["sub/file"].Text, entries["sub/file"].Mode));
        Assert.Equal("/etc/sub/file", entries["sub/link"].LinkName);
        if (!running) await harness.Containers.StartAsync(created.Id, Token);
        // The rest of the directory is there still, and the container sees what was copied as its own.
        var all = await EntriesAsync(output => harness.Containers.CopyOutAsync(created.Id, "/etc", output, Token));
        Assert.Equal("replaced", all["etc/passwd"].Text);
        Assert.True(all.ContainsKey("etc/group"));
        var changes = await harness.Containers.ListChangesAsync(created.Id, Token);
        Assert.Equal(["/etc Modified", "/etc/passwd Modified", "/etc/sub Added", "/etc/sub/file Added", "/etc/sub/link Added"], changes.Select(change => $"{change.Path} {change.Kind}"));
    }

    [Theory]
    [InlineData("1000:1001", 1000, 1001)]
    [InlineData("keeper", 77, 78)]
    public async Task CopyIn_AsTheContainersUser_GivesAllToIt(string user, int uid, int gid)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("exec sleep 1000");
        await harness.Containers.CopyInAsync(id, "/etc", Tar(File("passwd", "root:x:0:0::/:/bin/sh\nkeeper:x:77:78::/:/bin/sh\n", 0, 0)), false, false, Token);
        var image = await harness.Containers.CommitAsync(id, new CommitSpec { Configuration = new ImageConfiguration { Command = ["sleep", "1000"], User = user } }, Token);
        var created = await harness.Containers.CreateAsync(new ContainerSpec { Image = image.Summary.Id }, Token);
        foreach (var running in new[] { false, true })
        {
            if (running) await harness.Containers.StartAsync(created.Id, Token);
            await harness.Containers.CopyInAsync(created.Id, "/etc", Tar(Folder("sub/", 7, 8), File("sub/file", "x", 9, 9)), false, true, Token);
            var entries = await EntriesAsync(output => harness.Containers.CopyOutAsync(created.Id, "/etc/sub", output, Token));
            Assert.Equal([(uid, gid), (uid, gid)], entries.Values.Select(entry => (entry.Uid, entry.Gid)));
        }
    }

    [Fact]
    public async Task CopyIn_AsAUserThatNobodyKnows_IsRefused()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var created = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox:latest", Command = ["true"], User = "stranger" }, Token);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.CopyInAsync(created.Id, "/etc", Tar(File("file", "x", 0, 0)), false, true, Token));
        Assert.Contains("stranger", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CopyIn_WhereNothingMayBeWritten_IsRefused()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("exec sleep 1000", spec => spec with { ReadOnlyRootFilesystem = true, Mounts = [new MountSpec(MountKind.Volume, "/data", "kept")] });
        await Assert.ThrowsAsync<NotPermittedException>(() => harness.Containers.CopyInAsync(id, "/etc", Tar(File("file", "x", 0, 0)), false, false, Token));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => harness.Containers.CopyInAsync(id, "/nowhere", Tar(File("file", "x", 0, 0)), false, false, Token));
        await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.CopyInAsync(id, "/bin/busybox", Tar(File("file", "x", 0, 0)), false, false, Token));
        await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.CopyInAsync(id, "/data", new MemoryStream("no tar, whatever it says"u8.ToArray()), false, false, Token));
        await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.CopyInAsync(id, "/data", Tar(File("../../etc/file", "x", 0, 0)), false, false, Token));
        await harness.Containers.CopyInAsync(id, "/data", Tar(Folder("folder/", 0, 0), File("file", "x", 0, 0)), true, false, Token);
        await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.CopyInAsync(id, "/data", Tar(File("folder", "x", 0, 0)), true, false, Token));
        await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.CopyInAsync(id, "/data", Tar(Folder("file/", 0, 0)), true, false, Token));
        Assert.Equal("x", (await EntriesAsync(output => harness.Containers.CopyOutAsync(id, "/data/file", output, Token)))["file"].Text);
        await harness.Containers.StopAsync(id, TimeSpan.Zero, Token);
        Assert.Equal("x", (await EntriesAsync(output => harness.Containers.CopyOutAsync(id, "/data/file", output, Token)))["file"].Text);
        await Assert.ThrowsAsync<NotPermittedException>(() => harness.Containers.CopyInAsync(id, "/etc", Tar(File("file", "x", 0, 0)), false, false, Token));
    }

    [Fact]
    public async Task I10_Copy_WhileTheContainerSwapsADirectoryForALinkToTheHost_StaysInside()
    {
        using var canary = new HostCanary();
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync(
            $"mkdir -p {canary.Root} /w; while :; do mkdir /w/d; echo own > /w/d/secret; rm -rf /w/d; ln -s ../../../../../../../..{canary.Root} /w/d; rm /w/d; done");
        var (into, from) = (0, 0);
        // On a busy machine the container may have the directory so seldom that more are needed until both ways were tried.
        for (var round = 0; round < Rounds.Of(300, 2000) || ((into == 0 || from == 0) && round < 20_000); round++)
        {
            try
            {
                await harness.Containers.CopyInAsync(id, "/w/d", Tar(File("planted", "x", 0, 0)), false, false, Token);
                into++;
            }
            catch (EngineException)
            {
                // Gone at that moment.
            }

            try
            {
                var entries = await EntriesAsync(output => harness.Containers.CopyOutAsync(id, "/w/d/secret", output, Token));
                Assert.All(entries.Values, entry => Assert.True(entry.Text is "own\n" or "", entry.Text));
                from++;
            }
            catch (Exception error) when (error is EngineException or IOException)
            {
                // The same, or it went while it was read.
            }
        }

        Assert.True(into > 0 && from > 0, $"{into} copied in and {from} out: too few to have tried anything");
        Assert.True(canary.IsUnchanged);
    }

    [Fact]
    public async Task I10_CopyIn_WhileTheContainerSwapsTheFileForALinkToTheHost_ChangesNoModeThere()
    {
        using var canary = new HostCanary();
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync($"mkdir /w; while :; do ln -sf {canary.Root}/secret /w/file; done");
        var into = 0;
        for (var round = 0; round < Rounds.Of(1000, 10_000); round++)
        {
            try
            {
                await harness.Containers.CopyInAsync(id, "/w", Tar(File("file", "x", 0, 0, (UnixFileMode)0b111_111_111)), false, cancellationToken: Token);
                into++;
            }
            catch (Exception error) when (error is EngineException or IOException)
            {
                // The link was there just then, or came while the file was made.
            }
        }

        Assert.True(into > 0, "nothing was ever copied");
        Assert.True(canary.IsUnchanged);
    }

    [Fact]
    public async Task Commit_MakesAnImageThatHasTheContainersFilesAndLacksWhatItDeleted()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("mkdir /kept; echo text > /kept/file; rm /etc/group; rm -rf /home; mkdir /home; echo new > /home/own; echo ready; exec sleep 1000");
        await harness.UntilLoggedAsync(id, "ready", Token);
        var image = await harness.Containers.CommitAsync(id, new CommitSpec
        {
            RepositoryTag = "made:1",
            Configuration = new ImageConfiguration { Command = ["sh", "-c", "cat /kept/file /home/own; ls /home /etc/group /etc/hosts"], Environment = ["A=b"] },
            Comment = "by hand",
        }, Token);
        Assert.Equal(ContainerStatus.Running, (await harness.StateAsync(id, Token)).Status);
        Assert.Equal(2, image.DiffIds.Count);
        var created = await harness.Containers.CreateAsync(new ContainerSpec { Image = "made:1" }, Token);
        await harness.Containers.StartAsync(created.Id, Token);
        await harness.Containers.WaitAsync(created.Id, cancellationToken: Token);
        var log = await harness.LogAsync(created.Id, Token);
        Assert.Contains("text\nnew\n", log, StringComparison.Ordinal);
        Assert.Contains("/etc/group: No such file or directory", log, StringComparison.Ordinal);
        Assert.Contains("/home:\nown", log, StringComparison.Ordinal);
        Assert.Contains("A=b", (await harness.Containers.InspectAsync(created.Id, Token)).Process.Environment);
        await harness.RestartAsync(Token);
        Assert.Contains("made:1", (await harness.Engine.Images.ListAsync(Token)).SelectMany(listed => listed.RepositoryTags));
    }

    private sealed record Read(TarEntryType EntryType, int Uid, int Gid, UnixFileMode Mode, string LinkName, string Text);

    private static async Task<Dictionary<string, Read>> EntriesAsync(Func<Stream, Task> write)
    {
        var tar = new MemoryStream();
        await write(tar);
        tar.Position = 0;
        Dictionary<string, Read> entries = [];
        await using var reader = new TarReader(tar);
        while (await reader.GetNextEntryAsync(cancellationToken: Token) is { } entry)
        {
            var text = entry.DataStream is { Length: < 4096 } data ? await new StreamReader(data).ReadToEndAsync(Token) : "";
            entries[entry.Name] = new(entry.EntryType, entry.Uid, entry.Gid, entry.Mode, entry.LinkName, text);
        }

        return entries;
    }

    private static MemoryStream Tar(params TarEntry[] entries)
    {
        var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var entry in entries) writer.WriteEntry(entry);
        }

        stream.Position = 0;
        return stream;
    }

    private static PaxTarEntry File(string name, string text, int uid, int gid, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)), Uid = uid, Gid = gid, Mode = mode };

    private static PaxTarEntry Folder(string name, int uid, int gid) =>
        new(TarEntryType.Directory, name) { Uid = uid, Gid = gid, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute };

    private static PaxTarEntry Link(string name, string target) => new(TarEntryType.SymbolicLink, name) { LinkName = target };
}
