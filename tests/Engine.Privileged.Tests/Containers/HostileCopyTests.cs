using System.Globalization;
using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Native.Tests.Images;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>Archives that are made to harm their destination.</summary>
public sealed class HostileCopyTests
{
    private static readonly string[] OfTheDestination = ["", ".", "./", "/", "//", "./.", "a/..", "a/../"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task CopyIn_OfWhatIsNoFileInTheDestination_LeavesTheDestination(bool running, bool keepKinds)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await ContainerAsync(harness, running, UserNamespaceMode.Private);
        List<TarBuilder> hostile = [new TarBuilder().Symlink("up", "..").File("up/data", "x"), new TarBuilder().Symlink("up", "../..").Symlink("up/srv", "/etc"),
            new TarBuilder().Symlink("here", ".").Symlink("here/../../data", "/etc"), new TarBuilder().File("../data", "x"), new TarBuilder().HardLink("x", ".")];
        foreach (var name in OfTheDestination)
        {
            hostile.AddRange([
                new TarBuilder().Symlink(name, "."), new TarBuilder().Symlink(name, "/etc"), new TarBuilder().HardLink(name, "keep"), new TarBuilder().Entry(name, '0', "x"u8.ToArray()),
                new TarBuilder().Device(name, '3', 1, 3), new TarBuilder().Entry(name, '6'), new TarBuilder().Pax(("path", Encoding.ASCII.GetBytes(name + "/."))).Symlink("x", "."),
            ]);
        }

        foreach (var archive in hostile)
        {
            try
            {
                await harness.Containers.CopyInAsync(id, "/srv/data", archive.ToStream(), keepKinds, false, Token);
            }
            catch (InvalidInputException)
            {
                // Most are refused; an old writer's file with a slash at its end is a directory.
            }

            Assert.Equal("kept", await ReadAsync(harness, id, "/srv/data/keep"));
        }

        // A directory there stays as it is; what is in the archive beside it arrives.
        await harness.Containers.CopyInAsync(id, "/srv/data", new TarBuilder().Folder("./", mode: 0).Folder("", mode: 0).File("new", "y").ToStream(), keepKinds, false, Token);
        Assert.Equal("y", await ReadAsync(harness, id, "/srv/data/new"));
        Assert.Equal(0x1EDu, (await harness.Containers.StatFileAsync(id, "/srv/data", Token)).Mode & 0xFFFu);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CopyIn_WithIdsThatTheContainerDoesNotHave_IsRefused(bool running)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await ContainerAsync(harness, running, UserNamespaceMode.Private);
        var first = (await harness.Containers.InspectAsync(id, Token)).UserNamespaceBase!.Value;
        // The next container's, and those that come out as the host's root and first user.
        foreach (var number in new[] { 65536, 65537, 131072, (1L << 32) - first, (1L << 32) - first + 1, uint.MaxValue - 1, uint.MaxValue, 1L << 32, long.MaxValue })
        {
            var text = Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
            await RefusedAsync(harness, id, new TarBuilder().Pax(("uid", text)).File("planted"));
            await RefusedAsync(harness, id, new TarBuilder().Pax(("gid", text)).Folder("planted"));
        }

        foreach (var number in new byte[][] { [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0, 0xFF, 0, 0, 0], [0x80, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] })
            await RefusedAsync(harness, id, new TarBuilder().Raw(WithUid(number)));
        await RefusedAsync(harness, id, new TarBuilder().Pax(("uid", "-1"u8.ToArray())).File("planted"));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => harness.Containers.StatFileAsync(id, "/srv/data/planted", Token));
        await RefusedAsync(harness, id, new TarBuilder().Entry("cut off", '0', claimedSize: 0x1FFFFFFFFL));

        await harness.Containers.CopyInAsync(id, "/srv/data", new TarBuilder().File("last", uid: 65535, gid: 65535).ToStream(), false, false, Token);
        var stat = await harness.Containers.StatFileAsync(id, "/srv/data/last", Token);
        Assert.Equal((65535L, 65535L), (stat.UserId, stat.GroupId));
    }

    [Fact]
    public async Task CopyIn_WithLargeIds_IsTakenWithoutAUserNamespace()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await ContainerAsync(harness, running: false, UserNamespaceMode.Host);
        await harness.Containers.CopyInAsync(id, "/srv/data", new TarBuilder().Pax(("uid", "4000000000"u8.ToArray())).File("file").ToStream(), false, false, Token);
        Assert.Equal(4_000_000_000, (await harness.Containers.StatFileAsync(id, "/srv/data/file", Token)).UserId);
    }

    [Theory]
    [InlineData('3')]
    [InlineData('4')]
    public async Task CopyIn_OfADevice_IsTheKernelsToRefuseInARunningContainer(char type)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await ContainerAsync(harness, running: true, UserNamespaceMode.Private);
        var archive = new TarBuilder().Device("node", type, 1, 3);
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => harness.Containers.CopyInAsync(id, "/srv/data", archive.ToStream(), false, false, Token));
        Assert.Contains("node' is a device", refusal.Message, StringComparison.Ordinal);
        await harness.Containers.StopAsync(id, TimeSpan.Zero, Token);
        await harness.Containers.CopyInAsync(id, "/srv/data", archive.ToStream(), false, false, Token);
        Assert.Equal("node", (await harness.Containers.StatFileAsync(id, "/srv/data/node", Token)).Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CopyOut_OfTheRoot_HasFilesAndNotTheKernelsAnswers(bool running)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await ContainerAsync(harness, running, UserNamespaceMode.Private);
        foreach (var (path, prefix) in new[] { ("/", "/"), ("/.", "./"), ("/srv/..", "/") })
        {
            var names = await NamesAsync(harness, id, path);
            Assert.Equal(prefix, names[0]);
            Assert.All(names, name => Assert.StartsWith(prefix, name, StringComparison.Ordinal));
            Assert.Contains(prefix + "srv/data/keep", names);
            foreach (var mount in new[] { "proc", "sys", "dev" }) Assert.DoesNotContain(names, name => name.StartsWith($"{prefix}{mount}/", StringComparison.Ordinal) && name.Length > prefix.Length + mount.Length + 1);
        }

        Assert.Equal(["./", "./keep"], await NamesAsync(harness, id, "/srv/data/."));
        Assert.Equal(["data/", "data/keep"], await NamesAsync(harness, id, "/srv/data/"));
    }

    private static async Task<string> ContainerAsync(EngineHarness harness, bool running, UserNamespaceMode users)
    {
        var created = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox:latest", Command = ["sleep", "1000"], UserNamespace = users }, Token);
        if (running) await harness.Containers.StartAsync(created.Id, Token);
        await harness.Containers.CopyInAsync(created.Id, "/", new TarBuilder().Folder("srv").Folder("srv/data").File("srv/data/keep", "kept").ToStream(), false, false, Token);
        return created.Id;
    }

    private static async Task RefusedAsync(EngineHarness harness, string id, TarBuilder archive) =>
        await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.CopyInAsync(id, "/srv/data", archive.ToStream(), false, false, Token));

    private static byte[] WithUid(byte[] number)
    {
        var block = new TarBuilder().File("planted").ToArray(end: false);
        number.CopyTo(block, 108);
        block.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(block.Sum(value => value), 8).PadLeft(6, '0') + "\0 ").CopyTo(block, 148);
        return block;
    }

    private static async Task<string> ReadAsync(EngineHarness harness, string id, string path)
    {
        await using var file = await harness.Containers.OpenFileAsync(id, path, Token);
        return await new StreamReader(file.Content).ReadToEndAsync(Token);
    }

    private static async Task<List<string>> NamesAsync(EngineHarness harness, string id, string path)
    {
        using var tar = new MemoryStream();
        await harness.Containers.CopyOutAsync(id, path, tar, Token);
        tar.Position = 0;
        List<string> names = [];
        await using var reader = new System.Formats.Tar.TarReader(tar);
        while (await reader.GetNextEntryAsync(cancellationToken: Token) is { } entry) names.Add(entry.Name);
        return names;
    }
}
